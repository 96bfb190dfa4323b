//! When a session still counts (SECURITY SES-3). Knows no cookies.

use crate::ids::SessionId;
use crate::policy::ActionSet;
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// How long sessions live; from the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest pause between two requests.
    pub idle: Span,
    /// The same for accounts with administrative actions.
    pub idle_administrative: Span,
    /// Longest life from login.
    pub absolute: Span,
}

/// One of a person's own sessions, as they see it under My account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSession {
    /// Its id.
    pub id: SessionId,
    /// When it began.
    pub began_at: Timestamp,
    /// When it was last seen, to the minute.
    pub last_seen_at: Timestamp,
    /// The client's address at login, as text.
    pub address: String,
    /// The browser's own words at login.
    pub user_agent: String,
    /// Is it the session in which they look?
    pub is_current: bool,
}

/// A password that was proved so long ago must be proved again before a sensitive change (SECURITY SES-3).
pub const PROOF_FOR: Span = Span::minutes(10);

/// Must the password be proved again?
pub fn needs_proof(proof_at: Timestamp, now: Timestamp) -> bool {
    now >= proof_at.plus(PROOF_FOR)
}

/// Does a session that began and was last seen then still count now?
pub fn is_live(
    began: Timestamp,
    last_seen: Timestamp,
    actions: ActionSet,
    limits: &Limits,
    now: Timestamp,
) -> bool {
    let idle = if actions.is_administrative() {
        limits.idle_administrative
    } else {
        limits.idle
    };
    now < last_seen.plus(idle) && now < began.plus(limits.absolute)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::role::{CUSTOMER, Catalogue, OWNER};

    const LIMITS: Limits = Limits {
        idle: Span::hours(24),
        idle_administrative: Span::hours(8),
        absolute: Span::days(7),
    };
    const T0: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

    fn live(role: &str, seen_after: Span, now_after: Span) -> bool {
        let (seen, now) = (T0.plus(seen_after), T0.plus(now_after));
        let held = Catalogue::default().actions_of(role);
        is_live(T0, seen, held, &LIMITS, now)
    }

    #[test]
    fn a_session_ends_when_it_idles() {
        assert!(live(CUSTOMER, Span::ZERO, Span::hours(23)));
        assert!(!live(CUSTOMER, Span::ZERO, Span::hours(24)));
    }

    #[test]
    fn an_administrative_session_idles_out_sooner() {
        assert!(live(OWNER, Span::ZERO, Span::hours(7)));
        assert!(!live(OWNER, Span::ZERO, Span::hours(8)));
    }

    #[test]
    fn a_proof_holds_for_ten_minutes() {
        assert!(!needs_proof(T0, T0.plus(Span::minutes(9))));
        assert!(needs_proof(T0, T0.plus(Span::minutes(10))));
    }

    #[test]
    fn no_session_outlives_its_absolute_limit() {
        let almost = Span::micros(Span::days(7).as_micros() - 1);
        assert!(live(CUSTOMER, almost, almost));
        assert!(!live(CUSTOMER, almost, Span::days(7)));
    }
}
