//! Groups (V; PRODUCT.md section 1): named sets of accounts, for filtering and categorising. An invitation carries
//! one or more, and its person is in them from the moment the account is approved. Knows no rows and no clock.

use crate::account;
use crate::ids::{AccountId, GroupId};
use crate::listing::{Count, percent_encode};
use crate::normalise::Normalise;
use crate::plain_text::{PersonName, TextFault};
use crate::policy::{Action, ActionSet, Actor};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// So many groups a portal has at most: every one of them is offered in a drop-down.
pub const MOST_GROUPS: u64 = 200;
/// So many an invitation carries at most.
pub const MOST_CARRIED: usize = 20;

/// May somebody learn who is in which group? Groups belong to the portal, so whoever sees its accounts does, as in
/// Developers. A role in a domain shows none of them, and neither does `groups.manage` by itself, which sees the names
/// of groups and not their people.
pub fn may_be_seen_by(actor: &Actor) -> bool {
    actor.may(Action::AccountsRead)
}

/// Why something about groups can't be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The name is no plain text of 1 to 64 code points.
    Name(TextFault),
    /// Another group has that name, whatever the case of its letters.
    Taken,
    /// There are as many groups as there may be.
    TooMany,
    /// An invitation carries no more than [`MOST_CARRIED`].
    TooManyCarried,
    /// One of the chosen groups is not there, or not any more.
    Unknown,
}

impl Fault {
    /// The field at fault, by its name on the wire.
    pub const fn field(self) -> &'static str {
        match self {
            Fault::Name(_) | Fault::Taken | Fault::TooMany => "name",
            Fault::TooManyCarried | Fault::Unknown => "groups",
        }
    }

    /// The fault in a sentence that names the fix.
    pub const fn reason(self) -> &'static str {
        match self {
            Fault::Name(fault) => fault.reason(),
            Fault::Taken => "There is a group of this name already; choose another one.",
            Fault::TooMany => "There are 200 groups already; delete one first.",
            Fault::TooManyCarried => "An invitation carries at most 20 groups; choose fewer.",
            Fault::Unknown => {
                "A group that was chosen is not there any more; look at the choice and send it again."
            }
        }
    }
}

/// The name of a group: 1 to 64 code points on one line, plain text, no link.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GroupName(String);

impl GroupName {
    /// Reads a name; white space around it is not part of it.
    ///
    /// # Errors
    /// [`Fault::Name`] with the first fault found.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        // The grammar of people's names: both stand in mails and lists of others.
        let name = PersonName::parse(text).map_err(Fault::Name)?;
        Ok(GroupName(name.into_string()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two names are told apart by: case and the width of white space do not count.
    pub fn key(&self, unicode: &impl Normalise) -> String {
        let folded = unicode.nfc(&unicode.nfc(&self.0).to_lowercase());
        folded.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// The groups that somebody chose for an invitation: each once.
///
/// # Errors
/// [`Fault::TooManyCarried`].
pub fn choose(ids: &[GroupId]) -> Result<Vec<GroupId>, Fault> {
    let chosen = each_once(ids);
    if chosen.len() > MOST_CARRIED {
        return Err(Fault::TooManyCarried);
    }
    Ok(chosen)
}

/// The same groups, each once, in an order of their own.
pub fn each_once(ids: &[GroupId]) -> Vec<GroupId> {
    let mut chosen = ids.to_vec();
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

/// May the actor change in which groups an account of that role is? Never on an account that holds what they lack
/// (PRODUCT.md section 4).
///
/// # Errors
/// [`account::Refusal::NotAllowed`] without `groups.manage`, [`account::Refusal::AboveCeiling`] above theirs.
pub fn may_change(actor: &Actor, role_actions: ActionSet) -> Result<(), account::Refusal> {
    let action = Action::GroupsManage;
    if !actor.may(action) {
        return Err(account::Refusal::NotAllowed { action });
    }
    if !actor.actions.covers(role_actions) {
        return Err(account::Refusal::AboveCeiling);
    }
    Ok(())
}

/// A group by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedGroup {
    /// Its id.
    pub id: GroupId,
    /// Its name as of now.
    pub name: String,
}

/// What an invitation carries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// The groups that are there, by name.
    pub groups: Vec<NamedGroup>,
    /// The names of those that were deleted since: nobody joins them any more.
    pub deleted: Vec<String>,
}

impl Carried {
    /// Does it carry none, and never did?
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.deleted.is_empty()
    }
}

/// One row of Groups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRow {
    /// Its id.
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// Since when.
    pub created_at: Timestamp,
    /// How many accounts are in it, up to a bound.
    pub members: Count,
}

/// One account of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The account.
    pub id: AccountId,
    /// The full name.
    pub name: String,
    /// The address as typed.
    pub email: String,
    /// The status of the account.
    pub status: account::Status,
    /// Since when it is in the group.
    pub joined_at: Timestamp,
    /// May the reader take it out?
    pub may_leave: bool,
}

/// One group with a page of its accounts, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupPage {
    /// The group.
    pub row: GroupRow,
    /// How many invitations that are pending or waiting carry it, up to a bound.
    pub open_invitations: Count,
    /// The accounts of this page.
    pub members: Vec<Member>,
    /// The ordinal of the first one, from 1; 0 when there is none.
    pub first: u64,
    /// The cursor of the page after; `None` on the last.
    pub next: Option<String>,
    /// The cursor of the page before; `None` on the first.
    pub previous: Option<String>,
}

/// The query string of a page of a group; empty for page one.
pub fn page_query(cursor: &str) -> String {
    match cursor {
        "" => String::new(),
        cursor => format!("page={}", percent_encode(cursor)),
    }
}

#[cfg(test)]
mod tests;
