//! From a mail to its final bytes: validation, texts, message, and the form in which it is kept.
//! Pure: the same mail, letterhead, id and date give the same bytes.

use super::letters::{self, Page};
use super::message::{self, Parts};
use super::validation::validate;
use super::{Letterhead, Mail};
use rules::time::Timestamp;
use serde::Deserialize;
use serde_json::json;
use std::fmt;
use url::Url;
use uuid::Uuid;

/// A finished mail. Kept sealed: the one-time link stands in it.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The subject, decoded.
    pub subject: String,
    /// The complete message as it goes on the wire, ASCII, the same on every try (MAIL-2).
    pub mime: Vec<u8>,
    /// The text part, decoded.
    pub text: String,
    /// The HTML part, decoded.
    pub html: String,
    /// The one-time link, when the mail carries one.
    pub secret_link: Option<String>,
    /// The opt-out link, when the mail carries one: a secret as well.
    pub opt_out_link: Option<String>,
}

/// What may be shown of a mail to somebody who is not its recipient: its links are masked (MAIL-2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The subject.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

/// Why a mail can't be written.
#[derive(Debug, thiserror::Error)]
pub enum RenderFault {
    /// An address that an envelope can't carry.
    #[error("{field} can't be used in a mail")]
    Address {
        /// Which address.
        field: &'static str,
    },
    /// CR, LF, NUL or another control character where a single line belongs (MAIL-11).
    #[error("{field} holds a line break or another control character")]
    ControlCharacter {
        /// Which value.
        field: &'static str,
    },
    /// A link that leads away from this portal.
    #[error("{field} does not begin with the public URL")]
    ForeignLink {
        /// Which link.
        field: &'static str,
    },
    /// The public URL has no host.
    #[error("the public URL is not one")]
    PublicUrl,
    /// The body colour is not `#rrggbb`.
    #[error("the body colour is not of the form #rrggbb")]
    Colour,
    /// A date before 1970 or after 9999.
    #[error("the date is out of range")]
    Date,
    /// The id of a mail is its Message-ID: a UUID.
    #[error("the id of the mail is not a UUID")]
    Id,
    /// The built bytes hold what they must not.
    #[error("the built message holds {0}")]
    Malformed(&'static str),
    /// The stored form can't be read.
    #[error("the stored mail can't be read")]
    Stored,
    /// A template failed.
    #[error("a mail template failed")]
    Template(#[from] askama::Error),
    /// The message could not be put together.
    #[error("the message could not be put together")]
    Message(#[from] lettre::error::Error),
}

/// Writes a mail to `to` (the address as typed). `message_id` is the id of the outbox row, a UUID;
/// `date` is now: it becomes the Date header.
pub fn render(
    mail: &Mail,
    letterhead: &Letterhead,
    to: &str,
    message_id: &str,
    date: Timestamp,
) -> Result<Rendered, RenderFault> {
    let id = Uuid::try_parse(message_id)
        .map_err(|_| RenderFault::Id)?
        .to_string();
    let public_url = letterhead.public_url.trim_end_matches('/');
    let id_host = Url::parse(public_url)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned))
        .ok_or(RenderFault::PublicUrl)?;
    validate(mail, letterhead, public_url, to)?;
    let mail = with_plain_line_breaks(mail);
    let page = Page {
        portal_name: &letterhead.portal_name,
        public_url,
        to,
        body_colour: &letterhead.body_colour,
        button_colour: button_colour(&letterhead.body_colour)?,
    };
    let letter = letters::write(&mail, &page, date)?;
    let (secret_link, opt_out_link) = secrets(&mail);
    let mime = message::build(&Parts {
        id: &id,
        id_host: &id_host,
        date,
        from: &letterhead.from,
        sender_name: &letterhead.sender_name,
        to,
        subject: &letter.subject,
        text: &letter.text,
        html: &letter.html,
        opt_out_link: opt_out_link.as_deref(),
    })?;
    let (text, html) = (letter.text, letter.html);
    Ok(Rendered {
        subject: letter.subject,
        mime,
        text,
        html,
        secret_link,
        opt_out_link,
    })
}

fn secrets(mail: &Mail) -> (Option<String>, Option<String>) {
    match mail {
        Mail::Invitation {
            link, opt_out_link, ..
        } => (Some(link.clone()), opt_out_link.clone()),
        Mail::Reminder {
            link, opt_out_link, ..
        } => (Some(link.clone()), Some(opt_out_link.clone())),
        Mail::ConfirmAddress { link, .. } => (Some(link.clone()), None),
        Mail::PasswordReset { link, .. } => (Some(link.clone()), None),
        Mail::AccessRequest { .. }
        | Mail::AskedAnew { .. }
        | Mail::Approved { .. }
        | Mail::Refused { .. }
        | Mail::Revoked {}
        | Mail::AlreadyRegistered { .. }
        | Mail::ResetDone { .. }
        | Mail::DomainInvitation { .. }
        | Mail::InvitationAnswer { .. }
        | Mail::MembershipEnds { .. }
        | Mail::Test {}
        // Its links lead nowhere.
        | Mail::Sample(_) => (None, None),
    }
}

/// What people typed comes from a form with CR LF in it; the texts have LF until they are encoded.
fn with_plain_line_breaks(mail: &Mail) -> Mail {
    let mut mail = mail.clone();
    match &mut mail {
        Mail::Invitation { message: words, .. }
        | Mail::DomainInvitation { message: words, .. }
        | Mail::InvitationAnswer { reason: words, .. }
        | Mail::Refused { reason: words } => {
            *words = words
                .take()
                .map(|words| words.replace("\r\n", "\n").trim().to_owned())
                .filter(|words| !words.is_empty());
        }
        Mail::Sample(sample) => **sample = with_plain_line_breaks(sample),
        Mail::Reminder { .. }
        | Mail::AccessRequest { .. }
        | Mail::AskedAnew { .. }
        | Mail::Approved { .. }
        | Mail::Revoked {}
        | Mail::ConfirmAddress { .. }
        | Mail::AlreadyRegistered { .. }
        | Mail::PasswordReset { .. }
        | Mail::ResetDone { .. }
        | Mail::MembershipEnds { .. }
        | Mail::Test {} => {}
    }
    mail
}

/// The body colour where white letters are readable on it (WCAG 2.2, 4.5 to 1), else a dark blue.
fn button_colour(body_colour: &str) -> Result<&str, RenderFault> {
    let digits = body_colour
        .strip_prefix('#')
        .filter(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
        .ok_or(RenderFault::Colour)?;
    let channel = |at: usize| {
        let value = u8::from_str_radix(&digits[at..at + 2], 16).unwrap_or(0);
        let share = f64::from(value) / 255.0;
        if share <= 0.04045 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    };
    let luminance = 0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4);
    Ok(if 1.05 / (luminance + 0.05) >= 4.5 {
        body_colour
    } else {
        "#1d4e89"
    })
}

/// What is kept: the texts are read back from the message.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    subject: String,
    mime: String,
    secret_link: Option<String>,
    opt_out_link: Option<String>,
}

