//! A row for an address without an account is linked to the portal invitation that will make one, and follows it (T25
//! of PRODUCT.md section 2).

use super::{Decision, Status};
use crate::invitation as portal;
use crate::role::{CUSTOMER, DomainAction, DomainActionSet};

/// Does a portal invitation that was made for a domain stand as long as whoever sent it holds this there? (PRODUCT.md
/// section 4: managing its invitations suffices for the Customer row.)
pub fn gives_portal_row(held: DomainActionSet, portal_role: &str) -> bool {
    held.allows(DomainAction::InvitationsManage) && portal_role == CUSTOMER
}

/// What the portal row's new status makes of the row that waits for its account (T25); `None`: nothing.
pub const fn follows(portal: portal::Status) -> Option<(Status, &'static str)> {
    match portal {
        portal::Status::Expired => Some((Status::Expired, "")),
        portal::Status::Invalid => Some((Status::Invalid, "portal invitation deleted")),
        portal::Status::Rejected => Some((Status::Invalid, "portal invitation rejected")),
        portal::Status::Declined => Some((Status::Invalid, "portal invitation declined")),
        // Sent anew: its rows go over to the newer one.
        portal::Status::Inactivated
        | portal::Status::Pending
        | portal::Status::Waiting
        | portal::Status::Approved => None,
    }
}

/// A pending row goes over to a newer portal invitation.
pub const REPLACE: Decision = Decision {
    from: Status::Pending,
    to: Status::Invalid,
};

/// Why a row is invalid whose portal invitation was sent anew.
pub const REPLACED: &str = "replaced";

/// Does a row that ended like this stand up again, as a new one, when its portal invitation is sent anew? (T25) Not
/// what was deleted or ended for a reason of its own.
pub fn comes_back(status: Status, reason: &str) -> bool {
    match status {
        Status::Expired => true,
        Status::Invalid => {
            reason == ACCOUNT_REJECTED
                || portal::Status::ALL
                    .into_iter()
                    .filter_map(follows)
                    .any(|(_, why)| why == reason)
        }
        Status::Pending | Status::Approved | Status::Declined => false,
    }
}

/// Why a row is invalid whose invitee was refused by the portal.
pub const ACCOUNT_REJECTED: &str = "account rejected";
