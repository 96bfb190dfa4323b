//! The page Mail and one letter: how far mails have come, the local mailbox, the test mail.

use rules::outbox::{Delivery, Kind, MailFilter, MailRow};

/// What the page shows.
pub const LEAD: &str =
    "Every mail of this portal: how far it has come, and what the mail server said.";
/// The name of the filters.
pub const FILTERS: &str = "Show mails by state";
/// The table's caption.
pub const CAPTION: &str = "Mails, newest first";
/// What a mail is: its subject and its kind.
pub const LETTER: &str = "Mail";
/// Its recipient.
pub const TO: &str = "To";
/// How far it has come.
pub const STATE: &str = "State";
/// How often it was offered to the mail server, and the answer.
pub const TRIES: &str = "Tries";
/// When it was written.
pub const QUEUED_AT: &str = "Queued";
/// When the mail server took it.
pub const SENT_AT: &str = "Sent";
/// What can be done.
pub const ACTIONS: &str = "Actions";
/// The pager's name.
pub const PAGES: &str = "Pages of mails";
/// Leads to newer mails.
pub const NEWER: &str = "Newer";
/// Leads to older mails.
pub const OLDER: &str = "Older";
/// How many rows a page has.
pub const A_PAGE: &str = "50 a page";
/// Nothing was ever written.
pub const NONE_YET: &str = "No mails yet";
/// What to do about it.
pub const NONE_YET_HINT: &str = "Mails appear here the moment you invite somebody.";
/// To the invite page.
pub const INVITE: &str = "Invite somebody";
/// The filter finds nothing.
pub const NONE_MATCH: &str = "No mail in this state";
/// What to do about it.
pub const NONE_MATCH_HINT: &str = "Another filter may hold what you look for.";
/// Takes the filter off.
pub const SHOW_ALL: &str = "Show all mails";
/// The list can't be shown.
pub const NOT_LOADED: &str = "The mails can't be shown now";

/// The title of the notice about the local mailbox.
pub const LOCAL_MAILBOX: &str = "This is the local mailbox";
/// What it is good for.
pub const LOCAL_MAILBOX_HINT: &str = "Without a mail server every mail stays here, with its link. Open a mail, then copy its link to the person or open it yourself.";
/// How to have mails sent.
pub const LOCAL_MAILBOX_WAY_OUT: &str = "To send mails, start the portal with PORTICO_SMTP_URL.";

/// Reads a mail.
pub const READ: &str = "Read";
/// Sends it again.
pub const RETRY: &str = "Retry";
/// After a Retry.
pub const RETRIED: &str = "The mail is tried again now.";
/// After the test mail.
pub const TESTED: &str = "The test mail is on its way: below is how far it has come.";

/// After the test of one of the mails.
pub const SAMPLE_SENT: &str =
    "The test is on its way to your own address. Mail shows how far it has come.";

/// Who gets it.
pub fn to(recipient: &str) -> String {
    format!("To {recipient}")
}

/// The name of the row's link.
pub fn read(row: &MailRow) -> String {
    format!("Read the mail to {}", row.recipient)
}

/// The name of the row's button.
pub fn retry(row: &MailRow) -> String {
    format!("Retry the mail to {}", row.recipient)
}

/// How often it was tried.
pub fn tries(attempts: u32) -> String {
    match attempts {
        1 => "1 try".to_string(),
        n => format!("{n} tries"),
    }
}

/// A try that broke off on the wire (SECURITY MAIL-4).
pub const MAY_HAVE_ARRIVED: &str =
    "The connection broke off while it was handed over: it may have arrived already.";

/// The word of the state.
pub const fn state(delivery: Delivery) -> &'static str {
    delivery.label()
}

/// The word of the kind.
pub const fn kind(kind: Kind) -> &'static str {
    kind.label()
}

/// The word of the filter.
pub const fn filter(filter: MailFilter) -> &'static str {
    filter.label()
}

/// What a state means, in a sentence.
pub const fn meaning(delivery: Delivery, has_mail_server: bool) -> &'static str {
    match delivery {
        Delivery::Queued => "It waits for its turn.",
        Delivery::Held if has_mail_server => {
            "It was written while there was no mail server. Retry sends it."
        }
        Delivery::Held => "It is not sent: it stays here, because there is no mail server.",
        Delivery::Sending => "It is being handed to the mail server.",
        Delivery::Sent => "The mail server has taken it.",
        Delivery::Retrying => "The mail server did not take it yet. It is tried again.",
        Delivery::Failed => "It was given up. Retry begins anew.",
        Delivery::Skipped => "It was not sent: what it says was no longer true.",
        Delivery::Parked => "It was set aside for review. Retry sends it.",
    }
}

/// Back to the list.
pub const ALL_MAILS: &str = "All mails";
/// The card with the facts.
pub const DELIVERY: &str = "Delivery";
/// Which mail it is.
pub const KIND: &str = "Kind";
/// When it is tried next.
pub const NEXT_TRY: &str = "Next try";
/// The mail server's words.
pub const SERVER_SAID: &str = "The mail server said";
/// What it is about.
pub const INVITATION: &str = "Invitation";
/// Leads there.
pub const SHOW_INVITATION: &str = "Show the invitation";
/// The card with the link.
pub const LINK: &str = "The link in this mail";

/// What to do with the link.
pub fn link_hint(to: &str) -> String {
    format!(
        "This mail was not sent. Hand the link to {to}, or open it yourself: in a private window, because here you are logged in."
    )
}

/// Copies the link.
pub const COPY_LINK: &str = "Copy link";
/// It is copied.
pub const COPIED: &str = "Copied";
/// Opens the link.
pub const OPEN_LINK: &str = "Open the link";
/// The card with the mail as a mail program shows it.
pub const PREVIEW: &str = "As a mail program shows it";
/// The name of the frame.
pub const FRAME: &str = "The mail as HTML";
/// The card with the text part.
pub const TEXT: &str = "As plain text";
/// The link is hidden because there is a mail server (SECURITY INV-12).
pub const MASKED: &str = "The link is hidden: it is for the recipient alone.";
/// The link is hidden because of what its role holds (PRODUCT.md section 6).
pub const MASKED_BY_ROLE: &str = "The link is hidden: it would give more than your own role holds.";
/// The text is wiped (SECURITY MAIL-2).
pub const NO_TEXT: &str = "The text is gone";
/// Why.
pub const NO_TEXT_HINT: &str =
    "What a mail says is wiped once it is sent, skipped, or its link has died.";
/// There is no such mail.
pub const NO_LETTER: &str = "There is no such mail";
/// What to do.
pub const NO_LETTER_HINT: &str = "The list shows every mail there is.";
