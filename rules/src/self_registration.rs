//! Self-registration (PRODUCT.md section 3): somebody uninvited asks for an account, and a mail to the
//! address is answered. How often that may be asked, how long the answer counts, and what comes of it.
//! Knows no rows and no mails.

use crate::account::Status;
use crate::throttle::Rate;
use crate::time::{Span, Timestamp};

/// How long the link in the mail works (ours): long enough for a mail that is read the next morning.
pub const VALIDITY: Span = Span::hours(24);

/// Asking from one network (IPv4 /32, IPv6 /64), for any address.
pub const BY_NETWORK: Rate = Rate {
    most: 60,
    within: Span::hours(1),
};
/// Asking for one address, from anywhere.
pub const BY_ADDRESS: Rate = Rate {
    most: 10,
    within: Span::hours(1),
};
/// Asking at all: with [`VALIDITY`] it bounds the rows, whoever floods.
pub const BY_ANYBODY: Rate = Rate {
    most: 5_000,
    within: Span::hours(1),
};
/// Mails to one address; more than that are not written, and nobody is told.
pub const MAILS_TO_ADDRESS: Rate = Rate {
    most: 3,
    within: Span::hours(1),
};

/// What the mail to whoever asks says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A link that confirms the address.
    Confirm,
    /// There is an account already: log in, or reset the password.
    AlreadyRegistered,
}

/// Which mail an address gets, by the status of its account. A rejected account comes back by an
/// invitation alone (T18).
pub const fn answer(account: Option<Status>) -> Answer {
    match account {
        None => Answer::Confirm,
        Some(Status::Requested | Status::Approved | Status::Rejected | Status::Revoked) => {
            Answer::AlreadyRegistered
        }
    }
}

/// Is it in time? The end is exclusive, as that of an invitation.
pub const fn is_open(valid_until: Timestamp, now: Timestamp) -> bool {
    now.as_micros() < valid_until.as_micros()
}

/// The status of the account that a confirmation makes (K).
pub const fn status_of_new_account(auto_approve: bool) -> Status {
    if auto_approve {
        Status::Approved
    } else {
        Status::Requested
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::throttle::FORGOTTEN_AFTER;

    #[test]
    fn only_an_address_without_any_account_gets_the_link() {
        assert_eq!(answer(None), Answer::Confirm);
        for status in Status::ALL {
            assert_eq!(
                answer(Some(status)),
                Answer::AlreadyRegistered,
                "{status:?}"
            );
        }
    }

    #[test]
    fn the_end_is_exclusive() {
        let end = Timestamp::from_micros(1_800_000_000_000_000);
        assert!(is_open(end, end.minus(Span::micros(1))));
        assert!(!is_open(end, end));
        assert!(!is_open(end, end.plus(Span::micros(1))));
    }

    #[test]
    fn only_auto_approve_lets_somebody_in_at_once() {
        assert_eq!(status_of_new_account(true), Status::Approved);
        assert_eq!(status_of_new_account(false), Status::Requested);
    }

    #[test]
    fn no_rate_outlives_its_bucket_and_mails_are_the_fewest() {
        for rate in [BY_NETWORK, BY_ADDRESS, BY_ANYBODY, MAILS_TO_ADDRESS] {
            assert!(rate.within <= FORGOTTEN_AFTER);
            assert!(rate.most >= MAILS_TO_ADDRESS.most);
        }
        assert!(VALIDITY <= Span::hours(24));
    }
}
