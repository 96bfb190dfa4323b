//! What went wrong, in words that name the way out.

use crate::error::AppError;
use crate::messages::domains;
use rules::account;
use rules::invitation::{Refusal, Status};
use rules::outbox;
use rules::time::Timestamp;

/// The sentence for an error.
pub fn sentence(error: &AppError) -> String {
    match error {
        AppError::Refused(refusal) => refusal_sentence(refusal),
        AppError::AccountRefused(refusal) => account_refusal(refusal),
        AppError::DomainRefused(refusal) => domains::refusal(*refusal),
        AppError::MembershipRefused(refusal) => domains::membership_refusal(*refusal),
        AppError::DomainInvitationRefused(refusal) => domains::invitation_refusal(refusal),
        AppError::MailRefused(refusal) => mail_refusal(*refusal),
        AppError::NotFound => "It is not there any more, or not yours to see.".to_string(),
        AppError::Conflict { current, by, at } => overtaken(*current, by.as_deref(), *at),
        AppError::KeyReused => {
            "This submission was already used for another list. Open the dialog anew.".to_string()
        }
        AppError::Invalid(faults) => faults
            .iter()
            .map(|fault| fault.reason.clone())
            .collect::<Vec<_>>()
            .join(" "),
        AppError::Unauthenticated => "You are logged out. Log in again.".to_string(),
        AppError::Forbidden => "Your role does not allow this.".to_string(),
        AppError::RateLimited { until } => {
            format!("Too often. It is possible again at {}.", until.utc_text())
        }
        AppError::Unavailable => "The portal is busy. Try again in a moment.".to_string(),
        AppError::Internal { request_id } => {
            format!("Something went wrong on our side. Report it with the number {request_id}.")
        }
        AppError::Transport => {
            "The portal can't be reached. Check your connection and try again.".to_string()
        }
        AppError::Malformed => "The request could not be read. Reload the page.".to_string(),
    }
}

/// A lost race: the current status and who set it.
pub fn overtaken(current: Status, by: Option<&str>, at: Timestamp) -> String {
    let label = current.label();
    match by {
        Some(by) => format!(
            "It is {label} already: {by} was faster, at {}.",
            at.utc_text()
        ),
        None => format!("It is {label} already, since {}.", at.utc_text()),
    }
}

fn account_refusal(refusal: &account::Refusal) -> String {
    match refusal {
        account::Refusal::NotAllowed { .. } => "Your role does not allow this.".to_string(),
        account::Refusal::Oneself => {
            "Nobody decides about themselves. Ask another administrator.".to_string()
        }
        account::Refusal::AboveCeiling => {
            "This role holds rights that you lack. Ask an Owner.".to_string()
        }
        account::Refusal::LastOwner => {
            "There must always be an Owner. Make somebody else Owner first.".to_string()
        }
        account::Refusal::UnknownRole => {
            "There is no such role. Choose one from the list.".to_string()
        }
        account::Refusal::RegistrationOff => super::own_mail::OFF.to_string(),
        account::Refusal::Status { current, by, at } => {
            let now = current.map_or("deleted", |status| status.tab());
            let at = at.utc_text();
            match by {
                Some(by) => format!("It is {now} already: {by} was faster, at {at}."),
                None => format!("It is {now} already, since {at}."),
            }
        }
    }
}

/// `portal_invite_email` is off.
pub const INVITES_OFF: &str =
    "Inviting by mail is switched off. It is switched on under Settings, Mail.";

fn mail_refusal(refusal: outbox::Refusal) -> String {
    match refusal {
        outbox::Refusal::NothingToRetry(delivery) => {
            format!(
                "This mail is {}: there is nothing to retry.",
                delivery.as_str()
            )
        }
        outbox::Refusal::NoLongerTrue => {
            "What this mail says is no longer true, so it is not sent.".to_string()
        }
        outbox::Refusal::SwitchedOff => {
            "This mail is switched off. It is switched on under Settings, Mail.".to_string()
        }
        outbox::Refusal::NoMailServer => {
            "No mail server is set up. Set PORTICO_SMTP_URL and start again.".to_string()
        }
    }
}

fn refusal_sentence(refusal: &Refusal) -> String {
    match refusal {
        Refusal::NotAllowed { .. } => "Your role does not allow this.".to_string(),
        Refusal::Status { current } => format!("It is {} already.", current.label()),
        Refusal::Overdue { valid_until } => {
            format!("The invitation ended at {}.", valid_until.utc_text())
        }
        Refusal::SwitchedOff => INVITES_OFF.to_string(),
        Refusal::AboveCeiling => {
            "Neither you nor the inviter may give this role. Ask an Owner.".to_string()
        }
        Refusal::UnknownRole => {
            "There is no such role, or none any more. Invite with another one.".to_string()
        }
        Refusal::AdministrativeRole => {
            "A link never makes an administrator. Invite with another role and change it on the account."
                .to_string()
        }
        Refusal::Validity { .. } => "Choose a validity from 1 hour to 30 days.".to_string(),
        Refusal::AlreadyOpen { status, .. } => {
            format!("There is an open invitation for this address: {}.", status.label())
        }
        Refusal::HasAccount { status } => has_account(*status).to_string(),
        Refusal::Suppressed { since } => format!(
            "This address asked not to be invited, on {}. Only the person can change that, or an Owner on the page of the invitation.",
            since.utc_text()
        ),
        Refusal::NotSuppressed => "This address can be invited already.".to_string(),
    }
}

/// Why an address with an account can't be invited, with the right action.
pub const fn has_account(status: account::Status) -> &'static str {
    match status {
        account::Status::Requested => "Has an account that waits for approval: accept it instead.",
        account::Status::Approved => "Has an account already.",
        account::Status::Rejected => "Has a rejected account.",
        account::Status::Revoked => "Has a revoked account: re-approve it instead.",
    }
}
