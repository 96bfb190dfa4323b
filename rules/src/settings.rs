//! The settings of PRODUCT.md section 7: keys, defaults, how a value reads, what it may be.
//! Values are stored and given as text; [`Settings`] is what the rest of the portal works with.

use crate::invitation::validity_within_bounds;
use crate::outbox::Kind;
use crate::password::{Classes, LEAST_ROOM, LengthFault, Lengths, PasswordRules, Profile};
use crate::plain_text::PortalName;
use crate::session::Limits;
use crate::time::Span;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

mod colour;
mod home_page;
mod key;
pub use colour::Colour;
pub use home_page::{HomePage, MOST_HOME_PAGE};
pub use key::Key;

/// Why a value is refused. `reason` names the fix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueFault {
    /// Which setting.
    pub key: Key,
    /// What it may be.
    pub reason: String,
}

/// The settings as the portal works with them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// See [`Key::PortalName`].
    pub portal_name: String,
    /// See [`Key::BodyColour`].
    pub body_colour: Colour,
    /// See [`Key::InvitationsAutoApprove`].
    pub invitations_auto_approve: bool,
    /// See [`Key::InvitationValidity`].
    pub invitation_validity: Span,
    /// See [`Key::PasswordProfile`].
    pub password_profile: Profile,
    /// See [`Key::BudgetInviter`].
    pub budget_inviter: u32,
    /// See [`Key::BudgetDomain`].
    pub budget_domain: u32,
    /// See [`Key::BudgetRecipient`].
    pub budget_recipient: u32,
    /// See [`Key::SessionIdle`].
    pub session_idle: Span,
    /// See [`Key::SessionIdleAdmin`].
    pub session_idle_admin: Span,
    /// See [`Key::SessionAbsolute`].
    pub session_absolute: Span,
    /// See [`Key::MailSenderName`].
    pub mail_sender_name: String,
    /// See [`Key::SmtpAdminEmails`]: comma-separated, as typed.
    pub smtp_admin_emails: String,
    /// See [`Key::SelfRegistration`].
    pub self_registration: bool,
    /// See [`Key::PortalAutoApprove`].
    pub portal_auto_approve: bool,
    /// See [`Key::PortalTokenExp`].
    pub portal_token_exp: Span,
    /// See [`Key::PortalInviteEmail`].
    pub portal_invite_email: bool,
    /// See [`Key::PortalAccessRequestEmail`].
    pub portal_access_request_email: bool,
    /// See [`Key::PortalApprovedEmail`].
    pub portal_approved_email: bool,
    /// See [`Key::PortalRejectedEmail`].
    pub portal_rejected_email: bool,
    /// See [`Key::PortalRevokedEmail`].
    pub portal_revoked_email: bool,
    /// See [`Key::PortalResetEmail`].
    pub portal_reset_email: bool,
    /// See [`Key::PortalResetSuccessEmail`].
    pub portal_reset_success_email: bool,
    /// See [`Key::PortalReminderEmail`].
    pub portal_reminder_email: bool,
    /// See [`Key::ReminderLead`].
    pub reminder_lead: Span,
    /// See [`Key::DomainInviteEmail`].
    pub domain_invite_email: bool,
    /// See [`Key::InviteAnswerEmail`].
    pub invite_answer_email: bool,
    /// See [`Key::DomainInvitationValidity`].
    pub domain_invitation_validity: Span,
    /// See [`Key::HomePage`].
    pub home_page: HomePage,
    /// See [`Key::PASSWORD_LENGTHS`].
    pub password_lengths: Lengths,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            portal_name: Key::PortalName.default_value().to_string(),
            body_colour: Colour::DEFAULT,
            invitations_auto_approve: true,
            invitation_validity: Span::hours(72),
            password_profile: Profile::Classic,
            budget_inviter: 20_000,
            budget_domain: 20_000,
            budget_recipient: 10,
            session_idle: Span::minutes(1440),
            session_idle_admin: Span::minutes(480),
            session_absolute: Span::minutes(10_080),
            mail_sender_name: String::new(),
            smtp_admin_emails: String::new(),
            self_registration: true,
            portal_auto_approve: false,
            portal_token_exp: Span::seconds(21_600),
            portal_invite_email: true,
            portal_access_request_email: true,
            portal_approved_email: true,
            portal_rejected_email: true,
            portal_revoked_email: false,
            portal_reset_email: true,
            portal_reset_success_email: true,
            portal_reminder_email: false,
            reminder_lead: Span::hours(24),
            domain_invite_email: true,
            invite_answer_email: true,
            domain_invitation_validity: Span::days(30),
            home_page: HomePage::default(),
            password_lengths: Lengths::DEFAULT,
        }
    }
}

