//! "Correct and resend" (V): a new invitation supersedes, and none is ever changed.

use crate::domain_invitations::try_invite;
use crate::domains::domain;
use crate::support::{Portal, assert_fails, on_both, wish};
use backend::Error;
use backend::invitations::Correction;
use backend::submissions::Invite;
use rules::account;
use rules::domain_invitation::{Filter, Listing};
use rules::ids::InvitationId;
use rules::invitation::{Refusal, Status};
use rules::outbox::Kind;
use rules::settings::Key;

const ADA: &str = "ada@example.org";
const ANN: &str = "ann@example.org";

on_both!(
    another_role_supersedes_and_keeps_the_address,
    another_address_replaces_and_the_old_link_is_dead,
    what_was_offered_in_domains_ends_with_the_address,
    the_new_address_is_guarded_like_any_other,
    bad_fields_and_rights_are_refused_and_nothing_changes,
    the_detail_speaks_vs_words,
);

fn to(email: &str, role: &str) -> Correction {
    Correction {
        email: email.to_string(),
        role: role.to_string(),
        message: String::new(),
    }
}

async fn another_role_supersedes_and_keeps_the_address(portal: Portal) {
    let owner = portal.owner().await;
    let group = portal.new_group("Pilots").await;
    let old = portal.invite_into(&owner.caller, ADA, &[group]).await;
    let token = portal.token_for(ADA).await;
    let new = portal.correct_invitation(&owner.caller, old, to("ADA@example.org", "Team"));
    let new = new.await.unwrap();
    assert_eq!(portal.stored(old).await, Status::Inactivated);
    assert_eq!(portal.row(new).await.role, "Team");
    assert_fails!(portal.join(&token, "Ada").await, Error::Conflict(_));
    portal
        .join(&portal.token_for(ADA).await, "Ada")
        .await
        .unwrap();
    assert_eq!(
        portal.groups_of(ADA).await,
        ["Pilots"],
        "what it carried stays"
    );
}

async fn another_address_replaces_and_the_old_link_is_dead(portal: Portal) {
    let owner = portal.owner().await;
    let old = portal.invite_one(&owner.caller, ADA).await;
    let token = portal.token_for(ADA).await;
    let new = portal
        .correct_invitation(&owner.caller, old, to(ANN, "Customer"))
        .await
        .unwrap();
    assert_eq!(portal.stored(old).await, Status::Invalid);
    assert_eq!(portal.detail(old).await.reason, "replaced");
    assert_eq!(portal.row(new).await.email, ANN);
    let chain: Vec<InvitationId> = portal
        .detail(new)
        .await
        .chain
        .iter()
        .map(|link| link.id)
        .collect();
    assert_eq!(chain, [old, new]);
    // Deleted looks like unknown.
    assert_fails!(portal.join(&token, "Ada").await, Error::NotFound);
    assert_eq!(portal.kinds_to(ANN).await, [Kind::Invitation]);
    portal
        .join(&portal.token_for(ANN).await, "Ann")
        .await
        .unwrap();
}

async fn what_was_offered_in_domains_ends_with_the_address(portal: Portal) {
    // T26
    let (owner, tea) = (portal.owner().await, portal.member("tea", "Team").await);
    domain(&portal, &tea, "billing").await;
    let old = portal.invite_one(&owner.caller, ADA).await;
    try_invite(&portal, &tea, "billing", ADA, "Viewer")
        .await
        .unwrap();
    portal
        .correct_invitation(&owner.caller, old, to(ANN, "Customer"))
        .await
        .unwrap();
    let listing = Listing {
        filter: Filter::Deleted,
        ..Listing::default()
    };
    let rows = portal
        .list_domain_invitations(&owner.caller, "billing", listing)
        .await
        .unwrap()
        .rows;
    assert_eq!(
        rows[0].reason,
        "portal invitation corrected to another address"
    );
    portal
        .join(&portal.token_for(ANN).await, "Ann")
        .await
        .unwrap();
    let ann = portal.enter(ANN).await;
    assert_eq!(portal.pop_up(&ann.caller).await.unwrap().total.n, 0);
}

