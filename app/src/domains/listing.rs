//! Where a view of the members stands: its address, read and written (TBL-03). Knows no rows.

use super::address::Tab;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use rules::listing::{Direction, PageSize};
use rules::membership::{MemberListing, MemberSort, Status};

/// A view as a file, as the server's router has it.
pub const EXPORT: &str = "/domains/{name}/members/export.csv";

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
    Memo::new(move |_| query.with(|query| read_listing(|name| query.get_str(name))))
}

/// The address of a view as a file: all its pages.
pub(super) fn export_href(domain: &str, listing: &MemberListing) -> String {
    let path = format!("{}/export.csv", Tab::Members.href(domain));
    match listing.on_page("").query() {
        query if query.is_empty() => path,
        query => format!("{path}?{query}"),
    }
}

/// Reads a query string by its fields. What it can't mean is left at its default: an old link still opens the list.
pub fn read_listing<'a>(field: impl Fn(&str) -> Option<&'a str>) -> MemberListing {
    let word = |name: &str| field(name).unwrap_or_default();
    let plain = MemberListing::default();
    let directions = [Direction::Ascending, Direction::Descending];
    MemberListing {
        status: Status::parse(word("status")).unwrap_or(plain.status),
        role: word("role").to_string(),
        group: word("group").parse().ok(),
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
        let field = |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| *v);
        read_listing(field)
    }

    #[test]
    fn a_view_is_restored_from_its_address() {
        // TBL-03
        let listing = parsed(&[
            ("status", "ended"),
            ("role", "Viewer"),
            ("group", "01890000-0000-7000-8000-000000000000"),
            ("search", " ada "),
            ("sort", "name"),
            ("dir", "asc"),
            ("size", "25"),
            ("page", "c"),
        ]);
        assert_eq!(
            href("tides", &listing),
            "/domains/tides/members?status=ended&role=Viewer&group=01890000-0000-7000-8000-000000000000\
             &search=ada&sort=name&dir=asc&size=25&page=c"
        );
        assert_eq!(
            export_href("tides", &listing),
            "/domains/tides/members/export.csv?status=ended&role=Viewer\
             &group=01890000-0000-7000-8000-000000000000&search=ada&sort=name&dir=asc&size=25"
        );
        assert_eq!(href("tides", &parsed(&[])), "/domains/tides/members");
    }

    #[test]
    fn what_an_address_can_not_mean_is_left_at_its_default() {
        let listing = parsed(&[
            ("status", "lost"),
            ("size", "51"),
            ("group", "x"),
            ("sort", ""),
            ("done", "x"),
        ]);
        assert_eq!(listing, MemberListing::default());
    }
}
