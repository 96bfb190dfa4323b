//! The mail switches (PRODUCT.md section 6), each on and off, on every way that writes its mail.

use crate::support::{Portal, on_both};
use rules::ids::InvitationId;
use rules::outbox::Kind;
use rules::settings::Key;

on_both!(
    the_access_request_switch_decides_for_both_ways_in,
    the_approved_switch_decides_for_a_reviewer_and_for_auto_approve,
    the_refused_switch_decides,
);

/// Asks and confirms.
async fn self_registered(portal: &Portal, email: &str) {
    portal.ask(email).await.unwrap();
    let token = portal.confirmation_for(email).await;
    portal.confirm(&token, "Sela").await.unwrap();
}

async fn count(portal: &Portal, kind: Kind) -> i64 {
    let sql = format!(
        "SELECT count(*) FROM outbox WHERE mail = '{}'",
        kind.as_str()
    );
    portal.number(&sql).await
}

async fn the_access_request_switch_decides_for_both_ways_in(portal: Portal) {
    portal.owner().await;
    for (value, expected) in [("on", 2), ("off", 2), ("on", 4)] {
        portal.set(Key::PortalAccessRequestEmail, value).await;
        let n = portal.number("SELECT count(*) FROM account").await;
        portal.waiting(&format!("invited{n}@example.org")).await;
        self_registered(&portal, &format!("asked{n}@example.org")).await;
        assert_eq!(
            count(&portal, Kind::AccessRequest).await,
            expected,
            "{value}"
        );
    }
}

/// A waiting row, decided by the Owner.
async fn decided(portal: &Portal, email: &str, accept: bool) -> InvitationId {
    let owner = portal.owner().await;
    let id = portal.waiting(email).await;
    let answer = if accept {
        portal.accept_invitation(&owner.caller, id).await
    } else {
        portal.deny_invitation(&owner.caller, id, "no").await
    };
    answer.unwrap();
    id
}

async fn the_approved_switch_decides_for_a_reviewer_and_for_auto_approve(portal: Portal) {
    portal.owner().await;
    portal.set(Key::PortalAutoApprove, "on").await;
    for (value, expected) in [("on", 2), ("off", 2), ("on", 4)] {
        portal.set(Key::PortalApprovedEmail, value).await;
        let n = portal.number("SELECT count(*) FROM account").await;
        decided(&portal, &format!("invited{n}@example.org"), true).await;
        self_registered(&portal, &format!("asked{n}@example.org")).await;
        assert_eq!(count(&portal, Kind::Approved).await, expected, "{value}");
    }
}

async fn the_refused_switch_decides(portal: Portal) {
    portal.owner().await;
    for (value, expected) in [("on", 1), ("off", 1), ("on", 2)] {
        portal.set(Key::PortalRejectedEmail, value).await;
        let n = portal.number("SELECT count(*) FROM account").await;
        decided(&portal, &format!("invited{n}@example.org"), false).await;
        assert_eq!(count(&portal, Kind::Refused).await, expected, "{value}");
    }
}
