//! The outbox: what a mail's delivery may become, when it is tried again, and when it is given up.
//! (PRODUCT.md section 6, SECURITY.md MAIL-4, MAIL-5, MAIL-8.) Pure: knows no mail server, no clock, no randomness.

mod kinds;
mod listing;
mod not_told;
#[cfg(test)]
mod tests;

pub use kinds::{Delivery, Kind, Lane};
pub use listing::{
    MAILS_A_PAGE, MailFilter, MailListing, MailPage, MailPreview, MailRoute, MailRow, MailSample,
    MailServer, Protection,
};
pub use not_told::{NOT_TOLD_A_PAGE, NotTold, NotToldPage, Untold, not_told_query};

use crate::throttle::Rate;
use crate::time::{Span, Timestamp};
use crate::{account, invitation};
use serde::{Deserialize, Serialize};

/// How long a mail without an expiry of its own is tried (MAIL-5, RFC 5321 4.5.4.1).
pub const GIVE_UP_AFTER: Span = Span::days(5);

/// How many test mails one administrator may send: each mail there is, twice over.
pub const TEST_MAILS: Rate = Rate {
    most: 30,
    within: Span::hours(1),
};

/// When to stop trying: with the token that the mail carries, or after five days.
/// `since` is when the mail was queued, or when an administrator last said Retry.
pub fn give_up_at(since: Timestamp, token_expires: Option<Timestamp>) -> Timestamp {
    let longest = since.plus(GIVE_UP_AFTER);
    token_expires.map_or(longest, |expiry| expiry.min(longest))
}

/// The pause after so many tries, without jitter (MAIL-5). After the first hour every two hours:
/// what RFC 5321 4.5.4.1 found to be enough.
pub const fn pause(attempts: u32) -> Span {
    match attempts {
        0 | 1 => Span::minutes(1),
        2 => Span::minutes(5),
        3 => Span::minutes(15),
        4 => Span::minutes(30),
        5 => Span::hours(1),
        _ => Span::hours(2),
    }
}

/// The pause with its jitter: never shorter than [`pause`], up to a quarter longer, so that mails
/// that failed together don't come back together. `jitter` is drawn by the caller from [0, 1);
/// anything outside counts as the nearest end.
pub fn back_off(attempts: u32, jitter: f64) -> Span {
    // A thousandth is fine enough for minutes. NaN becomes 0 in the cast.
    let thousandths = (jitter.clamp(0.0, 1.0) * 1000.0) as i64;
    let base = pause(attempts).as_micros();
    Span::micros(base + base / 4 / 1000 * thousandths)
}

/// What a try came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// 2xx after the final dot.
    Accepted,
    /// 5xx: this message will not be taken however often it is offered.
    Refused,
    /// 4xx, a timeout or a connection that failed before the message was handed over.
    Deferred,
    /// It broke off while the message was on the wire: taken or not, nobody knows (MAIL-4).
    Unknown,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Outcome; 4] = [
        Outcome::Accepted,
        Outcome::Refused,
        Outcome::Deferred,
        Outcome::Unknown,
    ];
}

/// What is known when a try has ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attempt {
    /// Tries so far, this one included; counted from the last Retry by an administrator.
    pub attempts: u32,
    /// An earlier try already ended as unknown.
    pub was_unknown: bool,
    /// When to stop: [`give_up_at`].
    pub give_up_at: Timestamp,
    /// Drawn by the caller from [0, 1).
    pub jitter: f64,
}

/// What becomes of the mail after a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Next {
    /// Taken by the mail server.
    Sent,
    /// Tried again then. `unknown` says that this try may already have arrived: shown as such.
    Retry {
        /// Not before.
        at: Timestamp,
        /// This try may have arrived.
        unknown: bool,
    },
    /// No more tries but by an administrator.
    Failed(Failure),
}

impl Next {
    /// The state to store.
    pub const fn delivery(self) -> Delivery {
        match self {
            Next::Sent => Delivery::Sent,
            Next::Retry { .. } => Delivery::Retrying,
            Next::Failed(_) => Delivery::Failed,
        }
    }
}

/// Why there are no more tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The mail server refused for good.
    Refused,
    /// The token would expire, or five days would pass, before the next try.
    GaveUp,
    /// Broke off twice on the wire: a third copy is an administrator's decision (MAIL-4).
    Unknown,
}

impl Failure {
    /// Every failure.
    pub const ALL: [Failure; 3] = [Failure::Refused, Failure::GaveUp, Failure::Unknown];

    /// For the person who reads the page Mail.
    pub const fn sentence(self) -> &'static str {
        match self {
            Failure::Refused => "The mail server refused this message.",
            Failure::GaveUp => "Given up: the mail server did not take it in time.",
            Failure::Unknown => {
                "The connection broke off twice while it was being handed over; it may have arrived."
            }
        }
    }
}

