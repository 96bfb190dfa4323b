//! The one parser of the address field: dialog, page, command line and later CSV and API read lists with it.
//!
//! PRODUCT.md section 5, UX.md UX-INV-01. It keeps what it can't read, with the reason, and drops no address silently.
//! Must not know what an address is (`email_address`), nor whether anybody may be invited.
//!
//! Two steps, both in linear time: [`segments`] cuts the text at `;`, `,` and line breaks, and [`pieces`] cuts a segment
//! at white space, unless it is one `Name <address>`.

use std::collections::HashSet;

use crate::email_address::{AddressFault, EmailAddress};
use crate::normalise::Normalise;

mod pieces;
mod segments;
#[cfg(test)]
mod tests;

use pieces::Piece;

/// Most entries in one submission (PRODUCT.md section 5).
pub const MOST_ADDRESSES: usize = 10_000;

/// A list as it was read, in the order of the text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AddressList {
    /// Everything that was written, readable or not.
    pub entries: Vec<Entry>,
}

/// One thing between two separators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// As written, without the white space around it.
    pub text: String,
    /// What was understood.
    pub reading: Reading,
}

/// What became of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// The first entry with this address.
    Address(EmailAddress),
    /// The same address stands earlier in the list.
    Duplicate(EmailAddress),
    /// Not an address, and why.
    Unreadable(AddressFault),
}

impl AddressList {
    /// The addresses, each once, in the order of the text.
    pub fn addresses(&self) -> impl Iterator<Item = &EmailAddress> {
        self.entries
            .iter()
            .filter_map(|entry| match &entry.reading {
                Reading::Address(address) => Some(address),
                Reading::Duplicate(_) | Reading::Unreadable(_) => None,
            })
    }

    /// What could not be read: as written, and why.
    pub fn unreadable(&self) -> impl Iterator<Item = (&str, AddressFault)> {
        self.entries
            .iter()
            .filter_map(|entry| match &entry.reading {
                Reading::Unreadable(fault) => Some((entry.text.as_str(), *fault)),
                Reading::Address(_) | Reading::Duplicate(_) => None,
            })
    }

    /// The repetitions, one for each entry beyond the first of its address.
    pub fn duplicates(&self) -> impl Iterator<Item = &EmailAddress> {
        self.entries
            .iter()
            .filter_map(|entry| match &entry.reading {
                Reading::Duplicate(address) => Some(address),
                Reading::Address(_) | Reading::Unreadable(_) => None,
            })
    }
}

/// More than [`MOST_ADDRESSES`] entries: the list is refused as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The list holds {count} addresses; send at most {MOST_ADDRESSES} at a time.")]
pub struct TooMany {
    /// How many entries there are.
    pub count: u32,
}

/// Reads a list.
///
/// # Errors
/// [`TooMany`] when the text holds more than [`MOST_ADDRESSES`] entries, readable or not.
pub fn parse(text: &str, normalise: &impl Normalise) -> Result<AddressList, TooMany> {
    // A file's byte order mark is no part of its first address.
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut pieces = segments::segments(text).flat_map(pieces::pieces);
    let kept: Vec<_> = pieces.by_ref().take(MOST_ADDRESSES).collect();
    // The rest is counted, neither understood nor stored: the refusal of a huge paste costs no memory.
    let count = kept.len() + pieces.count();
    if count > MOST_ADDRESSES {
        return Err(TooMany {
            count: u32::try_from(count).unwrap_or(u32::MAX),
        });
    }
    let mut seen = HashSet::with_capacity(count);
    let entries = kept
        .into_iter()
        .map(|piece| Entry {
            text: piece.text().to_owned(),
            reading: match read(piece, normalise) {
                Ok(address) if seen.insert(address.canonical().to_owned()) => {
                    Reading::Address(address)
                }
                Ok(address) => Reading::Duplicate(address),
                Err(fault) => Reading::Unreadable(fault),
            },
        })
        .collect();
    Ok(AddressList { entries })
}

fn read(piece: Piece<'_>, normalise: &impl Normalise) -> Result<EmailAddress, AddressFault> {
    match piece {
        Piece::Bare(text) => read_bare(text, normalise),
        Piece::Named(text, bracket) => {
            read_named(&text[..bracket], &text[bracket + 1..], normalise)
        }
    }
}

/// An address with, at most, punctuation around it and `mailto:` before it.
fn read_bare(text: &str, normalise: &impl Normalise) -> Result<EmailAddress, AddressFault> {
    let inner = pieces::without_punctuation(text);
    match pieces::without_mailto(inner) {
        Some(target) => EmailAddress::parse(pieces::without_punctuation(&target), normalise),
        None => EmailAddress::parse(inner, normalise),
    }
}

/// `Name <address>`, cut at its `<`: the name may say anything but another address.
fn read_named(
    name: &str,
    rest: &str,
    normalise: &impl Normalise,
) -> Result<EmailAddress, AddressFault> {
    let (inner, after) = rest.split_once('>').unwrap_or((rest, ""));
    if after.contains('<') {
        return Err(AddressFault::SeveralAddresses);
    }
    let address = read_bare(inner, normalise)?;
    // `a@x.org <b@x.org>` lost its separator; `a@x.org <a@x.org>` is how some mail programs write a nameless person.
    let is_another = |word: &str| {
        pieces::joins_with_at(word)
            && read_bare(word, normalise)
                .map_or(true, |other| other.canonical() != address.canonical())
    };
    if name
        .split_whitespace()
        .chain(after.split_whitespace())
        .any(is_another)
    {
        return Err(AddressFault::SeveralAddresses);
    }
    Ok(address)
}
