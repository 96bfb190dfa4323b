//! One letter: how far it has come, what it says, and in the local mailbox its link.

use super::api::{read_mail, retry_mail};
use super::delivery::DeliveryBadge;
use crate::error::AppError;
use crate::messages::{errors, mail as words};
use crate::outcome::{DoneNotice, FaultNotice, from_here};
use crate::state::{may, use_refused, use_viewing};
use crate::ui::{
    Address, Button, Card, CopyButton, Described, DescriptionList, EmptyState, Icon, LinkButton,
    LinkItem, Notice, PageHead, Time, Toast, Tone, Variant, use_toasts,
};
use leptos::either::Either;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;
use rules::ids::MailId;
use rules::outbox::{Delivery, MailPreview, MailRow};
use rules::policy::Action;
use uuid::Uuid;

/// The function that Retry posts to.
const RETRY: &str = "/api/mail/retry";

/// One mail of the outbox.
#[component]
pub fn LetterPage() -> impl IntoView {
    let params = use_params_map();
    // What is no id is the id of nothing: the server answers that it is not there.
    let id = move || {
        let read = params.with(|params| params.get_str("id")?.parse::<MailId>().ok());
        read.unwrap_or(MailId(Uuid::nil()))
    };
    let letter = Resource::new(id, read_mail);
    let error = RwSignal::new(use_refused(RETRY).map(|form| form.error));
    let is_busy = RwSignal::new(false);
    let toasts = use_toasts();
    let retry = Callback::new(move |id: MailId| {
        error.set(None);
        is_busy.set(true);
        spawn_local(async move {
            match retry_mail(id).await {
                Ok(_) => toasts.push(Toast::new(Tone::Good, words::RETRIED)),
                Err(refused) => error.set(Some(refused)),
            }
            is_busy.set(false);
            letter.refetch();
        });
    });
    view! {
        <div class="page page-narrow">
            <Transition>
                {move || letter.get().map(|letter| match letter {
                    Ok(letter) => Either::Left(view! { <Letter letter error is_busy retry/> }),
                    Err(error) => Either::Right(view! { <NoLetter error/> }),
                })}
            </Transition>
        </div>
    }
}

fn back() -> LinkItem {
    LinkItem::new(words::ALL_MAILS, "/mail")
}

#[component]
fn NoLetter(error: AppError) -> impl IntoView {
    let told = match error {
        AppError::NotFound => words::NO_LETTER_HINT.to_string(),
        other => errors::sentence(&other),
    };
    view! {
        <PageHead title=words::NO_LETTER back=back()/>
        <EmptyState
            icon=Icon::Mail
            title=words::NO_LETTER
            actions=|| view! { <LinkButton href="/mail">{words::ALL_MAILS}</LinkButton> }
        >
            {told}
        </EmptyState>
    }
}

#[component]
fn Letter(
    letter: MailPreview,
    error: RwSignal<Option<AppError>>,
    is_busy: RwSignal<bool>,
    retry: Callback<MailId>,
) -> impl IntoView {
    let MailPreview {
        row,
        text,
        html,
        link,
        is_masked,
        offers_retry,
    } = letter;
    let id = row.id;
    let to = row.recipient.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        retry.run(id);
    };
    let retry_form = offers_retry.then(|| {
        view! {
            <form method="post" action=from_here(RETRY) on:submit=submit>
                <input type="hidden" name="id" value=id.to_string()/>
                <Button variant=Variant::Primary icon=Icon::Refresh kind="submit" busy=is_busy>
                    {words::RETRY}
                </Button>
            </form>
        }
    });
    view! {
        <PageHead title=row.subject.clone() lead=words::to(&to) back=back()>{retry_form}</PageHead>
        <DoneNotice/>
        <FaultNotice error/>
        {link.map(|link| view! { <Link link to/> })}
        <Facts row/>
        {is_masked.then(|| view! { <Masked/> })}
        {html.is_some().then(|| view! { <Preview id is_masked/> })}
        {match text {
            Some(text) => Either::Left(view! {
                <Card title=words::TEXT><pre>{text}</pre></Card>
            }),
            None => Either::Right(view! {
                <Notice title=words::NO_TEXT>{words::NO_TEXT_HINT}</Notice>
            }),
        }}
    }
}

/// The link, readable and within reach: how a portal without a mail server works.
#[component]
fn Link(link: String, to: String) -> impl IntoView {
    let copied = Signal::stored(link.clone());
    view! {
        <Card title=words::LINK lead=words::link_hint(&to)>
            <span class="secret">{link.clone()}</span>
            <div class="row">
                <CopyButton text=copied label=words::COPY_LINK done=words::COPIED/>
                <LinkButton
                    href=link
                    variant=Variant::Primary
                    attr:target="_blank"
                    attr:rel="noopener"
                >
                    {words::OPEN_LINK}
                </LinkButton>
            </div>
        </Card>
    }
}

#[component]
fn Facts(row: MailRow) -> impl IntoView {
    let invitation = row.invitation.filter(|_| may(Action::InvitationsRead));
    let has_mail_server = use_viewing().with_untracked(|viewing| viewing.has_mail_server);
    let meaning = words::meaning(row.delivery, has_mail_server);
    let next_try = row
        .next_attempt_at
        .filter(|_| row.delivery == Delivery::Retrying);
    view! {
        <Card title=words::DELIVERY>
            <div class="row">
                <DeliveryBadge delivery=row.delivery/>
                <span class="muted">{meaning}</span>
            </div>
            <DescriptionList>
                <Described term=words::TO><Address text=row.recipient/></Described>
                <Described term=words::KIND>{words::kind(row.kind)}</Described>
                <Described term=words::QUEUED_AT><Time at=row.created_at/></Described>
                {row.sent_at.map(|at| view! {
                    <Described term=words::SENT_AT><Time at/></Described>
                })}
                {(row.attempts > 0).then(|| view! {
                    <Described term=words::TRIES>{words::tries(row.attempts)}</Described>
                })}
                {next_try.map(|at| view! {
                    <Described term=words::NEXT_TRY><Time at/></Described>
                })}
                {invitation.map(|id| view! {
                    <Described term=words::INVITATION>
                        <a href=format!("/consumers/invitations/{id}")>{words::SHOW_INVITATION}</a>
                    </Described>
                })}
            </DescriptionList>
            {(!row.words.is_empty()).then(|| view! {
                <DescriptionList>
                    <Described term=words::SERVER_SAID>
                        <span class="mono breakable">{row.words}</span>
                    </Described>
                </DescriptionList>
            })}
            {(row.unknown_attempts > 0).then(|| view! {
                <Notice tone=Tone::Warn>{words::MAY_HAVE_ARRIVED}</Notice>
            })}
        </Card>
    }
}

#[component]
fn Masked() -> impl IntoView {
    let has_mail_server = use_viewing().with_untracked(|viewing| viewing.has_mail_server);
    let why = if has_mail_server {
        words::MASKED
    } else {
        words::MASKED_BY_ROLE
    };
    view! { <Notice icon=Icon::EyeOff>{why}</Notice> }
}

/// The HTML part, in a frame that runs nothing and fetches nothing (STACK.md section 3). Its links open
/// beside the console; a masked one leads nowhere.
#[component]
fn Preview(id: MailId, is_masked: bool) -> impl IntoView {
    let source = format!("/mail/{id}/html");
    let granted = if is_masked {
        ""
    } else {
        "allow-popups allow-popups-to-escape-sandbox"
    };
    view! {
        <Card title=words::PREVIEW>
            <iframe class="mail-frame" title=words::FRAME src=source sandbox=granted></iframe>
        </Card>
    }
}
