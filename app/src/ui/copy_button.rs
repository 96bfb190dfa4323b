//! Copies a text to the clipboard. Needs script, so it shows only when the page is alive.

use super::{Glyph, Icon, Text, use_announcer};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};

/// A button that copies; for two seconds it says that it did.
#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// The words on the button.
    #[prop(into)]
    label: Text,
    /// The words afterwards.
    #[prop(into)]
    done: Text,
) -> impl IntoView {
    let is_done = RwSignal::new(false);
    let announcer = use_announcer();
    let said = done.to_string();
    let copy = move |_| {
        if write_to_clipboard(&text.get_untracked()).is_none() {
            return;
        }
        announcer.say(said.clone());
        is_done.set(true);
        spawn_local(async move {
            TimeoutFuture::new(2000).await;
            // The button may be gone by now.
            let _ = is_done.try_set(false);
        });
    };
    view! {
        <button type="button" class="button js-only" on:click=copy>
            {move || view! { <Glyph icon=if is_done.get() { Icon::Check } else { Icon::Copy }/> }}
            <span>{move || if is_done.get() { done.clone() } else { label.clone() }}</span>
        </button>
    }
}

/// `navigator.clipboard.writeText`; nothing where the browser has no clipboard (a page without TLS).
fn write_to_clipboard(text: &str) -> Option<JsValue> {
    let property =
        |object: &JsValue, name| js_sys::Reflect::get(object, &JsValue::from_str(name)).ok();
    let navigator = property(&window(), "navigator")?;
    let clipboard = property(&navigator, "clipboard").filter(JsValue::is_object)?;
    let write = property(&clipboard, "writeText")?;
    write
        .dyn_ref::<js_sys::Function>()?
        .call1(&clipboard, &JsValue::from_str(text))
        .ok()
}
