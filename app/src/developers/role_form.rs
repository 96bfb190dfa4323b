//! Giving an account another portal role: only what the giver holds is offered.

use super::api;
use crate::error::AppError;
use crate::messages::developers as words;
use crate::messages::public;
use crate::outcome::{FaultNotice, fault_of, from_here};
use crate::state::{use_refused, use_viewing};
use crate::ui::{Button, Card, PasswordField, SelectField, SelectOption, Toast, Tone, use_toasts};
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::account::Developer;
use rules::account::Status;
use rules::policy::Action;
use rules::role::PortalRole;

const CHANGE_ROLE: &str = "/api/developers/change_role";

/// The card, where the viewer may change this role.
#[component]
pub fn RoleForm(
    /// The account.
    developer: Developer,
    /// Told when it is changed.
    on_done: Callback<()>,
) -> impl IntoView {
    let held = use_viewing().with_untracked(|viewing| viewing.actions);
    let row = developer.row;
    let is_offered = held.allows(Action::AccountsRole)
        && row.status == Status::Approved
        && developer.deleted_at.is_none()
        && !row.is_oneself
        && held.covers(developer.ceiling);
    if !is_offered {
        return None;
    }
    let refused = use_refused(CHANGE_ROLE);
    let typed = refused.as_ref().and_then(|form| form.value("role"));
    let role = RwSignal::new(typed.unwrap_or(row.role));
    let password = RwSignal::new(String::new());
    let error = RwSignal::new(refused.map(|form| form.error));
    let is_busy = RwSignal::new(false);
    let toasts = use_toasts();
    let id = row.id;
    let offered = developer.roles_to_give;
    let options = offered
        .iter()
        .map(|role| {
            let label = format!("{} – {}", role.name, role.description);
            SelectOption::new(role.name.clone(), label)
        })
        .collect();
    let sensitive: Vec<String> = offered
        .into_iter()
        .filter(|role| role.actions.is_administrative())
        .map(|role: PortalRole| role.name)
        .collect();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        is_busy.set(true);
        spawn_local(async move {
            let (role, typed) = (role.get_untracked(), password.get_untracked());
            let answer = api::change_developer_role(id, role, typed).await;
            if is_busy.try_set(false).is_some() {
                return;
            }
            password.set(String::new());
            match answer {
                Ok(()) => {
                    error.set(None);
                    toasts.push(Toast::new(Tone::Good, words::ROLE_CHANGED));
                    on_done.run(());
                }
                Err(refusal) => error.set(Some(refusal)),
            }
        });
    };
    let needs_password = developer.asks_password;
    // It may have grown old while the page was open.
    let asks_password = move || {
        let is_sensitive = role.with(|role| sensitive.contains(role));
        let was_asked = error.with(|error| {
            matches!(error, Some(AppError::Invalid(faults)) if faults.iter().any(|f| f.field == "password"))
        });
        is_sensitive && (needs_password || was_asked)
    };
    Some(view! {
        <Card title=words::ROLE_CARD lead=words::ROLE_LEAD>
            <FaultNotice error/>
            <form class="form" method="post" action=from_here(CHANGE_ROLE) on:submit=submit>
                <input type="hidden" name="id" value=id.to_string()/>
                <SelectField id="role" name="role" label=words::ROLE options bind=role/>
                <Show when=asks_password>
                    <PasswordField
                        id="password"
                        name="password"
                        label=words::PASSWORD
                        show_label=public::SHOW_PASSWORD
                        hint=words::PASSWORD_HINT
                        autocomplete="current-password"
                        bind=password
                        error=fault_of(error, "password")
                    />
                </Show>
                <div class="form-actions">
                    <Button kind="submit" busy=is_busy>{words::CHANGE_ROLE}</Button>
                </div>
            </form>
        </Card>
    })
}
