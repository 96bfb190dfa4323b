//! The envelope: T11 of PRODUCT.md section 2; SECURITY INV-8.

use crate::support::{PASSWORD, Portal, START, assert_fails, on_both};
use backend::Error;
use rules::invitation::Status;
use rules::outbox::Delivery;
use rules::time::Span;

on_both!(
    resending_sends_a_new_link_with_full_validity,
    a_second_resend_waits_a_minute,
    resending_a_rejected_row_starts_anew,
    an_old_row_is_not_resent_beside_an_open_one,
    an_old_row_is_not_resent_to_somebody_who_joined,
);

async fn resending_sends_a_new_link_with_full_validity(portal: Portal) {
    // T11
    let owner = portal.owner().await;
    let administrator = portal.staff("adam", "Administrator").await;
    let old = portal.invite_one(&owner.caller, "ada@example.org").await;
    let dead = portal.token_for("ada@example.org").await;
    portal.advance(Span::hours(80));
    let new = portal
        .resend_invitation(&administrator.caller, old)
        .await
        .unwrap();
    assert_ne!(new, old);
    assert_eq!(portal.stored(old).await, Status::Inactivated);
    let row = portal.row(new).await;
    assert_eq!(row.status, Status::Pending);
    assert_eq!(row.valid_until, START.plus(Span::hours(152)));
    assert_eq!(row.inviter.id, Some(administrator.id));
    assert_eq!(row.delivery, Some(Delivery::Held));
    let chain: Vec<_> = portal
        .detail(new)
        .await
        .chain
        .iter()
        .map(|link| link.id)
        .collect();
    assert_eq!(chain, [old, new]);
    let alive = portal.token_for("ada@example.org").await;
    assert_fails!(
        portal.join(&dead, "Ada").await,
        Error::Conflict(ref o) if o.current == Status::Inactivated
    );
    assert!(portal.join(&alive, "Ada").await.is_ok());
}

async fn a_second_resend_waits_a_minute(portal: Portal) {
    // UX-INV-10: the first is free at once.
    let owner = portal.owner().await;
    let first = portal.invite_one(&owner.caller, "ada@example.org").await;
    let second = portal
        .resend_invitation(&owner.caller, first)
        .await
        .unwrap();
    let until = portal.now().plus(Span::minutes(1));
    portal.advance(Span::seconds(59));
    let answer = portal.resend_invitation(&owner.caller, second).await;
    assert_fails!(answer, Error::RateLimited { until: at } if at == until);
    portal.advance(Span::seconds(1));
    let third = portal
        .resend_invitation(&owner.caller, second)
        .await
        .unwrap();
    assert_eq!(portal.standing(third).await, Status::Pending);
    // Whoever comes late to an old row hears what became of it, not to wait.
    let answer = portal.resend_invitation(&owner.caller, first).await;
    assert_fails!(answer, Error::Conflict(ref o) if o.current == Status::Inactivated);
}

async fn resending_a_rejected_row_starts_anew(portal: Portal) {
    let owner = portal.owner().await;
    let id = portal.waiting("wanda@example.org").await;
    portal.deny_invitation(&owner.caller, id, "").await.unwrap();
    let new = portal.resend_invitation(&owner.caller, id).await.unwrap();
    let token = portal.token_for("wanda@example.org").await;
    portal.join(&token, "Wanda").await.unwrap();
    portal.accept_invitation(&owner.caller, new).await.unwrap();
    assert!(
        portal
            .try_login("wanda@example.org", PASSWORD)
            .await
            .is_some()
    );
}

async fn an_old_row_is_not_resent_beside_an_open_one(portal: Portal) {
    // T11 has T1's guards.
    let owner = portal.owner().await;
    let old = portal.invite_one(&owner.caller, "ada@example.org").await;
    portal.advance(Span::hours(72));
    let open = portal.invite_one(&owner.caller, "ada@example.org").await;
    let answer = portal.resend_invitation(&owner.caller, old).await;
    let expected = rules::invitation::Refusal::AlreadyOpen {
        id: open,
        status: Status::Pending,
    };
    assert_fails!(answer, Error::Refused(ref refusal) if *refusal == expected);
    assert_eq!(portal.stored(old).await, Status::Expired);
}

async fn an_old_row_is_not_resent_to_somebody_who_joined(portal: Portal) {
    let owner = portal.owner().await;
    let old = portal.invite_one(&owner.caller, "ada@example.org").await;
    portal.advance(Span::hours(72));
    portal.person("ada").await;
    let answer = portal.resend_invitation(&owner.caller, old).await;
    assert_fails!(
        answer,
        Error::Refused(rules::invitation::Refusal::HasAccount {
            status: rules::account::Status::Approved
        })
    );
    assert_eq!(portal.stored(old).await, Status::Expired);
}
