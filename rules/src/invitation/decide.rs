//! Every command on a portal invitation, answered by one exhaustive match (PRODUCT.md section 2).

use super::{Invitation, Refusal, Status};
use crate::policy::{Action, Actor};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

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
    /// "Correct and resend" with another address: a new invitation takes its place (V, T26).
    Correct,
    /// Time passed (T9).
    Expire,
    /// Its account is approved another way (T24).
    ApproveOtherwise,
    /// The invitee asks not to be invited (T21).
    OptOut,
    /// The invitation into a domain for which alone it was made is deleted (T16).
    Withdraw,
}

impl Command {
    /// Every command, both ways of completing included.
    pub const ALL: [Command; 11] = [
        Command::Complete { pre_approved: true },
        Command::Complete {
            pre_approved: false,
        },
        Command::Accept,
        Command::Deny,
        Command::Delete,
        Command::Resend,
        Command::Correct,
        Command::Expire,
        Command::ApproveOtherwise,
        Command::OptOut,
        Command::Withdraw,
    ];

    /// The action that the asking person must hold; `None` for the invitee and for time.
    pub const fn permission(self) -> Option<Action> {
        match self {
            Command::Accept | Command::Deny => Some(Action::InvitationsReview),
            Command::Delete => Some(Action::InvitationsDelete),
            Command::Resend | Command::Correct => Some(Action::InvitationsSend),
            Command::ApproveOtherwise => Some(Action::AccountsDecide),
            // Whoever withdraws was asked about the domain's row.
            Command::Complete { .. } | Command::Expire | Command::OptOut | Command::Withdraw => {
                None
            }
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
        Command::Resend | Command::Correct => match standing {
            // T11; with another address the old row is over for good.
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
                    to: if command == Command::Correct {
                        Status::Invalid
                    } else {
                        Status::Inactivated
                    },
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
        Command::Withdraw => match standing {
            // T16
            Status::Pending => Ok(Decision {
                from,
                to: Status::Invalid,
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
