//! An account as administrators see it. Holds no secret.

use super::{Origin, Status};
use crate::group::NamedGroup;
use crate::ids::{AccountId, InvitationId};
use crate::invitation::{Event, Inviter};
use crate::policy::ActionSet;
use crate::role::PortalRole;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One row of Consumers > Developers (PRODUCT.md 8.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeveloperRow {
    /// Its id.
    pub id: AccountId,
    /// The full name.
    pub name: String,
    /// The address as typed.
    pub email: String,
    /// Since when.
    pub created_at: Timestamp,
    /// The portal role.
    pub role: String,
    /// The groups it is in, by name.
    pub groups: Vec<NamedGroup>,
    /// The status.
    pub status: Status,
    /// Where it comes from.
    pub origin: Origin,
    /// Who invited it, when somebody did.
    pub inviter: Option<Inviter>,
    /// Is it the reader's own?
    pub is_oneself: bool,
}

/// One account in detail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Developer {
    /// The row of the list.
    pub row: DeveloperRow,
    /// Its role as the catalogue has it; `None` when the catalogue has no such role.
    pub role: Option<PortalRole>,
    /// What the reader must hold to decide about it.
    pub ceiling: ActionSet,
    /// The roles that the reader may give it.
    pub roles_to_give: Vec<PortalRole>,
    /// When the status was set.
    pub decided_at: Timestamp,
    /// Why it was refused; may be empty.
    pub reason: String,
    /// Was its address confirmed without any mail server (PRODUCT.md section 6)?
    pub is_unproven: bool,
    /// When it was deleted; `None` while it is there.
    pub deleted_at: Option<Timestamp>,
    /// What happened, oldest first, from the first invitation to today.
    pub story: Vec<Story>,
    /// Every group there is, for whoever may change in which ones this account is.
    pub group_choices: Vec<NamedGroup>,
    /// Must a change to an administrative role be proved by the reader's password?
    pub asks_password: bool,
    /// When it was read.
    pub now: Timestamp,
}

/// One entry of an account's story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// What happened.
    pub event: Event,
    /// The invitation it happened to; `None`: the account.
    pub invitation: Option<InvitationId>,
    /// The role before and after, when it was changed.
    pub roles: Option<(String, String)>,
}
