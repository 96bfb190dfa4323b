//! How fast logins may be tried (SECURITY AUT-4, AUT-5): a count of failures in a row and a delay that
//! grows with it. One bucket per account, per network and per known device. Knows no addresses.

use crate::time::{Span, Timestamp};

/// What a bucket counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Tries against one account, from anywhere.
    Account,
    /// Tries from one network (IPv4 /32, IPv6 /64), against any account.
    Network,
    /// Tries from a device that has logged in before.
    Device,
}

impl Scope {
    /// How many failures in a row are free of delay.
    pub const fn free(self) -> u32 {
        match self {
            Scope::Account | Scope::Device => 5,
            Scope::Network => 20,
        }
    }
}

/// One bucket's row. A missing row is [`Bucket::EMPTY`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Failures (and reserved tries) in a row.
    pub failures: u32,
    /// When the last one was.
    pub last: Timestamp,
}

/// The longest cool-down after the last failure (AUT-5).
pub const LONGEST_DELAY: Span = Span::minutes(15);
/// After so long without a try the count begins anew.
pub const FORGOTTEN_AFTER: Span = Span::days(1);

impl Bucket {
    /// Nothing happened yet.
    pub const EMPTY: Bucket = Bucket {
        failures: 0,
        last: Timestamp::EPOCH,
    };

    /// When the next try is admitted.
    pub fn next_try(&self, scope: Scope) -> Timestamp {
        let beyond = (self.failures + 1).saturating_sub(scope.free());
        if beyond == 0 || self.failures == 0 {
            return Timestamp::EPOCH;
        }
        let seconds = 1_i64 << beyond.min(20).saturating_sub(1);
        self.last.plus(Span::seconds(seconds).min(LONGEST_DELAY))
    }

    /// Reserves a try: counts it as failed until it is given back (AUT-4), or says when to come again.
    pub fn reserve(&self, scope: Scope, now: Timestamp) -> Result<Bucket, Timestamp> {
        if now >= self.last.plus(FORGOTTEN_AFTER) {
            return Ok(Bucket {
                failures: 1,
                last: now,
            });
        }
        let next = self.next_try(scope);
        if now < next {
            return Err(next);
        }
        Ok(Bucket {
            failures: self.failures.saturating_add(1),
            last: now,
        })
    }
}

/// How often something may be asked for in a time, right or wrong: a count that begins anew when the time
/// is over. Stored as a [`Bucket`] whose `last` is when the count began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// So often.
    pub most: u32,
    /// In so long a time; at most [`FORGOTTEN_AFTER`], after which buckets are swept.
    pub within: Span,
}

impl Rate {
    /// Takes one, or says when there is one again.
    pub fn take(&self, bucket: Bucket, now: Timestamp) -> Result<Bucket, Timestamp> {
        let ends = bucket.last.plus(self.within);
        if bucket.failures == 0 || now >= ends {
            return Ok(Bucket {
                failures: 1,
                last: now,
            });
        }
        if bucket.failures >= self.most {
            return Err(ends);
        }
        Ok(Bucket {
            failures: bucket.failures + 1,
            ..bucket
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

    fn after(failures: u32, scope: Scope) -> Span {
        Bucket { failures, last: T0 }.next_try(scope).since(T0)
    }

    #[test]
    fn the_first_tries_are_free_and_then_the_delay_doubles() {
        let mut bucket = Bucket::EMPTY;
        for _ in 0..5 {
            bucket = bucket.reserve(Scope::Account, T0).unwrap();
        }
        assert_eq!(
            bucket.reserve(Scope::Account, T0),
            Err(T0.plus(Span::seconds(1)))
        );
        assert_eq!(after(6, Scope::Account), Span::seconds(2));
        assert_eq!(after(7, Scope::Account), Span::seconds(4));
    }

    #[test]
    fn no_cool_down_is_longer_than_fifteen_minutes() {
        for failures in 0..2_000 {
            assert!(after(failures, Scope::Account) <= LONGEST_DELAY);
        }
        assert_eq!(after(100, Scope::Account), LONGEST_DELAY);
    }

    #[test]
    fn a_hundred_failures_take_most_of_a_day() {
        // NIST 63B-4 3.2.2: at most 100 in a row before a cool-down; here each of the later ones costs 15 minutes.
        let mut at = T0;
        let mut bucket = Bucket::EMPTY;
        for _ in 0..100 {
            at = at.max(bucket.next_try(Scope::Account));
            bucket = bucket.reserve(Scope::Account, at).unwrap();
        }
        assert!(at.since(T0) > Span::hours(20));
    }

    #[test]
    fn a_day_of_quiet_forgets() {
        let bucket = Bucket {
            failures: 99,
            last: T0,
        };
        let again = bucket
            .reserve(Scope::Account, T0.plus(Span::days(1)))
            .unwrap();
        assert_eq!(again.failures, 1);
    }

    #[test]
    fn a_rate_lets_so_many_through_and_says_when_the_next_time_begins() {
        let rate = Rate {
            most: 3,
            within: Span::hours(1),
        };
        let mut bucket = Bucket::EMPTY;
        for minute in 0..3 {
            bucket = rate.take(bucket, T0.plus(Span::minutes(minute))).unwrap();
        }
        let end = T0.plus(Span::hours(1));
        assert_eq!(rate.take(bucket, T0.plus(Span::minutes(3))), Err(end));
        assert_eq!(rate.take(bucket, end.minus(Span::micros(1))), Err(end));
        let anew = rate.take(bucket, end).unwrap();
        assert_eq!((anew.failures, anew.last), (1, end));
    }

    #[test]
    fn a_network_has_more_free_tries_than_an_account() {
        assert_eq!(after(19, Scope::Network).as_seconds().max(0), 0);
        assert!(after(20, Scope::Network) > Span::ZERO);
    }
}
