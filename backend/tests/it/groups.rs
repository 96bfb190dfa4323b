//! Groups: made, renamed, deleted; carried by invitations, joined at approval, and what is refused (V; PRODUCT.md
//! sections 1 and 4; T4, T6, T11, T18, T20, T23, T24).

use crate::support::{Person, Portal, assert_fails, invited, on_both, wish};
use backend::Error;
use backend::authority::Caller;
use backend::submissions::Invite;
use rules::account::{DeveloperListing, Refusal, Status as AccountStatus};
use rules::group::{Carried, Fault};
use rules::ids::{AccountId, GroupId, InvitationId};
use rules::invitation::Status;
use rules::listing::{Count, InvitationListing};
use rules::settings::{Key, WaitingRows};

mod joining;
mod listing;
mod races;

on_both!(
    a_group_is_made_renamed_and_deleted,
    two_groups_never_have_one_name,
    a_name_that_is_none_is_refused,
    there_are_never_more_groups_than_there_may_be,
    an_invitation_carries_each_group_once_and_only_such_as_are_there,
    a_deleted_group_leaves_the_others_and_its_name,
    an_account_is_put_into_groups_and_taken_out,
    nobody_changes_the_groups_of_somebody_above_their_ceiling,
    without_the_action_nothing_of_it_is_possible,
    a_deleted_account_leaves_its_groups,
);

impl Portal {
    /// Makes a group as the command line.
    pub(crate) async fn new_group(&self, name: &str) -> GroupId {
        let made = self.create_group(&Caller::command_line(), name).await;
        made.expect("a group")
    }

    /// Invites one address as a Customer, into these groups.
    pub(crate) async fn invite_into(
        &self,
        by: &Caller,
        email: &str,
        groups: &[GroupId],
    ) -> InvitationId {
        let invite = Invite {
            groups: groups.to_vec(),
            ..wish(email)
        };
        invited(&self.invite(by, invite).await.expect("a report"), 0)
    }

    /// The names of the groups of the account of that address.
    pub(crate) async fn groups_of(&self, email: &str) -> Vec<String> {
        let id = self.account(email).await;
        let row = self.developer_row(&Caller::command_line(), id).await;
        let groups = row.expect("a row").groups;
        groups.into_iter().map(|group| group.name).collect()
    }

    /// What the invitation carries: the names that are there, and those of deleted groups.
    pub(crate) async fn carried(&self, id: InvitationId) -> (Vec<String>, Vec<String>) {
        let Carried { groups, deleted } = self.row(id).await.carried;
        let names = groups.into_iter().map(|group| group.name).collect();
        (names, deleted)
    }

    async fn names(&self) -> Vec<String> {
        let groups = self.list_groups(&Caller::command_line()).await;
        let groups = groups.expect("groups");
        groups.into_iter().map(|group| group.name).collect()
    }
}

async fn a_group_is_made_renamed_and_deleted(portal: Portal) {
    let owner = portal.owner().await;
    let id = portal
        .create_group(&owner.caller, "  Beta testers ")
        .await
        .unwrap();
    portal.new_group("alpha").await;
    assert_eq!(portal.names().await, ["alpha", "Beta testers"]);
    portal
        .rename_group(&owner.caller, id, "Omega")
        .await
        .unwrap();
    // Only the case of the letters: it is still its own name.
    portal
        .rename_group(&owner.caller, id, "OMEGA")
        .await
        .unwrap();
    assert_eq!(portal.names().await, ["alpha", "OMEGA"]);
    portal.delete_group(&owner.caller, id).await.unwrap();
    assert_eq!(portal.names().await, ["alpha"]);
    let again = portal.delete_group(&owner.caller, id).await;
    assert_fails!(again, Error::NotFound);
    let renamed = portal.rename_group(&owner.caller, id, "Psi").await;
    assert_fails!(renamed, Error::NotFound);
    assert_fails!(portal.group(&owner.caller, id, "").await, Error::NotFound);
    let trail = portal.trail_of(id).await;
    assert_eq!(
        trail,
        [
            "group.created by account",
            "group.renamed by account",
            "group.renamed by account",
            "group.deleted by account"
        ]
    );
}

fn is_fault<T: std::fmt::Debug>(answer: backend::Result<T>, fault: Fault) {
    match answer {
        Err(Error::Invalid(faults)) => {
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert_eq!(faults[0].field, fault.field());
            assert_eq!(faults[0].reason, fault.reason());
        }
        other => panic!("expected {fault:?}, got {other:?}"),
    }
}

