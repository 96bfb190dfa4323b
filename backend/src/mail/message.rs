//! The bytes of a mail: one multipart/alternative message, the same on every try (MAIL-2), checked
//! again after it is built (MAIL-11). Knows nothing of what is said.

use super::address::for_envelope;
use super::render::RenderFault;
use lettre::Message;
use lettre::address::Envelope;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use rules::time::Timestamp;
use std::time::{Duration, SystemTime};

/// RFC 5322 2.1.1, without the CR LF.
const LONGEST_LINE: usize = 998;

/// Every header that a message of ours may have, once, and no other: whatever else stands there got
/// in through a value.
const HEADERS: [&str; 10] = [
    "Message-ID",
    "Date",
    "From",
    "To",
    "Subject",
    "Auto-Submitted",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "MIME-Version",
    "Content-Type",
];

/// What goes into a message.
pub(super) struct Parts<'a> {
    /// The outbox row, a UUID.
    pub(super) id: &'a str,
    /// The host of the public URL.
    pub(super) id_host: &'a str,
    pub(super) date: Timestamp,
    pub(super) from: &'a str,
    pub(super) sender_name: &'a str,
    pub(super) to: &'a str,
    pub(super) subject: &'a str,
    pub(super) text: &'a str,
    pub(super) html: &'a str,
    pub(super) opt_out_link: Option<&'a str>,
}

/// Builds the message and checks what was built.
pub(super) fn build(parts: &Parts<'_>) -> Result<Vec<u8>, RenderFault> {
    let from = for_envelope(parts.from).ok_or(RenderFault::Address {
        field: "the sender's address",
    })?;
    let to = for_envelope(parts.to).ok_or(RenderFault::Address {
        field: "the recipient's address",
    })?;
    let envelope = Envelope::new(Some(from.clone()), vec![to.clone()])?;
    let plain = |name: &'static str, value: String| {
        HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
    };
    let mut builder = Message::builder()
        .envelope(envelope)
        .message_id(Some(format!("<{}@{}>", parts.id, parts.id_host)))
        .date(system_time(parts.date)?)
        .from(Mailbox::new(Some(parts.sender_name.to_owned()), from))
        .to(Mailbox::new(None, to))
        .subject(parts.subject)
        // RFC 3834: nobody's absence note answers.
        .raw_header(plain("Auto-Submitted", "auto-generated".to_owned()));
    if let Some(link) = parts.opt_out_link {
        builder = builder
            .raw_header(plain("List-Unsubscribe", format!("<{link}>")))
            .raw_header(plain(
                "List-Unsubscribe-Post",
                "List-Unsubscribe=One-Click".to_owned(),
            ));
    }
    let part = |kind: ContentType, body: &str| {
        SinglePart::builder()
            .header(kind)
            // Always the same, so that `texts` needs to read one encoding only.
            .header(ContentTransferEncoding::QuotedPrintable)
            .body(body.to_owned())
    };
    let built = builder
        .multipart(
            // A random boundary would make every build different.
            MultiPart::alternative()
                .boundary(boundary(parts.id))
                .singlepart(part(ContentType::TEXT_PLAIN, parts.text))
                .singlepart(part(ContentType::TEXT_HTML, parts.html)),
        )?
        .formatted();
    check(&built)?;
    Ok(built)
}

fn boundary(id: &str) -> String {
    format!("portico-{id}")
}

fn system_time(at: Timestamp) -> Result<SystemTime, RenderFault> {
    // Beyond the year 9999 the date formatter panics.
    const LAST: i64 = 253_402_300_799;
    match u64::try_from(at.as_seconds()) {
        Ok(seconds) if at.as_seconds() <= LAST => {
            Ok(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
        }
        Ok(_) | Err(_) => Err(RenderFault::Date),
    }
}

/// MAIL-11: the bytes that will go on the wire hold no line break, NUL or header of somebody else.
pub(super) fn check(built: &[u8]) -> Result<(), RenderFault> {
    let text = std::str::from_utf8(built)
        .ok()
        .filter(|text| text.is_ascii())
        .ok_or(RenderFault::Malformed("a byte outside ASCII"))?;
    let mut in_headers = true;
    let mut seen = Vec::with_capacity(HEADERS.len());
    for line in text.split("\r\n") {
        if line.contains(['\r', '\n', '\0']) {
            return Err(RenderFault::Malformed("a stray CR, LF or NUL"));
        }
        if line.len() > LONGEST_LINE {
            return Err(RenderFault::Malformed("a line of more than 998 characters"));
        }
        if line.is_empty() {
            in_headers = false;
        }
        if in_headers && !line.starts_with([' ', '\t']) {
            let name = line.split_once(':').map_or("", |(name, _)| name);
            if !HEADERS.contains(&name) {
                return Err(RenderFault::Malformed("an unknown header"));
            }
            if seen.contains(&name) {
                return Err(RenderFault::Malformed("a header that stands twice"));
            }
            seen.push(name);
        }
    }
    if in_headers {
        return Err(RenderFault::Malformed("no body"));
    }
    Ok(())
}

/// The text and the HTML of a message that [`build`] has made. None: it was not.
pub(super) fn texts(built: &str) -> Option<(String, String)> {
    let boundary = built.split_once("boundary=\"")?.1.split_once('"')?.0;
    let separator = format!("--{boundary}");
    let mut parts = built.split(separator.as_str()).skip(1).map(|part| {
        let body = part.split_once("\r\n\r\n")?.1;
        decode(body.strip_suffix("\r\n").unwrap_or(body))
    });
    Some((parts.next()??, parts.next()??))
}

/// Quoted-printable, RFC 2045 6.7; line breaks become LF again.
fn decode(encoded: &str) -> Option<String> {
    let bytes = quoted_printable::decode(encoded, quoted_printable::ParseMode::Strict).ok()?;
    Some(String::from_utf8(bytes).ok()?.replace("\r\n", "\n"))
}
