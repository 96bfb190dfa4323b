//! Inviting through one's own mail client. "Invite Developers" and "Invite" are literal (K).

use super::numbers::grouped;

/// The page, and the link that leads there.
pub const TITLE: &str = "Invite Developers";
/// Under the heading.
pub const LEAD: &str = "Your own mail client opens with a message to all of them, everybody in bcc. The portal itself sends nothing and keeps no list.";
/// The address field.
pub const ADDRESSES: &str = "Email addresses";
/// How to fill it.
pub const ADDRESSES_HINT: &str = "Separated by commas; semicolons, line breaks and names as in Ada <ada@example.org> are read too.";
/// Shown while it is empty.
pub const ADDRESSES_PLACEHOLDER: &str = "ada@example.org, grace@example.org";
/// The text of the message.
pub const TEXT: &str = "Text";
/// What must stay in it.
pub const TEXT_HINT: &str = "Keep the link to the registration page. You can change the text once more in your mail client.";
/// Opens the mail client.
pub const INVITE: &str = "Invite";
/// The same in the invite form.
pub const OPEN: &str = "Open in my mail app";
/// What it does instead.
pub const OPEN_HINT: &str = "Or write to them yourself: a message with the link to the registration page opens, everybody in bcc. The portal sends nothing then.";
/// Self-registration is off.
pub const OFF: &str = "Self-registration is off, so the link to the registration page would lead nowhere: inviting through your own mail client needs it on.";
/// Where it is switched on.
pub const OFF_LINK: &str = "Settings, Approval";

/// The text to begin with.
pub fn text(portal: &str, link: &str, inviter: &str, message: &str) -> String {
    let message = message.trim();
    let between = if message.is_empty() { "" } else { "\n\n" };
    format!(
        "Hello,\n\nyou are invited to {portal}.{between}{message}\n\nCreate your account here:\n{link}\n\n{inviter}\n"
    )
}

/// The messages are ready.
pub fn made(count: usize) -> String {
    match count {
        0 => "There is nobody to write to.".to_string(),
        1 => "The message is ready.".to_string(),
        n => format!("The list is too long for one message: it is split into {n}."),
    }
}

/// What to do with them.
pub const fn made_hint(count: usize) -> &'static str {
    match count {
        0 | 1 => "If your mail client has not opened by itself, open the message here.",
        _ => "Open them one after the other; each carries the same text to other people.",
    }
}

/// The link of one message.
pub fn open(n: usize, of: usize, addresses: u32) -> String {
    let people = match addresses {
        1 => "1 address".to_string(),
        many => format!("{} addresses", grouped(u64::from(many))),
    };
    match of {
        1 => format!("Open the message · {people}"),
        _ => format!("Open message {n} of {of} · {people}"),
    }
}

/// Above what is no address.
pub fn unreadable(count: usize) -> String {
    match count {
        1 => "1 entry is no address and is left out".to_string(),
        n => format!("{n} entries are no addresses and are left out"),
    }
}
