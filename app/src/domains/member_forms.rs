//! What can be done with a membership, as plain forms on its page: they work without JavaScript, and alive they answer
//! in place.

use super::acting::Asking;
use super::api;
use crate::error::AppError;
use crate::messages::domains::members as words;
use crate::outcome::{FaultNotice, fault_of, from_here};
use crate::state::use_refused;
use crate::ui::{
    Button, Card, Icon, IntoContent, SelectField, SelectOption, TextField, Toast, Tone, Variant,
    use_toasts,
};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::domain::Domain;
use rules::membership::{Act, MemberRow, offered};

const fn function(act: Act) -> &'static str {
    match act {
        Act::ChangeRole => "/api/domains/change_role",
        Act::SetEnd => "/api/domains/set_end",
        Act::Remove => "/api/domains/remove_member",
        Act::Leave => "/api/domains/leave",
    }
}

/// Where the form of an act stands on the page.
pub(super) const fn anchor(act: Act) -> &'static str {
    match act {
        Act::ChangeRole => "change-role",
        Act::SetEnd => "end-date",
        Act::Remove => "remove",
        Act::Leave => "leave",
    }
}

/// The cards of what the row offers.
#[component]
pub(super) fn MemberForms(
    domain: Domain,
    row: MemberRow,
    asking: Asking,
    on_done: Callback<()>,
) -> impl IntoView {
    offered(&row, domain.held, domain.row.archived_at.is_some())
        .into_iter()
        .map(|act| {
            let (domain, row) = (domain.clone(), row.clone());
            match act {
                Act::ChangeRole => view! { <RoleForm domain row on_done/> }.erased(),
                Act::SetEnd => view! { <EndForm domain row on_done/> }.erased(),
                Act::Remove | Act::Leave => view! { <LeaveForm act domain row asking/> }.erased(),
            }
        })
        .collect_view()
}

/// What a form that answers in place does with the answer.
#[derive(Clone, Copy)]
struct Sending {
    error: RwSignal<Option<AppError>>,
    is_busy: RwSignal<bool>,
    done: StoredValue<(crate::ui::Toasts, &'static str, Callback<()>)>,
}

impl Sending {
    fn new(function: &'static str, told: &'static str, on_done: Callback<()>) -> Self {
        Sending {
            error: RwSignal::new(use_refused(function).map(|form| form.error)),
            is_busy: RwSignal::new(false),
            done: StoredValue::new((use_toasts(), told, on_done)),
        }
    }

    fn send(self, event: &SubmitEvent, call: impl Future<Output = Result<(), AppError>> + 'static) {
        event.prevent_default();
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        spawn_local(async move {
            let answer = call.await;
            // The page may be gone by now.
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            let is_done = answer.is_ok();
            self.error.set(answer.err());
            if is_done {
                let (toasts, told, on_done) = self.done.get_value();
                toasts.push(Toast::new(Tone::Good, told));
                on_done.run(());
            }
        });
    }
}

/// Another role, of those that the viewer may give.
#[component]
fn RoleForm(domain: Domain, row: MemberRow, on_done: Callback<()>) -> impl IntoView {
    let path = function(Act::ChangeRole);
    let typed = use_refused(path).and_then(|form| form.value("role"));
    let role = RwSignal::new(typed.unwrap_or_else(|| row.role.clone()));
    let sending = Sending::new(path, words::ROLE_CHANGED, on_done);
    let options = domain
        .roles_to_give()
        .map(|role| {
            let label = words::role_line(&role.name, &role.description);
            SelectOption::new(role.name.clone(), label)
        })
        .collect();
    let (name, id) = (domain.row.name, row.id);
    let hidden = name.clone();
    let submit = move |event: SubmitEvent| {
        let call = api::change_member_role(name.clone(), id, role.get_untracked());
        sending.send(&event, call);
    };
    view! {
        <div id=anchor(Act::ChangeRole)>
            <Card title=words::ROLE_CARD lead=words::ROLE_LEAD>
                <FaultNotice error=sending.error/>
                <form class="form" method="post" action=from_here(path) on:submit=submit>
                    <input type="hidden" name="name" value=hidden/>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <SelectField id="role" name="role" label=words::ROLE options bind=role/>
                    <div class="form-actions">
                        <Button kind="submit" busy=sending.is_busy>{words::CHANGE_ROLE}</Button>
                    </div>
                </form>
            </Card>
        </div>
    }
}

/// The last day, or none.
#[component]
fn EndForm(domain: Domain, row: MemberRow, on_done: Callback<()>) -> impl IntoView {
    let path = function(Act::SetEnd);
    let typed = use_refused(path).and_then(|form| form.value("date"));
    let stored = || row.ends_at.map(|at| at.date()).unwrap_or_default();
    let date = RwSignal::new(typed.unwrap_or_else(stored));
    let sending = Sending::new(path, words::END_SET, on_done);
    let (name, id) = (domain.row.name, row.id);
    let hidden = name.clone();
    let submit = move |event: SubmitEvent| {
        let call = api::set_member_end(name.clone(), id, date.get_untracked());
        sending.send(&event, call);
    };
    view! {
        <div id=anchor(Act::SetEnd)>
            <Card title=words::END_CARD lead=words::END_LEAD>
                <FaultNotice error=sending.error/>
                <form class="form" method="post" action=from_here(path) novalidate on:submit=submit>
                    <input type="hidden" name="name" value=hidden/>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <TextField
                        id="date"
                        name="date"
                        kind="date"
                        label=words::LAST_DAY
                        hint=words::LAST_DAY_HINT
                        bind=date
                        error=fault_of(sending.error, "date")
                    />
                    <div class="form-actions">
                        <Button kind="submit" busy=sending.is_busy>{words::SAVE_END}</Button>
                    </div>
                </form>
            </Card>
        </div>
    }
}

/// Remove, or Leave: alive it asks first, without JavaScript the card says what happens.
#[component]
fn LeaveForm(act: Act, domain: Domain, row: MemberRow, asking: Asking) -> impl IntoView {
    let path = function(act);
    let error = RwSignal::new(use_refused(path).map(|form| form.error));
    let (card, lead) = match act {
        Act::Leave => (words::LEAVE_CARD, words::LEAVE_TEXT),
        Act::Remove | Act::ChangeRole | Act::SetEnd => (words::REMOVE_CARD, words::REMOVE_TEXT),
    };
    // Who leaves names nobody.
    let id = (act != Act::Leave).then(|| {
        view! { <input type="hidden" name="id" value=row.id.to_string()/> }
    });
    let label = words::label(act);
    view! {
        <div id=anchor(act)>
            <Card title=card lead>
                <FaultNotice error/>
                <form
                    class="form"
                    method="post"
                    action=from_here(path)
                    on:submit=move |event| {
                        event.prevent_default();
                        asking.ask(row.clone());
                    }
                >
                    <input type="hidden" name="name" value=domain.row.name/>
                    {id}
                    <div class="form-actions">
                        <Button
                            kind="submit"
                            variant=Variant::Danger
                            icon=Icon::LogOut
                            busy=asking.is_busy
                        >
                            {label}
                        </Button>
                    </div>
                </form>
            </Card>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Access, of_function};

    #[test]
    fn every_form_posts_to_a_function_that_the_table_guards() {
        for act in [Act::ChangeRole, Act::SetEnd, Act::Remove, Act::Leave] {
            assert_eq!(of_function(function(act)), Some(Access::SignedIn));
        }
    }
}
