//! Each setting: its label, what it does, its unit, and its value as people read it.

use super::{FIRST_OWNER, NO_HOME_PAGE, NO_SENDER_NAME, OFF, ON, length, profile};
use rules::settings::{Key, Settings};

/// The label of a setting.
pub const fn label(key: Key) -> &'static str {
    match key {
        Key::PortalName => "Portal name",
        Key::BodyColour => "Body colour",
        Key::InvitationsAutoApprove => "Invitations are pre-approved",
        Key::InvitationValidity => "An invitation is valid for",
        Key::PasswordProfile => "Password profile",
        Key::BudgetInviter => "Invitations of one inviter",
        Key::BudgetDomain => "Invitations into one domain",
        Key::BudgetRecipient => "Invitation mails to one address",
        Key::SessionIdle => "Longest pause",
        Key::SessionIdleAdmin => "Longest pause of administrators",
        Key::SessionAbsolute => "Longest session",
        Key::MailSenderName => "Sender name",
        Key::SmtpAdminEmails => "Who hears of access requests",
        Key::SelfRegistration => "Self-registration",
        Key::PortalAutoApprove => "Approve self-registered accounts at once",
        Key::PortalTokenExp => "A reset link works for",
        Key::PortalInviteEmail => "Invitation",
        Key::PortalAccessRequestEmail => "Access request",
        Key::PortalApprovedEmail => "Approved",
        Key::PortalRejectedEmail => "Refused",
        Key::PortalRevokedEmail => "Access revoked",
        Key::PortalResetEmail => "Password reset",
        Key::PortalResetSuccessEmail => "Password was reset",
        Key::PortalReminderEmail => "Reminder",
        Key::ReminderLead => "A reminder goes out",
        Key::DomainInviteEmail => "Domain invitation",
        Key::InviteAnswerEmail => "Answer to the inviter",
        Key::DomainInvitationValidity => "An invitation into a domain is valid for",
        Key::HomePage => "Text of the home page",
        Key::PasswordClassicMin => "Shortest classic password",
        Key::PasswordClassicMax => "Longest classic password",
        Key::PasswordModernMin => "Shortest passphrase",
        Key::PasswordModernMax => "Longest passphrase",
        Key::PasswordClassicLower => "Lower-case letters",
        Key::PasswordClassicUpper => "Upper-case letters",
        Key::PasswordClassicDigit => "Numbers",
        Key::PasswordClassicSpecial => "Special characters",
    }
}

/// What a setting does.
pub const fn hint(key: Key) -> &'static str {
    match key {
        Key::PortalName => "In mails, titles and on the login screen.",
        Key::BodyColour => "The background of the login screen. # and six hexadecimal digits.",
        Key::InvitationsAutoApprove => {
            "What counts is the moment in which somebody registers, so open invitations follow too."
        }
        Key::InvitationValidity => {
            "From 1 hour to 30 days (720 hours). Invitations that are already sent keep theirs."
        }
        Key::PasswordProfile => {
            "It counts when a password is set. Nobody is logged out and nobody has to change theirs."
        }
        Key::BudgetInviter => "A UTC day. More is refused until the next one.",
        Key::BudgetDomain => "A UTC day, whoever invites.",
        Key::BudgetRecipient => "A UTC day, whoever invites.",
        Key::SessionIdle => "Who does nothing for so long is logged out.",
        Key::SessionIdleAdmin => "The same for accounts that hold administrative rights.",
        Key::SessionAbsolute => "Then everybody logs in again, however busy they are.",
        Key::MailSenderName => "Stands before the address in From. Empty: the portal's name.",
        Key::SmtpAdminEmails => "Addresses, separated by commas. Empty: the first Owner.",
        Key::SelfRegistration => "May people without an invitation ask for an account?",
        Key::PortalAutoApprove => "For people who come without an invitation.",
        Key::PortalTokenExp => {
            "From 300 seconds to 604,800 (7 days). Links that are already sent keep theirs."
        }
        Key::PortalInviteEmail => "To whoever is invited, with their personal link.",
        Key::PortalAccessRequestEmail => {
            "To the administrators named below, whenever somebody waits for a decision."
        }
        Key::PortalApprovedEmail => "To the person, when a reviewer lets them in.",
        Key::PortalRejectedEmail => {
            "To the person, when a reviewer refuses them, with the reason if one is given."
        }
        Key::PortalRevokedEmail => "To the person, when their access ends.",
        Key::PortalResetEmail => {
            "To whoever has forgotten their password, with a link to choose a new one."
        }
        Key::PortalResetSuccessEmail => "To the person, once the new password holds.",
        Key::PortalReminderEmail => {
            "To whoever has not answered, once, before the invitation ends."
        }
        Key::ReminderLead => {
            "Before the end: from 1 hour to 168 (7 days). Invitations that last less than twice as long are not reminded of."
        }
        Key::DomainInviteEmail => "To whoever has an account and is invited into a domain.",
        Key::InviteAnswerEmail => "To the inviter, when somebody accepts or declines.",
        Key::DomainInvitationValidity => {
            "From 1 hour to 30 days (720 hours). Invitations that are already sent keep theirs."
        }
        Key::HomePage => {
            "Markdown: # heading, **bold**, - list, [words](https://…), tables. Up to 20,000 characters. Pictures become links."
        }
        Key::PasswordClassicMin => "From 8 to 64.",
        Key::PasswordClassicMax => "From 12 to 128, and at least 4 more than the shortest.",
        Key::PasswordModernMin => "From 12 to 64. NIST asks for 15 or more.",
        Key::PasswordModernMax => "From 64 to 256, and at least 4 more than the shortest.",
        Key::PasswordClassicLower
        | Key::PasswordClassicUpper
        | Key::PasswordClassicDigit
        | Key::PasswordClassicSpecial => "At least so many, from 0 to 3.",
    }
}

