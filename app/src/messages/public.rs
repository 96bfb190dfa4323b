//! The public pages: login, set-up, behind a link, and what is said when a page can't be shown.

pub mod opt_out;
pub mod reset;
pub mod self_registration;

use rules::account::Status;
use rules::time::Timestamp;

/// An expired link while inviting by mail is switched off.
pub const NOBODY_CAN_BE_ASKED: &str =
    "This portal sends no invitations at the moment. Ask the person who invited you.";
/// The tab of the login form (PRODUCT.md 8.1).
pub const LOGIN_TAB: &str = "LOGIN";
/// The tab of the registration form (PRODUCT.md 8.1).
pub const REGISTER_TAB: &str = "CREATE AN ACCOUNT";
/// The name of the two tabs.
pub const TABS: &str = "Log in or create an account";
/// The heading of the login form.
pub const LOG_IN: &str = "Log in";
/// The heading of the registration form.
pub const CREATE_ACCOUNT: &str = "Create your account";
/// The button of the registration form.
pub const CREATE_ACCOUNT_BUTTON: &str = "Create account";
/// The label of an address.
pub const EMAIL: &str = "Email";
/// The label of a name.
pub const FULL_NAME: &str = "Full name";
/// The label of a password.
pub const PASSWORD: &str = "Password";
/// The label of the same password, typed again.
pub const CONFIRMATION: &str = "Password again";
/// The button that shows a password.
pub const SHOW_PASSWORD: &str = "Show password";
/// The line above the rules of a password.
pub const PASSWORD_RULES: &str = "The password needs";
/// Above the first of two sets of rules.
pub const EITHER: &str = "Either";
/// Above the second of two sets of rules.
pub const OR: &str = "or";
/// Above what holds for both sets.
pub const AND: &str = "and";
/// Read aloud after a rule that is met.
pub const MET: &str = "(done)";
/// The title over what is wrong with a form.
pub const CORRECT: &str = "Please correct this:";
/// The title over a form that was not read because the portal is busy.
pub const BUSY: &str = "The portal is busy";
/// The one refusal of the login form (SECURITY AUT-1).
pub const LOGIN_REFUSED: &str =
    "Email and password don't fit together. Check both and type the password again.";
/// The title over a login that came too soon after others.
pub const TOO_MANY: &str = "Too many tries";

/// The document's title.
pub fn title(page: &str, portal: &str) -> String {
    format!("{page} · {portal}")
}

