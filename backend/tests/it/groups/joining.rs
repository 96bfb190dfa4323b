//! The person is in the groups of the invitation from the moment the account is approved, whichever way that is.

use super::*;

on_both!(
    a_registration_that_is_approved_at_once_joins,
    who_waits_joins_with_the_decision_and_not_before,
    accepting_on_developers_joins,
    approving_all_who_wait_joins,
    approving_another_way_joins,
    a_confirmed_self_registration_joins,
    a_resend_carries_the_groups_on,
    somebody_rejected_comes_back_into_the_groups_of_the_new_invitation,
    a_long_list_carries_the_groups_to_everybody,
);

const ADA: &str = "ada@example.org";

async fn a_registration_that_is_approved_at_once_joins(portal: Portal) {
    // T4
    let owner = portal.owner().await;
    let (a, b) = (portal.new_group("A").await, portal.new_group("B").await);
    portal.invite_into(&owner.caller, ADA, &[a, b]).await;
    portal
        .join(&portal.token_for(ADA).await, "Ada")
        .await
        .unwrap();
    assert_eq!(portal.groups_of(ADA).await, ["A", "B"]);
    let page = portal.group(&owner.caller, a, "").await.unwrap();
    assert_eq!(page.members[0].email, ADA);
    assert_eq!(page.row.members, Count::exactly(1));
    assert_eq!(page.open_invitations, Count::exactly(0));
}

/// Somebody who waits behind an invitation that carries this group.
async fn waits_for(portal: &Portal, group: GroupId) -> InvitationId {
    let owner = portal.owner().await;
    portal.set(Key::InvitationsAutoApprove, "off").await;
    let id = portal.invite_into(&owner.caller, ADA, &[group]).await;
    portal
        .join(&portal.token_for(ADA).await, "Ada")
        .await
        .unwrap();
    assert_eq!(portal.stored(id).await, Status::Waiting);
    assert!(portal.groups_of(ADA).await.is_empty());
    id
}

async fn who_waits_joins_with_the_decision_and_not_before(portal: Portal) {
    // T6, T7
    let owner = portal.owner().await;
    let a = portal.new_group("A").await;
    let id = waits_for(&portal, a).await;
    let page = portal.group(&owner.caller, a, "").await.unwrap();
    assert_eq!(page.open_invitations, Count::exactly(1));
    portal.accept_invitation(&owner.caller, id).await.unwrap();
    assert_eq!(portal.groups_of(ADA).await, ["A"]);
}

async fn accepting_on_developers_joins(portal: Portal) {
    let owner = portal.owner().await;
    let a = portal.new_group("A").await;
    waits_for(&portal, a).await;
    let id = portal.account(ADA).await;
    portal.approve_developer(&owner.caller, id).await.unwrap();
    assert_eq!(portal.groups_of(ADA).await, ["A"]);
}

async fn approving_all_who_wait_joins(portal: Portal) {
    // T20
    let owner = portal.owner().await;
    let a = portal.new_group("A").await;
    waits_for(&portal, a).await;
    let on = vec![(Key::InvitationsAutoApprove, "on".to_string())];
    portal
        .change_settings(&owner.caller, on, Some(WaitingRows::Approve))
        .await
        .unwrap();
    assert_eq!(portal.groups_of(ADA).await, ["A"]);
}

async fn approving_another_way_joins(portal: Portal) {
    // T24
    let owner = portal.owner().await;
    let a = portal.new_group("A").await;
    let id = waits_for(&portal, a).await;
    portal.deny_invitation(&owner.caller, id, "").await.unwrap();
    let account = portal.account(ADA).await;
    assert!(portal.groups_of(ADA).await.is_empty());
    portal
        .approve_developer(&owner.caller, account)
        .await
        .unwrap();
    assert_eq!(portal.stored(id).await, Status::Approved);
    assert_eq!(portal.groups_of(ADA).await, ["A"]);
}

async fn a_confirmed_self_registration_joins(portal: Portal) {
    // T23
    let owner = portal.owner().await;
    let a = portal.new_group("A").await;
    portal.invite_into(&owner.caller, ADA, &[a]).await;
    portal.ask(ADA).await.unwrap();
    portal
        .confirm(&portal.confirmation_for(ADA).await, "Ada")
        .await
        .unwrap();
    assert_eq!(portal.groups_of(ADA).await, ["A"]);
}

async fn a_resend_carries_the_groups_on(portal: Portal) {
    // T11
    let owner = portal.owner().await;
    let (a, b) = (portal.new_group("A").await, portal.new_group("B").await);
    let old = portal.invite_into(&owner.caller, ADA, &[a, b]).await;
    portal.delete_group(&owner.caller, a).await.unwrap();
    let new = portal.resend_invitation(&owner.caller, old).await.unwrap();
    assert_eq!(portal.carried(new).await, (vec!["B".into()], vec![]));
    // The old row stays what it was.
    assert_eq!(
        portal.carried(old).await,
        (vec!["B".into()], vec!["A".into()])
    );
    portal
        .join(&portal.token_for(ADA).await, "Ada")
        .await
        .unwrap();
    assert_eq!(portal.groups_of(ADA).await, ["B"]);
}

async fn somebody_rejected_comes_back_into_the_groups_of_the_new_invitation(portal: Portal) {
    // T18
    let owner = portal.owner().await;
    let (a, b) = (portal.new_group("A").await, portal.new_group("B").await);
    let id = waits_for(&portal, a).await;
    portal.deny_invitation(&owner.caller, id, "").await.unwrap();
    portal.set(Key::InvitationsAutoApprove, "on").await;
    let again = portal.invite_into(&owner.caller, ADA, &[b]).await;
    assert_eq!(portal.carried(again).await.0, ["B"]);
    portal
        .join(&portal.token_for(ADA).await, "Ada")
        .await
        .unwrap();
    assert_eq!(portal.groups_of(ADA).await, ["B"]);
    let row = portal
        .developer_row(&owner.caller, portal.account(ADA).await)
        .await
        .unwrap();
    assert_eq!(row.status, AccountStatus::Approved);
}

async fn a_long_list_carries_the_groups_to_everybody(portal: Portal) {
    let owner = portal.owner().await;
    let (a, b) = (portal.new_group("A").await, portal.new_group("B").await);
    let addresses: Vec<String> = (0..700).map(|n| format!("p{n}@example.org")).collect();
    let invite = Invite {
        groups: vec![a, b],
        ..wish(&addresses.join("\n"))
    };
    let report = portal.invite(&owner.caller, invite).await.unwrap();
    // One of them goes meanwhile: the rest of the list says so.
    portal.delete_group(&owner.caller, a).await.unwrap();
    portal.expand_submissions().await.unwrap();
    let report = portal
        .submission_report(&owner.caller, report.id)
        .await
        .unwrap();
    for line in [0, 499, 500, 699] {
        let carried = portal.carried(invited(&report, line)).await;
        assert_eq!(carried, (vec!["B".into()], vec!["A".into()]), "{line}");
    }
}
