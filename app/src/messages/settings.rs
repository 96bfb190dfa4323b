//! The settings: what each is called, what it means, where its value comes from.

use rules::outbox::{Kind, Protection};
use rules::password::Profile;
use rules::settings::{Key, Settings, Source};
use rules::time::Span;

mod keys;
pub use keys::{Consequence, consequence, hint, label, shown, unit};

/// The name of the tabs.
pub const TABS: &str = "Settings";
/// The tab about who is let in.
pub const APPROVAL: &str = "Approval";
/// The tab about passwords.
pub const PASSWORDS: &str = "Passwords";
/// The tab about name and colour.
pub const APPEARANCE: &str = "Appearance";
/// The tab about mail.
pub const MAIL: &str = "Mail";
/// The tab about the home page.
pub const HOME: &str = "Home";
/// What the home page is.
pub const HOME_LEAD: &str = "What approved people read after they log in. Nobody else sees it: not who waits, not who was refused, not who is not logged in.";
/// Nobody has written any.
pub const NO_HOME_PAGE: &str = "no text";
/// Shows what is typed as people would see it.
pub const PREVIEW: &str = "Preview";
/// The card of the preview.
pub const HOME_PREVIEW: &str = "As people see it";
/// It shows what is typed.
pub const HOME_TYPED: &str = "What is typed, not saved yet.";
/// It shows what holds.
pub const HOME_IN_FORCE: &str = "What is saved.";
/// There is nothing to show.
pub const HOME_EMPTY: &str = "No text: people see a welcome and the way to their account.";
/// The numbers of the classic rules.
pub const CLASSIC_LENGTHS: &str = "Classic: how short, how long";
/// The classes of the classic rules.
pub const CLASSIC_CLASSES: &str = "Classic: how many of each kind";
/// The numbers of passphrases.
pub const MODERN_LENGTHS: &str = "Passphrase: how short, how long";

/// The tab about budgets and sessions.
pub const LIMITS: &str = "Limits";
/// Saves the form.
pub const SAVE: &str = "Save";
/// It is saved.
pub const SAVED: &str = "Saved. It holds from now on.";
/// The waiting rows were approved (T20).
pub const SAVED_AND_APPROVED: &str = "Saved. The invitations that waited are approved, but for those whose inviter may not invite any more.";
/// The settings can't be shown.
pub const NOT_LOADED: &str = "The settings can't be shown now";
/// For those who may look only.
pub const READ_ONLY: &str = "You may read these settings. To change them, ask an Owner.";

/// Where a value comes from.
pub fn source(key: Key, source: Source) -> String {
    match source {
        Source::Default => "This is the default.".to_string(),
        Source::Database => {
            format!(
                "Set here; the default is {}.",
                shown(key, &Settings::default())
            )
        }
        Source::Environment => format!(
            "Fixed by PORTICO_{} where the portal is started: change it there.",
            key.as_str().to_uppercase()
        ),
    }
}

/// What is typed is not what holds.
pub fn unsaved(key: Key, settings: &Settings) -> String {
    format!("Not saved yet; now it is {}.", shown(key, settings))
}

/// A length of time, in the unit that people think in: `3 days`, `30 hours`.
pub fn length(span: Span) -> String {
    let hours = span.as_hours();
    if hours >= 48 && hours % 24 == 0 && Span::hours(hours) == span {
        format!("{} days", hours / 24)
    } else {
        span.words()
    }
}

/// A length that is typed, in other words.
pub fn that_is(span: Span) -> String {
    format!("That is {}.", length(span))
}

/// A switch that is on.
pub const ON: &str = "On";
/// A switch that is off.
pub const OFF: &str = "Off";
/// The card of self-registration.
pub const REGISTRATION: &str = "People without an invitation";
/// The card of the time of reminders.
pub const REMINDERS: &str = "Reminders";
/// The mails of how people come in.
pub const MAILS_IN: &str = "Mails: invited, or asking";
/// The mails about what was decided.
pub const MAILS_DECIDED: &str = "Mails: the decision";
/// The mails about domains.
pub const MAILS_DOMAINS: &str = "Mails: domains";
/// The mails about passwords.
pub const MAILS_PASSWORD: &str = "Mails: a forgotten password";
/// Sends a mail to oneself.
pub const SEND_SAMPLE: &str = "Send a test to me";
/// Back to the mails with their switches.
pub const ALL_MAILS: &str = "Mail settings";
/// What a sample is.
pub const SAMPLE_LEAD: &str =
    "As it would be written now. The people in it are made up, and its links lead nowhere.";
