//! Where a view of My invitations stands: its address, read and written (TBL-03).

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use rules::domain_invitation::{MyFilter, MyListing};
use rules::listing::PageSize;

/// The page.
pub(in crate::domain_invitations) const PATH: &str = "/invitations";

/// The address of a view.
pub(super) fn href(listing: &MyListing) -> String {
    match listing.query() {
        query if query.is_empty() => PATH.to_string(),
        query => format!("{PATH}?{query}"),
    }
}

/// The view that the address asks for; changes only when the view does.
pub(super) fn use_listing() -> Memo<MyListing> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| read(|name| query.get_str(name))))
}

/// Reads a query string. What it can't mean is left at its default: an old link still opens the list.
fn read<'a>(field: impl Fn(&str) -> Option<&'a str>) -> MyListing {
    let word = |name: &str| field(name).unwrap_or_default();
    let plain = MyListing::default();
    MyListing {
        filter: MyFilter::ALL
            .into_iter()
            .find(|filter| filter.as_str() == word("filter"))
            .unwrap_or(plain.filter),
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
    fn a_view_of_my_invitations_is_restored_from_its_address() {
        // TBL-03
        let fields = [("filter", "expired"), ("size", "25"), ("page", "c")];
        let field = |name: &str| fields.iter().find(|(n, _)| *n == name).map(|(_, v)| *v);
        assert_eq!(
            href(&read(field)),
            "/invitations?filter=expired&size=25&page=c"
        );
        let lost = |name: &str| (name == "filter").then_some("lost");
        assert_eq!(href(&read(lost)), PATH);
    }
}
