//! The words of invitations into domains: the pop-up, My invitations, and a domain's Invitations tab.

use rules::domain_invitation::people::{People, PersonStanding};
use rules::domain_invitation::{Filter, MyFilter, MyPage, Page, Settling};
use rules::listing::Count;

/// The page of one's own.
pub const MINE: &str = "My invitations";
/// Under it.
pub const MINE_LEAD: &str = "Every domain that you were asked into. Whoever accepts is in the domain at once; \"Later\" is no answer.";
/// The title of the pop-up and of the list on the Domains page, with how many wait.
pub fn pending(total: Count) -> String {
    match (total.n, total.or_more) {
        (0, _) => "No pending invitations".to_string(),
        (1, false) => "1 pending invitation".to_string(),
        _ => format!("{} pending invitations", super::numbers::number(total)),
    }
}

/// The name of the inbox button.
pub fn inbox(total: Count) -> String {
    format!("Inbox, {} waiting", super::numbers::number(total))
}

/// The number on it.
pub fn count(total: Count) -> String {
    super::numbers::number(total)
}

/// Closes the pop-up with the cross.
pub const CLOSE: &str = "Close";
/// Closes it with words: no answer.
pub const LATER: &str = "Later";
/// Leads to all of them.
pub const VIEW_ALL: &str = "View All";
/// The pop-up without rows.
pub const NOTHING_WAITS: &str = "Nothing waits for your answer.";
/// A row that can't be answered any more.
pub const GONE: &str = "Answered elsewhere, withdrawn or expired meanwhile.";

/// Says yes.
pub const ACCEPT: &str = "Accept";
/// Says no; asks once.
pub const DECLINE: &str = "Decline";
/// Says no for good.
pub const DECLINE_INVITATION: &str = "Decline invitation";
/// The reason's label.
pub const REASON: &str = "Reason";
/// A field that may stay empty.
pub const OPTIONAL: &str = "(optional)";

/// What declining means.
pub fn decline_text(title: &str) -> String {
    format!(
        "The invitation into {title} ends. Whoever may see the domain's invitations reads the reason."
    )
}

/// The accessible name of an action on something.
pub fn action_name(label: &str, what: &str) -> String {
    format!("{label} {what}")
}

/// It is accepted.
pub fn accepted(title: &str) -> String {
    format!("{title}: accepted. You are in the domain.")
}

/// Leads into it.
pub fn open_members(title: &str) -> String {
    format!("Open {title}")
}

/// It is declined.
pub fn declined(title: &str) -> String {
    format!("{title}: declined.")
}

/// It was refused.
pub fn refused(title: &str, why: &str) -> String {
    format!("{title}: {why}")
}

/// A column.
pub const DOMAIN: &str = "Domain";
/// A column.
pub const ROLE: &str = "Role";
/// A column.
pub const INVITED_BY: &str = "Invited by";
/// A column.
pub const SENT: &str = "Sent";
/// A column.
pub const VALID_UNTIL: &str = "Valid until";
/// A column, and the filter.
pub const STATUS: &str = "Status";
/// A column.
pub const ACTIONS: &str = "Actions";
/// Before the time of an answer.
pub const ANSWERED: &str = "answered";
/// No clock runs.
pub const NO_CLOCK: &str = "no clock yet";
/// The pages of a list.
pub const PAGES: &str = "Pages of invitations";

/// A filter of My invitations.
pub const fn my_filter(filter: MyFilter) -> &'static str {
    match filter {
        MyFilter::All => "All",
        MyFilter::Pending => "Pending",
        MyFilter::Accepted => "Accepted",
        MyFilter::Rejected => "Rejected",
        MyFilter::Expired => "Expired",
    }
}

/// A filter of a domain's tab.
pub const fn filter(filter: Filter) -> &'static str {
    match filter {
        Filter::All => "All",
        Filter::Pending => "Pending",
        Filter::Accepted => "Accepted",
        Filter::Rejected => "Rejected",
        Filter::Expired => "Expired",
        Filter::Deleted => "Deleted",
        Filter::Flagged => "Needs confirmation",
    }
}

/// Told when another page of My invitations has arrived.
pub fn loaded_mine(page: &MyPage) -> String {
    let range = super::list::range(page);
    format!("{}: {range}", my_filter(page.listing.filter))
}

