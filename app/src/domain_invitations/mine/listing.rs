//! Where My invitations stands.

/// The page.
pub(in crate::domain_invitations) const PATH: &str = "/invitations";

#[cfg(test)]
mod tests {
    use super::PATH;
    use rules::domain_invitation::MyListing;
    use rules::listing::Listing as _;

    #[test]
    fn a_view_of_my_invitations_is_restored_from_its_address() {
        // TBL-03
        let fields = [("filter", "expired"), ("size", "25"), ("page", "c")];
        let of = |name: &str| fields.iter().find(|(known, _)| *known == name);
        let listing = MyListing::read(&|name| of(name).map_or("", |(_, value)| value).to_string());
        assert_eq!(
            listing.fields().address(PATH),
            "/invitations?filter=expired&size=25&page=c"
        );
        let lost = |name: &str| if name == "filter" { "lost" } else { "" }.to_string();
        assert_eq!(MyListing::read(&lost).fields().address(PATH), PATH);
    }
}
