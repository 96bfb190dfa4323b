//! On the page of an invitation: its address asked not to be invited, and an Owner lifts that with a reason.
//! Works as a plain form too.

use super::api;
use crate::error::AppError;
use crate::messages::invitations::detail as words;
use crate::outcome::{FaultNotice, fault_of, from_here};
use crate::state::{may, use_refused};
use crate::ui::{
    Button, Card, Described, DescriptionList, Icon, IntoContent, Notice, TextArea, Time, Toast,
    Tone, use_toasts,
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::ids::InvitationId;
use rules::invitation::Suppression;
use rules::plain_text::MOST_NOTE_CHARACTERS;
use rules::policy::Action;

const LIFT: &str = "/api/invitations/lift_opt_out";

/// Since when, how, and what can be done about it.
#[component]
pub fn OptOutCard(
    /// The invitation.
    id: InvitationId,
    /// What is known of its address.
    suppression: Suppression,
    /// Told when it is lifted.
    on_lifted: Callback<()>,
) -> impl IntoView {
    let next_step = if may(Action::SuppressionsLift) {
        view! { <LiftForm id on_lifted/> }.erased()
    } else {
        view! { <Notice>{words::ONLY_OWNERS}</Notice> }.erased()
    };
    view! {
        <Card title=words::OPTED_OUT lead=words::OPTED_OUT_LEAD>
            <DescriptionList>
                <Described term=words::SINCE><Time at=suppression.since/></Described>
                <Described term=words::WAY>{words::way(suppression.way)}</Described>
            </DescriptionList>
            {next_step}
        </Card>
    }
}

#[component]
fn LiftForm(id: InvitationId, on_lifted: Callback<()>) -> impl IntoView {
    let refused = use_refused(LIFT);
    let typed = refused.as_ref().and_then(|form| form.value("reason"));
    let reason = RwSignal::new(typed.unwrap_or_default());
    let error = RwSignal::new(refused.map(|form| form.error));
    let is_busy = RwSignal::new(false);
    let toasts = use_toasts();
    let lift = move || {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        spawn_local(async move {
            let answer = api::lift_opt_out(id, reason.get_untracked()).await;
            // The page may be gone by now; it is lifted all the same.
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(()) => {
                    toasts.push(Toast::new(Tone::Good, words::LIFTED));
                    on_lifted.run(());
                }
                Err(refused) => error.set(Some(refused)),
            }
        });
    };
    view! {
        <form
            class="form"
            method="post"
            action=from_here(LIFT)
            on:submit=move |event| {
                event.prevent_default();
                lift();
            }
        >
            <FaultNotice error=Signal::derive(move || error.get().filter(is_not_of_field))/>
            <input type="hidden" name="id" value=id.to_string()/>
            <TextArea
                id="lift-reason"
                name="reason"
                label=words::LIFT_REASON
                hint=words::LIFT_REASON_HINT
                rows=2
                maxlength=u32::from(MOST_NOTE_CHARACTERS)
                counter=true
                required=true
                bind=reason
                error=fault_of(error, "reason")
            />
            <div class="form-actions">
                <Button kind="submit" icon=Icon::Check busy=is_busy>{words::LIFT}</Button>
            </div>
        </form>
    }
}

/// What is wrong with the reason stands at the field.
fn is_not_of_field(error: &AppError) -> bool {
    error.fault_of("reason").is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Access, of_function};

    #[test]
    fn the_form_posts_to_a_function_that_only_owners_may_call() {
        assert_eq!(
            of_function(LIFT),
            Some(Access::Needs(Action::SuppressionsLift))
        );
    }
}
