//! My account: name, password, and where one is logged in.

/// The heading.
pub const TITLE: &str = "My account";

/// Who this is.
pub fn lead(email: &str, role: &str) -> String {
    format!("{email} \u{b7} {role}")
}

/// The card of the name.
pub const NAME: &str = "Name";
/// What it is for.
pub const NAME_LEAD: &str = "Shown to the people you invite and to other administrators.";
/// The field.
pub const FULL_NAME: &str = "Full name";
/// Saves the name.
pub const SAVE_NAME: &str = "Save name";
/// The name is saved.
pub const RENAMED: &str = "Your name is saved.";

/// The card of the password.
pub const PASSWORD: &str = "Password";
/// What a change does.
pub const PASSWORD_LEAD: &str = "Changing it logs you out everywhere else.";
/// The password as it is.
pub const CURRENT: &str = "Current password";
/// The new one.
pub const NEW: &str = "New password";
/// The new one again.
pub const AGAIN: &str = "New password again";
/// Changes it.
pub const CHANGE_PASSWORD: &str = "Change password";
/// It is changed.
pub const PASSWORD_CHANGED: &str =
    "Your password is changed, and you are logged out everywhere else.";
/// What the rules can't list.
pub const NOT_GUESSABLE: &str =
    "Passwords that are easy to guess, your name and your address are refused too.";

/// The card of the sessions.
pub const SESSIONS: &str = "Where you are logged in";
/// What to look for.
pub const SESSIONS_LEAD: &str = "If you don't know a device, log it out and change your password.";
/// Before since when.
pub const BEGAN: &str = "logged in";
/// Before when last.
pub const LAST_SEEN: &str = "last seen";
/// The session of this page.
pub const THIS_DEVICE: &str = "This device";
/// Ends one.
pub const END: &str = "Log out";
/// Ends the others.
pub const END_OTHERS: &str = "Log out all others";
/// One was ended.
pub const ENDED: &str = "That device is logged out.";
/// The others were ended.
pub const ENDED_OTHERS: &str = "You are logged out everywhere else.";
/// There is only this one.
pub const ONLY_HERE: &str = "You are logged in on this device only.";
/// The sessions can't be shown.
pub const NOT_LOADED: &str = "Your sessions can't be shown now.";

/// The name of the button, with its object.
pub fn end(device: &str) -> String {
    format!("Log out {device}")
}

/// A browser and what it runs on.
pub fn device(browser: Option<&str>, system: Option<&str>) -> String {
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_string(),
        (None, None) => "Unknown device".to_string(),
    }
}

/// How many others were ended.
pub fn ended_others(count: u64) -> String {
    match count {
        0 => "You were logged in nowhere else.".to_string(),
        1 => "One other device is logged out.".to_string(),
        n => format!("{n} other devices are logged out."),
    }
}