/// The unit after an input.
pub const fn unit(key: Key) -> Option<&'static str> {
    match key {
        Key::InvitationValidity | Key::ReminderLead | Key::DomainInvitationValidity => {
            Some("hours")
        }
        Key::PortalTokenExp => Some("seconds"),
        Key::PasswordClassicMin
        | Key::PasswordClassicMax
        | Key::PasswordModernMin
        | Key::PasswordModernMax => Some("characters"),
        Key::BudgetInviter | Key::BudgetDomain | Key::BudgetRecipient => Some("a\u{a0}day"),
        Key::SessionIdle | Key::SessionIdleAdmin | Key::SessionAbsolute => Some("minutes"),
        Key::PasswordClassicLower
        | Key::PasswordClassicUpper
        | Key::PasswordClassicDigit
        | Key::PasswordClassicSpecial
        | Key::PortalName
        | Key::BodyColour
        | Key::InvitationsAutoApprove
        | Key::PasswordProfile
        | Key::MailSenderName
        | Key::SmtpAdminEmails
        | Key::SelfRegistration
        | Key::PortalAutoApprove
        | Key::PortalInviteEmail
        | Key::PortalAccessRequestEmail
        | Key::PortalApprovedEmail
        | Key::PortalRejectedEmail
        | Key::PortalRevokedEmail
        | Key::PortalResetEmail
        | Key::PortalResetSuccessEmail
        | Key::PortalReminderEmail
        | Key::DomainInviteEmail
        | Key::InviteAnswerEmail
        | Key::HomePage => None,
    }
}

/// A value as people read it.
pub fn shown(key: Key, settings: &Settings) -> String {
    match key {
        Key::InvitationsAutoApprove
        | Key::SelfRegistration
        | Key::PortalAutoApprove
        | Key::PortalInviteEmail
        | Key::PortalAccessRequestEmail
        | Key::PortalApprovedEmail
        | Key::PortalRejectedEmail
        | Key::PortalRevokedEmail
        | Key::PortalResetEmail
        | Key::PortalResetSuccessEmail
        | Key::PortalReminderEmail
        | Key::DomainInviteEmail
        | Key::InviteAnswerEmail => match settings.text(key).as_str() {
            "on" => ON.to_string(),
            _ => OFF.to_string(),
        },
        Key::PortalTokenExp => length(settings.portal_token_exp),
        Key::ReminderLead => length(settings.reminder_lead),
        Key::DomainInvitationValidity => length(settings.domain_invitation_validity),
        Key::PasswordProfile => profile(settings.password_profile).to_string(),
        Key::InvitationValidity => length(settings.invitation_validity),
        Key::SessionIdle => length(settings.session_idle),
        Key::SessionIdleAdmin => length(settings.session_idle_admin),
        Key::SessionAbsolute => length(settings.session_absolute),
        Key::BudgetInviter | Key::BudgetDomain | Key::BudgetRecipient => {
            format!("{} a day", settings.text(key))
        }
        Key::PasswordClassicMin
        | Key::PasswordClassicMax
        | Key::PasswordModernMin
        | Key::PasswordModernMax
        | Key::PasswordClassicLower
        | Key::PasswordClassicUpper
        | Key::PasswordClassicDigit
        | Key::PasswordClassicSpecial => format!("{} characters", settings.text(key)),
        Key::HomePage if settings.home_page.is_empty() => NO_HOME_PAGE.to_string(),
        Key::MailSenderName if settings.mail_sender_name.is_empty() => NO_SENDER_NAME.to_string(),
        Key::SmtpAdminEmails if settings.smtp_admin_emails.is_empty() => FIRST_OWNER.to_string(),
        Key::PortalName | Key::BodyColour | Key::MailSenderName | Key::SmtpAdminEmails => {
            settings.text(key)
        }
        Key::HomePage => {
            let length = settings.home_page.as_str().chars().count();
            format!("a text of {length} characters")
        }
    }
}

