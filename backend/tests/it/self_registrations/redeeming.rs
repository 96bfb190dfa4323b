//! T23: an open invitation for the address is redeemed; and the races around one address.

use super::stored;
use crate::races::crowd::{MANY, at_once, trying, winners};
use crate::support::{Portal, asking, assert_fails, on_both, registration, wish};
use backend::registrations::{Behind, Completed};
use backend::self_registrations::BehindConfirmation;
use backend::submissions::Invite;
use backend::{Backend, Error};
use rules::invitation::Status;
use rules::outbox::Kind;
use rules::settings::Key;
use rules::time::Span;

on_both!(
    an_open_invitation_is_completed_with_its_role,
    pre_approval_of_invitations_decides_not_auto_approve,
    an_overdue_invitation_gives_nothing,
    a_rejected_person_comes_back_by_invitation_alone,
    of_many_asking_in_any_letter_case_one_link_lives,
    of_many_confirming_one_wins,
    of_confirming_and_joining_one_makes_the_account,
    of_confirming_and_deleting_the_invitation_the_account_is_made_once,
);

async fn an_open_invitation_is_completed_with_its_role(portal: Portal) {
    // T23, T4
    let owner = portal.owner().await;
    let invite = Invite {
        role: "Team".to_string(),
        ..wish("Ada@Example.org")
    };
    let report = portal.invite(&owner.caller, invite).await.unwrap();
    let id = crate::support::invited(&report, 0);
    let link = portal.token_for("Ada@Example.org").await;
    portal.ask("ada@example.org").await.unwrap();
    let token = portal.confirmation_for("ada@example.org").await;
    let BehindConfirmation::Open(open) = portal.behind_confirmation(&token).await.unwrap() else {
        panic!("not open")
    };
    assert_eq!((open.role.as_str(), open.needs_approval), ("Team", false));
    assert_eq!(
        portal.confirm(&token, "Ada").await.unwrap(),
        Completed::Approved
    );
    assert_eq!(
        stored(&portal, "ada@example.org").await,
        ["approved invitation Team"]
    );
    assert_eq!(portal.stored(id).await, Status::Approved);
    assert_eq!(
        portal.trail_of(id).await,
        ["invitation.sent by account", "invitation.completed by link"]
    );
    assert_eq!(portal.behind_link(&link).await.unwrap(), Behind::Used);
    // As on T4: not told what they know.
    assert_eq!(
        portal.kinds_to("ada@example.org").await,
        [Kind::ConfirmAddress]
    );
    portal.enter("ada@example.org").await;
}

async fn pre_approval_of_invitations_decides_not_auto_approve(portal: Portal) {
    // T23, T5
    let owner = portal.owner().await;
    portal.set(Key::InvitationsAutoApprove, "off").await;
    portal.set(Key::PortalAutoApprove, "on").await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    portal.ask("ada@example.org").await.unwrap();
    let token = portal.confirmation_for("ada@example.org").await;
    assert_eq!(
        portal.confirm(&token, "Ada").await.unwrap(),
        Completed::Waiting
    );
    assert_eq!(portal.stored(id).await, Status::Waiting);
    let text = portal
        .text_of(&portal.mails_to(&owner.email).await[0])
        .await;
    assert!(
        text.contains("/consumers/invitations?status=waiting"),
        "{text}"
    );
    portal.accept_invitation(&owner.caller, id).await.unwrap();
    portal.enter("ada@example.org").await;
}

async fn an_overdue_invitation_gives_nothing(portal: Portal) {
    let owner = portal.owner().await;
    let invite = Invite {
        role: "Team".to_string(),
        validity: Span::hours(1),
        ..wish("ada@example.org")
    };
    let report = portal.invite(&owner.caller, invite).await.unwrap();
    let id = crate::support::invited(&report, 0);
    portal.ask("ada@example.org").await.unwrap();
    let token = portal.confirmation_for("ada@example.org").await;
    portal.advance(Span::hours(1));
    assert_eq!(
        portal.confirm(&token, "Ada").await.unwrap(),
        Completed::Waiting
    );
    assert_eq!(
        stored(&portal, "ada@example.org").await,
        ["requested registration Customer"]
    );
    // Met overdue, it is stored as expired (T9).
    assert_eq!(portal.stored(id).await, Status::Expired);
}

async fn a_rejected_person_comes_back_by_invitation_alone(portal: Portal) {
    // T18
    let owner = portal.owner().await;
    let denied = portal.waiting("ada@example.org").await;
    portal
        .deny_invitation(&owner.caller, denied, "")
        .await
        .unwrap();
    portal.ask("ada@example.org").await.unwrap();
    let kinds = portal.kinds_to("ada@example.org").await;
    assert_eq!(kinds.last(), Some(&Kind::AlreadyRegistered));
    assert!(!kinds.contains(&Kind::ConfirmAddress));
}

