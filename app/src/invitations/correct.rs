//! "Correct and resend" (V): a new invitation in the place of one with a mistake in it. A plain form; alive it answers in
//! place and leads to the new one.

use super::acting::Act;
use super::api;
use super::listing::detail_href;
use crate::messages::invitations::correcting as words;
use crate::outcome::{FaultNotice, fault_of, from_here};
use crate::state::{use_refused, use_viewing};
use crate::ui::{
    Button, Card, Icon, SelectField, SelectOption, TextArea, TextField, Toast, Tone, use_toasts,
};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use rules::invitation::InvitationDetail;
use rules::plain_text::MOST_NOTE_CHARACTERS;

const CORRECT: &str = "/api/invitations/correct";

/// The form.
#[component]
pub fn CorrectCard(
    /// The invitation.
    detail: InvitationDetail,
) -> impl IntoView {
    let mut roles = use_viewing().with_untracked(|viewing| {
        let roles = viewing.roles_to_invite_with.iter();
        roles.map(|role| role.name.clone()).collect::<Vec<String>>()
    });
    let id = detail.row.id;
    let refused = use_refused(CORRECT);
    let typed = |field: &str| refused.as_ref().and_then(|form| form.value(field));
    let email = RwSignal::new(typed("email").unwrap_or(detail.row.email));
    let role = typed("role").unwrap_or(detail.row.role);
    if !roles.contains(&role) {
        roles.push(role.clone());
    }
    let role = RwSignal::new(role);
    let message = RwSignal::new(typed("message").unwrap_or(detail.message));
    let error = RwSignal::new(refused.map(|form| form.error));
    let is_busy = RwSignal::new(false);
    let (navigate, toasts) = (StoredValue::new(use_navigate()), use_toasts());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        error.set(None);
        let call = api::correct_invitation(
            id,
            email.get_untracked(),
            role.get_untracked(),
            message.get_untracked(),
        );
        spawn_local(async move {
            let answer = call.await;
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(new) => {
                    toasts.push(Toast::new(Tone::Good, words::DONE));
                    let options = NavigateOptions::default();
                    navigate.with_value(|navigate| navigate(&detail_href(new), options));
                }
                Err(refusal) => error.set(Some(refusal)),
            }
        });
    };
    let options = roles
        .into_iter()
        .map(|role| SelectOption::new(role.clone(), role))
        .collect();
    view! {
        <div id=Act::Correct.anchor()>
            <Card title=words::TITLE lead=words::LEAD>
                <FaultNotice error label=words::field/>
                <form class="form" method="post" action=from_here(CORRECT) on:submit=submit>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <TextField
                        id="correct-email"
                        name="email"
                        label=words::EMAIL
                        kind="email"
                        autocomplete="off"
                        required=true
                        bind=email
                        error=fault_of(error, "email")
                    />
                    <SelectField id="correct-role" name="role" label=words::ROLE options bind=role/>
                    <TextArea
                        id="correct-message"
                        name="message"
                        label=words::MESSAGE
                        optional=words::OPTIONAL
                        rows=3
                        maxlength=u32::from(MOST_NOTE_CHARACTERS)
                        counter=true
                        bind=message
                        error=fault_of(error, "message")
                    />
                    <div class="form-actions">
                        <Button kind="submit" icon=Icon::Send busy=is_busy>{words::TITLE}</Button>
                    </div>
                </form>
            </Card>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_posts_to_a_function_that_the_table_guards() {
        assert!(crate::access::of_function(CORRECT).is_some());
    }
}
