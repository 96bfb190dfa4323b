//! The names of the settings and their defaults (PRODUCT.md section 7). Knows nothing of values in force.

use crate::outbox::Kind;
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
    /// Invitations into one domain in a UTC day.
    BudgetDomain,
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
    /// May anybody ask for an account (S, K)?
    SelfRegistration,
    /// Are self-registered accounts approved at once (K)?
    PortalAutoApprove,
    /// How long the link of a password reset works; seconds (K).
    PortalTokenExp,
    /// Are invitations mailed at all (K)?
    PortalInviteEmail,
    /// Do administrators hear of access requests (K)?
    PortalAccessRequestEmail,
    /// Do people hear that they were approved (K)?
    PortalApprovedEmail,
    /// Do people hear that they were refused?
    PortalRejectedEmail,
    /// Do people hear that their access was revoked?
    PortalRevokedEmail,
    /// May people reset a forgotten password by mail (K)?
    PortalResetEmail,
    /// Do people hear that their password was reset (K)?
    PortalResetSuccessEmail,
    /// Are people reminded of an invitation, once, before it ends?
    PortalReminderEmail,
    /// How long before the end; hours.
    ReminderLead,
    /// Are people with an account mailed when they are invited into a domain (M)?
    DomainInviteEmail,
    /// Do inviters hear how their invitation into a domain was answered?
    InviteAnswerEmail,
    /// How long an invitation into a domain is valid; hours.
    DomainInvitationValidity,
    /// The restricted content that only approved accounts see; Markdown.
    HomePage,
    /// Shortest password of the profile `classic`; code points.
    PasswordClassicMin,
    /// Longest password of the profile `classic`; code points.
    PasswordClassicMax,
    /// Shortest password of the profile `modern`; code points.
    PasswordModernMin,
    /// Longest password of the profile `modern`; code points.
    PasswordModernMax,
    /// How many lower-case letters the profile `classic` asks for.
    PasswordClassicLower,
    /// How many upper-case letters.
    PasswordClassicUpper,
    /// How many digits.
    PasswordClassicDigit,
    /// How many special characters.
    PasswordClassicSpecial,
}

