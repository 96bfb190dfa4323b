//! The list of Consumers > Invitations: PRODUCT.md 8.2; PERFORMANCE section 5. Whatever is asked for, it
//! answers what a plain filter and sort over all rows would.

use crate::support::{Portal, assert_fails, on_both};
use backend::Error;
use backend::authority::Caller;
use rules::ids::InvitationId;
use rules::invitation::{Status, standing};
use rules::listing::Listing as _;
use rules::listing::{
    Count, Direction, InvitationFilter, InvitationListing, InvitationPage, InvitationSort, PageSize,
};
use rules::outbox::Delivery;
use rules::time::Span;

mod model;
mod paging;
use model::{Raw, expected, populate, raw_rows};

on_both!(
    every_filter_sort_and_search_is_a_plain_filter_and_sort,
    an_overdue_row_is_expired_in_every_list_the_moment_it_is_due,
    sent_by_me_means_me,
    a_search_text_has_a_limit,
    an_empty_portal_has_an_empty_list,
);

pub(crate) const SORTS: [InvitationSort; 3] = [
    InvitationSort::Email,
    InvitationSort::InvitedAt,
    InvitationSort::ValidUntil,
];
pub(crate) const DIRECTIONS: [Direction; 2] = [Direction::Ascending, Direction::Descending];
/// Three letters and more, upper case, wildcards of LIKE, two letters, one, none that fit.
const SEARCHES: [&str; 12] = [
    "",
    "ada",
    "ADA",
    "a_b",
    "50%o",
    "%",
    "_",
    "\\",
    "ab",
    "x",
    "example.org",
    "no-such-address",
];

pub(crate) fn ids(page: &InvitationPage) -> Vec<InvitationId> {
    page.rows.iter().map(|row| row.id).collect()
}

pub(crate) fn small() -> InvitationListing {
    InvitationListing {
        size: PageSize::new(25).unwrap(),
        ..InvitationListing::default()
    }
}

/// Every page from the first on; between two of them `meanwhile` happens.
pub(crate) async fn forward(
    portal: &Portal,
    caller: &Caller,
    listing: &InvitationListing,
) -> Vec<InvitationPage> {
    let mut pages = vec![
        portal
            .list_invitations(caller, listing.clone())
            .await
            .unwrap(),
    ];
    while let Some(next) = pages.last().unwrap().next.clone() {
        pages.push(
            portal
                .list_invitations(caller, listing.on_page(&next))
                .await
                .unwrap(),
        );
        assert!(pages.len() < 100, "no end: {listing:?}");
    }
    pages
}

async fn every_filter_sort_and_search_is_a_plain_filter_and_sort(portal: Portal) {
    let [owner, administrator] = populate(&portal, 1).await;
    let rows = raw_rows(&portal).await;
    let now = portal.now();
    let is_unswept = |row: &&Raw| standing(row.status, row.valid_until, now) != row.status;
    assert!(
        rows.iter().filter(is_unswept).count() > 5,
        "nothing is overdue and unswept"
    );
    for status in Status::ALL {
        // Nobody can decline yet.
        let exists = rows.iter().any(|row| row.status == status) || status == Status::Declined;
        assert!(exists, "no row is {status:?}");
    }
    assert!(rows.iter().any(|row| row.is_closed));
    let command_line = Caller::command_line();
    for (caller, viewer) in [
        (&owner.caller, Some(owner.id.0)),
        (&administrator.caller, Some(administrator.id.0)),
        (&command_line, None),
    ] {
        for mine in [false, true] {
            if !mine && viewer != Some(owner.id.0) {
                continue;
            }
            // "Sent by me" goes along indexes of its own: some searches tell.
            let few = SEARCHES.len() / if mine { 4 } else { 1 };
            for search in &SEARCHES[..few] {
                for status in InvitationFilter::ALL {
                    let sorts = SORTS.iter().flat_map(|s| DIRECTIONS.map(|d| (*s, d)));
                    for (sort, dir) in sorts {
                        let search = search.to_string();
                        let listing = InvitationListing {
                            search,
                            status,
                            mine,
                            sort,
                            dir,
                            ..small()
                        };
                        check(&portal, caller, viewer, &listing, &rows).await;
                    }
                }
            }
        }
    }
}

