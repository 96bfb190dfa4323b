//! What a page of the console is rendered with: who looks at it, and the form that was just refused
//! when there is no JavaScript. The same on the server and in the browser.

use crate::error::AppError;
use leptos::prelude::*;
use rules::domain_invitation::PopUp;
use rules::policy::{Action, ActionSet};
use rules::role::PortalRole;
use rules::settings::Settings;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The id of the element that carries the state to the browser.
pub const ELEMENT: &str = "page-state";

/// Who looks, and at which portal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewing {
    /// Full name.
    pub full_name: String,
    /// The address as typed.
    pub email: String,
    /// The role's name.
    pub role: String,
    /// What the role holds: what is not held is not offered. The server decides anew every time.
    pub actions: ActionSet,
    /// The roles that an invitation of theirs may carry.
    pub roles_to_invite_with: Vec<PortalRole>,
    /// What the portal calls itself.
    pub portal_name: String,
    /// Are invitations mailed (`portal_invite_email`)?
    pub mails_invitations: bool,
    /// Are people let in by hand without being told?
    pub approves_silently: bool,
    /// May anybody ask for an account (`self_registration`)?
    pub takes_registrations: bool,
    /// The portal's own address, without a slash at the end.
    pub public_url: String,
    /// Is there a mail server?
    pub has_mail_server: bool,
    /// How long an invitation is valid unless somebody chooses otherwise, in hours.
    pub invitation_validity_hours: u32,
    /// The same for an invitation into a domain.
    pub domain_invitation_validity_hours: u32,
    /// The theme chosen: `light`, `dark` or `system`.
    pub theme: String,
}

impl Viewing {
    /// Takes over what the settings say, at first and whenever they change.
    pub fn follow(&mut self, settings: &Settings) {
        self.portal_name.clone_from(&settings.portal_name);
        self.mails_invitations = settings.portal_invite_email;
        self.approves_silently = settings.approves_silently();
        self.takes_registrations = settings.self_registration;
        let hours = settings.invitation_validity.as_hours();
        self.invitation_validity_hours = u32::try_from(hours).unwrap_or(72);
        let hours = settings.domain_invitation_validity.as_hours();
        self.domain_invitation_validity_hours = u32::try_from(hours).unwrap_or(720);
    }

    /// The registration page, while anybody may ask for an account there.
    pub fn register_link(&self) -> Option<String> {
        self.takes_registrations
            .then(|| format!("{}/register", self.public_url))
    }

    /// What can be used at the moment: what the role holds, but for what a switch takes away.
    pub fn usable(&self) -> ActionSet {
        if self.mails_invitations {
            self.actions
        } else {
            self.actions.without(Action::InvitationsSend)
        }
    }
}

/// A form that was sent without JavaScript and refused: shown again with what was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedForm {
    /// The function it was sent to.
    pub function: String,
    /// What was typed, but passwords.
    pub values: Vec<(String, String)>,
    /// Why it was refused.
    pub error: AppError,
}

impl RefusedForm {
    /// What was ticked under that name.
    pub fn values_of(&self, field: &str) -> Vec<String> {
        let of_field = self.values.iter().filter(|(name, _)| name == field);
        of_field.map(|(_, value)| value.clone()).collect()
    }

    /// What was typed into that field.
    pub fn value(&self, field: &str) -> Option<String> {
        self.values
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, value)| value.clone())
    }
}

/// A form that was sent without JavaScript and whose page comes again: with what was typed, and with what it came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptForm {
    /// The function it was sent to.
    pub function: String,
    /// What was typed.
    pub values: Vec<(String, String)>,
    /// What the function answered, as it would have told the console.
    pub answer: String,
}

/// What a page is rendered with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageState {
    /// Who looks.
    pub viewing: Viewing,
    /// The form that was just refused.
    pub refused: Option<RefusedForm>,
    /// The form that was just looked at.
    pub kept: Option<KeptForm>,
    /// A fresh id for a form that must not be taken twice.
    pub fresh_key: String,
    /// What waits for the viewer's answer.
    pub inbox: Option<PopUp>,
}

/// Gives every component below who is looking.
pub(crate) fn provide_page_state(state: PageState) -> RwSignal<Viewing> {
    let viewing = RwSignal::new(state.viewing);
    provide_context(viewing);
    provide_context(StoredValue::new(state.refused));
    provide_context(StoredValue::new(state.kept));
    provide_context(FreshKey(state.fresh_key));
    crate::domain_invitations::provide_inbox(state.inbox);
    viewing
}

/// Who looks at the page.
pub fn use_viewing() -> RwSignal<Viewing> {
    use_context().unwrap_or_else(|| RwSignal::new(Viewing::default()))
}

#[derive(Clone)]
struct FreshKey(String);

/// A fresh id for a form that must not be taken twice; made by the server with the page.
pub fn use_fresh_key() -> String {
    use_context::<FreshKey>()
        .map(|key| key.0)
        .unwrap_or_default()
}

/// May the person who looks do this? What they may not is not offered.
pub fn may(action: Action) -> bool {
    use_viewing().with_untracked(|viewing| viewing.usable().allows(action))
}

/// What was typed into that field of the form for that function, when it was just looked at.
pub fn use_kept(function: &str, field: &str) -> Option<String> {
    let kept = use_context::<StoredValue<Option<KeptForm>>>()?.get_value()?;
    let is_asked = |(name, _): &&(String, String)| name == field && kept.function == function;
    kept.values
        .iter()
        .find(is_asked)
        .map(|(_, text)| text.clone())
}

/// Everything that was typed or ticked under that name, when the form was just refused or looked at.
pub fn use_typed_all(function: &str, field: &str) -> Vec<String> {
    if let Some(refused) = use_refused(function) {
        return refused.values_of(field);
    }
    let kept = use_context::<StoredValue<Option<KeptForm>>>().and_then(|kept| kept.get_value());
    let values = kept.filter(|kept| kept.function == function);
    let values = values.into_iter().flat_map(|kept| kept.values);
    values
        .filter(|(name, _)| name == field)
        .map(|(_, value)| value)
        .collect()
}

/// What that function answered to a form without JavaScript, when its page came again.
pub fn use_told<T: DeserializeOwned>(function: &str) -> Option<T> {
    let kept = use_context::<StoredValue<Option<KeptForm>>>()?.get_value()?;
    let answer = (kept.function == function).then_some(kept.answer)?;
    serde_json::from_str(&answer).ok()
}

/// The form for that function, when it was just refused.
pub fn use_refused(function: &str) -> Option<RefusedForm> {
    let refused = use_context::<StoredValue<Option<RefusedForm>>>()?;
    refused.get_value().filter(|form| form.function == function)
}
