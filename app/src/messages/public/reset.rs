//! The public pages of a forgotten password.

use super::wait;
use rules::time::Timestamp;

/// The link on the login screen, and the heading of the page it leads to (PRODUCT.md section 3, K).
pub const RESET_PASSWORD: &str = "Reset Password";
/// What the page is for.
pub const ASK_HINT: &str =
    "Type the email of your account. We send a link to it with which you choose a new password.";
/// Its button.
pub const ASK_BUTTON: &str = "Send the link";
/// The heading after that, whatever became of it (SECURITY AUT-2).
pub const ASKED: &str = "Look into your mailbox";
/// What happens now.
pub const ASKED_HINT: &str = "If this email has an account here, a mail with a link is on its way to it. It may take a few minutes; look into the spam folder too.";
/// What to do when nothing comes.
pub const ASKED_NOTHING: &str = "If no mail comes, check how you typed the email, or ask an administrator of this portal: they can send you a link.";
/// Back to the form.
pub const ASK_AGAIN: &str = "Try another email";
/// The title over a request that came too soon after others.
pub const TOO_OFTEN: &str = "Too often";

/// A request that came too soon after others.
pub fn too_often(seconds: u64) -> String {
    format!(
        "Wait {} before you ask again. Links that came by mail already work.",
        wait(seconds)
    )
}

/// The title over a request that could not be taken for a moment.
pub fn busy(seconds: u64) -> String {
    format!("Nothing was sent. Try again in {}.", wait(seconds))
}

/// The heading while resets are switched off.
pub const OFF: &str = "Reset Password is switched off";
/// Who can help.
pub const OFF_HINT: &str = "This portal sends no links to people who ask for one. An administrator of the portal can send you a link to choose a new password with.";

/// The heading of the form behind a link.
pub const NEW_PASSWORD: &str = "Choose a new password";
/// Until when, and what it does.
pub fn new_password_hint(until: Timestamp) -> String {
    format!(
        "The link works until {}, and once. The new password logs you out everywhere.",
        until.utc_text()
    )
}
/// Its button.
pub const NEW_PASSWORD_BUTTON: &str = "Save new password";
/// Under the fixed address.
pub const EMAIL_IS_FIXED: &str = "The link was sent to this account, so it can't be changed.";
/// The heading for somebody who is signed in with another account.
pub const SOMEBODY_ELSE: &str = "This link is for another account";
/// Both addresses (UX-LOG-07).
pub fn somebody_else(whose: &str, signed_in: &str) -> String {
    format!(
        "It chooses a new password for {whose}, and you are logged in as {signed_in}. Nothing happens to either as long as you don't switch."
    )
}
/// The heading behind a link that is used, too old or never was one; they look the same.
pub const DEAD: &str = "This link does not work";
/// What to do then.
pub const DEAD_HINT: &str = "Links to choose a new password work once and for a limited time. It may be used, too old or incomplete, or the password was changed since it was sent.";
/// What to do while resets are switched off.
pub const DEAD_OFF_HINT: &str = "An administrator of this portal can send you a new one.";
/// To the form that sends a new one.
pub const ASK_NEW: &str = "Ask for a new link";
/// On the login form after a reset.
pub const DONE: &str = "Your new password is saved. Log in with it.";
