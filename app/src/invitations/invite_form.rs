//! The fields of an invitation: addresses, role, groups, validity, message. The same in the dialog and on the
//! page; without JavaScript the addresses are a text area, alive they are chips (UX-INV-12).

use super::address_chips::AddressChips;
use super::domains_field::DomainsField;
use super::draft::{CUSTOM, Draft, PRESETS};
use crate::groups::api::groups_to_invite_into;
use crate::messages::console;
use crate::messages::groups as group_words;
use crate::messages::invitations::inviting as words;
use crate::state::use_viewing;
use crate::ui::{
    Button, Checks, ChipsInput, Choice, ChoiceLook, Choices, ConfirmDialog, Icon, Notice, TextArea,
    TextField, Time, Tone, Variant, use_hydrated,
};
use leptos::either::Either;
use leptos::prelude::*;
use rules::group::NamedGroup;
use rules::submission::Report;
use rules::time::{Span, Timestamp};
use wasm_bindgen::JsCast;

const ADDRESSES_ID: &str = "invite-addresses";

/// The fields, and above them what is wrong with the whole.
#[component]
pub fn InviteFields(
    /// What is being written.
    draft: Draft,
    /// What stands in the text area without JavaScript.
    #[prop(optional, into)]
    written: String,
) -> impl IntoView {
    let roles = use_viewing().with_untracked(|viewing| {
        let roles = viewing.roles_to_invite_with.iter();
        roles
            .map(|role| {
                Choice::new(role.name.clone(), role.name.clone()).hint(role.description.clone())
            })
            .collect::<Vec<_>>()
    });
    view! {
        {move || draft.refusal().map(|text| view! {
            <Notice tone=Tone::Bad alert=true>{text}</Notice>
        })}
        <AddressField draft written/>
        <Choices
            legend=words::ROLE
            name="role"
            options=roles
            bind=draft.role
            look=ChoiceLook::List
            error=draft.fault_of("role")
        />
        <GroupsField draft/>
        <DomainsField draft/>
        <ValidityField draft/>
        <TextArea
            id="invite-message"
            name="message"
            label=words::MESSAGE
            optional=words::OPTIONAL
            hint=words::MESSAGE_HINT
            rows=3
            maxlength=words::MOST_MESSAGE
            counter=true
            bind=draft.message
            error=draft.fault_of("message")
        />
    }
}

/// The groups to choose from; nothing while there is none, or while they can't be read.
#[component]
fn GroupsField(draft: Draft) -> impl IntoView {
    let offered = Resource::new(|| (), |()| groups_to_invite_into());
    let field = move |groups: Vec<NamedGroup>| {
        let options = groups.into_iter();
        let options = options
            .map(|group| Choice::new(group.id.to_string(), group.name))
            .collect();
        view! {
            <Checks
                legend=group_words::TITLE
                name="groups"
                options
                bind=draft.groups
                hint=group_words::CARRIED_HINT
                error=draft.fault_of("groups")
            />
        }
    };
    view! {
        <Transition>
            {move || offered.get()?.ok().filter(|groups| !groups.is_empty()).map(field)}
        </Transition>
    }
}

/// A text area in the first HTML; chips once alive, with what was typed until then.
#[component]
fn AddressField(draft: Draft, written: String) -> impl IntoView {
    let hydrated = use_hydrated();
    let has_chips = RwSignal::new(hydrated.get_untracked());
    Effect::new(move || {
        if !hydrated.get() || has_chips.get_untracked() {
            return;
        }
        let typed = document()
            .get_element_by_id(ADDRESSES_ID)
            .and_then(|area| area.dyn_into::<web_sys::HtmlTextAreaElement>().ok())
            .map(|area| area.value());
        if let Some(text) = typed.filter(|text| !text.trim().is_empty()) {
            draft.commit(&text);
        }
        has_chips.set(true);
    });
    let error = Signal::derive(move || draft.list_error());
    move || {
        if has_chips.get() {
            Either::Left(view! { <AddressChipsField draft error/> })
        } else {
            Either::Right(view! {
                <TextArea
                    id=ADDRESSES_ID
                    name="addresses"
                    label=words::ADDRESSES
                    hint=words::ADDRESSES_HINT
                    placeholder=words::ADDRESSES_PLACEHOLDER
                    rows=6
                    required=true
                    value=written.clone()
                    error
                />
            })
        }
    }
}

