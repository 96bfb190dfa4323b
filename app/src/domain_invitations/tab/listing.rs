//! Where a view of a domain's invitations stands: its address, read and written (TBL-03).

use crate::domains::address::Tab;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use rules::domain_invitation::{Filter, Listing};
use rules::listing::PageSize;

/// The tab of that domain.
pub(super) fn path_of(domain: &str) -> String {
    Tab::Invitations.href(domain)
}

/// The page of Send Invitation.
pub(super) fn new_path_of(domain: &str) -> String {
    format!("{}/new", path_of(domain))
}

/// The address of a view.
pub(super) fn href(domain: &str, listing: &Listing) -> String {
    let path = path_of(domain);
    match listing.query() {
        query if query.is_empty() => path,
        query => format!("{path}?{query}"),
    }
}

/// The view that the address asks for; changes only when the view does.
pub(super) fn use_listing() -> Memo<Listing> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| read(|name| query.get_str(name))))
}

/// Reads a query string. What it can't mean is left at its default: an old link still opens the list.
fn read<'a>(field: impl Fn(&str) -> Option<&'a str>) -> Listing {
    let word = |name: &str| field(name).unwrap_or_default();
    let plain = Listing::default();
    Listing {
        filter: Filter::ALL
            .into_iter()
            .find(|filter| filter.as_str() == word("filter"))
            .unwrap_or(plain.filter),
        search: word("search").trim().to_string(),
        mine: word("mine") == "true",
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

    #[test]
    fn a_view_of_a_domains_invitations_is_restored_from_its_address() {
        // TBL-03
        let fields = [
            ("filter", "rejected"),
            ("search", " ada "),
            ("mine", "true"),
            ("page", "c"),
        ];
        let field = |name: &str| fields.iter().find(|(n, _)| *n == name).map(|(_, v)| *v);
        assert_eq!(
            href("acme", &read(field)),
            "/domains/acme/invitations?filter=rejected&search=ada&mine=true&page=c"
        );
        assert_eq!(href("acme", &read(|_| None)), "/domains/acme/invitations");
    }
}
