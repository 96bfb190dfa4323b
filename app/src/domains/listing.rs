//! Where a view of the members stands as a file. Knows no rows.

use super::address::Tab;
use rules::listing::Listing as _;
use rules::membership::MemberListing;

/// A view as a file, as the server's router has it.
pub const EXPORT: &str = "/domains/{name}/members/export.csv";

/// The address of a view as a file: all its pages.
pub(super) fn export_href(domain: &str, listing: &MemberListing) -> String {
    let path = format!("{}/export.csv", Tab::Members.href(domain));
    listing.on_page("").fields().address(&path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(pairs: &[(&str, &str)]) -> MemberListing {
        let of = |name: &str| pairs.iter().find(|(known, _)| *known == name);
        MemberListing::read(&|name| of(name).map_or("", |(_, value)| value).to_string())
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
        let href = |listing: &MemberListing| listing.fields().address(&Tab::Members.href("tides"));
        assert_eq!(
            href(&listing),
            "/domains/tides/members?status=ended&role=Viewer&group=01890000-0000-7000-8000-000000000000\
             &search=ada&sort=name&dir=asc&size=25&page=c"
        );
        assert_eq!(
            export_href("tides", &listing),
            "/domains/tides/members/export.csv?status=ended&role=Viewer\
             &group=01890000-0000-7000-8000-000000000000&search=ada&sort=name&dir=asc&size=25"
        );
        assert_eq!(href(&parsed(&[])), "/domains/tides/members");
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
