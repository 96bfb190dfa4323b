//! What can be done with an account, as plain forms on its page: they work without JavaScript, and alive they ask and
//! answer in place.

use super::acting::{Asking, acts, anchor};
use crate::messages::developers as words;
use crate::messages::errors;
use crate::outcome::from_here;
use crate::state::{use_refused, use_viewing};
use crate::ui::{Button, Card, Icon, Notice, TextArea, Tone, Variant};
use leptos::prelude::*;
use rules::account::{Command, DeveloperRow};
use rules::plain_text::MOST_NOTE_CHARACTERS;

const fn function(command: Command) -> &'static str {
    match command {
        Command::Approve => "/api/developers/approve",
        Command::Reject => "/api/developers/reject",
        Command::Revoke => "/api/developers/revoke",
        Command::Delete => "/api/developers/delete",
    }
}

/// The cards of what this account offers and the viewer may; above them why a form was just refused.
#[component]
pub fn ActForms(
    /// The account.
    row: DeveloperRow,
    /// Takes what is asked, alive.
    asking: Asking,
) -> impl IntoView {
    let actions = use_viewing().with_untracked(|viewing| viewing.actions);
    let refused = Command::ALL
        .into_iter()
        .find_map(|command| use_refused(function(command)));
    let refusal = refused.map(|form| errors::sentence(&form.error));
    let cards = acts(&row, actions)
        .into_iter()
        .map(|command| view! { <ActForm command row=row.clone() asking/> })
        .collect_view();
    view! {
        {refusal.map(|text| view! { <Notice tone=Tone::Bad alert=true focus=true>{text}</Notice> })}
        {cards}
    }
}

#[component]
fn ActForm(command: Command, row: DeveloperRow, asking: Asking) -> impl IntoView {
    let label = words::label(command, row.status);
    let (lead, icon, variant) = match command {
        Command::Approve => (words::APPROVE_TEXT, Icon::Check, Variant::Primary),
        Command::Reject => (words::REJECT_TEXT, Icon::Ban, Variant::Danger),
        Command::Revoke => (words::REVOKE_TEXT, Icon::Ban, Variant::Danger),
        Command::Delete => (words::DELETE_TEXT, Icon::Trash, Variant::Danger),
    };
    let id = row.id.to_string();
    let reason = (command == Command::Reject).then(|| {
        let typed = use_refused(function(command)).and_then(|form| form.value("reason"));
        let reason = asking.reason;
        if let Some(typed) = typed {
            reason.set(typed);
        }
        view! {
            <TextArea
                id="reason"
                name="reason"
                label=words::REASON
                optional=words::OPTIONAL
                hint=words::REASON_HINT
                rows=2
                maxlength=u32::from(MOST_NOTE_CHARACTERS)
                counter=true
                bind=reason
            />
        }
    });
    view! {
        <div id=anchor(command)>
            <Card title=label lead>
                <form
                    class="form"
                    method="post"
                    action=from_here(function(command))
                    on:submit=move |event| {
                        event.prevent_default();
                        asking.ask(command, row.clone());
                    }
                >
                    <input type="hidden" name="id" value=id/>
                    {reason}
                    <div class="form-actions">
                        <Button kind="submit" variant icon busy=asking.is_busy>{label}</Button>
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
    fn every_form_posts_to_a_function_that_the_table_guards() {
        for command in Command::ALL {
            let access = crate::access::of_function(function(command));
            assert_eq!(
                access,
                Some(crate::access::Access::Needs(command.permission()))
            );
        }
    }
}