impl Rendered {
    /// The form in which a mail is sealed and kept.
    pub fn to_bytes(&self) -> Vec<u8> {
        json!({
            "subject": self.subject,
            // ASCII, checked when it was built: nothing is lost.
            "mime": String::from_utf8_lossy(&self.mime),
            "secret_link": self.secret_link,
            "opt_out_link": self.opt_out_link,
        })
        .to_string()
        .into_bytes()
    }

    /// From the form in which a mail was kept; its bytes are checked once more (MAIL-11).
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RenderFault> {
        let stored: Stored = serde_json::from_slice(bytes).map_err(|_| RenderFault::Stored)?;
        message::check(stored.mime.as_bytes())?;
        let (text, html) = message::texts(&stored.mime).ok_or(RenderFault::Stored)?;
        Ok(Rendered {
            subject: stored.subject,
            mime: stored.mime.into_bytes(),
            text,
            html,
            secret_link: stored.secret_link,
            opt_out_link: stored.opt_out_link,
        })
    }

    /// The mail with its secret links masked (MAIL-2).
    pub fn masked(&self) -> Preview {
        let mut preview = self.open();
        for link in self.secret_link.iter().chain(&self.opt_out_link) {
            preview.text = preview.text.replace(link.as_str(), MASK);
            // The templates escape what they print; a link of ours holds nothing but `&` to escape.
            for form in [
                link.clone(),
                link.replace('&', "&#38;"),
                link.replace('&', "&amp;"),
            ] {
                preview.html = preview
                    .html
                    .replace(&format!("href=\"{form}\""), "href=\"#\"");
                preview.html = preview.html.replace(&form, MASK);
            }
        }
        preview
    }

    /// The mail as its recipient sees it: only for the local mailbox (INV-12).
    pub fn open(&self) -> Preview {
        Preview {
            subject: self.subject.clone(),
            text: self.text.clone(),
            html: self.html.clone(),
        }
    }
}

const MASK: &str = "(the link is hidden)";

// A derived Debug would print the link, and a subject may hold an address (LOG-3).
impl fmt::Debug for Rendered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rendered")
            .field("mime_bytes", &self.mime.len())
            .finish_non_exhaustive()
    }
}
