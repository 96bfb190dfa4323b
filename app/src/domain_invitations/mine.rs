//! My invitations: every invitation into a domain that the viewer got, to answer and to look up (M).

pub mod bulk;
pub mod listing;
pub mod row;

use super::answering::{ACCEPT, DECLINE};
use super::api;
use super::inbox::use_inbox;
use crate::list::{List, ListRows, ListWaiting, ListWords, use_listing};
use crate::messages::domain_invitations as words;
use crate::messages::numbers::number;
use crate::outcome::{DoneNotice, FaultNotice};
use crate::state::use_refused;
use crate::ui::{EmptyState, Icon, IntoContent as _, LinkItem, PageHead, QuickFilters, in_browser};
use bulk::{AcceptBar, Bulk, BulkReport};
use leptos::prelude::*;
use row::{Row, standing_of};
use rules::domain_invitation::{MyFilter, MyInvitation, MyPage};

pub(super) use listing::PATH;

/// The list of the page.
type Mine = List<MyPage>;

/// What the list says of itself.
const WORDS: ListWords = ListWords {
    caption: words::MINE,
    pager: words::PAGES,
    no_match: words::NONE_MATCH,
    no_match_hint: words::NONE_MATCH_HINT,
    failed: words::FAILED,
};

const COLUMNS: [&str; 7] = [
    words::DOMAIN,
    words::ROLE,
    words::INVITED_BY,
    words::SENT,
    words::VALID_UNTIL,
    words::STATUS,
    words::ACTIONS,
];

/// The page.
#[component]
pub fn MyInvitationsPage() -> impl IntoView {
    let inbox = use_inbox();
    let listing = use_listing();
    // Whatever was answered here shows as it stands now.
    let page = Resource::new(
        move || (listing.get(), inbox.answered.get()),
        |(listing, _)| api::list_my_invitations(listing),
    );
    let list = Mine::new(PATH.to_string(), listing, page);
    let bulk = Bulk::new(list);
    let refused = use_refused(ACCEPT).or_else(|| use_refused(DECLINE));
    let error = RwSignal::new(refused.map(|form| form.error));
    list.say_when_loaded(words::loaded_mine);
    let row = Callback::new(move |(row, now)| view! { <Row row now bulk/> }.erased());
    view! {
        <div class="page">
            <PageHead title=words::MINE lead=words::MINE_LEAD/>
            <DoneNotice/>
            <FaultNotice error/>
            <Transition fallback=Waiting nostrip:set_pending=in_browser(list.is_pending)>
                <Filters list/>
                <BulkReport bulk/>
                <ListRows
                    list
                    id="mine"
                    words=&WORDS
                    head=move || view! {
                        {bulk.several.head(words::CHOOSE_ALL)}
                        {COLUMNS.map(|label| view! { <th scope="col">{label}</th> })}
                    }
                    key=|row: &MyInvitation, now| format!("{row:?}{:?}", standing_of(row, now))
                    row
                    nothing=|| view! {
                        <EmptyState icon=Icon::Inbox title=words::NONE_MINE>
                            {words::NONE_MINE_HINT}
                        </EmptyState>
                    }
                />
                <AcceptBar bulk/>
            </Transition>
        </div>
    }
}

#[component]
fn Filters(list: Mine) -> impl IntoView {
    let items = Signal::derive(move || {
        let now = list.listing.get();
        let item = |filter: MyFilter| {
            let href = list.href(&now.filtered_by(filter));
            let item = LinkItem::new(words::my_filter(filter), href).current(now.filter == filter);
            let count = list.with_page(|page| page.standings.of(filter.status()));
            match count {
                Some(count) => item.count(number(count)),
                None => item,
            }
        };
        MyFilter::ALL.into_iter().map(item).collect()
    });
    view! { <QuickFilters name=words::STATUS items/> }
}

#[component]
fn Waiting() -> impl IntoView {
    view! { <ListWaiting id="mine-loading" caption=words::MINE columns=&COLUMNS/> }
}
