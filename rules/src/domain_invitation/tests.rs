//! Every status by every command by every role, before, at and after the end.

use super::*;
use crate::policy::{ActionSet, Who};
use crate::role::Catalogue;
use uuid::Uuid;

const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);
const INVITEE: AccountId = AccountId(Uuid::from_u128(1));
const OTHER: AccountId = AccountId(Uuid::from_u128(2));
const ROLES: [&str; 4] = ["Administrator", "Editor", "Viewer", "nobody"];

fn actor(id: AccountId) -> Actor {
    Actor {
        who: Who::Account(id),
        actions: ActionSet::NONE,
    }
}

fn of(role: &str) -> DomainActionSet {
    Catalogue::default().domain_actions_of(role)
}

fn pending() -> Subject {
    Subject {
        status: Status::Pending,
        valid_until: after(1),
        account: Some(INVITEE),
        is_account_approved: true,
        role_actions: of("Editor"),
        inviter_held: DomainActionSet::ALL,
        is_archived: false,
    }
}

fn after(micros: i64) -> Timestamp {
    Timestamp::from_micros(NOW.as_micros() + micros)
}

#[test]
fn the_whole_table_holds_what_the_product_says() {
    for status in Status::ALL {
        for until in [-1, 0, 1] {
            for command in Command::ALL {
                for role in ROLES {
                    for who in [INVITEE, OTHER] {
                        let subject = Subject {
                            status,
                            valid_until: after(until),
                            ..pending()
                        };
                        let answer = decide(&subject, command, &actor(who), of(role), NOW);
                        let is_due = status == Status::Pending && until <= 0;
                        let is_open = status == Status::Pending && until > 0;
                        let is_invitee = who == INVITEE;
                        let manages = role == "Administrator";
                        let to = match command {
                            Command::Accept => (is_open && is_invitee).then_some(Status::Approved),
                            Command::Decline => (is_open && is_invitee).then_some(Status::Declined),
                            Command::Delete => (is_open && manages).then_some(Status::Invalid),
                            Command::Resend => {
                                (status == Status::Declined && manages).then_some(Status::Declined)
                            }
                            // The inviter still stands for it.
                            Command::Vouch => None,
                            Command::Expire => is_due.then_some(Status::Expired),
                        };
                        let told = format!("{status:?} {until} {command:?} {role} {who}");
                        assert_eq!(answer.ok().map(|decision| decision.to), to, "{told}");
                    }
                }
            }
        }
    }
}

#[test]
fn an_inviter_who_lost_the_right_needs_somebody_who_vouches() {
    // PRODUCT.md T19: also when the role was raised meanwhile.
    for held in ["Editor", "Viewer", "nobody"] {
        let subject = Subject {
            inviter_held: of(held),
            ..pending()
        };
        let accept = decide(
            &subject,
            Command::Accept,
            &actor(INVITEE),
            of("nobody"),
            NOW,
        );
        assert_eq!(accept, Err(Refusal::NeedsConfirmation), "{held}");
        // Declining harms nobody.
        let decline = decide(
            &subject,
            Command::Decline,
            &actor(INVITEE),
            of("nobody"),
            NOW,
        );
        assert!(decline.is_ok(), "{held}");
        let vouch = |role| decide(&subject, Command::Vouch, &actor(OTHER), of(role), NOW);
        assert_eq!(vouch("Administrator").map(|d| d.to), Ok(Status::Pending));
        assert!(matches!(vouch("Editor"), Err(Refusal::NotAllowed { .. })));
    }
    let manages = DomainActionSet::of(&[DomainAction::InvitationsManage]);
    let raised = Subject {
        inviter_held: manages,
        role_actions: DomainActionSet::ALL,
        ..pending()
    };
    let accept = decide(&raised, Command::Accept, &actor(INVITEE), of("nobody"), NOW);
    assert_eq!(accept, Err(Refusal::NeedsConfirmation));
    let vouch = decide(&raised, Command::Vouch, &actor(OTHER), manages, NOW);
    assert_eq!(vouch, Err(Refusal::AboveCeiling));
}

