//! Many at once: nobody is in a group that is gone, and a name belongs to one.

use super::*;
use crate::races::crowd::{at_once, trying};
use backend::Backend;
use rules::policy::Action;

on_both!(
    a_group_that_is_deleted_while_people_join_holds_nobody,
    of_many_groups_of_one_name_one_is_made,
    of_many_who_delete_a_group_one_does,
);

async fn a_group_that_is_deleted_while_people_join_holds_nobody(portal: Portal) {
    let owner = portal.owner().await;
    assert!(owner.caller.actor.may(Action::GroupsManage));
    let (doomed, kept) = (portal.new_group("A").await, portal.new_group("B").await);
    let mut tokens = Vec::new();
    for n in 0..64 {
        let email = format!("p{n}@example.org");
        let groups = [doomed, kept];
        portal.invite_into(&owner.caller, &email, &groups).await;
        tokens.push(portal.token_for(&email).await);
    }
    let by = owner.caller.clone();
    let answers = at_once(
        &portal,
        &[trying(move |backend: Backend, n| {
            let (by, token) = (by.clone(), tokens[n].clone());
            async move {
                if n == 20 {
                    return backend.delete_group(&by, doomed).await;
                }
                let registration = crate::support::registration(&format!("P {n}"));
                let answer = backend.register(&token, registration, None, "").await;
                answer.map(drop)
            }
        })],
    )
    .await;
    let answers = answers.into_iter().flatten();
    let done = answers.filter(|answer| match answer {
        Ok(()) => true,
        Err(Error::Unavailable(_)) => false,
        Err(other) => panic!("{other:?}"),
    });
    let done = done.count();
    assert!(done > 1, "{done}");
    // Whoever joined is in the one that is left, and nobody in the other; `finish` asks the database.
    let listing = DeveloperListing {
        tab: AccountStatus::Approved,
        group: Some(doomed),
        ..DeveloperListing::default()
    };
    let page = portal
        .list_developers(&owner.caller, listing)
        .await
        .unwrap();
    assert!(page.rows.is_empty(), "{:?}", page.rows);
    let page = portal.group(&owner.caller, kept, "").await.unwrap();
    let approved = portal.tabs().await[1];
    assert_eq!(page.row.members, Count::exactly(approved - 1));
}

async fn of_many_groups_of_one_name_one_is_made(portal: Portal) {
    let owner = portal.owner().await;
    let by = owner.caller.clone();
    let answers = at_once(
        &portal,
        &[trying(move |backend: Backend, n| {
            let by = by.clone();
            let name = if n % 2 == 0 { "Beta" } else { "BETA" };
            async move { backend.create_group(&by, name).await }
        })],
    )
    .await;
    let mut made = 0;
    for answer in answers.into_iter().flatten() {
        match answer {
            Ok(_) => made += 1,
            lost => is_fault(lost, Fault::Taken),
        }
    }
    assert_eq!(made, 1);
}

async fn of_many_who_delete_a_group_one_does(portal: Portal) {
    let owner = portal.owner().await;
    let (by, a) = (owner.caller.clone(), portal.new_group("A").await);
    let answers = at_once(
        &portal,
        &[trying(move |backend: Backend, _| {
            let by = by.clone();
            async move { backend.delete_group(&by, a).await }
        })],
    )
    .await;
    let answers: Vec<_> = answers.into_iter().flatten().collect();
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let lost = answers.into_iter().filter(|answer| answer.is_err());
    for answer in lost {
        assert_fails!(answer, Error::NotFound);
    }
    assert_eq!(portal.trail_of(a).await.len(), 2);
}
