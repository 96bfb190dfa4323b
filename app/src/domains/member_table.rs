//! The table of members: headers that sort, rows, and what stands there instead of rows (TBL-14).

use super::acting::Asking;
use super::member_bulk::Bulk;
use super::member_row::TableRow;
use super::members::Members;
use crate::list::{ListRows, ListWaiting, ListWords};
use crate::messages::domains::members as words;
use crate::messages::groups;
use crate::ui::{EmptyState, Icon, IntoContent as _};
use leptos::prelude::*;
use rules::domain::Domain;
use rules::membership::{MemberRow, MemberSort};

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
pub(super) fn Rows(
    list: Members,
    domain: StoredValue<Domain>,
    asking: Asking,
    bulk: Bulk,
) -> impl IntoView {
    let row = Callback::new(move |(row, _): (MemberRow, _)| {
        view! { <TableRow row domain asking bulk/> }.erased()
    });
    view! {
        <ListRows
            list
            id="members"
            words=&WORDS
            head=move || view! { <Head list bulk/> }
            key=|row, _| format!("{row:?}")
            row
            nothing=|| view! {
                <EmptyState icon=Icon::Users title=words::NOBODY>{words::NOBODY_HINT}</EmptyState>
            }
        />
    }
}

#[component]
fn Head(list: Members, bulk: Bulk) -> impl IntoView {
    view! {
        {move || bulk.is_offered().then(|| bulk.several.head(words::CHOOSE_ALL))}
        {list.sort_head(words::NAME, MemberSort::Name)}
        {list.sort_head(words::EMAIL, MemberSort::Email)}
        <th scope="col">{words::STATUS}</th>
        <th scope="col">{words::ROLE}</th>
        {move || {
            let shows_groups = list.with_page(|page| page.groups.is_some());
            (shows_groups == Some(true)).then(|| view! { <th scope="col">{groups::TITLE}</th> })
        }}
        {list.sort_head(words::JOINED, MemberSort::Joined)}
        <th scope="col">{words::INVITED_BY}</th>
        <th scope="col">{words::END_DATE}</th>
        <th scope="col" class="cell-actions">{words::ACTIONS}</th>
    }
}

/// While the first rows are on the way.
#[component]
pub(super) fn Placeholder() -> impl IntoView {
    const COLUMNS: [&str; 8] = [
        words::NAME,
        words::EMAIL,
        words::STATUS,
        words::ROLE,
        words::JOINED,
        words::INVITED_BY,
        words::END_DATE,
        words::ACTIONS,
    ];
    view! { <ListWaiting id="members-loading" caption=words::CAPTION columns=&COLUMNS/> }
}