impl Settings {
    /// Takes one value. Refuses what the setting can't be, and changes nothing then.
    pub fn set(&mut self, key: Key, typed: &str) -> Result<(), ValueFault> {
        let value = typed.trim();
        match key {
            Key::PortalName => {
                self.portal_name = PortalName::parse(value)
                    .map_err(|fault| refused(key, fault.reason()))?
                    .as_str()
                    .to_string();
            }
            Key::BodyColour => {
                self.body_colour = Colour::parse(value).ok_or_else(|| {
                    refused(
                        key,
                        "A colour is # and six hexadecimal digits, like #1d3557.",
                    )
                })?;
            }
            Key::InvitationsAutoApprove => self.invitations_auto_approve = switch(key, value)?,
            Key::SelfRegistration => self.self_registration = switch(key, value)?,
            Key::PortalAutoApprove => self.portal_auto_approve = switch(key, value)?,
            Key::PortalInviteEmail => self.portal_invite_email = switch(key, value)?,
            Key::PortalAccessRequestEmail => self.portal_access_request_email = switch(key, value)?,
            Key::PortalApprovedEmail => self.portal_approved_email = switch(key, value)?,
            Key::PortalRejectedEmail => self.portal_rejected_email = switch(key, value)?,
            Key::PortalRevokedEmail => self.portal_revoked_email = switch(key, value)?,
            Key::PortalResetEmail => self.portal_reset_email = switch(key, value)?,
            Key::PortalResetSuccessEmail => self.portal_reset_success_email = switch(key, value)?,
            Key::PortalReminderEmail => self.portal_reminder_email = switch(key, value)?,
            Key::DomainInviteEmail => self.domain_invite_email = switch(key, value)?,
            Key::InviteAnswerEmail => self.invite_answer_email = switch(key, value)?,
            Key::DomainInvitationValidity => {
                self.domain_invitation_validity = Span::hours(number(key, value, 1, 720, "hours")?);
            }
            Key::ReminderLead => {
                self.reminder_lead = Span::hours(number(key, value, 1, 168, "hours")?);
            }
            Key::PortalTokenExp => {
                self.portal_token_exp = Span::seconds(number(key, value, 300, 604_800, "seconds")?);
            }
            Key::InvitationValidity => {
                let span = Span::hours(number(key, value, 1, 720, "hours")?);
                self.invitation_validity = validity_within_bounds(span)
                    .map_err(|_| refused(key, "From 1 hour to 30 days."))?;
            }
            Key::PasswordProfile => {
                self.password_profile = Profile::parse(value)
                    .ok_or_else(|| refused(key, "One of classic, modern, either."))?;
            }
            Key::BudgetInviter => {
                self.budget_inviter = number(key, value, 1, 10_000_000, "invitations")?;
            }
            Key::BudgetDomain => {
                self.budget_domain = number(key, value, 1, 10_000_000, "invitations")?;
            }
            Key::BudgetRecipient => {
                self.budget_recipient = number(key, value, 1, 1000, "mails")?;
            }
            Key::SessionIdle => {
                self.session_idle = Span::minutes(number(key, value, 5, 43_200, "minutes")?);
            }
            Key::SessionIdleAdmin => {
                self.session_idle_admin = Span::minutes(number(key, value, 5, 43_200, "minutes")?);
            }
            Key::SessionAbsolute => {
                self.session_absolute = Span::minutes(number(key, value, 5, 129_600, "minutes")?);
            }
            Key::MailSenderName => {
                self.mail_sender_name = if value.is_empty() {
                    String::new()
                } else {
                    PortalName::parse(value)
                        .map_err(|fault| refused(key, fault.reason()))?
                        .as_str()
                        .to_string()
                };
            }
            Key::HomePage => {
                self.home_page = HomePage::parse(typed).map_err(|reason| refused(key, reason))?;
            }
            Key::PasswordClassicMin => {
                self.password_lengths.classic_min = length(key, value, &Lengths::CLASSIC_MIN)?;
            }
            Key::PasswordClassicMax => {
                self.password_lengths.classic_max = length(key, value, &Lengths::CLASSIC_MAX)?;
            }
            Key::PasswordModernMin => {
                self.password_lengths.modern_min = length(key, value, &Lengths::MODERN_MIN)?;
            }
            Key::PasswordModernMax => {
                self.password_lengths.modern_max = length(key, value, &Lengths::MODERN_MAX)?;
            }
            Key::PasswordClassicLower => {
                self.password_lengths.classes.lower = of_class(key, value)?;
            }
            Key::PasswordClassicUpper => {
                self.password_lengths.classes.upper = of_class(key, value)?;
            }
            Key::PasswordClassicDigit => {
                self.password_lengths.classes.digit = of_class(key, value)?;
            }
            Key::PasswordClassicSpecial => {
                self.password_lengths.classes.special = of_class(key, value)?;
            }
            Key::SmtpAdminEmails => {
                if value.contains(char::is_control) {
                    return Err(refused(
                        key,
                        "Leave out line breaks and control characters.",
                    ));
                }
                if value.chars().count() > 2000 {
                    return Err(refused(key, "At most 2,000 characters."));
                }
                let list = crate::address_list::parse(value, &crate::normalise::AsciiOnly)
                    .map_err(|_| refused(key, "Too many addresses."))?;
                if let Some((text, fault)) = list.unreadable().next() {
                    return Err(refused(key, &format!("{text}: {}", fault.reason())));
                }
                self.smtp_admin_emails = value.to_string();
            }
        }
        Ok(())
    }

