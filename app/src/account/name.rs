//! My full name.

use super::api::rename_me;
use crate::messages::account as words;
use crate::outcome::{FaultNotice, fault_of, from_here};
use crate::state::{use_refused, use_viewing};
use crate::ui::{Button, Card, TextField, Toast, Tone, Variant, use_toasts};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The function that the form posts to.
const RENAME: &str = "/api/account/rename";

/// The card of the name.
#[component]
pub(super) fn NameCard() -> impl IntoView {
    let viewing = use_viewing();
    let refused = use_refused(RENAME);
    let typed = refused.as_ref().and_then(|form| form.value("full_name"));
    let stored = viewing.with_untracked(|viewing| viewing.full_name.clone());
    let name = RwSignal::new(typed.unwrap_or(stored));
    let error = RwSignal::new(refused.map(|form| form.error));
    let is_busy = RwSignal::new(false);
    let toasts = use_toasts();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        spawn_local(async move {
            let outcome = rename_me(name.get_untracked()).await;
            if let Ok(stored) = &outcome {
                viewing.update(|viewing| viewing.full_name.clone_from(stored));
                toasts.push(Toast::new(Tone::Good, words::RENAMED));
            }
            // The page may be gone by now.
            let _ = error.try_set(outcome.err());
            let _ = is_busy.try_set(false);
        });
    };
    let trouble = Signal::derive(move || {
        error
            .get()
            .filter(|error| error.fault_of("full_name").is_none())
    });
    view! {
        <Card title=words::NAME lead=words::NAME_LEAD>
            <FaultNotice error=trouble/>
            <form class="form" method="post" action=from_here(RENAME) novalidate on:submit=submit>
                <TextField
                    id="full_name"
                    name="full_name"
                    label=words::FULL_NAME
                    bind=name
                    autocomplete="name"
                    error=fault_of(error, "full_name")
                />
                <div class="form-actions">
                    <Button variant=Variant::Primary kind="submit" busy=is_busy>
                        {words::SAVE_NAME}
                    </Button>
                </div>
            </form>
        </Card>
    }
}
