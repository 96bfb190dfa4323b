//! Invitations into a domain whose inviter may not give them any more: listed, vouched for and withdrawn several at once
//! (PRODUCT.md T19).

use crate::domain_invitations::{invite, member_id, try_invite};
use crate::domains::domain;
use crate::support::{CHEAP, Person, Portal, assert_fails, on_both};
use backend::{Backend, Error};
use rules::domain_invitation::{Filter, Listing, Page, Refusal, Settling};
use rules::ids::DomainInvitationId;
use rules::role::{Catalogue, WrittenActions, WrittenRole};
use rules::time::Span;
use std::sync::Arc;

on_both!(
    what_an_inviter_who_lost_the_right_sent_is_listed_until_somebody_vouches,
    several_are_vouched_for_or_withdrawn_each_with_an_answer,
    whoever_may_give_some_roles_is_doubted_for_the_others_only,
    who_may_not_manage_invitations_settles_nothing,
    what_is_overdue_or_answered_needs_no_confirmation,
);

async fn listed(portal: &Backend, by: &Person, filter: Filter) -> Page {
    let listing = Listing {
        filter,
        ..Listing::default()
    };
    let page = portal.list_domain_invitations(&by.caller, "billing", listing);
    page.await.unwrap()
}

/// The addresses that need confirmation, newest first; the number over every list is the same.
async fn flagged(portal: &Backend, by: &Person) -> Vec<String> {
    let page = listed(portal, by, Filter::Flagged).await;
    assert_eq!(page.total.n, page.rows.len() as u64);
    assert!(page.rows.iter().all(|row| row.flagged));
    let all = listed(portal, by, Filter::All).await;
    assert_eq!((page.flagged, all.flagged), (page.total, page.total));
    let of_all = all.rows.iter().filter(|row| row.flagged).count();
    assert_eq!(of_all, page.rows.len());
    page.rows.into_iter().map(|row| row.email).collect()
}

/// A domain "billing" with two Administrators, of whom the second has invited each of these people.
async fn set_up(portal: &Portal, people: &[&str]) -> (Person, Person, Vec<DomainInvitationId>) {
    let tea = portal.member("tea", "Team").await;
    domain(portal, &tea, "billing").await;
    let wanda = portal.person("wanda").await;
    let id = invite(portal, &tea, "billing", &wanda, "Administrator").await;
    let joined = portal.accept_domain_invitation(&wanda.caller, id).await;
    joined.unwrap();
    let mut sent = Vec::new();
    for name in people {
        let person = portal.person(name).await;
        sent.push(invite(portal, &wanda, "billing", &person, "Viewer").await);
    }
    (tea, wanda, sent)
}

async fn demoted(portal: &Portal, by: &Person, person: &Person) {
    let id = member_id(portal, by, &person.name).await;
    let changed = portal.change_member_role(&by.caller, "billing", id, "Editor");
    changed.await.unwrap();
}

async fn what_an_inviter_who_lost_the_right_sent_is_listed_until_somebody_vouches(portal: Portal) {
    let (tea, wanda, sent) = set_up(&portal, &["ada", "ben"]).await;
    portal.person("cora").await;
    try_invite(&portal, &tea, "billing", "cora@example.org", "Viewer")
        .await
        .unwrap();
    assert!(flagged(&portal, &tea).await.is_empty());
    demoted(&portal, &tea, &wanda).await;
    let both = ["ben@example.org", "ada@example.org"];
    assert_eq!(flagged(&portal, &tea).await, both);
    // Who may read the list reads it too.
    assert_eq!(flagged(&portal, &wanda).await, both);
    portal
        .vouch_for_domain_invitation(&tea.caller, "billing", sent[0])
        .await
        .unwrap();
    assert_eq!(flagged(&portal, &tea).await, ["ben@example.org"]);
    // Whoever vouched loses the right in turn: it counts who stands for it now.
    let owner = portal.owner().await;
    portal.revoke(&tea).await;
    let all = ["cora@example.org", "ben@example.org", "ada@example.org"];
    assert_eq!(flagged(&portal, &owner).await, all);
}

async fn several_are_vouched_for_or_withdrawn_each_with_an_answer(portal: Portal) {
    let (tea, wanda, sent) = set_up(&portal, &["ada", "ben", "cy"]).await;
    let dan = portal.person("dan").await;
    let fine = invite(&portal, &tea, "billing", &dan, "Viewer").await;
    domain(&portal, &tea, "support").await;
    let elsewhere = invite(&portal, &tea, "support", &dan, "Viewer").await;
    demoted(&portal, &tea, &wanda).await;
    let settle = async |ids: &[DomainInvitationId], settling| {
        let answers = portal.settle_flagged(&tea.caller, "billing", ids, settling);
        answers.await.unwrap()
    };
    let mut ids = vec![sent[0], sent[1], sent[0], fine, elsewhere];
    let answers = settle(&ids, Settling::Vouch).await;
    let addresses: Vec<&str> = answers.iter().map(|(email, _)| email.as_str()).collect();
    let (ada, ben) = ("ada@example.org", "ben@example.org");
    assert_eq!(addresses, [ada, ben, "dan@example.org", ""]);
    assert!(answers[0].1.is_ok() && answers[1].1.is_ok());
    let vouched = |answer: &backend::Result<_>| {
        let expected = Error::DomainInvitationRefused(Refusal::Vouched);
        assert_eq!(
            format!("{:?}", answer.as_ref().map(drop)),
            format!("{:?}", Err::<(), _>(expected))
        );
    };
    vouched(&answers[2].1);
    assert_fails!(&answers[3].1, Error::NotFound);
    assert_eq!(flagged(&portal, &tea).await, ["cy@example.org"]);
    // What needs no confirmation is not withdrawn by this.
    ids = vec![sent[0], sent[2], fine];
    let answers = settle(&ids, Settling::Withdraw).await;
    vouched(&answers[0].1);
    assert!(answers[1].1.is_ok());
    vouched(&answers[2].1);
    assert!(flagged(&portal, &tea).await.is_empty());
    let deleted = listed(&portal, &tea, Filter::Deleted).await;
    assert_eq!(deleted.rows[0].email, "cy@example.org");
    let ada = portal.enter("ada@example.org").await;
    portal
        .accept_domain_invitation(&ada.caller, sent[0])
        .await
        .unwrap();
    let trail = portal.trail_of(sent[1]).await;
    assert_eq!(trail[1], "domain_invitation.vouched by account");
}

