//! Invitations into a domain (M; PRODUCT.md section 2, T2 and T13 to T16, T19, T25). One stored status; every change is
//! decided here and carried out elsewhere as a compare-and-set. Knows no rows and no clock.

use crate::account;
use crate::ids::{AccountId, DomainId, DomainInvitationId};
use crate::invitation::Inviter;
use crate::policy::Actor;
use crate::role::{DomainAction, DomainActionSet};
use crate::submission::Budget;
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

mod linked;
mod offer;
pub mod people;
mod row;
#[cfg(test)]
mod tests;
pub use linked::{ACCOUNT_REJECTED, REPLACE, REPLACED, comes_back, follows, gives_portal_row};
pub use offer::{Invitee, discreet, may_offer, offer, valid_until};
pub use row::{
    DomainInvitationRow, Filter, Listing, MyFilter, MyListing, MyPage, Page, PopUp, Standings,
};

/// The longest list of the pop-up (M).
pub const IN_POP_UP: usize = 5;

/// The stored status of a domain invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Waits for the invitee.
    Pending,
    /// Accepted; stays for good (M).
    Approved,
    /// Declined; stays for good (M).
    Declined,
    /// Overdue.
    Expired,
    /// Deleted or replaced; the reason is stored.
    Invalid,
}

impl Status {
    /// Every status.
    pub const ALL: [Status; 5] = [
        Status::Pending,
        Status::Approved,
        Status::Declined,
        Status::Expired,
        Status::Invalid,
    ];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Status::Pending => "pending",
            Status::Approved => "approved",
            Status::Declined => "declined",
            Status::Expired => "expired",
            Status::Invalid => "invalid",
        }
    }

    /// From the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Status::ALL
            .into_iter()
            .find(|status| status.as_str() == word)
    }

    /// The label in a domain's table (M).
    pub const fn label(self) -> &'static str {
        match self {
            Status::Pending => "Pending",
            Status::Approved => "Accepted",
            Status::Declined => "Rejected",
            Status::Expired => "Expired",
            Status::Invalid => "Deleted",
        }
    }
}

/// What the rules need to know of a domain invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The stored status.
    pub status: Status,
    /// Exclusive end; [`Timestamp::NEVER`] while the account is not approved (T25).
    pub valid_until: Timestamp,
    /// Whom it is for; `None` while the address has no account.
    pub account: Option<AccountId>,
    /// Is that account approved?
    pub is_account_approved: bool,
    /// What its role holds now.
    pub role_actions: DomainActionSet,
    /// What its inviter, or whoever vouched for it, holds in the domain now (T19).
    pub inviter_held: DomainActionSet,
    /// Is the domain read-only?
    pub is_archived: bool,
}

impl Subject {
    /// The status as of now, whatever the sweeper has stored so far.
    pub const fn standing(&self, now: Timestamp) -> Status {
        standing(self.status, self.valid_until, now)
    }

    /// May whoever stands for it still give what it gives? (T19)
    pub const fn inviter_vouches(&self) -> bool {
        self.inviter_held.allows(DomainAction::InvitationsManage)
            && self.inviter_held.covers(self.role_actions)
    }
}

/// The status as of now: pending and `now >= valid_until` is expired.
pub const fn standing(status: Status, valid_until: Timestamp, now: Timestamp) -> Status {
    if matches!(status, Status::Pending) && now.as_micros() >= valid_until.as_micros() {
        Status::Expired
    } else {
        status
    }
}

/// What somebody asks of a domain invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// The invitee accepts (T13).
    Accept,
    /// The invitee declines (T14).
    Decline,
    /// Sent anew, only when rejected (T15). The role of the new row is judged by [`offer`].
    Resend,
    /// Withdrawn, only when pending (T16).
    Delete,
    /// Somebody who may give the role stands for it in the inviter's place (T19).
    Vouch,
    /// Time passed (T9).
    Expire,
}

impl Command {
    /// Every command.
    pub const ALL: [Command; 6] = [
        Command::Accept,
        Command::Decline,
        Command::Resend,
        Command::Delete,
        Command::Vouch,
        Command::Expire,
    ];
}

/// What is done with several invitations that need confirmation (T19).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settling {
    /// Somebody who may give their roles stands for them.
    Vouch,
    /// They end.
    Withdraw,
}

/// Why the rules said no.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "refusal")]
pub enum Refusal {
    /// The actor lacks the action in this domain.
    NotAllowed {
        /// The action that is missing.
        action: DomainAction,
    },
    /// The status as of now does not allow it.
    Status {
        /// The status as of now.
        current: Status,
    },
    /// It is somebody else's.
    NotYours,
    /// It ended.
    Overdue {
        /// When.
        valid_until: Timestamp,
    },
    /// The inviter may not give this any more: an administrator of the domain has to confirm it (T19).
    NeedsConfirmation,
    /// The inviter still stands for it: there is nothing to vouch for.
    Vouched,
    /// The actor lacks what the role holds.
    AboveCeiling,
    /// No domain role of that name.
    UnknownRole,
    /// An archived domain is read-only.
    Archived,
    /// They are in the domain already.
    Member,
    /// Nobody invites themselves.
    Oneself,
    /// A rejected or revoked account can't be invited.
    HasAccount {
        /// Its status.
        status: account::Status,
    },
    /// There is an open one for the pair.
    AlreadyOpen {
        /// Which.
        id: DomainInvitationId,
    },
    /// The address asked not to be invited to the portal (T21).
    Suppressed {
        /// Since when.
        since: Timestamp,
    },
    /// Inviting to the portal is switched off, and the address has no account (`portal_invite_email`).
    SwitchedOff,
    /// It can't be invited, and whoever asks may not learn why: [`discreet`].
    CantBeInvited,
    /// The day's budget is used up.
    OverBudget {
        /// Whose.
        budget: Budget,
        /// When there is a new one.
        until: Timestamp,
    },
    /// The validity is outside its bounds.
    Validity {
        /// The least.
        least: Span,
        /// The most.
        most: Span,
    },
}

