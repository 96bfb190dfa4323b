//! Denials that stand in the audit trail (SECURITY LOG-2), and how many of them: a flood must not fill
//! the disk. What is left out is counted, and told in one event a minute. Knows no addresses.

use crate::time::{Span, Timestamp};

/// What was denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Denial {
    /// A login with a wrong password, or of nobody we know.
    Login,
    /// A try that came too soon after others.
    Throttled,
    /// Something that the role does not allow.
    Forbidden,
    /// A change that another site asked for.
    CrossSite,
    /// A link that was never made, or made for another purpose.
    UnknownLink,
    /// A link that does not work any more, used again and again.
    DeadLink,
}

/// So many denials of one kind by one source stand in the trail, a minute.
pub const OF_ONE_SOURCE: u32 = 10;
/// So many of one kind by everybody together.
pub const OF_ALL: u32 = 60;
/// How long a count runs.
pub const PERIOD: Span = Span::minutes(1);

impl Denial {
    /// Every kind.
    pub const ALL: [Denial; 6] = [
        Denial::Login,
        Denial::Throttled,
        Denial::Forbidden,
        Denial::CrossSite,
        Denial::UnknownLink,
        Denial::DeadLink,
    ];

    /// The word of the audit trail. Each begins alike: that makes them a family.
    pub const fn word(self) -> &'static str {
        match self {
            Denial::Login => "denied.login",
            Denial::Throttled => "denied.too_many_tries",
            Denial::Forbidden => "denied.forbidden",
            Denial::CrossSite => "denied.cross_site",
            Denial::UnknownLink => "denied.unknown_link",
            Denial::DeadLink => "denied.dead_link",
        }
    }

    /// So many by one source, a minute, are ordinary life: a form sent twice, a page reloaded.
    pub const fn ordinary(self) -> u32 {
        match self {
            Denial::DeadLink => 5,
            Denial::Login
            | Denial::Throttled
            | Denial::Forbidden
            | Denial::CrossSite
            | Denial::UnknownLink => 0,
        }
    }
}

/// What becomes of one denial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Ordinary life: not told.
    Ordinary,
    /// An event of its own.
    Written,
    /// Counted into "and n more".
    LeftOut,
}

/// A count of one minute: of one source, or of everybody. A missing one is [`Minute::EMPTY`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Minute {
    began: Timestamp,
    seen: u32,
}

impl Minute {
    /// Nothing happened yet.
    pub const EMPTY: Minute = Minute {
        began: Timestamp::EPOCH,
        seen: 0,
    };

    /// Does it count for nothing any more? A clock that was set back ends it too.
    pub fn is_over(&self, now: Timestamp) -> bool {
        now < self.began || now >= self.began.plus(PERIOD)
    }

    /// Counts one more.
    pub fn note(&self, ordinary: u32, most: u32, now: Timestamp) -> (Minute, Verdict) {
        let running = if self.is_over(now) {
            Minute {
                began: now,
                seen: 0,
            }
        } else {
            *self
        };
        let verdict = if running.seen < ordinary {
            Verdict::Ordinary
        } else if running.seen < ordinary.saturating_add(most) {
            Verdict::Written
        } else {
            Verdict::LeftOut
        };
        let counted = Minute {
            seen: running.seen.saturating_add(1),
            ..running
        };
        (counted, verdict)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

    fn verdicts(ordinary: u32, most: u32, at: &[Timestamp]) -> Vec<Verdict> {
        let mut minute = Minute::EMPTY;
        at.iter()
            .map(|now| {
                let (next, verdict) = minute.note(ordinary, most, *now);
                minute = next;
                verdict
            })
            .collect()
    }

    #[test]
    fn the_first_are_written_and_the_rest_is_counted() {
        use Verdict::{LeftOut, Written};
        assert_eq!(
            verdicts(0, 2, &[T0; 4]),
            [Written, Written, LeftOut, LeftOut]
        );
    }

    #[test]
    fn what_is_ordinary_is_not_told() {
        use Verdict::{LeftOut, Ordinary, Written};
        assert_eq!(verdicts(1, 1, &[T0; 3]), [Ordinary, Written, LeftOut]);
    }

    #[test]
    fn the_count_begins_anew_after_a_minute_and_not_before() {
        use Verdict::{LeftOut, Written};
        let last = T0.plus(PERIOD).minus(Span::micros(1));
        let next = T0.plus(PERIOD);
        assert_eq!(
            verdicts(0, 1, &[T0, last, next, next]),
            [Written, LeftOut, Written, LeftOut]
        );
    }

    #[test]
    fn a_clock_that_was_set_back_ends_the_minute() {
        let back = T0.minus(Span::hours(1));
        assert_eq!(verdicts(0, 1, &[T0, back]), [Verdict::Written; 2]);
    }

    #[test]
    fn a_flood_writes_no_more_than_its_bound() {
        let floods = verdicts(0, OF_ONE_SOURCE, &[T0; 10_000]);
        let written = floods.iter().filter(|v| **v == Verdict::Written).count();
        assert_eq!(written, 10);
    }

    #[test]
    fn every_word_is_of_the_family() {
        for denial in Denial::ALL {
            assert!(denial.word().starts_with("denied."), "{denial:?}");
        }
    }
}
