//! The table itself: headers that sort, rows, and what stands there instead of rows (TBL-14).

use super::acting::Asking;
use super::listing::INVITE_PATH;
use super::page::{Invitations, Notes};
use super::row::TableRow;
use crate::list::{ListRows, ListWaiting, ListWords};
use crate::messages::groups;
use crate::messages::invitations as words;
use crate::state::may;
use crate::ui::{EmptyState, Icon, IntoContent as _, LinkButton, Variant};
use leptos::prelude::*;
use rules::invitation::InvitationRow;
use rules::listing::InvitationSort;
use rules::policy::Action;

/// What the list says of itself.
const WORDS: ListWords = ListWords {
    caption: words::CAPTION,
    pager: words::PAGER,
    no_match: words::NO_MATCH,
    no_match_hint: words::NO_MATCH_HINT,
    failed: words::FAILED,
};

/// Rows with their pager, or the reason why there are none.
#[component]
pub fn Rows(
    /// The list.
    list: Invitations,
    /// What others did to its rows meanwhile.
    notes: Notes,
    /// Takes what the rows' buttons ask.
    asking: Asking,
) -> impl IntoView {
    let row = Callback::new(move |(row, now): (InvitationRow, _)| {
        let id = row.id;
        let note = Signal::derive(move || notes.with(|notes| notes.get(&id).cloned()));
        view! { <TableRow row now asking note/> }.erased()
    });
    view! {
        <ListRows
            list
            id="invitations"
            words=&WORDS
            head=move || view! { <Head list/> }
            key=|row: &InvitationRow, now| format!("{row:?}{:?}", row.standing(now))
            row
            nothing=|| view! { <NothingYet/> }
        />
    }
}

#[component]
fn Head(list: Invitations) -> impl IntoView {
    view! {
        {list.sort_head(words::EMAIL, InvitationSort::Email)}
        <th scope="col">{words::ROLE}</th>
        <th scope="col">{groups::TITLE}</th>
        <th scope="col">{words::INVITED_BY}</th>
        {list.sort_head(words::INVITED_AT, InvitationSort::InvitedAt)}
        {list.sort_head(words::VALID_UNTIL, InvitationSort::ValidUntil)}
        <th scope="col">{words::STATUS}</th>
        <th scope="col">{words::DELIVERY}</th>
        <th scope="col" class="cell-actions">{words::ACTIONS}</th>
    }
}

#[component]
fn NothingYet() -> impl IntoView {
    let invite = may(Action::InvitationsSend);
    view! {
        <EmptyState icon=Icon::Mail title=words::NOTHING_YET actions=move || {
            invite.then(|| view! {
                <LinkButton href=INVITE_PATH variant=Variant::Primary icon=Icon::Plus>
                    {words::INVITE}
                </LinkButton>
            })
        }>
            {words::NOTHING_YET_HINT}
        </EmptyState>
    }
}

/// While the first rows are on the way.
#[component]
pub fn Placeholder() -> impl IntoView {
    const COLUMNS: [&str; 9] = [
        words::EMAIL,
        words::ROLE,
        groups::TITLE,
        words::INVITED_BY,
        words::INVITED_AT,
        words::VALID_UNTIL,
        words::STATUS,
        words::DELIVERY,
        words::ACTIONS,
    ];
    view! { <ListWaiting id="invitations-loading" caption=words::CAPTION columns=&COLUMNS/> }
}
