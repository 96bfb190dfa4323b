//! Short texts that people write and other people read in mails: names, messages and reasons.
//!
//! Plain text without anything a mail program would turn into a link or a browser into markup
//! (PRODUCT.md section 5, SECURITY.md INV-18). Must not know where such a text is shown or stored.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

#[cfg(test)]
mod tests;

/// Longest name, in code points.
pub const MOST_NAME_CHARACTERS: u16 = 64;
/// Longest message or reason, in code points.
pub const MOST_NOTE_CHARACTERS: u16 = 500;

/// Why a text is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextFault {
    /// Nothing but white space where something is needed.
    Empty,
    /// More than [`MOST_NAME_CHARACTERS`] in a name.
    NameTooLong,
    /// More than [`MOST_NOTE_CHARACTERS`] in a message or reason.
    NoteTooLong,
    /// A control character; in a name a line break is one too.
    ControlCharacter,
    /// A zero-width or direction-changing character.
    InvisibleCharacter,
    /// Something that looks like markup.
    Markup,
    /// Something that a mail program would turn into a link.
    WebAddress,
    /// Something that looks like an e-mail address.
    EmailAddress,
}

impl TextFault {
    /// The fault in a sentence that names the fix.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::Empty => "Nothing is written here; fill it in.",
            Self::NameTooLong => "The name is too long; use at most 64 characters.",
            Self::NoteTooLong => "The text is too long; use at most 500 characters.",
            Self::ControlCharacter => {
                "The text holds a control character such as a tab; remove it, or type the text by hand."
            }
            Self::InvisibleCharacter => {
                "The text holds an invisible character; remove it, or type the text by hand."
            }
            Self::Markup => "The text holds < or > as markup does; write plain text.",
            Self::WebAddress => {
                "The text holds something like a web address; remove it, or put a space after the full stop."
            }
            Self::EmailAddress => "The text holds something like an e-mail address; remove it.",
        }
    }
}

/// The full name of a person: 1 to 64 code points on one line.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PersonName(String);