impl Key {
    /// Every key.
    pub const ALL: [Key; 37] = [
        Key::PortalName,
        Key::BodyColour,
        Key::InvitationsAutoApprove,
        Key::InvitationValidity,
        Key::PasswordProfile,
        Key::BudgetInviter,
        Key::BudgetDomain,
        Key::BudgetRecipient,
        Key::SessionIdle,
        Key::SessionIdleAdmin,
        Key::SessionAbsolute,
        Key::MailSenderName,
        Key::SmtpAdminEmails,
        Key::SelfRegistration,
        Key::PortalAutoApprove,
        Key::PortalTokenExp,
        Key::PortalInviteEmail,
        Key::PortalAccessRequestEmail,
        Key::PortalApprovedEmail,
        Key::PortalRejectedEmail,
        Key::PortalRevokedEmail,
        Key::PortalResetEmail,
        Key::PortalResetSuccessEmail,
        Key::PortalReminderEmail,
        Key::ReminderLead,
        Key::DomainInviteEmail,
        Key::InviteAnswerEmail,
        Key::DomainInvitationValidity,
        Key::HomePage,
        Key::PasswordClassicMin,
        Key::PasswordClassicMax,
        Key::PasswordModernMin,
        Key::PasswordModernMax,
        Key::PasswordClassicLower,
        Key::PasswordClassicUpper,
        Key::PasswordClassicDigit,
        Key::PasswordClassicSpecial,
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
            Key::BudgetDomain => "budget_domain",
            Key::BudgetRecipient => "budget_recipient",
            Key::SessionIdle => "session_idle",
            Key::SessionIdleAdmin => "session_idle_admin",
            Key::SessionAbsolute => "session_absolute",
            Key::MailSenderName => "mail_sender_name",
            Key::SmtpAdminEmails => "smtp_admin_emails",
            Key::SelfRegistration => "self_registration",
            Key::PortalAutoApprove => "portal_auto_approve",
            Key::PortalTokenExp => "portal_token_exp",
            Key::PortalInviteEmail => "portal_invite_email",
            Key::PortalAccessRequestEmail => "portal_access_request_email",
            Key::PortalApprovedEmail => "portal_approved_email",
            Key::PortalRejectedEmail => "portal_rejected_email",
            Key::PortalRevokedEmail => "portal_revoked_email",
            Key::PortalResetEmail => "portal_reset_email",
            Key::PortalResetSuccessEmail => "portal_reset_success_email",
            Key::PortalReminderEmail => "portal_reminder_email",
            Key::ReminderLead => "reminder_lead",
            Key::DomainInviteEmail => "domain_invite_email",
            Key::InviteAnswerEmail => "invite_answer_email",
            Key::DomainInvitationValidity => "domain_invitation_validity",
            Key::HomePage => "home_page",
            Key::PasswordClassicMin => "password_classic_min",
            Key::PasswordClassicMax => "password_classic_max",
            Key::PasswordModernMin => "password_modern_min",
            Key::PasswordModernMax => "password_modern_max",
            Key::PasswordClassicLower => "password_classic_lower",
            Key::PasswordClassicUpper => "password_classic_upper",
            Key::PasswordClassicDigit => "password_classic_digit",
            Key::PasswordClassicSpecial => "password_classic_special",
        }
    }

    /// The numbers of the password profiles: they must go together.
    pub const PASSWORD_LENGTHS: [Key; 4] = [
        Key::PasswordClassicMin,
        Key::PasswordClassicMax,
        Key::PasswordModernMin,
        Key::PasswordModernMax,
    ];

    /// How many of each class the profile `classic` asks for.
    pub const PASSWORD_CLASSES: [Key; 4] = [
        Key::PasswordClassicLower,
        Key::PasswordClassicUpper,
        Key::PasswordClassicDigit,
        Key::PasswordClassicSpecial,
    ];

    /// The two numbers of a password profile, shortest and longest, that this one belongs to.
    pub const fn length_pair(self) -> Option<[Key; 2]> {
        match self {
            Key::PasswordClassicMin | Key::PasswordClassicMax => {
                Some([Key::PasswordClassicMin, Key::PasswordClassicMax])
            }
            Key::PasswordModernMin | Key::PasswordModernMax => {
                Some([Key::PasswordModernMin, Key::PasswordModernMax])
            }
            _ => None,
        }
    }

    /// The switch of that mail; `None`: it is always sent (PRODUCT.md section 6).
    pub const fn of_mail(kind: Kind) -> Option<Key> {
        match kind {
            Kind::Invitation => Some(Key::PortalInviteEmail),
            Kind::Reminder => Some(Key::PortalReminderEmail),
            Kind::AccessRequest => Some(Key::PortalAccessRequestEmail),
            Kind::Approved => Some(Key::PortalApprovedEmail),
            Kind::Refused => Some(Key::PortalRejectedEmail),
            Kind::Revoked => Some(Key::PortalRevokedEmail),
            // One that an administrator starts goes all the same (PRODUCT.md section 3).
            Kind::PasswordReset => Some(Key::PortalResetEmail),
            Kind::ResetDone => Some(Key::PortalResetSuccessEmail),
            Kind::DomainInvitation => Some(Key::DomainInviteEmail),
            Kind::InvitationAnswer => Some(Key::InviteAnswerEmail),
            Kind::AskedAnew
            | Kind::ConfirmAddress
            | Kind::AlreadyRegistered
            | Kind::MembershipEnds
            | Kind::Test => None,
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
            Key::InvitationValidity => "72",
            Key::PasswordProfile => "classic",
            Key::BudgetInviter | Key::BudgetDomain => "20000",
            Key::BudgetRecipient => "10",
            Key::SessionIdle => "1440",
            Key::SessionIdleAdmin => "480",
            Key::SessionAbsolute => "10080",
            Key::MailSenderName | Key::SmtpAdminEmails | Key::HomePage => "",
            Key::PasswordClassicMin => "10",
            Key::PasswordClassicMax => "16",
            Key::PasswordModernMin => "15",
            Key::PasswordModernMax => "128",
            Key::PasswordClassicLower
            | Key::PasswordClassicUpper
            | Key::PasswordClassicDigit
            | Key::PasswordClassicSpecial => "1",
            Key::PortalTokenExp => "21600",
            Key::InvitationsAutoApprove
            | Key::SelfRegistration
            | Key::PortalInviteEmail
            | Key::PortalAccessRequestEmail
            | Key::PortalApprovedEmail
            | Key::PortalRejectedEmail
            | Key::PortalResetEmail
            | Key::PortalResetSuccessEmail
            | Key::DomainInviteEmail
            | Key::InviteAnswerEmail => "on",
            Key::DomainInvitationValidity => "720",
            Key::ReminderLead => "24",
            Key::PortalAutoApprove | Key::PortalRevokedEmail | Key::PortalReminderEmail => "off",
        }
    }
}
