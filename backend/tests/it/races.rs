//! Sixty-four at once, over two processes: exactly one wins, the others hear what became of the row, and
//! every invariant holds afterwards (SECURITY INV-5, INV-7, INV-14, INV-17, INV-21; AZ-8).

use crate::support::{Portal, first_owner, invited, on_both, registration, wish};
use backend::Backend;
use backend::registrations::Completed;
use rules::invitation::Status;
use rules::settings::Key;
use rules::submission::{Budget, Outcome};
use rules::time::Span;

mod accounts;
pub(crate) mod crowd;
mod domains;
mod opt_outs;
use crowd::{MANY, Try, assert_current, at_once, events, trying, winners};

on_both!(
    of_many_set_ups_one_wins,
    of_many_accepting_one_wins,
    of_accepting_and_denying_one_wins,
    deleting_never_wins_against_accepting,
    of_many_completing_one_wins,
    of_completing_and_deleting_one_wins,
    of_completing_and_resending_one_wins,
    of_deleting_and_resending_one_wins,
    of_many_resending_one_wins,
    of_many_inviting_one_address_one_wins,
    a_budget_holds_against_many_at_once,
    sweeping_and_inviting_anew_do_not_meet,
    approving_all_and_denying_each_do_not_meet,
);

async fn of_many_set_ups_one_wins(portal: Portal) {
    let mut tokens = Vec::new();
    for _ in 0..4 {
        let link = portal.new_set_up_link().await.unwrap().unwrap();
        tokens.push(link.rsplit('/').next().unwrap().to_string());
    }
    let answers = at_once(
        &portal,
        &[trying(move |backend: Backend, n| {
            let token = tokens[n % tokens.len()].clone();
            async move {
                backend
                    .set_up(&token, first_owner(&format!("o{n}@x.org")), "")
                    .await
            }
        })],
    )
    .await;
    assert_eq!(winners(&answers[0]), 1);
    assert_eq!(portal.number("SELECT count(*) FROM account").await, 1);
    assert_eq!(
        portal
            .number("SELECT count(*) FROM token WHERE died_at IS NULL")
            .await,
        0
    );
}

async fn of_many_accepting_one_wins(portal: Portal) {
    let owner = portal.owner().await;
    let id = portal.waiting("wanda@example.org").await;
    let answers = at_once(
        &portal,
        &[trying(move |backend: Backend, _| {
            let caller = owner.caller.clone();
            async move { backend.accept_invitation(&caller, id).await }
        })],
    )
    .await;
    assert_eq!(winners(&answers[0]), 1);
    assert_current(&answers[0], Status::Approved);
    assert_eq!(portal.kinds_to("wanda@example.org").await.len(), 2);
}

async fn of_accepting_and_denying_one_wins(portal: Portal) {
    let owner = portal.owner().await;
    let id = portal.waiting("wanda@example.org").await;
    let (one, other) = (owner.caller.clone(), owner.caller.clone());
    let answers = at_once(
        &portal,
        &[
            trying(move |backend: Backend, _| {
                let caller = one.clone();
                async move { backend.accept_invitation(&caller, id).await }
            }),
            trying(move |backend: Backend, _| {
                let caller = other.clone();
                async move { backend.deny_invitation(&caller, id, "").await }
            }),
        ],
    )
    .await;
    let (accepted, denied) = (winners(&answers[0]), winners(&answers[1]));
    assert_eq!(accepted + denied, 1);
    let expected = if accepted == 1 {
        Status::Approved
    } else {
        Status::Rejected
    };
    assert_eq!(portal.stored(id).await, expected);
    assert_current(&answers[0], expected);
    assert_current(&answers[1], expected);
    assert_eq!(portal.kinds_to("wanda@example.org").await.len(), 2);
}

async fn deleting_never_wins_against_accepting(portal: Portal) {
    let owner = portal.owner().await;
    let id = portal.waiting("wanda@example.org").await;
    let (one, other) = (owner.caller.clone(), owner.caller.clone());
    let answers = at_once(
        &portal,
        &[
            trying(move |backend: Backend, _| {
                let caller = one.clone();
                async move { backend.accept_invitation(&caller, id).await }
            }),
            trying(move |backend: Backend, _| {
                let caller = other.clone();
                async move { backend.delete_invitation(&caller, id).await }
            }),
        ],
    )
    .await;
    assert_eq!((winners(&answers[0]), winners(&answers[1])), (1, 0));
    assert_eq!(portal.stored(id).await, Status::Approved);
}

