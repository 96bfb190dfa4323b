//! What a new password must look like: the profiles at the end of SECURITY.md, and the checklist that tells people.
//!
//! One set of rules answers the check and prints the checklist, so that text and check can't differ (PWD-1).
//! Applied when a password is set, never at login (PWD-2). Must not know hashing, nor the blocklist: whether a
//! password stands on it is a question to the caller.

use serde::{Deserialize, Serialize};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use crate::email_address::EmailAddress;

mod checklist;
mod fault;
mod lengths;
#[cfg(test)]
mod tests;

pub use checklist::{ChecklistGroup, ChecklistItem, ChecklistKind};
pub use fault::{PasswordFault, RulesFault};
pub use lengths::{Classes, LEAST_ROOM, LengthFault, Lengths};

/// No rules may go below this (ASVS 6.2.1), in code points.
pub const LEAST_MIN_LEN: u16 = 8;
/// No rules may go above this, in code points: hashing has its price.
pub const MOST_MAX_LEN: u16 = 1024;

/// The named sets of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// 10 to 16 characters of four classes (PRODUCT.md section 3, S).
    #[default]
    Classic,
    /// 15 to 128 characters of any kind (NIST SP 800-63B-4).
    Modern,
    /// One of the two.
    Either,
}

impl Profile {
    /// Every profile, for choices and tests.
    pub const ALL: [Self; 3] = [Self::Classic, Self::Modern, Self::Either];

    /// The word in the settings.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Classic => "classic",
            Self::Modern => "modern",
            Self::Either => "either",
        }
    }

    /// The profile of a word in the settings.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|profile| profile.as_str() == word)
    }
}

/// The rules for a new password. Lengths are code points after NFC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordRules {
    /// Least length of a password made of the classes below.
    pub min_len: u16,
    /// Most length of a password made of the classes below.
    pub max_len: u16,
    /// How many lower-case letters (Ll).
    pub min_lower: u16,
    /// How many upper-case letters (Lu).
    pub min_upper: u16,
    /// How many digits (Nd).
    pub min_digit: u16,
    /// How many special characters: printable, no letter, digit, space or control.
    pub min_special: u16,
    /// Whether guessable passwords are refused.
    pub blocklist: bool,
    /// Whether the person's own name and address and the portal's name are refused.
    pub context_words: bool,
    /// From this length on, up to `either_passphrase_max`, the classes don't matter.
    pub either_passphrase_min: Option<u16>,
    /// Most length of such a passphrase.
    pub either_passphrase_max: u16,
}

impl PasswordRules {
    /// The rules of a profile with the numbers that hold unless somebody sets others (SECURITY.md, "Password profiles").
    #[must_use]
    pub const fn of(profile: Profile) -> Self {
        Self::with(profile, Lengths::DEFAULT)
    }

    /// The rules of a profile with these numbers. Under [`Profile::Either`] a passphrase is never asked to be shorter
    /// than what is made of classes: it would be the easier way to a weaker password.
    #[must_use]
    pub const fn with(profile: Profile, lengths: Lengths) -> Self {
        let classic = PasswordRules {
            min_len: lengths.classic_min,
            max_len: lengths.classic_max,
            min_lower: lengths.classes.lower,
            min_upper: lengths.classes.upper,
            min_digit: lengths.classes.digit,
            min_special: lengths.classes.special,
            blocklist: true,
            context_words: true,
            either_passphrase_min: None,
            either_passphrase_max: lengths.modern_max,
        };
        match profile {
            Profile::Classic => classic,
            Profile::Modern => Self {
                min_len: lengths.modern_min,
                max_len: lengths.modern_max,
                min_lower: 0,
                min_upper: 0,
                min_digit: 0,
                min_special: 0,
                ..classic
            },
            Profile::Either => Self {
                either_passphrase_min: Some(if lengths.modern_min < lengths.classic_min {
                    lengths.classic_min
                } else {
                    lengths.modern_min
                }),
                ..classic
            },
        }
    }

