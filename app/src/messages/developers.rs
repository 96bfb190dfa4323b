//! Consumers > Developers. The labels of tabs and actions are literal (K; PRODUCT.md section 3).

use rules::account::{Command, DeveloperPage, DeveloperRow, Origin, Status, Story};

/// The page's heading.
pub const TITLE: &str = "Developers";
/// What the table lists, read aloud.
pub const CAPTION: &str = "Accounts on this tab";
/// The name of the tabs.
pub const TABS: &str = "Accounts by status";
/// A column.
pub const NAME: &str = "Name";
/// A column.
pub const EMAIL: &str = "Email";
/// A column.
pub const CREATED: &str = "Created";
/// A column.
pub const ROLE: &str = "Role";
/// A column.
pub const ORIGIN: &str = "Origin";
/// A column.
pub const ACTIONS: &str = "Actions";
/// The check box of the head.
pub const CHOOSE_ALL: &str = "Choose everybody on this page";
/// Beside one's own name.
pub const YOU: &str = "you";

/// The name of the search form.
pub const SEARCH_NAME: &str = "Search developers";
/// The text that is searched for.
pub const SEARCH_LABEL: &str = "Name or email";
/// Shown while the search is empty.
pub const SEARCH_PLACEHOLDER: &str = "Any part of a name or address";
/// A short search among many.
pub const SEARCH_IS_PREFIX: &str = "There are many accounts: this finds addresses that begin with it. Type three letters for any part.";
/// The pager.
pub const PAGER: &str = "Pages of developers";

/// Lets a person in whom nobody has decided about.
pub const ACCEPT: &str = "Accept";
/// Refuses them.
pub const REJECT: &str = "Reject";
/// Ends access.
pub const REVOKE: &str = "Revoke";
/// Removes the account.
pub const DELETE: &str = "Delete";
/// Opens the reader's mail client.
pub const EMAIL_DEVELOPER: &str = "Email Developer";

/// The literal label of an action, by where the account stands.
pub const fn label(command: Command, status: Status) -> &'static str {
    match (command, status) {
        (Command::Approve, Status::Requested) => ACCEPT,
        (Command::Approve, Status::Revoked) => "Re-approve",
        (Command::Approve, Status::Approved | Status::Rejected) => "Approve",
        (Command::Reject, _) => REJECT,
        (Command::Revoke, _) => REVOKE,
        (Command::Delete, _) => DELETE,
    }
}

/// The name of an action's button, with its object.
pub fn action_name(label: &str, email: &str) -> String {
    format!("{label} {email}")
}

/// The heading of the question before it.
pub fn question(command: Command, name: &str, email: &str) -> String {
    let who = format!("{name} ({email})");
    match command {
        Command::Approve => format!("Let {who} in?"),
        Command::Reject => format!("Reject {who}?"),
        Command::Revoke => format!("Revoke the access of {who}?"),
        Command::Delete => format!("Delete the account of {who}?"),
    }
}

/// What rejecting does.
pub const REJECT_TEXT: &str = "The person can't log in. An invitation of theirs that waits is rejected too. You can approve them later.";
/// What revoking does.
pub const REVOKE_TEXT: &str = "The person is logged out everywhere at once and can't log in any more. Re-approve brings everything back as it was.";
/// What deleting does (DST-01).
pub const DELETE_TEXT: &str = "The person is logged out everywhere, and the account is gone for good. The address is free again; the history keeps the name.";
/// What letting in does.
pub const APPROVE_TEXT: &str = "The person can log in at once.";
/// The reason for Reject.
pub const REASON: &str = "Reason";
/// What becomes of it.
pub const REASON_HINT: &str = "The person reads it in the mail.";
/// A field that may stay empty.
pub const OPTIONAL: &str = "optional";

/// Said afterwards.
pub fn done_with(command: Command, email: &str) -> String {
    match command {
        Command::Approve => format!("{email} is approved."),
        Command::Reject => format!("{email} is rejected."),
        Command::Revoke => format!("The access of {email} is revoked."),
        Command::Delete => format!("The account of {email} is deleted."),
    }
}

/// Leads to where the account stands now.
pub fn show_tab(tab: Status) -> String {
    format!("Show {}", tab.tab())
}

/// The bar with what can be done with the chosen ones.
pub const BULK: &str = "With the chosen people";
/// Chooses nobody.
pub const CHOOSE_NOBODY: &str = "Choose nobody";

/// One of the answers.
pub fn answered(email: &str, command: Command, refusal: Option<&str>) -> String {
    match refusal {
        Some(why) => format!("{email}: {why}"),
        None => done_with(command, email),
    }
}

