//! Where a domain's invitations stand.

use crate::domains::address::Tab;

/// The tab of that domain.
pub(super) fn path_of(domain: &str) -> String {
    Tab::Invitations.href(domain)
}

/// The page of Send Invitation.
pub(super) fn new_path_of(domain: &str) -> String {
    format!("{}/new", path_of(domain))
}

#[cfg(test)]
mod tests {
    use super::path_of;
    use rules::domain_invitation::Listing;
    use rules::listing::Listing as _;

    #[test]
    fn a_view_of_a_domains_invitations_is_restored_from_its_address() {
        // TBL-03
        let fields = [
            ("filter", "rejected"),
            ("search", " ada "),
            ("mine", "true"),
            ("page", "c"),
        ];
        let of = |name: &str| fields.iter().find(|(known, _)| *known == name);
        let listing = Listing::read(&|name| of(name).map_or("", |(_, value)| value).to_string());
        let path = path_of("acme");
        assert_eq!(
            listing.fields().address(&path),
            "/domains/acme/invitations?filter=rejected&search=ada&mine=true&page=c"
        );
        let plain = Listing::read(&|_| String::new());
        assert_eq!(plain.fields().address(&path), "/domains/acme/invitations");
    }
}