/// The card of the subject.
pub const SUBJECT: &str = "Subject";

/// Looks at that mail.
pub fn preview_of(kind: Kind) -> String {
    format!("{PREVIEW}: {}", kind.label())
}

/// Sends that mail to oneself.
pub fn send_sample_of(kind: Kind) -> String {
    format!("{SEND_SAMPLE}: {}", kind.label())
}

/// To whom a mail without a switch goes, and why it has none; nothing for the others.
pub const fn always(kind: Kind) -> &'static str {
    match kind {
        Kind::AskedAnew => {
            "Always sent: to the inviter, when somebody behind a dead link asks for a new one."
        }
        Kind::ConfirmAddress => {
            "Always sent: to whoever asks for an account, because the link proves that the address is theirs."
        }
        Kind::AlreadyRegistered => {
            "Always sent: to whoever asks for an account and has one, so that the screen need not tell."
        }
        Kind::MembershipEnds => {
            "Always sent: seven days before a membership ends, to the person and to the administrators of the domain."
        }
        _ => "",
    }
}
/// The card of the forgotten password.
pub const FORGOTTEN: &str = "Forgotten password";
/// The card of the validity.
pub const VALIDITY: &str = "Validity";
/// Above the buttons that fill in a validity.
pub const PRESETS: &str = "Usual";

/// The preset of a validity.
pub fn preset(hours: i64) -> String {
    length(Span::hours(hours))
}

/// The question of T20.
pub fn waiting_question(count: u64) -> String {
    match count {
        1 => "One invitation waits for approval".to_string(),
        n => format!("{n} invitations wait for approval"),
    }
}

/// What the answers mean.
pub const WAITING_HINT: &str = "From now on whoever registers is approved at once. What shall happen to those who wait already?";
/// What stays in either case (T19).
pub const WAITING_FLAGGED: &str = "People whose inviter may not invite any more stay for review in either case. Approved people get a mail.";
/// Who lacks the right to review.
pub const WAITING_ONLY_KEEP: &str =
    "To approve them takes the right to review, which your role lacks.";

/// Approves them.
pub fn approve_all(count: u64) -> String {
    match count {
        1 => "Approve it now".to_string(),
        n => format!("Approve all {n} now"),
    }
}

/// Keeps them.
pub const KEEP: &str = "Keep for review";

/// What saving came to (T20).
pub fn saved(approved: u64, kept: u64) -> String {
    match (approved, kept) {
        (0, 0) => SAVED.to_string(),
        (n, 0) => format!("Saved. {} approved.", people(n)),
        (0, k) => format!("Saved. {} kept for review.", people(k)),
        (n, k) => format!(
            "Saved. {} approved, {} kept for review.",
            people(n),
            people(k)
        ),
    }
}

fn people(count: u64) -> String {
    match count {
        1 => "1 person is".to_string(),
        n => format!("{n} people are"),
    }
}

/// The name of a profile.
pub const fn profile(profile: Profile) -> &'static str {
    match profile {
        Profile::Classic => "Classic",
        Profile::Modern => "Modern",
        Profile::Either => "Either",
    }
}

/// What a profile is.
pub const fn profile_hint(profile: Profile) -> &'static str {
    match profile {
        Profile::Classic => "Short, with four kinds of characters.",
        Profile::Modern => "Long, with any characters: a passphrase.",
        Profile::Either => "People choose one of the two.",
    }
}

/// The card with what each profile asks.
pub const WHAT_IS_ASKED: &str = "What people are asked for";
/// What every profile refuses.
pub const ALWAYS_REFUSED: &str =
    "Each of them also refuses passwords that are easy to guess, and names and addresses.";
