//! The frame of the console: navigation, theme, what every page shares.

use crate::domains::address::Tab;
use rules::domain::DomainName;

/// Names and labels of the frame.
pub const CONSUMERS: &str = "Consumers";
/// The table of invitations.
pub const INVITATIONS: &str = "Invitations";
/// The tabs of accounts.
pub const DEVELOPERS: &str = "Developers";
/// The sets of people.
pub const GROUPS: &str = "Groups";
/// My domains.
pub const DOMAINS: &str = super::domains::TITLE;
/// The outbox.
pub const MAIL: &str = "Mail";
/// The audit trail.
pub const AUDIT: &str = "Audit";
/// The catalogue of roles.
pub const ROLES: &str = "Roles";
/// The settings.
pub const SETTINGS: &str = "Settings";
/// My account.
pub const ACCOUNT: &str = "Account";
/// The page of people without an administrative role.
pub const HOME: &str = "Home";
/// The heading over pages that set the portal up.
pub const PORTAL: &str = "Portal";
/// Skip link.
pub const SKIP: &str = "Skip to content";
/// Opens the navigation on a small screen.
pub const MENU: &str = "Menu";
/// Closes something.
pub const CLOSE: &str = "Close";
/// The name of the navigation.
pub const MAIN_NAVIGATION: &str = "Main";
/// Ends the session.
pub const LOG_OUT: &str = "Log out";
/// The list of toasts.
pub const NOTIFICATIONS: &str = "Notifications";
/// Closes a toast.
pub const DISMISS: &str = "Dismiss";
/// The theme switch.
pub const THEME: &str = "Theme";
/// Light theme.
pub const LIGHT: &str = "Light";
/// Dark theme.
pub const DARK: &str = "Dark";
/// The system's theme.
pub const SYSTEM: &str = "System";
/// A button that does nothing but leave.
pub const CANCEL: &str = "Cancel";
/// Tries a failed load again.
pub const RETRY: &str = "Retry";

/// The document's title.
pub fn title(page: &str, portal: &str) -> String {
    format!("{page} · {portal}")
}

/// The page of an address that leads nowhere.
pub const NOT_FOUND: &str = "There is nothing here";
/// What to do then.
pub const NOT_FOUND_HINT: &str =
    "The address may be mistyped, or what it showed is gone, or it is not yours to see.";
/// The notice above every page while there is no mail server.
pub const NO_MAIL_SERVER: &str = "No mail server is set up: mails stay in the local mailbox.";
/// Where to read them.
pub const NO_MAIL_SERVER_LINK: &str = "Read them under Mail";

/// The notice above every page while people are let in by hand and the mail that tells them is off.
pub const SILENT_APPROVAL: &str = "Accounts are approved by hand, and the mail that tells people so is switched off: nobody learns that they were let in.";

/// Under the portal's name on the home page.
pub fn welcome(name: &str) -> String {
    format!("Welcome, {name}. You have access here.")
}

/// What the account card is for.
pub const HOME_ACCOUNT: &str =
    "Your name, your password, and the devices on which you are logged in.";
/// Leads there.
pub const HOME_ACCOUNT_LINK: &str = "My account";

/// The title over what is wrong with a form.
pub const CORRECT: &str = "Please correct this:";

/// What a form sent without JavaScript came to; the code stands in the address.
pub fn done(code: &str) -> Option<&'static str> {
    use super::{account, mail, settings};
    Some(match code {
        "mail/retry" => mail::RETRIED,
        "mail/tell" => super::not_told::ON_ITS_WAY,
        "mail/test" => mail::TESTED,
        "mail/send_sample" => mail::SAMPLE_SENT,
        "settings/change" => settings::SAVED,
        "settings/approved" => settings::SAVED_AND_APPROVED,
        "account/rename" => account::RENAMED,
        "account/change_password" => account::PASSWORD_CHANGED,
        "account/end_session" => account::ENDED,
        "account/end_other_sessions" => account::ENDED_OTHERS,
        _ => {
            return super::invitations::done(code)
                .or_else(|| super::developers::done(code))
                .or_else(|| super::domain_invitations::done(code))
                .or_else(|| super::groups::done(code))
                .or_else(|| super::domains::done(code));
        }
    })
}

/// The way to what that form was about, when it leads somewhere; what the address says is not taken on trust.
pub fn done_link(code: &str, about: &str) -> Option<(String, String)> {
    let is_entered = code == "domain_invitations/accept" && DomainName::parse(about).is_ok();
    is_entered.then(|| {
        let label = super::domain_invitations::open_members(about);
        (label, Tab::Members.href(about))
    })
}
