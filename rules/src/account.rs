//! Account life (PRODUCT.md section 3, K).

use serde::{Deserialize, Serialize};

mod decide;
mod listing;
mod row;
pub use decide::{Command, Decision, Effect, Refusal, Subject, change_role, decide, offered};
pub use listing::{DeveloperListing, DeveloperPage, DeveloperSort};
pub use row::{Developer, DeveloperRow, Story};

/// The status of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Finished registration, not decided.
    Requested,
    /// May use the portal.
    Approved,
    /// Refused.
    Rejected,
    /// Had access, lost it.
    Revoked,
}

impl Status {
    /// Every status.
    pub const ALL: [Status; 4] = [
        Status::Requested,
        Status::Approved,
        Status::Rejected,
        Status::Revoked,
    ];

    /// The tab on which its accounts stand (K).
    pub const fn tab(self) -> &'static str {
        match self {
            Status::Requested => "Requested Access",
            Status::Approved => "Approved",
            Status::Rejected => "Rejected",
            Status::Revoked => "Revoked",
        }
    }

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Status::Requested => "requested",
            Status::Approved => "approved",
            Status::Rejected => "rejected",
            Status::Revoked => "revoked",
        }
    }

    /// From the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Status::ALL
            .into_iter()
            .find(|status| status.as_str() == word)
    }
}

/// Where an account comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The set-up link: the first Owner.
    Setup,
    /// `portico owner create`.
    CommandLine,
    /// An invitation.
    Invitation,
    /// The person asked, uninvited, and confirmed the address.
    Registration,
}

impl Origin {
    /// Every origin.
    pub const ALL: [Origin; 4] = [
        Origin::Setup,
        Origin::CommandLine,
        Origin::Invitation,
        Origin::Registration,
    ];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Origin::Setup => "setup",
            Origin::CommandLine => "command_line",
            Origin::Invitation => "invitation",
            Origin::Registration => "registration",
        }
    }

    /// From the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Origin::ALL
            .into_iter()
            .find(|origin| origin.as_str() == word)
    }
}

#[cfg(test)]
mod tests;
