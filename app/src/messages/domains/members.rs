//! The words of the tab Members.

use rules::account;
use rules::membership::{Act, MemberPage, MemberRow, Status};

/// The tab.
pub const TITLE: &str = "Members";
/// What the table lists, read aloud.
pub const CAPTION: &str = "Members of this domain";
/// A column.
pub const NAME: &str = "Name";
/// A column.
pub const EMAIL: &str = "Email";
/// A column.
pub const STATUS: &str = "Status";
/// A column.
pub const ROLE: &str = "Role";
/// A column.
pub const JOINED: &str = "Joined";
/// A column.
pub const INVITED_BY: &str = "Invited by";
/// A column.
pub const END_DATE: &str = "End date";
/// A column.
pub const ACTIONS: &str = "Actions";
/// The name in one's own row (M).
pub const YOU: &str = "You";
/// A membership that does not end by itself.
pub const NO_END: &str = "none";
/// The domain that it belongs to.
pub const DOMAIN: &str = "Domain";

/// The status of a membership.
pub const fn status(status: Status) -> &'static str {
    match status {
        Status::Active => "Active",
        Status::Ended => "Ended",
    }
}

/// What keeps the account of an active membership from using it.
pub fn account_note(row: &MemberRow) -> Option<&'static str> {
    match (row.status, row.account_status) {
        (Status::Ended, _) | (_, Some(account::Status::Approved)) => None,
        (_, Some(account::Status::Requested)) => Some("account waits for approval"),
        (_, Some(account::Status::Rejected)) => Some("account rejected"),
        (_, Some(account::Status::Revoked)) => Some("account revoked"),
        (_, None) => Some("account deleted"),
    }
}

/// Who invited, or how somebody came in without an invitation.
pub fn invited_by(row: &MemberRow) -> String {
    match &row.invited_by {
        Some(inviter) => inviter.name.clone(),
        None => "Made the domain".to_string(),
    }
}

/// Fetches the list as a file.
pub const EXPORT: &str = "Export CSV";
/// A filter of a file that can't be understood.
pub const UNKNOWN_FILTER: &str = "Choose one of the filter's words.";
/// The columns of the file; the groups are there only for whoever may see groups.
pub const COLUMNS: [&str; 10] = [
    "name",
    "email",
    "status",
    "account_status",
    "role",
    "joined_at",
    "invited_by",
    "ends_at",
    "ended_at",
    GROUPS_COLUMN,
];
/// The last of the columns.
pub const GROUPS_COLUMN: &str = "groups";

/// The file's name.
pub fn file_name(domain: &str, date: &str) -> String {
    format!("members-{domain}-{date}.csv")
}

/// The name of the search form.
pub const SEARCH_NAME: &str = "Search members";
/// The text that is searched for.
pub const SEARCH_LABEL: &str = "Name or email";
/// Shown while the search is empty.
pub const SEARCH_PLACEHOLDER: &str = "Any part of a name or address";
/// A short search among many.
pub const SEARCH_IS_PREFIX: &str = "There are many members: this finds addresses that begin with it. Type three letters for any part.";
/// No filter by role.
pub const EVERY_ROLE: &str = "All";
/// A filter in force: the text.
pub const SEARCHED: &str = "Search";
/// The pager.
pub const PAGER: &str = "Pages of members";

/// Told when another list has arrived.
pub fn loaded(page: &MemberPage) -> String {
    format!("{TITLE}: {}", crate::messages::list::range(page))
}

/// Nobody is left.
pub const NOBODY: &str = "Nobody is in this domain";
/// What to do.
pub const NOBODY_HINT: &str = "Send an invitation on the tab Invitations.";
/// No row fits.
pub const NO_MATCH: &str = "Nobody matches";
/// What to do.
pub const NO_MATCH_HINT: &str = "Take a filter off, or search for something else.";
/// The list could not be read.
pub const FAILED: &str = "The members can't be shown now";

