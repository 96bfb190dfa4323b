//! The catalogue of roles that a portal is started with (PRODUCT.md sections 1 and 4): roles of one's own, and roles
//! that are in use and leave it.

use crate::domain_invitations::invite as invite_into;
use crate::support::{
    CHEAP, PASSWORD, Portal, assert_fails, invited, new_key, on_both, registration, wish,
};
use backend::developers::RoleChange;
use backend::{Backend, Error};
use rules::account;
use rules::ids::AccountId;
use rules::invitation::{Refusal, Status};
use rules::listing::Count;
use rules::policy::{Action, ActionSet};
use rules::role::{Catalogue, WrittenActions, WrittenRole};
use rules::settings::Key;
use std::sync::Arc;

on_both!(
    a_role_of_ones_own_is_invited_with_and_holds_what_was_written,
    a_role_of_ones_own_is_given_within_the_ceiling_only,
    rows_with_a_role_that_left_the_catalogue_are_named_and_counted,
    domain_roles_in_use_are_named_too,
    a_role_that_nobody_uses_may_leave_the_catalogue,
    whoever_waits_with_a_role_that_left_can_only_be_denied,
    a_role_that_was_raised_meanwhile_makes_no_administrator,
    only_who_reads_settings_reads_the_catalogue,
);

fn written(name: &str, actions: &[&str]) -> WrittenRole {
    WrittenRole {
        name: name.to_owned(),
        description: format!("{name} does something."),
        actions: WrittenActions::Named(actions.iter().map(|a| (*a).to_owned()).collect()),
    }
}

/// The least catalogue, with these portal roles besides.
fn catalogue(more: &[WrittenRole]) -> Arc<Catalogue> {
    let everything = |name: &str| WrittenRole {
        actions: WrittenActions::All,
        ..written(name, &[])
    };
    let mut portal = vec![
        everything("Owner"),
        written("Customer", &["credentials.own"]),
    ];
    portal.extend_from_slice(more);
    let domain = [everything("Administrator")];
    Arc::new(Catalogue::written("roles.toml", &portal, &domain).expect("a catalogue"))
}

fn support() -> WrittenRole {
    written("Support", &["domains.create", "credentials.own"])
}

/// The same portal, started with another catalogue.
async fn started_with(portal: &Portal, more: &[WrittenRole]) -> Backend {
    portal.replica_of(CHEAP, [], catalogue(more)).await
}

async fn a_role_of_ones_own_is_invited_with_and_holds_what_was_written(portal: Portal) {
    let owner = portal.owner().await;
    let own = started_with(&portal, &[support()]).await;
    let mut invite = wish("sue@example.org");
    invite.role = "Support".to_string();
    let report = own.invite(&owner.caller, invite.clone()).await.unwrap();
    let id = invited(&report, 0);
    // The built-in catalogue has no such role: the portal that was started with it refuses.
    invite.key = new_key();
    assert_fails!(
        portal.invite(&owner.caller, invite).await,
        Error::Refused(Refusal::UnknownRole)
    );
    let detail = own.invitation_detail(&owner.caller, id).await.unwrap();
    assert_eq!(detail.role.unwrap().description, "Support does something.");
    let token = portal.token_for("sue@example.org").await;
    own.register(&token, registration("Sue"), None, "r")
        .await
        .unwrap();
    let sue = portal.enter("sue@example.org").await;
    let signed_in = own.signed_in(&sue.cookie).await.unwrap().unwrap();
    let expected = ActionSet::of(&[Action::DomainsCreate, Action::CredentialsOwn]);
    assert_eq!(signed_in.actions, expected);
    // A portal that does not know the role lets it do nothing.
    let signed_in = portal.signed_in(&sue.cookie).await.unwrap().unwrap();
    assert_eq!(signed_in.actions, ActionSet::NONE);
}