/// An answered command: the compare-and-set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The stored status that the row must still have.
    pub from: Status,
    /// The status that it gets.
    pub to: Status,
}

/// Answers a command on a domain invitation. `held` is what the actor holds in the domain as of now.
pub fn decide(
    subject: &Subject,
    command: Command,
    actor: &Actor,
    held: DomainActionSet,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    permit(subject, command, actor, held)?;
    let from = subject.status;
    let standing = subject.standing(now);
    let refused = || Err(Refusal::Status { current: standing });
    let to = |to| Ok(Decision { from, to });
    if subject.is_archived && command != Command::Expire {
        return Err(Refusal::Archived);
    }
    match (command, standing) {
        // T13: whoever stands for it must still be able to give it, at this moment.
        (Command::Accept, Status::Pending) if subject.inviter_vouches() => to(Status::Approved),
        (Command::Accept, Status::Pending) => Err(Refusal::NeedsConfirmation),
        // T14
        (Command::Decline, Status::Pending) => to(Status::Declined),
        // T15: the declined row stays as it is; the new one is judged by `offer`.
        (Command::Resend, Status::Declined) => to(Status::Declined),
        // T16
        (Command::Delete, Status::Pending) => to(Status::Invalid),
        // T19
        (Command::Vouch, Status::Pending) if subject.inviter_vouches() => Err(Refusal::Vouched),
        (Command::Vouch, Status::Pending) if held.covers(subject.role_actions) => {
            to(Status::Pending)
        }
        (Command::Vouch, Status::Pending) => Err(Refusal::AboveCeiling),
        // T9
        (Command::Expire, Status::Expired) if from == Status::Pending => to(Status::Expired),
        (Command::Accept | Command::Decline, Status::Expired) if from == Status::Pending => {
            Err(Refusal::Overdue {
                valid_until: subject.valid_until,
            })
        }
        (
            Command::Accept,
            Status::Approved | Status::Declined | Status::Expired | Status::Invalid,
        )
        | (
            Command::Decline,
            Status::Approved | Status::Declined | Status::Expired | Status::Invalid,
        )
        | (
            Command::Resend,
            Status::Pending | Status::Approved | Status::Expired | Status::Invalid,
        )
        | (
            Command::Delete,
            Status::Approved | Status::Declined | Status::Expired | Status::Invalid,
        )
        | (
            Command::Vouch,
            Status::Approved | Status::Declined | Status::Expired | Status::Invalid,
        )
        | (
            Command::Expire,
            Status::Pending
            | Status::Approved
            | Status::Declined
            | Status::Expired
            | Status::Invalid,
        ) => refused(),
    }
}

/// Who may ask at all: the invitee answers, the domain's people do the rest, time expires.
fn permit(
    subject: &Subject,
    command: Command,
    actor: &Actor,
    held: DomainActionSet,
) -> Result<(), Refusal> {
    match command {
        Command::Accept | Command::Decline => {
            let is_invitee = actor.account_id().is_some() && actor.account_id() == subject.account;
            if is_invitee && subject.is_account_approved {
                Ok(())
            } else {
                Err(Refusal::NotYours)
            }
        }
        Command::Resend | Command::Delete | Command::Vouch => {
            let action = DomainAction::InvitationsManage;
            if held.allows(action) {
                Ok(())
            } else {
                Err(Refusal::NotAllowed { action })
            }
        }
        Command::Expire => Ok(()),
    }
}

/// What a row of the domain's table offers, and nothing else (M).
pub const fn offered(standing: Status) -> &'static [Command] {
    match standing {
        Status::Pending => &[Command::Delete],
        Status::Declined => &[Command::Resend],
        Status::Approved | Status::Expired | Status::Invalid => &[],
    }
}

/// The domain of an invitation, as its invitee reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfDomain {
    /// Its id.
    pub id: DomainId,
    /// What stands in its address.
    pub name: String,
    /// What people read.
    pub title: String,
    /// May be empty.
    pub description: String,
}

/// One of the caller's own invitations: a row of the pop-up and of My invitations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyInvitation {
    /// Its id.
    pub id: DomainInvitationId,
    /// Into which domain.
    pub domain: OfDomain,
    /// With which role.
    pub role: String,
    /// What the role is for, in a sentence.
    pub role_description: String,
    /// Who invited.
    pub inviter: Inviter,
    /// The inviter's words; may be empty.
    pub message: String,
    /// When it was sent.
    pub invited_at: Timestamp,
    /// When it ends.
    pub valid_until: Timestamp,
    /// The stored status; show [`standing`].
    pub status: Status,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
}
