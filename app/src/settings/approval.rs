//! Settings > Approval: who is let in without a look, and how long invitations are valid.

use super::api::InForce;
use super::draft::Draft;
use super::fields::{SettingField, SettingSwitch};
use super::page::{SettingsForm, SettingsPage};
use super::waiting_rows::{WaitingRowsDialog, WaitingRowsStep};
use crate::messages::settings as words;
use crate::ui::IntoWhole;
use crate::ui::{Button, Card, use_hydrated};
use leptos::either::Either;
use leptos::prelude::*;
use rules::settings::Key;
use rules::time::Span;

const KEYS: [Key; 4] = [
    Key::InvitationsAutoApprove,
    Key::SelfRegistration,
    Key::PortalAutoApprove,
    Key::InvitationValidity,
];
/// Usual validities in hours (PRODUCT.md 8.3).
const PRESETS: [i64; 4] = [24, 72, 168, 720];

/// Who is let in, and for how long.
#[component]
pub fn ApprovalPage() -> impl IntoView {
    view! {
        <SettingsPage path="/settings/approval" content=|read| view! { <Approval read/> }.whole()/>
    }
}

#[component]
fn Approval(read: InForce) -> impl IntoView {
    let draft = Draft::new(read, &KEYS);
    let is_hydrated = use_hydrated();
    // Refused without JavaScript: the question is the next step. With it, a dialog over the form.
    let is_step = untrack(|| draft.asks_about_waiting_rows()) && !is_hydrated.get_untracked();
    if is_step {
        return Either::Left(view! { <WaitingRowsStep draft/> });
    }
    Either::Right(view! {
        <SettingsForm draft>
            <Card title=words::APPROVAL>
                <SettingSwitch draft key=Key::InvitationsAutoApprove/>
            </Card>
            <Card title=words::REGISTRATION>
                <SettingSwitch draft key=Key::SelfRegistration/>
                <SettingSwitch draft key=Key::PortalAutoApprove/>
            </Card>
            <Card title=words::VALIDITY>
                <SettingField draft key=Key::InvitationValidity length=Span::hours/>
                <Presets draft/>
            </Card>
        </SettingsForm>
        <WaitingRowsDialog draft/>
    })
}

/// Buttons that fill in a usual validity.
#[component]
fn Presets(draft: Draft) -> impl IntoView {
    let typed = draft.typed(Key::InvitationValidity)?;
    let buttons = PRESETS
        .map(|hours| {
            view! {
                <Button on:click=move |_| typed.set(hours.to_string())>
                    {words::preset(hours)}
                </Button>
            }
        })
        .collect_view();
    Some(view! {
        <div class="row js-only">
            <span class="small muted">{words::PRESETS}</span>
            {buttons}
        </div>
    })
}
