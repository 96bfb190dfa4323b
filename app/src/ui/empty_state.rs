//! What stands where rows would be: nothing yet, no match, or a failure (UX.md TBL-14).

use super::whole::{Children, ViewFn};
use super::{Glyph, Icon, Text, Tone};
use leptos::prelude::*;

/// A drawing, a heading, a sentence and what can be done.
#[component]
pub fn EmptyState(
    /// What to draw.
    icon: Icon,
    /// The heading.
    #[prop(into)]
    title: Text,
    /// The mood; `Bad` for a failure.
    #[prop(optional)]
    tone: Tone,
    /// Buttons and links.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// The explanation.
    children: Children,
) -> impl IntoView {
    view! {
        <div class=format!("empty {}", tone.class())>
            <span class="empty-mark"><Glyph icon/></span>
            <h2>{title}</h2>
            <p>{children.run()}</p>
            {actions.map(|actions| view! { <div class="row">{actions.run()}</div> })}
        </div>
    }
}