async fn check(
    portal: &Portal,
    caller: &Caller,
    viewer: Option<uuid::Uuid>,
    listing: &InvitationListing,
    rows: &[Raw],
) {
    let now = portal.now();
    let expected_ids = expected(rows, listing, viewer, now);
    let pages = forward(portal, caller, listing).await;
    let found: Vec<InvitationId> = pages.iter().flat_map(ids).collect();
    assert_eq!(found, expected_ids, "{listing:?}");
    let total = Count::exactly(expected_ids.len() as u64);
    for (n, page) in pages.iter().enumerate() {
        assert_eq!(page.total, total, "{listing:?}");
        let first = if expected_ids.is_empty() {
            0
        } else {
            25 * n as u64 + 1
        };
        assert_eq!(page.first, first, "{listing:?}");
        assert_eq!(page.previous.is_some(), n > 0, "{listing:?}");
    }
    let unsearched = |status| InvitationListing {
        status,
        search: String::new(),
        ..listing.clone()
    };
    for (status, count) in &pages[0].counts {
        let n = expected(rows, &unsearched(*status), viewer, now).len() as u64;
        assert_eq!(*count, Count::exactly(n), "{status:?} {listing:?}");
    }
}

async fn an_overdue_row_is_expired_in_every_list_the_moment_it_is_due(portal: Portal) {
    // T9: without any job having run.
    let owner = portal.owner().await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    let end = portal.now().plus(Span::hours(72));
    let lists = || async {
        let counts = portal.counts().await;
        let listed = [InvitationFilter::Pending, InvitationFilter::Expired];
        let mut seen = Vec::new();
        for filter in listed {
            let found = portal.listed(filter).await;
            assert_eq!(found.len() as u64, counts[&filter]);
            seen.push(found);
        }
        seen
    };
    portal.advance_to(end.minus(Span::micros(1)));
    assert_eq!(lists().await, [vec![id], vec![]]);
    portal.advance_to(end);
    assert_eq!(lists().await, [vec![], vec![id]]);
    assert_eq!(portal.stored(id).await, Status::Pending);
    assert_eq!(portal.listed(InvitationFilter::ExpiredInvalid).await, [id]);
    portal.sweep().await.unwrap();
    assert_eq!(portal.stored(id).await, Status::Expired);
    assert_eq!(lists().await, [vec![], vec![id]]);
}

async fn sent_by_me_means_me(portal: Portal) {
    let owner = portal.owner().await;
    let administrator = portal.staff("adam", "Administrator").await;
    let reviewer = portal.staff("rita", "Reviewer").await;
    let mine = portal
        .invite_one(&administrator.caller, "ada@example.org")
        .await;
    portal.invite_one(&owner.caller, "bob@example.org").await;
    let listing = InvitationListing {
        mine: true,
        ..InvitationListing::default()
    };
    let page = portal
        .list_invitations(&administrator.caller, listing.clone())
        .await
        .unwrap();
    assert_eq!(ids(&page), [mine]);
    let row = &page.rows[0];
    assert_eq!(
        (row.delivery, row.delivery_words.clone()),
        (Some(Delivery::Held), None)
    );
    assert_eq!(row.inviter.name, "adam");
    let page = portal
        .list_invitations(&reviewer.caller, listing)
        .await
        .unwrap();
    assert_eq!(ids(&page), []);
}

async fn a_search_text_has_a_limit(portal: Portal) {
    let owner = portal.owner().await;
    let with = |search: String| InvitationListing {
        search,
        ..InvitationListing::default()
    };
    assert!(
        portal
            .list_invitations(&owner.caller, with("x".repeat(254)))
            .await
            .is_ok()
    );
    let answer = portal
        .list_invitations(&owner.caller, with("x".repeat(255)))
        .await;
    assert_fails!(answer, Error::Invalid(ref faults) if faults[0].field == "search");
    for odd in ["\0", "a\nb"] {
        let answer = portal
            .list_invitations(&owner.caller, with(odd.to_string()))
            .await;
        assert_fails!(answer, Error::Invalid(ref faults) if faults[0].field == "search");
    }
    for odd in [
        "'",
        "\"",
        "a'b",
        "\u{10ffff}",
        "NEAR(",
        "*",
        "--",
        "%%%",
        "___",
        "a\u{301}",
    ] {
        assert!(
            portal
                .list_invitations(&owner.caller, with(odd.to_string()))
                .await
                .is_ok(),
            "{odd}"
        );
    }
}

async fn an_empty_portal_has_an_empty_list(portal: Portal) {
    let owner = portal.owner().await;
    for status in InvitationFilter::ALL {
        let listing = InvitationListing {
            status,
            ..InvitationListing::default()
        };
        let page = portal
            .list_invitations(&owner.caller, listing)
            .await
            .unwrap();
        assert_eq!(
            (page.rows.len(), page.first, page.total),
            (0, 0, Count::exactly(0))
        );
        assert!(page.next.is_none() && page.previous.is_none());
    }
}
