//! What is said before and after something is done with an invitation: deleting, resending, reviewing.

/// The heading of the question before deleting.
pub fn delete_title(email: &str) -> String {
    format!("Delete the invitation of {email}?")
}

/// What dies (DST-01).
pub const DELETE_TEXT: &str = "The link in the mail stops working at once, and this can't be undone. The record of it is kept, and the address can be invited anew.";
/// The verb.
pub const DELETE_VERB: &str = "Delete invitation";

/// The heading of the question before resending.
pub fn resend_title(email: &str) -> String {
    format!("Resend the invitation to {email}?")
}

/// What happens (T11).
pub const RESEND_TEXT: &str = "A new mail with a new link goes out, valid for the full time again. The old link stops working at once.";
/// The verb.
pub const RESEND_VERB: &str = "Resend invitation";

/// The heading of the review dialog.
pub fn review_title(email: &str) -> String {
    format!("Review {email}")
}

/// What ACCEPT gives.
pub const GRANTS: &str = "Will be granted";
/// The reason for DENY.
pub const REASON: &str = "Reason";
/// What becomes of the reason.
pub const REASON_HINT: &str = "For DENY. The person reads it in the mail.";
/// A field that may stay empty.
pub const OPTIONAL: &str = "optional";
/// Lets the person in.
pub const ACCEPT: &str = "ACCEPT";
/// Refuses the person.
pub const DENY: &str = "DENY";
/// Leaves everything as it is.
pub const CANCEL: &str = "CANCEL";
/// Goes on with another one that waits.
pub const NEXT_IN_QUEUE: &str = "Next in queue";
/// No other one waits.
pub const QUEUE_IS_EMPTY: &str = "Nobody else waits for a decision.";
/// While the history is on its way.
pub const LOADING: &str = "Loading…";

/// Said afterwards.
pub fn accepted(email: &str) -> String {
    format!("{email} is accepted.")
}

/// Said afterwards.
pub fn denied(email: &str) -> String {
    format!("{email} is denied.")
}

/// Said afterwards.
pub fn deleted(email: &str) -> String {
    format!("The invitation of {email} is deleted.")
}

/// Said afterwards.
pub fn resent(email: &str) -> String {
    format!("{email} gets a new invitation.")
}

/// Said after a decision, when another one waits.
pub fn also_waits(email: &str) -> String {
    format!("{email} waits for a decision too.")
}

/// Opens its review.
pub const REVIEW_VERB: &str = "Review next";
