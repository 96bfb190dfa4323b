//! The settings of PRODUCT.md section 7: keys, defaults, how a value reads, what it may be.
//! Values are stored and given as text; [`Settings`] is what the rest of the portal works with.

use crate::invitation::validity_within_bounds;
use crate::password::Profile;
use crate::plain_text::PortalName;
use crate::session::Limits;
use crate::time::Span;
use serde::{Deserialize, Serialize};

/// A setting's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// What the portal calls itself.
    PortalName,
    /// The colour of the body, also the background of the login screen (S).
    BodyColour,
    /// "Invitations are pre-approved" (S).
    InvitationsAutoApprove,
    /// How long an invitation is valid; hours.
    InvitationValidity,
    /// Which password rules hold.
    PasswordProfile,
    /// Invitations that one inviter may send in a UTC day.
    BudgetInviter,
    /// Invitation mails that one address may get in a UTC day.
    BudgetRecipient,
    /// Longest pause within a session; minutes.
    SessionIdle,
    /// The same for accounts with administrative actions; minutes.
    SessionIdleAdmin,
    /// Longest life of a session; minutes.
    SessionAbsolute,
    /// The display name in From; empty: the portal's name.
    MailSenderName,
    /// Who hears of access requests; empty: the first Owner.
    SmtpAdminEmails,
}

impl Key {
    /// Every key.
    pub const ALL: [Key; 12] = [
        Key::PortalName,
        Key::BodyColour,
        Key::InvitationsAutoApprove,
        Key::InvitationValidity,
        Key::PasswordProfile,
        Key::BudgetInviter,
        Key::BudgetRecipient,
        Key::SessionIdle,
        Key::SessionIdleAdmin,
        Key::SessionAbsolute,
        Key::MailSenderName,
        Key::SmtpAdminEmails,
    ];

    /// The name; in the environment `PORTICO_` and the name in upper case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Key::PortalName => "portal_name",
            Key::BodyColour => "body_colour",
            Key::InvitationsAutoApprove => "invitations_auto_approve",
            Key::InvitationValidity => "invitation_validity",
            Key::PasswordProfile => "password_profile",
            Key::BudgetInviter => "budget_inviter",
            Key::BudgetRecipient => "budget_recipient",
            Key::SessionIdle => "session_idle",
            Key::SessionIdleAdmin => "session_idle_admin",
            Key::SessionAbsolute => "session_absolute",
            Key::MailSenderName => "mail_sender_name",
            Key::SmtpAdminEmails => "smtp_admin_emails",
        }
    }

    /// From the name.
    pub fn parse(name: &str) -> Option<Self> {
        Key::ALL.into_iter().find(|key| key.as_str() == name)
    }

    /// The value when nobody has set one.
    pub const fn default_value(self) -> &'static str {
        match self {
            Key::PortalName => "Portico",
            Key::BodyColour => "#1d3557",
            Key::InvitationsAutoApprove => "on",
            Key::InvitationValidity => "72",
            Key::PasswordProfile => "classic",
            Key::BudgetInviter => "20000",
            Key::BudgetRecipient => "10",
            Key::SessionIdle => "1440",
            Key::SessionIdleAdmin => "480",
            Key::SessionAbsolute => "10080",
            Key::MailSenderName | Key::SmtpAdminEmails => "",
        }
    }
}

/// Why a value is refused. `reason` names the fix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueFault {
    /// Which setting.
    pub key: Key,
    /// What it may be.
    pub reason: String,
}

/// A colour of six hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

impl Colour {
    /// `#rrggbb`, letters of either case.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        Some(Colour {
            red: part(0)?,
            green: part(2)?,
            blue: part(4)?,
        })
    }

    /// `#rrggbb` in lower case.
    pub fn css(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }

    /// Relative luminance (WCAG 2.2).
    fn luminance(self) -> f64 {
        let channel = |value: u8| {
            let c = f64::from(value) / 255.0;
            if c <= 0.040_45 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(self.red) + 0.7152 * channel(self.green) + 0.0722 * channel(self.blue)
    }

    /// Contrast ratio between two colours (WCAG 2.2), 1 to 21.
    pub fn contrast(self, other: Colour) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Black or white, whichever reads better on this colour; at least 4.5:1 on every colour.
    pub fn ink(self) -> Colour {
        let white = Colour {
            red: 255,
            green: 255,
            blue: 255,
        };
        let black = Colour {
            red: 0,
            green: 0,
            blue: 0,
        };
        if self.contrast(white) >= self.contrast(black) {
            white
        } else {
            black
        }
    }
}

impl TryFrom<String> for Colour {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Colour::parse(&text).ok_or("a colour is # and six hexadecimal digits")
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> String {
        colour.css()
    }
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
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            portal_name: Key::PortalName.default_value().to_string(),
            body_colour: Colour {
                red: 0x1d,
                green: 0x35,
                blue: 0x57,
            },
            invitations_auto_approve: true,
            invitation_validity: Span::hours(72),
            password_profile: Profile::Classic,
            budget_inviter: 20_000,
            budget_recipient: 10,
            session_idle: Span::minutes(1440),
            session_idle_admin: Span::minutes(480),
            session_absolute: Span::minutes(10_080),
            mail_sender_name: String::new(),
            smtp_admin_emails: String::new(),
        }
    }
}

impl Settings {
    /// Takes one value. Refuses what the setting can't be, and changes nothing then.
    pub fn set(&mut self, key: Key, value: &str) -> Result<(), ValueFault> {
        let value = value.trim();
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
            Key::InvitationsAutoApprove => {
                self.invitations_auto_approve = switch(key, value)?;
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
            Key::InvitationsAutoApprove => if self.invitations_auto_approve {
                "on"
            } else {
                "off"
            }
            .to_string(),
            Key::InvitationValidity => self.invitation_validity.as_hours().to_string(),
            Key::PasswordProfile => self.password_profile.as_str().to_string(),
            Key::BudgetInviter => self.budget_inviter.to_string(),
            Key::BudgetRecipient => self.budget_recipient.to_string(),
            Key::SessionIdle => minutes(self.session_idle),
            Key::SessionIdleAdmin => minutes(self.session_idle_admin),
            Key::SessionAbsolute => minutes(self.session_absolute),
            Key::MailSenderName => self.mail_sender_name.clone(),
            Key::SmtpAdminEmails => self.smtp_admin_emails.clone(),
        }
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

#[cfg(test)]
mod tests;
