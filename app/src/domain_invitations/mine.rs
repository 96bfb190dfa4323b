//! My invitations: every invitation into a domain that the viewer got, to answer and to look up (M).

pub mod bulk;
pub mod listing;
pub mod row;

use super::answering::{ACCEPT, DECLINE};
use super::api;
use super::inbox::use_inbox;
use crate::error::AppError;
use crate::messages::domain_invitations as words;
use crate::messages::{console, errors, invitations};
use crate::outcome::{DoneNotice, FaultNotice};
use crate::state::use_refused;
use crate::ui::dialog::focus_heading_if_lost;
use crate::ui::{
    DataTable, EmptyState, Icon, LinkButton, LinkItem, PageHead, Pager, QuickFilters, SkeletonRows,
    Tone, in_browser, use_announcer,
};
use bulk::{AcceptBar, Bulk, BulkReport, ChoosePending};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use listing::{href, use_listing};
use row::Row;
use rules::domain_invitation::{MyFilter, MyListing, MyPage};
use rules::listing::PageSize;

pub(super) use listing::PATH;

/// The page of rows that is shown.
#[derive(Clone, Copy)]
pub struct Loaded {
    /// As the server answered. Read it inside of the page's `Transition`.
    page: Resource<Result<MyPage, AppError>>,
}

impl Loaded {
    /// Reads the page, when there is one.
    fn with_page<T>(self, read: impl FnOnce(&MyPage) -> T) -> Option<T> {
        self.page
            .with(|page| page.as_ref()?.as_ref().ok().map(read))
    }
}

/// The page.
#[component]
pub fn MyInvitationsPage() -> impl IntoView {
    let inbox = use_inbox();
    let listing = use_listing();
    let loaded = Loaded {
        // Whatever was answered here shows as it stands now.
        page: Resource::new(
            move || (listing.get(), inbox.answered.get()),
            |(listing, _)| api::list_my_invitations(listing),
        ),
    };
    let is_pending = RwSignal::new(false);
    let bulk = Bulk::new(listing, loaded);
    let refused = use_refused(ACCEPT).or_else(|| use_refused(DECLINE));
    let error = RwSignal::new(refused.map(|form| form.error));
    let announcer = use_announcer();
    Effect::new(move |was_pending: Option<bool>| {
        let is_pending = is_pending.get();
        if was_pending == Some(true) && !is_pending {
            if let Some(told) = untrack(|| loaded.with_page(words::loaded_mine)) {
                announcer.say(told);
            }
            focus_heading_if_lost();
        }
        is_pending
    });
    view! {
        <div class="page">
            <PageHead title=words::MINE lead=words::MINE_LEAD/>
            <DoneNotice/>
            <FaultNotice error/>
            <Filters listing/>
            <Transition fallback=Waiting nostrip:set_pending=in_browser(is_pending)>
                <BulkReport bulk/>
                <AcceptBar bulk/>
                {move || loaded.page.get().map(|page| match page {
                    Ok(page) => Either::Left(view! { <Listed page bulk is_pending/> }),
                    Err(error) => Either::Right(view! { <NotLoaded error/> }),
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Filters(listing: Memo<MyListing>) -> impl IntoView {
    let items = Signal::derive(move || {
        let now = listing.get();
        let item = |filter: MyFilter| {
            let to = MyListing {
                filter,
                ..now.on_page("")
            };
            LinkItem::new(words::my_filter(filter), href(&to)).current(now.filter == filter)
        };
        MyFilter::ALL.into_iter().map(item).collect()
    });
    view! { <QuickFilters name=words::STATUS items/> }
}

#[component]
fn Waiting() -> impl IntoView {
    view! {
        <DataTable id="mine-loading" caption=words::MINE busy=true head=PlainHead>
            <SkeletonRows rows=5 columns=7/>
        </DataTable>
    }
}

#[component]
fn NotLoaded(error: AppError) -> impl IntoView {
    view! {
        <EmptyState icon=Icon::Alert tone=Tone::Bad title=words::FAILED actions=|| view! {
            <LinkButton href=PATH>{console::RETRY}</LinkButton>
        }>
            {errors::sentence(&error)}
        </EmptyState>
    }
}

/// The rows, or why there are none (TBL-14).
#[component]
fn Listed(page: MyPage, bulk: Bulk, is_pending: RwSignal<bool>) -> impl IntoView {
    let filter = page.listing.filter;
    if !page.rows.is_empty() {
        return EitherOf3::A(view! { <Rows page bulk is_pending/> });
    }
    if filter == MyFilter::All {
        return EitherOf3::B(view! {
            <EmptyState icon=Icon::Inbox title=words::NONE_MINE>{words::NONE_MINE_HINT}</EmptyState>
        });
    }
    EitherOf3::C(view! {
        <EmptyState icon=Icon::Search title=words::NONE_MATCH actions=|| view! {
            <LinkButton href=PATH>{words::SHOW_ALL}</LinkButton>
        }>
            {words::NONE_MATCH_HINT}
        </EmptyState>
    })
}

#[component]
fn Rows(page: MyPage, bulk: Bulk, is_pending: RwSignal<bool>) -> impl IntoView {
    let listing = page.listing;
    let now = page.now;
    let range = crate::messages::numbers::range_of(page.first, page.rows.len(), page.total);
    let at = |cursor: Option<String>| {
        Signal::stored(cursor.map(|cursor| href(&listing.on_page(&cursor))))
    };
    let (newer, older) = (at(page.previous), at(page.next));
    let size = |size: PageSize| {
        let sized = MyListing {
            size,
            ..listing.on_page("")
        };
        LinkItem::new(size.get().to_string(), href(&sized)).current(listing.size == size)
    };
    let sizes: Vec<LinkItem> = PageSize::ALL
        .into_iter()
        .filter_map(PageSize::new)
        .map(size)
        .collect();
    let rows = page.rows.into_iter();
    let rows = rows.map(|row| view! { <Row row now bulk/> }).collect_view();
    view! {
        <DataTable id="mine" caption=words::MINE busy=is_pending head=move || view! {
            <ChoosePending bulk/>
            <PlainHead/>
        }>
            {rows}
        </DataTable>
        <Pager
            name=words::PAGES
            range=Signal::stored(range)
            prev=newer
            next=older
            prev_label=invitations::PREVIOUS
            next_label=invitations::NEXT
            sizes_label=invitations::PER_PAGE
            sizes=Signal::stored(sizes)
        />
    }
}

#[component]
fn PlainHead() -> impl IntoView {
    [
        words::DOMAIN,
        words::ROLE,
        words::INVITED_BY,
        words::SENT,
        words::VALID_UNTIL,
        words::STATUS,
        words::ACTIONS,
    ]
    .map(|label| view! { <th scope="col">{label}</th> })
}
