//! Server functions of the settings.

use crate::error::AppError;
use crate::strict::{Answer, StrictForm};
use leptos::prelude::*;
use rules::outbox::MailRoute;
use rules::settings::{Key, Settings, Source, WaitingRows};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The settings as of now, with what their pages say about them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InForce {
    /// The values.
    pub settings: Settings,
    /// Where each comes from.
    pub sources: BTreeMap<Key, Source>,
    /// How many invitations wait for a decision (T20).
    pub waiting: u64,
    /// Where mail goes.
    pub mail_route: MailRoute,
}

/// What saving came to (T20).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// Waiting rows that were approved.
    pub approved: u64,
    /// Those that were kept because their inviter may not invite any more (T19).
    pub kept: u64,
}

/// The settings as of now.
#[server(prefix = "/api", endpoint = "settings/read", input = StrictForm, output = Answer)]
pub async fn read_settings() -> Result<InForce, AppError> {
    let (backend, caller) = crate::request::caller()?;
    let (settings, sources) = backend.settings_with_sources(&caller).await?;
    let waiting = backend.count_waiting(&caller).await?;
    let mail_route = backend.mail_route(&caller)?;
    Ok(InForce {
        settings,
        sources,
        waiting,
        mail_route,
    })
}

/// Changes settings, all that are given or none; every other one stays as it is.
#[server(prefix = "/api", endpoint = "settings/change", input = StrictForm, output = Answer)]
pub async fn change_settings(
    waiting_rows: Option<WaitingRows>,
    #[server(flatten)] changes: BTreeMap<Key, String>,
) -> Result<Saved, AppError> {
    let (backend, caller) = crate::request::caller()?;
    let changes = changes.into_iter().collect();
    let (approved, kept) = backend
        .change_settings(&caller, changes, waiting_rows)
        .await?;
    if waiting_rows == Some(WaitingRows::Approve) {
        crate::request::send_on("/settings/approval?done=settings/approved");
    }
    Ok(Saved { approved, kept })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strict::FormEncoding;
    use server_fn::{Bytes, Decodes, Encodes};

    fn read(form: &'static str) -> Result<ChangeSettings, String> {
        <FormEncoding as Decodes<ChangeSettings>>::decode(Bytes::from_static(form.as_bytes()))
    }

    #[test]
    fn a_plain_form_holds_the_settings_of_its_page_alone() {
        let form = read("invitations_auto_approve=on&invitation_validity=24").unwrap();
        assert_eq!(form.waiting_rows, None);
        assert_eq!(form.changes.len(), 2);
        assert_eq!(form.changes[&Key::InvitationValidity], "24");
        let form = read("invitations_auto_approve=on&waiting_rows=keep").unwrap();
        assert_eq!(form.waiting_rows, Some(WaitingRows::Keep));
        // Emptying a setting is a change too.
        assert_eq!(
            read("smtp_admin_emails=").unwrap().changes[&Key::SmtpAdminEmails],
            ""
        );
    }

    #[test]
    fn a_setting_that_does_not_exist_or_comes_twice_is_refused() {
        // SECURITY AZ-6
        assert!(read("portal_name=A&secret_key=x").is_err());
        assert!(read("portal_name=A&portal_name=B").is_err());
        assert!(read("waiting_rows=delete").is_err());
    }

    #[test]
    fn the_console_sends_what_a_plain_form_sends() {
        let changes = BTreeMap::from([(Key::PortalName, "A & B".to_string())]);
        let sent = ChangeSettings {
            waiting_rows: Some(WaitingRows::Approve),
            changes,
        };
        let bytes = <FormEncoding as Encodes<ChangeSettings>>::encode(&sent).unwrap();
        assert_eq!(bytes, "waiting_rows=approve&portal_name=A+%26+B");
    }
}
