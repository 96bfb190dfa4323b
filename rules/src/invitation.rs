//! The life of an invitation (PRODUCT.md section 2). One stored status; every change is decided here and carried out
//! elsewhere as a compare-and-set. Knows no rows and no clock.

use crate::ids::InvitationId;
use crate::policy::{Action, ActionSet, Actor};
use crate::role::Catalogue;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

mod decide;
mod offer;
mod opt_out;
mod refusal;
mod reminder;
mod row;
pub use decide::{Command, Decision, Effect, decide};
pub use offer::{Offer, Standing, not_suppressed, offer, validity_within_bounds};
pub use opt_out::{Suppression, Way};
pub use refusal::Refusal;
pub use reminder::{Reminder, Verdict, remind};
pub use row::{
    Event, InvitationDetail, InvitationRow, Inviter, Link, delivery_words, status_sub_line,
};

/// The stored status of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The link works and waits for its person.
    Pending,
    /// Registered; an administrator decides (S).
    Waiting,
    /// Let in.
    Approved,
    /// Refused by an administrator.
    Rejected,
    /// Refused by the invitee.
    Declined,
    /// Overdue.
    Expired,
    /// Superseded by a resend.
    Inactivated,
    /// Deleted, replaced or undone; the reason is stored.
    Invalid,
}

impl Status {
    /// Every status.
    pub const ALL: [Status; 8] = [
        Status::Pending,
        Status::Waiting,
        Status::Approved,
        Status::Rejected,
        Status::Declined,
        Status::Expired,
        Status::Inactivated,
        Status::Invalid,
    ];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Status::Pending => "pending",
            Status::Waiting => "waiting",
            Status::Approved => "approved",
            Status::Rejected => "rejected",
            Status::Declined => "declined",
            Status::Expired => "expired",
            Status::Inactivated => "inactivated",
            Status::Invalid => "invalid",
        }
    }

    /// From the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Status::ALL
            .into_iter()
            .find(|status| status.as_str() == word)
    }

    /// What V calls it: its State in the row's detail.
    pub const fn state(self) -> &'static str {
        match self {
            Status::Pending => "Pending",
            Status::Waiting | Status::Approved => "Accepted",
            Status::Rejected
            | Status::Declined
            | Status::Expired
            | Status::Inactivated
            | Status::Invalid => "Expired / Invalid",
        }
    }

    /// The label in the portal table (S; PRODUCT.md section 2).
    pub const fn label(self) -> &'static str {
        match self {
            Status::Pending => "Pending",
            Status::Waiting => "Waiting",
            Status::Approved => "Approved",
            Status::Rejected | Status::Declined => "Rejected",
            Status::Expired => "Expired",
            Status::Inactivated => "Inactivated",
            Status::Invalid => "Invalid",
        }
    }
}

/// What the rules need to know of a portal invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// The stored status.
    pub status: Status,
    /// Exclusive end of its life; [`Timestamp::NEVER`] once the clock has stopped.
    pub valid_until: Timestamp,
    /// What its role holds now; `None` when the catalogue has no such role any more: nobody can give it.
    pub role_actions: Option<ActionSet>,
    /// What its inviter holds now; nothing when they lost their account or right (T19).
    pub inviter_actions: ActionSet,
    /// Was it made for an invitation into a domain, with the role Customer, and does its inviter still manage that
    /// domain's invitations? Then that suffices (T2, PRODUCT.md section 4).
    pub is_for_domain: bool,
}

/// Expired means `now >= valid_until` on a pending row: the one function that says so.
pub const fn is_overdue(status: Status, valid_until: Timestamp, now: Timestamp) -> bool {
    matches!(status, Status::Pending) && now.as_micros() >= valid_until.as_micros()
}

/// The status as of now, whatever the sweeper has stored so far.
pub const fn standing(status: Status, valid_until: Timestamp, now: Timestamp) -> Status {
    if is_overdue(status, valid_until, now) {
        Status::Expired
    } else {
        status
    }
}

impl Invitation {
    /// The status as of now.
    pub const fn standing(&self, now: Timestamp) -> Status {
        standing(self.status, self.valid_until, now)
    }

    /// May the inviter, as of now, still give what this invitation gives? (T19)
    pub const fn inviter_vouches(&self) -> bool {
        match self.role_actions {
            // A role may have become administrative since: a link never makes an administrator.
            Some(role) => {
                let may_send = self.inviter_actions.allows(Action::InvitationsSend)
                    && self.inviter_actions.covers(role);
                (may_send || self.is_for_domain) && !role.is_administrative()
            }
            None => false,
        }
    }

    /// The ceiling at acceptance: of the decider, or of the inviter as of now (T6, T24). The role is read anew: it may
    /// have left the catalogue, or been raised, since the invitation was sent.
    fn may_be_given_by(&self, actor: &Actor) -> Result<(), Refusal> {
        let role = self.role_actions.ok_or(Refusal::UnknownRole)?;
        if role.is_administrative() {
            return Err(Refusal::AdministrativeRole);
        }
        if actor.actions.covers(role) || self.inviter_vouches() {
            Ok(())
        } else {
            Err(Refusal::AboveCeiling)
        }
    }
}

/// What a row offers in this status, and nothing else (absent, not greyed; PRODUCT.md section 2).
pub const fn offered(standing: Status) -> &'static [Command] {
    match standing {
        Status::Pending | Status::Expired => &[Command::Resend, Command::Correct, Command::Delete],
        Status::Waiting => &[Command::Accept, Command::Deny],
        Status::Rejected | Status::Declined => &[Command::Resend, Command::Correct],
        Status::Approved | Status::Inactivated | Status::Invalid => &[],
    }
}

/// The ceiling at sending: the role exists, may travel by link, and lies within what the actor holds.
pub fn role_within_ceiling(
    roles: &Catalogue,
    role: &str,
    actor: &Actor,
) -> Result<ActionSet, Refusal> {
    let role = roles.portal_role(role).ok_or(Refusal::UnknownRole)?;
    if !role.may_travel_by_link() {
        return Err(Refusal::AdministrativeRole);
    }
    if !actor.actions.covers(role.actions) {
        return Err(Refusal::AboveCeiling);
    }
    Ok(role.actions)
}

#[cfg(test)]
mod tests;