async fn a_role_of_ones_own_is_given_within_the_ceiling_only(portal: Portal) {
    let owner = portal.owner().await;
    let chief = written(
        "Chief",
        &["accounts.read", "accounts.role", "credentials.own"],
    );
    let own = started_with(&portal, &[support(), chief]).await;
    let (cleo, wanda) = (portal.person("cleo").await, portal.person("wanda").await);
    give(&own, &owner.cookie, cleo.id, "Chief").await.unwrap();
    let cleo = portal.enter(&cleo.email).await;
    // Support holds `domains.create`, which Chief lacks.
    for role in ["Support", "Owner"] {
        assert_fails!(
            give(&own, &cleo.cookie, wanda.id, role).await,
            Error::AccountRefused(account::Refusal::AboveCeiling)
        );
    }
    assert_fails!(
        give(&own, &cleo.cookie, wanda.id, "Reviewer").await,
        Error::AccountRefused(account::Refusal::UnknownRole)
    );
    let signed_in = own.signed_in(&cleo.cookie).await.unwrap().unwrap();
    let caller = signed_in.caller("r");
    let detail = own.developer(&signed_in, &caller, wanda.id).await.unwrap();
    let names: Vec<_> = detail.roles_to_give.iter().map(|r| &r.name).collect();
    assert_eq!(names, ["Customer", "Chief"]);
}

async fn rows_with_a_role_that_left_the_catalogue_are_named_and_counted(portal: Portal) {
    let owner = portal.owner().await;
    let tess = portal.member("tess", "Team").await;
    let revoked = portal.member("rob", "Team").await;
    portal.revoke(&revoked).await;
    let rita = portal.staff("rita", "Reviewer").await;
    portal.set(Key::InvitationsAutoApprove, "false").await;
    let mut invite = wish("p@example.org");
    invite.role = "Team".to_string();
    let pending = invited(&portal.invite(&owner.caller, invite).await.unwrap(), 0);
    let mut invite = wish("gone@example.org");
    invite.role = "Team".to_string();
    let gone = invited(&portal.invite(&owner.caller, invite).await.unwrap(), 0);
    portal.delete_invitation(&owner.caller, gone).await.unwrap();
    let own = started_with(&portal, &[]).await;
    let lost = own.store().lost_roles().await.unwrap();
    let named: Vec<_> = lost
        .first
        .iter()
        .map(|row| {
            let (noun, id) = (row.noun.as_str(), row.id.to_string());
            (noun, id, row.status.as_str(), row.role.as_str())
        })
        .collect();
    assert_eq!(
        named,
        [
            ("account", tess.id.to_string(), "approved", "Team"),
            ("account", revoked.id.to_string(), "revoked", "Team"),
            ("account", rita.id.to_string(), "approved", "Reviewer"),
            ("invitation", pending.to_string(), "pending", "Team"),
        ]
    );
    assert_eq!(lost.total, Count::exactly(4));
    // Ten are named, all are counted.
    let addresses: Vec<String> = (0..12).map(|n| format!("n{n}@example.org")).collect();
    let mut invite = wish(&addresses.join(";"));
    invite.role = "Team".to_string();
    portal.invite(&owner.caller, invite).await.unwrap();
    let lost = own.store().lost_roles().await.unwrap();
    assert_eq!((lost.first.len(), lost.total.n), (10, 16));
}

async fn domain_roles_in_use_are_named_too(portal: Portal) {
    let owner = portal.owner().await;
    crate::domains::domain(&portal, &owner, "billing").await;
    let (cora, dan, gus) = (
        portal.person("cora").await,
        portal.person("dan").await,
        portal.person("gus").await,
    );
    let joined = invite_into(&portal, &owner, "billing", &cora, "Viewer").await;
    portal
        .accept_domain_invitation(&cora.caller, joined)
        .await
        .unwrap();
    let pending = invite_into(&portal, &owner, "billing", &dan, "Editor").await;
    let gone = invite_into(&portal, &owner, "billing", &gus, "Editor").await;
    portal
        .delete_domain_invitation(&owner.caller, "billing", gone)
        .await
        .unwrap();
    let own = started_with(&portal, &[]).await;
    let lost = own.store().lost_roles().await.unwrap();
    let named: Vec<_> = lost
        .first
        .iter()
        .map(|row| (row.noun.as_str(), row.status.as_str(), row.role.as_str()))
        .collect();
    assert_eq!(
        named,
        [
            ("membership", "active", "Viewer"),
            ("domain invitation", "pending", "Editor"),
        ]
    );
    assert_eq!(lost.first[1].id.to_string(), pending.to_string());
}

