use super::*;

const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);
const FAR: Timestamp = NOW.plus(Span::days(30));

fn attempt(attempts: u32, was_unknown: bool, give_up_at: Timestamp) -> Attempt {
    Attempt {
        attempts,
        was_unknown,
        give_up_at,
        jitter: 0.0,
    }
}

#[test]
fn every_stored_word_reads_back_and_every_label_is_its_own() {
    for delivery in Delivery::ALL {
        assert_eq!(Delivery::parse(delivery.as_str()), Some(delivery));
    }
    for kind in Kind::ALL {
        assert_eq!(Kind::parse(kind.as_str()), Some(kind));
    }
    for lane in Lane::ALL {
        assert_eq!(Lane::from_priority(lane.priority()), Some(lane));
    }
    assert_eq!(Delivery::parse("Sent"), None);
    assert_eq!(Kind::parse(""), None);
    assert_eq!(Lane::from_priority(3), None);
    let labels: std::collections::HashSet<_> = Delivery::ALL.map(Delivery::label).into();
    assert_eq!(labels.len(), Delivery::ALL.len());
}

#[test]
fn invitations_never_go_before_answers_and_answers_never_before_security() {
    // MAIL-8
    assert!(Lane::Security.priority() < Lane::Approval.priority());
    assert!(Lane::Approval.priority() < Lane::Bulk.priority());
    assert_eq!(Kind::Invitation.lane(), Lane::Bulk);
    assert_eq!(Kind::Approved.lane(), Lane::Approval);
    assert_eq!(Kind::ConfirmAddress.lane(), Lane::Security);
    assert_eq!(Kind::AlreadyRegistered.lane(), Lane::Security);
    for kind in [Kind::Test, Kind::PasswordReset, Kind::ResetDone] {
        assert_eq!(kind.lane(), Lane::Security);
    }
}

#[test]
fn the_pauses_are_those_of_mail_5() {
    let minutes: Vec<i64> = (1..=8).map(|n| pause(n).as_seconds() / 60).collect();
    assert_eq!(minutes, [1, 5, 15, 30, 60, 120, 120, 120]);
    assert_eq!(pause(0), pause(1));
    assert_eq!(pause(u32::MAX), Span::hours(2));
}

#[test]
fn jitter_only_lengthens_a_pause_and_by_a_quarter_at_most() {
    for attempts in 0..10 {
        let base = pause(attempts).as_micros();
        assert_eq!(back_off(attempts, 0.0).as_micros(), base);
        let mut last = base;
        for step in 0..=100 {
            let with = back_off(attempts, f64::from(step) / 100.0).as_micros();
            assert!(with >= last && with <= base + base / 4, "{attempts} {step}");
            last = with;
        }
        assert!(last > base);
        for odd in [-3.0, 17.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let with = back_off(attempts, odd).as_micros();
            assert!(with >= base && with <= base + base / 4, "{odd}");
        }
    }
}

#[test]
fn a_mail_is_given_up_with_its_token_and_after_five_days_at_the_latest() {
    let early = NOW.plus(Span::hours(72));
    assert_eq!(give_up_at(NOW, Some(early)), early);
    assert_eq!(give_up_at(NOW, Some(FAR)), NOW.plus(Span::days(5)));
    assert_eq!(give_up_at(NOW, None), NOW.plus(Span::days(5)));
}

#[test]
fn every_outcome_leads_where_it_should_for_every_number_of_tries() {
    for attempts in 1..=80 {
        for was_unknown in [false, true] {
            let tried = attempt(attempts, was_unknown, FAR);
            let at = NOW.plus(pause(attempts));
            for outcome in Outcome::ALL {
                let expected = match (outcome, was_unknown) {
                    (Outcome::Accepted, _) => Next::Sent,
                    (Outcome::Refused, _) => Next::Failed(Failure::Refused),
                    (Outcome::Deferred, _) => Next::Retry { at, unknown: false },
                    (Outcome::Unknown, false) => Next::Retry { at, unknown: true },
                    (Outcome::Unknown, true) => Next::Failed(Failure::Unknown),
                };
                assert_eq!(
                    after_attempt(outcome, &tried, NOW),
                    expected,
                    "{outcome:?} {tried:?}"
                );
            }
        }
    }
}

#[test]
fn no_try_is_planned_at_or_after_the_time_to_give_up() {
    let at = NOW.plus(pause(3));
    let just_in_time = attempt(3, false, at.plus(Span::micros(1)));
    assert_eq!(
        after_attempt(Outcome::Deferred, &just_in_time, NOW),
        Next::Retry { at, unknown: false }
    );
    let too_late = attempt(3, false, at);
    assert_eq!(
        after_attempt(Outcome::Deferred, &too_late, NOW),
        Next::Failed(Failure::GaveUp)
    );
    // It may have arrived, so it must not read as if it surely had not.
    assert_eq!(
        after_attempt(Outcome::Unknown, &too_late, NOW),
        Next::Failed(Failure::Unknown)
    );
    // A token that is already dead changes nothing about what the mail server has said.
    let dead = attempt(3, false, NOW.minus(Span::days(1)));
    assert_eq!(after_attempt(Outcome::Accepted, &dead, NOW), Next::Sent);
}

