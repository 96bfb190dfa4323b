//! The page Mail as it travels from the server (PRODUCT.md 8.8). Holds no text of a mail but in a
//! preview, and no link there but in the local mailbox.

use super::{Delivery, Kind};
use crate::ids::{AccountId, InvitationId, MailId};
use crate::listing::{Count, Fields, Listing, PAGE};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Rows a page.
pub const MAILS_A_PAGE: u16 = 50;

/// The filter of the page Mail: everything, or one state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailFilter {
    /// Every mail.
    #[default]
    All,
    /// See [`Delivery::Queued`].
    Queued,
    /// See [`Delivery::Held`].
    Held,
    /// See [`Delivery::Sending`].
    Sending,
    /// See [`Delivery::Retrying`].
    Retrying,
    /// See [`Delivery::Failed`].
    Failed,
    /// See [`Delivery::Sent`].
    Sent,
    /// See [`Delivery::Skipped`].
    Skipped,
    /// See [`Delivery::Parked`].
    Parked,
}

impl MailFilter {
    /// In the order of the page.
    pub const ALL: [MailFilter; 9] = [
        MailFilter::All,
        MailFilter::Failed,
        MailFilter::Retrying,
        MailFilter::Queued,
        MailFilter::Sending,
        MailFilter::Held,
        MailFilter::Sent,
        MailFilter::Skipped,
        MailFilter::Parked,
    ];

    /// The state it asks for; None for every one.
    pub const fn delivery(self) -> Option<Delivery> {
        match self {
            MailFilter::All => None,
            MailFilter::Queued => Some(Delivery::Queued),
            MailFilter::Held => Some(Delivery::Held),
            MailFilter::Sending => Some(Delivery::Sending),
            MailFilter::Retrying => Some(Delivery::Retrying),
            MailFilter::Failed => Some(Delivery::Failed),
            MailFilter::Sent => Some(Delivery::Sent),
            MailFilter::Skipped => Some(Delivery::Skipped),
            MailFilter::Parked => Some(Delivery::Parked),
        }
    }

    /// The word in the query string.
    pub const fn as_str(self) -> &'static str {
        match self.delivery() {
            None => "all",
            Some(delivery) => delivery.as_str(),
        }
    }

    /// The label on the page.
    pub const fn label(self) -> &'static str {
        match self.delivery() {
            None => "All",
            Some(delivery) => delivery.label(),
        }
    }

    /// From the word in the query string.
    pub fn parse(word: &str) -> Option<Self> {
        MailFilter::ALL
            .into_iter()
            .find(|filter| filter.as_str() == word)
    }
}

/// What the page Mail asks for, newest first. Its serialised form is the query string of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailListing {
    /// Which state.
    pub state: MailFilter,
    /// Where the page begins; opaque and signed; empty for page one.
    pub page: String,
}

impl Listing for MailListing {
    fn fields(&self) -> Fields {
        Fields::new()
            .word("state", self.state.as_str(), MailFilter::All.as_str())
            .text(PAGE, &self.page)
    }

    fn read(field: &dyn Fn(&str) -> String) -> Self {
        MailListing {
            state: MailFilter::parse(&field("state")).unwrap_or_default(),
            page: field(PAGE),
        }
    }
}

impl MailListing {
    /// That state, page one.
    pub fn filtered_by(state: MailFilter) -> Self {
        MailListing {
            state,
            page: String::new(),
        }
    }
}

/// One mail on the page Mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailRow {
    /// Its id, also its Message-ID.
    pub id: MailId,
    /// Which mail.
    pub kind: Kind,
    /// To whom, as typed.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
    /// How far it has come.
    pub delivery: Delivery,
    /// Tries since it was queued or retried.
    pub attempts: u32,
    /// Tries that broke off on the wire: it may have arrived more than once (SECURITY MAIL-4).
    pub unknown_attempts: u32,
    /// The mail server's last words; empty when there are none.
    pub words: String,
    /// The invitation that it is about.
    pub invitation: Option<InvitationId>,
    /// The account that it is about.
    pub account: Option<AccountId>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When its state changed last.
    pub changed_at: Timestamp,
    /// When it is tried next, while it is.
    pub next_attempt_at: Option<Timestamp>,
    /// When the mail server took it.
    pub sent_at: Option<Timestamp>,
    /// Is its text still kept? Without it there is neither preview nor retry.
    pub has_text: bool,
}

