//! The rows of a list with their pager, or the reason why there are none (UX TBL-14).

use super::List;
use crate::error::AppError;
use crate::messages::{console, errors, list as around};
use crate::ui::{
    Button, Content, DataTable, EmptyState, Icon, IntoContent as _, LinkButton, SkeletonRows, Tone,
    ViewFn, of_answer, use_hydrated,
};
use leptos::either::Either;
use leptos::prelude::*;
use rules::listing::{ListPage, Listing as _, PAGE};
use rules::time::Timestamp;

/// What a list says of itself.
pub struct ListWords {
    /// What the table lists, read aloud.
    pub caption: &'static str,
    /// The name of the pager.
    pub pager: &'static str,
    /// Nothing fits the filters.
    pub no_match: &'static str,
    /// What to do then.
    pub no_match_hint: &'static str,
    /// The list could not be read.
    pub failed: &'static str,
}

/// What stands below the filters.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Shown {
    Rows,
    Nothing,
    NoMatch,
    PastEnd,
    Failure(AppError),
    NotYet,
}

/// Rows with their pager, or the reason why there are none.
#[component]
pub fn ListRows<P: ListPage>(
    /// The list.
    list: List<P>,
    /// The id of the table.
    id: &'static str,
    /// What it says of itself.
    words: &'static ListWords,
    /// The `th`s.
    #[prop(into)]
    head: ViewFn,
    /// Tells a row from its other states: one that changed is drawn anew, the others stay untouched.
    key: fn(&P::Row, Timestamp) -> String,
    /// The `tr` of a row, as of when it was read.
    row: Callback<(P::Row, Timestamp), Content>,
    /// Stands where rows would be while there is none at all.
    #[prop(into)]
    nothing: ViewFn,
) -> impl IntoView {
    // Only another kind of content replaces the table; other rows change it in place.
    let shown = of_answer(move || {
        list.page.with(|page| match page {
            None => Shown::NotYet,
            Some(Err(error)) => Shown::Failure(error.clone()),
            Some(Ok(page)) if !page.rows().is_empty() => Shown::Rows,
            Some(Ok(page)) if !page.listing().fields().get(PAGE).is_empty() => Shown::PastEnd,
            Some(Ok(page)) if page.listing().is_filtered() => Shown::NoMatch,
            Some(Ok(_)) => Shown::Nothing,
        })
    });
    let rows = move || {
        let read = |page: &P| {
            let rows = page.rows().iter();
            rows.map(|row| (row.clone(), page.now()))
                .collect::<Vec<_>>()
        };
        list.with_page(read).unwrap_or_default()
    };
    let plain = Signal::derive(move || list.plain_href());
    let first = Signal::derive(move || list.listing.with(|now| list.href(&now.on_page(""))));
    let here = Signal::derive(move || list.listing.with(|now| list.href(now)));
    let again = Callback::new(move |()| list.page.refetch());
    move || match shown.get() {
        Shown::Rows => view! {
            <DataTable id caption=words.caption busy=list.is_pending head=head.clone()>
                <For
                    each=rows
                    key=move |(row, now)| key(row, *now)
                    children=move |(shown, now)| row.run((shown, now))
                />
            </DataTable>
            {list.pager(words.pager)}
        }
        .erased(),
        Shown::Nothing => nothing.run(),
        Shown::NoMatch => view! { <NoMatch words plain/> }.erased(),
        Shown::PastEnd => view! { <PastEnd first/> }.erased(),
        Shown::Failure(error) => view! { <Failure error words first plain here again/> }.erased(),
        Shown::NotYet => ().erased(),
    }
}

#[component]
fn NoMatch(words: &'static ListWords, plain: Signal<String>) -> impl IntoView {
    view! {
        <EmptyState icon=Icon::Search title=words.no_match actions=move || view! {
            {move || view! { <LinkButton href=plain.get()>{around::CLEAR_FILTERS}</LinkButton> }}
        }>
            {words.no_match_hint}
        </EmptyState>
    }
}

#[component]
fn PastEnd(first: Signal<String>) -> impl IntoView {
    view! {
        <EmptyState icon=Icon::Search title=around::PAST_END actions=move || view! {
            {move || view! { <LinkButton href=first.get()>{around::FIRST_PAGE}</LinkButton> }}
        }>
            {around::PAST_END_HINT}
        </EmptyState>
    }
}

/// Why, and the way out.
#[component]
fn Failure(
    error: AppError,
    words: &'static ListWords,
    first: Signal<String>,
    plain: Signal<String>,
    here: Signal<String>,
    again: Callback<()>,
) -> impl IntoView {
    let hydrated = use_hydrated();
    let sentence = errors::sentence(&error);
    // A page that is gone has a first one; any other fault is in the filters.
    let way_out = match error {
        AppError::Invalid(faults) if faults.iter().all(|fault| fault.field == PAGE) => {
            Some((first, around::FIRST_PAGE))
        }
        AppError::Invalid(_) => Some((plain, around::CLEAR_FILTERS)),
        _ => None,
    };
    view! {
        <EmptyState icon=Icon::Alert tone=Tone::Bad title=words.failed actions=move || view! {
            {way_out.map(|(href, label)| view! {
                <LinkButton href=href.get_untracked()>{label}</LinkButton>
            })}
            {move || if hydrated.get() {
                Either::Left(view! {
                    <Button icon=Icon::Refresh on:click=move |_| again.run(())>
                        {console::RETRY}
                    </Button>
                })
            } else {
                Either::Right(view! {
                    <LinkButton href=here.get_untracked()>{console::RETRY}</LinkButton>
                })
            }}
        }>
            {sentence}
        </EmptyState>
    }
}

/// While the first rows are on the way.
#[component]
pub fn ListWaiting(
    /// The id of the table.
    id: &'static str,
    /// What it lists, read aloud.
    caption: &'static str,
    /// Its columns.
    columns: &'static [&'static str],
) -> impl IntoView {
    let head = || {
        let heads = columns.iter();
        heads
            .map(|label| view! { <th scope="col">{*label}</th> })
            .collect_view()
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a table has a handful of columns"
    )]
    let count = columns.len() as u32;
    view! {
        <DataTable id caption busy=Signal::stored(true) head>
            <SkeletonRows rows=8 columns=count/>
        </DataTable>
    }
}
