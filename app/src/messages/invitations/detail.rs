//! The page of one invitation.

use rules::invitation::{Event, Way};

/// The heading.
pub const TITLE: &str = "Invitation";
/// Back to the table.
pub const BACK: &str = "Invitations";
/// When the registration was submitted.
pub const REGISTERED_AT: &str = "Registered at";
/// The same in V's words.
pub const ACCEPTED_AT: &str = "Accepted at";
/// The status in V's words.
pub const STATE: &str = "State";
/// The beginning of the link's digest.
pub const SECRET: &str = "Secret";
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
/// The card of an address that asked not to be invited (T21).
pub const OPTED_OUT: &str = "This address asked not to be invited";
/// What that means.
pub const OPTED_OUT_LEAD: &str =
    "It is not invited, invited again or reminded. Mails about an account or a password still go.";
/// Since when.
pub const SINCE: &str = "Since";
/// How it was asked.
pub const WAY: &str = "Asked";

/// How somebody asked not to be invited.
pub const fn way(way: Way) -> &'static str {
    match way {
        Way::OneClick => "with the button of the mail program",
        Way::Page => "on the page behind the link in the mail",
    }
}

/// Who else can lift it.
pub const ONLY_OWNERS: &str = "Only the person can change that, or an Owner with a reason.";
/// Lifts it.
pub const LIFT: &str = "Allow invitations again";
/// Why an Owner lifts it.
pub const LIFT_REASON: &str = "Reason for allowing them";
/// What becomes of the reason.
pub const LIFT_REASON_HINT: &str =
    "It stands in the audit trail and in the history of this invitation. The person is not told.";
/// It is lifted.
pub const LIFTED: &str = "Allowed again. The address can be invited.";

/// It could not be read.
pub const FAILED: &str = "The invitation can't be shown";

/// An event in words. The trail has one word for both steps of a completion: the registration comes
/// first, and a decision only after it.
pub fn event(event: &Event, has_registered: bool) -> String {
    let what = match event.action.as_str() {
        "invitation.sent" => "Sent",
        "invitation.opted_out" => "Asked not to be invited",
        "invitation.opt_out_lifted" => "Invitations allowed again",
        "invitation.reminded" => "Reminded",
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
    // Time alone does these: nobody did it.
    if matches!(
        event.action.as_str(),
        "invitation.expired" | "invitation.reminded"
    ) {
        return what.to_string();
    }
    format!("{what} · {}", event.by)
}
