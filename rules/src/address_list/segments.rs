//! Cuts a text at its hard separators: `;`, `,` and line breaks, but not inside the quotation marks of a display name.
//!
//! Must not know what stands between the separators.

use std::collections::VecDeque;
use std::ops::Range;

/// What stands between two separators, not empty and without white space around it.
#[derive(Debug)]
pub(super) struct Segment<'a> {
    pub(super) text: &'a str,
    /// The quoted strings in `text`, quotation marks included, in order: nothing inside them separates.
    pub(super) quoted: VecDeque<Range<usize>>,
}

/// The segments of a text, in order.
pub(super) fn segments(text: &str) -> impl Iterator<Item = Segment<'_>> {
    text.split(is_line_break).flat_map(|line| Segments {
        line,
        at: 0,
        spent: None,
        unclosed: false,
    })
}

const fn is_line_break(character: char) -> bool {
    matches!(
        character,
        '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

const fn is_separator(octet: u8) -> bool {
    matches!(octet, b';' | b',')
}

/// The segments of one line. Quotation marks never reach across a line break: one that was forgotten would otherwise
/// swallow every address after it.
struct Segments<'a> {
    line: &'a str,
    at: usize,
    /// Where a quoted string that protects nothing closes: that mark opens no other.
    spent: Option<usize>,
    /// Known that no quotation mark closes any more in this line; saves looking again.
    unclosed: bool,
}

impl<'a> Iterator for Segments<'a> {
    type Item = Segment<'a>;

    fn next(&mut self) -> Option<Segment<'a>> {
        // Separators and quotation marks are ASCII, so every cut falls on a character's boundary.
        let octets = self.line.as_bytes();
        while self.at < octets.len() {
            let start = self.at;
            let mut quoted = VecDeque::new();
            while let Some(&octet) = octets.get(self.at) {
                if is_separator(octet) {
                    break;
                }
                self.at = match self.quoted_end(octet) {
                    Some(end) => {
                        quoted.push_back(self.at..end);
                        end
                    }
                    None => self.at + 1,
                };
            }
            let segment = trimmed(self.line, start, self.at, quoted);
            self.at += 1;
            if segment.is_some() {
                return segment;
            }
        }
        None
    }
}

impl Segments<'_> {
    /// Where the quoted string that opens here ends, if it is one that protects its separators.
    ///
    /// It does before `<` (a display name), before `@` (a quoted local part, refused as a whole) and when it holds no `@`
    /// (a name standing alone). `"a@x.org, b@x.org"` is a list that somebody put in quotation marks.
    fn quoted_end(&mut self, octet: u8) -> Option<usize> {
        if octet != b'"' || self.unclosed || self.spent == Some(self.at) {
            return None;
        }
        let octets = self.line.as_bytes();
        let Some(close) = closing_quote(octets, self.at + 1) else {
            self.unclosed = true;
            return None;
        };
        let end = close + 1;
        let follows = octets[end..]
            .iter()
            .find(|octet| is_separator(**octet) || matches!(**octet, b'<' | b'"'));
        let protects = octets.get(end) == Some(&b'@')
            || follows == Some(&b'<')
            || !octets[self.at..end].contains(&b'@');
        if !protects {
            self.spent = Some(close);
        }
        protects.then_some(end)
    }
}

/// The next quotation mark without a backslash before it.
fn closing_quote(octets: &[u8], mut at: usize) -> Option<usize> {
    while let Some(octet) = octets.get(at) {
        match octet {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    None
}

fn trimmed(
    line: &str,
    start: usize,
    end: usize,
    mut quoted: VecDeque<Range<usize>>,
) -> Option<Segment<'_>> {
    let whole = &line[start..end];
    let text = whole.trim();
    if text.is_empty() {
        return None;
    }
    let start = start + (whole.len() - whole.trim_start().len());
    for range in &mut quoted {
        *range = range.start - start..range.end - start;
    }
    Some(Segment { text, quoted })
}
