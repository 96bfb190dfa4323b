//! What "Correct and resend" says.

/// The card, and its button.
pub const TITLE: &str = "Correct and resend";
/// What it does.
pub const LEAD: &str = "An invitation is never changed: a new one takes its place, with a new link, valid for the full time again. The old link stops working at once. Another address ends what the old one was offered in domains.";
/// The address.
pub const EMAIL: &str = "Email";
/// The role.
pub const ROLE: &str = "Role";
/// The message.
pub const MESSAGE: &str = "Message";
/// A field that may stay empty.
pub const OPTIONAL: &str = "optional";
/// It is done.
pub const DONE: &str =
    "Corrected: a new invitation is on its way. The old link does not work any more.";

/// The label of a field.
pub fn field(name: &str) -> Option<&'static str> {
    match name {
        "email" => Some(EMAIL),
        "message" => Some(MESSAGE),
        _ => None,
    }
}

/// The name of a row's icon.
pub fn of(email: &str) -> String {
    format!("{TITLE} {email}")
}
