//! How short and how long a password may be, and how many of each class it holds: the numbers of the profiles that an administrator may choose, and their
//! bounds. Must not know what else a profile asks.

use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// The longest must be so much above the shortest: a length that everybody knows makes guessing easier.
pub const LEAST_ROOM: u16 = 4;

/// How many characters of each class `classic` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classes {
    /// Lower-case letters.
    pub lower: u16,
    /// Upper-case letters.
    pub upper: u16,
    /// Digits.
    pub digit: u16,
    /// Special characters.
    pub special: u16,
}

impl Classes {
    /// One of each (PRODUCT.md section 3, S).
    pub const DEFAULT: Classes = Classes {
        lower: 1,
        upper: 1,
        digit: 1,
        special: 1,
    };

    /// What each may be: so few that all of them fit into the shortest `classic_max`.
    pub const EACH: RangeInclusive<u16> = 0..=3;
}

/// Shortest and longest password of the profiles, in code points after NFC, and the classes of `classic`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lengths {
    /// Shortest of `classic`.
    pub classic_min: u16,
    /// Longest of `classic`.
    pub classic_max: u16,
    /// Shortest of `modern`.
    pub modern_min: u16,
    /// Longest of `modern`.
    pub modern_max: u16,
    /// How many of each class `classic` asks for.
    pub classes: Classes,
}

/// A longest length that leaves too little room above the shortest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LengthFault {
    /// That of `classic`.
    Classic,
    /// That of `modern`.
    Modern,
}

impl Lengths {
    /// What holds unless somebody sets something else (SECURITY.md, "Password profiles").
    pub const DEFAULT: Lengths = Lengths {
        classic_min: 10,
        classic_max: 16,
        modern_min: 15,
        modern_max: 128,
        classes: Classes::DEFAULT,
    };

    /// What `classic_min` may be: never under 8 (ASVS 6.2.1).
    pub const CLASSIC_MIN: RangeInclusive<u16> = 8..=64;
    /// What `classic_max` may be.
    pub const CLASSIC_MAX: RangeInclusive<u16> = 12..=128;
    /// What `modern_min` may be: without classes, length is all there is. NIST asks for 15.
    pub const MODERN_MIN: RangeInclusive<u16> = 12..=64;
    /// What `modern_max` may be: room for 64 at least (NIST SP 800-63B-4 3.1.1.2), and at most what fits into the 1,024
    /// bytes that a login looks at (PWD-2), four bytes each.
    pub const MODERN_MAX: RangeInclusive<u16> = 64..=256;

    /// Do the numbers go together?
    ///
    /// # Errors
    /// Every profile whose longest leaves too little room above its shortest.
    pub fn validate(&self) -> Result<(), Vec<LengthFault>> {
        let faults: Vec<LengthFault> = [
            (self.classic_min, self.classic_max, LengthFault::Classic),
            (self.modern_min, self.modern_max, LengthFault::Modern),
        ]
        .into_iter()
        .filter(|(least, most, _)| *most < least.saturating_add(LEAST_ROOM))
        .map(|(.., fault)| fault)
        .collect();
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }
}

impl Default for Lengths {
    fn default() -> Self {
        Lengths::DEFAULT
    }
}
