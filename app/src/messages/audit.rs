//! The page Audit: who did what to what, the file, the verification.

mod events;

pub use events::{label, object_kind, object_name};

use rules::audit::{ActorKind, AuditFamily, AuditPage, AuditVerification};

/// What the page shows.
pub const LEAD: &str =
    "Everything that was changed or denied, by whom and when. Nothing here can be changed.";
/// The table's caption.
pub const CAPTION: &str = "Events, newest first";
/// What happened.
pub const WHAT: &str = "What";
/// To what.
pub const ON: &str = "On";
/// By whom.
pub const BY: &str = "By";
/// When.
pub const WHEN: &str = "When";
/// What is another now.
pub const CHANGE: &str = "Change";
/// The rest of an event.
pub const DETAILS: &str = "Details";
/// The new value is none.
pub const NOTHING: &str = "nothing";

/// The name of a row's details.
pub fn details_of(label: &str, at: &str) -> String {
    format!("Details: {label}, {at}")
}

/// The moment to the second.
pub const EXACTLY: &str = "Time (UTC)";
/// The trail's word.
pub const WORD: &str = "Event";
/// Who, by id.
pub const ACTOR_ID: &str = "Account id";
/// The request.
pub const REQUEST: &str = "Request";
/// What was.
pub const BEFORE: &str = "Before";
/// What is.
pub const AFTER: &str = "After";
/// Its place in the sealed chain.
pub const SEAL: &str = "Seal";
/// It waits for the sealer.
pub const NOT_SEALED: &str = "Not sealed yet";

/// Its place and the beginning of its seal.
pub fn sealed_at(position: i64, seal: &str) -> String {
    format!("Position {position}, {seal}\u{2026}")
}

/// Leads to what this actor did.
pub fn of_actor(name: &str) -> String {
    format!("Only by {name}")
}

/// Leads to what happened to this object.
pub const OF_OBJECT: &str = "Only on this";

/// The name of the filter.
pub const FILTER_NAME: &str = "Filter the events";
/// Its field for what events are about.
pub const ABOUT: &str = "About";
/// An object's id, as a field and as a fact.
pub const OBJECT_ID: &str = "Object id";
/// The first day.
pub const FROM: &str = "From (UTC)";
/// The last day.
pub const TO: &str = "To (UTC)";
/// Applies the filter.
pub const FILTER: &str = "Filter";
/// Empties it.
pub const CLEAR: &str = "Clear";
/// Whose events: everybody's.
pub const EVERYBODY: &str = "Everybody";

/// What events are about.
pub const fn family(family: AuditFamily) -> &'static str {
    match family {
        AuditFamily::All => "Everything",
        AuditFamily::Invitation => "Invitations",
        AuditFamily::Submission => "Sent lists",
        AuditFamily::Account => "Accounts",
        AuditFamily::Group => "Groups",
        AuditFamily::SelfRegistration => "Requests for an account",
        AuditFamily::Session => "Logins",
        AuditFamily::Mail => "Mails",
        AuditFamily::Setting => "Settings",
        AuditFamily::Denial => "Denials",
    }
}

/// An actor without a name.
pub const fn actor_kind(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::Account => "Somebody with an account",
        ActorKind::Link => "Holder of a link",
        ActorKind::Visitor => "Visitor",
        ActorKind::CommandLine => "Command line",
        ActorKind::System => "The portal",
    }
}

/// An account that is gone.
pub const DELETED_ACCOUNT: &str = "Deleted account";
/// The pager's name.
pub const PAGES: &str = "Pages of events";
/// Leads to newer events.
pub const NEWER: &str = "Newer";
/// Leads to older events.
pub const OLDER: &str = "Older";
/// How many rows a page has.
pub const A_PAGE: &str = "50 a page";
/// What is told aloud when another list has arrived.
pub fn loaded(page: &AuditPage) -> String {
    super::numbers::range_of(page.first, page.rows.len(), page.total)
}

/// Nothing was ever written.
pub const NONE_YET: &str = "Nothing has happened yet";
/// What will stand here.
pub const NONE_YET_HINT: &str =
    "Whatever somebody changes, and whatever is denied to them, appears here at once.";
/// The filter finds nothing.
pub const NONE_MATCH: &str = "No event matches";
/// What to do about it.
pub const NONE_MATCH_HINT: &str = "Take a filter off, or choose other days.";
/// The list can't be shown.
pub const NOT_LOADED: &str = "The events can't be shown now";

/// Fetches the list as a file.
pub const EXPORT: &str = "Export CSV";
/// The filter of a file that can't be understood.
pub const UNKNOWN_FAMILY: &str = "about: choose one of the filter's words.";
/// The columns of the file.
pub const COLUMNS: [&str; 13] = [
    "at",
    "actor_kind",
    "actor_id",
    "actor_name",
    "action",
    "object_kind",
    "object_id",
    "object_name",
    "before",
    "after",
    "request_id",
    "position",
    "seal",
];

/// The file's name.
pub fn file_name(date: &str) -> String {
    format!("audit-{date}.csv")
}

/// Begins the verification.
pub const VERIFY: &str = "Verify";
/// The chain fits to its end.
pub const WHOLE: &str = "The audit trail is whole";
/// The chain does not fit.
pub const BROKEN: &str = "The audit trail was tampered with";
/// There is more to verify.
pub const SO_FAR: &str = "Whole so far";

/// What a verification came to.
pub fn verified(found: &AuditVerification) -> String {
    let unsealed = match (found.unsealed.n, found.unsealed.or_more) {
        (0, _) => "None waits to be sealed.".to_string(),
        (1, false) => "1 is not sealed yet.".to_string(),
        (n, false) => format!("{n} are not sealed yet."),
        (n, true) => format!("More than {n} are not sealed yet."),
    };
    let verified = match found.verified {
        1 => "1 event is as it was sealed.".to_string(),
        n => format!("{n} events are as they were sealed."),
    };
    match found.broken_at {
        Some(position) => format!(
            "The event at position {position} is missing or was changed after it was sealed. Before it, {verified} {unsealed}"
        ),
        None if found.is_over => format!("{verified} {unsealed}"),
        None => format!("{verified} There are more: press Verify again to go on."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::listing::Count;
    use rules::time::Timestamp;

    #[test]
    fn a_verification_says_how_many_and_where_it_breaks() {
        let mut found = AuditVerification {
            verified: 1,
            unsealed: Count::exactly(0),
            broken_at: None,
            is_over: true,
            at: Timestamp::EPOCH,
            token: String::new(),
        };
        assert_eq!(
            verified(&found),
            "1 event is as it was sealed. None waits to be sealed."
        );
        found.broken_at = Some(2);
        found.unsealed = Count::exactly(3);
        assert_eq!(
            verified(&found),
            "The event at position 2 is missing or was changed after it was sealed. Before it, 1 event is as it was sealed. 3 are not sealed yet."
        );
    }
}
