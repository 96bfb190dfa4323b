//! One e-mail address: the grammar that Portico accepts and the key under which it knows a person.
//!
//! Grammar and key: PRODUCT.md section 5, SECURITY.md EML-1 and EML-2. Must not know lists (`address_list`),
//! mail or storage, nor Unicode's tables (`normalise`).

use std::borrow::Cow;
use std::fmt;

use crate::normalise::Normalise;
use crate::plain_text::is_invisible;

mod fault;
#[cfg(test)]
mod tests;

pub use fault::AddressFault;

/// Longest address, in octets (RFC 5321 section 4.5.3.1.3, without the angle brackets of a path).
pub const MOST_OCTETS: usize = 254;
/// Longest part before the `@`, in octets (RFC 5321 section 4.5.3.1.1).
pub const MOST_LOCAL_OCTETS: usize = 64;
/// Longest host name, in octets (RFC 5321 section 4.5.3.1.2).
pub const MOST_HOST_OCTETS: usize = 255;
/// Longest label of a host name, in octets (RFC 1035 section 2.3.4).
pub const MOST_LABEL_OCTETS: usize = 63;

/// An address that satisfies the grammar, as it was typed and as it is compared.
///
/// Two values can be equal as people and differ as values (`Ada@x.org`, `ada@x.org`): compare [`canonical`](Self::canonical).
/// `Debug` prints the masked form, so that no log line carries an address by accident (SECURITY.md LOG-3).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress {
    typed: String,
    canonical: String,
}

impl EmailAddress {
    /// Reads one address; white space around it is not part of it.
    ///
    /// # Errors
    /// The first [`AddressFault`] found, whose reason names the fix.
    pub fn parse(text: &str, normalise: &impl Normalise) -> Result<Self, AddressFault> {
        let typed = text.trim();
        let (local, host) = split(typed)?;
        check_local_part(local)?;
        let host = canonical_host(host, normalise)?;
        if typed.len() > MOST_OCTETS || local.len() + 1 + host.len() > MOST_OCTETS {
            return Err(AddressFault::TooLong);
        }
        let mut canonical = local.to_ascii_lowercase();
        canonical.push('@');
        canonical.push_str(&host);
        Ok(Self {
            typed: typed.to_owned(),
            canonical,
        })
    }

    /// An address out of a row that [`parse`](Self::parse) once accepted; nothing is checked again.
    #[must_use]
    pub fn from_stored(typed: impl Into<String>, canonical: impl Into<String>) -> Self {
        Self {
            typed: typed.into(),
            canonical: canonical.into(),
        }
    }

    /// The address as the person wrote it: what is shown.
    #[must_use]
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// The key under which the address is unique (EML-2): host as A-labels in lower case, local part in ASCII lower case.
    #[must_use]
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// The canonical part before the `@`.
    #[must_use]
    pub fn local_part(&self) -> &str {
        self.canonical
            .rsplit_once('@')
            .map_or(self.canonical.as_str(), |(local, _)| local)
    }

    /// The canonical host name: A-labels, lower case.
    #[must_use]
    pub fn host(&self) -> &str {
        self.canonical.rsplit_once('@').map_or("", |(_, host)| host)
    }

    /// The address for the mail server: as typed, but a host that is not ASCII goes out as A-labels,
    /// because a server without SMTPUTF8 understands nothing else.
    #[must_use]
    pub fn for_mail(&self) -> Cow<'_, str> {
        match self.typed.rsplit_once('@') {
            Some((local, host)) if !host.is_ascii() => {
                Cow::Owned(format!("{local}@{}", self.host()))
            }
            _ => Cow::Borrowed(&self.typed),
        }
    }

    /// The address for logs: `a…@example.org` (SECURITY.md LOG-3).
    #[must_use]
    pub fn masked(&self) -> String {
        let first = self.local_part().chars().next();
        first
            .into_iter()
            .chain(['…', '@'])
            .chain(self.host().chars())
            .collect()
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EmailAddress").field(&self.masked()).finish()
    }
}

