//! The page Audit as it travels from the server (PRODUCT.md 8.8): what is asked for, and its answer.
//! The trail holds ids; names are those of now. Knows no SQL.

mod listing;

pub use listing::{AuditFilter, AuditListing, ListingFault};

use crate::ids::AccountId;
use crate::listing::Count;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Rows a page.
pub const EVENTS_A_PAGE: u16 = 50;

/// What events are about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditFamily {
    /// Everything.
    #[default]
    All,
    /// Invitations.
    Invitation,
    /// Lists that were sent.
    Submission,
    /// Accounts.
    Account,
    /// Groups.
    Group,
    /// Requests for an account.
    SelfRegistration,
    /// Logins and logouts.
    Session,
    /// Mails.
    Mail,
    /// Settings.
    Setting,
    /// Whatever was denied (SECURITY LOG-2).
    Denial,
}

impl AuditFamily {
    /// In the order of the page.
    pub const ALL: [AuditFamily; 10] = [
        AuditFamily::All,
        AuditFamily::Invitation,
        AuditFamily::Submission,
        AuditFamily::Account,
        AuditFamily::Group,
        AuditFamily::SelfRegistration,
        AuditFamily::Session,
        AuditFamily::Mail,
        AuditFamily::Setting,
        AuditFamily::Denial,
    ];

    /// The word in the query string, and the kind of object in the trail.
    pub const fn as_str(self) -> &'static str {
        match self {
            AuditFamily::All => "all",
            AuditFamily::Invitation => "invitation",
            AuditFamily::Submission => "submission",
            AuditFamily::Account => "account",
            AuditFamily::Group => "group",
            AuditFamily::SelfRegistration => "self_registration",
            AuditFamily::Session => "session",
            AuditFamily::Mail => "mail",
            AuditFamily::Setting => "setting",
            AuditFamily::Denial => "denial",
        }
    }

    /// From the word in the query string.
    pub fn parse(word: &str) -> Option<Self> {
        AuditFamily::ALL
            .into_iter()
            .find(|family| family.as_str() == word)
    }
}

/// What kind of actor did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// Somebody with an account.
    Account,
    /// Whoever holds a link.
    Link,
    /// Somebody unknown.
    Visitor,
    /// The command line.
    CommandLine,
    /// The portal itself.
    System,
}

impl ActorKind {
    /// Every kind, in the order of the page.
    pub const ALL: [ActorKind; 5] = [
        ActorKind::Account,
        ActorKind::Link,
        ActorKind::Visitor,
        ActorKind::CommandLine,
        ActorKind::System,
    ];

    /// The word in the trail and in the query string.
    pub const fn as_str(self) -> &'static str {
        match self {
            ActorKind::Account => "account",
            ActorKind::Link => "link",
            ActorKind::Visitor => "visitor",
            ActorKind::CommandLine => "command_line",
            ActorKind::System => "system",
        }
    }

    /// From its word.
    pub fn parse(word: &str) -> Option<Self> {
        ActorKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}

/// Whose events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditBy {
    /// Everybody's.
    Anybody,
    /// Of one account.
    Account(AccountId),
    /// Of everybody of a kind that has no account.
    Kind(ActorKind),
}

impl AuditBy {
    /// From the text in the query string: empty, a kind without accounts, or an account's id.
    pub fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(AuditBy::Anybody);
        }
        match ActorKind::parse(text) {
            Some(ActorKind::Account) => None,
            Some(kind) => Some(AuditBy::Kind(kind)),
            None => text.parse().ok().map(AuditBy::Account),
        }
    }
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditActor {
    /// What kind of actor.
    pub kind: ActorKind,
    /// The account, when there is one.
    pub id: Option<AccountId>,
    /// Its name as of now; `None` when it is gone.
    pub name: Option<String>,
}

/// What it was done to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditObject {
    /// The kind, in the trail's word.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// What it is called as of now, as far as the reader may know.
    pub name: Option<String>,
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    /// Its number.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: AuditActor,
    /// What, in the trail's word.
    pub action: String,
    /// On what.
    pub object: AuditObject,
    /// JSON; empty when there was nothing before.
    pub before: String,
    /// JSON; empty when there is nothing after.
    pub after: String,
    /// In which request; empty outside of one.
    pub request_id: String,
    /// Its place in the sealed chain; `None` until it is sealed.
    pub position: Option<i64>,
    /// Its seal in hexadecimal digits; empty until it is sealed.
    pub seal: String,
}

/// How far the sealed chain was verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditVerification {
    /// So many events are as they were sealed.
    pub verified: u64,
    /// So many wait for the sealer.
    pub unsealed: Count,
    /// The first position that does not fit.
    pub broken_at: Option<i64>,
    /// Was it looked at to its end, or to where it breaks?
    pub is_over: bool,
    /// When this was found.
    pub at: Timestamp,
    /// All of this, signed: where to go on, and what a page may show.
    pub token: String,
}

/// One page of the page Audit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// What was asked, as understood.
    pub listing: AuditListing,
    /// Its rows, newest first.
    pub rows: Vec<AuditRow>,
    /// The ordinal of the first row, from 1; 0 when there are no rows.
    pub first: u64,
    /// How many rows match.
    pub total: Count,
    /// The cursor of the page after; `None` on the last.
    pub next: Option<String>,
    /// The cursor of the page before; `None` on the first.
    pub previous: Option<String>,
    /// The name of the account whose events these are.
    pub by_name: Option<String>,
    /// What was verified just now.
    pub verification: Option<AuditVerification>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_understood() {
        for family in AuditFamily::ALL {
            assert_eq!(AuditFamily::parse(family.as_str()), Some(family));
        }
        for kind in ActorKind::ALL {
            assert_eq!(ActorKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(
            AuditBy::parse("system"),
            Some(AuditBy::Kind(ActorKind::System))
        );
        assert_eq!(AuditBy::parse(""), Some(AuditBy::Anybody));
        let id = "01890000-0000-7000-8000-000000000000";
        assert_eq!(AuditBy::parse(id), id.parse().ok().map(AuditBy::Account));
        assert_eq!(AuditBy::parse("account"), None);
    }
}