/// Gives another role.
pub const CHANGE_ROLE: &str = "Change role";
/// Ends somebody's membership.
pub const REMOVE: &str = "Remove";
/// Ends one's own.
pub const LEAVE: &str = "Leave";

/// What can be done with a row.
pub const fn label(act: Act) -> &'static str {
    match act {
        Act::ChangeRole => CHANGE_ROLE,
        Act::SetEnd => END_DATE,
        Act::Remove => REMOVE,
        Act::Leave => LEAVE,
    }
}

/// The name of an action, with its object.
pub fn action_name(act: Act, email: &str) -> String {
    format!("{} {email}", label(act))
}

/// The heading of the question before an end.
pub fn question(row: &MemberRow) -> String {
    if row.is_oneself {
        return "Leave this domain?".to_string();
    }
    format!("Remove {} ({}) from this domain?", row.name, row.email)
}

/// Said after an end.
pub fn ended(row: &MemberRow) -> String {
    if row.is_oneself {
        return "You have left the domain.".to_string();
    }
    format!("{} is no member any more.", row.email)
}

/// The card of Remove.
pub const REMOVE_CARD: &str = "Remove from the domain";
/// What it does.
pub const REMOVE_TEXT: &str = "The person loses access to the domain with the next request. Their invitation stays in its history, and they may be invited again.";
/// The card of Leave.
pub const LEAVE_CARD: &str = "Leave the domain";
/// What it does.
pub const LEAVE_TEXT: &str =
    "You lose access to the domain with the next request. Only a new invitation brings you back.";

/// The check box of the head.
pub const CHOOSE_ALL: &str = "Choose everybody on this page";
/// The bar with what can be done with the chosen ones.
pub const BULK: &str = "With the chosen members";
/// Chooses nobody.
pub const CHOOSE_NOBODY: &str = "Choose nobody";
/// The drop-down of the role that all of them get.
pub const NEW_ROLE: &str = "New role";
/// No role is chosen yet.
pub const CHOOSE_ROLE: &str = "New role …";
/// What removing several does.
pub const REMOVE_SEVERAL_TEXT: &str = "They lose access to the domain with the next request. Their invitations stay in its history, and they may be invited again.";

/// The heading of the question before several ends.
pub fn remove_several(count: usize) -> String {
    match count {
        1 => "Remove 1 member from this domain?".to_string(),
        n => format!("Remove {n} members from this domain?"),
    }
}

/// The verb of that question.
pub fn remove_count(count: usize) -> String {
    match count {
        1 => "Remove 1 member".to_string(),
        n => format!("Remove {n} members"),
    }
}

/// The same where nobody counts along.
pub const REMOVE_CHOSEN: &str = "Remove the chosen members";

/// What became of one of several.
pub fn answered(email: &str, refusal: Option<&str>) -> String {
    let who = if email.is_empty() { DETAIL } else { email };
    match refusal {
        Some(why) => format!("{who}: {why}"),
        None => format!("{who}: done."),
    }
}

/// The page of one membership.
pub const DETAIL: &str = "Member";
/// It could not be read.
pub const DETAIL_FAILED: &str = "The member can't be shown";
/// The card of the role.
pub const ROLE_CARD: &str = "Role in this domain";
/// What changing it does.
pub const ROLE_LEAD: &str =
    "It holds from the person's next request. Roles with more rights than yours are not offered.";
/// It is changed.
pub const ROLE_CHANGED: &str = "The role is changed.";
/// The card of the end date.
pub const END_CARD: &str = "End date";
/// What it does.
pub const END_LEAD: &str = "The membership ends by itself after this day.";
/// The field.
pub const LAST_DAY: &str = "Last day";
/// How it is meant.
pub const LAST_DAY_HINT: &str =
    "The whole day counts, until midnight UTC. Leave it empty for no end.";
/// Saves it.
pub const SAVE_END: &str = "Save end date";
/// It is saved.
pub const END_SET: &str = "The end date is saved.";

/// A role with what it is for.
pub fn role_line(name: &str, description: &str) -> String {
    format!("{name} – {description}")
}
