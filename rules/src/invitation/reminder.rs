//! Who is reminded of an invitation, once, before it ends (PRODUCT.md section 6).

use super::{Status, standing};
use crate::outbox::Delivery;
use crate::time::{Span, Timestamp};

/// What is known of an invitation when its reminder may be due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// The stored status.
    pub status: Status,
    /// Its exclusive end.
    pub valid_until: Timestamp,
    /// The validity that it was sent with.
    pub validity: Span,
    /// How far its mail got; `None` when there never was one.
    pub delivery: Option<Delivery>,
    /// Does the address ask not to be invited?
    pub is_suppressed: bool,
}

/// What becomes of a reminder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Now, and then never again.
    Remind,
    /// Not yet: too early, or its mail is still on the way.
    NotYet,
    /// Never: what stands against it does not change any more.
    Never,
}

/// May the person be reminded at this moment, so long before the end?
///
/// An invitation that lasts less than twice the lead is never reminded of: its reminder would follow
/// its mail at once. Whoever was not told yet, because the mail is queued or failed, is not reminded.
pub fn remind(invitation: &Reminder, lead: Span, now: Timestamp) -> Verdict {
    let twice = lead.as_micros().saturating_mul(2);
    let is_open = matches!(
        standing(invitation.status, invitation.valid_until, now),
        Status::Pending
    );
    if !is_open || invitation.is_suppressed || invitation.validity.as_micros() < twice {
        return Verdict::Never;
    }
    if now < invitation.valid_until.minus(lead) {
        return Verdict::NotYet;
    }
    match invitation.delivery {
        Some(Delivery::Sent | Delivery::Held) => Verdict::Remind,
        Some(
            Delivery::Queued
            | Delivery::Sending
            | Delivery::Retrying
            | Delivery::Failed
            | Delivery::Parked,
        ) => Verdict::NotYet,
        Some(Delivery::Skipped) | None => Verdict::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);
    const LEAD: Span = Span::hours(24);

    fn open() -> Reminder {
        Reminder {
            status: Status::Pending,
            valid_until: END,
            validity: Span::hours(72),
            delivery: Some(Delivery::Sent),
            is_suppressed: false,
        }
    }

    fn moment(before_end: i64) -> Timestamp {
        Timestamp::from_micros(END.as_micros() - before_end)
    }

    #[test]
    fn the_lead_begins_and_the_end_ends_it() {
        let day = LEAD.as_micros();
        for (before_end, expected) in [
            (day + 1, Verdict::NotYet),
            (day, Verdict::Remind),
            (1, Verdict::Remind),
            (0, Verdict::Never),
            (-1, Verdict::Never),
        ] {
            assert_eq!(remind(&open(), LEAD, moment(before_end)), expected);
        }
    }

    #[test]
    fn only_a_pending_one_whose_mail_went_out_is_reminded_of() {
        let now = moment(1);
        for status in Status::ALL {
            for delivery in Delivery::ALL.map(Some).into_iter().chain([None]) {
                for is_suppressed in [false, true] {
                    let row = Reminder {
                        status,
                        delivery,
                        is_suppressed,
                        ..open()
                    };
                    let went_out = matches!(delivery, Some(Delivery::Sent | Delivery::Held));
                    let is_due = status == Status::Pending && went_out && !is_suppressed;
                    let verdict = remind(&row, LEAD, now);
                    assert_eq!(verdict == Verdict::Remind, is_due, "{row:?}");
                    if status != Status::Pending || is_suppressed {
                        assert_eq!(verdict, Verdict::Never, "{row:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_lasts_less_than_twice_the_lead_is_never_reminded_of() {
        let lasting = |validity| {
            let row = Reminder { validity, ..open() };
            remind(&row, LEAD, moment(1))
        };
        assert_eq!(lasting(Span::hours(48)), Verdict::Remind);
        let shorter = Span::micros(Span::hours(48).as_micros() - 1);
        assert_eq!(lasting(shorter), Verdict::Never);
        assert_eq!(lasting(Span::hours(1)), Verdict::Never);
    }
}
