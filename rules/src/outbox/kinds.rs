//! The words of the outbox: how far a mail has come, which mail it is, which lane it travels in.

use serde::{Deserialize, Serialize};

/// How far a mail has come. Each is one of the delivery words of PRODUCT.md section 6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Waits for the worker.
    Queued,
    /// In the local mailbox: there is no mail server, an administrator reads it.
    Held,
    /// Committed before the message goes on the wire; met after a crash it means "unknown" (MAIL-4).
    Sending,
    /// The mail server said that it has taken the message.
    Sent,
    /// Not taken yet; tried again later.
    Retrying,
    /// Given up, with the mail server's words.
    Failed,
    /// Not sent: what it says was no longer true (MAIL-7).
    Skipped,
    /// Set aside for review, after a restore (OPS-9).
    Parked,
}

impl Delivery {
    /// Every state.
    pub const ALL: [Delivery; 8] = [
        Delivery::Queued,
        Delivery::Held,
        Delivery::Sending,
        Delivery::Sent,
        Delivery::Retrying,
        Delivery::Failed,
        Delivery::Skipped,
        Delivery::Parked,
    ];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Delivery::Queued => "queued",
            Delivery::Held => "held",
            Delivery::Sending => "sending",
            Delivery::Sent => "sent",
            Delivery::Retrying => "retrying",
            Delivery::Failed => "failed",
            Delivery::Skipped => "skipped",
            Delivery::Parked => "parked",
        }
    }

    /// From the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Delivery::ALL
            .into_iter()
            .find(|delivery| delivery.as_str() == word)
    }

    /// What a person reads in the row and on the page Mail.
    pub const fn label(self) -> &'static str {
        match self {
            Delivery::Queued => "Queued",
            Delivery::Held => "Held (local mailbox)",
            Delivery::Sending => "Sending",
            Delivery::Sent => "Sent",
            Delivery::Retrying => "Retrying",
            Delivery::Failed => "Failed",
            Delivery::Skipped => "Skipped",
            Delivery::Parked => "Parked",
        }
    }

    /// The state in which a mail enters the outbox.
    pub const fn first(has_mail_server: bool) -> Self {
        if has_mail_server {
            Delivery::Queued
        } else {
            Delivery::Held
        }
    }

    /// Nothing more will happen to it, and its sealed body is wiped (MAIL-2).
    pub const fn is_over(self) -> bool {
        match self {
            Delivery::Sent | Delivery::Skipped => true,
            Delivery::Queued
            | Delivery::Held
            | Delivery::Sending
            | Delivery::Retrying
            | Delivery::Failed
            | Delivery::Parked => false,
        }
    }

    /// The worker takes it when its time has come.
    pub const fn is_due_by_itself(self) -> bool {
        match self {
            Delivery::Queued | Delivery::Retrying => true,
            Delivery::Held
            | Delivery::Sending
            | Delivery::Sent
            | Delivery::Failed
            | Delivery::Skipped
            | Delivery::Parked => false,
        }
    }

    /// An administrator is offered Retry. `held` leaves only that way, once a mail server is set.
    pub const fn may_be_retried(self) -> bool {
        match self {
            Delivery::Failed | Delivery::Held | Delivery::Parked => true,
            Delivery::Queued
            | Delivery::Sending
            | Delivery::Sent
            | Delivery::Retrying
            | Delivery::Skipped => false,
        }
    }

    /// A mail that an administrator should look at.
    pub const fn is_problem(self) -> bool {
        match self {
            Delivery::Retrying | Delivery::Failed | Delivery::Parked => true,
            Delivery::Queued
            | Delivery::Held
            | Delivery::Sending
            | Delivery::Sent
            | Delivery::Skipped => false,
        }
    }
}

