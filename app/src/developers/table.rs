//! The table itself: headers that sort, rows, pager, and what stands there instead of rows (TBL-14).

use super::acting::Asking;
use super::bulk::{Bulk, ChooseEverybody};
use super::listing::{href, tab_href};
use super::page::Loaded;
use super::row::TableRow;
use crate::error::AppError;
use crate::messages::developers as words;
use crate::messages::{console, errors, groups, invitations};
use crate::ui::IntoContent;
use crate::ui::{
    Button, DataTable, EmptyState, Icon, LinkButton, LinkItem, Pager, SkeletonRows, Sort, SortTh,
    Tone,
};
use leptos::prelude::*;
use rules::account::{DeveloperListing, DeveloperPage, DeveloperRow, DeveloperSort, Status};
use rules::listing::{Direction, PageSize};

/// What stands below the search.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Shown {
    Rows,
    Nobody(Status),
    NoMatch(Status),
    Failure(AppError),
    Nothing,
}

/// Rows with their pager, or the reason why there are none.
#[component]
pub fn Rows(
    /// The view that the address asks for.
    listing: Memo<DeveloperListing>,
    /// The rows.
    loaded: Loaded,
    /// Takes what the rows' buttons ask.
    asking: Asking,
    /// Takes which rows are chosen.
    bulk: Bulk,
    /// Others are on the way; these are dimmed.
    is_pending: ReadSignal<bool>,
) -> impl IntoView {
    let shown = Memo::new(move |_| {
        loaded.page.with(|page| match page {
            None => Shown::Nothing,
            Some(Err(error)) => Shown::Failure(error.clone()),
            Some(Ok(page)) if !page.rows.is_empty() => Shown::Rows,
            Some(Ok(page)) if page.listing.is_filtered() => Shown::NoMatch(page.listing.tab),
            Some(Ok(page)) => Shown::Nobody(page.listing.tab),
        })
    });
    move || {
        match shown.get() {
        Shown::Rows => view! { <Table listing loaded asking bulk is_pending/> }.erased(),
        Shown::Nobody(tab) => view! {
            <EmptyState icon=Icon::Users title=words::nobody(tab)>{words::nobody_hint(tab)}</EmptyState>
        }
        .erased(),
        Shown::NoMatch(tab) => view! {
            <EmptyState icon=Icon::Search title=words::NO_MATCH actions=move || view! {
                <LinkButton href=tab_href(tab)>{words::CLEAR}</LinkButton>
            }>
                {words::NO_MATCH_HINT}
            </EmptyState>
        }
        .erased(),
        Shown::Failure(error) => view! { <Failure error loaded listing/> }.erased(),
        Shown::Nothing => ().erased(),
    }
    }
}

#[component]
fn Table(
    listing: Memo<DeveloperListing>,
    loaded: Loaded,
    asking: Asking,
    bulk: Bulk,
    is_pending: ReadSignal<bool>,
) -> impl IntoView {
    let rows = move || {
        loaded
            .with_page(|page| page.rows.clone())
            .unwrap_or_default()
    };
    view! {
        <DataTable
            id="developers"
            caption=words::CAPTION
            busy=is_pending
            head=move || view! { <Head listing bulk/> }
        >
            <For
                each=rows
                key=|row| format!("{row:?}")
                children=move |row: DeveloperRow| view! { <TableRow row asking bulk/> }
            />
        </DataTable>
        <Pages listing loaded/>
    }
}

#[component]
fn Head(listing: Memo<DeveloperListing>, bulk: Bulk) -> impl IntoView {
    let sortable = move |label: &'static str, column: DeveloperSort| {
        let sort = Signal::derive(move || {
            listing.with(|now| match (now.sort == column, now.dir) {
                (false, _) => Sort::None,
                (true, Direction::Ascending) => Sort::Up,
                (true, Direction::Descending) => Sort::Down,
            })
        });
        let href = Signal::derive(move || listing.with(|now| href(&now.sorted_by(column))));
        view! { <SortTh label sort href/> }
    };
    view! {
        {move || bulk.is_offered().then(|| view! { <ChooseEverybody bulk/> })}
        {sortable(words::NAME, DeveloperSort::Name)}
        {sortable(words::EMAIL, DeveloperSort::Email)}
        {sortable(words::CREATED, DeveloperSort::Created)}
        <th scope="col">{words::ROLE}</th>
        <th scope="col">{groups::TITLE}</th>
        <th scope="col">{words::ORIGIN}</th>
        <th scope="col" class="cell-actions">{words::ACTIONS}</th>
    }
}

#[component]
fn Pages(listing: Memo<DeveloperListing>, loaded: Loaded) -> impl IntoView {
    let step = move |cursor: fn(&DeveloperPage) -> Option<&String>| {
        Signal::derive(move || {
            loaded
                .with_page(|page| Some(href(&page.listing.on_page(cursor(page)?))))
                .flatten()
        })
    };
    let sizes = Signal::derive(move || {
        let now = listing.get();
        let item = |size: PageSize| {
            let sized = DeveloperListing {
                size,
                ..now.on_page("")
            };
            LinkItem::new(size.get().to_string(), href(&sized)).current(now.size == size)
        };
        let offered = PageSize::ALL.into_iter().filter_map(PageSize::new);
        offered.map(item).collect()
    });
    let range = move || loaded.with_page(words::range).unwrap_or_default();
    view! {
        <Pager
            name=words::PAGER
            range=Signal::derive(range)
            prev=step(|page| page.previous.as_ref())
            next=step(|page| page.next.as_ref())
            prev_label=invitations::PREVIOUS
            next_label=invitations::NEXT
            sizes_label=invitations::PER_PAGE
            sizes
        />
    }
}

/// The list could not be read: why, and the way out.
#[component]
fn Failure(error: AppError, loaded: Loaded, listing: Memo<DeveloperListing>) -> impl IntoView {
    let sentence = errors::sentence(&error);
    let is_lost_page = matches!(error, AppError::Invalid(_));
    view! {
        <EmptyState icon=Icon::Alert tone=Tone::Bad title=words::FAILED actions=move || {
            let first = listing.with_untracked(|now| tab_href(now.tab));
            view! {
                {is_lost_page.then(|| view! {
                    <LinkButton href=first>{invitations::FIRST_PAGE}</LinkButton>
                })}
                <span class="js-only">
                    <Button icon=Icon::Refresh on:click=move |_| loaded.page.refetch()>
                        {console::RETRY}
                    </Button>
                </span>
            }
        }>
            {sentence}
        </EmptyState>
    }
}

/// While the first rows are on the way.
#[component]
pub fn Placeholder() -> impl IntoView {
    let head = || {
        [
            words::NAME,
            words::EMAIL,
            words::CREATED,
            words::ROLE,
            groups::TITLE,
            words::ORIGIN,
            words::ACTIONS,
        ]
        .map(|label| view! { <th scope="col">{label}</th> })
    };
    view! {
        <DataTable
            id="developers-loading"
            caption=words::CAPTION
            busy=Signal::stored(true)
            head
        >
            <SkeletonRows rows=8 columns=7/>
        </DataTable>
    }
}