/// Told when another page of a domain's invitations has arrived.
pub fn loaded(page: &Page) -> String {
    let range = super::list::range(page);
    format!("{}: {range}", filter(page.listing.filter))
}

/// It could not be read.
pub const FAILED: &str = "The invitations can't be shown now";
/// Nobody has invited the viewer.
pub const NONE_MINE: &str = "Nobody has invited you into a domain yet";
/// What would stand there.
pub const NONE_MINE_HINT: &str = "Whoever asks you into a domain reaches you here and after login.";
/// The filter found none.
pub const NONE_MATCH: &str = "None of your invitations matches";
/// What to do.
pub const NONE_MATCH_HINT: &str = "Choose another status.";

/// The bar of the chosen ones.
pub const BULK: &str = "With the chosen invitations";
/// Accepts them.
pub const ACCEPT_CHOSEN: &str = "Accept chosen";
/// Chooses none.
pub const CHOOSE_NONE: &str = "Choose none";
/// The check box of the head.
pub const CHOOSE_ALL: &str = "Choose all pending invitations on this page";
/// An invitation whose row is out of sight.
pub const INVITATION: &str = "Invitation";

/// The tab of a domain.
pub const TAB: &str = "Invitations";
/// Opens the form, and sends it.
pub const SEND: &str = "Send Invitation";
/// A column.
pub const NAME: &str = "Name/address";
/// A column.
pub const CONFIRMED_AT: &str = "Confirmed at";
/// A column.
pub const REJECTED_AT: &str = "Rejected at";
/// Not accepted (M).
pub const NOT_CONFIRMED: &str = "not confirmed yet";
/// Not declined (M).
pub const NOT_REJECTED: &str = "not rejected yet";
/// The inviter may not give it any more (T19).
pub const FLAGGED: &str = "needs confirmation";
/// Invites anew who declined.
pub const RESEND: &str = "Resend";
/// Withdraws.
pub const DELETE: &str = "Delete";
/// Stands for it.
pub const VOUCH: &str = "Vouch";
/// The verb of Resend.
pub const RESEND_INVITATION: &str = "Resend invitation";
/// The verb of Delete.
pub const DELETE_INVITATION: &str = "Delete invitation";
/// The verb of Vouch.
pub const VOUCH_INVITATION: &str = "Vouch for it";
/// What Resend does.
pub const RESEND_TEXT: &str =
    "A new invitation goes out, with this role and the full time. The rejected one stays as it is.";
/// What Delete does.
pub const DELETE_TEXT: &str = "It leaves the invitee's pop-up and can't be accepted any more.";
/// What Vouch does.
pub const VOUCH_TEXT: &str =
    "Whoever sent it may not give this role any more. It can be accepted once you stand for it.";
/// How many need confirmation.
pub fn flagged(count: Count) -> String {
    match (count.n, count.or_more) {
        (1, false) => {
            "1 invitation needs confirmation: whoever sent it may not give it any more.".to_string()
        }
        _ => format!(
            "{} invitations need confirmation: whoever sent them may not give them any more.",
            super::numbers::number(count)
        ),
    }
}

/// Leads to them.
pub const SHOW_FLAGGED: &str = "Show what needs confirmation";

/// One step for all of a page.
pub fn settle(settling: Settling, count: usize) -> String {
    match settling {
        Settling::Vouch => format!("Vouch for all {count}"),
        Settling::Withdraw => format!("Withdraw all {count}"),
    }
}

/// What it does.
pub const fn settle_text(settling: Settling) -> &'static str {
    match settling {
        Settling::Vouch => {
            "All that this page shows and you may give can be accepted once you stand for them."
        }
        Settling::Withdraw => {
            "All that this page shows leave the invitees' pop-ups and can't be accepted any more."
        }
    }
}

/// Its verb.
pub const fn settle_verb(settling: Settling) -> &'static str {
    match settling {
        Settling::Vouch => "Vouch for them",
        Settling::Withdraw => "Withdraw them",
    }
}

/// What became of one of them.
pub fn settled(settling: Settling, address: &str, why_not: Option<&str>) -> String {
    let address = if address.is_empty() {
        INVITATION
    } else {
        address
    };
    match (why_not, settling) {
        (Some(why), _) => format!("{address}: {why}"),
        (None, Settling::Vouch) => row_done(VOUCH, address),
        (None, Settling::Withdraw) => row_done(DELETE, address),
    }
}

