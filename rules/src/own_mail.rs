//! Inviting through one's own mail client (K; PRODUCT.md section 6): the messages that a list of addresses makes, as
//! `mailto:` addresses (RFC 6068). Every address goes into `bcc`: nobody sees another's. Sends nothing and knows no
//! mail client.

use crate::email_address::{AddressFault, EmailAddress};
use crate::listing::percent_encode;
use serde::{Deserialize, Serialize};

/// Octets of a `mailto:` address that mail clients and operating systems still take whole.
pub const LONGEST: usize = 1_900;
/// Most characters of the text: a message of the invite form and what stands around it.
pub const MOST_TEXT: usize = 1_000;

/// What a list of addresses came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnMail {
    /// The messages to open, one after the other.
    pub messages: Vec<Message>,
    /// What is no address, as written, and why.
    pub unreadable: Vec<(String, AddressFault)>,
}

/// One message to open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// What opens it.
    pub href: String,
    /// To how many it goes.
    pub addresses: u32,
}

/// The messages that carry `text` to every address; more than one when a client would not take them in one piece.
/// Each holds at least one address, however long the text is.
pub fn messages<'a>(
    addresses: impl IntoIterator<Item = &'a EmailAddress>,
    subject: &str,
    text: &str,
) -> Vec<Message> {
    // Line breaks travel as CRLF (RFC 6068, section 5).
    let text = text.replace("\r\n", "\n").replace('\n', "\r\n");
    let end = format!(
        "&subject={}&body={}",
        percent_encode(subject),
        percent_encode(&text)
    );
    let room = LONGEST.saturating_sub(START.len() + end.len());
    let mut made = Vec::new();
    let (mut list, mut count) = (String::new(), 0);
    for address in addresses {
        let next = encoded(address.typed());
        if count > 0 && list.len() + 1 + next.len() > room {
            made.push(message(&list, &end, count));
            list.clear();
            count = 0;
        }
        if count > 0 {
            list.push(',');
        }
        list.push_str(&next);
        count += 1;
    }
    if count > 0 {
        made.push(message(&list, &end, count));
    }
    made
}

const START: &str = "mailto:?bcc=";

fn message(list: &str, end: &str, addresses: u32) -> Message {
    Message {
        href: format!("{START}{list}{end}"),
        addresses,
    }
}

/// An address among others: its `@` may stand as it is, everything that would end it may not.
fn encoded(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, host)) => format!("{}@{}", percent_encode(local), percent_encode(host)),
        None => percent_encode(address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address_list::parse;
    use crate::normalise::AsciiOnly;

    fn made(list: &str, text: &str) -> Vec<Message> {
        messages(
            parse(list, &AsciiOnly).unwrap().addresses(),
            "Join us",
            text,
        )
    }

    #[test]
    fn every_address_is_a_blind_copy() {
        let made = made(
            "a@x.org, Ada <b+c&d@x.org>,a@x.org",
            "Hello,\nhttps://p/register?a=b&c",
        );
        assert_eq!(
            made,
            [Message {
                href: "mailto:?bcc=a@x.org,b%2Bc%26d@x.org&subject=Join%20us\
                       &body=Hello%2C%0D%0Ahttps%3A%2F%2Fp%2Fregister%3Fa%3Db%26c"
                    .into(),
                addresses: 2,
            }]
        );
    }

    #[test]
    fn a_long_list_is_split_and_loses_nobody() {
        let list: Vec<String> = (0..300).map(|n| format!("person{n}@example.org")).collect();
        let made = made(&list.join(","), "Come");
        assert!(made.len() > 1);
        assert!(made.iter().all(|message| message.href.len() <= LONGEST));
        assert_eq!(
            made.iter().map(|message| message.addresses).sum::<u32>(),
            300
        );
        for address in &list {
            let holders = made.iter().filter(|message| {
                message
                    .href
                    .split(['=', ',', '&'])
                    .any(|part| part == address)
            });
            assert_eq!(holders.count(), 1, "{address}");
        }
    }

    #[test]
    fn a_text_that_leaves_no_room_still_reaches_everybody() {
        let made = made("a@x.org,b@x.org", &"\u{e4}".repeat(MOST_TEXT));
        assert_eq!(made.len(), 2);
    }

    #[test]
    fn nobody_makes_no_message() {
        assert_eq!(made("nonsense", "Come"), []);
    }
}
