//! Why something can't be done with an invitation.

use super::Status;
use crate::account;
use crate::ids::InvitationId;
use crate::policy::Action;
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// Why the rules said no.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "refusal")]
pub enum Refusal {
    /// The actor lacks the action.
    NotAllowed {
        /// The action that is missing.
        action: Action,
    },
    /// The status as of now does not allow it.
    Status {
        /// The status as of now.
        current: Status,
    },
    /// The link came too late.
    Overdue {
        /// When it ended.
        valid_until: Timestamp,
    },
    /// Inviting by mail is switched off (`portal_invite_email`, K).
    SwitchedOff,
    /// Neither the actor nor the inviter may give this role.
    AboveCeiling,
    /// No role of that name.
    UnknownRole,
    /// A link never carries administrative actions (V).
    AdministrativeRole,
    /// The validity is outside its bounds.
    Validity {
        /// The least.
        least: Span,
        /// The most.
        most: Span,
    },
    /// There is an open invitation for the address.
    AlreadyOpen {
        /// Which.
        id: InvitationId,
        /// Its status as of now.
        status: Status,
    },
    /// The address has an account that can't be invited.
    HasAccount {
        /// Its status.
        status: account::Status,
    },
    /// The address asked not to be invited (T21).
    Suppressed {
        /// Since when.
        since: Timestamp,
    },
    /// There is nothing to lift: the address may be invited.
    NotSuppressed,
}
