//! Accept and Decline of one invitation: plain forms, which the console takes over once it is alive. Decline asks once,
//! with a reason that may be empty (UX DST-01).

use super::inbox::{Say, use_inbox};
use crate::messages::console;
use crate::messages::domain_invitations as words;
use crate::outcome::from_here;
use crate::state::use_refused;
use crate::ui::{Button, Icon, IntoContent as _, TextArea, Variant, use_hydrated};
use leptos::either::Either;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use rules::domain_invitation::MyInvitation;
use rules::ids::DomainInvitationId;
use rules::plain_text::MOST_NOTE_CHARACTERS;

pub(super) const ACCEPT: &str = "/api/domain_invitations/accept";
pub(super) const DECLINE: &str = "/api/domain_invitations/decline";

/// The place of a row of My invitations.
pub(super) const IN_TABLE: &str = "row";

/// The two buttons, and below them the question before Decline and why an answer was refused.
#[component]
pub fn AnswerForms(
    /// The invitation.
    row: MyInvitation,
    /// The place, which begins the ids: the same row may stand in the pop-up and on the page.
    place: &'static str,
) -> impl IntoView {
    let inbox = use_inbox();
    let hydrated = use_hydrated();
    // In a table the question opens over the rows below.
    let (around, panel) = if place == IN_TABLE {
        ("event", "event-rest")
    } else {
        ("", "")
    };
    let id = row.id;
    // A reason that was refused stands there, to be corrected.
    let is_refused = typed(id).is_some();
    let is_declining = RwSignal::new(is_refused);
    let (is_busy, is_held) = (inbox.is_busy(id), inbox.is_held(id));
    let title = row.domain.title.clone();
    let accept_name = words::action_name(words::ACCEPT, &title);
    let decline_name = words::action_name(words::DECLINE, &title);
    let row = StoredValue::new(row);
    let done = Callback::new(move |()| ());
    let accept = move |event: SubmitEvent| {
        event.prevent_default();
        row.with_value(|row| inbox.answer(row, Say::Accept, done));
    };
    let fault = move || inbox.faults.with(|faults| faults.get(&id).cloned());
    let decline = move || {
        let name = decline_name.clone();
        if hydrated.get() {
            Either::Left(view! {
                <Button
                    variant=Variant::Plain
                    attr:aria-label=name
                    attr:aria-expanded=move || is_declining.get().to_string()
                    on:click=move |_| is_declining.update(|is_open| *is_open = !*is_open)
                >
                    {words::DECLINE}
                </Button>
            })
        } else {
            Either::Right(view! {
                <details class=around open=is_refused>
                    <summary class="button button-plain" aria-label=name>{words::DECLINE}</summary>
                    <div class=panel><DeclineForm row place is_declining/></div>
                </details>
            })
        }
    };
    view! {
        <div class=format!("stack-tight {around}")>
            <div class="actions">
                <form method="post" action=from_here(ACCEPT) on:submit=accept>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <Button
                        kind="submit"
                        icon=Icon::Check
                        busy=is_busy
                        disabled=is_held
                        attr:aria-label=accept_name
                    >
                        {words::ACCEPT}
                    </Button>
                </form>
                {decline}
            </div>
            <Show when=move || hydrated.get() && is_declining.get()>
                <div class=panel><DeclineForm row place is_declining/></div>
            </Show>
            <p class="field-error" role="alert">{fault}</p>
        </div>
    }
    // Its type would stand, whole, in that of every row and page around it.
    .erased()
}

/// What ends, a word to the inviter, and the verb.
#[component]
fn DeclineForm(
    row: StoredValue<MyInvitation>,
    place: &'static str,
    is_declining: RwSignal<bool>,
) -> impl IntoView {
    let inbox = use_inbox();
    let (id, title) = row.with_value(|row| (row.id, row.domain.title.clone()));
    let reason = RwSignal::new(typed(id).unwrap_or_default());
    let (is_busy, is_held) = (inbox.is_busy(id), inbox.is_held(id));
    let done = Callback::new(move |()| is_declining.set(false));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let say = Say::Decline(reason.get_untracked());
        row.with_value(|row| inbox.answer(row, say, done));
    };
    view! {
        <form class="form" method="post" action=from_here(DECLINE) on:submit=submit>
            <input type="hidden" name="id" value=id.to_string()/>
            <TextArea
                id=format!("{place}-reason-{id}")
                name="reason"
                label=words::REASON
                optional=words::OPTIONAL
                hint=words::decline_text(&title)
                rows=2
                maxlength=u32::from(MOST_NOTE_CHARACTERS)
                counter=true
                bind=reason
            />
            <div class="form-actions">
                <Button
                    kind="submit"
                    variant=Variant::Danger
                    icon=Icon::Ban
                    busy=is_busy
                    disabled=is_held
                >
                    {words::DECLINE_INVITATION}
                </Button>
                <span class="js-only">
                    <Button variant=Variant::Plain on:click=move |_| is_declining.set(false)>
                        {console::CANCEL}
                    </Button>
                </span>
            </div>
        </form>
    }
    .erased()
}

/// The reason that was typed, when the form was refused.
fn typed(id: DomainInvitationId) -> Option<String> {
    let form = use_refused(DECLINE)?;
    (form.value("id")? == id.to_string()).then(|| form.value("reason"))?
}
