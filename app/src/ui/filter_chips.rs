//! What narrows a list now, each with a way to take it off (UX.md TBL-06).

use super::{Glyph, Icon, Text};
use leptos::prelude::*;

/// One filter in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterChip {
    /// "Status: Pending".
    pub label: Text,
    /// The same view without it.
    pub href: Text,
    /// "Remove filter Status: Pending".
    pub remove_name: Text,
}

/// The filters in force, each a link that takes it off, and one that takes off all. Nothing when there is none.
#[component]
pub fn FilterChips(
    /// The name of this list.
    #[prop(into)]
    name: Text,
    /// The filters.
    #[prop(into)]
    chips: Signal<Vec<FilterChip>>,
    /// The view without any.
    #[prop(into)]
    clear_href: Signal<String>,
    /// Words for taking off all.
    #[prop(into)]
    clear_label: Text,
) -> impl IntoView {
    let links = move || {
        chips
            .get()
            .into_iter()
            .map(|chip| {
                view! {
                    <li>
                        <a class="pill" href=chip.href aria-label=chip.remove_name>
                            <bdi>{chip.label}</bdi>
                            <Glyph icon=Icon::Close/>
                        </a>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <ul class="pills" aria-label=name hidden=move || chips.with(Vec::is_empty)>
            {links}
            <li><a class="pill pill-plain" href=clear_href>{clear_label}</a></li>
        </ul>
    }
}