    /// The value as text, as [`Settings::set`] takes it.
    pub fn text(&self, key: Key) -> String {
        let minutes = |span: Span| (span.as_seconds() / 60).to_string();
        match key {
            Key::PortalName => self.portal_name.clone(),
            Key::BodyColour => self.body_colour.css(),
            Key::InvitationsAutoApprove => on_or_off(self.invitations_auto_approve),
            Key::SelfRegistration => on_or_off(self.self_registration),
            Key::PortalAutoApprove => on_or_off(self.portal_auto_approve),
            Key::PortalInviteEmail => on_or_off(self.portal_invite_email),
            Key::PortalAccessRequestEmail => on_or_off(self.portal_access_request_email),
            Key::PortalApprovedEmail => on_or_off(self.portal_approved_email),
            Key::PortalRejectedEmail => on_or_off(self.portal_rejected_email),
            Key::PortalRevokedEmail => on_or_off(self.portal_revoked_email),
            Key::PortalResetEmail => on_or_off(self.portal_reset_email),
            Key::PortalResetSuccessEmail => on_or_off(self.portal_reset_success_email),
            Key::PortalReminderEmail => on_or_off(self.portal_reminder_email),
            Key::DomainInviteEmail => on_or_off(self.domain_invite_email),
            Key::InviteAnswerEmail => on_or_off(self.invite_answer_email),
            Key::DomainInvitationValidity => self.domain_invitation_validity.as_hours().to_string(),
            Key::ReminderLead => self.reminder_lead.as_hours().to_string(),
            Key::PortalTokenExp => self.portal_token_exp.as_seconds().to_string(),
            Key::InvitationValidity => self.invitation_validity.as_hours().to_string(),
            Key::PasswordProfile => self.password_profile.as_str().to_string(),
            Key::BudgetInviter => self.budget_inviter.to_string(),
            Key::BudgetDomain => self.budget_domain.to_string(),
            Key::BudgetRecipient => self.budget_recipient.to_string(),
            Key::SessionIdle => minutes(self.session_idle),
            Key::SessionIdleAdmin => minutes(self.session_idle_admin),
            Key::SessionAbsolute => minutes(self.session_absolute),
            Key::MailSenderName => self.mail_sender_name.clone(),
            Key::SmtpAdminEmails => self.smtp_admin_emails.clone(),
            Key::HomePage => self.home_page.as_str().to_string(),
            Key::PasswordClassicMin => self.password_lengths.classic_min.to_string(),
            Key::PasswordClassicMax => self.password_lengths.classic_max.to_string(),
            Key::PasswordModernMin => self.password_lengths.modern_min.to_string(),
            Key::PasswordModernMax => self.password_lengths.modern_max.to_string(),
            Key::PasswordClassicLower => self.password_lengths.classes.lower.to_string(),
            Key::PasswordClassicUpper => self.password_lengths.classes.upper.to_string(),
            Key::PasswordClassicDigit => self.password_lengths.classes.digit.to_string(),
            Key::PasswordClassicSpecial => self.password_lengths.classes.special.to_string(),
        }
    }

