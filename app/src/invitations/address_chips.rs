//! The addresses in the invite dialog, one chip each: what was read, what was not and why. Pure; the
//! grammar is the rules', the drawing is `ui`'s.

use crate::ui::{Chip, Tone};
use rules::address_list::{self, MOST_ADDRESSES, Reading, TooMany};
use rules::email_address::AddressFault;
use rules::normalise::Normalise;
use rules::submission::{Group, Report};
use std::collections::HashSet;

#[derive(Clone, Debug, PartialEq, Eq)]
struct Listed {
    key: u32,
    text: String,
    /// The canonical address, or why there is none.
    reading: Result<String, AddressFault>,
}

/// What a text added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Added {
    /// New addresses.
    pub(super) added: usize,
    /// Addresses that stand in the list already.
    pub(super) duplicates: usize,
    /// Entries that can't be read; they stay, red.
    pub(super) unreadable: usize,
}

/// The addresses, in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct AddressChips {
    listed: Vec<Listed>,
    next: u32,
}

impl AddressChips {
    /// Adds what a text holds; all of it or, beyond the bound, nothing.
    pub(super) fn add(&mut self, text: &str, normalise: &impl Normalise) -> Result<Added, TooMany> {
        let list = address_list::parse(text, normalise)?;
        let mut seen: HashSet<String> = self
            .listed
            .iter()
            .filter_map(|listed| listed.reading.clone().ok())
            .collect();
        let mut told = Added::default();
        let mut new = Vec::new();
        for entry in list.entries {
            let (text, reading) = match entry.reading {
                Reading::Address(email) if seen.insert(email.canonical().to_string()) => {
                    told.added += 1;
                    (email.typed().to_string(), Ok(email.canonical().to_string()))
                }
                Reading::Address(_) | Reading::Duplicate(_) => {
                    told.duplicates += 1;
                    continue;
                }
                Reading::Unreadable(fault) => {
                    told.unreadable += 1;
                    (entry.text, Err(fault))
                }
            };
            new.push((text, reading));
        }
        let count = self.listed.len() + new.len();
        if count > MOST_ADDRESSES {
            return Err(TooMany {
                count: u32::try_from(count).unwrap_or(u32::MAX),
            });
        }
        for (text, reading) in new {
            self.listed.push(Listed {
                key: self.next,
                text,
                reading,
            });
            self.next += 1;
        }
        Ok(told)
    }

    /// Takes a chip off; answers what stood on it.
    pub(super) fn remove(&mut self, key: &str) -> Option<String> {
        let at = self
            .listed
            .iter()
            .position(|listed| listed.key.to_string() == key)?;
        Some(self.listed.remove(at).text)
    }

    /// The first entry that can't be read, with its key.
    pub(super) fn first_unreadable(&self) -> Option<(String, String)> {
        let listed = self.listed.iter().find(|listed| listed.reading.is_err())?;
        Some((listed.key.to_string(), listed.text.clone()))
    }

    /// How many can be sent.
    pub(super) fn sendable(&self) -> usize {
        self.listed
            .iter()
            .filter(|listed| listed.reading.is_ok())
            .count()
    }

    /// How many can't be read.
    pub(super) fn unreadable(&self) -> usize {
        self.listed.len() - self.sendable()
    }

    /// Is there nothing?
    pub(super) fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// One a line, as it is sent: what can't be read too, so that the answer names every entry.
    pub(super) fn text(&self) -> String {
        let lines: Vec<&str> = self
            .listed
            .iter()
            .map(|listed| listed.text.as_str())
            .collect();
        lines.join("\n")
    }

    /// As they are drawn.
    pub(super) fn chips(&self) -> Vec<Chip> {
        self.listed
            .iter()
            .map(|listed| Chip {
                key: listed.key.to_string(),
                text: listed.text.clone(),
                tone: if listed.reading.is_ok() {
                    Tone::Neutral
                } else {
                    Tone::Bad
                },
                note: listed
                    .reading
                    .as_ref()
                    .err()
                    .map(|fault| fault.reason().to_string()),
            })
            .collect()
    }
}

/// The addresses of a report that can be mended and sent again, one a line.
pub(super) fn failed_text(report: &Report) -> String {
    let failed = report.lines.iter().filter(|line| {
        line.outcome
            .as_ref()
            .is_some_and(|outcome| outcome.group() == Group::Failed)
    });
    failed
        .map(|line| line.text.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::ids::SubmissionId;
    use rules::normalise::AsciiOnly;
    use rules::submission::{Line, Outcome};

    #[test]
    fn a_pasted_list_becomes_chips_and_bad_ones_stay_with_their_reason() {
        // UX-INV-01, UX-INV-02
        let mut chips = AddressChips::default();
        let told = chips
            .add("a@x.org;b@x.org, Ada <c@x.org>\nnonsense", &AsciiOnly)
            .unwrap();
        assert_eq!(
            told,
            Added {
                added: 3,
                duplicates: 0,
                unreadable: 1
            }
        );
        assert_eq!((chips.sendable(), chips.unreadable()), (3, 1));
        let drawn = chips.chips();
        assert_eq!(drawn[2].text, "c@x.org");
        assert_eq!(drawn[3].tone, Tone::Bad);
        assert!(drawn[3].note.is_some());
    }

    #[test]
    fn an_address_stands_in_the_list_once_however_it_came() {
        let mut chips = AddressChips::default();
        chips.add("a@x.org", &AsciiOnly).unwrap();
        let told = chips.add("A@X.org b@x.org b@x.org", &AsciiOnly).unwrap();
        assert_eq!(
            told,
            Added {
                added: 1,
                duplicates: 2,
                unreadable: 0
            }
        );
    }

    #[test]
    fn what_is_sent_reads_back_as_the_same_list() {
        let mut chips = AddressChips::default();
        chips
            .add(
                "a@x.org;\"Doe, Jane\" <b@x.org>;\"half <c@;c d@@e",
                &AsciiOnly,
            )
            .unwrap();
        let mut again = AddressChips::default();
        again.add(&chips.text(), &AsciiOnly).unwrap();
        assert_eq!(again.text(), chips.text());
    }

    #[test]
    fn more_than_the_bound_is_refused_as_a_whole() {
        let mut chips = AddressChips::default();
        let many: Vec<String> = (0..MOST_ADDRESSES).map(|n| format!("p{n}@x.org")).collect();
        chips.add(&many.join(";"), &AsciiOnly).unwrap();
        let refused = chips.add("one@more.org;two@more.org", &AsciiOnly);
        assert_eq!(refused, Err(TooMany { count: 10_002 }));
        assert_eq!(chips.sendable(), MOST_ADDRESSES);
    }

    #[test]
    fn what_failed_can_be_sent_again() {
        let line = |text: &str, outcome| Line {
            text: text.into(),
            outcome: Some(outcome),
        };
        let report = Report {
            id: SubmissionId(uuid::Uuid::from_u128(1)),
            lines: vec![
                line("a@x.org", Outcome::Duplicate),
                line(
                    "b@",
                    Outcome::Malformed {
                        fault: AddressFault::NoHost,
                    },
                ),
            ],
            done: 2,
            is_local_mailbox: false,
        };
        assert_eq!(failed_text(&report), "b@");
    }
}
