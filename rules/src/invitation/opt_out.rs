//! An address that asked not to be invited (T21; SECURITY INV-19). It stays so until the person, or an
//! Owner with a reason, lifts it.

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How somebody asked not to be invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The button of a mail program (RFC 8058).
    OneClick,
    /// The page behind the link in the mail.
    Page,
}

impl Way {
    /// Every way.
    pub const ALL: [Way; 2] = [Way::OneClick, Way::Page];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Way::OneClick => "one_click",
            Way::Page => "page",
        }
    }

    /// From the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Way::ALL.into_iter().find(|way| way.as_str() == word)
    }
}

/// What is known of an address that asked not to be invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppression {
    /// Since when.
    pub since: Timestamp,
    /// How it was asked.
    pub way: Way,
}
