//! Why a text is no address, each fault with the sentence that names its fix.
//!
//! Must not know how an address is read.

use serde::{Deserialize, Serialize};

/// Why a text is not an address that Portico accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressFault {
    /// Nothing but white space.
    Empty,
    /// No `@`.
    NoAt,
    /// More than one `@`.
    SeveralAts,
    /// More than one address where the list has no separator between them.
    SeveralAddresses,
    /// Longer than [`MOST_OCTETS`](super::MOST_OCTETS).
    TooLong,
    /// White space inside.
    WhiteSpace,
    /// A control character inside.
    ControlCharacter,
    /// A zero-width or direction-changing character inside.
    InvisibleCharacter,
    /// Nothing before the `@`.
    NoLocalPart,
    /// More than [`MOST_LOCAL_OCTETS`](super::MOST_LOCAL_OCTETS) before the `@`.
    LocalPartTooLong,
    /// A dot at the start or end of the local part, or two in a row.
    LocalPartDots,
    /// A local part beyond ASCII.
    LocalPartNotAscii,
    /// A local part in quotation marks.
    QuotedLocalPart,
    /// A comment in parentheses.
    Comment,
    /// A character that a local part can't hold.
    LocalPartCharacter,
    /// Nothing after the `@`.
    NoHost,
    /// A host name without a dot.
    HostWithoutDot,
    /// More than [`MOST_HOST_OCTETS`](super::MOST_HOST_OCTETS) after the `@`.
    HostTooLong,
    /// A dot at the start or end of the host name, or two in a row.
    HostDots,
    /// A label of more than [`MOST_LABEL_OCTETS`](super::MOST_LABEL_OCTETS).
    LabelTooLong,
    /// A label that begins or ends with a hyphen.
    HostHyphen,
    /// A character that a host name can't hold.
    HostCharacter,
    /// A host name beyond ASCII that has no A-label form.
    HostNotInternational,
    /// An IP address in brackets.
    IpLiteral,
    /// A host name whose last label is a number.
    NumericHost,
}

impl AddressFault {
    /// Every fault, for tables and tests.
    pub const ALL: [Self; 25] = [
        Self::Empty,
        Self::NoAt,
        Self::SeveralAts,
        Self::SeveralAddresses,
        Self::TooLong,
        Self::WhiteSpace,
        Self::ControlCharacter,
        Self::InvisibleCharacter,
        Self::NoLocalPart,
        Self::LocalPartTooLong,
        Self::LocalPartDots,
        Self::LocalPartNotAscii,
        Self::QuotedLocalPart,
        Self::Comment,
        Self::LocalPartCharacter,
        Self::NoHost,
        Self::HostWithoutDot,
        Self::HostTooLong,
        Self::HostDots,
        Self::LabelTooLong,
        Self::HostHyphen,
        Self::HostCharacter,
        Self::HostNotInternational,
        Self::IpLiteral,
        Self::NumericHost,
    ];

    /// The fault in a sentence that names the fix.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::Empty => "There is no address here; write one like name@example.org.",
            Self::NoAt => "The @ is missing; write the address like name@example.org.",
            Self::SeveralAts => {
                "There is more than one @; keep one, and separate addresses with ; or a comma."
            }
            Self::SeveralAddresses => {
                "This looks like several addresses in one; separate them with ; or a comma."
            }
            Self::TooLong => "The address is longer than 254 characters; use a shorter one.",
            Self::WhiteSpace => "There is a space inside the address; remove it.",
            Self::ControlCharacter => {
                "The address holds a control character; type it again by hand."
            }
            Self::InvisibleCharacter => {
                "The address holds an invisible character; type it again by hand."
            }
            Self::NoLocalPart => {
                "The name before the @ is missing; write the address like name@example.org."
            }
            Self::LocalPartTooLong => {
                "The part before the @ is longer than 64 characters; use a shorter address."
            }
            Self::LocalPartDots => {
                "The part before the @ begins or ends with a dot, or has two in a row; remove the extra dot."
            }
            Self::LocalPartNotAscii => {
                "The part before the @ may hold only unaccented letters a to z, digits and simple signs; use an address without others."
            }
            Self::QuotedLocalPart => {
                "Quotation marks before the @ are not accepted; use an address without them."
            }
            Self::Comment => {
                "Parentheses are not accepted in an address; remove them with what they hold."
            }
            Self::LocalPartCharacter => {
                "There is a sign before the @ that an address can't hold; remove it."
            }
            Self::NoHost => {
                "The host name after the @ is missing; write the address like name@example.org."
            }
            Self::HostWithoutDot => {
                "The host name after the @ has no dot; write it in full, like example.org."
            }
            Self::HostTooLong => {
                "The host name after the @ is longer than 255 characters; use a shorter one."
            }
            Self::HostDots => {
                "The host name after the @ begins or ends with a dot, or has two in a row; remove the extra dot."
            }
            Self::LabelTooLong => {
                "A part of the host name is longer than 63 characters between two dots; use a shorter one."
            }
            Self::HostHyphen => {
                "A part of the host name begins or ends with a hyphen; remove the hyphen."
            }
            Self::HostCharacter => {
                "There is a sign after the @ that a host name can't hold; use letters, digits, hyphens and dots."
            }
            Self::HostNotInternational => {
                "The host name after the @ is not a valid name; check how it is spelt."
            }
            Self::IpLiteral => {
                "An IP address in brackets is not accepted; use a host name like example.org."
            }
            Self::NumericHost => {
                "The host name ends in a number, as IP addresses do; use a host name like example.org."
            }
        }
    }
}
