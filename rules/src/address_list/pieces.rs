//! Cuts a segment into pieces, one for each address it may hold, and takes off what people write around an address.
//!
//! Must not know the grammar of an address.

use std::borrow::Cow;

use super::segments::Segment;

/// One piece of a segment.
#[derive(Debug, Clone, Copy)]
pub(super) enum Piece<'a> {
    /// Text without white space, but for what stands in quotation marks.
    Bare(&'a str),
    /// A whole segment with `<` in it, at this octet.
    Named(&'a str, usize),
}

impl<'a> Piece<'a> {
    pub(super) const fn text(self) -> &'a str {
        match self {
            Self::Bare(text) | Self::Named(text, _) => text,
        }
    }
}

/// The pieces of a segment; never none.
pub(super) fn pieces(segment: Segment<'_>) -> impl Iterator<Item = Piece<'_>> {
    let text = segment.text;
    let whole = bracket(&segment).map(|at| Piece::Named(text, at));
    let mut words = whole.is_none().then(|| {
        Words { segment, at: 0 }
            // A word of signs alone (`-`, `•`, `.`) is punctuation of its neighbours.
            .filter(|word| word.contains('@') || word.contains(char::is_alphanumeric))
            .map(Piece::Bare)
            .peekable()
    });
    let is_signs_alone = words.as_mut().is_some_and(|words| words.peek().is_none());
    whole
        .into_iter()
        // Nothing but signs between two separators: kept, so that nothing disappears.
        .chain(is_signs_alone.then_some(Piece::Bare(text)))
        .chain(words.into_iter().flatten())
}

/// The first `<` outside of the quoted strings.
fn bracket(segment: &Segment<'_>) -> Option<usize> {
    let mut from = 0;
    for range in &segment.quoted {
        if let Some(at) = segment.text[from..range.start].find('<') {
            return Some(from + at);
        }
        from = range.end;
    }
    segment.text[from..].find('<').map(|at| from + at)
}

/// What stands between white space outside of the quoted strings.
struct Words<'a> {
    segment: Segment<'a>,
    at: usize,
}

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let text = self.segment.text;
        self.at += text[self.at..].len() - text[self.at..].trim_start().len();
        let start = self.at;
        while let Some(character) = text[self.at..].chars().next() {
            if let Some(range) = self
                .segment
                .quoted
                .pop_front_if(|range| range.start == self.at)
            {
                self.at = range.end;
            } else if character.is_whitespace() {
                break;
            } else {
                self.at += character.len_utf8();
            }
        }
        (start < self.at).then(|| &text[start..self.at])
    }
}

/// Whether a word reads as an address, right or wrong: an `@` between two other characters.
pub(super) fn joins_with_at(word: &str) -> bool {
    without_punctuation(word)
        .split_once('@')
        .is_some_and(|(before, after)| !before.is_empty() && !after.is_empty())
}

/// Takes off the brackets and quotation marks around a text and the punctuation after it, in any order.
///
/// Nothing here can end an address, and only signs that can't begin one are taken off the front alone.
pub(super) fn without_punctuation(text: &str) -> &str {
    let mut text = text.trim();
    // `name@[127.0.0.1]` keeps its bracket, and with it its reason.
    let is_literal = text.contains("@[");
    loop {
        let sentence = text
            .trim_end_matches(['.', ',', ';', ':', '!', '?', '…', '、', '。'])
            .trim_end();
        // Pairs first: what is left of one would hide the sign inside it.
        let shorter = unwrapped(sentence)
            .or_else(|| sentence.strip_prefix(['<', '"', '“', '„', '«', '‹']))
            .or_else(|| sentence.strip_suffix(['>', ')', '}', '"', '\'', '”', '“', '’', '»', '›']))
            .or_else(|| sentence.strip_suffix(']').filter(|_| !is_literal))
            .unwrap_or(sentence)
            .trim();
        if shorter.len() == text.len() {
            return text;
        }
        text = shorter;
    }
}

/// The text inside a pair of brackets or quotation marks that stands around all of it.
fn unwrapped(text: &str) -> Option<&str> {
    const PAIRS: [(char, char); 9] = [
        ('"', '"'),
        ('\'', '\''),
        ('`', '`'),
        ('(', ')'),
        ('[', ']'),
        ('{', '}'),
        ('<', '>'),
        ('‘', '’'),
        ('‚', '‘'),
    ];
    PAIRS
        .iter()
        .find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close))
}

/// The address in a `mailto:` link: without the scheme and the `?query`, percent signs read (RFC 6068 section 2).
pub(super) fn without_mailto(text: &str) -> Option<Cow<'_, str>> {
    const SCHEME: &str = "mailto:";
    let scheme = text.get(..SCHEME.len())?;
    if !scheme.eq_ignore_ascii_case(SCHEME) {
        return None;
    }
    let target = &text[SCHEME.len()..];
    let target = target.split_once('?').map_or(target, |(target, _)| target);
    Some(percent_decoded(target).map_or(Cow::Borrowed(target), Cow::Owned))
}

/// The text with its percent signs read, or `None` when there are none or one is wrong.
fn percent_decoded(text: &str) -> Option<String> {
    if !text.contains('%') {
        return None;
    }
    let mut octets = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(octet) = octets.next() {
        decoded.push(match octet {
            b'%' => {
                let high = char::from(octets.next()?).to_digit(16)?;
                let low = char::from(octets.next()?).to_digit(16)?;
                u8::try_from(high * 16 + low).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(decoded).ok()
}
