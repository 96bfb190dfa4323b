//! A submission of the invite dialog (PRODUCT.md 8.3): what became of every address. Travels from the
//! server to the page, and is stored line by line.

use crate::account;
use crate::email_address::AddressFault;
use crate::ids::{InvitationId, SubmissionId};
use crate::invitation::Status;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Whose budget is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Budget {
    /// The inviter's, for the day.
    Inviter,
    /// The address's, for the day.
    Recipient,
    /// A domain's, for the day.
    Domain,
}

/// What became of one address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Outcome {
    /// A new invitation.
    Invited {
        /// Its id.
        id: InvitationId,
    },
    /// It was rejected before: its last invitation was sent again (T18).
    Resent {
        /// The new row.
        id: InvitationId,
    },
    /// There is an open invitation already.
    AlreadyOpen {
        /// Which.
        id: InvitationId,
        /// Its status as of then.
        status: Status,
    },
    /// There is an account that can't be invited.
    HasAccount {
        /// Its status.
        status: account::Status,
    },
    /// In the portal already, or invited to it, and now invited into domains.
    IntoDomains {
        /// Into how many.
        domains: u32,
    },
    /// The address asked not to be invited (T21).
    Suppressed {
        /// Since when.
        since: Timestamp,
    },
    /// The text can't be read as an address.
    Malformed {
        /// Why.
        fault: AddressFault,
    },
    /// Stood in the list before.
    Duplicate,
    /// The day's budget is used up.
    OverBudget {
        /// Whose.
        budget: Budget,
        /// When there is a new one.
        until: Timestamp,
    },
}

/// How outcomes are grouped for people: invited, skipped, failed (PRODUCT.md 8.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// A mail leaves.
    Invited,
    /// Nothing to do.
    Skipped,
    /// Can be mended and sent again.
    Failed,
}

impl Outcome {
    /// The group it belongs to.
    pub const fn group(&self) -> Group {
        match self {
            Outcome::Invited { .. } | Outcome::Resent { .. } | Outcome::IntoDomains { .. } => {
                Group::Invited
            }
            Outcome::AlreadyOpen { .. }
            | Outcome::HasAccount { .. }
            | Outcome::Suppressed { .. }
            | Outcome::Duplicate => Group::Skipped,
            Outcome::Malformed { .. } | Outcome::OverBudget { .. } => Group::Failed,
        }
    }
}

/// One address and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// As written.
    pub text: String,
    /// `None` while it waits for its turn.
    pub outcome: Option<Outcome>,
}

/// The answer to a submission, as far as it got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The idempotency key.
    pub id: SubmissionId,
    /// Every address, in the order of the list.
    pub lines: Vec<Line>,
    /// How many have had their turn.
    pub done: u32,
    /// Is there no mail server, so that no mail leaves this machine (UX-INV-09)?
    pub is_local_mailbox: bool,
}

impl Report {
    /// Has every address had its turn?
    pub fn is_finished(&self) -> bool {
        self.lines.len() as u64 == u64::from(self.done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_finished_when_every_address_had_its_turn() {
        let line = |outcome| Line {
            text: "a".into(),
            outcome,
        };
        let mut report = Report {
            id: SubmissionId(uuid::Uuid::from_u128(1)),
            lines: vec![line(Some(Outcome::Duplicate)), line(None)],
            done: 1,
            is_local_mailbox: false,
        };
        assert!(!report.is_finished());
        report.done = 2;
        assert!(report.is_finished());
    }

    #[test]
    fn what_can_be_mended_counts_as_failed() {
        let until = Timestamp::EPOCH;
        let over = Outcome::OverBudget {
            budget: Budget::Inviter,
            until,
        };
        assert_eq!(over.group(), Group::Failed);
        assert_eq!(Outcome::Duplicate.group(), Group::Skipped);
    }
}
