//! Whether the page is alive yet. Server and first browser render see `false`, so both draw the same.

use super::announcer::Announcer;
use super::page_head::provide_heading_focus;
use super::toast::Toasts;
use leptos::prelude::*;

#[derive(Clone, Copy)]
struct Hydrated(ReadSignal<bool>);

/// Call once, at the root of the console, before any part: provides what the parts share (whether the page is alive,
/// the announcer, toasts, focus of headings) and marks `<html data-hydrated>` when the page is alive.
pub fn provide_ui() {
    let (hydrated, set_hydrated) = signal(false);
    provide_context(Hydrated(hydrated));
    provide_context(Announcer::new());
    provide_context(Toasts::new());
    provide_heading_focus();
    super::time::provide_minute();
    Effect::new(move || {
        if let Some(root) = document().document_element() {
            // Failing to set an attribute leaves scripted controls hidden, which is the safe side.
            let _ = root.set_attribute("data-hydrated", "");
        }
        set_hydrated.set(true);
    });
}

/// `false` on the server and in the first browser render, `true` ever after. Always `false` outside the console.
pub fn use_hydrated() -> Signal<bool> {
    match use_context::<Hydrated>() {
        Some(Hydrated(signal)) => signal.into(),
        None => Signal::stored(false),
    }
}

/// For `set_pending` of a `Transition`: tells in the browser whether other data are on the way. On the server nobody is
/// to be told, and the task that tells might outlive the page that it tells of.
pub fn in_browser(told: impl Into<SignalSetter<bool>>) -> Option<SignalSetter<bool>> {
    cfg!(target_arch = "wasm32").then(|| told.into())
}

/// What an answer (a `Resource`) amounts to, told on only when it has changed.
///
/// In the browser a memo. On the server each reader reads anew: an answer may arrive there on another thread while a
/// memo is being made of what was there before, the memo would call itself up to date all the same, and the page
/// would leave the server without what it was asked for. For the same reason no `Show` may ask an answer by itself.
pub fn of_answer<T: Clone + PartialEq + Send + Sync + 'static>(
    read: impl Fn() -> T + Send + Sync + 'static,
) -> Signal<T> {
    if cfg!(target_arch = "wasm32") {
        Memo::new(move |_| read()).into()
    } else {
        Signal::derive(read)
    }
}
