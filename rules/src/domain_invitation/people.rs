//! The people search of Send Invitation (PRODUCT.md section 4): whoever invites into a domain finds approved accounts by
//! their whole address or by their name, and nobody by a piece of an address. Knows no rows.

use crate::email_address::EmailAddress;
use crate::normalise::Normalise;
use crate::throttle::Rate;
use crate::time::Span;
use serde::{Deserialize, Serialize};

/// A name is looked for from so many letters on.
pub const LEAST_LETTERS: usize = 3;
/// So many people are shown at most.
pub const MOST_HITS: usize = 10;
/// So often one person may search: a name is found, and the portal is not copied.
pub const SEARCHES: Rate = Rate {
    most: 100,
    within: Span::minutes(10),
};

/// Who is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Whoever has exactly this address.
    Address(EmailAddress),
    /// Whoever has this in their name; in lower case.
    Name(String),
}

impl Wanted {
    /// What the audit trail says of it: never the address, never the name.
    pub const fn by(&self) -> &'static str {
        match self {
            Wanted::Address(_) => "address",
            Wanted::Name(_) => "name",
        }
    }
}

/// Why nobody is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unclear {
    /// A name of fewer than [`LEAST_LETTERS`].
    TooShort,
    /// A piece of an address.
    HalfAnAddress,
}

impl Unclear {
    /// What to do about it.
    pub const fn reason(self) -> &'static str {
        match self {
            Unclear::TooShort => "Type at least three letters of the name.",
            Unclear::HalfAnAddress => "Type the whole address.",
        }
    }
}

/// Reads what was typed: with an at sign it is an address, which has to be whole.
pub fn wanted(text: &str, normalise: &impl Normalise) -> Result<Wanted, Unclear> {
    let text = text.trim();
    if text.contains('@') {
        return EmailAddress::parse(text, normalise)
            .map(Wanted::Address)
            .map_err(|_| Unclear::HalfAnAddress);
    }
    let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
    if letters < LEAST_LETTERS {
        return Err(Unclear::TooShort);
    }
    Ok(Wanted::Name(normalise.nfc(text).to_lowercase()))
}

/// How somebody who was found stands to the domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonStanding {
    /// Can be invited.
    Free,
    /// Is in it.
    Member,
    /// Has an open invitation into it.
    Invited,
}

/// Somebody who was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The full name.
    pub name: String,
    /// The address as typed.
    pub email: String,
    /// How they stand to the domain.
    pub standing: PersonStanding,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// At most [`MOST_HITS`]: those whose name begins like this first, then by name.
    pub hits: Vec<Person>,
    /// Are there more than are shown?
    pub has_more: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::AsciiOnly;
    use crate::throttle::FORGOTTEN_AFTER;

    fn name(text: &str) -> Result<Wanted, Unclear> {
        Ok(Wanted::Name(text.to_string()))
    }

    #[test]
    fn a_name_is_looked_for_from_three_letters_on() {
        // PRODUCT.md section 4
        assert_eq!(wanted(" Ada ", &AsciiOnly), name("ada"));
        assert_eq!(wanted("O'Neil", &AsciiOnly), name("o'neil"));
        for short in ["", "  ", "ad", " a d ", "a%_", "...", "a.b"] {
            assert_eq!(wanted(short, &AsciiOnly), Err(Unclear::TooShort), "{short}");
        }
    }

    #[test]
    fn an_address_is_looked_for_as_a_whole_or_not_at_all() {
        let found = wanted("Ada@Example.ORG", &AsciiOnly).unwrap();
        assert_eq!(found.by(), "address");
        let Wanted::Address(email) = found else {
            panic!("{found:?}");
        };
        assert_eq!(email.canonical(), "ada@example.org");
        for piece in ["@example.org", "ada@", "@", "ada byron@", "a@b@c"] {
            assert_eq!(
                wanted(piece, &AsciiOnly),
                Err(Unclear::HalfAnAddress),
                "{piece}"
            );
        }
    }

    #[test]
    fn the_rate_does_not_outlive_its_bucket() {
        assert!(SEARCHES.within <= FORGOTTEN_AFTER);
    }
}
