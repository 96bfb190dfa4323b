//! The native table: caption, head, body, and headers that sort. No grid role: cells are not edited (UX.md TBL-01).

use super::whole::{Children, ViewFn};
use super::{Glyph, Icon, Text, use_hydrated};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// A table in its region. On narrow screens each row is a card; cells name themselves by `data-label`.
#[component]
pub fn DataTable(
    /// The id of the table; the caption derives its own from it.
    id: &'static str,
    /// What the table lists; read aloud, not shown.
    #[prop(into)]
    caption: Text,
    /// New rows are on the way: the old ones stay and are dimmed.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// The `th`s.
    #[prop(into)]
    head: ViewFn,
    /// The `tr`s of the body.
    children: Children,
) -> impl IntoView {
    // Rows that the server has sent are never dimmed: without scripts they would stay so.
    let hydrated = use_hydrated();
    view! {
        <div
            class="table-region"
            role="region"
            aria-labelledby=format!("{id}-caption")
            aria-busy=move || (hydrated.get() && busy.get()).then_some("true")
        >
            <table class="table" id=id>
                <caption class="visually-hidden" id=format!("{id}-caption")>{caption}</caption>
                <thead><tr>{head.run()}</tr></thead>
                <tbody>{children.run()}</tbody>
            </table>
        </div>
    }
}

/// How a column is sorted now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Not by this column.
    #[default]
    None,
    /// Ascending.
    Up,
    /// Descending.
    Down,
}

/// A header that sorts: a link in the first HTML, a button once the page is alive (UX.md TBL-02, TBL-04).
#[component]
pub fn SortTh(
    /// The name of the column.
    #[prop(into)]
    label: Text,
    /// How it is sorted now.
    #[prop(into)]
    sort: Signal<Sort>,
    /// The same view sorted the next way.
    #[prop(into)]
    href: Signal<String>,
) -> impl IntoView {
    let hydrated = use_hydrated();
    let navigate = StoredValue::new(use_navigate());
    let icon = move || match sort.get() {
        Sort::None => Icon::SortNone,
        Sort::Up => Icon::SortUp,
        Sort::Down => Icon::SortDown,
    };
    let control = move || {
        let label = label.clone();
        let inside = view! { {label} {move || view! { <Glyph icon=icon()/> }} };
        if hydrated.get() {
            Either::Left(view! {
                <button
                    type="button"
                    class="sort"
                    on:click=move |_| {
                        navigate.with_value(|navigate| {
                            let options = NavigateOptions { scroll: false, ..Default::default() };
                            navigate(&href.get_untracked(), options);
                        });
                    }
                >
                    {inside}
                </button>
            })
        } else {
            Either::Right(view! { <a class="sort" href=href>{inside}</a> })
        }
    };
    view! {
        <th
            scope="col"
            aria-sort=move || match sort.get() {
                Sort::None => None,
                Sort::Up => Some("ascending"),
                Sort::Down => Some("descending"),
            }
        >
            {control}
        </th>
    }
}
