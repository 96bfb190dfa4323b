//! What a mail looks like: its page, and a test of it to one's own address. Plain forms; with JavaScript they keep what
//! stands unsaved on the page.

use crate::error::AppError;
use crate::mail::api::{sample_mail, send_sample};
use crate::messages::{console, errors, mail as mail_words, settings as words};
use crate::outcome::{DoneNotice, FaultNotice, from_here};
use crate::state::{may, use_refused};
use crate::ui::IntoContent;
use crate::ui::{
    Button, Card, EmptyState, Icon, LinkButton, LinkItem, PageHead, Toast, Tone, use_toasts,
};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;
use rules::outbox::{Kind, MailSample};
use rules::policy::Action;

/// The function that the forms post to.
const SEND: &str = "/api/mail/send_sample";

fn form_id(kind: Kind) -> String {
    format!("test-{}", kind.as_str())
}

/// A look at the mail, and the button of its test; the form stands elsewhere, as no form stands within another.
#[component]
pub(super) fn SampleActions(
    /// Which mail.
    kind: Kind,
) -> impl IntoView {
    let href = format!("/settings/mail/{}", kind.as_str());
    let test = may(Action::SettingsManage).then(|| {
        view! {
            <Button
                icon=Icon::Send
                kind="submit"
                attr:form=form_id(kind)
                attr:aria-label=words::send_sample_of(kind)
            >
                {words::SEND_SAMPLE}
            </Button>
        }
    });
    view! {
        <div class="row">
            <LinkButton href icon=Icon::Eye attr:aria-label=words::preview_of(kind)>
                {words::PREVIEW}
            </LinkButton>
            {test}
        </div>
    }
}

/// The forms of the tests, and why one was refused.
#[component]
pub(super) fn SampleForms(
    /// Which mails.
    kinds: Vec<Kind>,
) -> impl IntoView {
    let error = RwSignal::new(use_refused(SEND).map(|form| form.error));
    let toasts = use_toasts();
    let forms = kinds
        .into_iter()
        .map(|kind| {
            let submit = move |event: SubmitEvent| {
                event.prevent_default();
                spawn_local(async move {
                    let sent = send_sample(kind).await;
                    if sent.is_ok() {
                        toasts.push(Toast::new(Tone::Good, mail_words::SAMPLE_SENT));
                    }
                    // The page may be gone by now.
                    let _ = error.try_set(sent.err());
                });
            };
            view! {
                <form id=form_id(kind) method="post" action=from_here(SEND) on:submit=submit>
                    <input type="hidden" name="kind" value=kind.as_str()/>
                </form>
            }
        })
        .collect_view();
    view! {
        <FaultNotice error/>
        <div hidden>{forms}</div>
    }
}

/// One mail as it would be written now.
#[component]
pub fn MailSamplePage() -> impl IntoView {
    let params = use_params_map();
    let sample = Resource::new(
        move || params.with(|params| Kind::parse(params.get_str("id")?)),
        |kind| async move {
            match kind {
                Some(kind) => sample_mail(kind).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    view! {
        <div class="page page-narrow">
            <Transition>
                {move || sample.get().map(|sample| match sample {
                    Ok(sample) => view! { <Sample sample/> }.erased(),
                    Err(error) => view! {
                        <PageHead title=console::NOT_FOUND back=back()/>
                        <EmptyState icon=Icon::Mail title=console::NOT_FOUND>
                            {errors::sentence(&error)}
                        </EmptyState>
                    }
                    .erased(),
                })}
            </Transition>
        </div>
    }
}

fn back() -> LinkItem {
    LinkItem::new(words::ALL_MAILS, "/settings/mail")
}

#[component]
fn Sample(sample: MailSample) -> impl IntoView {
    let kind = sample.kind;
    let source = format!("/settings/mail/{}/html", kind.as_str());
    let test = may(Action::SettingsManage).then(|| {
        view! {
            <Button icon=Icon::Send kind="submit" attr:form=form_id(kind)>
                {words::SEND_SAMPLE}
            </Button>
        }
    });
    view! {
        <PageHead title=kind.label() lead=words::SAMPLE_LEAD back=back()>{test}</PageHead>
        <DoneNotice/>
        <SampleForms kinds=vec![kind]/>
        <Card title=words::SUBJECT><p class="strong breakable">{sample.subject}</p></Card>
        <Card title=mail_words::PREVIEW>
            // Its links are made up: in this frame they lead nowhere at all.
            <iframe class="mail-frame" title=mail_words::FRAME src=source sandbox=""></iframe>
        </Card>
        <Card title=mail_words::TEXT><pre>{sample.text}</pre></Card>
    }
}