/// What a form sent without JavaScript came to.
pub fn done(code: &str) -> Option<&'static str> {
    Some(match code {
        "developers/approve" => "Approved. The person can log in.",
        "developers/reject" => "Rejected. The person can't log in.",
        "developers/revoke" => "Revoked. The person is logged out everywhere.",
        "developers/delete" => "Deleted. The address is free again.",
        "developers/change_role" => "The role is changed. The person logs in again with it.",
        "developers/start_reset" => RESET_STARTED,
        "developers/judge" => {
            "Done. Whoever was decided about by somebody else meanwhile was left alone: the tabs show where everybody stands."
        }
        _ => return None,
    })
}

/// Where an account comes from.
pub fn origin(row: &DeveloperRow) -> String {
    match (&row.inviter, row.origin) {
        (Some(inviter), _) => format!("Invited by {}", inviter.name),
        (None, Origin::Invitation) => "Invited".to_string(),
        (None, Origin::Setup) => "Set-up link".to_string(),
        (None, Origin::CommandLine) => "Command line".to_string(),
        (None, Origin::Registration) => "Self-registered".to_string(),
    }
}

/// Told when another list has arrived.
pub fn loaded(page: &DeveloperPage) -> String {
    let tab = page.listing.tab.tab();
    format!("{tab}: {}", super::list::range(page))
}

/// Nobody stands on the tab.
pub const fn nobody(tab: Status) -> &'static str {
    match tab {
        Status::Requested => "Nobody waits for a decision",
        Status::Approved => "Nobody is approved yet",
        Status::Rejected => "Nobody is rejected",
        Status::Revoked => "Nobody's access is revoked",
    }
}

/// Who would stand there.
pub const fn nobody_hint(tab: Status) -> &'static str {
    match tab {
        Status::Requested => {
            "Whoever registers and needs approval stands here until somebody decides."
        }
        Status::Approved => "Whoever may log in stands here.",
        Status::Rejected => "Whoever was refused stands here, and can be approved later.",
        Status::Revoked => "Whoever lost their access stands here, and can be approved again.",
    }
}

/// The search found nobody.
pub const NO_MATCH: &str = "Nobody matches";
/// What to do.
pub const NO_MATCH_HINT: &str = "Look on another tab, or search for something else.";
/// It could not be read.
pub const FAILED: &str = "The developers can't be shown now";

/// The page of one account.
pub const DETAIL: &str = "Developer";
/// It could not be read.
pub const DETAIL_FAILED: &str = "The account can't be shown";
/// When the status was set.
pub const STATUS_SINCE: &str = "Status since";
/// A deleted account.
pub const DELETED: &str = "Deleted";
/// The address was confirmed without a mail server.
pub const UNPROVEN: &str = "address unproven";
/// The story.
pub const STORY: &str = "Story";
/// Leads to an invitation.
pub const SHOW_INVITATION: &str = "Invitation";
/// The card of the reset.
pub const RESET_CARD: &str = "Forgotten password";
/// What starting one does.
pub const RESET_LEAD: &str = "The person gets a mail with a link to choose a new password. The old one works until the link is used; whoever uses it is logged out everywhere.";
/// Starts it.
pub const START_RESET: &str = "Start a reset";
/// It is started.
pub const RESET_STARTED: &str = "The link is on its way to the person.";
/// The card of the role.
pub const ROLE_CARD: &str = "Portal role";
/// What changing it does.
pub const ROLE_LEAD: &str = "The person is logged out and logs in again with the new role. Only here somebody becomes an administrator.";
/// Saves it.
pub const CHANGE_ROLE: &str = "Change role";
/// It is changed.
pub const ROLE_CHANGED: &str = "The role is changed.";
/// The reader's own password.
pub const PASSWORD: &str = "Your own password";
/// Why it is asked for.
pub const PASSWORD_HINT: &str =
    "For a role with administrative rights, because you have not typed it for ten minutes.";

/// One entry of the story.
pub fn story(entry: &Story, has_registered: bool) -> String {
    let event = &entry.event;
    let what = match event.action.as_str() {
        "account.registered" => "Account made",
        "account.created" => "Became an Owner",
        "account.approved" => "Approved",
        "account.rejected" => "Rejected",
        "account.revoked" => "Access revoked",
        "account.deleted" => "Account deleted",
        "account.groups_changed" => "Groups changed",
        "account.renamed" => "Name changed",
        "account.password_changed" => "Password changed",
        "account.reset_asked" => "Reset of the password asked for",
        "account.reset_started" => "Reset of the password started",
        "account.password_reset" => "Password reset",
        "account.role_changed" => {
            return match &entry.roles {
                Some((from, to)) => format!("Role changed from {from} to {to} · {}", event.by),
                None => format!("Role changed · {}", event.by),
            };
        }
        _ => return super::invitations::detail::event(event, has_registered),
    };
    format!("{what} · {}", event.by)
}
