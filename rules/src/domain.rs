//! Domains: workspaces that people are invited to, each with members and roles of its own (M; PRODUCT.md sections 1
//! and 4). Knows no rows, no clock, and no web address but the domain's own name.

use crate::ids::DomainId;
use crate::listing::Count;
use crate::plain_text::{Note, PersonName, TextFault};
use crate::policy::{Action, Actor};
use crate::role::{DomainAction, DomainActionSet, DomainRole};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// Shortest name, in characters.
pub const LEAST_NAME: usize = 3;
/// Longest name, in characters.
pub const MOST_NAME: usize = 40;

/// What stands in the address of a domain's pages: 3 to 40 of a-z 0-9 -, unique, never changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DomainName(String);

/// Why a name is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameFault {
    /// Fewer than [`LEAST_NAME`], or more than [`MOST_NAME`].
    Length,
    /// Something else than a-z 0-9 -.
    Character,
}

impl NameFault {
    /// The fault in a sentence that names the fix.
    pub const fn reason(self) -> &'static str {
        match self {
            NameFault::Length => "Use 3 to 40 characters.",
            NameFault::Character => "Use only a to z, 0 to 9 and the hyphen.",
        }
    }
}

impl DomainName {
    /// Reads a name; white space around it is not part of it.
    pub fn parse(text: &str) -> Result<Self, NameFault> {
        let name = text.trim();
        let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !name.chars().all(is_allowed) {
            return Err(NameFault::Character);
        }
        if !(LEAST_NAME..=MOST_NAME).contains(&name.len()) {
            return Err(NameFault::Length);
        }
        Ok(DomainName(name.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How a domain is described: its title of up to 64 code points and a text of up to 500.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// What people read.
    pub title: PersonName,
    /// May be empty.
    pub text: Note,
}

impl Description {
    /// Reads both; the fault names the field.
    pub fn parse(title: &str, text: &str) -> Result<Self, (&'static str, TextFault)> {
        Ok(Description {
            title: PersonName::parse(title).map_err(|fault| ("title", fault))?,
            text: Note::parse(text).map_err(|fault| ("description", fault))?,
        })
    }
}

/// What somebody holds in a domain: what their role there holds, or everything with `domains.read_all`.
pub fn held(actor: &Actor, role_actions: DomainActionSet) -> DomainActionSet {
    if actor.may(Action::DomainsReadAll) {
        DomainActionSet::ALL
    } else {
        role_actions
    }
}

/// Why something can't be done with a domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "refusal")]
pub enum Refusal {
    /// The actor lacks the action in this domain.
    NotAllowed {
        /// The action that is missing.
        action: DomainAction,
    },
    /// An archived domain is read-only.
    Archived,
    /// It is not archived.
    NotArchived,
    /// Another domain has the name.
    NameTaken,
}

/// What is asked of a domain itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Another title or description.
    Describe,
    /// Makes it read-only.
    Archive,
    /// Brings it back with its members, without its invitations.
    Unarchive,
}

impl Command {
    /// Every command.
    pub const ALL: [Command; 3] = [Command::Describe, Command::Archive, Command::Unarchive];
}

/// May it be done?
pub fn decide(is_archived: bool, command: Command, held: DomainActionSet) -> Result<(), Refusal> {
    let action = match command {
        Command::Describe => DomainAction::Manage,
        Command::Archive | Command::Unarchive => DomainAction::Archive,
    };
    if !held.allows(action) {
        return Err(Refusal::NotAllowed { action });
    }
    match (command, is_archived) {
        (Command::Describe | Command::Archive, true) => Err(Refusal::Archived),
        (Command::Unarchive, false) => Err(Refusal::NotArchived),
        (Command::Describe | Command::Archive, false) | (Command::Unarchive, true) => Ok(()),
    }
}

/// One domain in the list of mine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainRow {
    /// Its id.
    pub id: DomainId,
    /// What stands in its address.
    pub name: String,
    /// What people read.
    pub title: String,
    /// May be empty.
    pub description: String,
    /// The caller's role there; `None` for whoever sees it by `domains.read_all`.
    pub role: Option<String>,
    /// Its members.
    pub members: Count,
    /// Its pending invitations, for whoever may read them.
    pub pending: Option<Count>,
    /// Since when it is read-only.
    pub archived_at: Option<Timestamp>,
    /// Has nobody in it every domain action any more?
    pub lacks_administrator: bool,
}

/// A domain that the caller may invite into, with the roles that they may give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedDomain {
    /// What stands in its address.
    pub name: String,
    /// What people read.
    pub title: String,
    /// By name.
    pub roles: Vec<String>,
}

impl OfferedDomain {
    /// A domain with a role, as a form sends it; [`chosen`] reads it.
    pub fn choice(name: &str, role: &str) -> String {
        format!("{name}={role}")
    }
}

/// The domains with a role each that a form sent. A field that was left alone sends nothing.
pub fn chosen(values: &[String]) -> Vec<(String, String)> {
    let pairs = values.iter().filter_map(|value| value.split_once('='));
    pairs
        .map(|(domain, role)| (domain.to_string(), role.to_string()))
        .collect()
}

/// One domain, as somebody who may enter it sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    /// The row of the list.
    pub row: DomainRow,
    /// What the caller holds in it.
    pub held: DomainActionSet,
    /// Every role that somebody can have in it.
    pub roles: Vec<DomainRole>,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom, by name.
    pub created_by: String,
}

impl Domain {
    /// The roles that the caller may give.
    pub fn roles_to_give(&self) -> impl Iterator<Item = &DomainRole> {
        let held = self.held;
        self.roles
            .iter()
            .filter(move |role| held.covers(role.actions))
    }

    /// May the caller ask this of the domain now?
    pub fn offers(&self, command: Command) -> bool {
        decide(self.row.archived_at.is_some(), command, self.held).is_ok()
    }
}
