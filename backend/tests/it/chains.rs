//! Chains of resends: T12 of PRODUCT.md section 2 (S).

use crate::support::{Portal, on_both};
use rules::ids::InvitationId;
use rules::invitation::Status;
use rules::listing::InvitationFilter;
use rules::settings::Key;
use rules::time::Span;

on_both!(
    superseded_rows_stay_inactivated_until_the_newest_is_completed,
    superseded_rows_leave_the_lists_when_the_newest_waits,
    superseded_rows_stay_when_the_newest_expires_or_is_deleted,
    superseded_rows_come_back_when_the_newest_is_rejected,
    a_chain_goes_on_after_a_rejection,
);

/// Two superseded rows and the newest.
async fn chain_of_three(portal: &Portal) -> [InvitationId; 3] {
    let owner = portal.owner().await;
    let first = portal.invite_one(&owner.caller, "ada@example.org").await;
    let second = portal
        .resend_invitation(&owner.caller, first)
        .await
        .unwrap();
    portal.advance(Span::minutes(1));
    let third = portal
        .resend_invitation(&owner.caller, second)
        .await
        .unwrap();
    assert_eq!(
        portal.listed(InvitationFilter::All).await,
        [third, second, first]
    );
    assert_eq!(
        portal.listed(InvitationFilter::Inactivated).await,
        [second, first]
    );
    [first, second, third]
}

async fn complete(portal: &Portal) {
    portal
        .join(&portal.token_for("ada@example.org").await, "Ada")
        .await
        .unwrap();
}

async fn superseded_rows_stay_inactivated_until_the_newest_is_completed(portal: Portal) {
    let [first, second, third] = chain_of_three(&portal).await;
    complete(&portal).await;
    assert_eq!(portal.listed(InvitationFilter::All).await, [third]);
    assert_eq!(portal.listed(InvitationFilter::Approved).await, [third]);
    assert_eq!(portal.listed(InvitationFilter::Inactivated).await, []);
    // They stand in its history, and where everything unusable is.
    let chain: Vec<_> = portal
        .detail(third)
        .await
        .chain
        .iter()
        .map(|link| link.id)
        .collect();
    assert_eq!(chain, [first, second, third]);
    assert_eq!(
        portal.listed(InvitationFilter::ExpiredInvalid).await,
        [second, first]
    );
    assert_eq!(portal.stored(first).await, Status::Inactivated);
}

async fn superseded_rows_leave_the_lists_when_the_newest_waits(portal: Portal) {
    let owner = portal.owner().await;
    portal.set(Key::InvitationsAutoApprove, "off").await;
    let [_, _, third] = chain_of_three(&portal).await;
    complete(&portal).await;
    assert_eq!(portal.listed(InvitationFilter::All).await, [third]);
    portal
        .accept_invitation(&owner.caller, third)
        .await
        .unwrap();
    assert_eq!(portal.listed(InvitationFilter::All).await, [third]);
    assert_eq!(portal.listed(InvitationFilter::Inactivated).await, []);
}

async fn superseded_rows_stay_when_the_newest_expires_or_is_deleted(portal: Portal) {
    let owner = portal.owner().await;
    let [first, second, third] = chain_of_three(&portal).await;
    portal.advance(Span::hours(72));
    assert_eq!(
        portal.listed(InvitationFilter::All).await,
        [third, second, first]
    );
    portal.sweep().await.unwrap();
    assert_eq!(
        portal.listed(InvitationFilter::Inactivated).await,
        [second, first]
    );
    portal
        .delete_invitation(&owner.caller, third)
        .await
        .unwrap();
    assert_eq!(portal.listed(InvitationFilter::All).await, [second, first]);
}

async fn superseded_rows_come_back_when_the_newest_is_rejected(portal: Portal) {
    let owner = portal.owner().await;
    portal.set(Key::InvitationsAutoApprove, "off").await;
    let [first, second, third] = chain_of_three(&portal).await;
    complete(&portal).await;
    portal
        .deny_invitation(&owner.caller, third, "")
        .await
        .unwrap();
    assert_eq!(
        portal.listed(InvitationFilter::All).await,
        [third, second, first]
    );
    assert_eq!(
        portal.listed(InvitationFilter::Inactivated).await,
        [second, first]
    );
    assert_eq!(portal.listed(InvitationFilter::Rejected).await, [third]);
}

async fn a_chain_goes_on_after_a_rejection(portal: Portal) {
    // T11, T18
    let owner = portal.owner().await;
    portal.set(Key::InvitationsAutoApprove, "off").await;
    let [first, second, third] = chain_of_three(&portal).await;
    complete(&portal).await;
    portal
        .deny_invitation(&owner.caller, third, "")
        .await
        .unwrap();
    portal.advance(Span::minutes(1));
    let fourth = portal
        .resend_invitation(&owner.caller, third)
        .await
        .unwrap();
    assert_eq!(
        portal.listed(InvitationFilter::Inactivated).await,
        [third, second, first]
    );
    portal.set(Key::InvitationsAutoApprove, "on").await;
    complete(&portal).await;
    assert_eq!(portal.listed(InvitationFilter::All).await, [fourth]);
    let chain: Vec<_> = portal
        .detail(first)
        .await
        .chain
        .iter()
        .map(|link| link.id)
        .collect();
    assert_eq!(chain, [first, second, third, fourth]);
}
