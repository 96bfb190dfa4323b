//! The native modal dialog, driven by a signal. Rendered open on the server it shows without script too.

use super::content::{Children, ViewFn};
use super::{Icon, IconButton, Text};
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use leptos::web_sys::{HtmlDialogElement, HtmlElement};

/// A modal dialog. Its children exist only while it is open, so each opening starts afresh. Esc, the cross and
/// `open.set(false)` close it; the browser then gives focus back to where it was.
#[component]
pub fn Dialog(
    /// Open or not; set by the page, and to `false` by the dialog itself.
    open: RwSignal<bool>,
    /// The id; the heading derives its own from it.
    id: &'static str,
    /// The heading.
    #[prop(into)]
    title: Signal<String>,
    /// The name of the cross.
    #[prop(into)]
    close_label: Text,
    /// For long forms.
    #[prop(optional)]
    wide: bool,
    /// Asked before Esc or the cross closes it; `false` keeps it open.
    #[prop(optional, into)]
    may_close: Option<Callback<(), bool>>,
    /// Told after every closing.
    #[prop(optional, into)]
    on_close: Option<Callback<()>>,
    /// What stands inside: [`DialogBody`] and [`DialogFoot`].
    children: ViewFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let may_close_now = move || may_close.is_none_or(|may_close| may_close.run(()));
    Effect::new(move || {
        let is_open = open.get();
        let Some(dialog) = node.get() else {
            return;
        };
        if is_open {
            // A frame later the children stand, and autofocus among them is honoured.
            request_animation_frame(move || show(&dialog, open));
        } else if dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog
            id=id
            class="dialog"
            class:dialog-wide=wide
            node_ref=node
            open=open.get_untracked()
            aria-labelledby=format!("{id}-title")
            on:cancel=move |event: leptos::ev::Event| {
                if !may_close_now() {
                    event.prevent_default();
                }
            }
            on:close=move |_| {
                open.set(false);
                focus_heading_if_lost();
                if let Some(on_close) = on_close {
                    on_close.run(());
                }
            }
        >
            <form
                method="dialog"
                class="dialog-head"
                on:submit=move |event| {
                    event.prevent_default();
                    if may_close_now() {
                        open.set(false);
                    }
                }
            >
                <h2 id=format!("{id}-title") tabindex="-1">{move || title.get()}</h2>
                <IconButton icon=Icon::Close name=close_label kind="submit"/>
            </form>
            <Show when=move || open.get()>{children.run()}</Show>
        </dialog>
    }
}

fn show(dialog: &HtmlDialogElement, open: RwSignal<bool>) {
    let is_modal = dialog.matches(":modal").unwrap_or(false);
    if is_modal || !open.try_get_untracked().unwrap_or(false) {
        return;
    }
    // Rendered open by the server: not modal yet. Closing it properly would count as an answer.
    let _ = dialog.remove_attribute("open");
    // Refused only when the dialog has left the page meanwhile.
    let _ = dialog.show_modal();
}

/// The row with the button that was pressed may be gone: the heading of the dialog that is open, or of the page, is the
/// next best place.
pub(crate) fn focus_heading_if_lost() {
    request_animation_frame(|| {
        let is_lost = document()
            .active_element()
            .is_none_or(|active| active.tag_name() == "BODY");
        if !is_lost {
            return;
        }
        match document().query_selector("dialog:modal h2") {
            Ok(Some(heading)) => {
                // Refused only when the dialog has closed meanwhile.
                let _ = heading.unchecked_into::<HtmlElement>().focus();
            }
            _ => super::page_head::focus_heading(),
        }
    });
}

/// The part of a dialog that scrolls.
#[component]
pub fn DialogBody(
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    view! { <div class="dialog-body">{children.run()}</div> }
}

/// The buttons of a dialog, always in sight.
#[component]
pub fn DialogFoot(
    /// The buttons, the main one last.
    children: Children,
) -> impl IntoView {
    view! { <div class="dialog-foot">{children.run()}</div> }
}