/// What becomes of a mail after a try (MAIL-4, MAIL-5).
pub fn after_attempt(outcome: Outcome, attempt: &Attempt, now: Timestamp) -> Next {
    let retry = |unknown| {
        let at = now.plus(back_off(attempt.attempts, attempt.jitter));
        if at < attempt.give_up_at {
            Next::Retry { at, unknown }
        } else {
            Next::Failed(if unknown {
                Failure::Unknown
            } else {
                Failure::GaveUp
            })
        }
    };
    match (outcome, attempt.was_unknown) {
        (Outcome::Accepted, true | false) => Next::Sent,
        (Outcome::Refused, true | false) => Next::Failed(Failure::Refused),
        (Outcome::Deferred, true | false) => retry(false),
        // Resent once with the same Message-ID, and no more: duplicates are bounded.
        (Outcome::Unknown, false) => retry(true),
        (Outcome::Unknown, true) => Next::Failed(Failure::Unknown),
    }
}

/// What becomes of a mail whose worker disappeared with the lease (MAIL-3, MAIL-4). None: it was not
/// on the wire, the next worker simply takes it.
pub fn after_crash(stored: Delivery, attempt: &Attempt, now: Timestamp) -> Option<Next> {
    match stored {
        Delivery::Sending => Some(after_attempt(Outcome::Unknown, attempt, now)),
        Delivery::Queued
        | Delivery::Held
        | Delivery::Sent
        | Delivery::Retrying
        | Delivery::Failed
        | Delivery::Skipped
        | Delivery::Parked => None,
    }
}

/// Does a mail still say what is so? Asked before every try and at a Retry (MAIL-7). `invitation` is
/// its status as of now, `account` that of the person; None: the mail is about none, or it is gone.
/// `link_is_alive`: the one-time link that stands in the mail still works; an invitation's lives as long
/// as the invitation is pending. Of an invitation into a domain it says that it can still be answered, of the end of a
/// membership that it still comes then.
pub fn is_still_true(
    kind: Kind,
    invitation: Option<invitation::Status>,
    account: Option<account::Status>,
    link_is_alive: bool,
) -> bool {
    match kind {
        Kind::Invitation | Kind::Reminder => invitation == Some(invitation::Status::Pending),
        // Of somebody invited the row says it, of somebody self-registered the account.
        Kind::AccessRequest => match invitation {
            Some(status) => status == invitation::Status::Waiting,
            None => account == Some(account::Status::Requested),
        },
        Kind::Approved => account == Some(account::Status::Approved),
        Kind::Refused => account == Some(account::Status::Rejected),
        Kind::Revoked => account == Some(account::Status::Revoked),
        // To an inviter or Owner, as long as they still are somebody here.
        Kind::AskedAnew => account == Some(account::Status::Approved),
        Kind::ConfirmAddress => link_is_alive,
        Kind::AlreadyRegistered => account.is_some(),
        // A password can be reset, and was reset, whatever the status.
        Kind::PasswordReset => account.is_some() && link_is_alive,
        Kind::ResetDone => account.is_some(),
        // Whoever is not approved can't answer it.
        Kind::DomainInvitation => account == Some(account::Status::Approved) && link_is_alive,
        // To the inviter, as long as they still are somebody here.
        Kind::InvitationAnswer => account == Some(account::Status::Approved),
        Kind::MembershipEnds => account == Some(account::Status::Approved) && link_is_alive,
        Kind::Test => true,
    }
}

/// Why an administrator's Retry is declined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Only failed, held and parked mails are retried.
    #[error("this mail is {}: there is nothing to retry", .0.as_str())]
    NothingToRetry(Delivery),
    /// The invitation is no longer pending, the account no longer waits, the link is dead.
    #[error("what this mail says is no longer true")]
    NoLongerTrue,
    /// The switch of that mail is off.
    #[error("this mail is switched off")]
    SwitchedOff,
    /// A held mail leaves only when there is a mail server.
    #[error("no mail server is configured")]
    NoMailServer,
}

/// Answers an administrator's Retry with the state to store; the tries are then counted anew.
/// `is_true`: what the mail says still holds, and its link still works (MAIL-7).
pub fn retry(
    delivery: Delivery,
    is_true: bool,
    has_mail_server: bool,
) -> Result<Delivery, Refusal> {
    match delivery {
        Delivery::Queued
        | Delivery::Sending
        | Delivery::Sent
        | Delivery::Retrying
        | Delivery::Skipped => Err(Refusal::NothingToRetry(delivery)),
        Delivery::Failed | Delivery::Held | Delivery::Parked if !is_true => {
            Err(Refusal::NoLongerTrue)
        }
        Delivery::Held if !has_mail_server => Err(Refusal::NoMailServer),
        // Without a mail server a failed or parked mail can at least be read in the local mailbox.
        Delivery::Failed | Delivery::Held | Delivery::Parked => {
            Ok(Delivery::first(has_mail_server))
        }
    }
}