    /// Whether the rules make sense.
    ///
    /// # Errors
    /// Everything that is wrong with them, at once.
    pub fn validate(&self) -> Result<(), Vec<RulesFault>> {
        let classes: u32 = [
            self.min_lower,
            self.min_upper,
            self.min_digit,
            self.min_special,
        ]
        .into_iter()
        .map(u32::from)
        .sum();
        let faults: Vec<_> = [
            (self.min_len < LEAST_MIN_LEN, RulesFault::MinLenTooSmall),
            (self.max_len > MOST_MAX_LEN, RulesFault::MaxLenTooLarge),
            (self.max_len < self.min_len, RulesFault::MaxBelowMin),
            (
                classes > u32::from(self.max_len),
                RulesFault::ClassesBeyondMaxLen,
            ),
            (
                self.either_passphrase_min.is_some_and(|least| {
                    least < self.min_len || least > self.either_passphrase_max
                }),
                RulesFault::PassphraseOutOfRange,
            ),
        ]
        .into_iter()
        .filter_map(|(is_wrong, fault)| is_wrong.then_some(fault))
        .collect();
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }

    /// Whether the rules fall short of NIST SP 800-63B-4 section 3.1.1.2 (at least 15, at least 64 allowed, no
    /// composition, a blocklist): the start-up prints one warning then.
    #[must_use]
    pub const fn deviates_from_nist(&self) -> bool {
        self.min_len < 15 || self.max_len < 64 || self.asks_for_classes() || !self.blocklist
    }

    /// Everything that is wrong with a new password.
    ///
    /// `password` in NFC, otherwise as typed (PWD-3). `context` from [`context_words`]. `is_blocked` is asked last, and
    /// only about a password whose length and characters are right, because it costs.
    #[must_use]
    pub fn check<Word: AsRef<str>>(
        &self,
        password: &str,
        context: &[Word],
        is_blocked: impl FnOnce(&str) -> bool,
    ) -> Vec<PasswordFault> {
        let count = Count::of(password);
        let mut faults = Vec::new();
        if count.has_forbidden {
            faults.push(PasswordFault::ForbiddenCharacter);
        }
        let (longest, is_passphrase) = match self.either_passphrase_min {
            Some(least) => {
                let passphrase = u64::from(least)..=u64::from(self.either_passphrase_max);
                (
                    self.max_len.max(self.either_passphrase_max),
                    passphrase.contains(&count.all),
                )
            }
            None => (self.max_len, false),
        };
        if count.all > u64::from(longest) {
            // Classes are of no use to what fits neither way.
            faults.push(PasswordFault::TooLong { most: longest });
            if self.either_passphrase_min.is_none() {
                self.check_classes(&count, &mut faults);
            }
        } else if !is_passphrase {
            self.check_composed(&count, &mut faults);
        }
        let is_hopeless = faults.iter().any(|fault| {
            matches!(
                fault,
                PasswordFault::TooShort { .. }
                    | PasswordFault::TooLong { .. }
                    | PasswordFault::ForbiddenCharacter
            )
        });
        if self.context_words && is_context_word(password, context) {
            faults.push(PasswordFault::ContextWord);
        } else if self.blocklist && !is_hopeless && is_blocked(password) {
            faults.push(PasswordFault::Blocked);
        }
        faults
    }

    /// Length and classes of a password that is no passphrase.
    fn check_composed(&self, count: &Count, faults: &mut Vec<PasswordFault>) {
        let (least, most) = (self.min_len, self.max_len);
        if count.all < u64::from(least) {
            faults.push(PasswordFault::TooShort { least });
        }
        if count.all > u64::from(most) {
            faults.push(PasswordFault::TooLong { most });
        }
        self.check_classes(count, faults);
    }

    fn check_classes(&self, count: &Count, faults: &mut Vec<PasswordFault>) {
        let classes = [
            (count.lower, self.min_lower, Class::Lower),
            (count.upper, self.min_upper, Class::Upper),
            (count.digit, self.min_digit, Class::Digit),
            (count.special, self.min_special, Class::Special),
        ];
        for (found, least, class) in classes {
            if found < u64::from(least) {
                faults.extend(class.too_few(least));
            }
        }
    }

