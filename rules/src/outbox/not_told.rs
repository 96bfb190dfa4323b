//! Whom a switched-off or failed mail left uninformed (PRODUCT.md sections 6 and 10), as it travels from the server.

use super::Kind;
use crate::ids::{AccountId, InvitationId, MailId};
use crate::listing::{Count, percent_encode};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Rows a page.
pub const NOT_TOLD_A_PAGE: u16 = 50;

/// Why somebody was not told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Untold {
    /// The mail was switched off at that moment.
    SwitchedOff {
        /// Whom: the mail can be written to them later.
        account: AccountId,
        /// Is the mail switched on by now? Then they can be told.
        may_be_told: bool,
    },
    /// The mail failed for good.
    Failed {
        /// Which: it can be retried.
        mail: MailId,
        /// The account that it is about.
        account: Option<AccountId>,
        /// The invitation that it is about.
        invitation: Option<InvitationId>,
        /// The mail server's last words.
        words: String,
    },
}

/// Somebody who was not told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotTold {
    /// What they were not told: by which mail.
    pub kind: Kind,
    /// Their address, as typed.
    pub recipient: String,
    /// Their name, while they have an account.
    pub full_name: Option<String>,
    /// Since when.
    pub at: Timestamp,
    /// Why.
    pub untold: Untold,
}

/// One page of the list, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotToldPage {
    /// Its rows.
    pub rows: Vec<NotTold>,
    /// The ordinal of the first row, from 1; 0 when there are no rows.
    pub first: u64,
    /// How many there are.
    pub total: Count,
    /// The cursor of the page after; `None` on the last.
    pub next: Option<String>,
    /// The cursor of the page before; `None` on the first.
    pub previous: Option<String>,
}

/// The query string of a page; empty for page one.
pub fn not_told_query(page: &str) -> String {
    if page.is_empty() {
        String::new()
    } else {
        format!("page={}", percent_encode(page))
    }
}

impl Kind {
    /// The mails whose news this one's replaces: whoever is told that they were let in need not hear any more that
    /// they had been refused. Empty for mails that may fail but are never switched off towards a person.
    pub const fn news_replaced(self) -> &'static [Kind] {
        match self {
            Kind::Approved | Kind::Refused | Kind::Revoked => {
                &[Kind::Approved, Kind::Refused, Kind::Revoked]
            }
            Kind::ResetDone => &[Kind::ResetDone],
            Kind::Invitation
            | Kind::AccessRequest
            | Kind::Reminder
            | Kind::AskedAnew
            | Kind::ConfirmAddress
            | Kind::AlreadyRegistered
            | Kind::PasswordReset
            | Kind::DomainInvitation
            | Kind::InvitationAnswer
            | Kind::MembershipEnds
            | Kind::Test => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_replaces_itself_or_nothing() {
        for kind in Kind::ALL {
            let replaced = kind.news_replaced();
            assert!(replaced.is_empty() || replaced.contains(&kind), "{kind:?}");
            for other in replaced {
                assert_eq!(other.news_replaced(), replaced, "{kind:?} and {other:?}");
            }
        }
    }
}
