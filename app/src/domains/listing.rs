//! Where a view of the members stands: its address, read and written (TBL-03). Knows no rows.

use super::address::Tab;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use rules::listing::{Direction, PageSize};
use rules::membership::{MemberListing, MemberSort, Status};

/// The address of a view of the domain of that name.
pub(super) fn href(domain: &str, listing: &MemberListing) -> String {
    let path = Tab::Members.href(domain);
    match listing.query() {
        query if query.is_empty() => path,
        query => format!("{path}?{query}"),
    }
}

/// The view that the address asks for; changes only when the view does.
pub(super) fn use_listing() -> Memo<MemberListing> {
    let query = use_query_map();
    Memo::new(move |_| query.with(read))
}

/// Reads a query string. What it can't mean is left at its default: an old link still opens the list.
fn read(query: &ParamsMap) -> MemberListing {
    let word = |name: &str| query.get_str(name).unwrap_or_default();
    let plain = MemberListing::default();
    let directions = [Direction::Ascending, Direction::Descending];
    MemberListing {
        status: Status::parse(word("status")).unwrap_or(plain.status),
        role: word("role").to_string(),
        search: word("search").trim().to_string(),
        sort: MemberSort::ALL
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

    fn parsed(pairs: &[(&str, &str)]) -> MemberListing {
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
            ("status", "ended"),
            ("role", "Viewer"),
            ("search", " ada "),
            ("sort", "name"),
            ("dir", "asc"),
            ("size", "25"),
            ("page", "c"),
        ]);
        assert_eq!(
            href("tides", &listing),
            "/domains/tides/members?status=ended&role=Viewer&search=ada&sort=name&dir=asc&size=25&page=c"
        );
        assert_eq!(href("tides", &parsed(&[])), "/domains/tides/members");
    }

    #[test]
    fn what_an_address_can_not_mean_is_left_at_its_default() {
        let listing = parsed(&[
            ("status", "lost"),
            ("size", "51"),
            ("sort", ""),
            ("done", "x"),
        ]);
        assert_eq!(listing, MemberListing::default());
    }
}
