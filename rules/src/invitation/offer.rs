//! May this address be invited now? (T1 of PRODUCT.md section 2)

use super::{Refusal, Status, role_within_ceiling};
use crate::account;
use crate::ids::InvitationId;
use crate::policy::{Action, Actor};
use crate::role::Catalogue;
use crate::time::{Span, Timestamp};

/// The shortest and the longest validity of an invitation (SECURITY INV-9).
const LEAST: Span = Span::hours(1);
const MOST: Span = Span::days(30);

/// Is the validity within its bounds?
pub fn validity_within_bounds(validity: Span) -> Result<Span, Refusal> {
    if validity < LEAST || validity > MOST {
        return Err(Refusal::Validity {
            least: LEAST,
            most: MOST,
        });
    }
    Ok(validity)
}

/// What is known of an address when somebody wants to invite it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The open portal invitation (pending or waiting, not overdue).
    pub open: Option<(InvitationId, Status)>,
    /// The status of the account, when there is one.
    pub account: Option<account::Status>,
    /// The newest invitation of a rejected account, when it is rejected, declined or expired (T18).
    pub last: Option<InvitationId>,
    /// Since when the address asks not to be invited (T21).
    pub suppressed: Option<Timestamp>,
}

/// What an invitation to the address amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// A new row.
    New,
    /// T11 of this row: the address was rejected before (T18).
    ResendOf(InvitationId),
}

/// Answers whether the actor may invite an address of this standing with this role.
///
/// An open invitation and an account are named before an opt-out: they name the right action, and no
/// mail would leave for them either.
pub fn offer(
    standing: &Standing,
    roles: &Catalogue,
    role: &str,
    actor: &Actor,
) -> Result<Offer, Refusal> {
    if !actor.may(Action::InvitationsSend) {
        return Err(Refusal::NotAllowed {
            action: Action::InvitationsSend,
        });
    }
    role_within_ceiling(roles, role, actor)?;
    if let Some((id, status)) = standing.open {
        return Err(Refusal::AlreadyOpen { id, status });
    }
    match standing.account {
        Some(
            status @ (account::Status::Requested
            | account::Status::Approved
            | account::Status::Revoked),
        ) => Err(Refusal::HasAccount { status }),
        Some(account::Status::Rejected) => {
            not_suppressed(standing.suppressed)?;
            Ok(standing.last.map_or(Offer::New, Offer::ResendOf))
        }
        None => not_suppressed(standing.suppressed).map(|()| Offer::New),
    }
}

/// Nobody is invited, invited again or reminded who asked not to be (T1, T11, T21).
pub const fn not_suppressed(since: Option<Timestamp>) -> Result<(), Refusal> {
    match since {
        Some(since) => Err(Refusal::Suppressed { since }),
        None => Ok(()),
    }
}