/// Only the viewer's own.
pub const SENT_BY_ME: &str = "Sent by me";
/// The search.
pub const SEARCH_NAME: &str = "Search invitations";
/// Its field.
pub const SEARCH_LABEL: &str = "Address";
/// Its button.
pub const SEARCH: &str = "Search";
/// Takes it off.
pub const CLEAR: &str = "Clear";
/// The domain has none.
pub const NONE: &str = "Nobody has been invited into this domain yet";
/// What would stand there.
pub const NONE_HINT: &str = "Accepted and rejected invitations stay here for good.";
/// The view found none.
pub const NO_MATCH: &str = "No invitation matches";
/// What to do.
pub const NO_MATCH_HINT: &str = "Choose another status, or search for something else.";

/// What a role holds.
pub fn holds(actions: &str) -> String {
    format!("Holds: {actions}")
}

/// The form's page.
pub const SEND_LEAD: &str = "Who has an account is asked at once, and at the next login. Who has none gets the invitation to the portal with it, in one mail.";
/// Who has an account.
pub const PEOPLE: &str = "People";
/// How they are found.
pub const PEOPLE_HINT: &str =
    "Finds whoever has an account, by three letters of the name or by the whole address.";
/// The search for them.
pub const FIND_PEOPLE: &str = "Find people";
/// The list of what it found.
pub const FOUND_PEOPLE: &str = "People found";
/// The list of who is picked.
pub const PICKED_PEOPLE: &str = "People picked";
/// Takes one away.
pub const REMOVE: &str = "Remove";
/// Is in the list already.
pub const PICKED: &str = "picked already";

/// What a search for people came to.
pub fn found(people: &People) -> String {
    match (people.hits.len(), people.has_more) {
        (0, _) => "Nobody was found.".to_string(),
        (1, false) => "1 person was found.".to_string(),
        (n, false) => format!("{n} people were found."),
        (n, true) => format!("The first {n} are shown. Type more of the name."),
    }
}

/// Somebody with their address.
pub fn person(name: &str, email: &str) -> String {
    format!("{name} ({email})")
}

/// Why somebody who was found can't be invited; `None`: they can.
pub const fn standing(standing: PersonStanding) -> Option<&'static str> {
    match standing {
        PersonStanding::Free => None,
        PersonStanding::Member => Some("in the domain already"),
        PersonStanding::Invited => Some("invited already"),
    }
}

/// The addresses.
pub const EMAILS: &str = "Email addresses";
/// How they are written.
pub const EMAILS_HINT: &str = "Up to 100, separated by commas, semicolons or line breaks.";
/// How long it is valid.
pub const VALIDITY: &str = "Valid for";
/// The message.
pub const MESSAGE: &str = "Message";
/// Where it stands.
pub const MESSAGE_HINT: &str = "Stands in the invitation.";
/// Who may not send.
pub const MAY_NOT_SEND: &str = "Your role in this domain does not allow this.";

/// A preset of the validity, in hours.
pub fn preset(hours: u32) -> String {
    match hours {
        168 => "7 days".to_string(),
        720 => "30 days".to_string(),
        _ => format!("{hours} hours"),
    }
}

/// One of the answers of Send Invitation.
pub fn sent(address: &str, why_not: Option<&str>) -> String {
    match why_not {
        None => format!("{address} is invited."),
        Some(why) => format!("{address}: {why}"),
    }
}

/// What was done with a row.
pub fn row_done(label: &str, email: &str) -> String {
    match label {
        RESEND => format!("{email} is invited anew."),
        DELETE => format!("The invitation of {email} is deleted."),
        _ => format!("You stand for the invitation of {email}."),
    }
}

/// The label of a field that can be at fault.
pub fn field(name: &str) -> Option<&'static str> {
    Some(match name {
        "emails" => EMAILS,
        "role" => ROLE,
        "message" => MESSAGE,
        _ => return None,
    })
}

/// What a form sent without JavaScript came to.
pub fn done(code: &str) -> Option<&'static str> {
    Some(match code {
        "domain_invitations/accept" => "Accepted. You are in the domain.",
        "domain_invitations/decline" => "Declined.",
        "domain_invitations/resend" => "Sent anew. The rejected invitation stays as it is.",
        "domain_invitations/delete" => "Deleted. It can't be accepted any more.",
        "domain_invitations/vouch" => "Done. It can be accepted: you stand for it.",
        _ => return None,
    })
}
