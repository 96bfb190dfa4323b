//! Where a view of the trail stands: its address, read and written (TBL-03). Knows no rows.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use rules::audit::{AuditFamily, AuditListing};

/// The page.
pub(super) const PATH: &str = "/audit";
/// The same as a file.
pub const EXPORT: &str = "/audit/export.csv";

/// The address of a view.
pub(super) fn href(listing: &AuditListing) -> String {
    with_query(PATH, listing)
}

/// The address of a view as a file: all its pages.
pub(super) fn export_href(listing: &AuditListing) -> String {
    with_query(EXPORT, &listing.unpaged())
}

fn with_query(path: &str, listing: &AuditListing) -> String {
    match listing.query() {
        query if query.is_empty() => path.to_string(),
        query => format!("{path}?{query}"),
    }
}

/// The view that the address asks for; changes only when the view does.
pub(super) fn use_listing() -> Memo<AuditListing> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| read_listing(|name| query.get_str(name))))
}

/// Reads a query string by its fields. A family that it can't mean is all of them; the rest is the server's
/// to refuse.
pub fn read_listing<'a>(field: impl Fn(&str) -> Option<&'a str>) -> AuditListing {
    let text = |name: &str| field(name).unwrap_or_default().trim().to_string();
    AuditListing {
        about: AuditFamily::parse(&text("about")).unwrap_or_default(),
        by: text("by"),
        object: text("object"),
        from: text("from"),
        to: text("to"),
        verified: text("verified"),
        page: text("page"),
    }
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
        let field = |name: &str| fields.iter().find(|(n, _)| *n == name).map(|(_, v)| *v);
        let listing = read_listing(field);
        let query = "about=denial&by=visitor&object=%2Flogin&from=2026-11-01&to=2026-11-21";
        assert_eq!(href(&listing), format!("/audit?{query}&page=c"));
        assert_eq!(export_href(&listing), format!("/audit/export.csv?{query}"));
        assert_eq!(href(&read_listing(|_| None)), PATH);
    }
}
