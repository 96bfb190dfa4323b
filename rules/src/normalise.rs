//! What the address grammar needs from Unicode's tables, as a trait: the tables stay outside, because the
//! browser brings its own and a second copy would only make the page heavier.
//!
//! Must not know where the tables come from: the server answers with `idna` and `unicode-normalization`,
//! the browser with `URL` and `String.normalize`.

/// Normalisation of text and of host names, given by whoever calls the rules.
pub trait Normalise {
    /// The text in Unicode normalisation form C (UAX #15).
    fn nfc(&self, text: &str) -> String;

    /// The host name as A-labels in lower case (UTS #46, non-transitional, STD3 rules), or `None` when it has no such form.
    fn host_to_ascii(&self, host: &str) -> Option<String>;
}

/// Normalisation for text that is ASCII already: enough for tests and for values known to be ASCII.
///
/// Hosts with other characters are refused, never guessed.
#[derive(Debug, Clone, Copy, Default)]
pub struct AsciiOnly;

impl Normalise for AsciiOnly {
    fn nfc(&self, text: &str) -> String {
        text.to_owned()
    }

    fn host_to_ascii(&self, host: &str) -> Option<String> {
        host.is_ascii().then(|| host.to_ascii_lowercase())
    }
}
