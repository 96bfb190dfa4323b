//! One row of the table of members.

use super::acting::Asking;
use super::address::member_href;
use super::member_bulk::Bulk;
use super::member_forms::anchor;
use crate::groups::cell::GroupNames;
use crate::messages::domains::members as words;
use crate::messages::groups as group_words;
use crate::ui::{Address, Badge, Icon, IconButton, IconLink, Time, Tone, use_hydrated};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use rules::domain::Domain;
use rules::membership::{Act, MemberRow, Status, offered};

/// A member with what can be done.
#[component]
pub(super) fn TableRow(
    row: MemberRow,
    domain: StoredValue<Domain>,
    asking: Asking,
    bulk: Bulk,
) -> impl IntoView {
    let (id, email, may_choose) = (row.id, row.email.clone(), bulk.may_choose(&row));
    let choose = move || {
        bulk.is_offered()
            .then(|| bulk.several.cell(id, &email, may_choose))
    };
    let href = domain.with_value(|domain| member_href(&domain.row.name, row.id));
    let name = if row.is_oneself {
        words::YOU.to_string()
    } else {
        row.name.clone()
    };
    view! {
        <tr>
            {choose}
            <th scope="row" data-label=words::NAME>
                <a href=href class="breakable"><bdi>{name}</bdi></a>
            </th>
            <td data-label=words::EMAIL><Address text=row.email.clone()/></td>
            <td data-label=words::STATUS><StatusBadge row=row.clone()/></td>
            <td data-label=words::ROLE><Badge text=row.role.clone()/></td>
            {row.groups.clone().map(|groups| view! {
                <td data-label=group_words::TITLE><GroupNames groups/></td>
            })}
            <td data-label=words::JOINED class="cell-tight"><Time at=row.joined_at/></td>
            <td data-label=words::INVITED_BY>
                <span class="breakable small"><bdi>{words::invited_by(&row)}</bdi></span>
            </td>
            <td data-label=words::END_DATE class="cell-tight"><EndDate row=row.clone()/></td>
            <td data-label=words::ACTIONS class="cell-actions"><RowActions row domain asking/></td>
        </tr>
    }
}

/// Whether the membership counts, and what keeps its account from using it.
#[component]
pub(super) fn StatusBadge(row: MemberRow) -> impl IntoView {
    let (icon, tone) = match row.status {
        Status::Active => (Icon::Check, Tone::Good),
        Status::Ended => (Icon::Ban, Tone::Neutral),
    };
    let text = words::status(row.status);
    match words::account_note(&row) {
        Some(sub) => Either::Left(view! { <Badge text icon tone sub/> }),
        None => Either::Right(view! { <Badge text icon tone/> }),
    }
}

/// When it ended, or will.
#[component]
pub(super) fn EndDate(row: MemberRow) -> impl IntoView {
    match (row.ended_at, row.ends_at) {
        (Some(at), _) => EitherOf3::A(view! { <Time at/> }),
        // A day of the portal's calendar, which the form takes and shows the same.
        (None, Some(at)) => EitherOf3::B(view! { <time datetime=at.rfc3339()>{at.date()}</time> }),
        (None, None) => EitherOf3::C(view! { <span class="muted">{words::NO_END}</span> }),
    }
}

/// The actions by name. What needs a form leads to the member's page; an end is asked for in place once the console
/// is alive.
#[component]
fn RowActions(row: MemberRow, domain: StoredValue<Domain>, asking: Asking) -> impl IntoView {
    let hydrated = use_hydrated();
    let (acts, page) = domain.with_value(|domain| {
        let acts = offered(&row, domain.held, domain.row.archived_at.is_some());
        (acts, member_href(&domain.row.name, row.id))
    });
    let buttons = move || {
        let is_alive = hydrated.get();
        acts.iter()
            .map(|act| {
                let act = *act;
                let name = words::action_name(act, &row.email);
                if is_alive && matches!(act, Act::Remove | Act::Leave) {
                    let row = row.clone();
                    Either::Left(view! {
                        <IconButton
                            icon=icon(act)
                            name
                            tone=Tone::Bad
                            busy=asking.is_busy
                            on:click=move |_| asking.ask(row.clone())
                        />
                    })
                } else {
                    let href = format!("{page}#{}", anchor(act));
                    Either::Right(view! { <IconLink icon=icon(act) name href/> })
                }
            })
            .collect_view()
    };
    view! { <span class="actions">{buttons}</span> }
}

const fn icon(act: Act) -> Icon {
    match act {
        Act::ChangeRole => Icon::Key,
        Act::SetEnd => Icon::Hourglass,
        Act::Remove => Icon::Trash,
        Act::Leave => Icon::LogOut,
    }
}
