//! The cookies we set, and how they are read back (SECURITY.md SES-1).
//!
//! Names and `Secure` follow the scheme of the public URL: browsers take the `__Host-` prefix only over https. A name
//! that arrives twice counts as absent: somebody planted one of the two, and we can't tell which.

use http::{HeaderMap, HeaderValue, header};
use url::Url;

/// What a cookie is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The session of a signed-in person.
    Session,
    /// Remembers an earlier good login on this device (SECURITY.md AUT-5).
    Device,
    /// The secret of an invitation link, for the hour after it was opened (SECURITY.md WEB-5).
    Invite,
    /// The secret of the link that confirms an address, for the hour after it was opened (SECURITY.md WEB-5).
    Confirm,
    /// The secret of the set-up link, for the hour after it was opened (SECURITY.md WEB-5).
    Setup,
    /// The secret of the link that stops invitations, for the hour after it was opened (SECURITY.md WEB-5).
    OptOut,
    /// The secret of a password reset's link, for the hour after it was opened (SECURITY.md WEB-5).
    Reset,
}

/// Writes and reads our cookies.
#[derive(Debug, Clone, Copy)]
pub struct Cookies {
    secure: bool,
}

impl Cookies {
    /// Cookies of a portal at this public URL.
    #[must_use]
    pub fn of(public_url: &Url) -> Self {
        Self {
            secure: public_url.scheme() == "https",
        }
    }

    /// The name on the wire.
    #[must_use]
    pub fn name(self, purpose: Purpose) -> &'static str {
        match (purpose, self.secure) {
            (Purpose::Session, true) => "__Host-portico_session",
            (Purpose::Session, false) => "portico_session",
            (Purpose::Device, true) => "__Host-portico_device",
            (Purpose::Device, false) => "portico_device",
            (Purpose::Invite, true) => "__Host-portico_invite",
            (Purpose::Invite, false) => "portico_invite",
            (Purpose::Confirm, true) => "__Host-portico_confirm",
            (Purpose::Confirm, false) => "portico_confirm",
            (Purpose::Setup, true) => "__Host-portico_setup",
            (Purpose::Setup, false) => "portico_setup",
            (Purpose::OptOut, true) => "__Host-portico_opt_out",
            (Purpose::OptOut, false) => "portico_opt_out",
            (Purpose::Reset, true) => "__Host-portico_reset",
            (Purpose::Reset, false) => "portico_reset",
        }
    }

    /// The value the browser sent; `None` when it is absent, empty, or there twice.
    #[must_use]
    pub fn read(self, headers: &HeaderMap, purpose: Purpose) -> Option<String> {
        let wanted = self.name(purpose);
        let mut found = None;
        for line in headers.get_all(header::COOKIE) {
            let Ok(line) = line.to_str() else { continue };
            for pair in line.split(';') {
                let Some((name, value)) = pair.trim().split_once('=') else {
                    continue;
                };
                if name == wanted && found.replace(value).is_some() {
                    return None;
                }
            }
        }
        found.filter(|value| !value.is_empty()).map(str::to_owned)
    }

    /// A `Set-Cookie` value that keeps `value` for `seconds`, or until the browser closes.
    ///
    /// `None` when the value holds what no cookie may hold; ours are base64url text.
    #[must_use]
    pub fn set(self, purpose: Purpose, value: &str, seconds: Option<u32>) -> Option<HeaderValue> {
        let is_plain =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if !value.bytes().all(is_plain) {
            return None;
        }
        let secure = if self.secure { "; Secure" } else { "" };
        let age = seconds.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
        let name = self.name(purpose);
        HeaderValue::try_from(format!(
            "{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}"
        ))
        .ok()
    }

    /// A `Set-Cookie` value that removes the cookie.
    #[must_use]
    pub fn remove(self, purpose: Purpose) -> HeaderValue {
        // The empty value holds nothing that could be refused.
        self.set(purpose, "", Some(0))
            .unwrap_or_else(|| HeaderValue::from_static(""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookies(url: &str) -> Cookies {
        Cookies::of(&url.parse().expect("a URL"))
    }

    fn read(lines: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::COOKIE, line.parse().expect("a header value"));
        }
        cookies("https://portal.example").read(&headers, Purpose::Session)
    }

    // SES-1
    #[test]
    fn name_and_secure_follow_the_scheme_of_the_public_url() {
        let https = cookies("https://portal.example").set(Purpose::Session, "abc", Some(60));
        assert_eq!(
            https.expect("plain text"),
            "__Host-portico_session=abc; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=60"
        );
        let http = cookies("http://localhost:3000").set(Purpose::Session, "abc", None);
        assert_eq!(
            http.expect("plain text"),
            "portico_session=abc; Path=/; HttpOnly; SameSite=Lax"
        );
    }

    // SES-1
    #[test]
    fn two_cookies_of_our_name_count_as_none() {
        assert_eq!(
            read(&["a=1; __Host-portico_session=x; b=2"]).as_deref(),
            Some("x")
        );
        assert_eq!(
            read(&["__Host-portico_session=x; __Host-portico_session=y"]),
            None
        );
        assert_eq!(
            read(&["__Host-portico_session=x", "__Host-portico_session=x"]),
            None
        );
        assert_eq!(read(&["__Host-portico_session="]), None);
        assert_eq!(read(&["portico_session=x"]), None);
    }

    #[test]
    fn a_value_that_would_end_the_cookie_is_not_set() {
        for value in ["a;b", "a b", "a\r\nb", "a,b"] {
            assert_eq!(
                cookies("https://portal.example").set(Purpose::Invite, value, None),
                None,
                "{value:?}"
            );
        }
    }

    #[test]
    fn removing_a_cookie_empties_it_at_once() {
        assert_eq!(
            cookies("http://localhost:3000").remove(Purpose::Invite),
            "portico_invite=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        );
    }
}
