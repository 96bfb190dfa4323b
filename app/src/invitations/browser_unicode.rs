//! Unicode's tables as the browser brings them: `String.prototype.normalize` and `URL`. What it can't
//! tell apart the server decides again.

use js_sys::JsString;
use rules::normalise::Normalise;

/// The browser's normalisation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BrowserUnicode;

impl Normalise for BrowserUnicode {
    fn nfc(&self, text: &str) -> String {
        if text.is_ascii() {
            return text.to_string();
        }
        String::from(JsString::from(text).normalize("NFC"))
    }

    fn host_to_ascii(&self, host: &str) -> Option<String> {
        if host.is_ascii() {
            return Some(host.to_ascii_lowercase());
        }
        // In a URL these would end the host name or begin something else.
        if host.contains(['/', '\\', '?', '#', '@', ':', '%', '[', ']']) {
            return None;
        }
        let url = web_sys::Url::new(&format!("http://{host}/")).ok()?;
        Some(url.hostname()).filter(|name| !name.is_empty())
    }
}