    const fn asks_for_classes(&self) -> bool {
        self.min_lower > 0 || self.min_upper > 0 || self.min_digit > 0 || self.min_special > 0
    }
}

/// The words that may not be the whole password (PWD-4): the person's name, written together too, each word of it with
/// four letters or more, the address and its local part, the portal's name and the product's.
#[must_use]
pub fn context_words(
    name: Option<&str>,
    address: Option<&EmailAddress>,
    portal_name: Option<&str>,
) -> Vec<String> {
    let mut words = vec!["portico".to_owned()];
    for text in [name, portal_name].into_iter().flatten() {
        words.push(text.to_owned());
        words.push(text.split_whitespace().collect());
        words.extend(
            text.split(|character: char| !character.is_alphanumeric())
                .filter(|word| word.chars().nth(3).is_some())
                .map(str::to_owned),
        );
    }
    if let Some(address) = address {
        words.push(address.local_part().to_owned());
        words.push(address.canonical().to_owned());
    }
    for word in &mut words {
        *word = word.to_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words.sort_unstable();
    words.dedup();
    words
}

/// Whole-string comparison without regard to case.
fn is_context_word<Word: AsRef<str>>(password: &str, context: &[Word]) -> bool {
    let password = password.to_lowercase();
    context
        .iter()
        .any(|word| word.as_ref().to_lowercase() == password)
}

/// How many code points of which kind.
#[derive(Default)]
struct Count {
    all: u64,
    lower: u64,
    upper: u64,
    digit: u64,
    special: u64,
    has_forbidden: bool,
}

impl Count {
    fn of(password: &str) -> Self {
        let mut count = Self::default();
        for character in password.chars() {
            count.all += 1;
            match Class::of(character) {
                Class::Lower => count.lower += 1,
                Class::Upper => count.upper += 1,
                Class::Digit => count.digit += 1,
                Class::Special => count.special += 1,
                Class::Other => {}
                Class::Forbidden => count.has_forbidden = true,
            }
        }
        count
    }
}

/// What a code point counts as. The patterns of [`ChecklistKind::pattern`] say the same in a browser's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Lower,
    Upper,
    Digit,
    Special,
    /// Counts for length only: spaces, letters without case, joiners.
    Other,
    Forbidden,
}

impl Class {
    /// The fault of a password with too few of this class, if any class can ask for more.
    const fn too_few(self, least: u16) -> Option<PasswordFault> {
        match self {
            Self::Lower => Some(PasswordFault::TooFewLower { least }),
            Self::Upper => Some(PasswordFault::TooFewUpper { least }),
            Self::Digit => Some(PasswordFault::TooFewDigits { least }),
            Self::Special => Some(PasswordFault::TooFewSpecial { least }),
            Self::Other | Self::Forbidden => None,
        }
    }

    fn of(character: char) -> Self {
        use GeneralCategory as G;
        match character.general_category() {
            G::LowercaseLetter => Self::Lower,
            G::UppercaseLetter => Self::Upper,
            G::DecimalNumber => Self::Digit,
            G::NonspacingMark
            | G::SpacingMark
            | G::EnclosingMark
            | G::LetterNumber
            | G::OtherNumber
            | G::ConnectorPunctuation
            | G::DashPunctuation
            | G::OpenPunctuation
            | G::ClosePunctuation
            | G::InitialPunctuation
            | G::FinalPunctuation
            | G::OtherPunctuation
            | G::MathSymbol
            | G::CurrencySymbol
            | G::ModifierSymbol
            | G::OtherSymbol => Self::Special,
            G::TitlecaseLetter
            | G::ModifierLetter
            | G::OtherLetter
            | G::SpaceSeparator
            | G::LineSeparator
            | G::ParagraphSeparator
            | G::Format
            | G::PrivateUse => Self::Other,
            G::Control | G::Unassigned | G::Surrogate => Self::Forbidden,
        }
    }
}
