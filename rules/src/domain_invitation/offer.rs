//! May this person be invited into the domain, and what is said when not? (T2 of PRODUCT.md section 2)

use super::Refusal;
use crate::account;
use crate::ids::{AccountId, DomainInvitationId};
use crate::policy::{Action, Actor};
use crate::role::{DomainAction, DomainActionSet};
use crate::time::{Span, Timestamp};

/// What is known of somebody who is about to be invited into a domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invitee {
    /// Their account, when they have one.
    pub account: Option<(AccountId, account::Status)>,
    /// Are they in the domain?
    pub is_member: bool,
    /// Their open invitation into it.
    pub open: Option<DomainInvitationId>,
}

/// May whoever holds `held` in the domain invite anybody with a role that holds `role`? `None`: there is no such role.
pub fn may_offer(
    role: Option<DomainActionSet>,
    held: DomainActionSet,
    is_archived: bool,
) -> Result<(), Refusal> {
    let action = DomainAction::InvitationsManage;
    if !held.allows(action) {
        return Err(Refusal::NotAllowed { action });
    }
    if is_archived {
        return Err(Refusal::Archived);
    }
    let role = role.ok_or(Refusal::UnknownRole)?;
    if !held.covers(role) {
        return Err(Refusal::AboveCeiling);
    }
    Ok(())
}

/// May the actor, who holds `held` in the domain, invite them with a role that holds `role`? (T2)
pub fn offer(
    invitee: &Invitee,
    role: DomainActionSet,
    actor: &Actor,
    held: DomainActionSet,
    is_archived: bool,
) -> Result<(), Refusal> {
    may_offer(Some(role), held, is_archived)?;
    match invitee.account {
        // An address without an account gets the portal's invitation too.
        None => {}
        Some((id, _)) if actor.account_id() == Some(id) => return Err(Refusal::Oneself),
        Some((_, status @ (account::Status::Rejected | account::Status::Revoked))) => {
            return Err(Refusal::HasAccount { status });
        }
        Some((_, account::Status::Approved | account::Status::Requested)) => {}
    }
    if invitee.is_member {
        return Err(Refusal::Member);
    }
    match invitee.open {
        Some(id) => Err(Refusal::AlreadyOpen { id }),
        None => Ok(()),
    }
}

/// What whoever lacks `accounts.read` is told: not what became of an account, nor that somebody asked not to be
/// invited (SECURITY INV-15).
pub fn discreet(refusal: Refusal, actor: &Actor) -> Refusal {
    if actor.may(Action::AccountsRead) {
        return refusal;
    }
    match refusal {
        Refusal::HasAccount { .. } | Refusal::Suppressed { .. } | Refusal::SwitchedOff => {
            Refusal::CantBeInvited
        }
        other => other,
    }
}

/// When the clock of a new row ends: never while there is no account, or it waits for approval (T25).
pub fn valid_until(account: Option<account::Status>, validity: Span, now: Timestamp) -> Timestamp {
    match account {
        Some(account::Status::Approved) => now.plus(validity),
        None
        | Some(account::Status::Requested | account::Status::Rejected | account::Status::Revoked) => {
            Timestamp::NEVER
        }
    }
}
