//! Consumers > Groups, and what other pages say of groups.

use super::numbers::number;
use rules::group::GroupPage;

/// The page's heading, a column and a field.
pub const TITLE: &str = "Groups";
/// Under it.
pub const LEAD: &str =
    "A group is a set of people, to filter and sort them by. It gives no rights.";
/// The page of one, and the filter.
pub const GROUP: &str = "Group";
/// The filter takes everything.
pub const ALL: &str = "All";
/// The card that makes one.
pub const CREATE_TITLE: &str = "New group";
/// Its button.
pub const CREATE: &str = "Create group";
/// It is made.
pub const CREATED: &str = "The group is created.";
/// The name of a group.
pub const NAME: &str = "Name";
/// What it may be.
pub const NAME_HINT: &str = "Up to 64 characters, plain text. No two groups have the same name.";
/// How many accounts, and which.
pub const PEOPLE: &str = "People";
/// How people get into it.
pub const PEOPLE_LEAD: &str =
    "People join with an invitation that carries the group, or on their own page under Developers.";
/// Since when it is there.
pub const SINCE: &str = "Created";
/// There is none.
pub const NONE: &str = "There is no group yet";
/// What to do then.
pub const NONE_HINT: &str = "Create one, and choose it when you invite people.";
/// The list could not be read.
pub const FAILED: &str = "The groups can't be shown";
/// One could not be read.
pub const FAILED_ONE: &str = "The group can't be shown";
/// Invitations that carry it and are pending or waiting.
pub const OPEN_INVITATIONS: &str = "Open invitations";
/// The card that gives another name.
pub const RENAME_TITLE: &str = "Another name";
/// Its button.
pub const RENAME: &str = "Rename";
/// It has another name.
pub const RENAMED: &str = "The group is renamed.";
/// Nobody is in it.
pub const NOBODY: &str = "Nobody is in this group.";
/// The pager.
pub const PAGES: &str = "Pages of people";
/// A column.
pub const STATUS: &str = "Status";
/// A column.
pub const JOINED: &str = "In it since";
/// Takes somebody out.
pub const REMOVE: &str = "Remove";
/// Somebody was taken out.
pub const REMOVED: &str = "Taken out of the group.";

/// The name of that button, with its object.
pub fn remove_name(email: &str) -> String {
    format!("Remove {email}")
}

/// The button that ends a group.
pub const DELETE: &str = "Delete group";
/// It is ended.
pub const DELETED_DONE: &str = "The group is deleted.";

/// The question before it.
pub fn delete_title(name: &str) -> String {
    format!("Delete the group {name}?")
}

/// What it ends: who leaves, and which invitations lose it.
pub fn delete_text(page: &GroupPage) -> String {
    format!(
        "People who leave it: {}; their accounts stay as they are. Open invitations that lose it: {}; they keep their \
         other groups, and say so.",
        number(page.row.members),
        number(page.open_invitations)
    )
}

/// Before the names of groups that an invitation carried.
pub const DELETED: &str = "deleted since:";
/// A group of an address that is not there any more.
pub const DELETED_GROUP: &str = "a deleted group";
/// The groups of an invitation.
pub const CARRIED_HINT: &str = "People are in them from the moment their account is approved.";
/// The card of an account's groups.
pub const OF_ACCOUNT_LEAD: &str = "A group gives no rights.";
/// What is ticked.
pub const CHOICE: &str = "In these groups";
/// Its button.
pub const SAVE: &str = "Save groups";
/// They are saved.
pub const SAVED: &str = "The groups are saved.";

/// The chip of the filter.
pub fn chip(name: &str) -> String {
    format!("Group: {name}")
}

/// What became of a form that was sent without JavaScript.
pub fn done(code: &str) -> Option<&'static str> {
    Some(match code {
        "groups/create" => CREATED,
        "groups/rename" => RENAMED,
        "groups/delete" => DELETED_DONE,
        "groups/remove" => REMOVED,
        "groups/set" => SAVED,
        _ => return None,
    })
}
