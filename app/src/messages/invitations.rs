//! Consumers > Invitations: the table and what stands around it. The labels in capitals are literal
//! (PRODUCT.md 8.2).

pub mod acting;
pub mod correcting;
pub mod detail;
pub mod inviting;

pub use super::numbers::{grouped, number};
use rules::listing::{Count, InvitationFilter, InvitationPage};

/// The page's heading.
pub const TITLE: &str = "Invitations";
/// What the table lists, read aloud.
pub const CAPTION: &str = "Invitations to the portal";
/// Opens the invite dialog.
pub const INVITE: &str = "INVITE";

/// A column.
pub const EMAIL: &str = "Email";
/// A column.
pub const ROLE: &str = "Role";
/// A column.
pub const INVITED_BY: &str = "Invited by";
/// A column.
pub const INVITED_AT: &str = "Invited at";
/// A column.
pub const VALID_UNTIL: &str = "Valid until";
/// A column.
pub const STATUS: &str = "Status";
/// A column.
pub const DELIVERY: &str = "Delivery";
/// A column.
pub const ACTIONS: &str = "Actions";
/// Valid until, once no clock runs.
pub const NO_CLOCK: &str = "no limit";
/// Under an inviter who may not invite any more (T19).
pub const INVITER_LOST_RIGHT: &str = "may no longer invite";

/// The name of the search form.
pub const SEARCH_NAME: &str = "Search invitations";
/// The text that is searched for.
pub const SEARCH_LABEL: &str = "Email";
/// Shown while the search is empty.
pub const SEARCH_PLACEHOLDER: &str = "Any part of an address";
/// A short search in a long list.
pub const SEARCH_IS_PREFIX: &str =
    "The list is long: this finds addresses that begin with it. Type three letters for any part.";
/// The drop-down.
pub const STATUS_FILTER: &str = "Status";

/// The name of the pills with counts.
pub const QUICK_FILTERS: &str = "Quick filters";
/// Only what the viewer sent.
pub const SENT_BY_ME: &str = "Sent by me";

/// The chip of a search.
pub fn search_chip(text: &str) -> String {
    format!("Email: {text}")
}

/// The chip of a status.
pub fn status_chip(filter: InvitationFilter, count: Option<Count>) -> String {
    match count {
        Some(count) => format!("Status: {} ({})", filter.label(), number(count)),
        None => format!("Status: {}", filter.label()),
    }
}

/// The name of the pager.
pub const PAGER: &str = "Pages of invitations";

/// Nobody was invited yet.
pub const NOTHING_YET: &str = "Nobody is invited yet";
/// What to do then.
pub const NOTHING_YET_HINT: &str =
    "Invite people by their address: each gets a mail with a link of their own and joins with it.";
/// Nothing fits the filters.
pub const NO_MATCH: &str = "No invitation matches";
/// What to do then.
pub const NO_MATCH_HINT: &str = "Search for another part of the address, or take the filters off.";
/// The list could not be read.
pub const FAILED: &str = "The list can't be shown";

/// Said when a list has arrived.
pub fn loaded(page: &InvitationPage) -> String {
    match (page.total.n, page.total.or_more) {
        (1, false) => "1 invitation".to_string(),
        _ => format!("{} invitations", number(page.total)),
    }
}

/// The name of the clock.
pub fn review(email: &str) -> String {
    format!("Review pending invitation {email}")
}

/// The name of the trash can.
pub fn delete(email: &str) -> String {
    format!("Delete {email}")
}

/// The name of the envelope.
pub fn resend(email: &str) -> String {
    format!("Resend invitation {email}")
}

/// What became of a form that was sent without JavaScript.
pub fn done(code: &str) -> Option<&'static str> {
    Some(match code {
        "invitations/accept" => "Accepted. The person is told by mail and can log in.",
        "invitations/deny" => "Denied. The person is told by mail.",
        "invitations/delete" => "Deleted. Its link does not work any more.",
        "invitations/lift_opt_out" => detail::LIFTED,
        "invitations/correct" => correcting::DONE,
        "invitations/resend" => "Sent again with a new link. The old link does not work any more.",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1000), "1,000");
        assert_eq!(grouped(12_345_678), "12,345,678");
        assert_eq!(
            number(Count {
                n: 10_000,
                or_more: true
            }),
            "10,000+"
        );
    }

    #[test]
    fn every_form_without_javascript_has_its_notice() {
        for code in ["accept", "deny", "delete", "resend"] {
            assert!(done(&format!("invitations/{code}")).is_some());
        }
        assert_eq!(done("invitations/unheard"), None);
    }
}
