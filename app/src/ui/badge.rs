//! A status as words, drawing and tone together; never colour alone (UX.md TBL-16).

use super::{Glyph, Icon, Text, Tone};
use leptos::prelude::*;

/// A status mark.
#[component]
pub fn Badge(
    /// The word.
    #[prop(into)]
    text: Text,
    /// The mood.
    #[prop(optional)]
    tone: Tone,
    /// The drawing before the word.
    #[prop(optional)]
    icon: Option<Icon>,
    /// A quiet line under it.
    #[prop(optional, into)]
    sub: Option<Text>,
) -> impl IntoView {
    view! {
        <span class="badge-box">
            <span class=format!("badge {}", tone.class())>
                {icon.map(|icon| view! { <Glyph icon/> })}
                <span class="badge-text">{text}</span>
            </span>
            {sub.map(|sub| view! { <span class="badge-sub">{sub}</span> })}
        </span>
    }
}
