use super::*;
use crate::account;
use crate::policy::Who;
use crate::role::{CUSTOMER, OWNER};
use crate::time::Span;

const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

fn roles() -> Catalogue {
    Catalogue::default()
}

fn row(status: Status, valid_until: Timestamp) -> Invitation {
    Invitation {
        id: InvitationId(uuid::Uuid::from_u128(1)),
        status,
        valid_until,
        role_actions: Some(roles().actions_of(CUSTOMER)),
        inviter_actions: roles().actions_of(OWNER),
        is_for_domain: false,
    }
}

fn actor(role: &str) -> Actor {
    Actor::account(
        crate::ids::AccountId(uuid::Uuid::from_u128(2)),
        roles().actions_of(role),
    )
}

/// Just before, exactly at, and just after the end.
const TIMES: [(&str, i64); 3] = [("before", 1), ("at", 0), ("after", -1)];

fn ends(offset: i64) -> Timestamp {
    Timestamp::from_micros(NOW.as_micros() + offset)
}

#[test]
fn the_transition_table_is_the_golden_one() {
    let mut table = String::from("status | time | command | actor | answer\n");
    let mut actors: Vec<(String, Actor)> = roles()
        .portal_roles()
        .iter()
        .map(|r| (r.name.clone(), actor(&r.name)))
        .collect();
    actors.push(("(link holder)".into(), Actor::LINK_HOLDER));
    actors.push(("(system)".into(), Actor::SYSTEM));
    for status in Status::ALL {
        for (time, offset) in TIMES {
            for command in Command::ALL {
                for (name, actor) in &actors {
                    let answer = match decide(&row(status, ends(offset)), command, actor, NOW) {
                        Ok(d) => format!("-> {} {:?}", d.to.as_str(), d.effects),
                        Err(Refusal::NotAllowed { action }) => format!("needs {}", action.as_str()),
                        Err(refusal) => format!("{refusal:?}"),
                    };
                    table.push_str(&format!(
                        "{} | {time} | {command:?} | {name} | {answer}\n",
                        status.as_str()
                    ));
                }
            }
        }
    }
    crate::golden::assert_golden("transitions.txt", &table);
}

#[test]
fn a_decision_always_starts_from_the_stored_status() {
    for status in Status::ALL {
        for (_, offset) in TIMES {
            for command in Command::ALL {
                if let Ok(decision) =
                    decide(&row(status, ends(offset)), command, &actor(OWNER), NOW)
                {
                    assert_eq!(decision.from, status);
                    assert_ne!(decision.to, status);
                }
            }
        }
    }
}

#[test]
fn an_overdue_invitation_cannot_be_completed() {
    for (_, offset) in &TIMES[1..] {
        let overdue = row(Status::Pending, ends(*offset));
        let answer = decide(
            &overdue,
            Command::Complete { pre_approved: true },
            &Actor::LINK_HOLDER,
            NOW,
        );
        assert_eq!(
            answer,
            Err(Refusal::Overdue {
                valid_until: overdue.valid_until
            })
        );
    }
}

#[test]
fn what_a_row_offers_is_what_the_rules_allow() {
    for status in Status::ALL {
        for (_, offset) in TIMES {
            let row = row(status, ends(offset));
            let offered = offered(row.standing(NOW));
            for command in [
                Command::Accept,
                Command::Deny,
                Command::Delete,
                Command::Resend,
            ] {
                let allowed = decide(&row, command, &actor(OWNER), NOW).is_ok();
                assert_eq!(
                    offered.contains(&command),
                    allowed,
                    "{status:?} {command:?}"
                );
            }
        }
    }
}

#[test]
fn waiting_never_expires() {
    // T5: the clock has stopped.
    assert_eq!(
        standing(Status::Waiting, Timestamp::EPOCH, NOW),
        Status::Waiting
    );
}

