//! Several members at once, and the members as a file and by group: an answer for each, and nothing for whoever may not.

use crate::domain_invitations::member_id;
use crate::domains::domain;
use crate::memberships::{join, listed, names, set_up};
use crate::support::{CHEAP, Person, Portal, assert_fails, on_both};
use backend::memberships::{MOST_AT_ONCE, MemberAnswer};
use backend::{Backend, Error};
use rules::ids::{GroupId, MembershipId};
use rules::membership::{MemberListing, Refusal, Status};
use rules::role::{Catalogue, WrittenActions, WrittenRole};
use std::sync::Arc;

on_both!(
    several_are_removed_and_each_is_answered,
    several_get_another_role_and_the_last_administrator_stays,
    nobody_of_several_is_changed_above_the_ceiling,
    none_and_too_many_and_unknown_roles_are_refused_whole,
    who_may_not_manage_members_changes_none_of_several,
    a_file_holds_every_row_of_the_view,
    a_file_ends_when_its_reader_is_no_member_any_more,
    groups_are_seen_by_whoever_sees_accounts_only,
);

/// Whose, and why not.
fn told(answers: &[MemberAnswer]) -> Vec<(&str, Option<Refusal>)> {
    let one = |one: &MemberAnswer| match &one.answer {
        Ok(()) => None,
        Err(Error::MembershipRefused(refusal)) => Some(*refusal),
        Err(other) => panic!("{other:?}"),
    };
    let answers = answers.iter();
    answers
        .map(|answer| (answer.email.as_str(), one(answer)))
        .collect()
}

async fn several_are_removed_and_each_is_answered(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let ed = portal.person("ed").await;
    join(&portal, &tea, &ed, "Editor").await;
    let (own, of_cora, of_ed) = (
        member_id(&portal, &tea, "tea").await,
        member_id(&portal, &tea, "cora").await,
        member_id(&portal, &tea, "ed").await,
    );
    portal.leave_domain(&ed.caller, "billing").await.unwrap();
    let ids = [own, of_cora, of_ed, of_cora];
    let answers = portal.remove_members(&tea.caller, "billing", &ids).await;
    let answers = answers.unwrap();
    assert_eq!(
        told(&answers),
        [
            (tea.email.as_str(), Some(Refusal::Oneself)),
            (cora.email.as_str(), None),
            (ed.email.as_str(), Some(Refusal::Ended)),
        ]
    );
    let trail = portal.trail_of(cora.id).await;
    assert!(trail.contains(&"member.ended by account".to_string()));
    let left = listed(&portal, &tea, MemberListing::default()).await;
    assert_eq!(names(&left), ["tea"]);
    // A membership of another domain is not there, and its address is not told.
    let owner = portal.owner().await;
    domain(&portal, &owner, "support").await;
    let answers = portal
        .remove_members(&owner.caller, "support", &[own])
        .await
        .unwrap();
    assert!(matches!(answers[0].answer, Err(Error::NotFound)));
    assert_eq!(answers[0].email, "");
}

async fn several_get_another_role_and_the_last_administrator_stays(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let owner = portal.owner().await;
    let ids = [
        member_id(&portal, &tea, "tea").await,
        member_id(&portal, &tea, "cora").await,
    ];
    let change = portal.change_member_roles(&owner.caller, "billing", &ids, "Editor");
    let answers = change.await.unwrap();
    assert_eq!(
        told(&answers),
        [
            (tea.email.as_str(), Some(Refusal::LastAdministrator)),
            (cora.email.as_str(), None),
        ]
    );
    let role = MemberListing {
        role: "Editor".to_string(),
        ..MemberListing::default()
    };
    assert_eq!(names(&listed(&portal, &tea, role).await), ["cora"]);
}

/// The built-in domain roles, and one that manages members and no more.
fn with_stewards() -> Arc<Catalogue> {
    let role = |name: &str, actions| WrittenRole {
        name: name.to_owned(),
        description: format!("{name} does something."),
        actions,
    };
    let named =
        |actions: &[&str]| WrittenActions::Named(actions.iter().map(|a| (*a).to_owned()).collect());
    let portal = [
        role("Owner", WrittenActions::All),
        role("Customer", named(&["credentials.own"])),
        role("Team", named(&["domains.create", "credentials.own"])),
    ];
    let read = ["domain:read", "domain:members.read"];
    let manage = [
        "domain:read",
        "domain:members.read",
        "domain:members.manage",
    ];
    let domain = [
        role("Administrator", WrittenActions::All),
        role("Steward", named(&manage)),
        role("Viewer", named(&read)),
    ];
    Arc::new(Catalogue::written("roles.toml", &portal, &domain).expect("a catalogue"))
}

async fn nobody_of_several_is_changed_above_the_ceiling(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let steward = portal.person("steward").await;
    join(&portal, &tea, &steward, "Viewer").await;
    let own: Backend = portal.replica_of(CHEAP, [], with_stewards()).await;
    let id = member_id(&portal, &tea, "steward").await;
    own.change_member_role(&tea.caller, "billing", id, "Steward")
        .await
        .unwrap();
    let ids = [
        member_id(&portal, &tea, "tea").await,
        member_id(&portal, &tea, "cora").await,
    ];
    let answers = own.remove_members(&steward.caller, "billing", &ids[..1]);
    assert_eq!(
        told(&answers.await.unwrap()),
        [(tea.email.as_str(), Some(Refusal::AboveCeiling))]
    );
    let give = |role| own.change_member_roles(&steward.caller, "billing", &ids[1..], role);
    assert_eq!(
        told(&give("Administrator").await.unwrap()),
        [(cora.email.as_str(), Some(Refusal::AboveCeiling))]
    );
    assert_eq!(
        told(&give("Steward").await.unwrap()),
        [(cora.email.as_str(), None)]
    );
}

