//! The page behind the link that stops invitations (T21), and the answer to a mail program's button.

use rules::time::Timestamp;

/// The heading while the address may be invited.
pub const STOP: &str = "Stop invitations";
/// Portal and address.
pub fn stop_hint(portal: &str, email: &str) -> String {
    format!("{portal} sends invitations to {email}. Don't want them?")
}
/// What follows.
pub const STOP_CONSEQUENCE: &str = "An invitation that is still open counts as declined then: its link stops working. An account you may have, and mails about it, stay as they are.";
/// Stops them.
pub const STOP_BUTTON: &str = "Send no more invitations";
/// The heading once they are stopped.
pub const STOPPED: &str = "Invitations are stopped";
/// Portal and address.
pub fn stopped_hint(portal: &str, email: &str) -> String {
    format!("{portal} sends no more invitations to {email}.")
}
/// Since when.
pub const SINCE: &str = "Since";
/// What can be done about it.
pub const STOPPED_CONSEQUENCE: &str = "If that was not you, or you changed your mind, allow them again. An invitation that was declined stays so: whoever invited you can send a new one.";
/// Lifts it.
pub const ALLOW_BUTTON: &str = "Allow invitations again";
/// After that.
pub const ALLOWED_AGAIN: &str = "Invitations are allowed again.";

/// Too often on and off.
pub fn too_often(until: Timestamp) -> String {
    format!(
        "That was changed too often today. It is possible again from {} on.",
        until.utc_text()
    )
}

/// What to do behind a link that leads nowhere.
pub const UNKNOWN_HINT: &str = "It may be incomplete. Open it once more from the mail, whole; the button of your mail program does the same.";

/// The heading for somebody who is signed in with another address.
pub const SOMEBODY_ELSE: &str = "This link is for another address";
/// Both addresses (UX-LOG-07).
pub fn somebody_else(asked: &str, signed_in: &str) -> String {
    format!(
        "It was sent to {asked}, and you are logged in as {signed_in}. Nothing happens to it as long as you don't switch."
    )
}

/// On the page of an expired invitation: nobody is asked for a new one.
pub const NOBODY_IS_ASKED: &str = "This address asked not to be invited, so nobody is asked for a new one. The link for that, at the end of the mail, lets you allow invitations again.";

/// The answer to a mail program's button.
pub const DONE: &str = "No more invitations are sent to this address.\n";
/// The same for a link that was never made.
pub const UNKNOWN: &str = "This link is unknown.\n";
/// The same for a request that is none of a mail program.
pub const NOT_ONE_CLICK: &str =
    "Send List-Unsubscribe=One-Click as a form, or open this link in a browser.\n";
/// The same while it can't be done.
pub const LATER: &str = "This can't be done now. Try again in a moment.\n";
