//! Where the table and what it leads to stand. Knows no rows.

use rules::account::{DeveloperListing, Status};
use rules::ids::{AccountId, InvitationId};
use rules::listing::Listing as _;

/// The table.
pub(super) const PATH: &str = "/consumers/developers";

/// The address of a view.
pub(super) fn href(listing: &DeveloperListing) -> String {
    listing.fields().address(PATH)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(pairs: &[(&str, &str)]) -> DeveloperListing {
        let of = |name: &str| pairs.iter().find(|(known, _)| *known == name);
        DeveloperListing::read(&|name| of(name).map_or("", |(_, value)| value).to_string())
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
