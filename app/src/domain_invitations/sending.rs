//! Send Invitation: several addresses, one role, and an answer for each (T2).

use super::api::{Sent, send_domain_invitations};
use super::people::{FoundPeople, LOOK, PeopleField, Picked, PlainSearch, use_asked, use_found};
use crate::domains::address::Tab;
use crate::domains::frame::{DomainFrame, use_domain};
use crate::messages::domain_invitations as words;
use crate::messages::errors;
use crate::messages::list as around;
use crate::outcome::{FaultNotice, fault_of, from_here};
use crate::state::{use_kept, use_refused, use_told, use_typed_all, use_viewing};
use crate::ui::{
    Button, Card, Choice, ChoiceLook, Choices, Icon, IntoContent, Notice, TextArea, Tone, Variant,
};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::domain::Domain;
use rules::plain_text::MOST_NOTE_CHARACTERS;
use rules::role::DomainAction;

const SEND: &str = "/api/domain_invitations/send";
/// The presets of the validity, in hours.
const PRESETS: [u32; 4] = [24, 72, 168, 720];

/// The page.
#[component]
pub fn SendPage() -> impl IntoView {
    let domain = use_domain();
    view! {
        <DomainFrame
            domain
            tab=Tab::Invitations
            content=|domain, _| view! { <Sending domain/> }.erased()
        />
    }
}

/// The form, or why there is none. The frame itself says that an archived domain is read-only.
#[component]
fn Sending(domain: Domain) -> impl IntoView {
    let may_send = domain.held.allows(DomainAction::InvitationsManage);
    match (may_send, domain.row.archived_at) {
        (true, None) => view! { <SendForm domain/> }.erased(),
        (true, Some(_)) => ().erased(),
        (false, _) => view! { <Notice tone=Tone::Warn>{words::MAY_NOT_SEND}</Notice> }.erased(),
    }
}

#[component]
fn SendForm(domain: Domain) -> impl IntoView {
    let refused = use_refused(SEND);
    let typed = |field: &str| {
        let of_refused = refused.as_ref().and_then(|form| form.value(field));
        let of_sent = of_refused.or_else(|| use_kept(SEND, field));
        of_sent.or_else(|| use_asked(field).into_iter().next())
    };
    // The narrowest role stands last.
    let last = domain.roles_to_give().last().map(|role| role.name.clone());
    let role = RwSignal::new(typed("role").or(last).unwrap_or_default());
    let usual = use_viewing().with_untracked(|viewing| viewing.domain_invitation_validity_hours);
    let hours = typed("validity_hours").unwrap_or_else(|| usual.to_string());
    let hours = RwSignal::new(hours);
    let message = RwSignal::new(typed("message").unwrap_or_default());
    let written = typed("emails").unwrap_or_default();
    let was_refused = refused.is_some();
    let error = refused.or_else(|| use_refused(LOOK));
    let error = RwSignal::new(error.map(|form| form.error));
    let told = use_told::<Vec<Sent>>(SEND).unwrap_or_default();
    // Whoever was refused stays, to be sent to once more.
    let is_sent = |email: &String| {
        told.iter()
            .any(|one| &one.address == email && one.error.is_none())
    };
    let mut people = use_typed_all(SEND, "people");
    if !was_refused && told.is_empty() {
        people = use_asked("people");
    }
    people.retain(|email| !is_sent(email));
    let emails = if told.is_empty() {
        written
    } else {
        let refused = told.iter().filter(|one| one.error.is_some());
        let written = refused.map(|one| one.address.as_str());
        let written = written.filter(|address| people.iter().all(|email| email != address));
        written.collect::<Vec<_>>().join("\n")
    };
    let emails = RwSignal::new(emails);
    let picked = Picked::new(people);
    let report = RwSignal::new(told);
    let is_busy = RwSignal::new(false);
    let name = domain.row.name.clone();
    let (to, to_search) = (name.clone(), name.clone());
    let found = use_found(name.clone());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        error.set(None);
        report.set(Vec::new());
        let call = send_domain_invitations(
            to.clone(),
            picked.emails.get_untracked(),
            emails.get_untracked(),
            role.get_untracked(),
            hours.get_untracked().parse().unwrap_or_default(),
            message.get_untracked(),
            String::new(),
        );
        spawn_local(async move {
            let answer = call.await;
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(sent) => {
                    // What was refused stays, to be corrected.
                    let left = sent.iter().filter(|one| one.error.is_some());
                    let left: Vec<String> = left.map(|one| one.address.clone()).collect();
                    picked
                        .emails
                        .update(|emails| emails.retain(|email| left.contains(email)));
                    let people = picked.emails.get_untracked();
                    let left = left.into_iter().filter(|address| !people.contains(address));
                    emails.set(left.collect::<Vec<_>>().join("\n"));
                    report.set(sent);
                }
                Err(refusal) => error.set(Some(refusal)),
            }
        });
    };
    let roles = domain
        .roles_to_give()
        .map(|role| {
            Choice::new(role.name.clone(), role.name.clone()).hint(role.description.clone())
        })
        .collect();
    // What the setting says is on offer too.
    let own = (!PRESETS.contains(&usual)).then_some(usual);
    let presets = PRESETS
        .into_iter()
        .chain(own)
        .map(|hours| Choice::new(hours.to_string(), words::preset(hours)))
        .collect();
    view! {
        <Report report/>
        <FaultNotice error label=words::field/>
        <Card title=words::SEND lead=words::SEND_LEAD>
            <form class="form" method="post" action=from_here(SEND) on:submit=submit>
                <input type="hidden" name="domain" value=name/>
                <PlainSearch/>
                <PeopleField domain=to_search picked/>
                <FoundPeople found picked/>
                <TextArea
                    id="emails"
                    name="emails"
                    label=words::EMAILS
                    hint=words::EMAILS_HINT
                    rows=4
                    bind=emails
                    error=fault_of(error, "emails")
                />
                <Choices
                    legend=words::ROLE
                    name="role"
                    options=roles
                    bind=role
                    look=ChoiceLook::List
                    error=fault_of(error, "role")
                />
                <Choices
                    legend=words::VALIDITY
                    name="validity_hours"
                    options=presets
                    bind=hours
                    error=fault_of(error, "validity")
                />
                <TextArea
                    id="message"
                    name="message"
                    label=words::MESSAGE
                    optional=words::OPTIONAL
                    hint=words::MESSAGE_HINT
                    rows=3
                    maxlength=u32::from(MOST_NOTE_CHARACTERS)
                    counter=true
                    bind=message
                    error=fault_of(error, "message")
                />
                <div class="form-actions">
                    <Button kind="submit" variant=Variant::Primary icon=Icon::Send busy=is_busy>
                        {words::SEND}
                    </Button>
                </div>
            </form>
        </Card>
    }
}

/// What became of each address.
#[component]
fn Report(report: RwSignal<Vec<Sent>>) -> impl IntoView {
    move || {
        let sent = report.get();
        let has_refusals = sent.iter().any(|one| one.error.is_some());
        let tone = if has_refusals { Tone::Warn } else { Tone::Good };
        let lines = sent
            .into_iter()
            .map(|one| {
                let why = one.error.as_ref().map(errors::sentence);
                view! { <li><bdi>{words::sent(&one.address, why.as_deref())}</bdi></li> }
            })
            .collect::<Vec<_>>();
        (!lines.is_empty()).then(|| {
            view! {
                <Notice tone title=around::ANSWERS alert=true focus=true>
                    <ul class="error-list">{lines}</ul>
                </Notice>
            }
        })
    }
}
