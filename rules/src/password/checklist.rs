//! The rules as a list that a page prints and a few lines of script tick off while somebody types.
//!
//! Must not know the page: every item brings its sentence, its kind, its numbers and the pattern to count with.

use super::PasswordRules;

#[cfg(test)]
mod tests;

/// One line of the checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChecklistItem {
    /// Unique in its list, fit for an HTML id.
    pub id: &'static str,
    /// What is counted.
    pub kind: ChecklistKind,
    /// With which other items it belongs.
    pub group: ChecklistGroup,
    /// How many there must be.
    pub least: u16,
    /// How many there may be.
    pub most: Option<u16>,
    /// The line as people read it, such as "10 to 16 characters".
    pub text: String,
}

/// What an item counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChecklistKind {
    /// Code points.
    Length,
    /// Lower-case letters.
    Lower,
    /// Upper-case letters.
    Upper,
    /// Digits.
    Digit,
    /// Special characters.
    Special,
    /// Whether both entries are equal and not empty.
    Confirmation,
}

/// Items that hold together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChecklistGroup {
    /// Always needed.
    All,
    /// Needed unless everything in [`Passphrase`](Self::Passphrase) holds.
    Composed,
    /// Needed unless everything in [`Composed`](Self::Composed) holds.
    Passphrase,
}

impl ChecklistKind {
    /// The word for the page's attributes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Lower => "lower",
            Self::Upper => "upper",
            Self::Digit => "digit",
            Self::Special => "special",
            Self::Confirmation => "confirmation",
        }
    }

    /// A JavaScript regular expression (flags `gsu`) whose matches in the NFC form of the password are counted;
    /// none where the password is compared with its confirmation.
    #[must_use]
    pub const fn pattern(self) -> Option<&'static str> {
        match self {
            Self::Length => Some("."),
            Self::Lower => Some(r"\p{Ll}"),
            Self::Upper => Some(r"\p{Lu}"),
            Self::Digit => Some(r"\p{Nd}"),
            Self::Special => Some(r"[\p{M}\p{Nl}\p{No}\p{P}\p{S}]"),
            Self::Confirmation => None,
        }
    }
}

impl ChecklistGroup {
    /// The word for the page's attributes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Composed => "composed",
            Self::Passphrase => "passphrase",
        }
    }
}

impl PasswordRules {
    /// The rules as a checklist. With `either_passphrase_min` there are two alternatives, [`ChecklistGroup::Composed`] and
    /// [`ChecklistGroup::Passphrase`]; one whole group is enough. Everything in [`ChecklistGroup::All`] is always needed.
    #[must_use]
    pub fn checklist(&self) -> Vec<ChecklistItem> {
        let group = match self.either_passphrase_min {
            Some(_) => ChecklistGroup::Composed,
            None => ChecklistGroup::All,
        };
        let mut items = vec![ChecklistItem {
            id: "password-length",
            kind: ChecklistKind::Length,
            group,
            least: self.min_len,
            most: Some(self.max_len),
            text: format!("{} to {} characters", self.min_len, self.max_len),
        }];
        let classes = [
            (
                "password-lower",
                ChecklistKind::Lower,
                self.min_lower,
                "a lower-case letter",
                "lower-case letters",
            ),
            (
                "password-upper",
                ChecklistKind::Upper,
                self.min_upper,
                "an upper-case letter",
                "upper-case letters",
            ),
            (
                "password-digit",
                ChecklistKind::Digit,
                self.min_digit,
                "a number",
                "numbers",
            ),
            (
                "password-special",
                ChecklistKind::Special,
                self.min_special,
                "a special character",
                "special characters",
            ),
        ];
        for (id, kind, least, one, more) in classes {
            if least > 0 {
                items.push(ChecklistItem {
                    id,
                    kind,
                    group,
                    least,
                    most: None,
                    text: if least == 1 {
                        one.to_owned()
                    } else {
                        format!("{least} {more}")
                    },
                });
            }
        }
        if let Some(least) = self.either_passphrase_min {
            let most = self.either_passphrase_max;
            items.push(ChecklistItem {
                id: "password-passphrase",
                kind: ChecklistKind::Length,
                group: ChecklistGroup::Passphrase,
                least,
                most: Some(most),
                text: format!("{least} to {most} characters of any kind"),
            });
        }
        items.push(ChecklistItem {
            id: "password-confirmation",
            kind: ChecklistKind::Confirmation,
            group: ChecklistGroup::All,
            least: 1,
            most: None,
            text: "both entries equal".to_owned(),
        });
        items
    }
}
