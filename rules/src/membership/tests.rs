//! Every command by every role on every membership.

use super::*;
use crate::policy::{ActionSet, Who};
use crate::role::Catalogue;
use uuid::Uuid;

const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);
const ME: AccountId = AccountId(Uuid::from_u128(1));
const OTHER: AccountId = AccountId(Uuid::from_u128(2));
const ROLES: [&str; 4] = ["Administrator", "Editor", "Viewer", "nobody"];

fn me() -> Actor {
    Actor {
        who: Who::Account(ME),
        actions: ActionSet::NONE,
    }
}

fn of(role: &str) -> DomainActionSet {
    Catalogue::default().domain_actions_of(role)
}

fn subject(account: AccountId, role: &str) -> Subject {
    Subject {
        account,
        status: Status::Active,
        role_actions: of(role),
        is_last_administrator: false,
        is_archived: false,
    }
}

fn commands() -> Vec<Command> {
    let mut commands = vec![Command::Remove, Command::Leave];
    commands.extend(
        ROLES[..3]
            .iter()
            .map(|role| Command::ChangeRole { to: of(role) }),
    );
    for at in [
        None,
        Some(NOW),
        Some(Timestamp::from_micros(NOW.as_micros() + 1)),
    ] {
        commands.push(Command::SetEnd { at });
    }
    commands
}

#[test]
fn nobody_touches_or_gives_what_they_do_not_hold() {
    for command in commands() {
        for held in ROLES {
            for role in &ROLES[..3] {
                for account in [ME, OTHER] {
                    let subject = subject(account, role);
                    let answer = decide(&subject, command, &me(), of(held), NOW);
                    if answer.is_err() {
                        continue;
                    }
                    let held = of(held);
                    let (is_leave, is_own) = (command == Command::Leave, account == ME);
                    assert_eq!(is_leave, is_leave && is_own, "{command:?}");
                    assert!(is_leave || held.allows(DomainAction::MembersManage));
                    assert!(is_leave || held.covers(subject.role_actions));
                    if let Command::ChangeRole { to } = command {
                        assert!(held.covers(to));
                    }
                }
            }
        }
    }
}

#[test]
fn the_last_administrator_stays_and_stays_administrator() {
    let last = Subject {
        is_last_administrator: true,
        ..subject(ME, "Administrator")
    };
    let later = Timestamp::from_micros(NOW.as_micros() + 1);
    for command in [
        Command::Leave,
        Command::ChangeRole { to: of("Editor") },
        Command::ChangeRole { to: of("Viewer") },
        Command::SetEnd { at: Some(later) },
    ] {
        let answer = decide(&last, command, &me(), DomainActionSet::ALL, NOW);
        assert_eq!(answer, Err(Refusal::LastAdministrator), "{command:?}");
    }
    let other = Subject {
        account: OTHER,
        ..last
    };
    assert_eq!(
        decide(&other, Command::Remove, &me(), DomainActionSet::ALL, NOW),
        Err(Refusal::LastAdministrator)
    );
    // What takes nothing away is allowed.
    for command in [
        Command::ChangeRole {
            to: of("Administrator"),
        },
        Command::SetEnd { at: None },
    ] {
        assert_eq!(
            decide(&last, command, &me(), DomainActionSet::ALL, NOW),
            Ok(())
        );
    }
}

#[test]
fn an_ended_membership_and_an_archived_domain_change_nothing() {
    let ended = Subject {
        status: Status::Ended,
        ..subject(OTHER, "Viewer")
    };
    let archived = Subject {
        is_archived: true,
        ..subject(OTHER, "Viewer")
    };
    for command in commands() {
        let ask = |subject| decide(subject, command, &me(), DomainActionSet::ALL, NOW);
        assert_eq!(ask(&ended), Err(Refusal::Ended), "{command:?}");
        assert_eq!(ask(&archived), Err(Refusal::Archived), "{command:?}");
    }
}

#[test]
fn one_leaves_oneself_and_removes_others() {
    let all = DomainActionSet::ALL;
    let (own, other) = (subject(ME, "Viewer"), subject(OTHER, "Viewer"));
    assert_eq!(decide(&own, Command::Leave, &me(), all, NOW), Ok(()));
    assert_eq!(
        decide(&own, Command::Leave, &me(), of("Viewer"), NOW),
        Ok(())
    );
    assert_eq!(decide(&other, Command::Remove, &me(), all, NOW), Ok(()));
    let oneself = Err(Refusal::Oneself);
    assert_eq!(decide(&own, Command::Remove, &me(), all, NOW), oneself);
    assert_eq!(decide(&other, Command::Leave, &me(), all, NOW), oneself);
}

#[test]
fn an_end_date_lies_in_the_future() {
    let viewer = subject(OTHER, "Viewer");
    for (at, answer) in [
        (-1, Err(Refusal::EndInThePast)),
        (0, Err(Refusal::EndInThePast)),
        (1, Ok(())),
    ] {
        let at = Some(Timestamp::from_micros(NOW.as_micros() + at));
        let command = Command::SetEnd { at };
        assert_eq!(
            decide(&viewer, command, &me(), DomainActionSet::ALL, NOW),
            answer
        );
    }
}

#[test]
fn a_row_offers_what_may_be_done_and_nothing_else() {
    for (is_oneself, account) in [(true, ME), (false, OTHER)] {
        for name in ["Administrator", "Editor", "Viewer"] {
            for (status, is_archived) in [
                (Status::Active, false),
                (Status::Active, true),
                (Status::Ended, false),
            ] {
                for held in [of("Administrator"), of("Editor"), of("Viewer")] {
                    let row = MemberRow {
                        id: MembershipId(uuid::Uuid::from_u128(7)),
                        account,
                        name: "Ada".into(),
                        email: "ada@example.org".into(),
                        account_status: Some(account::Status::Approved),
                        status,
                        role: name.into(),
                        role_actions: of(name),
                        joined_at: NOW,
                        invited_by: None,
                        ends_at: None,
                        ended_at: None,
                        groups: None,
                        is_oneself,
                    };
                    let subject = Subject {
                        status,
                        is_archived,
                        ..subject(account, name)
                    };
                    let offered = offered(&row, held, is_archived);
                    for (act, command) in [
                        (
                            Act::ChangeRole,
                            Command::ChangeRole {
                                to: DomainActionSet::NONE,
                            },
                        ),
                        (Act::SetEnd, Command::SetEnd { at: None }),
                        (Act::Remove, Command::Remove),
                        (Act::Leave, Command::Leave),
                    ] {
                        let may = decide(&subject, command, &me(), held, NOW).is_ok();
                        assert_eq!(offered.contains(&act), may, "{act:?} of {row:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn an_end_date_means_the_whole_day() {
    let last = end_of_day("2026-12-31").expect("a day");
    assert_eq!(last.rfc3339(), "2026-12-31T23:59:59Z");
    assert_eq!(last.date(), "2026-12-31");
    for text in ["", "31.12.2026", "2026-02-30", "2026-12-31 "] {
        assert_eq!(end_of_day(text), None, "{text:?}");
    }
}
