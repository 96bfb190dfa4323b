//! The table itself: headers that sort, rows, and what stands there instead of rows (TBL-14).

use super::acting::Asking;
use super::bulk::Bulk;
use super::page::Developers;
use super::row::TableRow;
use crate::list::{ListRows, ListWaiting, ListWords};
use crate::messages::developers as words;
use crate::messages::groups;
use crate::ui::{EmptyState, Icon, IntoContent as _};
use leptos::prelude::*;
use rules::account::{DeveloperRow, DeveloperSort};

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
    list: Developers,
    /// Takes what the rows' buttons ask.
    asking: Asking,
    /// Takes which rows are chosen.
    bulk: Bulk,
) -> impl IntoView {
    let row = Callback::new(move |(row, _): (DeveloperRow, _)| {
        view! { <TableRow row asking bulk/> }.erased()
    });
    let nobody = move || {
        let tab = list.with_page(|page| page.listing.tab)?;
        Some(view! {
            <EmptyState icon=Icon::Users title=words::nobody(tab)>{words::nobody_hint(tab)}</EmptyState>
        })
    };
    view! {
        <ListRows
            list
            id="developers"
            words=&WORDS
            head=move || view! { <Head list bulk/> }
            key=|row, _| format!("{row:?}")
            row
            nothing=move || nobody
        />
    }
}

#[component]
fn Head(list: Developers, bulk: Bulk) -> impl IntoView {
    view! {
        {move || bulk.is_offered().then(|| bulk.several.head(words::CHOOSE_ALL))}
        {list.sort_head(words::NAME, DeveloperSort::Name)}
        {list.sort_head(words::EMAIL, DeveloperSort::Email)}
        {list.sort_head(words::CREATED, DeveloperSort::Created)}
        <th scope="col">{words::ROLE}</th>
        <th scope="col">{groups::TITLE}</th>
        <th scope="col">{words::ORIGIN}</th>
        <th scope="col" class="cell-actions">{words::ACTIONS}</th>
    }
}

/// While the first rows are on the way.
#[component]
pub fn Placeholder() -> impl IntoView {
    const COLUMNS: [&str; 7] = [
        words::NAME,
        words::EMAIL,
        words::CREATED,
        words::ROLE,
        groups::TITLE,
        words::ORIGIN,
        words::ACTIONS,
    ];
    view! { <ListWaiting id="developers-loading" caption=words::CAPTION columns=&COLUMNS/> }
}
