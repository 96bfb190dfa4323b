//! What may be done with an account, by whom (PRODUCT.md sections 3 and 4). One exhaustive match; the change is
//! carried out elsewhere as a compare-and-set. Knows no rows and no clock.

use super::Status;
use crate::ids::AccountId;
use crate::policy::{Action, ActionSet, Actor};
use crate::role::{Catalogue, OWNER};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What the rules need to know of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Its id.
    pub id: AccountId,
    /// The stored status.
    pub status: Status,
    /// What its role holds, or what the role of the invitation holds that an approval redeems (T24).
    pub role_actions: ActionSet,
    /// May whoever invited it still give that role (T6)? False without an invitation.
    pub inviter_vouches: bool,
    /// Is it the only approved Owner?
    pub is_last_owner: bool,
}

/// What somebody asks of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Accept, Approve or Re-approve, by where the account stands (K).
    Approve,
    /// Reject (K).
    Reject,
    /// Revoke (K).
    Revoke,
    /// Delete (K).
    Delete,
}

impl Command {
    /// Every command.
    pub const ALL: [Command; 4] = [
        Command::Approve,
        Command::Reject,
        Command::Revoke,
        Command::Delete,
    ];

    /// The action that it takes.
    pub const fn permission(self) -> Action {
        match self {
            Command::Approve | Command::Reject | Command::Revoke => Action::AccountsDecide,
            Command::Delete => Action::AccountsDelete,
        }
    }
}

/// What follows from a change, to be carried out in its transaction. Read it aloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Every session of the account ends.
    EndSessions,
    /// Its newest open or rejected invitation is approved with it (T24).
    RedeemInvitation,
    /// The person is told that they are let in.
    MailApproved,
    /// The person is told that they are refused.
    MailRefused,
    /// The person is told that their access has ended.
    MailRevoked,
}

/// An answered command: the compare-and-set and its effects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The stored status that the account must still have.
    pub from: Status,
    /// The status that it gets; `None`: it is deleted.
    pub to: Option<Status>,
    /// What follows.
    pub effects: &'static [Effect],
}

/// Why the rules said no.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "refusal")]
pub enum Refusal {
    /// The actor lacks the action.
    NotAllowed {
        /// The action that is missing.
        action: Action,
    },
    /// Nobody decides about themselves.
    Oneself,
    /// The account's role, or the new one, holds an action that the actor lacks.
    AboveCeiling,
    /// There would be no approved Owner any more (SECURITY AZ-7).
    LastOwner,
    /// No role of that name.
    UnknownRole,
    /// Nobody may ask for an account: a link to the registration page would lead nowhere.
    RegistrationOff,
    /// The status does not allow it, or somebody was faster.
    Status {
        /// The status as of now; `None`: deleted.
        current: Option<Status>,
        /// Who set it, by name, when it was a person.
        by: Option<String>,
        /// When.
        at: Timestamp,
    },
}

/// Answers a command on an account. `at` is when its status was set, for the refusal.
pub fn decide(
    subject: &Subject,
    command: Command,
    actor: &Actor,
    at: Timestamp,
) -> Result<Decision, Refusal> {
    may_act(subject, command.permission(), actor)?;
    let from = subject.status;
    let refused = || {
        Err(Refusal::Status {
            current: Some(from),
            by: None,
            at,
        })
    };
    let holds = actor.actions.covers(subject.role_actions);
    match (command, from) {
        // T6, T24: within the ceiling of the decider, or of the inviter as of now.
        (Command::Approve, Status::Requested | Status::Rejected) => {
            if !holds && !subject.inviter_vouches {
                return Err(Refusal::AboveCeiling);
            }
            Ok(Decision {
                from,
                to: Some(Status::Approved),
                effects: &[Effect::RedeemInvitation, Effect::MailApproved],
            })
        }
        (Command::Approve, Status::Revoked) => {
            if !holds {
                return Err(Refusal::AboveCeiling);
            }
            Ok(Decision {
                from,
                to: Some(Status::Approved),
                effects: &[Effect::MailApproved],
            })
        }
        (Command::Approve, Status::Approved) => refused(),
        // Who has not been let in holds nothing yet: no ceiling (as T7).
        (Command::Reject, Status::Requested) => Ok(Decision {
            from,
            to: Some(Status::Rejected),
            effects: &[Effect::EndSessions, Effect::MailRefused],
        }),
        (Command::Reject, Status::Approved | Status::Rejected | Status::Revoked) => refused(),
        (Command::Revoke, Status::Approved) => {
            may_lower(subject, actor)?;
            Ok(Decision {
                from,
                to: Some(Status::Revoked),
                effects: &[Effect::EndSessions, Effect::MailRevoked],
            })
        }
        (Command::Revoke, Status::Requested | Status::Rejected | Status::Revoked) => refused(),
        (Command::Delete, Status::Approved | Status::Rejected | Status::Revoked) => {
            may_lower(subject, actor)?;
            Ok(Decision {
                from,
                to: None,
                effects: &[Effect::EndSessions],
            })
        }
        // Decide first: somebody waits for an answer (K offers no Delete there).
        (Command::Delete, Status::Requested) => refused(),
    }
}

/// May the actor give the account that role? It must differ, lie within the actor's ceiling as the present one
/// does, and leave an Owner. Answers what the new role holds.
pub fn change_role(
    subject: &Subject,
    roles: &Catalogue,
    role: &str,
    actor: &Actor,
) -> Result<ActionSet, Refusal> {
    may_act(subject, Action::AccountsRole, actor)?;
    let role = roles.portal_role(role).ok_or(Refusal::UnknownRole)?;
    if !actor.actions.covers(subject.role_actions) || !actor.actions.covers(role.actions) {
        return Err(Refusal::AboveCeiling);
    }
    if subject.is_last_owner && role.name != OWNER {
        return Err(Refusal::LastOwner);
    }
    Ok(role.actions)
}

fn may_act(subject: &Subject, action: Action, actor: &Actor) -> Result<(), Refusal> {
    if !actor.may(action) {
        return Err(Refusal::NotAllowed { action });
    }
    if actor.account_id() == Some(subject.id) {
        return Err(Refusal::Oneself);
    }
    Ok(())
}

fn may_lower(subject: &Subject, actor: &Actor) -> Result<(), Refusal> {
    if !actor.actions.covers(subject.role_actions) {
        return Err(Refusal::AboveCeiling);
    }
    if subject.is_last_owner {
        return Err(Refusal::LastOwner);
    }
    Ok(())
}

/// What a row of this status offers, and nothing else (K; PRODUCT.md section 3).
pub const fn offered(status: Status) -> &'static [Command] {
    match status {
        Status::Requested => &[Command::Approve, Command::Reject],
        Status::Approved => &[Command::Revoke, Command::Delete],
        Status::Rejected | Status::Revoked => &[Command::Approve, Command::Delete],
    }
}