async fn the_new_address_is_guarded_like_any_other(portal: Portal) {
    let owner = portal.owner().await;
    let cora = portal.person("cora").await;
    let old = portal.invite_one(&owner.caller, ADA).await;
    let known = portal
        .correct_invitation(&owner.caller, old, to(&cora.email, "Customer"))
        .await;
    assert_fails!(
        known,
        Error::Refused(Refusal::HasAccount {
            status: account::Status::Approved
        })
    );
    let open = portal.invite_one(&owner.caller, "open@example.org").await;
    let taken = portal.correct_invitation(&owner.caller, old, to("open@example.org", "Customer"));
    assert_fails!(taken.await, Error::Refused(Refusal::AlreadyOpen { id, .. }) if id == open);
    portal.invite_one(&owner.caller, "stop@example.org").await;
    portal
        .stop(&portal.opt_out_for("stop@example.org").await)
        .await
        .unwrap();
    let stopped = portal.correct_invitation(&owner.caller, old, to("stop@example.org", "Customer"));
    assert_fails!(stopped.await, Error::Refused(Refusal::Suppressed { .. }));
    // Refused half-way: the old one is as it was.
    assert_eq!(portal.stored(old).await, Status::Pending);
    portal
        .join(&portal.token_for(ADA).await, "Ada")
        .await
        .unwrap();
    let late = portal
        .correct_invitation(&owner.caller, old, to(ANN, "Customer"))
        .await;
    assert_fails!(late, Error::Conflict(_));
}

async fn bad_fields_and_rights_are_refused_and_nothing_changes(portal: Portal) {
    let owner = portal.owner().await;
    let old = portal.invite_one(&owner.caller, ADA).await;
    let unreadable = portal
        .correct_invitation(&owner.caller, old, to("nobody", "Customer"))
        .await;
    assert_fails!(unreadable, Error::Invalid(ref faults) if faults[0].field == "email");
    for role in ["Owner", "Reviewer", "King"] {
        let above = portal
            .correct_invitation(&owner.caller, old, to(ADA, role))
            .await;
        assert_fails!(above, Error::Refused(_));
    }
    let rita = portal.staff("rita", "Reviewer").await;
    let refused = portal
        .correct_invitation(&rita.caller, old, to(ANN, "Customer"))
        .await;
    assert_fails!(refused, Error::Forbidden);
    portal.set(Key::PortalInviteEmail, "off").await;
    let off = portal
        .correct_invitation(&owner.caller, old, to(ANN, "Customer"))
        .await;
    assert_fails!(off, Error::Refused(Refusal::SwitchedOff));
    assert_eq!(portal.stored(old).await, Status::Pending);
    assert!(portal.kinds_to(ANN).await.is_empty());
}

async fn the_detail_speaks_vs_words(portal: Portal) {
    let owner = portal.owner().await;
    let invite = Invite {
        role: "Team".to_string(),
        ..wish(ADA)
    };
    let report = portal.invite(&owner.caller, invite).await.unwrap();
    let id = crate::support::invited(&report, 0);
    let secret = portal.detail(id).await.secret.unwrap();
    assert_eq!(secret.len(), 8);
    // The text of a digest differs between the databases; its beginning is what the detail says.
    let is_postgres = portal.is_postgres();
    let sql = if is_postgres {
        format!("SELECT count(*) FROM token WHERE encode(digest, 'hex') LIKE '{secret}%'")
    } else {
        format!("SELECT count(*) FROM token WHERE lower(hex(digest)) LIKE '{secret}%'")
    };
    assert_eq!(portal.number(&sql).await, 1);
    let detail = portal.detail(id).await;
    assert_eq!(
        (detail.row.status.state(), detail.registered_at),
        ("Pending", None)
    );
    portal
        .join(&portal.token_for(ADA).await, "Ada")
        .await
        .unwrap();
    let detail = portal.detail(id).await;
    assert_eq!(detail.row.status.state(), "Accepted");
    assert_eq!(detail.registered_at, Some(portal.now()));
}
