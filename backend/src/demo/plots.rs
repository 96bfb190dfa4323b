//! Which stories are told: first one of each kind, so that even a small portal shows everything, then
//! lives as they happen. Knows no rows.

use super::dice::Dice;
use super::staff::{AGE, Staff};
use super::story::{Ending, Plan, Review};
use rules::time::{Span, Timestamp};

const MESSAGES: [&str; 8] = [
    "Welcome aboard! This gives you access to the sandbox and to our release notes.",
    "As discussed on the phone this morning. See you at the kick-off on Thursday.",
    "Bonjour,\nvoici votre accès au portail. À très bientôt !",
    "Hallo zusammen,\nhier ist der Zugang für das Pilotprojekt. Bei Fragen einfach melden.",
    "أهلاً وسهلاً بكم في بوابة الشركاء.",
    "ברוכים הבאים לפורטל השותפים שלנו.",
    "ご登録をお願いいたします。",
    "Your team lead asked me to add you. The link is personal, please don't pass it on.",
];

const REASONS: [&str; 5] = [
    "",
    "We could not match you with a contract. Please ask your account manager.",
    "Please register with your company address.",
    "This pilot is full. We will be in touch when the next one starts.",
    "",
];

const USUAL: Span = Span::hours(72);

fn silent(sent: Timestamp, by: rules::ids::AccountId) -> Plan {
    Plan {
        sent,
        validity: USUAL,
        inviter: by,
        message: "",
        ending: Ending::Silence,
    }
}

/// One story of each kind, the ones an administrator asks for first in front.
pub(super) fn of_each_kind(now: Timestamp, staff: &Staff, dice: &mut Dice) -> Vec<Vec<Plan>> {
    let ago = |span: Span| now.minus(span);
    let mut plan = |back: Span, ending: Ending| {
        let sent = ago(back);
        Plan {
            ending,
            message: MESSAGES[0],
            ..silent(sent, staff.inviter(dice, sent))
        }
    };
    let joined = |hours: i64, review: Review| Ending::Joined {
        after: Span::hours(hours),
        review,
    };
    let hours = Span::hours;
    let reason = REASONS[1];
    vec![
        vec![plan(Span::minutes(2), Ending::Silence)],
        vec![plan(hours(30), joined(27, Review::Undecided))],
        // Ends within the hour.
        vec![plan(Span::minutes(71 * 60 + 20), Ending::Silence)],
        vec![plan(
            hours(50),
            joined(4, Review::Accepted { after: hours(20) }),
        )],
        vec![plan(
            hours(60),
            joined(
                9,
                Review::Denied {
                    after: hours(30),
                    reason,
                },
            ),
        )],
        vec![plan(hours(40), Ending::Declined { after: hours(5) })],
        // Expired minutes ago.
        vec![plan(Span::minutes(72 * 60 + 6), Ending::Silence)],
        vec![
            plan(Span::days(16), Ending::Silence),
            plan(Span::days(9), Ending::Silence),
            plan(Span::days(5), Ending::Silence),
            plan(hours(20), Ending::Silence),
        ],
        vec![
            plan(Span::days(12), Ending::Silence),
            plan(Span::days(6), joined(7, Review::PreApproved)),
        ],
        vec![plan(hours(26), Ending::Deleted { after: hours(1) })],
        // Sent by somebody who may not invite any more.
        vec![Plan {
            inviter: staff.former(),
            ..plan(Span::days(26), joined(31, Review::Undecided))
        }],
        vec![
            plan(
                Span::days(11),
                joined(
                    3,
                    Review::Denied {
                        after: hours(44),
                        reason: "",
                    },
                ),
            ),
            plan(hours(33), Ending::Silence),
        ],
        vec![
            plan(
                Span::days(14),
                joined(
                    3,
                    Review::Denied {
                        after: hours(2),
                        reason,
                    },
                ),
            ),
            plan(
                Span::days(8),
                joined(15, Review::Accepted { after: hours(1) }),
            ),
        ],
        vec![
            plan(Span::days(21), Ending::Silence),
            plan(Span::days(13), Ending::Silence),
        ],
        vec![
            plan(Span::minutes(47), Ending::Silence),
            plan(Span::minutes(4), Ending::Silence),
        ],
        vec![plan(hours(3), joined(1, Review::PreApproved))],
        vec![plan(hours(9), joined(5, Review::Undecided))],
    ]
}

/// A life as they happen, sent at some time in the age of the portal, more often lately.
pub(super) fn life(now: Timestamp, staff: &Staff, dice: &mut Dice) -> Vec<Plan> {
    let mut plans = Vec::new();
    let mut sent = now.minus(Span::seconds(90)).minus(dice.early_part(AGE));
    loop {
        let validity = match dice.below(20) {
            0..2 => Span::hours(24),
            2..15 => USUAL,
            15..19 => Span::days(7),
            _ => Span::days(30),
        };
        let message = if dice.percent(15) {
            *dice.pick(&MESSAGES)
        } else {
            ""
        };
        let inviter = staff.inviter(dice, sent);
        let (ending, over) = ending(now, sent, validity, dice);
        plans.push(Plan {
            sent,
            validity,
            inviter,
            message,
            ending,
        });
        let (chance, ended_at) = match ending {
            Ending::Silence if over <= now => (30, over),
            // Asked for anew although it is still good.
            Ending::Silence => (4, sent),
            Ending::Declined { .. } => (15, over),
            Ending::Joined {
                review: Review::Denied { .. },
                ..
            } => (25, over),
            Ending::Deleted { .. } | Ending::Joined { .. } => (0, over),
        };
        let again = ended_at.plus(dice.between(Span::minutes(20), Span::days(9)));
        if again >= now || plans.len() == 5 || !dice.percent(chance) {
            return plans;
        }
        sent = again;
    }
}

/// What came of it by now, and when.
fn ending(now: Timestamp, sent: Timestamp, validity: Span, dice: &mut Dice) -> (Ending, Timestamp) {
    let after = dice.early_part(validity);
    let (at, silence) = (sent.plus(after), (Ending::Silence, sent.plus(validity)));
    let roll = dice.below(100);
    if at >= now {
        return silence;
    }
    match roll {
        0..58 => {
            let (review, decided_at) = review(now, at, dice);
            (Ending::Joined { after, review }, decided_at)
        }
        58..61 => (Ending::Declined { after }, at),
        61..65 => (Ending::Deleted { after }, at),
        _ => silence,
    }
}

fn review(now: Timestamp, at: Timestamp, dice: &mut Dice) -> (Review, Timestamp) {
    if dice.percent(65) {
        return (Review::PreApproved, at);
    }
    let after = dice.early_part(Span::days(4));
    // Some are forgotten: Waiting never expires.
    if dice.percent(3) || at.plus(after) >= now {
        return (Review::Undecided, at);
    }
    let review = if dice.percent(86) {
        Review::Accepted { after }
    } else {
        Review::Denied {
            after,
            reason: dice.pick::<&str>(&REASONS),
        }
    };
    (review, at.plus(after))
}
