//! Pages: there and back, beside people who invite meanwhile, and only with a cursor of this list.

use super::model::populate;
use super::{DIRECTIONS, SORTS, forward, ids, small};
use crate::support::{Portal, assert_fails, on_both, wish};
use backend::Error;
use backend::submissions::Invite;
use rules::ids::InvitationId;
use rules::listing::Listing as _;
use rules::listing::{
    Direction, InvitationFilter, InvitationListing, InvitationPage, InvitationSort, PageSize,
};
use rules::time::Span;
use std::collections::HashSet;

on_both!(
    paging_there_and_back_meets_every_row_once,
    rows_that_others_insert_disturb_no_paging,
    a_cursor_fits_no_other_list,
    a_page_size_is_kept,
);

async fn paging_there_and_back_meets_every_row_once(portal: Portal) {
    let [owner, _] = populate(&portal, 2).await;
    for status in [
        InvitationFilter::All,
        InvitationFilter::ExpiredInvalid,
        InvitationFilter::Expired,
    ] {
        for (sort, dir) in SORTS.iter().flat_map(|s| DIRECTIONS.map(|d| (*s, d))) {
            for search in ["", "exa"] {
                let search = search.to_string();
                let listing = InvitationListing {
                    search,
                    status,
                    sort,
                    dir,
                    ..small()
                };
                let there = forward(&portal, &owner.caller, &listing).await;
                let mut back = vec![there.last().unwrap().clone()];
                while let Some(previous) = back.last().unwrap().previous.clone() {
                    let listing = listing.on_page(&previous);
                    back.push(
                        portal
                            .list_invitations(&owner.caller, listing)
                            .await
                            .unwrap(),
                    );
                }
                back.reverse();
                let rows = |pages: &[InvitationPage]| -> Vec<_> { pages.iter().map(ids).collect() };
                assert_eq!(rows(&there), rows(&back), "{listing:?}");
                let firsts = |pages: &[InvitationPage]| -> Vec<_> {
                    pages.iter().map(|page| page.first).collect()
                };
                assert_eq!(firsts(&there), firsts(&back), "{listing:?}");
            }
        }
    }
}

async fn rows_that_others_insert_disturb_no_paging(portal: Portal) {
    let [owner, administrator] = populate(&portal, 3).await;
    let mut round = 0;
    for (sort, dir) in SORTS.iter().flat_map(|s| DIRECTIONS.map(|d| (*s, d))) {
        let listing = InvitationListing {
            sort,
            dir,
            ..small()
        };
        let there_before: HashSet<InvitationId> = forward(&portal, &owner.caller, &listing)
            .await
            .iter()
            .flat_map(ids)
            .collect();
        let mut page = portal
            .list_invitations(&owner.caller, listing.clone())
            .await
            .unwrap();
        let mut walk = ids(&page);
        let (mut pages, mut back) = (1, false);
        loop {
            // Somebody invites: before, within and behind the page that is looked at.
            round += 1;
            let more =
                format!("0first{round}@a.example; m{round}@example.org; zz{round}@z.example");
            let validity = Span::hours([1, 72, 720][round % 3]);
            let invite = Invite {
                validity,
                ..wish(&more)
            };
            portal.invite(&administrator.caller, invite).await.unwrap();
            let cursor = if back {
                page.previous.clone()
            } else {
                page.next.clone()
            };
            let Some(cursor) = cursor else {
                if back {
                    break;
                }
                // Forward: no row twice, and none of those that were there is missed.
                let met: HashSet<_> = walk.iter().copied().collect();
                assert_eq!(met.len(), walk.len(), "{listing:?}");
                assert!(there_before.is_subset(&met), "{listing:?}");
                back = true;
                walk = ids(&page);
                continue;
            };
            page = portal
                .list_invitations(&owner.caller, listing.on_page(&cursor))
                .await
                .unwrap();
            walk.extend(ids(&page));
            pages += 1;
            assert!(pages < 200, "no end: {listing:?}");
        }
        // Back: none is missed; page one is whole, so it may show rows of the page after it again.
        let met: HashSet<_> = walk.iter().copied().collect();
        assert!(there_before.is_subset(&met), "{listing:?}");
        assert_eq!(page.first, 1);
        let first = portal
            .list_invitations(&owner.caller, listing.clone())
            .await
            .unwrap();
        assert_eq!(first.rows.len(), 25);
    }
}

async fn a_cursor_fits_no_other_list(portal: Portal) {
    let owner = portal.owner().await;
    let list: Vec<String> = (0..60).map(|n| format!("p{n}@example.org")).collect();
    portal
        .invite(&owner.caller, wish(&list.join(";")))
        .await
        .unwrap();
    let listing = small();
    let page = portal
        .list_invitations(&owner.caller, listing.clone())
        .await
        .unwrap();
    let cursor = page.next.unwrap();
    assert!(
        portal
            .list_invitations(&owner.caller, listing.on_page(&cursor))
            .await
            .is_ok()
    );
    let listing = listing.on_page(&cursor);
    let changed = format!("{cursor}x");
    for other in [
        InvitationListing {
            status: InvitationFilter::Pending,
            ..listing.clone()
        },
        InvitationListing {
            search: "p".to_string(),
            ..listing.clone()
        },
        InvitationListing {
            mine: true,
            ..listing.clone()
        },
        InvitationListing {
            sort: InvitationSort::Email,
            ..listing.clone()
        },
        InvitationListing {
            dir: Direction::Ascending,
            ..listing.clone()
        },
        InvitationListing {
            size: PageSize::default(),
            ..listing.clone()
        },
        listing.on_page(&changed),
        listing.on_page("nonsense"),
        listing.on_page(&cursor[1..]),
    ] {
        let answer = portal.list_invitations(&owner.caller, other).await;
        assert_fails!(answer, Error::Invalid(ref faults) if faults[0].field == "page");
    }
}

async fn a_page_size_is_kept(portal: Portal) {
    let owner = portal.owner().await;
    let list: Vec<String> = (0..101).map(|n| format!("p{n}@example.org")).collect();
    portal
        .invite(&owner.caller, wish(&list.join(";")))
        .await
        .unwrap();
    for size in PageSize::ALL {
        let listing = InvitationListing {
            size: PageSize::new(size).unwrap(),
            ..InvitationListing::default()
        };
        let page = portal
            .list_invitations(&owner.caller, listing.clone())
            .await
            .unwrap();
        assert_eq!(page.rows.len(), usize::from(size));
        let next = listing.on_page(&page.next.unwrap());
        let page = portal.list_invitations(&owner.caller, next).await.unwrap();
        assert_eq!(page.first, u64::from(size) + 1);
    }
}
