//! Where the pages of domains stand. Knows no rows.

use rules::ids::MembershipId;
use rules::listing::percent_encode;

/// My domains.
pub const PATH: &str = "/domains";

/// My domains, with the form for a new one.
pub const CREATE: &str = "/domains?create=1";

/// The parts of a domain that have a page of their own, in the order of the tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// Who is in it.
    Members,
    /// Who is asked into it.
    Invitations,
    /// What it is called, and whether it is archived.
    Settings,
}

impl Tab {
    /// Every tab.
    pub const ALL: [Tab; 3] = [Tab::Members, Tab::Invitations, Tab::Settings];

    const fn word(self) -> &'static str {
        match self {
            Tab::Members => "members",
            Tab::Invitations => "invitations",
            Tab::Settings => "settings",
        }
    }

    /// Its page in the domain of that name.
    pub fn href(self, domain: &str) -> String {
        format!("{PATH}/{}/{}", percent_encode(domain), self.word())
    }
}

/// The page of one membership.
pub fn member_href(domain: &str, id: MembershipId) -> String {
    format!("{}/{id}", Tab::Members.href(domain))
}

/// The same address, saying what a form has done.
pub fn done(href: &str, code: &str) -> String {
    format!("{href}?done={}", percent_encode(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_is_a_page_that_the_table_guards() {
        let id = MembershipId(uuid::Uuid::from_u128(7));
        let pages = [
            Tab::Members.href("{name}"),
            Tab::Invitations.href("{name}"),
            Tab::Settings.href("{name}"),
            member_href("{name}", id).replace(&id.to_string(), "{id}"),
        ];
        for page in pages {
            let page = page.replace("%7B", "{").replace("%7D", "}");
            assert!(
                crate::access::PAGES.iter().any(|(path, _)| *path == page),
                "{page}"
            );
        }
    }

    #[test]
    fn a_name_that_is_none_stays_inside_its_address() {
        assert_eq!(Tab::Members.href("a/b?c"), "/domains/a%2Fb%3Fc/members");
        assert_eq!(
            done("/domains", "domains/leave"),
            "/domains?done=domains%2Fleave"
        );
    }
}
