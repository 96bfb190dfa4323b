//! Unicode's tables for the rules, as the server has them.
//!
//! The only place that knows `idna` and `unicode_normalization`. Must not know what the normalised text is for.

use std::borrow::Cow;

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use rules::normalise::Normalise;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

#[cfg(test)]
mod tests;

/// Normalises with the tables compiled into the server; the browser does the same with its own.
#[derive(Debug, Clone, Copy, Default)]
pub struct ServerUnicode;

impl ServerUnicode {
    /// The text in normalisation form C, without a copy when it already is: for passwords (SECURITY.md PWD-3).
    #[must_use]
    pub fn to_nfc<'a>(self, text: &'a str) -> Cow<'a, str> {
        if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
            Cow::Borrowed(text)
        } else {
            Cow::Owned(text.nfc().collect())
        }
    }
}

impl Normalise for ServerUnicode {
    fn nfc(&self, text: &str) -> String {
        self.to_nfc(text).into_owned()
    }

    /// UTS #46 as registries use it: non-transitional, STD3 rules, lengths of DNS. Hyphens in the third and fourth place
    /// are allowed outside of A-labels, because such names exist.
    fn host_to_ascii(&self, host: &str) -> Option<String> {
        Uts46::new()
            .to_ascii(
                host.as_bytes(),
                AsciiDenyList::STD3,
                Hyphens::CheckFirstLast,
                DnsLength::Verify,
            )
            .ok()
            .map(Cow::into_owned)
    }
}