/// Above the second set of rules.
pub const OR: &str = "or";
/// A profile as NIST wants it.
pub const MEETS_NIST: &str = "Meets NIST SP 800-63B-4";
/// One that is not.
pub const DEPARTS_FROM_NIST: &str = "Departs from NIST SP 800-63B-4";
/// The note under the profiles.
pub const NIST_NOTE: &str = "NIST asks for at least 15 characters, room for 64, and no rules about kinds of characters: length protects better than a special character at the end.";

/// The card of the preview.
pub const LOGIN_SCREEN: &str = "Login screen";
/// The picker beside the field.
pub const PICK_COLOUR: &str = "Pick a colour";

/// How a text reads on the colour (WCAG 2.2).
pub fn contrast(ink_is_white: bool, ratio: f64) -> String {
    let ink = if ink_is_white { "White" } else { "Black" };
    format!(
        "{ink} text on it has a contrast of {ratio:.1} to 1; 4.5 is the least that is readable."
    )
}

/// What is typed is no colour.
pub const NO_COLOUR: &str = "Not a colour yet: # and six hexadecimal digits, like #1d3557.";

/// The card of the mail server.
pub const MAIL_SERVER: &str = "Mail server";
/// There is none.
pub const NO_SERVER: &str =
    "None. Mails stay in the local mailbox, where you read them under Mail.";
/// How to have one.
pub const NO_SERVER_HINT: &str = "It is set where the portal is started, because it holds a password: PORTICO_SMTP_URL, for example smtps://user:password@mail.example.org.";
/// Host and port.
pub const SERVER: &str = "Server";
/// How the connection is protected.
pub const PROTECTION: &str = "Connection";
/// Do we log in?
pub const LOGIN: &str = "Login";
/// We do.
pub const LOGS_IN: &str = "With user and password (not shown)";
/// We don't.
pub const LOGS_IN_NOT: &str = "Without";
/// The address in From.
pub const FROM: &str = "Sender address";

/// How the connection is protected (SECURITY MAIL-9).
pub const fn protection(protection: Protection) -> &'static str {
    match protection {
        Protection::Tls => "TLS",
        Protection::StartTls => "STARTTLS, required",
        Protection::Loopback => "Not encrypted, on this machine only",
    }
}

/// The card of sender and recipients.
pub const SENDER: &str = "Sender and administrators";
/// No sender name of its own.
pub const NO_SENDER_NAME: &str = "the portal's name";
/// No addresses of administrators.
pub const FIRST_OWNER: &str = "the first Owner";
/// The card of the test mail.
pub const TEST: &str = "Test mail";
/// What it does.
pub const TEST_LEAD: &str = "Shows whether mails leave, in the mail server's own words.";
/// To whom.
pub const TEST_TO: &str = "Send to";
/// Sends it.
pub const SEND_TEST: &str = "Send test mail";
/// Leads to the mail.
pub const SHOW_TEST: &str = "Show the mail";

/// The card of budgets.
pub const BUDGETS: &str = "Budgets";
/// What they are for.
pub const BUDGETS_LEAD: &str =
    "A bound on what one person can send, and on what one address can get.";
/// The card of sessions.
pub const SESSIONS: &str = "Sessions";
/// What they are for.
pub const SESSIONS_LEAD: &str = "How long people stay logged in.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_told_in_days_where_it_is_whole_days() {
        assert_eq!(length(Span::hours(72)), "3 days");
        assert_eq!(length(Span::hours(24)), "24 hours");
        assert_eq!(length(Span::minutes(90)), "90 minutes");
        assert_eq!(length(Span::hours(50)), "50 hours");
    }

    #[test]
    fn a_fixed_value_names_the_variable_that_fixes_it() {
        let told = source(Key::BodyColour, Source::Environment);
        assert!(told.contains("PORTICO_BODY_COLOUR"), "{told}");
    }

    #[test]
    fn saving_tells_how_many_people_it_let_in() {
        assert_eq!(saved(0, 0), SAVED);
        assert_eq!(
            saved(3, 1),
            "Saved. 3 people are approved, 1 person is kept for review."
        );
    }
}
