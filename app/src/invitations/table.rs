//! The table itself: headers that sort, rows, pager, and what stands there instead of rows (TBL-14).

use super::acting::Asking;
use super::listing::{PATH, href};
use super::page::Loaded;
use super::row::TableRow;
use crate::error::AppError;
use crate::messages::console;
use crate::messages::errors;
use crate::messages::groups;
use crate::messages::invitations as words;
use crate::state::may;
use crate::ui::IntoContent;
use crate::ui::{
    Button, DataTable, EmptyState, Icon, LinkButton, LinkItem, Pager, SkeletonRows, Sort, SortTh,
    Tone, Variant,
};
use leptos::prelude::*;
use rules::invitation::InvitationRow;
use rules::listing::{Direction, InvitationListing, InvitationPage, InvitationSort, PageSize};
use rules::policy::Action;

const COLUMNS: u32 = 9;

/// What stands below the filters.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Shown {
    Rows,
    NothingYet,
    NoMatch,
    Failure(AppError),
    Nothing,
}

/// Rows with their pager, or the reason why there are none.
#[component]
pub fn Rows(
    /// The view that the address asks for.
    listing: Memo<InvitationListing>,
    /// The rows.
    loaded: Loaded,
    /// Takes what the rows' buttons ask.
    asking: Asking,
    /// Others are on the way; these are dimmed.
    is_pending: ReadSignal<bool>,
) -> impl IntoView {
    // Only another kind of content replaces the table; other rows change it in place.
    let shown = Memo::new(move |_| {
        loaded.page.with(|page| match page {
            None => Shown::Nothing,
            Some(Err(error)) => Shown::Failure(error.clone()),
            Some(Ok(page)) if !page.rows.is_empty() => Shown::Rows,
            Some(Ok(page)) if page.listing.is_filtered() => Shown::NoMatch,
            Some(Ok(_)) => Shown::NothingYet,
        })
    });
    move || match shown.get() {
        Shown::Rows => view! { <Table listing loaded asking is_pending/> }.erased(),
        Shown::NothingYet => view! { <NothingYet/> }.erased(),
        Shown::NoMatch => view! { <NoMatch/> }.erased(),
        Shown::Failure(error) => view! { <Failure error loaded listing/> }.erased(),
        Shown::Nothing => ().erased(),
    }
}

#[component]
fn Table(
    listing: Memo<InvitationListing>,
    loaded: Loaded,
    asking: Asking,
    is_pending: ReadSignal<bool>,
) -> impl IntoView {
    let rows = move || {
        let read = |page: &InvitationPage| {
            page.rows
                .iter()
                .map(|row| (row.clone(), page.now))
                .collect::<Vec<_>>()
        };
        loaded.with_page(read).unwrap_or_default()
    };
    view! {
        <DataTable
            id="invitations"
            caption=words::CAPTION
            busy=is_pending
            head=move || view! { <Head listing/> }
        >
            // A row that changed is drawn anew, the others stay untouched.
            <For
                each=rows
                key=|(row, now)| format!("{row:?}{:?}", row.standing(*now))
                children=move |(row, now): (InvitationRow, _)| {
                    let id = row.id;
                    let note = Signal::derive(move || {
                        loaded.notes.with(|notes| notes.get(&id).cloned())
                    });
                    view! { <TableRow row now asking note/> }
                }
            />
        </DataTable>
        <Pages listing loaded/>
    }
}

#[component]
fn Head(listing: Memo<InvitationListing>) -> impl IntoView {
    let sortable = move |label: &'static str, column: InvitationSort| {
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
        {sortable(words::EMAIL, InvitationSort::Email)}
        <th scope="col">{words::ROLE}</th>
        <th scope="col">{groups::TITLE}</th>
        <th scope="col">{words::INVITED_BY}</th>
        {sortable(words::INVITED_AT, InvitationSort::InvitedAt)}
        {sortable(words::VALID_UNTIL, InvitationSort::ValidUntil)}
        <th scope="col">{words::STATUS}</th>
        <th scope="col">{words::DELIVERY}</th>
        <th scope="col" class="cell-actions">{words::ACTIONS}</th>
    }
}

#[component]
fn Pages(listing: Memo<InvitationListing>, loaded: Loaded) -> impl IntoView {
    let step = move |cursor: fn(&InvitationPage) -> Option<&String>| {
        Signal::derive(move || {
            loaded
                .with_page(|page| {
                    let cursor = cursor(page)?;
                    Some(href(&page.listing.on_page(cursor)))
                })
                .flatten()
        })
    };
    let sizes = Signal::derive(move || {
        let now = listing.get();
        let item = |size: PageSize| {
            let sized = InvitationListing {
                size,
                page: String::new(),
                ..now.clone()
            };
            LinkItem::new(size.get().to_string(), href(&sized)).current(now.size == size)
        };
        PageSize::ALL
            .into_iter()
            .filter_map(PageSize::new)
            .map(item)
            .collect()
    });
    let range = move || loaded.with_page(words::range).unwrap_or_default();
    view! {
        <Pager
            name=words::PAGER
            range=Signal::derive(range)
            prev=step(|page| page.previous.as_ref())
            next=step(|page| page.next.as_ref())
            prev_label=words::PREVIOUS
            next_label=words::NEXT
            sizes_label=words::PER_PAGE
            sizes
        />
    }
}

#[component]
fn NothingYet() -> impl IntoView {
    let invite = may(Action::InvitationsSend);
    view! {
        <EmptyState icon=Icon::Mail title=words::NOTHING_YET actions=move || {
            invite.then(|| view! {
                <LinkButton
                    href=super::listing::INVITE_PATH
                    variant=Variant::Primary
                    icon=Icon::Plus
                >
                    {words::INVITE}
                </LinkButton>
            })
        }>
            {words::NOTHING_YET_HINT}
        </EmptyState>
    }
}

#[component]
fn NoMatch() -> impl IntoView {
    view! {
        <EmptyState icon=Icon::Search title=words::NO_MATCH actions=|| view! {
            <LinkButton href=PATH>{words::CLEAR_FILTERS}</LinkButton>
        }>
            {words::NO_MATCH_HINT}
        </EmptyState>
    }
}

/// The list could not be read: why, and the way out.
#[component]
fn Failure(error: AppError, loaded: Loaded, listing: Memo<InvitationListing>) -> impl IntoView {
    let sentence = errors::sentence(&error);
    let is_lost_page = matches!(error, AppError::Invalid(_));
    view! {
        <EmptyState icon=Icon::Alert tone=Tone::Bad title=words::FAILED actions=move || {
            let first = listing.with_untracked(|now| href(&now.on_page("")));
            view! {
                {is_lost_page.then(|| view! { <LinkButton href=first>{words::FIRST_PAGE}</LinkButton> })}
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
            words::EMAIL,
            words::ROLE,
            groups::TITLE,
            words::INVITED_BY,
            words::INVITED_AT,
            words::VALID_UNTIL,
            words::STATUS,
            words::DELIVERY,
            words::ACTIONS,
        ]
        .map(|label| view! { <th scope="col">{label}</th> })
    };
    view! {
        <DataTable
            id="invitations-loading"
            caption=words::CAPTION
            busy=Signal::stored(true)
            head
        >
            <SkeletonRows rows=8 columns=COLUMNS/>
        </DataTable>
    }
}
