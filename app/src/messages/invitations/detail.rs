//! The page of one invitation.

use rules::invitation::Event;

/// The heading.
pub const TITLE: &str = "Invitation";
/// Back to the table.
pub const BACK: &str = "Invitations";
/// When the registration was submitted.
pub const REGISTERED_AT: &str = "Registered at";
/// When the status changed last.
pub const CHANGED_AT: &str = "Status since";
/// The inviter's words.
pub const MESSAGE: &str = "Message";
/// Why it was refused or deleted.
pub const REASON: &str = "Reason";
/// What happened.
pub const HISTORY: &str = "History";
/// The chain of resends.
pub const CHAIN: &str = "Resends";
/// What the chain is.
pub const CHAIN_LEAD: &str =
    "Every resend is an invitation of its own; only the newest link can work.";
/// The row of the chain that is shown.
pub const THIS_ONE: &str = "this one";
/// The card with ACCEPT and DENY.
pub const REVIEW: &str = "Waiting for a decision";
/// What it decides.
pub const REVIEW_LEAD: &str = "The person has registered and can use nothing until accepted.";
/// Leads to another one that waits.
pub const REVIEW_NEXT: &str = "Review the next in the queue";
/// It could not be read.
pub const FAILED: &str = "The invitation can't be shown";

/// An event in words. The trail has one word for both steps of a completion: the registration comes
/// first, and a decision only after it.
pub fn event(event: &Event, has_registered: bool) -> String {
    let what = match event.action.as_str() {
        "invitation.sent" => "Sent",
        "invitation.asked_anew" => "A new invitation was asked for",
        "invitation.accepted" => "Accepted",
        "invitation.completed" if has_registered => "Accepted",
        "invitation.completed" => "Registered",
        "invitation.denied" => "Denied",
        "invitation.declined" => "Declined",
        "invitation.expired" => "Expired",
        "invitation.resent" => "Superseded by a resend",
        "invitation.deleted" => "Deleted",
        other => other,
    };
    // Time alone makes it expire: nobody did it.
    if event.action == "invitation.expired" {
        return what.to_string();
    }
    format!("{what} · {}", event.by)
}