#[test]
fn an_invitation_whose_inviter_lost_the_right_reaches_waiting_at_most() {
    // T19
    let mut orphan = row(Status::Pending, ends(1));
    orphan.inviter_actions = ActionSet::NONE;
    let answer = decide(
        &orphan,
        Command::Complete { pre_approved: true },
        &Actor::LINK_HOLDER,
        NOW,
    );
    assert_eq!(answer.map(|d| d.to), Ok(Status::Waiting));
}

#[test]
fn accepting_needs_the_ceiling_of_the_decider_or_of_the_inviter() {
    // T6; SECURITY INV-10. A reviewer lacks `domains.create`, which Team holds.
    let mut waiting = row(Status::Waiting, Timestamp::NEVER);
    waiting.role_actions = Some(roles().actions_of("Team"));
    assert!(decide(&waiting, Command::Accept, &actor("Reviewer"), NOW).is_ok());
    waiting.inviter_actions = ActionSet::NONE;
    assert_eq!(
        decide(&waiting, Command::Accept, &actor("Reviewer"), NOW),
        Err(Refusal::AboveCeiling)
    );
    assert!(decide(&waiting, Command::Accept, &actor(OWNER), NOW).is_ok());
}

#[test]
fn resending_never_carries_an_administrative_role() {
    let mut old = row(Status::Expired, ends(-1));
    old.role_actions = Some(roles().actions_of("Reviewer"));
    assert_eq!(
        decide(&old, Command::Resend, &actor(OWNER), NOW),
        Err(Refusal::AdministrativeRole)
    );
}

#[test]
fn only_somebody_who_may_send_can_offer() {
    for role in roles().portal_roles() {
        let answer = offer(&Standing::default(), &roles(), CUSTOMER, &actor(&role.name));
        assert_eq!(
            answer.is_ok(),
            role.actions.allows(Action::InvitationsSend),
            "{}",
            role.name
        );
    }
}

#[test]
fn a_role_that_a_link_may_not_carry_is_refused() {
    for role in ["Owner", "Administrator", "Reviewer"] {
        let answer = offer(&Standing::default(), &roles(), role, &actor(OWNER));
        assert_eq!(answer, Err(Refusal::AdministrativeRole), "{role}");
    }
    assert_eq!(
        offer(&Standing::default(), &roles(), "customer", &actor(OWNER)),
        Err(Refusal::UnknownRole)
    );
}

#[test]
fn an_address_with_an_account_is_answered_with_its_status() {
    // T1, T18
    let last = InvitationId(uuid::Uuid::from_u128(9));
    for status in account::Status::ALL {
        let known = Standing {
            account: Some(status),
            last: Some(last),
            ..Standing::default()
        };
        let expected = match status {
            account::Status::Rejected => Ok(Offer::ResendOf(last)),
            status => Err(Refusal::HasAccount { status }),
        };
        assert_eq!(offer(&known, &roles(), CUSTOMER, &actor(OWNER)), expected);
    }
    let without_row = Standing {
        account: Some(account::Status::Rejected),
        ..Standing::default()
    };
    assert_eq!(
        offer(&without_row, &roles(), CUSTOMER, &actor(OWNER)),
        Ok(Offer::New)
    );
}

#[test]
fn an_open_invitation_is_named() {
    let id = InvitationId(uuid::Uuid::from_u128(7));
    let known = Standing {
        open: Some((id, Status::Waiting)),
        ..Standing::default()
    };
    assert_eq!(
        offer(&known, &roles(), CUSTOMER, &actor(OWNER)),
        Err(Refusal::AlreadyOpen {
            id,
            status: Status::Waiting
        })
    );
}

