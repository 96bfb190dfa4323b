//! The pending invitations as a list: in the pop-up, and on the Domains page, where it works without script.

use super::answering::{ACCEPT, AnswerForms, DECLINE};
use super::inbox::use_inbox;
use super::mine;
use super::shown::Shown;
use crate::messages::domain_invitations as words;
use crate::messages::errors;
use crate::state::use_refused;
use crate::ui::{Badge, Card, Icon, LinkButton, Notice, Time, Tone};
use leptos::either::Either;
use leptos::prelude::*;
use rules::domain_invitation::IN_POP_UP;
use rules::time::Timestamp;

/// The newest ones on a page, with the way to all of them; nothing while nothing waits.
#[component]
pub fn PendingList() -> impl IntoView {
    let inbox = use_inbox();
    let refused = use_refused(ACCEPT).or_else(|| use_refused(DECLINE));
    let refusal = refused.map(|form| errors::sentence(&form.error));
    let title = move || words::pending(inbox.total.get());
    view! {
        {refusal.map(|text| view! { <Notice tone=Tone::Bad alert=true focus=true>{text}</Notice> })}
        <Show when=move || !inbox.shown.with(Vec::is_empty)>
            <Card>
                <header class="card-head"><h2>{title}</h2></header>
                <PendingRows place="page"/>
                <ViewAll/>
            </Card>
        </Show>
    }
}

/// The way to all of them, when there are more than these.
#[component]
pub fn ViewAll() -> impl IntoView {
    let inbox = use_inbox();
    let is_more = move || inbox.total.get().n > IN_POP_UP as u64;
    view! {
        <Show when=is_more>
            <LinkButton href=mine::PATH on:click=move |_| inbox.is_open.set(false)>
                {words::VIEW_ALL}
            </LinkButton>
        </Show>
    }
}

/// The rows.
#[component]
pub fn PendingRows(
    /// Where they stand.
    place: &'static str,
) -> impl IntoView {
    let inbox = use_inbox();
    view! {
        <ul class="list-plain stack">
            <For
                each=move || inbox.shown.get()
                key=|one| format!("{}{}", one.row.id, one.is_gone)
                children=move |one: Shown| view! { <PendingRow one place/> }
            />
        </ul>
    }
}

#[component]
fn PendingRow(one: Shown, place: &'static str) -> impl IntoView {
    let inbox = use_inbox();
    let Shown { row, is_gone } = one;
    let id = row.id;
    let message = (!row.message.is_empty())
        .then(|| view! { <p class="breakable"><bdi>{row.message.clone()}</bdi></p> });
    let end = if row.valid_until == Timestamp::NEVER {
        None
    } else {
        Some(
            view! { <span>{words::VALID_UNTIL} " " <Time at=row.valid_until relative=false/></span> },
        )
    };
    let head = view! {
        <div class="row">
            <strong class="breakable"><bdi>{row.domain.title.clone()}</bdi></strong>
            <Badge text=row.role.clone()/>
        </div>
        <p class="muted small row">
            <span>{words::INVITED_BY} " " <bdi>{row.inviter.name.clone()}</bdi></span>
            {end}
        </p>
        {message}
    };
    let rest = if is_gone {
        let why = move || {
            let told = inbox.faults.with(|faults| faults.get(&id).cloned());
            told.unwrap_or_else(|| words::GONE.to_string())
        };
        Either::Left(view! { <Notice tone=Tone::Warn icon=Icon::Ban>{why}</Notice> })
    } else {
        Either::Right(view! { <AnswerForms row place/> })
    };
    view! {
        <li class="stack-tight">
            {head}
            {rest}
        </li>
    }
}
