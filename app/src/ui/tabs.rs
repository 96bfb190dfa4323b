//! Rows of links that choose a view: underlined tabs, and pills with counts. Plain links, so they work without script.

use super::{LinkItem, Text};
use leptos::prelude::*;

/// Underlined tabs that are links.
#[component]
pub fn Tabs(
    /// The name of this navigation.
    #[prop(into)]
    name: Text,
    /// The tabs.
    #[prop(into)]
    items: Signal<Vec<LinkItem>>,
) -> impl IntoView {
    view! {
        <nav aria-label=name>
            <ul class="tabs">{move || items.get().into_iter().map(|item| entry(item, "")).collect_view()}</ul>
        </nav>
    }
}

/// Pills with counts; each narrows the list to one group.
#[component]
pub fn QuickFilters(
    /// The name of this navigation.
    #[prop(into)]
    name: Text,
    /// The pills.
    #[prop(into)]
    items: Signal<Vec<LinkItem>>,
) -> impl IntoView {
    view! {
        <nav aria-label=name>
            <ul class="pills">{move || items.get().into_iter().map(|item| entry(item, "pill")).collect_view()}</ul>
        </nav>
    }
}

fn entry(item: LinkItem, class: &'static str) -> impl IntoView {
    view! {
        <li>
            <a class=class href=item.href aria-current=item.is_current.then_some("page")>
                {item.label}
                {item.count.map(|count| view! { " " <span class="count">{count}</span> })}
            </a>
        </li>
    }
}
