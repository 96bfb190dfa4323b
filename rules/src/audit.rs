//! The page Audit as it travels from the server (PRODUCT.md 8.8): what is asked for, and its answer.
//! The trail holds ids; names are those of now. Knows no SQL.

use crate::ids::AccountId;
use crate::listing::{Count, percent_encode};
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// Rows a page.
pub const EVENTS_A_PAGE: u16 = 50;
/// Longest id of an object in characters.
const LONGEST_OBJECT: usize = 100;

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
    pub const ALL: [AuditFamily; 8] = [
        AuditFamily::All,
        AuditFamily::Invitation,
        AuditFamily::Submission,
        AuditFamily::Account,
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

/// What the page Audit asks for, newest first. Its serialised form is the query string of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AuditListing {
    /// What about.
    pub about: AuditFamily,
    /// Whose: empty, a kind of actor, or an account's id.
    pub by: String,
    /// On one object: its id; empty for all.
    pub object: String,
    /// From this UTC day on, as `2026-11-21`; empty for no bound.
    pub from: String,
    /// Up to and with this UTC day; empty for no bound.
    pub to: String,
    /// What a verification came to, signed; empty without one.
    pub verified: String,
    /// Where the page begins; opaque and signed; empty for page one.
    pub page: String,
}

/// What is wrong with a field of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListingFault {
    /// Of `by`.
    By,
    /// Of `object`.
    Object,
    /// Of `from`.
    From,
    /// Of `to`.
    To,
    /// `to` lies before `from`.
    Backwards,
}

impl ListingFault {
    /// The field's name.
    pub const fn field(self) -> &'static str {
        match self {
            ListingFault::By => "by",
            ListingFault::Object => "object",
            ListingFault::From => "from",
            ListingFault::To | ListingFault::Backwards => "to",
        }
    }

    /// What it may be.
    pub const fn reason(self) -> &'static str {
        match self {
            ListingFault::By => "Choose one of the list, or the id of an account.",
            ListingFault::Object => "An id has at most 100 characters, none of them invisible.",
            ListingFault::From | ListingFault::To => "A day is written as 2026-11-21.",
            ListingFault::Backwards => "The last day can't lie before the first.",
        }
    }
}

/// A listing, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditFilter {
    /// What about; `None` for everything.
    pub family: Option<AuditFamily>,
    /// Whose.
    pub by: AuditBy,
    /// On one object.
    pub object: Option<String>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
}

impl AuditListing {
    /// Does it narrow the list in any way?
    pub fn is_filtered(&self) -> bool {
        self.unpaged() != AuditListing::default()
    }

    /// The same filter, page one, without what was verified.
    pub fn unpaged(&self) -> Self {
        AuditListing {
            page: String::new(),
            verified: String::new(),
            ..self.clone()
        }
    }

    /// The same list on another page.
    pub fn on_page(&self, page: &str) -> Self {
        AuditListing {
            page: page.to_owned(),
            ..self.unpaged()
        }
    }

    /// The query string, without what is the default; empty for the plain list.
    pub fn query(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        if self.about != AuditFamily::All {
            parts.push(format!("about={}", self.about.as_str()));
        }
        for (name, value) in [
            ("by", &self.by),
            ("object", &self.object),
            ("from", &self.from),
            ("to", &self.to),
            ("verified", &self.verified),
            ("page", &self.page),
        ] {
            if !value.is_empty() {
                parts.push(format!("{name}={}", percent_encode(value)));
            }
        }
        parts.join("&")
    }

    /// What it asks for, or every fault at once.
    pub fn read(&self) -> Result<AuditFilter, Vec<ListingFault>> {
        let mut faults = Vec::new();
        let by = AuditBy::parse(&self.by).unwrap_or_else(|| {
            faults.push(ListingFault::By);
            AuditBy::Anybody
        });
        let is_object = self.object.chars().count() <= LONGEST_OBJECT
            && !self.object.chars().any(char::is_control);
        if !is_object {
            faults.push(ListingFault::Object);
        }
        let mut day = |text: &str, fault: ListingFault| match text {
            "" => None,
            text => {
                let day = Timestamp::from_date(text);
                if day.is_none() {
                    faults.push(fault);
                }
                day
            }
        };
        let from = day(&self.from, ListingFault::From);
        let to = day(&self.to, ListingFault::To);
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            faults.push(ListingFault::Backwards);
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(AuditFilter {
            family: (self.about != AuditFamily::All).then_some(self.about),
            by,
            object: (!self.object.is_empty()).then(|| self.object.clone()),
            from,
            until: to.map(|to| to.plus(Span::days(1))),
        })
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

    fn listing(by: &str, object: &str, from: &str, to: &str) -> AuditListing {
        AuditListing {
            by: by.into(),
            object: object.into(),
            from: from.into(),
            to: to.into(),
            ..AuditListing::default()
        }
    }

    #[test]
    fn the_whole_view_stands_in_the_query() {
        // UX TBL-03
        assert_eq!(AuditListing::default().query(), "");
        let view = AuditListing {
            about: AuditFamily::Denial,
            page: "a.b".into(),
            ..listing("visitor", "/login", "2026-11-01", "2026-11-21")
        };
        assert_eq!(
            view.query(),
            "about=denial&by=visitor&object=%2Flogin&from=2026-11-01&to=2026-11-21&page=a.b"
        );
        assert!(view.is_filtered() && view.unpaged().page.is_empty());
        assert!(!AuditListing::default().on_page("a").is_filtered());
    }

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

    #[test]
    fn the_last_day_is_meant_whole() {
        let filter = listing("", "", "2026-11-21", "2026-11-21").read().unwrap();
        let (from, until) = (filter.from.unwrap(), filter.until.unwrap());
        assert_eq!(from.rfc3339(), "2026-11-21T00:00:00Z");
        assert_eq!(until.since(from), Span::days(1));
    }

    #[test]
    fn every_fault_is_told_at_once_with_its_field() {
        let faults = listing("somebody", "a\0b", "21.11.2026", "2026-02-30")
            .read()
            .unwrap_err();
        let fields: Vec<_> = faults.iter().map(|fault| fault.field()).collect();
        assert_eq!(fields, ["by", "object", "from", "to"]);
        let faults = listing("", "", "2026-11-21", "2026-11-20")
            .read()
            .unwrap_err();
        assert_eq!(faults, [ListingFault::Backwards]);
        assert!(listing("", &"x".repeat(101), "", "").read().is_err());
    }
}
