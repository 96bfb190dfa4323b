//! A menu that opens without script: details and summary. Script adds closing by Esc, by leaving and by choosing.

use super::{Glyph, Icon, Text};
use leptos::html::Details;
use leptos::prelude::*;

/// A button that unfolds a list of links and buttons.
#[component]
pub fn Menu(
    /// The accessible name: "Actions for ada@example.org".
    #[prop(into)]
    label: Text,
    /// What to draw on the button.
    #[prop(default = Icon::More)]
    icon: Icon,
    /// The label is shown beside the drawing.
    #[prop(optional)]
    show_label: bool,
    /// Links and buttons.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<Details>::new();
    let close = move || {
        if let Some(details) = node.get_untracked() {
            details.set_open(false);
        }
    };
    let close_when_left = move |_| {
        request_animation_frame(move || {
            let Some(details) = node.try_get_untracked().flatten() else {
                return;
            };
            let active = document().active_element();
            if !details.contains(active.as_deref()) {
                details.set_open(false);
            }
        });
    };
    let (name, words) = if show_label {
        (None, Some(label))
    } else {
        (Some(label), None)
    };
    view! {
        <details
            class="menu"
            node_ref=node
            on:focusout=close_when_left
            on:keydown=move |event| {
                let is_open = node.get_untracked().is_some_and(|details| details.open());
                if event.key() == "Escape" && is_open {
                    event.prevent_default();
                    event.stop_propagation();
                    close();
                    focus_summary(node);
                }
            }
        >
            <summary
                class=if show_label { "button" } else { "icon-button" }
                title=name.clone()
                aria-label=name
            >
                <Glyph icon/>
                {words}
            </summary>
            <div class="menu-list" on:click=move |_| close()>{children()}</div>
        </details>
    }
}

fn focus_summary(node: NodeRef<Details>) {
    use wasm_bindgen::JsCast;
    let summary = node
        .get_untracked()
        .and_then(|details| details.query_selector("summary").ok().flatten())
        .and_then(|summary| summary.dyn_into::<leptos::web_sys::HtmlElement>().ok());
    if let Some(summary) = summary {
        // Focus is a courtesy; without it nothing is lost.
        let _ = summary.focus();
    }
}
