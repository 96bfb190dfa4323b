//! What can be wrong with a new password and with the rules for it, each with the sentence that names its fix.
//!
//! Must not know how either is checked.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// What is wrong with a set of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RulesFault {
    /// `min_len` under [`LEAST_MIN_LEN`](super::LEAST_MIN_LEN).
    MinLenTooSmall,
    /// `max_len` over [`MOST_MAX_LEN`](super::MOST_MAX_LEN).
    MaxLenTooLarge,
    /// `max_len` under `min_len`.
    MaxBelowMin,
    /// The classes ask for more characters than `max_len` allows.
    ClassesBeyondMaxLen,
    /// `either_passphrase_min` under `min_len`, or over the longest passphrase.
    PassphraseOutOfRange,
}

impl RulesFault {
    /// The fault in a sentence that names field and fix.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::MinLenTooSmall => "min_len is under 8; set it to 8 or more.",
            Self::MaxLenTooLarge => "max_len is over 1024; set it to 1024 or less.",
            Self::MaxBelowMin => "max_len is under min_len; set it to min_len or more.",
            Self::ClassesBeyondMaxLen => {
                "min_lower, min_upper, min_digit and min_special add up to more than max_len; lower them or raise max_len."
            }
            Self::PassphraseOutOfRange => {
                "either_passphrase_min is under min_len or over the longest passphrase; set it between the two."
            }
        }
    }
}

/// Why a new password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordFault {
    /// Fewer code points than needed.
    TooShort {
        /// How many there must be.
        least: u16,
    },
    /// More code points than allowed; nothing is ever cut.
    TooLong {
        /// How many there may be.
        most: u16,
    },
    /// Too few lower-case letters.
    TooFewLower {
        /// How many there must be.
        least: u16,
    },
    /// Too few upper-case letters.
    TooFewUpper {
        /// How many there must be.
        least: u16,
    },
    /// Too few digits.
    TooFewDigits {
        /// How many there must be.
        least: u16,
    },
    /// Too few special characters.
    TooFewSpecial {
        /// How many there must be.
        least: u16,
    },
    /// A control character or an unassigned code point.
    ForbiddenCharacter,
    /// The person's name, a word of it, the own address, or the portal's name.
    ContextWord,
    /// Stands on the blocklist.
    Blocked,
    /// The second entry differs from the first.
    ConfirmationDiffers,
}

impl PasswordFault {
    /// The fault in a sentence that names the fix.
    #[must_use]
    pub fn reason(&self) -> Cow<'static, str> {
        let few = |least: &u16, one: &str, more: &str| match least {
            1 => Cow::Owned(format!("The password needs {one}; add one.")),
            least => Cow::Owned(format!("The password needs {least} {more}; add some.")),
        };
        match self {
            Self::TooShort { least } => Cow::Owned(format!(
                "The password is too short; use at least {least} characters."
            )),
            Self::TooLong { most } => Cow::Owned(format!(
                "The password is too long; use at most {most} characters."
            )),
            Self::TooFewLower { least } => few(least, "a lower-case letter", "lower-case letters"),
            Self::TooFewUpper { least } => few(least, "an upper-case letter", "upper-case letters"),
            Self::TooFewDigits { least } => few(least, "a number", "numbers"),
            Self::TooFewSpecial { least } => {
                few(least, "a special character", "special characters")
            }
            Self::ForbiddenCharacter => Cow::Borrowed(
                "The password holds a character that can't be typed everywhere; leave it out.",
            ),
            Self::ContextWord => Cow::Borrowed(
                "The password is your own name or address, or the name of this portal; choose something else.",
            ),
            Self::Blocked => Cow::Borrowed(
                "The password is among those that are tried first; choose something less common.",
            ),
            Self::ConfirmationDiffers => {
                Cow::Borrowed("The two entries differ; type the same password twice.")
            }
        }
    }
}