#[test]
fn a_mail_server_that_always_defers_is_given_up_within_five_days() {
    let limit = give_up_at(NOW, None);
    let (mut now, mut attempts) = (NOW, 0);
    let failure = loop {
        attempts += 1;
        assert!(attempts < 1000, "never given up");
        match after_attempt(Outcome::Deferred, &attempt(attempts, false, limit), now) {
            Next::Retry { at, .. } => {
                assert!(at > now && at < limit);
                now = at;
            }
            Next::Failed(failure) => break failure,
            Next::Sent => unreachable!("nothing was accepted"),
        }
    };
    assert_eq!(failure, Failure::GaveUp);
    assert!(
        limit.since(now) <= Span::hours(2),
        "it stopped long before its time"
    );
}

#[test]
fn a_crash_while_sending_resends_once_and_only_once() {
    // MAIL-4
    let first = attempt(1, false, FAR);
    assert_eq!(
        after_crash(Delivery::Sending, &first, NOW),
        Some(Next::Retry {
            at: NOW.plus(pause(1)),
            unknown: true
        })
    );
    let second = attempt(2, true, FAR);
    assert_eq!(
        after_crash(Delivery::Sending, &second, NOW),
        Some(Next::Failed(Failure::Unknown))
    );
    for stored in Delivery::ALL
        .into_iter()
        .filter(|stored| *stored != Delivery::Sending)
    {
        assert_eq!(after_crash(stored, &first, NOW), None, "{stored:?}");
    }
}

#[test]
fn what_comes_next_is_stored_under_its_word() {
    assert_eq!(Next::Sent.delivery(), Delivery::Sent);
    assert_eq!(
        Next::Retry {
            at: NOW,
            unknown: true
        }
        .delivery(),
        Delivery::Retrying
    );
    for failure in Failure::ALL {
        assert_eq!(Next::Failed(failure).delivery(), Delivery::Failed);
        assert!(failure.sentence().ends_with('.'));
    }
}

#[test]
fn without_a_mail_server_a_mail_enters_the_local_mailbox() {
    assert_eq!(Delivery::first(true), Delivery::Queued);
    assert_eq!(Delivery::first(false), Delivery::Held);
    assert!(!Delivery::Held.is_due_by_itself());
}

#[test]
fn an_administrator_retries_failed_held_and_parked_mails_that_are_still_true_and_nothing_else() {
    for delivery in Delivery::ALL {
        for is_true in [false, true] {
            for has_mail_server in [false, true] {
                let expected = match (delivery, is_true, has_mail_server) {
                    (
                        Delivery::Queued
                        | Delivery::Sending
                        | Delivery::Sent
                        | Delivery::Retrying
                        | Delivery::Skipped,
                        _,
                        _,
                    ) => Err(Refusal::NothingToRetry(delivery)),
                    (Delivery::Failed | Delivery::Held | Delivery::Parked, false, _) => {
                        Err(Refusal::NoLongerTrue)
                    }
                    (Delivery::Held, true, false) => Err(Refusal::NoMailServer),
                    (Delivery::Failed | Delivery::Parked, true, false) => Ok(Delivery::Held),
                    (Delivery::Failed | Delivery::Held | Delivery::Parked, true, true) => {
                        Ok(Delivery::Queued)
                    }
                };
                assert_eq!(
                    retry(delivery, is_true, has_mail_server),
                    expected,
                    "{delivery:?} true={is_true} server={has_mail_server}"
                );
            }
        }
    }
}

#[test]
fn a_mail_that_is_over_is_never_taken_nor_retried() {
    for delivery in Delivery::ALL
        .into_iter()
        .filter(|delivery| delivery.is_over())
    {
        assert!(!delivery.is_due_by_itself());
        assert!(!delivery.may_be_retried());
        assert!(!delivery.is_problem());
    }
}

#[test]
fn a_mail_is_sent_only_while_what_it_says_is_so() {
    // MAIL-7
    use crate::{account, invitation};
    let invitations = invitation::Status::ALL.map(Some).into_iter().chain([None]);
    for invitation in invitations {
        for account in account::Status::ALL.map(Some).into_iter().chain([None]) {
            for (kind, alive) in Kind::ALL.iter().flat_map(|k| [(*k, true), (*k, false)]) {
                let expected = match kind {
                    Kind::Invitation | Kind::Reminder => {
                        invitation == Some(invitation::Status::Pending)
                    }
                    Kind::AccessRequest if invitation.is_none() => {
                        account == Some(account::Status::Requested)
                    }
                    Kind::AccessRequest => invitation == Some(invitation::Status::Waiting),
                    Kind::Approved | Kind::AskedAnew | Kind::InvitationAnswer => {
                        account == Some(account::Status::Approved)
                    }
                    Kind::DomainInvitation | Kind::MembershipEnds => {
                        account == Some(account::Status::Approved) && alive
                    }
                    Kind::Refused => account == Some(account::Status::Rejected),
                    Kind::ConfirmAddress => alive,
                    Kind::AlreadyRegistered => account.is_some(),
                    Kind::Revoked => account == Some(account::Status::Revoked),
                    // Whatever the status, as long as there is somebody and the link works.
                    Kind::PasswordReset => account.is_some() && alive,
                    Kind::ResetDone => account.is_some(),
                    Kind::Test => true,
                };
                let is_true = is_still_true(kind, invitation, account, alive);
                assert_eq!(is_true, expected, "{kind:?} {invitation:?} {account:?}");
            }
        }
    }
}