async fn two_groups_never_have_one_name(portal: Portal) {
    let owner = portal.owner().await;
    let id = portal.new_group("Équipe bleue").await;
    let other = portal.new_group("Rouge").await;
    for name in ["Équipe bleue", "équipe  BLEUE", "E\u{301}quipe bleue"] {
        is_fault(portal.create_group(&owner.caller, name).await, Fault::Taken);
        let renamed = portal.rename_group(&owner.caller, other, name).await;
        is_fault(renamed, Fault::Taken);
    }
    // A deleted group gives its name free.
    portal.delete_group(&owner.caller, id).await.unwrap();
    portal.new_group("Équipe bleue").await;
}

async fn a_name_that_is_none_is_refused(portal: Portal) {
    let owner = portal.owner().await;
    let id = portal.new_group("Beta").await;
    for name in [
        "",
        "  ",
        "a\u{0}b",
        "evil.example",
        "<b>x</b>",
        &"x".repeat(65),
    ] {
        for answer in [
            portal.create_group(&owner.caller, name).await.map(drop),
            portal.rename_group(&owner.caller, id, name).await,
        ] {
            assert_fails!(answer, Error::Invalid(ref faults) if faults[0].field == "name");
        }
    }
    assert_eq!(portal.names().await, ["Beta"]);
}

async fn there_are_never_more_groups_than_there_may_be(portal: Portal) {
    let owner = portal.owner().await;
    let mut last = None;
    for n in 0..200 {
        last = Some(portal.new_group(&format!("Group {n}")).await);
    }
    let answer = portal.create_group(&owner.caller, "One more").await;
    is_fault(answer, Fault::TooMany);
    portal
        .delete_group(&owner.caller, last.unwrap())
        .await
        .unwrap();
    portal.new_group("One more").await;
}

async fn an_invitation_carries_each_group_once_and_only_such_as_are_there(portal: Portal) {
    let owner = portal.owner().await;
    let (a, b) = (portal.new_group("A").await, portal.new_group("B").await);
    let id = portal
        .invite_into(&owner.caller, "ada@example.org", &[b, a, b])
        .await;
    assert_eq!(
        portal.carried(id).await,
        (vec!["A".into(), "B".into()], vec![])
    );
    let gone = portal.new_group("Gone").await;
    portal.delete_group(&owner.caller, gone).await.unwrap();
    let never = GroupId(uuid::Uuid::from_u128(7));
    for unknown in [gone, never] {
        let invite = Invite {
            groups: vec![a, unknown],
            ..wish("ben@example.org")
        };
        is_fault(portal.invite(&owner.caller, invite).await, Fault::Unknown);
    }
    let many = Invite {
        groups: (0..21).map(|n| GroupId(uuid::Uuid::from_u128(n))).collect(),
        ..wish("ben@example.org")
    };
    is_fault(
        portal.invite(&owner.caller, many).await,
        Fault::TooManyCarried,
    );
    // The same key with other groups is another content.
    let first = Invite {
        groups: vec![a],
        ..wish("cleo@example.org")
    };
    portal.invite(&owner.caller, first.clone()).await.unwrap();
    let other = Invite {
        groups: vec![b],
        ..first.clone()
    };
    assert_fails!(portal.invite(&owner.caller, other).await, Error::KeyReused);
    portal.invite(&owner.caller, first).await.unwrap();
}

async fn a_deleted_group_leaves_the_others_and_its_name(portal: Portal) {
    // The rows keep the others and say so.
    let owner = portal.owner().await;
    let (a, b) = (portal.new_group("A").await, portal.new_group("B").await);
    let id = portal
        .invite_into(&owner.caller, "ada@example.org", &[a, b])
        .await;
    let page = portal.group(&owner.caller, a, "").await.unwrap();
    assert_eq!(page.open_invitations, Count::exactly(1));
    portal.delete_group(&owner.caller, a).await.unwrap();
    assert_eq!(
        portal.carried(id).await,
        (vec!["B".into()], vec!["A".into()])
    );
    assert_eq!(portal.detail(id).await.row.carried.deleted, ["A"]);
    portal
        .join(&portal.token_for("ada@example.org").await, "Ada")
        .await
        .unwrap();
    assert_eq!(portal.groups_of("ada@example.org").await, ["B"]);
}