async fn none_and_too_many_and_unknown_roles_are_refused_whole(portal: Portal) {
    let (tea, _) = set_up(&portal).await;
    let id = member_id(&portal, &tea, "cora").await;
    let remove = |ids: Vec<MembershipId>| {
        let portal = portal.clone();
        let caller = tea.caller.clone();
        async move { portal.remove_members(&caller, "billing", &ids).await }
    };
    assert_fails!(remove(Vec::new()).await, Error::Invalid(_));
    assert_fails!(remove(vec![id; MOST_AT_ONCE + 1]).await, Error::Invalid(_));
    let change = portal
        .change_member_roles(&tea.caller, "billing", &[id], "")
        .await;
    assert_fails!(change, Error::MembershipRefused(Refusal::UnknownRole));
    let all = listed(&portal, &tea, MemberListing::default()).await;
    assert_eq!(names(&all), ["cora", "tea"]);
}

async fn who_may_not_manage_members_changes_none_of_several(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let wanda = portal.person("wanda").await;
    let id = member_id(&portal, &tea, "tea").await;
    let remove = |person: &Person| {
        let (portal, caller) = (portal.clone(), person.caller.clone());
        async move { portal.remove_members(&caller, "billing", &[id]).await }
    };
    assert_fails!(remove(&cora).await, Error::Forbidden);
    assert_fails!(remove(&wanda).await, Error::NotFound);
    portal.archive_domain(&tea.caller, "billing").await.unwrap();
    let id = member_id(&portal, &tea, "cora").await;
    let answers = portal.remove_members(&tea.caller, "billing", &[id]).await;
    assert_eq!(
        told(&answers.unwrap()),
        [(cora.email.as_str(), Some(Refusal::Archived))]
    );
}

async fn a_file_holds_every_row_of_the_view(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let ed = portal.person("ed").await;
    join(&portal, &tea, &ed, "Editor").await;
    let gone = portal.leave_domain(&cora.caller, "billing");
    gone.await.unwrap();
    for (listing, expected) in [
        (MemberListing::default(), vec!["ed", "tea"]),
        (
            MemberListing {
                role: "Editor".to_string(),
                ..MemberListing::default()
            },
            vec!["ed"],
        ),
        (
            MemberListing {
                status: Status::Ended,
                ..MemberListing::default()
            },
            vec!["cora"],
        ),
    ] {
        let export = portal.export_members(&ed.caller, "billing", listing);
        let mut export = export.await.unwrap();
        assert!(!export.has_groups);
        let mut found = Vec::new();
        while let Some(rows) = export.next().await.unwrap() {
            found.extend(rows.into_iter().map(|row| row.name));
        }
        assert_eq!(found, expected);
    }
    let wanda = portal.person("wanda").await;
    let listing = MemberListing::default();
    let refused = portal.export_members(&wanda.caller, "billing", listing);
    assert!(matches!(refused.await.map(drop), Err(Error::NotFound)));
}

async fn a_file_ends_when_its_reader_is_no_member_any_more(portal: Portal) {
    let (_, cora) = set_up(&portal).await;
    let export = portal.export_members(&cora.caller, "billing", MemberListing::default());
    let mut export = export.await.unwrap();
    portal.leave_domain(&cora.caller, "billing").await.unwrap();
    assert_fails!(export.next().await, Error::NotFound);
}

async fn groups_are_seen_by_whoever_sees_accounts_only(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let owner = portal.owner().await;
    let group = portal.new_group("Beta").await;
    portal
        .set_groups(&owner.caller, cora.id, &[group])
        .await
        .unwrap();
    let in_group = |group: GroupId| MemberListing {
        group: Some(group),
        ..MemberListing::default()
    };
    let page = listed(&portal, &owner, in_group(group)).await;
    assert_eq!((names(&page), page.total.n), (vec!["cora"], 1));
    let of_row = page.rows[0].groups.as_ref().expect("groups");
    assert_eq!(of_row[0].name, "Beta");
    assert_eq!(page.groups.expect("groups").len(), 1);
    let none = listed(&portal, &owner, in_group(GroupId(uuid::Uuid::from_u128(7)))).await;
    assert!(none.rows.is_empty());
    // The domain's own Administrator learns of none, and can't ask for one either.
    let page = listed(&portal, &tea, MemberListing::default()).await;
    assert!(page.groups.is_none());
    assert!(page.rows.iter().all(|row| row.groups.is_none()));
    let asked = portal.list_members(&tea.caller, "billing", in_group(group));
    assert_fails!(asked.await, Error::Forbidden);
    let asked = portal.export_members(&tea.caller, "billing", in_group(group));
    assert!(matches!(asked.await.map(drop), Err(Error::Forbidden)));
    let id = member_id(&portal, &tea, "cora").await;
    let row = Backend::member(&portal, &tea.caller, "billing", id)
        .await
        .unwrap();
    assert!(row.groups.is_none());
}
