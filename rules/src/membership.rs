//! Memberships: an account in a domain with a role (M; PRODUCT.md section 3). The last Administrator of a domain stays.
//! Knows no rows and no clock.

use crate::account;
use crate::group::NamedGroup;
use crate::ids::{AccountId, MembershipId};
use crate::invitation::Inviter;
use crate::policy::Actor;
use crate::role::{DomainAction, DomainActionSet};
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

mod listing;
#[cfg(test)]
mod tests;
mod warning;
pub use listing::{MemberListing, MemberPage, MemberSort};
pub use warning::{Ending, WARNED_BEFORE, is_warning_due};

/// The status of a membership.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Counts.
    #[default]
    Active,
    /// Over; the row stays for the history.
    Ended,
}

impl Status {
    /// Both.
    pub const ALL: [Status; 2] = [Status::Active, Status::Ended];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Status::Active => "active",
            Status::Ended => "ended",
        }
    }

    /// From the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Status::ALL
            .into_iter()
            .find(|status| status.as_str() == word)
    }
}

/// What the rules need to know of a membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Whose.
    pub account: AccountId,
    /// Its status.
    pub status: Status,
    /// What its role holds.
    pub role_actions: DomainActionSet,
    /// Is nobody else in the domain, with an approved account, who holds every domain action?
    pub is_last_administrator: bool,
    /// Is the domain read-only?
    pub is_archived: bool,
}

/// What somebody asks of a membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// Another role, which holds these actions.
    ChangeRole {
        /// What the new role holds.
        to: DomainActionSet,
    },
    /// Somebody else's membership ends.
    Remove,
    /// One's own membership ends.
    Leave,
    /// When it ends by itself; `None` for never.
    SetEnd {
        /// The moment.
        at: Option<Timestamp>,
    },
}

/// What is asked of several memberships at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BulkCommand {
    /// The same other role for each.
    ChangeRole,
    /// Each ends.
    Remove,
}

/// Why the rules said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "refusal")]
pub enum Refusal {
    /// The actor lacks the action in this domain.
    NotAllowed {
        /// The action that is missing.
        action: DomainAction,
    },
    /// The role, the old or the new one, holds what the actor lacks.
    AboveCeiling,
    /// No domain role of that name.
    UnknownRole,
    /// The domain would be left without Administrator.
    LastAdministrator,
    /// One's own membership is left, not removed; somebody else's is removed, not left.
    Oneself,
    /// It has ended already.
    Ended,
    /// An archived domain is read-only.
    Archived,
    /// An end date lies in the future.
    EndInThePast,
}

/// Answers a command on a membership. `held` is what the actor holds in the domain as of now.
pub fn decide(
    subject: &Subject,
    command: Command,
    actor: &Actor,
    held: DomainActionSet,
    now: Timestamp,
) -> Result<(), Refusal> {
    let is_own = actor.account_id() == Some(subject.account);
    let needed = match command {
        Command::Leave => DomainAction::Read,
        Command::ChangeRole { .. } | Command::Remove | Command::SetEnd { .. } => {
            DomainAction::MembersManage
        }
    };
    if !held.allows(needed) {
        return Err(Refusal::NotAllowed { action: needed });
    }
    if subject.status == Status::Ended {
        return Err(Refusal::Ended);
    }
    if subject.is_archived {
        return Err(Refusal::Archived);
    }
    match command {
        Command::Leave if !is_own => return Err(Refusal::Oneself),
        Command::Remove if is_own => return Err(Refusal::Oneself),
        Command::Leave => {}
        Command::ChangeRole { .. } | Command::Remove | Command::SetEnd { .. } => {
            if !held.covers(subject.role_actions) {
                return Err(Refusal::AboveCeiling);
            }
        }
    }
    let (gives, keeps_everything) = match command {
        Command::ChangeRole { to } => (to, to == DomainActionSet::ALL),
        Command::SetEnd { at } => (DomainActionSet::NONE, at.is_none()),
        Command::Remove | Command::Leave => (DomainActionSet::NONE, false),
    };
    if !held.covers(gives) {
        return Err(Refusal::AboveCeiling);
    }
    if subject.is_last_administrator && !keeps_everything {
        return Err(Refusal::LastAdministrator);
    }
    match command {
        Command::SetEnd { at: Some(at) } if at <= now => Err(Refusal::EndInThePast),
        Command::SetEnd { .. } | Command::ChangeRole { .. } | Command::Remove | Command::Leave => {
            Ok(())
        }
    }
}

/// One row of the members table (PRODUCT.md 8.5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberRow {
    /// Its id.
    pub id: MembershipId,
    /// Whose.
    pub account: AccountId,
    /// The full name.
    pub name: String,
    /// The address as typed.
    pub email: String,
    /// The status of the account; `None` when it was deleted.
    pub account_status: Option<account::Status>,
    /// The status of the membership.
    pub status: Status,
    /// The role.
    pub role: String,
    /// What the role holds.
    pub role_actions: DomainActionSet,
    /// Since when.
    pub joined_at: Timestamp,
    /// Who invited; `None` for the creator of the domain.
    pub invited_by: Option<Inviter>,
    /// When it ends by itself.
    pub ends_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// The groups that the account is in; `None` for whoever may not see groups.
    pub groups: Option<Vec<NamedGroup>>,
    /// Is it the caller's own?
    pub is_oneself: bool,
}

/// What the row of a membership can offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Another role.
    ChangeRole,
    /// When it ends by itself.
    SetEnd,
    /// Somebody else's membership ends.
    Remove,
    /// One's own ends.
    Leave,
}

/// What a row offers to whoever holds that much in the domain, in the order of the table. The last Administrator is
/// offered the same: that others came or went meanwhile is known only to [`decide`].
pub fn offered(row: &MemberRow, held: DomainActionSet, is_archived: bool) -> Vec<Act> {
    if row.status == Status::Ended || is_archived {
        return Vec::new();
    }
    let mut acts = Vec::new();
    if held.allows(DomainAction::MembersManage) && held.covers(row.role_actions) {
        acts.extend([Act::ChangeRole, Act::SetEnd]);
        if !row.is_oneself {
            acts.push(Act::Remove);
        }
    }
    if row.is_oneself {
        acts.push(Act::Leave);
    }
    acts
}

/// The last second of a UTC day written as `2026-11-20`: whoever has an end date is in for the whole of that day.
pub fn end_of_day(date: &str) -> Option<Timestamp> {
    Some(
        Timestamp::from_date(date)?
            .next_day()
            .minus(Span::seconds(1)),
    )
}
