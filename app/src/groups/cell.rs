//! The groups of a row: their names, and which were deleted since.

use crate::messages::groups as words;
use leptos::prelude::*;
use rules::group::NamedGroup;

/// Names one after the other, and those of deleted groups under them. Nothing where there is none.
#[component]
pub fn GroupNames(
    /// The groups that are there.
    groups: Vec<NamedGroup>,
    /// The names of those that were deleted since.
    #[prop(optional)]
    deleted: Vec<String>,
) -> impl IntoView {
    let names = |names: Vec<String>| {
        let last = names.len().saturating_sub(1);
        let one = |(n, name)| view! { <bdi>{name}</bdi> {(n < last).then_some(", ")} };
        names.into_iter().enumerate().map(one).collect_view()
    };
    // An empty cell has no label on a phone either.
    if groups.is_empty() && deleted.is_empty() {
        return None;
    }
    let there = groups.into_iter().map(|group| group.name).collect();
    let gone = (!deleted.is_empty()).then(|| {
        view! { <span class="badge-sub">{words::DELETED} " " {names(deleted)}</span> }
    });
    Some(view! { <span class="breakable small">{names(there)} " " {gone}</span> })
}
