//! Where a view of the trail stands: its address, read and written (TBL-03). Knows no rows.

use rules::audit::AuditListing;
use rules::listing::Listing as _;

/// The page.
pub(super) const PATH: &str = "/audit";
/// The same as a file.
pub const EXPORT: &str = "/audit/export.csv";

/// The address of a view.
pub(super) fn href(listing: &AuditListing) -> String {
    listing.fields().address(PATH)
}

/// The address of a view as a file: all its pages.
pub(super) fn export_href(listing: &AuditListing) -> String {
    listing.unpaged().fields().address(EXPORT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_restored_from_its_address() {
        // TBL-03
        let fields = [
            ("about", "denial"),
            ("by", "visitor"),
            ("object", " /login "),
            ("from", "2026-11-01"),
            ("to", "2026-11-21"),
            ("page", "c"),
        ];
        let of = |name: &str| fields.iter().find(|(known, _)| *known == name);
        let read = |name: &str| of(name).map_or("", |(_, value)| value).to_string();
        let listing = AuditListing::read(&read);
        let query = "about=denial&by=visitor&object=%2Flogin&from=2026-11-01&to=2026-11-21";
        assert_eq!(href(&listing), format!("/audit?{query}&page=c"));
        assert_eq!(export_href(&listing), format!("/audit/export.csv?{query}"));
        assert_eq!(href(&AuditListing::read(&|_| String::new())), PATH);
    }
}
