//! Where a domain's invitation and the portal's, or their people, cross each other's way (PRODUCT.md section 2, T18, T19,
//! T24, T25).

use crate::domain_invitations::{try_invite, wish_of};
use crate::linked_invitations::{ADA, accept, into, is_sound, only, portal_row, set_up};
use crate::support::{Portal, on_both, wish};
use backend::submissions::Invite;
use rules::domain_invitation::Filter;
use rules::invitation as portal_invitation;
use rules::settings::Key;
use rules::submission::Outcome;
use rules::time::Span;

on_both!(
    registering_and_inviting_at_once_leave_nobody_between,
    registering_by_the_link_and_inviting_at_once_meet,
    who_is_approved_without_registering_anew_is_asked_too,
    another_offer_overrules_the_one_that_would_come_back,
    an_inviter_without_the_domain_leads_to_waiting,
);

async fn registering_and_inviting_at_once_leave_nobody_between(portal: Portal) {
    let tea = set_up(&portal).await;
    portal.set(Key::SelfRegistration, "true").await;
    portal.set(Key::PortalAutoApprove, "true").await;
    for n in 0..4 {
        let email = format!("racer{n}@example.org");
        portal.ask(&email).await.unwrap();
        let token = portal.confirmation_for(&email).await;
        let (confirmed, sent) = tokio::join!(
            portal.confirm(&token, "Racer"),
            try_invite(&portal, &tea, "billing", &email, "Viewer")
        );
        confirmed.unwrap();
        sent.unwrap();
        let person = portal.enter(&email).await;
        assert_eq!(
            portal.pop_up(&person.caller).await.unwrap().total.n,
            1,
            "{email}"
        );
    }
    assert!(is_sound(&portal).await);
}

async fn registering_by_the_link_and_inviting_at_once_meet(portal: Portal) {
    let (owner, tea) = (portal.owner().await, set_up(&portal).await);
    for n in 0..6 {
        let email = format!("racer{n}@example.org");
        portal.invite_one(&owner.caller, &email).await;
        let token = portal.token_for(&email).await;
        let other = portal.replica().await;
        let addresses = [email.clone()];
        let sending = async {
            if n % 2 == 0 {
                let sent =
                    other.invite_into_domain(&tea.caller, "billing", &addresses, wish_of("Viewer"));
                sent.await.map(drop)
            } else {
                let invite = Invite {
                    domains: into(&[("billing", "Viewer")]),
                    ..wish(&email)
                };
                other.invite(&owner.caller, invite).await.map(drop)
            }
        };
        let (joined, sent) = tokio::join!(portal.join(&token, "Racer"), sending);
        joined.unwrap();
        sent.unwrap();
        let person = portal.enter(&email).await;
        assert_eq!(
            portal.pop_up(&person.caller).await.unwrap().total.n,
            1,
            "{email}"
        );
        let rows = format!("SELECT count(*) FROM invitation WHERE email = '{email}'");
        assert_eq!(
            portal.number(&rows).await,
            1,
            "nobody invites an account to the portal"
        );
    }
    assert!(is_sound(&portal).await);
}

async fn who_is_approved_without_registering_anew_is_asked_too(portal: Portal) {
    // T24 after T18: the account comes back without its link.
    let (owner, tea) = (portal.owner().await, set_up(&portal).await);
    portal.set(Key::InvitationsAutoApprove, "off").await;
    try_invite(&portal, &tea, "billing", ADA, "Viewer")
        .await
        .unwrap();
    portal
        .join(&portal.token_for(ADA).await, "Ada")
        .await
        .unwrap();
    let id = portal_row(&portal).await;
    portal.deny_invitation(&owner.caller, id, "").await.unwrap();
    portal.resend_invitation(&owner.caller, id).await.unwrap();
    let ada = portal.account(ADA).await;
    portal.approve_developer(&owner.caller, ada).await.unwrap();
    let ada = portal.enter(ADA).await;
    let waiting = portal.pop_up(&ada.caller).await.unwrap();
    assert_eq!(
        waiting.rows[0].valid_until,
        portal.now().plus(Span::days(30))
    );
    assert_eq!(accept(&portal, &ada).await, "billing");
    assert!(is_sound(&portal).await);
}

async fn another_offer_overrules_the_one_that_would_come_back(portal: Portal) {
    let (owner, tea) = (portal.owner().await, set_up(&portal).await);
    portal.set(Key::InvitationsAutoApprove, "off").await;
    try_invite(&portal, &tea, "billing", ADA, "Viewer")
        .await
        .unwrap();
    portal
        .join(&portal.token_for(ADA).await, "Ada")
        .await
        .unwrap();
    let id = portal_row(&portal).await;
    portal.deny_invitation(&owner.caller, id, "").await.unwrap();
    let invite = Invite {
        domains: into(&[("billing", "Editor")]),
        ..wish(ADA)
    };
    let report = portal.invite(&owner.caller, invite).await.unwrap();
    assert!(matches!(
        report.lines[0].outcome,
        Some(Outcome::Resent { .. })
    ));
    let row = only(&portal, Filter::Pending).await;
    assert_eq!(
        (row.role.as_str(), row.inviter.name.as_str()),
        ("Editor", "Olga Orlow")
    );
    let text = portal.text_of(&portal.mails_to(ADA).await[0]).await;
    assert_eq!(text.matches("The billing").count(), 1, "{text}");
}

async fn an_inviter_without_the_domain_leads_to_waiting(portal: Portal) {
    // T19 and PRODUCT.md section 4: managing the domain's invitations suffices, as long as it lasts.
    let tea = set_up(&portal).await;
    try_invite(&portal, &tea, "billing", ADA, "Viewer")
        .await
        .unwrap();
    let id = portal_row(&portal).await;
    assert!(!portal.row(id).await.flagged);
    let sql = "UPDATE membership SET role = 'Viewer' WHERE role = 'Administrator'";
    assert_eq!(portal.execute(sql).await, 1);
    assert!(portal.row(id).await.flagged);
    portal
        .join(&portal.token_for(ADA).await, "Ada")
        .await
        .unwrap();
    assert_eq!(portal.stored(id).await, portal_invitation::Status::Waiting);
}