#[test]
fn an_account_that_is_not_approved_answers_nothing() {
    for command in [Command::Accept, Command::Decline] {
        for (account, is_account_approved) in [(Some(INVITEE), false), (None, false), (None, true)]
        {
            let subject = Subject {
                account,
                is_account_approved,
                ..pending()
            };
            let answer = decide(
                &subject,
                command,
                &actor(INVITEE),
                DomainActionSet::ALL,
                NOW,
            );
            assert_eq!(answer, Err(Refusal::NotYours));
        }
        let nobody = decide(
            &pending(),
            command,
            &Actor::COMMAND_LINE,
            DomainActionSet::ALL,
            NOW,
        );
        assert_eq!(
            nobody,
            Err(Refusal::NotYours),
            "the command line is no invitee"
        );
    }
}

#[test]
fn an_archived_domain_answers_nothing_but_time() {
    let subject = Subject {
        is_archived: true,
        ..pending()
    };
    for command in Command::ALL {
        let answer = decide(
            &subject,
            command,
            &actor(INVITEE),
            DomainActionSet::ALL,
            NOW,
        );
        assert_eq!(
            answer == Err(Refusal::Archived),
            command != Command::Expire,
            "{command:?}"
        );
    }
}

#[test]
fn nobody_offers_what_they_do_not_hold() {
    // The subset law, over the sets of all roles.
    let new = Invitee {
        account: Some((INVITEE, account::Status::Approved)),
        is_member: false,
        open: None,
    };
    for bits in 0..1_u32 << DomainAction::ALL.len() {
        let actions: Vec<DomainAction> = DomainAction::ALL
            .into_iter()
            .enumerate()
            .filter(|(at, _)| bits >> at & 1 == 1)
            .map(|(_, action)| action)
            .collect();
        let held = DomainActionSet::of(&actions);
        for role in ROLES {
            let answer = offer(&new, of(role), &actor(OTHER), held, false);
            let may = held.allows(DomainAction::InvitationsManage) && held.covers(of(role));
            assert_eq!(answer.is_ok(), may, "{actions:?} {role}");
        }
    }
}

#[test]
fn who_can_not_be_invited_and_why() {
    let good = Invitee {
        account: Some((INVITEE, account::Status::Approved)),
        is_member: false,
        open: None,
    };
    let ask = |invitee: Invitee, who| {
        offer(
            &invitee,
            of("Viewer"),
            &actor(who),
            DomainActionSet::ALL,
            false,
        )
    };
    assert_eq!(ask(good, OTHER), Ok(()));
    assert_eq!(ask(good, INVITEE), Err(Refusal::Oneself));
    let member = Invitee {
        is_member: true,
        ..good
    };
    assert_eq!(ask(member, OTHER), Err(Refusal::Member));
    let id = DomainInvitationId(Uuid::from_u128(7));
    let open = Invitee {
        open: Some(id),
        ..good
    };
    assert_eq!(ask(open, OTHER), Err(Refusal::AlreadyOpen { id }));
    assert_eq!(
        ask(
            Invitee {
                account: None,
                ..good
            },
            OTHER
        ),
        Ok(()),
        "the portal's invitation goes with it"
    );
    for status in account::Status::ALL {
        let account = Some((INVITEE, status));
        let answer = ask(Invitee { account, ..good }, OTHER);
        match status {
            account::Status::Approved | account::Status::Requested => assert_eq!(answer, Ok(())),
            account::Status::Rejected | account::Status::Revoked => {
                assert_eq!(answer, Err(Refusal::HasAccount { status }));
            }
        }
    }
    let archived = offer(
        &good,
        of("Viewer"),
        &actor(OTHER),
        DomainActionSet::ALL,
        true,
    );
    assert_eq!(archived, Err(Refusal::Archived));
}

#[test]
fn the_clock_starts_with_the_approval() {
    // PRODUCT.md T25
    let day = Span::days(1);
    assert_eq!(
        valid_until(Some(account::Status::Approved), day, NOW),
        NOW.plus(day)
    );
    let waits = valid_until(Some(account::Status::Requested), day, NOW);
    assert_eq!(waits, Timestamp::NEVER);
}

#[test]
fn a_row_offers_what_the_rules_allow_and_nothing_else() {
    // M: Resend only on Rejected, Delete only on Pending.
    for status in Status::ALL {
        let subject = Subject {
            status,
            ..pending()
        };
        for command in [Command::Resend, Command::Delete] {
            let answer = decide(&subject, command, &actor(OTHER), DomainActionSet::ALL, NOW);
            assert_eq!(offered(status).contains(&command), answer.is_ok());
        }
    }
}