/// Registers behind one link.
fn completing(token: String) -> Try<()> {
    trying(move |backend: Backend, n| {
        let token = token.clone();
        async move {
            let network = Some(format!("198.51.100.{n}"));
            let form = registration(&format!("Ada {n}"));
            let answer = backend.register(&token, form, network, "").await?;
            assert_eq!(answer, Completed::Approved);
            Ok(())
        }
    })
}

async fn of_many_completing_one_wins(portal: Portal) {
    let owner = portal.owner().await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    let token = portal.token_for("ada@example.org").await;
    let answers = at_once(&portal, &[completing(token)]).await;
    assert_eq!(winners(&answers[0]), 1);
    assert_current(&answers[0], Status::Approved);
    assert_eq!(events(&portal, id, "invitation.completed").await, 1);
    let people = "SELECT count(*) FROM account WHERE email = 'ada@example.org'";
    assert_eq!(portal.number(people).await, 1);
}

async fn of_completing_and_deleting_one_wins(portal: Portal) {
    // INV-7: once a delete has answered, nothing completes the invitation.
    let owner = portal.owner().await;
    let people = "SELECT count(*) FROM account";
    for round in 0..4 {
        let email = format!("ada{round}@example.org");
        let id = portal.invite_one(&owner.caller, &email).await;
        let token = portal.token_for(&email).await;
        let before = portal.number(people).await;
        let caller = owner.caller.clone();
        let answers = at_once(
            &portal,
            &[
                completing(token),
                trying(move |backend: Backend, _| {
                    let caller = caller.clone();
                    async move { backend.delete_invitation(&caller, id).await }
                }),
            ],
        )
        .await;
        let (completed, deleted) = (winners(&answers[0]), winners(&answers[1]));
        assert_eq!(completed + deleted, 1);
        let expected = if completed == 1 {
            Status::Approved
        } else {
            Status::Invalid
        };
        assert_eq!(portal.stored(id).await, expected);
        assert_current(&answers[1], expected);
        assert_eq!(portal.number(people).await, before + completed as i64);
    }
}

async fn of_completing_and_resending_one_wins(portal: Portal) {
    // INV-8
    let owner = portal.owner().await;
    for round in 0..4 {
        let email = format!("ada{round}@example.org");
        let id = portal.invite_one(&owner.caller, &email).await;
        let token = portal.token_for(&email).await;
        let caller = owner.caller.clone();
        let answers = at_once(
            &portal,
            &[
                completing(token),
                trying(move |backend: Backend, _| {
                    let caller = caller.clone();
                    async move { backend.resend_invitation(&caller, id).await.map(drop) }
                }),
            ],
        )
        .await;
        let (completed, resent) = (winners(&answers[0]), winners(&answers[1]));
        assert_eq!(completed + resent, 1);
        let expected = if completed == 1 {
            Status::Approved
        } else {
            Status::Inactivated
        };
        assert_eq!(portal.stored(id).await, expected);
        assert_current(&answers[0], expected);
        assert_current(&answers[1], expected);
        assert_eq!(portal.kinds_to(&email).await.len(), 1 + resent);
        assert_eq!(portal.detail(id).await.chain.len(), 1 + resent);
    }
}

async fn of_deleting_and_resending_one_wins(portal: Portal) {
    let owner = portal.owner().await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    portal.advance(Span::hours(72));
    let (one, other) = (owner.caller.clone(), owner.caller.clone());
    let answers = at_once(
        &portal,
        &[
            trying(move |backend: Backend, _| {
                let caller = one.clone();
                async move { backend.delete_invitation(&caller, id).await }
            }),
            trying(move |backend: Backend, _| {
                let caller = other.clone();
                async move { backend.resend_invitation(&caller, id).await.map(drop) }
            }),
        ],
    )
    .await;
    let (deleted, resent) = (winners(&answers[0]), winners(&answers[1]));
    assert_eq!(deleted + resent, 1);
    let expected = if deleted == 1 {
        Status::Invalid
    } else {
        Status::Inactivated
    };
    assert_current(&answers[0], expected);
    // The overdue row was stored as expired once.
    assert_eq!(events(&portal, id, "invitation.expired").await, 1);
}

async fn of_many_resending_one_wins(portal: Portal) {
    let owner = portal.owner().await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    let answers = at_once(
        &portal,
        &[trying(move |backend: Backend, _| {
            let caller = owner.caller.clone();
            async move { backend.resend_invitation(&caller, id).await }
        })],
    )
    .await;
    assert_eq!(winners(&answers[0]), 1);
    assert_current(&answers[0], Status::Inactivated);
    assert_eq!(portal.kinds_to("ada@example.org").await.len(), 2);
    assert_eq!(portal.number("SELECT count(*) FROM invitation").await, 2);
}