async fn a_role_that_nobody_uses_may_leave_the_catalogue(portal: Portal) {
    portal.owner().await;
    portal.person("carl").await;
    let own = started_with(&portal, &[]).await;
    let lost = own.store().lost_roles().await.unwrap();
    assert_eq!((lost.first.len(), lost.total), (0, Count::exactly(0)));
}

async fn whoever_waits_with_a_role_that_left_can_only_be_denied(portal: Portal) {
    let owner = portal.owner().await;
    let mut invite = wish("tess@example.org");
    invite.role = "Team".to_string();
    let id = invited(&portal.invite(&owner.caller, invite).await.unwrap(), 0);
    let own = started_with(&portal, &[]).await;
    let token = portal.token_for("tess@example.org").await;
    // Pre-approved, and still nobody is let in with a role that there is not.
    own.register(&token, registration("Tess"), None, "r")
        .await
        .unwrap();
    assert_eq!(portal.stored(id).await, Status::Waiting);
    assert!(own.invitation_row(&owner.caller, id).await.unwrap().flagged);
    assert_fails!(
        own.accept_invitation(&owner.caller, id).await,
        Error::Refused(Refusal::UnknownRole)
    );
    own.deny_invitation(&owner.caller, id, "").await.unwrap();
    assert_fails!(
        own.resend_invitation(&owner.caller, id).await,
        Error::Refused(Refusal::UnknownRole)
    );
}

async fn a_role_that_was_raised_meanwhile_makes_no_administrator(portal: Portal) {
    let owner = portal.owner().await;
    let own = started_with(&portal, &[support()]).await;
    let mut invite = wish("sue@example.org");
    invite.role = "Support".to_string();
    let id = invited(&own.invite(&owner.caller, invite).await.unwrap(), 0);
    let raised = started_with(&portal, &[written("Support", &["accounts.decide"])]).await;
    assert!(
        raised
            .invitation_row(&owner.caller, id)
            .await
            .unwrap()
            .flagged
    );
    assert_fails!(
        raised.resend_invitation(&owner.caller, id).await,
        Error::Refused(Refusal::AdministrativeRole)
    );
    let token = portal.token_for("sue@example.org").await;
    raised
        .register(&token, registration("Sue"), None, "r")
        .await
        .unwrap();
    assert_eq!(portal.stored(id).await, Status::Waiting);
    assert_fails!(
        raised.accept_invitation(&owner.caller, id).await,
        Error::Refused(Refusal::AdministrativeRole)
    );
}

async fn only_who_reads_settings_reads_the_catalogue(portal: Portal) {
    let owner = portal.owner().await;
    let roles = portal.role_catalogue(&owner.caller).unwrap();
    assert_eq!(roles, Catalogue::default());
    let rita = portal.staff("rita", "Reviewer").await;
    assert_fails!(portal.role_catalogue(&rita.caller), Error::Forbidden);
}

/// Gives a role through that portal, by whoever has the session.
async fn give(at: &Backend, by: &str, to: AccountId, role: &str) -> backend::Result<()> {
    let signed_in = at.signed_in(by).await.unwrap().unwrap();
    let change = RoleChange {
        id: to,
        role: role.to_string(),
        password: PASSWORD.to_string(),
    };
    let caller = signed_in.caller("r");
    at.change_developer_role(&signed_in, &caller, change, "198.51.100.7")
        .await
}
