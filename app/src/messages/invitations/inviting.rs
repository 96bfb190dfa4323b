//! The invite dialog and the page of the same content (PRODUCT.md 8.3).

use super::grouped;
use crate::messages::errors;
use rules::address_list::MOST_ADDRESSES;
use rules::plain_text::MOST_NOTE_CHARACTERS;
use rules::submission::{Budget, Group, Outcome, Report};

/// The heading.
pub const TITLE: &str = "Invite people";
/// Under the heading of the page.
pub const LEAD: &str = "Each address gets a mail of its own, and nobody sees the others.";
/// The address field.
pub const ADDRESSES: &str = "Email addresses";
/// How to fill it.
pub const ADDRESSES_HINT: &str = "Type or paste one or many, separated by ; or , or line breaks. Names as in Ada <ada@example.org> may stay.";
/// Shown while it is empty.
pub const ADDRESSES_PLACEHOLDER: &str = "ada@example.org; grace@example.org";
/// The name of the list of chips.
pub const ADDRESS_LIST: &str = "Addresses to invite";
/// The role.
pub const ROLE: &str = "Role";
/// How long the links work.
pub const VALIDITY: &str = "Valid for";
/// A preset.
pub const CUSTOM: &str = "Custom";
/// The hours of one's own.
pub const CUSTOM_HOURS: &str = "Hours";
/// Bounds, for those who choose Custom.
pub const CUSTOM_HOURS_HINT: &str = "With Custom: 1 to 720 hours.";
/// Not a number of hours.
pub const CUSTOM_HOURS_FAULT: &str = "Write a number of hours from 1 to 720.";
/// Words to go with it.
pub const MESSAGE: &str = "Message";
/// The domains that go with it.
pub const DOMAINS: &str = "Domains";
/// What becomes of them.
pub const DOMAINS_HINT: &str = "Offered after the first login: people accept or decline each.";
/// A domain that they are not invited into.
pub const NOT_INTO_DOMAIN: &str = "Not invited";
/// Where it stands.
pub const MESSAGE_HINT: &str = "Stands in the mail. Plain text, without links.";
/// A field that may stay empty.
pub const OPTIONAL: &str = "optional";
/// Sends one invitation.
pub const SUBMIT: &str = "SUBMIT";
/// Nothing to send.
pub const NONE: &str = "Name at least one address.";
/// Leaves the dialog with the result.
pub const CLOSE: &str = "Close";
/// Begins anew.
pub const MORE: &str = "Invite more";

/// A preset of so many hours.
pub fn preset(hours: u32) -> String {
    rules::time::Span::hours(i64::from(hours)).words()
}

/// Before the end of the links' life.
pub const VALID_UNTIL: &str = "Valid until";

/// The button: "SUBMIT", "SUBMIT 12 invitations".
pub fn submit(count: usize) -> String {
    if count < 2 {
        SUBMIT.to_string()
    } else {
        format!("SUBMIT {} invitations", grouped(count as u64))
    }
}

/// The heading of the question before many mails leave (DST-02).
pub fn many_title(count: usize) -> String {
    format!("Send {} invitations?", grouped(count as u64))
}

/// What happens then.
pub fn many_text(count: usize) -> String {
    format!(
        "{} mails leave, one to each address. A mail that has left can't be called back; its invitation can be deleted.",
        grouped(count as u64)
    )
}

/// The name of a chip's cross.
pub fn remove(address: &str) -> String {
    format!("Remove {address}")
}

/// For chips that are not drawn.
pub fn and_more(count: usize) -> String {
    format!("and {} more", grouped(count as u64))
}

/// Takes a chip that can't be read back into the field.
pub fn mend(text: &str) -> String {
    format!("Edit “{text}”")
}

/// Said once for a batch: "12 added, 1 duplicate, 2 can't be read".
pub fn batch(added: usize, duplicates: usize, unreadable: usize) -> String {
    let mut parts = vec![format!("{} added", grouped(added as u64))];
    if duplicates > 0 {
        parts.push(plural(duplicates, "duplicate", "duplicates"));
    }
    if unreadable > 0 {
        parts.push(format!("{} can't be read", grouped(unreadable as u64)));
    }
    parts.join(", ")
}

/// Said when a chip was taken off.
pub fn removed(address: &str) -> String {
    format!("{address} removed")
}

/// How many addresses stand in the field.
pub fn so_far(valid: usize, unreadable: usize) -> String {
    let mut text = plural(valid, "address", "addresses");
    if unreadable > 0 {
        text.push_str(&format!(
            ", {} that can't be read",
            grouped(unreadable as u64)
        ));
    }
    text
}

/// A list beyond its bound.
pub fn too_many(count: u32) -> String {
    format!(
        "That makes {} addresses; send at most {} at a time.",
        grouped(u64::from(count)),
        grouped(MOST_ADDRESSES as u64)
    )
}

/// Longest message.
pub const MOST_MESSAGE: u32 = MOST_NOTE_CHARACTERS as u32;