async fn of_many_inviting_one_address_one_wins(portal: Portal) {
    // INV-14; each with a key of its own.
    let owner = portal.owner().await;
    let answers = at_once(
        &portal,
        &[trying(move |backend: Backend, n| {
            let caller = owner.caller.clone();
            let list = format!("z{n}@example.org; ADA@example.org; a{n}@example.org");
            async move { backend.invite(&caller, wish(&list)).await }
        })],
    )
    .await;
    let mut new = Vec::new();
    let mut met = Vec::new();
    for answer in &answers[0] {
        let report = answer.as_ref().expect("a report");
        invited(report, 0);
        invited(report, 2);
        match report.lines[1].outcome {
            Some(Outcome::Invited { id }) => new.push(id),
            Some(Outcome::AlreadyOpen {
                id,
                status: Status::Pending,
            }) => met.push(id),
            ref other => panic!("{other:?}"),
        }
    }
    assert_eq!(new.len(), 1);
    assert!(met.iter().all(|id| *id == new[0]));
    assert_eq!(portal.kinds_to("ADA@example.org").await.len(), 1);
}

async fn a_budget_holds_against_many_at_once(portal: Portal) {
    // INV-17: counted atomically, before the work is done.
    let owner = portal.owner().await;
    portal.set(Key::BudgetInviter, "10").await;
    let answers = at_once(
        &portal,
        &[trying(move |backend: Backend, n| {
            let caller = owner.caller.clone();
            let list = format!("p{n}@example.org");
            async move { backend.invite(&caller, wish(&list)).await }
        })],
    )
    .await;
    let mut sent = 0;
    for answer in &answers[0] {
        match answer.as_ref().expect("a report").lines[0].outcome {
            Some(Outcome::Invited { .. }) => sent += 1,
            Some(Outcome::OverBudget {
                budget: Budget::Inviter,
                ..
            }) => {}
            ref other => panic!("{other:?}"),
        }
    }
    assert_eq!(sent, 10);
}

async fn sweeping_and_inviting_anew_do_not_meet(portal: Portal) {
    let owner = portal.owner().await;
    let list: Vec<String> = (0..MANY).map(|n| format!("p{n}@example.org")).collect();
    portal
        .invite(&owner.caller, wish(&list.join(";")))
        .await
        .unwrap();
    portal.advance(Span::hours(72));
    let caller = owner.caller.clone();
    let answers = at_once(
        &portal,
        &[
            trying(|backend: Backend, _| async move { backend.sweep().await }),
            trying(move |backend: Backend, n| {
                let caller = caller.clone();
                let list = format!("p{n}@example.org; p{}@example.org", n - 1);
                async move {
                    let report = backend.invite(&caller, wish(&list)).await?;
                    invited(&report, 0);
                    invited(&report, 1);
                    Ok(())
                }
            }),
        ],
    )
    .await;
    assert!(answers.iter().flatten().all(Result::is_ok), "{answers:?}");
    let of = |status: &str| format!("SELECT count(*) FROM invitation WHERE status = '{status}'");
    assert_eq!(portal.number(&of("expired")).await, MANY as i64);
    assert_eq!(portal.number(&of("pending")).await, MANY as i64);
    let events = "SELECT count(*) FROM audit_event WHERE action = 'invitation.expired'";
    assert_eq!(portal.number(events).await, MANY as i64);
}

async fn approving_all_and_denying_each_do_not_meet(portal: Portal) {
    // T20 against T7.
    let owner = portal.owner().await;
    let mut ids = Vec::new();
    for n in 0..MANY / 2 {
        ids.push(portal.waiting(&format!("w{n}@example.org")).await);
    }
    let (one, other, all) = (owner.caller.clone(), owner.caller.clone(), ids.clone());
    let answers = at_once(
        &portal,
        &[
            trying(move |backend: Backend, n| {
                let caller = one.clone();
                async move {
                    if n > 0 {
                        return Ok((0, 0));
                    }
                    let on = vec![(Key::InvitationsAutoApprove, "on".to_string())];
                    let approve = Some(rules::settings::WaitingRows::Approve);
                    backend.change_settings(&caller, on, approve).await
                }
            }),
            trying(move |backend: Backend, n| {
                let (caller, id) = (other.clone(), all[n / 2]);
                async move {
                    backend
                        .deny_invitation(&caller, id, "")
                        .await
                        .map(|()| (1, 0))
                }
            }),
        ],
    )
    .await;
    let (approved, kept) = *answers[0][0].as_ref().expect("approved");
    assert_eq!(kept, 0);
    let denied = winners(&answers[1]);
    assert_eq!(approved as usize + denied, ids.len());
    for id in ids {
        assert!(matches!(
            portal.stored(id).await,
            Status::Approved | Status::Rejected
        ));
    }
}