impl MailRow {
    /// Is Retry offered?
    pub const fn offers_retry(&self, has_mail_server: bool) -> bool {
        match self.delivery {
            Delivery::Held => has_mail_server && self.has_text,
            Delivery::Failed | Delivery::Parked => self.has_text,
            Delivery::Queued
            | Delivery::Sending
            | Delivery::Sent
            | Delivery::Retrying
            | Delivery::Skipped => false,
        }
    }
}

/// One page of the page Mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailPage {
    /// What was asked, as understood.
    pub listing: MailListing,
    /// Its rows, newest first.
    pub rows: Vec<MailRow>,
    /// The ordinal of the first row, from 1; 0 when there are no rows.
    pub first: u64,
    /// How many rows match.
    pub total: Count,
    /// The cursor of the page after; `None` on the last.
    pub next: Option<String>,
    /// The cursor of the page before; `None` on the first.
    pub previous: Option<String>,
    /// How many mails each filter holds.
    pub counts: Vec<(MailFilter, Count)>,
    /// How many people a switched-off or failed mail left uninformed.
    pub not_told: Count,
    /// Is there a mail server? Without one mails are held in the local mailbox.
    pub has_mail_server: bool,
    /// When it was read.
    pub now: Timestamp,
}

/// What may be seen of one mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailPreview {
    /// The row of the list.
    pub row: MailRow,
    /// The text part; `None` when it is no longer kept.
    pub text: Option<String>,
    /// The HTML part, a whole document; `None` when it is no longer kept.
    pub html: Option<String>,
    /// The one-time link that it carries, where the reader may see it: in the local mailbox alone
    /// (SECURITY INV-12).
    pub link: Option<String>,
    /// Is a link in it hidden from the reader?
    pub is_masked: bool,
    /// Is Retry offered?
    pub offers_retry: bool,
}

/// A mail as it would be written now, with made-up people in it. Its HTML part has an address of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSample {
    /// Which mail.
    pub kind: Kind,
    /// The subject.
    pub subject: String,
    /// The text part.
    pub text: String,
}

/// Where mail goes, without a word of credentials: for the page of the mail settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailRoute {
    /// The mail server; `None` is the local mailbox.
    pub server: Option<MailServer>,
    /// The address in From.
    pub from: String,
}

/// A mail server, as people may know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailServer {
    /// Host and port.
    pub address: String,
    /// How the connection is protected.
    pub protection: Protection,
    /// Do we log in there?
    pub logs_in: bool,
}

/// How the connection to a mail server is protected (SECURITY MAIL-9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protection {
    /// TLS from the first byte.
    Tls,
    /// STARTTLS before anything is said.
    StartTls,
    /// Clear text, to this machine only.
    Loopback,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_its_filter_and_every_filter_its_word() {
        for delivery in Delivery::ALL {
            let filters = MailFilter::ALL
                .into_iter()
                .filter(|f| f.delivery() == Some(delivery));
            assert_eq!(filters.count(), 1, "{delivery:?}");
        }
        for filter in MailFilter::ALL {
            assert_eq!(MailFilter::parse(filter.as_str()), Some(filter));
        }
        assert_eq!(MailFilter::parse("lost"), None);
    }

    #[test]
    fn the_whole_view_stands_in_the_query() {
        assert_eq!(MailListing::default().query(), "");
        let failed = MailListing::filtered_by(MailFilter::Failed).on_page("a.b");
        assert_eq!(failed.query(), "state=failed&page=a.b");
    }
}