/// What follows from either position of a switch (PRODUCT.md section 10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consequence {
    /// What happens when it is on.
    pub on: &'static str,
    /// What happens when it is off.
    pub off: &'static str,
}

/// What follows from a switch; `None` for settings that are none.
pub const fn consequence(key: Key) -> Option<Consequence> {
    match key {
        Key::InvitationsAutoApprove => Some(Consequence {
            on: "Whoever registers behind an invitation can log in at once.",
            off: "Whoever registers waits until a reviewer accepts. The administrators get a mail.",
        }),
        Key::SelfRegistration => Some(Consequence {
            on: "Anybody may ask: they confirm their address by mail and choose a password.",
            off: "Only invited people can create an account.",
        }),
        Key::PortalAutoApprove => Some(Consequence {
            on: "Whoever confirms their address can log in at once.",
            off: "Whoever confirms their address waits until a reviewer accepts.",
        }),
        Key::PortalInviteEmail => Some(Consequence {
            on: "Invitations and resends are mailed.",
            off: "Nobody can be invited, by the portal or through one's own mail client: the buttons are gone and the calls are refused. Mails that are already queued still go.",
        }),
        Key::PortalAccessRequestEmail => Some(Consequence {
            on: "They get a mail with a link straight to whoever waits.",
            off: "Nobody is told: somebody has to look at Consumers from time to time.",
        }),
        Key::PortalApprovedEmail => Some(Consequence {
            on: "They read that they can log in.",
            off: "They are not told that they can log in now.",
        }),
        Key::PortalRejectedEmail => Some(Consequence {
            on: "They read that they were refused.",
            off: "They learn it when they try to log in.",
        }),
        Key::PortalRevokedEmail => Some(Consequence {
            on: "They read that their access has ended.",
            off: "They learn it when they try to log in.",
        }),
        Key::PortalResetEmail => Some(Consequence {
            on: "The login screen shows Reset Password.",
            off: "Reset Password is gone from the login screen. An administrator can still start a reset for a person.",
        }),
        Key::PortalResetSuccessEmail => Some(Consequence {
            on: "They read that their password was changed, and what to do if it was not them.",
            off: "A password can be reset without its owner hearing of it.",
        }),
        Key::PortalReminderEmail => Some(Consequence {
            on: "One reminder, with a link of its own, to each invitation that is still open. None while invitations are off.",
            off: "Nobody is reminded: an invitation that is overlooked expires.",
        }),
        Key::DomainInviteEmail => Some(Consequence {
            on: "They get a mail that leads to their domains.",
            off: "They see the invitation in the portal, at their next visit.",
        }),
        Key::InviteAnswerEmail => Some(Consequence {
            on: "They read who accepted or declined, with the reason if one is given.",
            off: "They see it in the domain's invitations.",
        }),
        Key::PortalName
        | Key::BodyColour
        | Key::InvitationValidity
        | Key::DomainInvitationValidity
        | Key::ReminderLead
        | Key::PasswordProfile
        | Key::BudgetInviter
        | Key::BudgetDomain
        | Key::BudgetRecipient
        | Key::SessionIdle
        | Key::SessionIdleAdmin
        | Key::SessionAbsolute
        | Key::MailSenderName
        | Key::SmtpAdminEmails
        | Key::PortalTokenExp
        | Key::HomePage
        | Key::PasswordClassicMin
        | Key::PasswordClassicMax
        | Key::PasswordModernMin
        | Key::PasswordModernMax
        | Key::PasswordClassicLower
        | Key::PasswordClassicUpper
        | Key::PasswordClassicDigit
        | Key::PasswordClassicSpecial => None,
    }
}
