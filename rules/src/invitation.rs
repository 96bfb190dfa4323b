//! The life of an invitation (PRODUCT.md section 2). One stored status; every change is decided here,
//! by one exhaustive match, and carried out elsewhere as a compare-and-set. Knows no rows and no clock.

use crate::ids::InvitationId;
use crate::policy::{Action, ActionSet, Actor};
use crate::role::Catalogue;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

mod offer;
mod opt_out;
mod refusal;
mod reminder;
mod row;
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
                self.inviter_actions.allows(Action::InvitationsSend)
                    && self.inviter_actions.covers(role)
                    && !role.is_administrative()
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

/// What somebody asks of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// The registration was submitted (T4, T5).
    Complete {
        /// Are invitations pre-approved at this moment? (S)
        pre_approved: bool,
    },
    /// ACCEPT in the review dialog (T6).
    Accept,
    /// DENY in the review dialog (T7).
    Deny,
    /// The trash can (T10).
    Delete,
    /// The envelope (T11).
    Resend,
    /// Time passed (T9).
    Expire,
    /// Its account is approved another way (T24).
    ApproveOtherwise,
    /// The invitee asks not to be invited (T21).
    OptOut,
}

impl Command {
    /// Every command, both ways of completing included.
    pub const ALL: [Command; 9] = [
        Command::Complete { pre_approved: true },
        Command::Complete {
            pre_approved: false,
        },
        Command::Accept,
        Command::Deny,
        Command::Delete,
        Command::Resend,
        Command::Expire,
        Command::ApproveOtherwise,
        Command::OptOut,
    ];

    /// The action that the asking person must hold; `None` for the invitee and for time.
    pub const fn permission(self) -> Option<Action> {
        match self {
            Command::Accept | Command::Deny => Some(Action::InvitationsReview),
            Command::Delete => Some(Action::InvitationsDelete),
            Command::Resend => Some(Action::InvitationsSend),
            Command::ApproveOtherwise => Some(Action::AccountsDecide),
            Command::Complete { .. } | Command::Expire | Command::OptOut => None,
        }
    }
}

/// What follows from a change, to be carried out in its transaction. Read it aloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// The account is made (or comes back, T18) approved, with role and groups.
    ApproveAccount,
    /// The account is made (or comes back, T18) requested; it can use nothing yet.
    RequestAccount,
    /// The requested account becomes rejected.
    RejectAccount,
    /// No link of this row works any more.
    KillTokens,
    /// The clock stops: `valid_until` becomes [`Timestamp::NEVER`].
    StopClock,
    /// The superseded rows of its chain leave the lists (T12).
    CloseChain,
    /// They stand in the lists again: the newest of the chain was rejected (T12).
    ReopenChain,
    /// A new pending row with a new token and full new validity takes its place (T11).
    SendAnew,
    /// Administrators are told that somebody asks for access.
    MailAccessRequest,
    /// The person is told that they are let in.
    MailApproved,
    /// The person is told that they are refused.
    MailRefused,
}

/// An answered command: the compare-and-set and its effects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The stored status that the row must still have.
    pub from: Status,
    /// The status that it gets.
    pub to: Status,
    /// What follows.
    pub effects: &'static [Effect],
}

