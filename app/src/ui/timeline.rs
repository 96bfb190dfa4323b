//! What happened, in order.

use super::whole::Children;
use super::{Glyph, Icon, Time, Tone};
use leptos::prelude::*;
use rules::time::Timestamp;

/// The list; its children are [`TimelineEntry`].
#[component]
pub fn Timeline(
    /// The entries.
    children: Children,
) -> impl IntoView {
    view! { <ol class="timeline">{children.run()}</ol> }
}

/// One event.
#[component]
pub fn TimelineEntry(
    /// Its drawing.
    icon: Icon,
    /// Its mood.
    #[prop(optional)]
    tone: Tone,
    /// When it happened.
    #[prop(optional, into)]
    at: Option<Timestamp>,
    /// What happened.
    children: Children,
) -> impl IntoView {
    view! {
        <li>
            <span class=format!("timeline-mark {}", tone.class())><Glyph icon/></span>
            <div class="timeline-text">
                <div>{children.run()}</div>
                {at.map(|at| view! { <Time at/> })}
            </div>
        </li>
    }
}