async fn of_many_asking_in_any_letter_case_one_link_lives(portal: Portal) {
    portal.owner().await;
    let answers = at_once(
        &portal,
        &[trying(|backend: Backend, n| async move {
            let email = if n % 2 == 0 {
                "ada@example.org"
            } else {
                "ADA@Example.ORG"
            };
            backend.self_register(asking(email)).await
        })],
    )
    .await;
    let limited = |answer: &&backend::Result<()>| matches!(answer, Err(Error::RateLimited { .. }));
    assert_eq!(
        answers[0].iter().filter(|answer| answer.is_ok()).count(),
        10
    );
    assert_eq!(answers[0].iter().filter(limited).count(), MANY - 10);
    for (table, n) in [
        ("self_registration", 1),
        ("token WHERE purpose = 'confirm'", 1),
        ("outbox WHERE mail = 'confirm_address'", 3),
        (
            "outbox WHERE mail = 'confirm_address' AND body IS NOT NULL",
            1,
        ),
    ] {
        let sql = format!("SELECT count(*) FROM {table}");
        assert_eq!(portal.number(&sql).await, n, "{table}");
    }
}

async fn of_many_confirming_one_wins(portal: Portal) {
    portal.owner().await;
    portal.ask("ada@example.org").await.unwrap();
    let token = portal.confirmation_for("ada@example.org").await;
    let answers = at_once(
        &portal,
        &[trying(move |backend: Backend, n| {
            let token = token.clone();
            async move {
                let network = Some(format!("198.51.100.{n}"));
                let form = registration(&format!("Ada {n}"));
                let answer = backend
                    .confirm_self_registration(&token, form, network, "")
                    .await;
                lost_to_an_account(answer)
            }
        })],
    )
    .await;
    assert_eq!(winners(&answers[0]), 1);
    assert_eq!(stored(&portal, "ada@example.org").await.len(), 1);
    let registered = "SELECT count(*) FROM audit_event WHERE action = 'account.registered'";
    assert_eq!(portal.number(registered).await, 1);
}

/// Whoever was slower may also hear that there is an account by now.
fn lost_to_an_account(answer: backend::Result<Completed>) -> backend::Result<Completed> {
    match answer {
        Err(Error::Refused(_)) => Err(Error::NotFound),
        answer => answer,
    }
}

async fn of_confirming_and_joining_one_makes_the_account(portal: Portal) {
    let owner = portal.owner().await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    let invitation = portal.token_for("ada@example.org").await;
    portal.ask("ADA@example.org").await.unwrap();
    let confirmation = portal.confirmation_for("ADA@example.org").await;
    let answers = at_once(
        &portal,
        &[
            trying(move |backend: Backend, n| {
                let token = confirmation.clone();
                async move {
                    let network = Some(format!("198.51.100.{n}"));
                    let form = registration("Ada");
                    let answer = backend
                        .confirm_self_registration(&token, form, network, "")
                        .await;
                    lost_to_an_account(answer)
                }
            }),
            trying(move |backend: Backend, n| {
                let token = invitation.clone();
                async move {
                    let network = Some(format!("198.51.100.{n}"));
                    let answer = backend
                        .register(&token, registration("Ada"), network, "")
                        .await;
                    lost_to_an_account(answer)
                }
            }),
        ],
    )
    .await;
    assert_eq!(winners(&answers[0]) + winners(&answers[1]), 1);
    assert_eq!(
        stored(&portal, "ada@example.org").await,
        ["approved invitation Customer"]
    );
    assert_eq!(portal.stored(id).await, Status::Approved);
}

async fn of_confirming_and_deleting_the_invitation_the_account_is_made_once(portal: Portal) {
    let owner = portal.owner().await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    portal.ask("ada@example.org").await.unwrap();
    let token = portal.confirmation_for("ada@example.org").await;
    let answers = at_once(
        &portal,
        &[
            trying(move |backend: Backend, n| {
                let token = token.clone();
                async move {
                    let network = Some(format!("198.51.100.{n}"));
                    let form = registration("Ada");
                    let answer = backend
                        .confirm_self_registration(&token, form, network, "")
                        .await;
                    lost_to_an_account(answer).map(drop)
                }
            }),
            trying(move |backend: Backend, _| {
                let caller = owner.caller.clone();
                async move { backend.delete_invitation(&caller, id).await }
            }),
        ],
    )
    .await;
    // The invitation or not: the address is confirmed all the same.
    assert_eq!(winners(&answers[0]), 1);
    let expected = if winners(&answers[1]) == 1 {
        "requested registration Customer"
    } else {
        "approved invitation Customer"
    };
    assert_eq!(stored(&portal, "ada@example.org").await, [expected]);
    let token = "x".repeat(43);
    assert_fails!(portal.confirm(&token, "Ada").await, Error::NotFound);
}
