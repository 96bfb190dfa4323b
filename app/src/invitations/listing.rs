//! Where a view of the table stands: its address, read and written (TBL-03). Knows no rows.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use rules::ids::{InvitationId, SubmissionId};
use rules::listing::{Direction, InvitationFilter, InvitationListing, InvitationSort, PageSize};

/// The table.
pub(super) const PATH: &str = "/consumers/invitations";
/// The page to invite people.
pub(super) const INVITE_PATH: &str = "/consumers/invitations/new";

/// The address of a view.
pub(super) fn href(listing: &InvitationListing) -> String {
    match listing.query() {
        query if query.is_empty() => PATH.to_string(),
        query => format!("{PATH}?{query}"),
    }
}

/// The address of one invitation.
pub(super) fn detail_href(id: InvitationId) -> String {
    format!("{PATH}/{id}")
}

/// The address of what became of a submission.
pub(super) fn submission_href(id: SubmissionId) -> String {
    format!("{INVITE_PATH}?submission={id}")
}

/// The view that the address asks for; changes only when the view does.
pub(super) fn use_listing() -> Memo<InvitationListing> {
    let query = use_query_map();
    Memo::new(move |_| query.with(read))
}

/// Reads a query string. What it can't mean is left at its default: an old link still opens the list.
fn read(query: &ParamsMap) -> InvitationListing {
    let word = |name: &str| query.get_str(name).unwrap_or_default();
    let plain = InvitationListing::default();
    let sorts = [
        InvitationSort::Email,
        InvitationSort::InvitedAt,
        InvitationSort::ValidUntil,
    ];
    let directions = [Direction::Ascending, Direction::Descending];
    InvitationListing {
        search: word("search").trim().to_string(),
        status: InvitationFilter::parse(word("status")).unwrap_or(plain.status),
        group: word("group").parse().ok(),
        mine: word("mine") == "true",
        sort: sorts
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

    fn parsed(pairs: &[(&str, &str)]) -> InvitationListing {
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
            ("search", "ada"),
            ("status", "waiting"),
            ("group", "01890000-0000-7000-8000-000000000000"),
            ("mine", "true"),
            ("sort", "email"),
            ("dir", "asc"),
            ("size", "25"),
            ("page", "c"),
        ]);
        assert_eq!(
            href(&listing),
            "/consumers/invitations?search=ada&status=waiting&group=01890000-0000-7000-8000-000000000000\
             &mine=true&sort=email&dir=asc&size=25&page=c"
        );
    }

    #[test]
    fn what_an_address_can_not_mean_is_left_at_its_default() {
        let listing = parsed(&[
            ("status", "lost"),
            ("group", "lost"),
            ("size", "51"),
            ("sort", ""),
            ("done", "x"),
        ]);
        assert_eq!(listing, InvitationListing::default());
        assert_eq!(href(&listing), PATH);
    }
}
