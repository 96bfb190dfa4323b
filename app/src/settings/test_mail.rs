//! The test mail, and the mail server's answer as it comes in.

use crate::error::AppError;
use crate::mail::DeliveryBadge;
use crate::mail::api::{read_mail, send_test_mail};
use crate::messages::{mail as mail_words, settings as words};
use crate::outcome::{FaultNotice, fault_of, from_here};
use crate::state::{use_refused, use_viewing};
use crate::ui::{Button, Card, Icon, TextField, use_announcer};
use gloo_timers::future::TimeoutFuture;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::outbox::{Delivery, MailRow};

/// The function that the form posts to.
const TEST: &str = "/api/mail/test";
/// How often the answer is looked for, in seconds.
const LOOKS: u32 = 60;

/// The card of the test mail.
#[component]
pub(super) fn TestMail() -> impl IntoView {
    let refused = use_refused(TEST);
    let own = use_viewing().with_untracked(|viewing| viewing.email.clone());
    let typed = refused
        .as_ref()
        .and_then(|form| form.value("email"))
        .unwrap_or(own);
    let email = RwSignal::new(typed);
    let error = RwSignal::new(refused.map(|form| form.error));
    let is_busy = RwSignal::new(false);
    let answer = RwSignal::new(None::<MailRow>);
    let announcer = use_announcer();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        error.set(None);
        answer.set(None);
        spawn_local(async move {
            if let Err(refused) = follow(email.get_untracked(), answer).await {
                let _ = error.try_set(Some(refused));
            }
            let _ = is_busy.try_set(false);
            if let Some(Some(row)) = answer.try_get_untracked() {
                announcer.say(format!(
                    "{}. {}",
                    mail_words::state(row.delivery),
                    row.words
                ));
            }
        });
    };
    view! {
        <Card title=words::TEST lead=words::TEST_LEAD>
            <FaultNotice error=other_than_field(error)/>
            <form class="form" method="post" action=from_here(TEST) novalidate on:submit=submit>
                <TextField
                    id="test-email"
                    name="email"
                    label=words::TEST_TO
                    kind="email"
                    bind=email
                    error=fault_of(error, "email")
                />
                <div class="form-actions">
                    <Button icon=Icon::Send kind="submit" busy=is_busy>{words::SEND_TEST}</Button>
                </div>
            </form>
            {move || answer.get().map(|row| view! { <Answer row/> })}
        </Card>
    }
}

/// What is wrong with the field stands at the field.
fn other_than_field(error: RwSignal<Option<AppError>>) -> Signal<Option<AppError>> {
    Signal::derive(move || {
        error
            .get()
            .filter(|error| error.fault_of("email").is_none())
    })
}

/// Sends the mail and follows it until the mail server has spoken.
async fn follow(email: String, answer: RwSignal<Option<MailRow>>) -> Result<(), AppError> {
    let id = send_test_mail(email).await?;
    for _ in 0..LOOKS {
        let row = read_mail(id).await?.row;
        let is_open = matches!(row.delivery, Delivery::Queued | Delivery::Sending);
        // The page may be gone by now.
        if answer.try_set(Some(row)).is_some() || !is_open {
            return Ok(());
        }
        TimeoutFuture::new(1000).await;
    }
    Ok(())
}

#[component]
fn Answer(row: MailRow) -> impl IntoView {
    let href = format!("/mail/{}", row.id);
    let has_mail_server = use_viewing().with_untracked(|viewing| viewing.has_mail_server);
    let told = if row.words.is_empty() {
        mail_words::meaning(row.delivery, has_mail_server).to_string()
    } else {
        row.words
    };
    view! {
        <div class="row">
            <DeliveryBadge delivery=row.delivery/>
            <span class="grow small breakable">{told}</span>
            <a href=href>{words::SHOW_TEST}</a>
        </div>
    }
}
