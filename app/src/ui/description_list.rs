//! Facts in pairs: a term and what it is here.

use super::Text;
use super::whole::Children;
use leptos::prelude::*;

/// The list; its children are [`Described`].
#[component]
pub fn DescriptionList(
    /// The pairs.
    children: Children,
) -> impl IntoView {
    view! { <dl class="facts">{children.run()}</dl> }
}

/// One pair.
#[component]
pub fn Described(
    /// The term.
    #[prop(into)]
    term: Text,
    /// What it is here.
    children: Children,
) -> impl IntoView {
    view! { <div><dt>{term}</dt><dd>{children.run()}</dd></div> }
}