async fn whoever_may_give_some_roles_is_doubted_for_the_others_only(portal: Portal) {
    let named = |name: &str, actions: &[&str]| WrittenRole {
        name: name.to_owned(),
        description: format!("{name} does something."),
        actions: WrittenActions::Named(actions.iter().map(|a| (*a).to_owned()).collect()),
    };
    let all = |name: &str| WrittenRole {
        actions: WrittenActions::All,
        ..named(name, &[])
    };
    let domain_roles = [
        all("Administrator"),
        named(
            "Sender",
            &[
                "domain:read",
                "domain:invitations.read",
                "domain:invitations.manage",
            ],
        ),
        named("Viewer", &["domain:read"]),
    ];
    let portal_roles = [
        all("Owner"),
        named("Team", &["domains.create", "credentials.own"]),
        named("Customer", &["credentials.own"]),
    ];
    let roles = Catalogue::written("roles.toml", &portal_roles, &domain_roles).unwrap();
    let own = portal.replica_of(CHEAP, [], Arc::new(roles)).await;
    let (tea, wanda, sent) = set_up(&portal, &["ada"]).await;
    let ben = portal.person("ben").await;
    let above = invite(&portal, &wanda, "billing", &ben, "Administrator").await;
    let id = member_id(&portal, &tea, "wanda").await;
    own.change_member_role(&tea.caller, "billing", id, "Sender")
        .await
        .unwrap();
    assert_eq!(flagged(&own, &tea).await, ["ben@example.org"]);
    // Nobody vouches above their own ceiling; withdrawing is within it.
    let ids = [above, sent[0]];
    let answers = own.settle_flagged(&wanda.caller, "billing", &ids, Settling::Vouch);
    let answers = answers.await.unwrap();
    assert_fails!(
        &answers[0].1,
        Error::DomainInvitationRefused(Refusal::AboveCeiling)
    );
    let ids = [above];
    let answers = own.settle_flagged(&wanda.caller, "billing", &ids, Settling::Withdraw);
    assert!(answers.await.unwrap()[0].1.is_ok());
    assert!(flagged(&own, &tea).await.is_empty());
}

async fn who_may_not_manage_invitations_settles_nothing(portal: Portal) {
    let (tea, wanda, sent) = set_up(&portal, &["ada"]).await;
    let stranger = portal.person("eve").await;
    demoted(&portal, &tea, &wanda).await;
    for settling in [Settling::Vouch, Settling::Withdraw] {
        let settle = async |by: &Person, domain: &str, ids: &[DomainInvitationId]| {
            let answers = portal.settle_flagged(&by.caller, domain, ids, settling);
            answers.await.map(|answers| answers.len())
        };
        assert_fails!(settle(&wanda, "billing", &sent).await, Error::Forbidden);
        assert_fails!(settle(&stranger, "billing", &sent).await, Error::NotFound);
        assert_fails!(settle(&tea, "nowhere", &sent).await, Error::NotFound);
        assert_fails!(settle(&tea, "billing", &[]).await, Error::Invalid(_));
        let many = [sent[0]; 101];
        assert_fails!(settle(&tea, "billing", &many).await, Error::Invalid(_));
    }
    assert_eq!(flagged(&portal, &tea).await, ["ada@example.org"]);
}

async fn what_is_overdue_or_answered_needs_no_confirmation(portal: Portal) {
    let (tea, wanda, sent) = set_up(&portal, &["ada", "ben"]).await;
    let ada = portal.enter("ada@example.org").await;
    portal
        .accept_domain_invitation(&ada.caller, sent[0])
        .await
        .unwrap();
    demoted(&portal, &tea, &wanda).await;
    assert_eq!(flagged(&portal, &tea).await, ["ben@example.org"]);
    portal.advance(Span::days(30));
    let owner = portal.enter("olga@portico.example").await;
    assert!(flagged(&portal, &owner).await.is_empty());
    let answers = portal.settle_flagged(&owner.caller, "billing", &sent, Settling::Withdraw);
    for (_, answer) in answers.await.unwrap() {
        assert_fails!(
            answer,
            Error::DomainInvitationRefused(Refusal::Status { .. })
        );
    }
}
