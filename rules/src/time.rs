//! Points in time and spans: Unix microseconds, UTC. Knows no clock: now is always an argument.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A point in time in Unix microseconds. Both databases store exactly this number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

/// A length of time in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Span(i64);

impl Timestamp {
    /// The largest time: "no clock runs" (PRODUCT.md T5, T25). Never NULL.
    pub const NEVER: Timestamp = Timestamp(i64::MAX);
    /// The Unix epoch.
    pub const EPOCH: Timestamp = Timestamp(0);

    /// From Unix microseconds.
    pub const fn from_micros(micros: i64) -> Self {
        Timestamp(micros)
    }

    /// Unix microseconds.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Whole Unix seconds, rounded down.
    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// This time and a span later. Saturates at [`Timestamp::NEVER`].
    pub const fn plus(self, span: Span) -> Self {
        Timestamp(self.0.saturating_add(span.0))
    }

    /// This time and a span earlier. Saturates.
    pub const fn minus(self, span: Span) -> Self {
        Timestamp(self.0.saturating_sub(span.0))
    }

    /// How long ago `earlier` was; negative when it lies ahead.
    pub const fn since(self, earlier: Timestamp) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }

    /// The UTC day, counted from the epoch; budgets are counted by it.
    pub const fn day(self) -> i64 {
        self.0.div_euclid(86_400_000_000)
    }

    /// The first moment of the next UTC day.
    pub const fn next_day(self) -> Timestamp {
        Timestamp((self.day() + 1).saturating_mul(86_400_000_000))
    }

    /// The first moment of a UTC day written as `2026-11-20`, from 1970 on; `None` for anything else.
    pub fn from_date(text: &str) -> Option<Self> {
        let is_written_so = text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !is_written_so {
            return None;
        }
        let year: i32 = text.get(..4)?.parse().ok()?;
        let month: u8 = text.get(5..7)?.parse().ok()?;
        let day: u8 = text.get(8..)?.parse().ok()?;
        let month = time::Month::try_from(month).ok()?;
        let date = time::Date::from_calendar_date(year, month, day).ok()?;
        let seconds = date.midnight().assume_utc().unix_timestamp();
        (seconds >= 0).then_some(Timestamp(seconds.saturating_mul(1_000_000)))
    }

    /// The UTC day as `2026-11-20`.
    pub fn date(self) -> String {
        let at = self.calendar();
        format!(
            "{:04}-{:02}-{:02}",
            at.year(),
            u8::from(at.month()),
            at.day()
        )
    }

    fn calendar(self) -> time::OffsetDateTime {
        time::OffsetDateTime::from_unix_timestamp(self.as_seconds())
            .unwrap_or(time::OffsetDateTime::UNIX_EPOCH)
    }

    /// RFC 3339 in UTC with seconds: `2026-11-20T14:05:09Z`.
    pub fn rfc3339(self) -> String {
        let at = self.calendar();
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
            at.year(),
            u8::from(at.month()),
            at.day(),
            at.hour(),
            at.minute(),
            at.second()
        )
    }

    /// For people, in UTC: `20 Nov 2026, 14:05 UTC`. The same text on the server and in the browser.
    pub fn utc_text(self) -> String {
        const MONTHS: [&str; 12] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        let at = self.calendar();
        let month = MONTHS[usize::from(u8::from(at.month())) - 1];
        format!(
            "{} {} {}, {:02}:{:02} UTC",
            at.day(),
            month,
            at.year(),
            at.hour(),
            at.minute()
        )
    }
}

impl Span {
    /// Nothing.
    pub const ZERO: Span = Span(0);

    /// From microseconds.
    pub const fn micros(n: i64) -> Self {
        Span(n)
    }
    /// From seconds.
    pub const fn seconds(n: i64) -> Self {
        Span(n.saturating_mul(1_000_000))
    }
    /// From minutes.
    pub const fn minutes(n: i64) -> Self {
        Span::seconds(n.saturating_mul(60))
    }
    /// From hours.
    pub const fn hours(n: i64) -> Self {
        Span::minutes(n.saturating_mul(60))
    }
    /// From days of 24 hours.
    pub const fn days(n: i64) -> Self {
        Span::hours(n.saturating_mul(24))
    }
    /// Microseconds.
    pub const fn as_micros(self) -> i64 {
        self.0
    }
    /// Whole seconds, rounded towards zero.
    pub const fn as_seconds(self) -> i64 {
        self.0 / 1_000_000
    }
    /// Whole seconds, rounded up and never negative: what `Retry-After` says.
    pub const fn retry_after(self) -> u64 {
        if self.0 <= 0 {
            0
        } else {
            (self.0 as u64).div_ceil(1_000_000)
        }
    }
    /// Whole hours, rounded down.
    pub const fn as_hours(self) -> i64 {
        self.as_seconds() / 3600
    }

    /// In plain words, the largest whole unit first: `3 days`, `72 hours`, `90 minutes`.
    pub fn words(self) -> String {
        let seconds = self.as_seconds();
        let (n, unit) = if seconds >= 86_400 * 4 && seconds % 86_400 == 0 {
            (seconds / 86_400, "day")
        } else if seconds >= 3600 && seconds % 3600 == 0 {
            (seconds / 3600, "hour")
        } else if seconds >= 60 && seconds % 60 == 0 {
            (seconds / 60, "minute")
        } else {
            (seconds, "second")
        };
        format!("{n} {unit}{}", if n == 1 { "" } else { "s" })
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timestamp_prints_as_rfc3339_and_for_people() {
        let at = Timestamp::from_micros(1_800_000_000_999_999);
        assert_eq!(at.rfc3339(), "2027-01-15T08:00:00Z");
        assert_eq!(at.utc_text(), "15 Jan 2027, 08:00 UTC");
    }

    #[test]
    fn never_stays_never_and_prints_without_panic() {
        assert_eq!(Timestamp::NEVER.plus(Span::days(1)), Timestamp::NEVER);
        assert!(!Timestamp::NEVER.rfc3339().is_empty());
    }

    #[test]
    fn a_day_ends_at_midnight_utc() {
        let at = Timestamp::from_micros(1_800_000_000_000_000);
        assert_eq!(at.next_day().rfc3339(), "2027-01-16T00:00:00Z");
        assert_eq!(at.next_day().day(), at.day() + 1);
        assert_eq!(Timestamp::from_micros(-1).day(), -1);
    }

    #[test]
    fn a_day_is_read_as_it_is_written() {
        let day = Timestamp::from_date("2026-11-21").unwrap();
        assert_eq!(day.rfc3339(), "2026-11-21T00:00:00Z");
        assert_eq!(day.date(), "2026-11-21");
        for other in [
            "",
            "2026-11-31",
            "2026-13-01",
            "26-11-21",
            "2026-1-021",
            "+026-11-21",
            "1969-12-31",
            "2026-11-21 ",
            "2026/11/21",
            "2026-11-2\u{e9}",
        ] {
            assert_eq!(Timestamp::from_date(other), None, "{other}");
        }
    }

    #[test]
    fn a_wait_is_rounded_up_and_never_negative() {
        assert_eq!(Span::micros(1).retry_after(), 1);
        assert_eq!(Span::seconds(-5).retry_after(), 0);
    }

    #[test]
    fn spans_read_in_plain_words() {
        assert_eq!(Span::hours(72).words(), "72 hours");
        assert_eq!(Span::days(7).words(), "7 days");
        assert_eq!(Span::hours(1).words(), "1 hour");
    }
}
