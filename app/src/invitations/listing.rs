//! Where the table and what it leads to stand. Knows no rows.

use rules::ids::{InvitationId, SubmissionId};

/// The table.
pub(super) const PATH: &str = "/consumers/invitations";
/// The page to invite people.
pub(super) const INVITE_PATH: &str = "/consumers/invitations/new";

/// The address of one invitation.
pub(super) fn detail_href(id: InvitationId) -> String {
    format!("{PATH}/{id}")
}

/// The address of what became of a submission.
pub(super) fn submission_href(id: SubmissionId) -> String {
    format!("{INVITE_PATH}?submission={id}")
}

#[cfg(test)]
mod tests {
    use super::PATH;
    use rules::listing::{InvitationListing, Listing as _};

    fn parsed(pairs: &[(&str, &str)]) -> InvitationListing {
        let of = |name: &str| pairs.iter().find(|(known, _)| *known == name);
        InvitationListing::read(&|name| of(name).map_or("", |(_, value)| value).to_string())
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
            listing.fields().address(PATH),
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
        assert_eq!(listing.fields().address(PATH), PATH);
    }
}