/// Answers a command on a portal invitation: T4 to T7, T9 to T11, T21 and T24 of PRODUCT.md section 2.
///
/// That a link's token matches, and that the password meets the policy, was checked before.
pub fn decide(
    invitation: &Invitation,
    command: Command,
    actor: &Actor,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    if let Some(action) = command.permission()
        && !actor.may(action)
    {
        return Err(Refusal::NotAllowed { action });
    }
    let from = invitation.status;
    let standing = invitation.standing(now);
    let refused = || Err(Refusal::Status { current: standing });
    match command {
        Command::Complete { pre_approved } => match standing {
            // T4; an inviter who may no longer invite leads to Waiting at most (T19).
            Status::Pending if pre_approved && invitation.inviter_vouches() => Ok(Decision {
                from,
                to: Status::Approved,
                effects: &[
                    Effect::ApproveAccount,
                    Effect::KillTokens,
                    Effect::StopClock,
                    Effect::CloseChain,
                ],
            }),
            // T5
            Status::Pending => Ok(Decision {
                from,
                to: Status::Waiting,
                effects: &[
                    Effect::RequestAccount,
                    Effect::KillTokens,
                    Effect::StopClock,
                    Effect::CloseChain,
                    Effect::MailAccessRequest,
                ],
            }),
            Status::Expired if from == Status::Pending => Err(Refusal::Overdue {
                valid_until: invitation.valid_until,
            }),
            Status::Waiting
            | Status::Approved
            | Status::Rejected
            | Status::Declined
            | Status::Expired
            | Status::Inactivated
            | Status::Invalid => refused(),
        },
        Command::Accept => match standing {
            // T6: within the ceiling of the decider, or of the inviter as of now.
            Status::Waiting => invitation.may_be_given_by(actor).map(|()| Decision {
                from,
                to: Status::Approved,
                effects: &[Effect::ApproveAccount, Effect::MailApproved],
            }),
            Status::Pending
            | Status::Approved
            | Status::Rejected
            | Status::Declined
            | Status::Expired
            | Status::Inactivated
            | Status::Invalid => refused(),
        },
        Command::Deny => match standing {
            // T7
            Status::Waiting => Ok(Decision {
                from,
                to: Status::Rejected,
                effects: &[
                    Effect::RejectAccount,
                    Effect::ReopenChain,
                    Effect::MailRefused,
                ],
            }),
            Status::Pending
            | Status::Approved
            | Status::Rejected
            | Status::Declined
            | Status::Expired
            | Status::Inactivated
            | Status::Invalid => refused(),
        },
        Command::Delete => match standing {
            // T10
            Status::Pending | Status::Expired => Ok(Decision {
                from,
                to: Status::Invalid,
                effects: &[Effect::KillTokens],
            }),
            Status::Waiting
            | Status::Approved
            | Status::Rejected
            | Status::Declined
            | Status::Inactivated
            | Status::Invalid => refused(),
        },
        Command::Resend => match standing {
            // T11
            Status::Pending | Status::Expired | Status::Rejected | Status::Declined => {
                let role = invitation.role_actions.ok_or(Refusal::UnknownRole)?;
                if !actor.actions.covers(role) {
                    return Err(Refusal::AboveCeiling);
                }
                if role.is_administrative() {
                    return Err(Refusal::AdministrativeRole);
                }
                Ok(Decision {
                    from,
                    to: Status::Inactivated,
                    effects: &[Effect::KillTokens, Effect::SendAnew],
                })
            }
            Status::Waiting | Status::Approved | Status::Inactivated | Status::Invalid => refused(),
        },
        Command::Expire => match standing {
            // T9
            Status::Expired if from == Status::Pending => Ok(Decision {
                from,
                to: Status::Expired,
                effects: &[Effect::KillTokens],
            }),
            Status::Pending
            | Status::Waiting
            | Status::Approved
            | Status::Rejected
            | Status::Declined
            | Status::Expired
            | Status::Inactivated
            | Status::Invalid => refused(),
        },
        Command::ApproveOtherwise => match standing {
            // T24; ceiling as T6.
            Status::Pending | Status::Rejected => {
                invitation.may_be_given_by(actor).map(|()| Decision {
                    from,
                    to: Status::Approved,
                    effects: &[Effect::KillTokens, Effect::StopClock, Effect::CloseChain],
                })
            }
            Status::Waiting
            | Status::Approved
            | Status::Declined
            | Status::Expired
            | Status::Inactivated
            | Status::Invalid => refused(),
        },
        Command::OptOut => match standing {
            // T21
            Status::Pending => Ok(Decision {
                from,
                to: Status::Declined,
                effects: &[Effect::KillTokens],
            }),
            Status::Waiting
            | Status::Approved
            | Status::Rejected
            | Status::Declined
            | Status::Expired
            | Status::Inactivated
            | Status::Invalid => refused(),
        },
    }
}

/// What a row offers in this status, and nothing else (absent, not greyed; PRODUCT.md section 2).
pub const fn offered(standing: Status) -> &'static [Command] {
    match standing {
        Status::Pending | Status::Expired => &[Command::Resend, Command::Delete],
        Status::Waiting => &[Command::Accept, Command::Deny],
        Status::Rejected | Status::Declined => &[Command::Resend],
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
