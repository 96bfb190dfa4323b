//! Starting a reset for a person: nobody knows another's password, so an administrator sends a link (K).

use super::api;
use crate::error::AppError;
use crate::messages::developers as words;
use crate::outcome::{FaultNotice, from_here};
use crate::state::{use_refused, use_viewing};
use crate::ui::{Button, Card, Icon, Toast, Tone, use_toasts};
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::account::Developer;
use rules::policy::Action;

const START: &str = "/api/developers/start_reset";

/// The card, where the viewer may start one for this person.
#[component]
pub fn ResetForm(
    /// The account.
    developer: Developer,
    /// Told when it is started.
    on_done: Callback<()>,
) -> impl IntoView {
    let held = use_viewing().with_untracked(|viewing| viewing.actions);
    let row = developer.row;
    let is_offered =
        held.allows(Action::AccountsDecide) && !row.is_oneself && held.covers(developer.ceiling);
    if !is_offered {
        return None;
    }
    let error = RwSignal::new(use_refused(START).map(|form| form.error));
    let is_busy = RwSignal::new(false);
    let toasts = use_toasts();
    let id = row.id;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        is_busy.set(true);
        spawn_local(async move {
            let answer: Result<(), AppError> = api::start_developer_reset(id).await;
            if is_busy.try_set(false).is_some() {
                return;
            }
            error.set(answer.as_ref().err().cloned());
            if answer.is_ok() {
                toasts.push(Toast::new(Tone::Good, words::RESET_STARTED));
                on_done.run(());
            }
        });
    };
    Some(view! {
        <Card title=words::RESET_CARD lead=words::RESET_LEAD>
            <FaultNotice error/>
            <form method="post" action=from_here(START) on:submit=submit>
                <input type="hidden" name="id" value=id.to_string()/>
                <Button kind="submit" icon=Icon::Key busy=is_busy>{words::START_RESET}</Button>
            </form>
        </Card>
    })
}
