//! One row of a domain's invitations.

use super::acting::{Act, Acting, acts};
use crate::domain_invitations::status::StatusBadge;
use crate::messages::console;
use crate::messages::domain_invitations as words;
use crate::outcome::from_here;
use crate::ui::{
    Address, Badge, Button, IntoContent as _, SelectField, SelectOption, Text, Time, Variant,
    use_hydrated,
};
use leptos::either::Either;
use leptos::prelude::*;
use rules::domain::Domain;
use rules::domain_invitation::{DomainInvitationRow, Status};
use rules::role::DomainAction;
use rules::time::Timestamp;

/// An invitation with what can be done.
#[component]
pub fn Row(
    /// The invitation.
    row: DomainInvitationRow,
    /// When it was read.
    now: Timestamp,
    /// The domain, with what the viewer holds and can give.
    domain: StoredValue<Domain>,
    /// Takes what the buttons ask.
    acting: Acting,
) -> impl IntoView {
    let standing = row.standing(now);
    let who = if row.name.is_empty() {
        Either::Left(view! { <Address text=row.email.clone()/> })
    } else {
        Either::Right(view! {
            <bdi class="breakable">{row.name.clone()}</bdi>
            <span class="badge-sub"><Address text=row.email.clone()/></span>
        })
    };
    let holds: Vec<&str> = row.role_actions.iter().map(DomainAction::as_str).collect();
    let holds = words::holds(&holds.join(", "));
    let sub: Option<Text> =
        (row.flagged && standing == Status::Pending).then(|| words::FLAGGED.into());
    let time = |wanted: Status, none: &'static str| match row.answered_at {
        Some(at) if standing == wanted => Either::Left(view! { <Time at/> }),
        _ => Either::Right(view! { <span class="muted small">{none}</span> }),
    };
    let reason = (standing == Status::Declined && !row.reason.is_empty()).then(|| {
        view! { <p class="muted small breakable"><bdi>{row.reason.clone()}</bdi></p> }
    });
    let held = domain.with_value(|domain| domain.held);
    let acts = acts(&row, held, now);
    view! {
        <tr>
            <th scope="row" data-label=words::NAME>{who}</th>
            <td data-label=words::ROLE>
                <span title=holds.clone()><Badge text=row.role.clone()/></span>
                <span class="visually-hidden">{holds}</span>
            </td>
            <td data-label=words::INVITED_BY><bdi class="breakable">{row.inviter.name.clone()}</bdi></td>
            <td data-label=words::STATUS><StatusBadge standing sub/></td>
            <td data-label=words::CONFIRMED_AT>{time(Status::Approved, words::NOT_CONFIRMED)}</td>
            <td data-label=words::REJECTED_AT>
                {time(Status::Declined, words::NOT_REJECTED)}
                {reason}
            </td>
            <td data-label=words::ACTIONS class="cell-actions">
                {(!acts.is_empty()).then(|| view! { <Actions row acts domain acting/> })}
            </td>
        </tr>
    }
}

/// The actions by their names; each asks once, in a panel over the rows below.
#[component]
fn Actions(
    row: DomainInvitationRow,
    acts: Vec<Act>,
    domain: StoredValue<Domain>,
    acting: Acting,
) -> impl IntoView {
    let hydrated = use_hydrated();
    let asked = RwSignal::new(None::<Act>);
    let email = row.email.clone();
    let row = StoredValue::new(row);
    let buttons = move || {
        let is_alive = hydrated.get();
        acts.iter()
            .map(|act| {
                let act = *act;
                let name = words::action_name(act.label(), &email);
                if is_alive {
                    let toggle = move |_| {
                        asked.update(|now| *now = (*now != Some(act)).then_some(act));
                    };
                    Either::Left(view! {
                        <Button
                            variant=Variant::Plain
                            attr:aria-label=name
                            attr:aria-expanded=move || (asked.get() == Some(act)).to_string()
                            on:click=toggle
                        >
                            {act.label()}
                        </Button>
                    })
                } else {
                    Either::Right(view! {
                        <details class="event">
                            <summary aria-label=name>{act.label()}</summary>
                            <div class="event-rest"><ActForm act row domain acting asked/></div>
                        </details>
                    })
                }
            })
            .collect_view()
    };
    let panel = move || {
        asked.get().filter(|_| hydrated.get()).map(|act| {
            view! { <div class="event-rest"><ActForm act row domain acting asked/></div> }
        })
    };
    view! {
        <div class="event">
            <span class="actions">{buttons}</span>
            {panel}
        </div>
    }
    .erased()
}

/// What happens, the role of a resend, and the verb.
#[component]
fn ActForm(
    act: Act,
    row: StoredValue<DomainInvitationRow>,
    domain: StoredValue<Domain>,
    acting: Acting,
    asked: RwSignal<Option<Act>>,
) -> impl IntoView {
    let (id, email, role) = row.with_value(|row| (row.id, row.email.clone(), row.role.clone()));
    let (text, verb, variant) = match act {
        Act::Resend => (
            words::RESEND_TEXT,
            words::RESEND_INVITATION,
            Variant::Primary,
        ),
        Act::Delete => (
            words::DELETE_TEXT,
            words::DELETE_INVITATION,
            Variant::Danger,
        ),
        Act::Vouch => (words::VOUCH_TEXT, words::VOUCH_INVITATION, Variant::Primary),
    };
    let role = RwSignal::new(role);
    let roles = (act == Act::Resend).then(|| {
        let options = domain.with_value(|domain| {
            let roles = domain.roles_to_give();
            roles
                .map(|role| SelectOption::new(role.name.clone(), role.name.clone()))
                .collect()
        });
        view! {
            <SelectField
                id=format!("role-{id}")
                name="role"
                label=words::ROLE
                options
                bind=role
            />
        }
    });
    let is_busy = Signal::derive(move || acting.busy.get() == Some(id));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        acting.carry_out(act, id, email.clone(), role.get_untracked());
    };
    view! {
        <form class="form" method="post" action=from_here(act.function()) on:submit=submit>
            <input type="hidden" name="domain" value=acting.domain.get_untracked()/>
            <input type="hidden" name="id" value=id.to_string()/>
            <p>{text}</p>
            {roles}
            <div class="form-actions">
                <Button kind="submit" variant busy=is_busy>{verb}</Button>
                <span class="js-only">
                    <Button variant=Variant::Plain on:click=move |_| asked.set(None)>
                        {console::CANCEL}
                    </Button>
                </span>
            </div>
        </form>
    }
    .erased()
}
