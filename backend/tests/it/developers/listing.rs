//! The table of developers: tabs, search, sort, paging.

use super::*;
use rules::listing::Listing as _;
use rules::listing::PageSize;

on_both!(
    a_tab_lists_its_people_with_their_origin,
    search_finds_any_part_of_name_and_address,
    pages_show_everybody_once_while_others_come,
    who_may_not_read_sees_nothing,
);

async fn names(portal: &Portal, listing: DeveloperListing) -> Vec<String> {
    let by = Caller::command_line();
    let page = portal.list_developers(&by, listing).await.unwrap();
    page.rows.into_iter().map(|row| row.name).collect()
}

fn approved() -> DeveloperListing {
    DeveloperListing {
        tab: Status::Approved,
        sort: DeveloperSort::Name,
        dir: Direction::Ascending,
        ..DeveloperListing::default()
    }
}

async fn a_tab_lists_its_people_with_their_origin(portal: Portal) {
    let owner = portal.owner().await;
    portal.person("wanda").await;
    let page = portal
        .list_developers(&owner.caller, approved())
        .await
        .unwrap();
    let told: Vec<_> = page
        .rows
        .iter()
        .map(|row| {
            (
                row.origin.as_str(),
                row.inviter.as_ref().map(|by| by.name.clone()),
                row.is_oneself,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("setup", None, true),
            ("invitation", Some("Olga Orlow".to_string()), false)
        ]
    );
    assert_eq!(page.total.n, 2);
    assert!(names(&portal, DeveloperListing::default()).await.is_empty());
}

async fn search_finds_any_part_of_name_and_address(portal: Portal) {
    for name in ["wanda", "ben", "benita"] {
        portal.person(name).await;
    }
    let found = |search: &str| {
        let listing = DeveloperListing {
            search: search.to_string(),
            ..approved()
        };
        names(&portal, listing)
    };
    assert_eq!(found("BEN").await, ["ben", "benita"]);
    assert_eq!(found("ita b").await, ["benita"]); // Name and address side by side.
    assert_eq!(found("wanda@").await, ["wanda"]);
    assert_eq!(found("an").await, ["wanda"]);
    assert_eq!(found("a%b").await, Vec::<String>::new());
    let by = Caller::command_line();
    for bad in ["x".repeat(255), "a\nb".to_string()] {
        let listing = DeveloperListing {
            search: bad,
            ..approved()
        };
        assert_fails!(
            portal.list_developers(&by, listing).await,
            Error::Invalid(_)
        );
    }
}

async fn pages_show_everybody_once_while_others_come(portal: Portal) {
    // TBL-07
    let by = Caller::command_line();
    for n in 0..55 {
        portal.person(&format!("p{n:02}")).await;
    }
    let mut listing = DeveloperListing {
        size: PageSize::new(25).unwrap(),
        ..approved()
    };
    let mut seen = Vec::new();
    let mut firsts = Vec::new();
    loop {
        let page = portal.list_developers(&by, listing.clone()).await.unwrap();
        firsts.push(page.first);
        seen.extend(page.rows.iter().map(|row| row.name.clone()));
        portal.person(&format!("a{}", seen.len())).await;
        match page.next {
            Some(next) => listing = listing.on_page(&next),
            None => break,
        }
    }
    assert_eq!(firsts, [1, 26, 51]);
    let mut once = seen.clone();
    once.dedup();
    assert_eq!(seen, once);
    assert_eq!(seen.iter().filter(|name| name.starts_with('p')).count(), 55);
    let other = DeveloperListing {
        tab: Status::Revoked,
        ..listing
    };
    assert_fails!(portal.list_developers(&by, other).await, Error::Invalid(_));
}

async fn who_may_not_read_sees_nothing(portal: Portal) {
    let wanda = portal.person("wanda").await;
    assert_fails!(
        portal.list_developers(&wanda.caller, approved()).await,
        Error::Forbidden
    );
    let signed_in = portal.signed_in(&wanda.cookie).await.unwrap().unwrap();
    assert_fails!(
        portal.developer(&signed_in, &wanda.caller, wanda.id).await,
        Error::Forbidden
    );
}