/// Closing with something that was not sent.
pub fn discard_question(count: usize) -> String {
    match count {
        0 => "What you wrote is not sent yet.".to_string(),
        _ => format!(
            "{} not sent yet.",
            plural(count, "address is", "addresses are")
        ),
    }
}

/// Throws it away.
pub const DISCARD: &str = "Discard and close";
/// Stays.
pub const KEEP: &str = "Go on writing";

/// The heading of the answer.
pub const RESULT: &str = "What became of the addresses";
/// Under the summary.
pub const ALL_NAMED: &str = "Every address stands below with what became of it.";
/// Under the summary, when something failed.
pub const FAILED_STAY: &str = "What failed stays in the form: mend it and send it again.";
/// No mail leaves (UX-INV-09).
pub const LOCAL_MAILBOX: &str = "No mail server is set up, so no mail leaves this machine. The messages, with their links, are in the local mailbox.";
/// Where they are.
pub const LOCAL_MAILBOX_LINK: &str = "Open Mail";
/// The job of a long list.
pub const PROGRESS: &str = "Inviting";
/// It goes on by itself.
pub const PROGRESS_HINT: &str = "This goes on when you leave. The result stays at its own address.";
/// That address.
pub const PROGRESS_LINK: &str = "Open the result's page";
/// Reads it again, without JavaScript.
pub const REFRESH: &str = "Refresh";
/// It is not the viewer's, or unknown.
pub const UNKNOWN_SUBMISSION: &str = "This result can't be shown";

/// "8 of 12".
pub fn progress(report: &Report) -> String {
    format!(
        "{} of {}",
        grouped(u64::from(report.done)),
        grouped(report.lines.len() as u64)
    )
}

/// "11 invited, 1 skipped, 1 failed".
pub fn summary(report: &Report) -> String {
    let count = |group: Group| {
        report
            .lines
            .iter()
            .filter(|line| line.outcome.as_ref().is_some_and(|o| o.group() == group))
            .count()
    };
    let mut parts = vec![format!("{} invited", grouped(count(Group::Invited) as u64))];
    for (group, word) in [(Group::Skipped, "skipped"), (Group::Failed, "failed")] {
        let n = count(group);
        if n > 0 {
            parts.push(format!("{} {word}", grouped(n as u64)));
        }
    }
    parts.join(", ")
}

/// The heading of a group.
pub fn group(group: Group, count: usize) -> String {
    let word = match group {
        Group::Invited => "Invited",
        Group::Skipped => "Skipped",
        Group::Failed => "Failed",
    };
    format!("{word} ({})", grouped(count as u64))
}

/// Why an address came to its group; addresses with the same words stand together.
pub fn outcome(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Invited { .. } => "A mail goes to:".to_string(),
        Outcome::Resent { .. } => "Were rejected before and are invited again:".to_string(),
        Outcome::AlreadyOpen { status, .. } => {
            format!("Have an open invitation already ({}):", status.label())
        }
        Outcome::IntoDomains { domains: 1 } => {
            "Know the portal, and are invited into the domain:".to_string()
        }
        Outcome::IntoDomains { domains } => {
            format!("Know the portal, and are invited into {domains} domains:")
        }
        Outcome::Suppressed { .. } => "Asked not to be invited:".to_string(),
        Outcome::HasAccount { status } => errors::has_account(*status).to_string(),
        Outcome::Malformed { fault } => fault.reason().to_string(),
        Outcome::Duplicate => "Stand in the list more than once, and count once:".to_string(),
        Outcome::OverBudget {
            budget: Budget::Inviter,
            until,
        } => {
            format!(
                "Your budget for today is used up; it is possible again at {}.",
                until.utc_text()
            )
        }
        Outcome::OverBudget {
            budget: Budget::Domain,
            until,
        } => {
            format!(
                "The budget of a domain for today is used up; it is possible again at {}.",
                until.utc_text()
            )
        }
        Outcome::OverBudget {
            budget: Budget::Recipient,
            until,
        } => {
            format!(
                "Got as many invitations today as one address may; it is possible again at {}.",
                until.utc_text()
            )
        }
    }
}

fn plural(count: usize, one: &str, many: &str) -> String {
    let n = grouped(count as u64);
    format!("{n} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_button_states_the_number() {
        // UX-INV-07
        assert_eq!(submit(0), "SUBMIT");
        assert_eq!(submit(1), "SUBMIT");
        assert_eq!(submit(12), "SUBMIT 12 invitations");
    }

    #[test]
    fn a_batch_is_told_in_one_sentence() {
        // UX-INV-02
        assert_eq!(batch(12, 1, 0), "12 added, 1 duplicate");
        assert_eq!(batch(0, 0, 2), "0 added, 2 can't be read");
    }

    #[test]
    fn the_presets_read_as_in_the_dialog() {
        let words: Vec<_> = [24, 72, 168, 720].into_iter().map(preset).collect();
        assert_eq!(words, ["24 hours", "72 hours", "7 days", "30 days"]);
    }
}