async fn an_account_is_put_into_groups_and_taken_out(portal: Portal) {
    let owner = portal.owner().await;
    let ada = portal.person("ada").await;
    let (a, b) = (portal.new_group("A").await, portal.new_group("B").await);
    let c = portal.new_group("C").await;
    let set = async |groups: &[GroupId]| portal.set_groups(&owner.caller, ada.id, groups).await;
    set(&[b, a, a]).await.unwrap();
    assert_eq!(portal.groups_of(&ada.email).await, ["A", "B"]);
    set(&[b, c]).await.unwrap();
    assert_eq!(portal.groups_of(&ada.email).await, ["B", "C"]);
    // Nothing new is no event.
    set(&[c, b]).await.unwrap();
    portal.delete_group(&owner.caller, c).await.unwrap();
    is_fault(set(&[a, c]).await, Fault::Unknown);
    assert_eq!(portal.groups_of(&ada.email).await, ["B"]);
    portal
        .remove_from_group(&owner.caller, b, ada.id)
        .await
        .unwrap();
    let again = portal.remove_from_group(&owner.caller, b, ada.id).await;
    assert_fails!(again, Error::NotFound);
    assert!(portal.groups_of(&ada.email).await.is_empty());
    let trail = portal.trail_of(ada.id).await;
    let changes = trail
        .iter()
        .filter(|event| event.starts_with("account.groups_changed"));
    assert_eq!(changes.count(), 3);
    let nobody = AccountId(uuid::Uuid::from_u128(7));
    let answer = portal.set_groups(&owner.caller, nobody, &[a]).await;
    assert_fails!(answer, Error::NotFound);
}

async fn nobody_changes_the_groups_of_somebody_above_their_ceiling(portal: Portal) {
    // PRODUCT.md section 4: never on or to an Owner.
    let owner = portal.owner().await;
    let adam = portal.staff("adam", "Administrator").await;
    let a = portal.new_group("A").await;
    portal
        .set_groups(&owner.caller, owner.id, &[a])
        .await
        .unwrap();
    let set = portal.set_groups(&adam.caller, owner.id, &[]).await;
    assert_fails!(set, Error::AccountRefused(Refusal::AboveCeiling));
    let removed = portal.remove_from_group(&adam.caller, a, owner.id).await;
    assert_fails!(removed, Error::AccountRefused(Refusal::AboveCeiling));
    let page = portal.group(&adam.caller, a, "").await.unwrap();
    assert!(!page.members[0].may_leave);
    portal
        .set_groups(&adam.caller, adam.id, &[a])
        .await
        .unwrap();
    assert_eq!(portal.groups_of(&adam.email).await, ["A"]);
}

async fn without_the_action_nothing_of_it_is_possible(portal: Portal) {
    let reviewer: Person = portal.staff("rita", "Reviewer").await;
    let by = &reviewer.caller;
    let a = portal.new_group("A").await;
    assert_fails!(portal.list_groups(by).await, Error::Forbidden);
    assert_fails!(portal.groups_to_invite_into(by).await, Error::Forbidden);
    assert_fails!(portal.group(by, a, "").await, Error::Forbidden);
    assert_fails!(portal.create_group(by, "B").await, Error::Forbidden);
    assert_fails!(portal.rename_group(by, a, "B").await, Error::Forbidden);
    assert_fails!(portal.delete_group(by, a).await, Error::Forbidden);
    assert_fails!(
        portal.set_groups(by, reviewer.id, &[a]).await,
        Error::Forbidden
    );
    assert_fails!(
        portal.remove_from_group(by, a, reviewer.id).await,
        Error::Forbidden
    );
    // Lost since the request began: the transaction asks again.
    let adam = portal.staff("adam", "Administrator").await;
    portal.give_role(&adam, "Customer").await;
    assert_fails!(
        portal.create_group(&adam.caller, "B").await,
        Error::Forbidden
    );
    assert_fails!(portal.delete_group(&adam.caller, a).await, Error::Forbidden);
    // A reviewer sees and filters by them all the same.
    let page = portal
        .list_developers(by, DeveloperListing::default())
        .await
        .unwrap();
    assert_eq!(page.groups.len(), 1);
}

async fn a_deleted_account_leaves_its_groups(portal: Portal) {
    let owner = portal.owner().await;
    let ada = portal.person("ada").await;
    let a = portal.new_group("A").await;
    portal
        .set_groups(&owner.caller, ada.id, &[a])
        .await
        .unwrap();
    portal.revoke(&ada).await;
    // Whoever lost their access is in them when it is given back.
    assert_eq!(portal.groups_of(&ada.email).await, ["A"]);
    portal
        .delete_developer(&owner.caller, ada.id)
        .await
        .unwrap();
    let page = portal.group(&owner.caller, a, "").await.unwrap();
    assert_eq!(page.row.members, Count::exactly(0));
    assert!(portal.story_of(ada.id).await.row.groups.is_empty());
}