impl PersonName {
    /// Reads a name; white space around it is not part of it.
    ///
    /// # Errors
    /// The first [`TextFault`] found.
    pub fn parse(text: &str) -> Result<Self, TextFault> {
        plain_name(text).map(|name| Self(name.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name, given away.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

/// The name of the portal: 1 to 64 code points on one line.
///
/// An Owner gives it, so it may be called after a host name (`Example.com`), but it can't carry a link or an address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PortalName(String);

impl PortalName {
    /// Reads a name; white space around it is not part of it.
    ///
    /// # Errors
    /// The first [`TextFault`] found.
    pub fn parse(text: &str) -> Result<Self, TextFault> {
        let name = one_line(text)?;
        if names_a_scheme(name) {
            return Err(TextFault::WebAddress);
        }
        Ok(Self(name.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name, given away.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

/// A message or a reason: up to 500 code points, line breaks allowed, possibly empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Note(String);

impl Note {
    /// Reads a note; white space around it is not part of it, line breaks become `\n` (a form sends `\r\n`).
    ///
    /// # Errors
    /// The first [`TextFault`] found.
    pub fn parse(text: &str) -> Result<Self, TextFault> {
        let note = text.trim().replace("\r\n", "\n").replace('\r', "\n");
        if !is_within(&note, MOST_NOTE_CHARACTERS) {
            return Err(TextFault::NoteTooLong);
        }
        for line in note.split('\n') {
            check_characters(line)?;
        }
        // A tag, but not an arrow or a heart.
        if note.split('<').skip(1).any(|rest| {
            rest.starts_with(|next: char| next.is_alphabetic() || matches!(next, '/' | '!' | '?'))
        }) {
            return Err(TextFault::Markup);
        }
        if names_an_address(&note) {
            return Err(TextFault::EmailAddress);
        }
        if names_a_scheme(&note) || names_a_host(&note) {
            return Err(TextFault::WebAddress);
        }
        Ok(Self(note))
    }

    /// Whether nothing was written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, given away.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Whether a character shows nothing, or turns the direction of what surrounds it.
///
/// Format characters (Cf: joiners, bidi controls, soft hyphen, tags) and the few fillers of other categories.
/// Variation selectors stay allowed: emoji and Japanese names need them.
#[must_use]
pub(crate) fn is_invisible(character: char) -> bool {
    character.general_category() == GeneralCategory::Format
        || matches!(
            character,
            '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'
                ..='\u{180F}' | '\u{2065}' | '\u{3164}' | '\u{FFA0}'
        )
}

/// A name of 1 to 64 code points on one line that carries no link and no address; white space around it is not part of
/// it.
///
/// # Errors
/// The first [`TextFault`] found.
pub fn plain_name(text: &str) -> Result<&str, TextFault> {
    let name = one_line(text)?;
    if names_a_scheme(name) || names_a_host(name) {
        return Err(TextFault::WebAddress);
    }
    Ok(name)
}

/// What all one-line names share.
fn one_line(text: &str) -> Result<&str, TextFault> {
    let name = text.trim();
    if name.is_empty() {
        return Err(TextFault::Empty);
    }
    if !is_within(name, MOST_NAME_CHARACTERS) {
        return Err(TextFault::NameTooLong);
    }
    check_characters(name)?;
    if name.contains(['<', '>']) {
        return Err(TextFault::Markup);
    }
    if names_an_address(name) {
        return Err(TextFault::EmailAddress);
    }
    Ok(name)
}

/// Whether there are at most so many code points; stops counting there.
fn is_within(text: &str, most: u16) -> bool {
    text.chars().nth(usize::from(most)).is_none()
}

fn check_characters(line: &str) -> Result<(), TextFault> {
    for character in line.chars() {
        // The line and paragraph separators break lines in some programs and not in others.
        if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}') {
            return Err(TextFault::ControlCharacter);
        }
        if is_invisible(character) {
            return Err(TextFault::InvisibleCharacter);
        }
    }
    Ok(())
}

/// Whether an `@` stands between two letters or digits, however the address continues.
fn names_an_address(text: &str) -> bool {
    // FULLWIDTH and SMALL COMMERCIAL AT read like the ASCII one.
    let is_at = |character: char| matches!(character, '@' | '\u{FF20}' | '\u{FE6B}');
    let mut before: Option<char> = None;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if is_at(character)
            && before.is_some_and(|before| !before.is_whitespace())
            && characters
                .peek()
                .is_some_and(|next| next.is_alphanumeric() || *next == '[')
        {
            return true;
        }
        before = Some(character);
    }
    false
}

/// Whether the text names a link by its scheme or by `www.`.
fn names_a_scheme(text: &str) -> bool {
    let text = text.to_lowercase();
    if text.contains("://") {
        return true;
    }
    const BEGINNINGS: [&str; 10] = [
        "http:",
        "https:",
        "ftp:",
        "file:",
        "mailto:",
        "tel:",
        "sms:",
        "data:",
        "javascript:",
        "www.",
    ];
    BEGINNINGS.iter().any(|beginning| {
        text.match_indices(beginning).any(|(at, _)| {
            let rest = &text[at + beginning.len()..];
            // "data: see below" is prose, "data:text/html" is a link; and "mydata:x" is no scheme at all.
            rest.starts_with(|next: char| !next.is_whitespace())
                && !text[..at].ends_with(|before: char| before.is_alphanumeric())
        })
    })
}

/// Whether a word of the text reads as a host name (`evil.example`), which mail programs turn into links.
///
/// There is no list of top-level domains here: two labels, of which the last is made of two or more letters.
/// `e.g.`, `3.5`, `J.R.R.` and `wait...what` are none.
fn names_a_host(text: &str) -> bool {
    let ascii_dots = ascii_full_stops(text);
    ascii_dots
        .split(|character: char| !(character.is_alphanumeric() || matches!(character, '.' | '-')))
        .flat_map(|word| word.split(".."))
        .any(|word| {
            let word = word.trim_matches(['.', '-']);
            let Some((before, last)) = word.rsplit_once('.') else {
                return false;
            };
            !before.is_empty()
                && !last.starts_with('-')
                && (last.starts_with("xn--")
                    || last.chars().all(char::is_alphabetic) && last.chars().nth(1).is_some())
        })
}

/// The full stops of East Asian writing count as dots of a host name between ASCII letters (`evil。com`), where IDNA
/// would read them so; between other letters they end a sentence.
fn ascii_full_stops(text: &str) -> Cow<'_, str> {
    let is_wide = |character: char| matches!(character, '\u{3002}' | '\u{FF0E}' | '\u{FF61}');
    if !text.contains(is_wide) {
        return Cow::Borrowed(text);
    }
    let mut written = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let joins = is_wide(character)
            && written.ends_with(|before: char| before.is_ascii_alphanumeric())
            && characters.peek().is_some_and(char::is_ascii_alphanumeric);
        written.push(match (joins, is_wide(character)) {
            (true, _) => '.',
            (false, true) => ' ',
            (false, false) => character,
        });
    }
    Cow::Owned(written)
}
