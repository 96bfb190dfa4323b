//! The groups of an account: ticked and saved together, also without JavaScript.

use crate::groups::acting::Acting;
use crate::groups::api::set_groups;
use crate::messages::groups as words;
use crate::outcome::{FaultNotice, from_here};
use crate::state::use_refused;
use crate::ui::{Button, Card, Checks, Choice};
use leptos::prelude::*;
use rules::account::Developer;

const SET: &str = "/api/groups/set";

/// The card, where the viewer may change in which groups this account is, and there is one.
#[component]
pub fn GroupsForm(
    /// The account.
    developer: Developer,
    /// Told when they are changed.
    on_done: Callback<()>,
) -> impl IntoView {
    if developer.group_choices.is_empty() {
        return None;
    }
    let id = developer.row.id;
    let now = developer.row.groups.iter();
    let now = now.map(|group| group.id.to_string()).collect();
    let ticked = use_refused(SET).map(|form| form.values_of("groups"));
    let ticked: RwSignal<Vec<String>> = RwSignal::new(ticked.unwrap_or(now));
    let acting = Acting::new(SET);
    let options = developer.group_choices.into_iter();
    let options = options
        .map(|group| Choice::new(group.id.to_string(), group.name))
        .collect();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let chosen = ticked.get_untracked();
        let chosen = chosen.iter().filter_map(|id| id.parse().ok()).collect();
        acting.run(set_groups(id, chosen), words::SAVED, move |()| {
            on_done.run(())
        });
    };
    Some(view! {
        <Card title=words::TITLE lead=words::OF_ACCOUNT_LEAD>
            <FaultNotice error=acting.error/>
            <form class="form" method="post" action=from_here(SET) on:submit=submit>
                <input type="hidden" name="id" value=id.to_string()/>
                <Checks legend=words::CHOICE name="groups" options bind=ticked/>
                <div class="form-actions">
                    <Button kind="submit" busy=acting.is_busy>{words::SAVE}</Button>
                </div>
            </form>
        </Card>
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_posts_to_a_function_that_the_table_guards() {
        assert!(crate::access::of_function(SET).is_some());
    }
}
