//! A message in the page: the result of a form, a warning above everything.

use super::whole::{Children, ViewFn};
use super::{Glyph, Icon, Text, Tone};
use leptos::html::Div;
use leptos::prelude::*;

/// A message with a tone. Only errors are alerts; a summary of errors takes the focus (UX.md UX-LOG-03).
#[component]
pub fn Notice(
    /// The mood; chooses the drawing too.
    #[prop(optional)]
    tone: Tone,
    /// Another drawing.
    #[prop(optional)]
    icon: Option<Icon>,
    /// The first line.
    #[prop(optional, into)]
    title: Option<Text>,
    /// Read aloud at once.
    #[prop(optional)]
    alert: bool,
    /// Takes the focus when it appears.
    #[prop(optional)]
    focus: bool,
    /// What can be done about it.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// The message.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    let icon = icon.unwrap_or(match tone {
        Tone::Neutral | Tone::Accent => Icon::About,
        Tone::Good => Icon::Check,
        Tone::Warn | Tone::Bad => Icon::Alert,
    });
    if focus {
        Effect::new(move || {
            if let Some(notice) = node.get() {
                // An element that can't take focus leaves it where it was.
                let _ = notice.focus();
            }
        });
    }
    view! {
        <div
            class=format!("notice {}", tone.class())
            node_ref=node
            role=alert.then_some("alert")
            tabindex=focus.then_some("-1")
            autofocus=focus
        >
            <Glyph icon/>
            <div class="notice-text">
                {title.map(|title| view! { <p class="strong">{title}</p> })}
                <div>{children.run()}</div>
                {actions.map(|actions| view! { <div class="row">{actions.run()}</div> })}
            </div>
        </div>
    }
}
