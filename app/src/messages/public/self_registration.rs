//! Asking for an account without an invitation, and behind the link that confirms the address.

/// Above the form that asks for an account.
pub const LEAD: &str = "Say who you are. A mail to your address tells you how to go on.";
/// The button that asks for an account.
pub const ASK: &str = "Send me the mail";
/// Under the address.
pub const EMAIL_HINT: &str = "The mail goes there, and you log in with it later.";

/// The heading after asking; the same whatever is known of the address (SECURITY AUT-1).
pub const SENT: &str = "Look into your mailbox";
/// What to do then.
pub const SENT_HINT: &str =
    "A mail is on its way to the address you entered. Open the link in it within a day.";
/// What to do when no mail comes.
pub const NOTHING_CAME: &str = "Nothing came? Look among unwanted mail and check the address. A new mail replaces the old one.";
/// Back to the form.
pub const ASK_AGAIN: &str = "Ask again";

/// Above the form behind the link.
pub fn confirms(portal: &str) -> String {
    format!("Choose a password, and your account at {portal} is made.")
}
/// Under the fixed address.
pub const EMAIL_IS_FIXED: &str = "The mail was sent to this address, so it can't be changed.";

/// The heading behind a link that is used, overdue, replaced or never was one; they look the same.
pub const DEAD: &str = "This link does not work";
/// What may have become of it.
pub const DEAD_HINT: &str =
    "It may be incomplete, used already, older than a day, or replaced by a newer mail.";
/// What to do then.
pub const DEAD_NEXT: &str =
    "If you have chosen your password, log in with it. If not, ask for a new link.";
/// To the form that asks for an account.
pub const NEW_LINK: &str = "Ask for a new link";

/// The heading for somebody who is signed in with another address.
pub const SOMEBODY_ELSE: &str = "This link is for another address";
/// Both addresses (UX-LOG-07).
pub fn somebody_else(asked: &str, signed_in: &str) -> String {
    format!(
        "It was sent to {asked}, and you are logged in as {signed_in}. Nothing happens to it as long as you don't switch."
    )
}
