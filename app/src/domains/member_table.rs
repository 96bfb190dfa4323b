//! The table of members: headers that sort, rows, pager, and what stands there instead of rows (TBL-14).

use super::acting::Asking;
use super::address::Tab;
use super::listing::href;
use super::member_bulk::{Bulk, ChooseEverybody};
use super::member_row::TableRow;
use super::members::Loaded;
use crate::error::AppError;
use crate::messages::domains::members as words;
use crate::messages::{console, errors, groups, invitations};
use crate::ui::{
    Button, DataTable, EmptyState, Icon, IntoContent, LinkButton, LinkItem, Pager, SkeletonRows,
    Sort, SortTh, Tone,
};
use leptos::prelude::*;
use rules::domain::Domain;
use rules::listing::{Direction, PageSize};
use rules::membership::{MemberListing, MemberPage, MemberRow, MemberSort};

/// What stands below the search.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Shown {
    Rows,
    NoMatch,
    Failure(AppError),
    Nothing,
}

/// Rows with their pager, or the reason why there are none.
#[component]
pub(super) fn Rows(
    loaded: Loaded,
    domain: StoredValue<Domain>,
    asking: Asking,
    bulk: Bulk,
    is_pending: ReadSignal<bool>,
) -> impl IntoView {
    let shown = Memo::new(move |_| {
        loaded.page.with(|page| match page {
            None => Shown::Nothing,
            Some(Err(error)) => Shown::Failure(error.clone()),
            Some(Ok(page)) if page.rows.is_empty() => Shown::NoMatch,
            Some(Ok(_)) => Shown::Rows,
        })
    });
    let first = move || {
        loaded
            .domain
            .with_untracked(|domain| Tab::Members.href(domain))
    };
    move || match shown.get() {
        Shown::Rows => view! { <Table loaded domain asking bulk is_pending/> }.erased(),
        Shown::NoMatch => view! {
            <EmptyState icon=Icon::Search title=words::NO_MATCH actions=move || view! {
                <LinkButton href=first()>{words::CLEAR}</LinkButton>
            }>
                {words::NO_MATCH_HINT}
            </EmptyState>
        }
        .erased(),
        Shown::Failure(error) => {
            let is_lost_page = matches!(error, AppError::Invalid(_));
            view! {
                <EmptyState icon=Icon::Alert tone=Tone::Bad title=words::FAILED actions=move || view! {
                    {is_lost_page.then(|| view! {
                        <LinkButton href=first()>{invitations::FIRST_PAGE}</LinkButton>
                    })}
                    <span class="js-only">
                        <Button icon=Icon::Refresh on:click=move |_| loaded.page.refetch()>
                            {console::RETRY}
                        </Button>
                    </span>
                }>
                    {errors::sentence(&error)}
                </EmptyState>
            }
            .erased()
        }
        Shown::Nothing => ().erased(),
    }
}

#[component]
fn Table(
    loaded: Loaded,
    domain: StoredValue<Domain>,
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
            id="members"
            caption=words::CAPTION
            busy=is_pending
            head=move || view! { <Head loaded bulk/> }
        >
            <For
                each=rows
                key=|row| format!("{row:?}")
                children=move |row: MemberRow| view! { <TableRow row domain asking bulk/> }
            />
        </DataTable>
        <Pages loaded/>
    }
}

#[component]
fn Head(loaded: Loaded, bulk: Bulk) -> impl IntoView {
    let sortable = move |label: &'static str, column: MemberSort| {
        let sort = Signal::derive(move || {
            loaded
                .listing
                .with(|now| match (now.sort == column, now.dir) {
                    (false, _) => Sort::None,
                    (true, Direction::Ascending) => Sort::Up,
                    (true, Direction::Descending) => Sort::Down,
                })
        });
        let href = Signal::derive(move || {
            let sorted = loaded.listing.with(|now| now.sorted_by(column));
            loaded.domain.with(|domain| href(domain, &sorted))
        });
        view! { <SortTh label sort href/> }
    };
    view! {
        {move || bulk.is_offered().then(|| view! { <ChooseEverybody bulk/> })}
        {sortable(words::NAME, MemberSort::Name)}
        {sortable(words::EMAIL, MemberSort::Email)}
        <th scope="col">{words::STATUS}</th>
        <th scope="col">{words::ROLE}</th>
        {move || {
            let shows_groups = loaded.with_page(|page| page.groups.is_some());
            (shows_groups == Some(true)).then(|| view! { <th scope="col">{groups::TITLE}</th> })
        }}
        {sortable(words::JOINED, MemberSort::Joined)}
        <th scope="col">{words::INVITED_BY}</th>
        <th scope="col">{words::END_DATE}</th>
        <th scope="col" class="cell-actions">{words::ACTIONS}</th>
    }
}

#[component]
fn Pages(loaded: Loaded) -> impl IntoView {
    let at = move |listing: &MemberListing| loaded.domain.with(|domain| href(domain, listing));
    let step = move |cursor: fn(&MemberPage) -> Option<&String>| {
        Signal::derive(move || {
            loaded
                .with_page(|page| Some(at(&page.listing.on_page(cursor(page)?))))
                .flatten()
        })
    };
    let sizes = Signal::derive(move || {
        let now = loaded.listing.get();
        let item = |size: PageSize| {
            let sized = MemberListing {
                size,
                ..now.on_page("")
            };
            LinkItem::new(size.get().to_string(), at(&sized)).current(now.size == size)
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

/// While the first rows are on the way.
#[component]
pub(super) fn Placeholder() -> impl IntoView {
    let head = || {
        [
            words::NAME,
            words::EMAIL,
            words::STATUS,
            words::ROLE,
            words::JOINED,
            words::INVITED_BY,
            words::END_DATE,
            words::ACTIONS,
        ]
        .map(|label| view! { <th scope="col">{label}</th> })
    };
    view! {
        <DataTable
            id="members-loading"
            caption=words::CAPTION
            busy=Signal::stored(true)
            head
        >
            <SkeletonRows rows=8 columns=8/>
        </DataTable>
    }
}
