//! Where a view of the table stands: its address, read and written (TBL-03). Knows no rows.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use rules::account::{DeveloperListing, DeveloperSort, Status};
use rules::ids::{AccountId, InvitationId};
use rules::listing::{Direction, PageSize};

/// The table.
pub(super) const PATH: &str = "/consumers/developers";

/// The address of a view.
pub(super) fn href(listing: &DeveloperListing) -> String {
    format!("{PATH}?{}", listing.query())
}

/// The address of a tab.
pub(super) fn tab_href(tab: Status) -> String {
    href(&DeveloperListing::default().on_tab(tab))
}

/// The address of one account.
pub(super) fn detail_href(id: AccountId) -> String {
    format!("{PATH}/{id}")
}

/// The address of an invitation of the story.
pub(super) fn invitation_href(id: InvitationId) -> String {
    format!("/consumers/invitations/{id}")
}

/// The view that the address asks for; changes only when the view does.
pub(super) fn use_listing() -> Memo<DeveloperListing> {
    let query = use_query_map();
    Memo::new(move |_| query.with(read))
}

/// Reads a query string. What it can't mean is left at its default: an old link still opens the list.
fn read(query: &ParamsMap) -> DeveloperListing {
    let word = |name: &str| query.get_str(name).unwrap_or_default();
    let plain = DeveloperListing::default();
    let directions = [Direction::Ascending, Direction::Descending];
    DeveloperListing {
        tab: Status::parse(word("tab")).unwrap_or(plain.tab),
        search: word("search").trim().to_string(),
        group: word("group").parse().ok(),
        sort: DeveloperSort::ALL
            .into_iter()
            .find(|sort| sort.as_str() == word("sort"))
            .unwrap_or(plain.sort),
        dir: directions
            .into_iter()
            .find(|dir| dir.as_str() == word("dir"))
            .unwrap_or(plain.dir),
        size: word("size")
            .parse()
            .ok()
            .and_then(PageSize::new)
            .unwrap_or(plain.size),
        page: word("page").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(pairs: &[(&str, &str)]) -> DeveloperListing {
        read(
            &pairs
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_string()))
                .collect(),
        )
    }

    #[test]
    fn a_view_is_restored_from_its_address() {
        // TBL-03
        let listing = parsed(&[
            ("tab", "revoked"),
            ("search", "ada"),
            ("group", "01890000-0000-7000-8000-000000000000"),
            ("sort", "name"),
            ("dir", "asc"),
            ("size", "25"),
            ("page", "c"),
        ]);
        assert_eq!(
            href(&listing),
            "/consumers/developers?tab=revoked&search=ada&group=01890000-0000-7000-8000-000000000000\
             &sort=name&dir=asc&size=25&page=c"
        );
    }

    #[test]
    fn what_an_address_can_not_mean_is_left_at_its_default() {
        let listing = parsed(&[("tab", "lost"), ("size", "51"), ("sort", ""), ("done", "x")]);
        assert_eq!(listing, DeveloperListing::default());
    }
}