    /// What no single value shows: do they go together? A fault names the one of `changed` that does not fit.
    ///
    /// # Errors
    /// Each value that must be another.
    pub fn check(&self, changed: &[Key]) -> Result<(), Vec<ValueFault>> {
        let lengths = &self.password_lengths;
        let too_tight = |fault: LengthFault| {
            let (min, max) = match fault {
                LengthFault::Classic => (Key::PasswordClassicMin, Key::PasswordClassicMax),
                LengthFault::Modern => (Key::PasswordModernMin, Key::PasswordModernMax),
            };
            let (least, most) = match fault {
                LengthFault::Classic => (lengths.classic_min, lengths.classic_max),
                LengthFault::Modern => (lengths.modern_min, lengths.modern_max),
            };
            if changed.contains(&min) && !changed.contains(&max) {
                let enough = most.saturating_sub(LEAST_ROOM);
                let told = format!("At most {enough}: {LEAST_ROOM} less than the longest, {most}.");
                return refused(min, &told);
            }
            let enough = least.saturating_add(LEAST_ROOM);
            let told = format!("At least {enough}: {LEAST_ROOM} more than the shortest, {least}.");
            refused(max, &told)
        };
        lengths
            .validate()
            .map_err(|faults| faults.into_iter().map(too_tight).collect())
    }

    /// What a new password must look like.
    pub const fn password_rules(&self) -> PasswordRules {
        PasswordRules::with(self.password_profile, self.password_lengths)
    }

    /// Is that mail sent at all (PRODUCT.md section 6)?
    pub fn mails(&self, kind: Kind) -> bool {
        // Without invitations there is nothing to be reminded of.
        if kind == Kind::Reminder && !self.portal_invite_email {
            return false;
        }
        Key::of_mail(kind).is_none_or(|key| self.text(key) == "on")
    }

    /// Are people let in by hand without being told (PRODUCT.md section 6, warned)?
    pub const fn approves_silently(&self) -> bool {
        let by_hand =
            !self.invitations_auto_approve || (self.self_registration && !self.portal_auto_approve);
        by_hand && !self.portal_approved_email
    }

    /// How long sessions live.
    pub fn session_limits(&self) -> Limits {
        Limits {
            idle: self.session_idle,
            idle_administrative: self.session_idle_admin,
            absolute: self.session_absolute,
        }
    }

    /// The display name in From.
    pub fn sender_name(&self) -> &str {
        if self.mail_sender_name.is_empty() {
            &self.portal_name
        } else {
            &self.mail_sender_name
        }
    }
}

/// Where a value comes from (PRODUCT.md section 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Nobody set it.
    Default,
    /// Set in the console.
    Database,
    /// Fixed by the environment: read-only in the console.
    Environment,
}

/// What happens to the rows that are Waiting when pre-approval is switched on (T20).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitingRows {
    /// Approve all of them now, but for flagged ones (T19).
    Approve,
    /// Keep them for review.
    Keep,
}

fn refused(key: Key, reason: &str) -> ValueFault {
    ValueFault {
        key,
        reason: reason.to_string(),
    }
}

fn switch(key: Key, value: &str) -> Result<bool, ValueFault> {
    match value.to_ascii_lowercase().as_str() {
        "on" | "true" | "yes" | "1" => Ok(true),
        "off" | "false" | "no" | "0" => Ok(false),
        _ => Err(refused(key, "Either on or off.")),
    }
}

fn on_or_off(is_on: bool) -> String {
    if is_on { "on" } else { "off" }.to_string()
}

fn number<T>(key: Key, value: &str, least: i64, most: i64, unit: &str) -> Result<T, ValueFault>
where
    T: TryFrom<i64>,
{
    let fault = || {
        refused(
            key,
            &format!("A whole number from {least} to {most} ({unit})."),
        )
    };
    let n: i64 = value.parse().map_err(|_| fault())?;
    if n < least || n > most {
        return Err(fault());
    }
    T::try_from(n).map_err(|_| fault())
}

fn length(key: Key, value: &str, bounds: &RangeInclusive<u16>) -> Result<u16, ValueFault> {
    let (least, most) = (i64::from(*bounds.start()), i64::from(*bounds.end()));
    number(key, value, least, most, "characters")
}

fn of_class(key: Key, value: &str) -> Result<u16, ValueFault> {
    let (least, most) = (
        i64::from(*Classes::EACH.start()),
        i64::from(*Classes::EACH.end()),
    );
    number(key, value, least, most, "characters")
}

#[cfg(test)]
mod tests;
