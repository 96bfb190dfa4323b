//! A panel that holds one subject.

use super::Text;
use super::whole::{Children, ViewFn};
use leptos::prelude::*;

/// A panel with an optional heading.
#[component]
pub fn Card(
    /// The heading.
    #[prop(optional, into)]
    title: Option<Text>,
    /// A sentence under it.
    #[prop(optional, into)]
    lead: Option<Text>,
    /// At the right of the heading.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    let head = title.map(|title| {
        view! {
            <header class="card-head">
                <div>
                    <h2>{title}</h2>
                    {lead.map(|lead| view! { <p class="muted">{lead}</p> })}
                </div>
                {actions.map(|actions| view! { <div class="row">{actions.run()}</div> })}
            </header>
        }
    });
    view! { <section class="card">{head} {children.run()}</section> }
}
