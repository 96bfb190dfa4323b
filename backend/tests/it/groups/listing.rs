//! Lists narrowed to a group, and the pages of its accounts.

use super::*;
use rules::listing::Listing as _;
use rules::listing::{InvitationFilter, PageSize};

on_both!(
    invitations_are_filtered_by_a_group,
    developers_are_filtered_by_a_group,
    the_accounts_of_a_group_are_paged,
);

async fn invitations_are_filtered_by_a_group(portal: Portal) {
    let owner = portal.owner().await;
    let adam = portal.staff("adam", "Administrator").await;
    let (a, b) = (portal.new_group("A").await, portal.new_group("B").await);
    let mut in_a = Vec::new();
    for n in 0..60 {
        let by = if n % 2 == 0 { &owner } else { &adam };
        let groups = match n % 4 {
            0 => vec![a],
            1 => vec![b],
            2 => vec![a, b],
            _ => Vec::new(),
        };
        let id = portal
            .invite_into(&by.caller, &format!("p{n}@example.org"), &groups)
            .await;
        if groups.contains(&a) {
            in_a.push(id);
        }
    }
    let listing = InvitationListing {
        group: Some(a),
        size: PageSize::new(25).unwrap(),
        ..InvitationListing::default()
    };
    let page = portal
        .list_invitations(&owner.caller, listing.clone())
        .await
        .unwrap();
    assert_eq!(page.total, Count::exactly(30));
    assert_eq!(page.groups.len(), 2);
    let next = listing.on_page(page.next.as_deref().unwrap());
    let rest = portal
        .list_invitations(&owner.caller, next.clone())
        .await
        .unwrap();
    assert_eq!((rest.first, rest.rows.len()), (26, 5));
    let shown = page.rows.iter().chain(&rest.rows).map(|row| row.id);
    in_a.reverse();
    assert_eq!(shown.collect::<Vec<_>>(), in_a);
    // A page of one list is none of another.
    let other = InvitationListing {
        group: Some(b),
        ..next
    };
    let answer = portal.list_invitations(&owner.caller, other).await;
    assert_fails!(answer, Error::Invalid(ref faults) if faults[0].field == "page");
    for (search, status, mine, expected) in [
        ("p1", InvitationFilter::All, false, 5),
        ("p10@", InvitationFilter::All, false, 1),
        ("p11@", InvitationFilter::All, false, 0),
        ("", InvitationFilter::Pending, true, 30),
        ("", InvitationFilter::Approved, false, 0),
        ("", InvitationFilter::ExpiredInvalid, false, 0),
    ] {
        let narrowed = InvitationListing {
            search: search.to_string(),
            status,
            mine,
            group: Some(a),
            ..InvitationListing::default()
        };
        let page = portal
            .list_invitations(&owner.caller, narrowed)
            .await
            .unwrap();
        assert_eq!(page.total, Count::exactly(expected), "{search} {status:?}");
        assert_eq!(page.rows.len() as u64, expected.min(50));
    }
    // One that is deleted still finds what carried it.
    portal.delete_group(&owner.caller, a).await.unwrap();
    let page = portal
        .list_invitations(&owner.caller, listing)
        .await
        .unwrap();
    assert_eq!(page.total, Count::exactly(30));
    assert_eq!(page.rows[0].carried.deleted, ["A"]);
}

async fn developers_are_filtered_by_a_group(portal: Portal) {
    let owner = portal.owner().await;
    let (a, b) = (portal.new_group("A").await, portal.new_group("B").await);
    for (name, groups) in [("ada", [a].as_slice()), ("ben", &[a, b]), ("cleo", &[])] {
        let person = portal.person(name).await;
        portal
            .set_groups(&owner.caller, person.id, groups)
            .await
            .unwrap();
    }
    let listing = |group, search: &str| DeveloperListing {
        tab: AccountStatus::Approved,
        group: Some(group),
        search: search.to_string(),
        ..DeveloperListing::default()
    };
    for (group, search, expected) in [
        (a, "", ["ben", "ada"].as_slice()),
        (b, "", &["ben"]),
        (a, "ada@exa", &["ada"]),
        (b, "ada@exa", &[]),
        (a, "ad", &["ada"]),
    ] {
        let page = portal
            .list_developers(&owner.caller, listing(group, search))
            .await
            .unwrap();
        let names: Vec<&str> = page.rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, expected, "{search}");
        assert_eq!(page.total, Count::exactly(expected.len() as u64));
        // The tabs count everybody.
        assert_eq!(page.counts[1].1, 4);
    }
    let elsewhere = DeveloperListing {
        tab: AccountStatus::Revoked,
        ..listing(a, "")
    };
    let page = portal
        .list_developers(&owner.caller, elsewhere)
        .await
        .unwrap();
    assert!(page.rows.is_empty());
}

async fn the_accounts_of_a_group_are_paged(portal: Portal) {
    let owner = portal.owner().await;
    let a = portal.new_group("A").await;
    let addresses: Vec<String> = (0..60).map(|n| format!("p{n}@example.org")).collect();
    let invite = Invite {
        groups: vec![a],
        ..wish(&addresses.join("\n"))
    };
    portal.invite(&owner.caller, invite).await.unwrap();
    let page = portal.group(&owner.caller, a, "").await.unwrap();
    assert_eq!(page.open_invitations, Count::exactly(60));
    for (n, email) in addresses.iter().enumerate() {
        portal
            .join(&portal.token_for(email).await, &format!("P {n}"))
            .await
            .unwrap();
    }
    let page = portal.group(&owner.caller, a, "").await.unwrap();
    assert_eq!(page.row.members, Count::exactly(60));
    assert_eq!((page.first, page.members.len()), (1, 50));
    assert_eq!(page.members[0].name, "P 59");
    let next = page.next.unwrap();
    let rest = portal.group(&owner.caller, a, &next).await.unwrap();
    assert_eq!((rest.first, rest.members.len()), (51, 10));
    assert_eq!(rest.members[9].name, "P 0");
    let back = portal
        .group(&owner.caller, a, &rest.previous.unwrap())
        .await
        .unwrap();
    assert_eq!(back.members, page.members);
    let b = portal.new_group("B").await;
    let answer = portal.group(&owner.caller, b, &next).await;
    assert_fails!(answer, Error::Invalid(ref faults) if faults[0].field == "page");
}