/// Refuses what can't stand anywhere in an address and cuts it at its only `@`.
fn split(typed: &str) -> Result<(&str, &str), AddressFault> {
    if typed.is_empty() {
        return Err(AddressFault::Empty);
    }
    if !typed.contains('@') {
        return Err(AddressFault::NoAt);
    }
    // The work below is bounded by this, whatever was pasted: no host needs four octets for each of its own.
    if typed.len() > 4 * MOST_OCTETS {
        return Err(AddressFault::TooLong);
    }
    // What is refused as a whole comes before the characters that it may hold.
    if typed.contains('"') {
        return Err(AddressFault::QuotedLocalPart);
    }
    if typed.contains(['(', ')']) {
        return Err(AddressFault::Comment);
    }
    for character in typed.chars() {
        match character {
            _ if character.is_control() => return Err(AddressFault::ControlCharacter),
            _ if character.is_whitespace() => return Err(AddressFault::WhiteSpace),
            // Whether a host may hold a joiner (ZWNJ, ZWJ) is a question of its script, answered with its A-labels.
            '\u{200C}' | '\u{200D}' => {}
            _ if !character.is_ascii() && is_invisible(character) => {
                return Err(AddressFault::InvisibleCharacter);
            }
            _ => {}
        }
    }
    let (local, host) = typed.split_once('@').ok_or(AddressFault::NoAt)?;
    if host.contains('@') {
        return Err(AddressFault::SeveralAts);
    }
    Ok((local, host))
}

/// `dot-atom-text` of RFC 5322 section 3.2.3, at most 64 octets.
///
/// Looks at what was typed, before any normalisation: NFC turns KELVIN SIGN into an ASCII `K`, and with it
/// one person's address into another's.
fn check_local_part(local: &str) -> Result<(), AddressFault> {
    if local.is_empty() {
        return Err(AddressFault::NoLocalPart);
    }
    if !local.is_ascii() {
        return Err(AddressFault::LocalPartNotAscii);
    }
    if local.len() > MOST_LOCAL_OCTETS {
        return Err(AddressFault::LocalPartTooLong);
    }
    if local.split('.').any(str::is_empty) {
        return Err(AddressFault::LocalPartDots);
    }
    if local.bytes().all(|octet| octet == b'.' || is_atext(octet)) {
        Ok(())
    } else {
        Err(AddressFault::LocalPartCharacter)
    }
}

/// `atext` of RFC 5322 section 3.2.3.
const fn is_atext(octet: u8) -> bool {
    octet.is_ascii_alphanumeric()
        || matches!(
            octet,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'/'
                | b'='
                | b'?'
                | b'^'
                | b'_'
                | b'`'
                | b'{'
                | b'|'
                | b'}'
                | b'~'
        )
}

/// The host as A-labels in lower case, checked as a host name with a dot.
fn canonical_host(typed: &str, normalise: &impl Normalise) -> Result<String, AddressFault> {
    if typed.is_empty() {
        return Err(AddressFault::NoHost);
    }
    if typed.starts_with('[') || typed.ends_with(']') {
        return Err(AddressFault::IpLiteral);
    }
    if typed.is_ascii() {
        // Judged as typed, for the exact reason; only encoded labels have more to prove.
        let host = typed.to_ascii_lowercase();
        check_host(&host)?;
        if !host.split('.').any(|label| label.starts_with("xn--")) {
            return Ok(host);
        }
    }
    let host = normalise
        .host_to_ascii(&normalise.nfc(typed))
        .map(|host| host.to_ascii_lowercase())
        .ok_or(AddressFault::HostNotInternational)?;
    check_host(&host)?;
    Ok(host)
}

/// Letters, digits and hyphens in at least two labels (RFC 1123 section 2.1), the last of them no number.
fn check_host(host: &str) -> Result<(), AddressFault> {
    if host.len() > MOST_HOST_OCTETS {
        return Err(AddressFault::HostTooLong);
    }
    if host.split('.').any(str::is_empty) {
        return Err(AddressFault::HostDots);
    }
    for label in host.split('.') {
        if !label
            .bytes()
            .all(|octet| octet.is_ascii_alphanumeric() || octet == b'-')
        {
            return Err(AddressFault::HostCharacter);
        }
        if label.starts_with('-') || label.ends_with('-') {
            return Err(AddressFault::HostHyphen);
        }
        if label.len() > MOST_LABEL_OCTETS {
            return Err(AddressFault::LabelTooLong);
        }
    }
    let (_, last) = host.rsplit_once('.').ok_or(AddressFault::HostWithoutDot)?;
    if last.bytes().all(|octet| octet.is_ascii_digit()) {
        return Err(AddressFault::NumericHost);
    }
    Ok(())
}