/// How long to wait, in words; never shorter than it is.
pub fn wait(seconds: u64) -> String {
    let (count, unit) = match seconds {
        0..120 => (seconds.max(1), "second"),
        120..7_200 => (seconds.div_ceil(60), "minute"),
        _ => (seconds.div_ceil(3_600), "hour"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// A login that came too soon.
pub fn too_many(seconds: u64) -> String {
    format!(
        "Wait {} before you try again. Your account is not locked: after the wait the right password works.",
        wait(seconds)
    )
}

/// A form that could not be taken for a moment.
pub fn busy(seconds: u64) -> String {
    format!(
        "Nothing was changed and what you typed is still here. Type the password and try again in {}.",
        wait(seconds)
    )
}

/// A form that came too soon after others, and is shown again.
pub fn come_again(seconds: u64) -> String {
    format!(
        "Nothing was changed and what you typed is still here. Send it again in {}.",
        wait(seconds)
    )
}

/// After a registration that needed nobody's approval.
pub const REGISTERED: &str =
    "Your account is ready. Log in with your email and the password you just chose.";
/// After the set-up of the portal.
pub const IS_SET_UP: &str = "The portal is set up and your account is ready. Log in.";
/// After logging out.
pub const LOGGED_OUT: &str = "You are logged out.";
/// After a change of the password.
pub const PASSWORD_CHANGED: &str = "Your password is changed. Log in with the new one.";
/// After a session that has ended by itself.
pub const SESSION_ENDED: &str = "Your session has ended. Log in again.";
/// On the login form of a portal without an Owner.
pub const NOT_SET_UP: &str = "This portal is not set up yet. Open the set-up link that the server printed when it started; it also stands in a file in the server's data folder.";

/// Behind an invitation's link when the invited address has an account.
pub fn has_account(email: &str) -> String {
    format!("{email} has an account here already, so there is nothing to create. Log in with it.")
}

/// The registration tab without an invitation.
pub const INVITATION_NEEDED: &str = "You need an invitation to create an account.";
/// What to do with an invitation, and without one.
pub const INVITATION_NEEDED_HINT: &str = "If you have one, open the link in its mail: it brings you to the form. If not, ask an administrator of this portal to invite you.";

/// Who invites to what.
pub fn invites_you(inviter: &str, portal: &str) -> String {
    format!("{inviter} invites you to {portal}.")
}
/// The label of whoever invites.
pub const INVITED_BY: &str = "Invited by";
/// The label of the role that an invitation carries.
pub const ROLE: &str = "Role";
/// The label of the domains that an invitation brings along; they are answered after the login.
pub const DOMAINS: &str = "Also into";
/// After the title of one of them.
pub fn with_role(role: &str) -> String {
    format!(" as {role}")
}
/// When not all of them are named.
pub const MORE_DOMAINS: &str = "and more";
/// The label of an invitation's end.
pub const VALID_UNTIL: &str = "Valid until";
/// The label of the end of an invitation that is over.
pub const ENDED_AT: &str = "Ended";
/// Under the fixed address.
pub const EMAIL_IS_FIXED: &str = "The invitation was sent to this address, so it can't be changed.";
/// While pre-approval is off.
pub const NEEDS_APPROVAL: &str = "After you create the account an administrator looks at it. You can log in once it is approved.";
/// Above the form of somebody whose account was rejected before (PRODUCT.md T18).
pub const COMES_BACK: &str =
    "You have registered here before. Choose a new password; it replaces the old one.";

/// The heading of an invitation's page after its time.
pub const EXPIRED: &str = "This invitation has expired";
/// What to do about it.
pub fn expired_hint(inviter: &str) -> String {
    format!("Its link does not work any more. {inviter} can send you a new one.")
}
/// The button that tells the inviter.
pub const ASK: &str = "Ask for a new one";
/// After that.
pub fn asked(inviter: &str) -> String {
    format!(
        "{inviter} gets a mail that you ask for a new invitation. The answer comes by mail to you."
    )
}
/// That, too soon after the last time.
pub fn asked_already(until: Timestamp) -> String {
    format!(
        "A new invitation was asked for already today. You can ask again from {} on.",
        until.utc_text()
    )
}

/// The heading of an invitation's page after a newer one was sent.
pub const SUPERSEDED: &str = "A newer invitation was sent";
/// What to do about it.
pub const SUPERSEDED_HINT: &str =
    "This link does not work any more. Open the link in the newest mail instead.";
/// The heading of an invitation's page after it was used.
pub const USED: &str = "This invitation has been used";
/// What to do then.
pub const USED_HINT: &str = "The account exists. Log in with its email and password.";
/// The heading of an invitation's page between registration and decision.
pub const WAITING: &str = "Waiting for approval";
/// What happens next.
pub const WAITING_HINT: &str = "Your registration is complete. An administrator looks at it, and you get a mail when it is decided. There is nothing more to do until then.";
/// The heading of an invitation's page after a refusal.
pub const REFUSED: &str = "This invitation is closed";
/// What to do then.
pub const REFUSED_HINT: &str =
    "It was not approved, or it was declined. If that surprises you, ask whoever invited you.";
/// The heading of the page behind a link that leads nowhere; deleted and unknown look the same.
pub const UNKNOWN: &str = "This link does not work";
/// What to do then.
pub const UNKNOWN_HINT: &str = "It may be incomplete or no longer valid. Open it once more from the mail, whole; if that does not help, ask for a new invitation.";

/// The heading for somebody who is signed in with another address.
pub const SOMEBODY_ELSE: &str = "This invitation is for another address";
/// Both addresses (UX-LOG-07).
pub fn somebody_else(invited: &str, signed_in: &str) -> String {
    format!(
        "It was sent to {invited}, and you are logged in as {signed_in}. Nothing happens to it as long as you don't switch."
    )
}
/// The button that switches.
pub const SWITCH: &str = "Log out and continue";
/// The link that stays.
pub fn stay(signed_in: &str) -> String {
    format!("Stay logged in as {signed_in}")
}
/// The heading for the invited person who has an account and is logged in with it.
pub const IS_IN: &str = "You have an account already";
/// What that means.
pub fn is_in(email: &str) -> String {
    format!("You are logged in as {email}. There is nothing to create.")
}
/// To the first page.
pub const TO_PORTAL: &str = "Go to the portal";
/// To the login form.
pub const TO_LOGIN: &str = "Go to the login";

/// The heading of the set-up page.
pub const SET_UP: &str = "Set up your portal";
/// What it does.
pub const SET_UP_HINT: &str = "Name the portal and create its first account, the Owner. Everything else can be changed later.";
/// The label of the portal's name.
pub const PORTAL_NAME: &str = "Name of the portal";
/// Its button.
pub const SET_UP_BUTTON: &str = "Set up";
/// The heading behind a set-up link that is dead or never was one.
pub const SET_UP_DEAD: &str = "This set-up link does not work";
/// What to do then.
pub const SET_UP_DEAD_HINT: &str = "Set-up links work once, for an hour, and only until the portal has an Owner. If there is none yet, start the server again: it prints a new link.";

/// The heading for the right password of an account that may not log in.
pub const fn not_approved(status: Status) -> &'static str {
    match status {
        Status::Requested => "Waiting for approval",
        Status::Rejected => "Your registration was not approved",
        Status::Revoked => "Your access has ended",
        Status::Approved => "Please log in again",
    }
}
/// What that means.
pub const fn not_approved_hint(status: Status) -> &'static str {
    match status {
        Status::Requested => {
            "Your password is right, but an administrator has not looked at your registration yet. You get a mail when it is decided."
        }
        Status::Rejected => {
            "Your password is right, but an administrator has refused your registration. If that surprises you, ask whoever invited you."
        }
        Status::Revoked => {
            "Your password is right, but an administrator has withdrawn your access. If that surprises you, ask an administrator of this portal."
        }
        Status::Approved => "Your account was approved while you logged in.",
    }
}

/// An address that leads nowhere.
pub const NOT_FOUND: &str = "There is nothing here";
/// What to do then.
pub const NOT_FOUND_HINT: &str =
    "The address may be mistyped, or what it showed is gone, or it is not yours to see.";
/// A page that was asked for in a way it does not answer to.
pub const WRONG_METHOD: &str = "This address does not do that";
/// What to do then.
pub const WRONG_METHOD_HINT: &str = "Changes are made by the buttons of a page, and pages are opened by their links. Go back and use those.";
/// A form that can't be read.
pub const UNREADABLE: &str = "This form could not be read";
/// Why, and what to do then.
pub fn unreadable_hint(reason: &str) -> String {
    format!("{reason}. Nothing was changed. Open the page anew and send its own form.")
}
/// An input that can't be taken, where there is no form to show it in.
pub const INVALID: &str = "What you sent could not be taken";
/// A page of somebody with other rights.
pub const FORBIDDEN: &str = "Your role does not allow this";
/// What to do then.
pub const FORBIDDEN_HINT: &str =
    "An administrator of this portal can do it, or give you a role that may.";
/// Something that is not possible as things stand.
pub const CONFLICT: &str = "That is not possible any more";
/// What to do then.
pub const CONFLICT_HINT: &str = "It was changed meanwhile, by somebody else or in another tab. Open the page anew to see how it stands now.";
/// Something that came too often.
pub const TOO_OFTEN: &str = "Too often";
/// What to do then.
pub fn too_often_hint(seconds: u64) -> String {
    format!("It is possible again in {}.", wait(seconds))
}
/// What to do while the portal is busy, when the page comes back by itself.
pub const BUSY_HINT: &str = "This page tries again by itself in a few seconds.";
/// What to do while the portal is busy, after a form.
pub const BUSY_FORM_HINT: &str =
    "Nothing was changed. Go back and send the form again in a moment.";
/// A fault of ours.
pub const INTERNAL: &str = "Something went wrong on our side";
/// What to do then.
pub fn internal_hint(request_id: &str) -> String {
    format!(
        "It is not your fault. Try again; if it happens again, report the number {request_id}, the server's log has the reason."
    )
}

#[cfg(test)]
mod tests {
    use super::wait;

    // UX-LOG-04
    #[test]
    fn a_wait_is_told_in_words_and_never_shorter_than_it_is() {
        assert_eq!(wait(0), "1 second");
        assert_eq!(wait(2), "2 seconds");
        assert_eq!(wait(119), "119 seconds");
        assert_eq!(wait(121), "3 minutes");
        assert_eq!(wait(900), "15 minutes");
        assert_eq!(wait(86_400), "24 hours");
    }
}
