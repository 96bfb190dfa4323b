//! Who is warned that a membership ends by itself, once for each end date (PRODUCT.md section 6).

use super::Status;
use crate::account;
use crate::time::{Span, Timestamp};

/// So long before its end a membership is warned about.
pub const WARNED_BEFORE: Span = Span::days(7);

/// What is known of a membership when its warning may be due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    /// The stored status.
    pub status: Status,
    /// When it ends by itself.
    pub ends_at: Option<Timestamp>,
    /// When it was warned about for this end.
    pub warned_at: Option<Timestamp>,
    /// The status of the account; `None` when it was deleted.
    pub account: Option<account::Status>,
}

/// Is it warned about at this moment? One whose end was set nearer than [`WARNED_BEFORE`] is at once. Whoever can't use
/// the membership, because the account is revoked, hears of it when the account counts again.
pub fn is_warning_due(ending: &Ending, now: Timestamp) -> bool {
    let comes = ending
        .ends_at
        .is_some_and(|ends| now < ends && ends <= now.plus(WARNED_BEFORE));
    comes
        && ending.status == Status::Active
        && ending.warned_at.is_none()
        && ending.account == Some(account::Status::Approved)
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

    fn ending() -> Ending {
        Ending {
            status: Status::Active,
            ends_at: Some(END),
            warned_at: None,
            account: Some(account::Status::Approved),
        }
    }

    #[test]
    fn it_is_due_from_seven_days_before_the_end_until_the_end() {
        let a_moment = Span::micros(1);
        let begins = END.minus(WARNED_BEFORE);
        assert!(!is_warning_due(&ending(), begins.minus(a_moment)));
        assert!(is_warning_due(&ending(), begins));
        assert!(is_warning_due(&ending(), END.minus(a_moment)));
        assert!(!is_warning_due(&ending(), END));
    }

    #[test]
    fn only_an_active_member_whose_account_counts_is_warned_and_once() {
        let now = END.minus(Span::days(1));
        let accounts = account::Status::ALL.map(Some).into_iter().chain([None]);
        for account in accounts {
            for status in Status::ALL {
                for warned_at in [None, Some(END.minus(Span::days(2)))] {
                    for ends_at in [None, Some(END)] {
                        let known = Ending {
                            status,
                            ends_at,
                            warned_at,
                            account,
                        };
                        assert_eq!(is_warning_due(&known, now), known == ending(), "{known:?}");
                    }
                }
            }
        }
    }
}
