//! A row of the invitations table as it travels from the server to the page. Holds no secret.

use super::{Status, Suppression, standing};
use crate::group::Carried;
use crate::ids::{AccountId, InvitationId};
use crate::outbox::Delivery;
use crate::role::PortalRole;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Who sent an invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inviter {
    /// The account; `None` for the command line.
    pub id: Option<AccountId>,
    /// The full name, or "Command line".
    pub name: String,
}

/// One row of Consumers > Invitations (PRODUCT.md 8.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationRow {
    /// Its id.
    pub id: InvitationId,
    /// The address as typed.
    pub email: String,
    /// The role it carries.
    pub role: String,
    /// The groups it carries.
    pub carried: Carried,
    /// Who sent it.
    pub inviter: Inviter,
    /// When it was sent.
    pub invited_at: Timestamp,
    /// When it ends; [`Timestamp::NEVER`] once the clock has stopped.
    pub valid_until: Timestamp,
    /// The stored status; show [`InvitationRow::standing`].
    pub status: Status,
    /// Who set the status last, when it was a person.
    pub status_by: Option<String>,
    /// Is pre-approval off, so that a pending row needs approval?
    pub needs_approval: bool,
    /// Lost the inviter the right to invite (T19)?
    pub flagged: bool,
    /// How far its mail got; `None` when there never was one.
    pub delivery: Option<Delivery>,
    /// The mail server's last words, when the mail failed or is retried.
    pub delivery_words: Option<String>,
}

impl InvitationRow {
    /// The status as of now.
    pub const fn standing(&self, now: Timestamp) -> Status {
        standing(self.status, self.valid_until, now)
    }
}

/// The line beneath the status label (PRODUCT.md section 2); empty when there is nothing to add.
pub const fn status_sub_line(standing: Status, needs_approval: bool) -> &'static str {
    match standing {
        Status::Pending if needs_approval => "needs approval",
        Status::Declined => "declined by invitee",
        Status::Pending
        | Status::Waiting
        | Status::Approved
        | Status::Rejected
        | Status::Expired
        | Status::Inactivated
        | Status::Invalid => "",
    }
}

/// The delivery word of a row, with the local mailbox named (PRODUCT.md section 6).
pub const fn delivery_words(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::Held => "held (local mailbox)",
        other => other.as_str(),
    }
}

/// One entry of an invitation's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// The audit trail's word.
    pub action: String,
    /// Who, by name.
    pub by: String,
    /// The reason that was given; may be empty.
    pub reason: String,
}

/// One row of a chain of resends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Its id.
    pub id: InvitationId,
    /// Its stored status.
    pub status: Status,
    /// Its end.
    pub valid_until: Timestamp,
    /// When it was sent.
    pub invited_at: Timestamp,
}

/// One invitation in detail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationDetail {
    /// The row of the list.
    pub row: InvitationRow,
    /// Its role as the catalogue has it; `None` when the catalogue has no such role.
    pub role: Option<PortalRole>,
    /// The inviter's words; may be empty.
    pub message: String,
    /// Why it was refused or deleted; may be empty.
    pub reason: String,
    /// The first eight characters of the digest of its first link (V); `None` once it is not kept any more.
    pub secret: Option<String>,
    /// When the registration was submitted (V's AcceptedAt).
    pub registered_at: Option<Timestamp>,
    /// When the status changed last.
    pub changed_at: Timestamp,
    /// What happened, oldest first.
    pub history: Vec<Event>,
    /// The chain of resends, oldest first.
    pub chain: Vec<Link>,
    /// Does the address ask not to be invited? (T21)
    pub suppression: Option<Suppression>,
    /// When it was read.
    pub now: Timestamp,
}
