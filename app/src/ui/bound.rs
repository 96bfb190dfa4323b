//! Ties a signal to the value of a control without losing what was typed before the page was alive.

use leptos::prelude::*;

/// Keeps `model` and the control's value equal. The first time the control wins: somebody, or the browser, may have
/// filled it while the page was still plain HTML. `read` answers nothing until the control is in the page.
pub(super) fn keep_equal(
    model: RwSignal<String>,
    read: impl Fn() -> Option<String> + 'static,
    write: impl Fn(&str) + 'static,
) {
    Effect::new(move |seen: Option<bool>| {
        let wanted = model.get();
        let Some(shown) = read() else {
            return false;
        };
        if shown != wanted {
            if seen == Some(true) {
                write(&wanted);
            } else {
                model.set(shown);
            }
        }
        true
    });
}