#[test]
fn an_address_that_asked_not_to_be_invited_is_refused() {
    // T1, T21; what names another action goes first.
    let since = NOW;
    let suppressed = Standing {
        suppressed: Some(since),
        ..Standing::default()
    };
    let answer = |standing: Standing| offer(&standing, &roles(), CUSTOMER, &actor(OWNER));
    assert_eq!(answer(suppressed), Err(Refusal::Suppressed { since }));
    for status in account::Status::ALL {
        let expected = match status {
            account::Status::Rejected => Refusal::Suppressed { since },
            status => Refusal::HasAccount { status },
        };
        let known = Standing {
            account: Some(status),
            last: Some(InvitationId(uuid::Uuid::from_u128(3))),
            ..suppressed
        };
        assert_eq!(answer(known), Err(expected));
    }
    assert_eq!(not_suppressed(None), Ok(()));
}

#[test]
fn opting_out_declines_what_is_open_and_in_time_and_nothing_else() {
    // T21
    for status in Status::ALL {
        for (time, offset) in TIMES {
            let row = row(status, ends(offset));
            let answer = decide(&row, Command::OptOut, &Actor::LINK_HOLDER, NOW);
            match (status, time) {
                (Status::Pending, "before") => {
                    let decision = answer.unwrap();
                    assert_eq!(decision.to, Status::Declined);
                    assert_eq!(decision.effects, [Effect::KillTokens]);
                }
                _ => assert!(answer.is_err(), "{status:?} {time}"),
            }
        }
    }
}

#[test]
fn every_way_of_opting_out_is_found_by_its_word() {
    for way in Way::ALL {
        assert_eq!(Way::parse(way.as_str()), Some(way));
    }
    assert_eq!(Way::parse("shouted"), None);
}

#[test]
fn validity_has_bounds() {
    assert!(validity_within_bounds(Span::hours(1)).is_ok());
    assert!(validity_within_bounds(Span::days(30)).is_ok());
    assert!(validity_within_bounds(Span::micros(Span::hours(1).as_micros() - 1)).is_err());
    assert!(validity_within_bounds(Span::micros(Span::days(30).as_micros() + 1)).is_err());
}

#[test]
fn the_command_line_acts_as_owner() {
    assert_eq!(Actor::COMMAND_LINE.who, Who::CommandLine);
    assert_eq!(Actor::COMMAND_LINE.actions, roles().actions_of(OWNER));
}

#[test]
fn a_role_that_left_the_catalogue_is_given_to_nobody() {
    let without_role = |status, valid_until| Invitation {
        role_actions: None,
        ..row(status, valid_until)
    };
    let completed = decide(
        &without_role(Status::Pending, ends(1)),
        Command::Complete { pre_approved: true },
        &Actor::LINK_HOLDER,
        NOW,
    );
    assert_eq!(completed.map(|d| d.to), Ok(Status::Waiting));
    for (status, command) in [
        (Status::Waiting, Command::Accept),
        (Status::Rejected, Command::ApproveOtherwise),
        (Status::Expired, Command::Resend),
    ] {
        let row = without_role(status, ends(1));
        assert_eq!(
            decide(&row, command, &actor(OWNER), NOW),
            Err(Refusal::UnknownRole),
            "{command:?}"
        );
    }
    let waiting = without_role(Status::Waiting, Timestamp::NEVER);
    assert!(decide(&waiting, Command::Deny, &actor(OWNER), NOW).is_ok());
}

#[test]
fn a_role_that_was_raised_since_makes_no_administrator() {
    // PRODUCT.md section 4, V: never by a link, whoever vouches.
    let raised = |status| Invitation {
        role_actions: Some(roles().actions_of("Reviewer")),
        ..row(status, ends(1))
    };
    let completed = decide(
        &raised(Status::Pending),
        Command::Complete { pre_approved: true },
        &Actor::LINK_HOLDER,
        NOW,
    );
    assert_eq!(completed.map(|d| d.to), Ok(Status::Waiting));
    for (status, command) in [
        (Status::Waiting, Command::Accept),
        (Status::Pending, Command::ApproveOtherwise),
        (Status::Rejected, Command::Resend),
    ] {
        assert_eq!(
            decide(&raised(status), command, &actor(OWNER), NOW),
            Err(Refusal::AdministrativeRole),
            "{command:?}"
        );
    }
}