#[component]
fn AddressChipsField(draft: Draft, error: Signal<Option<String>>) -> impl IntoView {
    let chips = Memo::new(move |_| draft.chips.with(AddressChips::chips));
    let counted = move || {
        let (valid, unreadable) = draft
            .chips
            .with(|chips| (chips.sendable(), chips.unreadable()));
        (valid + unreadable > 0).then(|| words::so_far(valid, unreadable))
    };
    let mend = move || {
        let (_, text) = draft.chips.with(AddressChips::first_unreadable)?;
        Some(view! {
            <Button variant=Variant::Plain on:click=move |_| {
                draft.mend();
                focus(ADDRESSES_ID);
            }>
                {words::mend(&text)}
            </Button>
        })
    };
    view! {
        <div class="stack-tight">
            <ChipsInput
                id=ADDRESSES_ID
                label=words::ADDRESSES
                hint=words::ADDRESSES_HINT
                placeholder=words::ADDRESSES_PLACEHOLDER
                list_label=words::ADDRESS_LIST
                chips
                typed=draft.typed
                on_commit=move |text: String| draft.commit(&text)
                on_remove=move |key: String| draft.remove(&key)
                remove_name=move |text: String| words::remove(&text)
                more=move |count: usize| words::and_more(count)
                autofocus=true
                error
            />
            <div class="row muted small">
                <span class="grow">{counted}</span>
                {mend}
            </div>
        </div>
    }
}

fn focus(id: &str) {
    let field = document()
        .get_element_by_id(id)
        .and_then(|field| field.dyn_into().ok());
    if let Some(field) = field {
        let field: web_sys::HtmlElement = field;
        // Focus is a courtesy; without it nothing is lost.
        let _ = field.focus();
    }
}

/// Presets, hours of one's own, and when that ends.
#[component]
fn ValidityField(draft: Draft) -> impl IntoView {
    let hydrated = use_hydrated();
    let mut options: Vec<Choice> = PRESETS
        .into_iter()
        .map(|hours| Choice::new(hours.to_string(), words::preset(hours)))
        .collect();
    options.push(Choice::new(CUSTOM, words::CUSTOM));
    // Without JavaScript the hours are always there; alive they come with their choice.
    let is_custom = move || !hydrated.get() || draft.validity_hours.with(|hours| hours == CUSTOM);
    view! {
        <div class="stack-tight">
            <Choices legend=words::VALIDITY name="validity_hours" options bind=draft.validity_hours/>
            <div hidden=move || !is_custom()>
                <TextField
                    id="invite-custom-hours"
                    name="custom_hours"
                    label=words::CUSTOM_HOURS
                    hint=words::CUSTOM_HOURS_HINT
                    kind="number"
                    inputmode="numeric"
                    min="1"
                    max="720"
                    bind=draft.custom_hours
                    error=draft.fault_of("custom_hours")
                />
            </div>
            <p class="muted small" aria-live="polite">{move || valid_until(draft, hydrated)}</p>
        </div>
    }
}

/// The end of a link that is sent now; only the browser's clock can tell while the page stands open.
fn valid_until(draft: Draft, hydrated: Signal<bool>) -> Option<impl IntoView> {
    if !hydrated.get() {
        return None;
    }
    let hours = draft.validity_hours.get();
    let validity: Span = super::draft::validity(&hours, &draft.custom_hours.get()).ok()?;
    let now = Timestamp::from_micros((js_sys::Date::now() * 1000.0) as i64);
    let at = now.plus(validity);
    Some(view! { {words::VALID_UNTIL} " " <Time at relative=false/> })
}

/// SUBMIT, with the number of invitations.
#[component]
pub fn SubmitButton(
    /// What is being written.
    draft: Draft,
) -> impl IntoView {
    view! {
        <Button kind="submit" variant=Variant::Primary icon=Icon::Send busy=draft.is_sending>
            {move || words::submit(draft.chips.with(AddressChips::sendable))}
        </Button>
    }
}

/// Asks before many mails leave (DST-02). Stands outside of the form.
#[component]
pub fn ManyDialog(
    /// What is being written.
    draft: Draft,
    /// Takes the answer.
    on_report: Callback<Report>,
) -> impl IntoView {
    let count = move || draft.chips.with(AddressChips::sendable);
    view! {
        <ConfirmDialog
            open=draft.asks_about_many
            id="many-dialog"
            title=Signal::derive(move || words::many_title(count()))
            confirm=Signal::derive(move || words::submit(count()))
            cancel=console::CANCEL
            busy=draft.is_sending
            error=Signal::derive(move || draft.refusal())
            on_confirm=move |()| draft.send(on_report)
        >
            <p>{move || words::many_text(count())}</p>
        </ConfirmDialog>
    }
}