/// Which mail it is. Each has its template and its lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// To the invitee, with the link.
    Invitation,
    /// To the invitee, once, before the invitation ends.
    Reminder,
    /// To the administrators: somebody waits for approval.
    AccessRequest,
    /// To the inviter: the holder of an expired link asks for a new one (PRODUCT.md 8.6).
    AskedAnew,
    /// To the person: may log in now.
    Approved,
    /// To the person: may not.
    Refused,
    /// To the person: may no longer.
    Revoked,
    /// To whoever asked for an account, with the link that confirms the address.
    ConfirmAddress,
    /// To whoever asked for an account and has one.
    AlreadyRegistered,
    /// To the person: the link to choose a new password with.
    PasswordReset,
    /// To the person: the password was replaced by such a link.
    ResetDone,
    /// To somebody with an account: invited into a domain (M).
    DomainInvitation,
    /// To the inviter: how an invitation into a domain was answered.
    InvitationAnswer,
    /// To the person, and to the domain's administrators: a membership ends soon.
    MembershipEnds,
    /// To whoever tries the mail settings.
    Test,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 15] = [
        Kind::Invitation,
        Kind::Reminder,
        Kind::AccessRequest,
        Kind::AskedAnew,
        Kind::Approved,
        Kind::Refused,
        Kind::Revoked,
        Kind::ConfirmAddress,
        Kind::AlreadyRegistered,
        Kind::PasswordReset,
        Kind::ResetDone,
        Kind::DomainInvitation,
        Kind::InvitationAnswer,
        Kind::MembershipEnds,
        Kind::Test,
    ];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Invitation => "invitation",
            Kind::Reminder => "reminder",
            Kind::AccessRequest => "access_request",
            Kind::AskedAnew => "asked_anew",
            Kind::Approved => "approved",
            Kind::Refused => "refused",
            Kind::Revoked => "revoked",
            Kind::ConfirmAddress => "confirm_address",
            Kind::AlreadyRegistered => "already_registered",
            Kind::PasswordReset => "password_reset",
            Kind::ResetDone => "reset_done",
            Kind::DomainInvitation => "domain_invitation",
            Kind::InvitationAnswer => "invitation_answer",
            Kind::MembershipEnds => "membership_ends",
            Kind::Test => "test",
        }
    }

    /// From the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// What a person reads on the page Mail.
    pub const fn label(self) -> &'static str {
        match self {
            Kind::Invitation => "Invitation",
            Kind::Reminder => "Reminder",
            Kind::AccessRequest => "Access request",
            Kind::AskedAnew => "New invitation asked for",
            Kind::Approved => "Approved",
            Kind::Refused => "Refused",
            Kind::Revoked => "Access revoked",
            Kind::ConfirmAddress => "Confirm address",
            Kind::AlreadyRegistered => "Has an account already",
            Kind::PasswordReset => "Password reset",
            Kind::ResetDone => "Password was reset",
            Kind::DomainInvitation => "Domain invitation",
            Kind::InvitationAnswer => "Answer to the inviter",
            Kind::MembershipEnds => "End of a membership",
            Kind::Test => "Test mail",
        }
    }

    /// Does it invite: does it carry the link of an invitation, and the way to get no more of them?
    /// Such a mail is not sent to an address that opted out (INV-19).
    pub const fn invites(self) -> bool {
        match self {
            Kind::Invitation | Kind::Reminder => true,
            Kind::AccessRequest
            | Kind::AskedAnew
            | Kind::Approved
            | Kind::Refused
            | Kind::Revoked
            | Kind::ConfirmAddress
            | Kind::AlreadyRegistered
            | Kind::PasswordReset
            | Kind::ResetDone
            | Kind::DomainInvitation
            | Kind::InvitationAnswer
            | Kind::MembershipEnds
            | Kind::Test => false,
        }
    }

    /// The lane it travels in (MAIL-8).
    pub const fn lane(self) -> Lane {
        match self {
            // Somebody sits in front of the screen and waits for it.
            Kind::ConfirmAddress
            | Kind::AlreadyRegistered
            | Kind::PasswordReset
            | Kind::ResetDone
            | Kind::Test => Lane::Security,
            Kind::AccessRequest
            | Kind::AskedAnew
            | Kind::Approved
            | Kind::Refused
            | Kind::Revoked
            | Kind::InvitationAnswer
            | Kind::MembershipEnds => Lane::Approval,
            Kind::Invitation | Kind::Reminder | Kind::DomainInvitation => Lane::Bulk,
        }
    }
}

/// A lane: the worker empties the lower number first, so that bulk cannot delay the rest (MAIL-8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// Resets, confirmations, tests.
    Security,
    /// Answers of a reviewer, and the request for one.
    Approval,
    /// Invitations, thousands at a time.
    Bulk,
}

impl Lane {
    /// Every lane, the most urgent first.
    pub const ALL: [Lane; 3] = [Lane::Security, Lane::Approval, Lane::Bulk];

    /// The stored number; the lower goes first.
    pub const fn priority(self) -> i16 {
        match self {
            Lane::Security => 0,
            Lane::Approval => 1,
            Lane::Bulk => 2,
        }
    }

    /// From the stored number.
    pub fn from_priority(priority: i16) -> Option<Self> {
        Lane::ALL
            .into_iter()
            .find(|lane| lane.priority() == priority)
    }
}
