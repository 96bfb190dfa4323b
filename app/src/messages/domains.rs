//! The words of domains, their members and their invitations.

use crate::domains::address::Tab;
use rules::domain::Refusal;
use rules::domain_invitation;
use rules::membership;

pub mod members;

/// My domains.
pub const TITLE: &str = "Domains";
/// What they are.
pub const LEAD: &str = "Workspaces that people are invited to. You see those that you may enter.";
/// What the table lists, read aloud.
pub const CAPTION: &str = "Domains that you may enter";
/// A column.
pub const DOMAIN: &str = "Domain";
/// A column.
pub const MY_ROLE: &str = "Your role";
/// A column, and the first tab.
pub const MEMBERS: &str = members::TITLE;
/// A column.
pub const PENDING: &str = "Pending invitations";
/// A column.
pub const STATUS: &str = "Status";
/// Not for this viewer to see.
pub const NOTHING: &str = "–";
/// Sees the domain without being in it.
pub const NO_MEMBER: &str = "not a member";
/// In use.
pub const ACTIVE: &str = "Active";
/// Read-only; also since when.
pub const ARCHIVED: &str = "Archived";
/// Nobody in it may do everything any more.
pub const NO_ADMINISTRATOR: &str = "without administrator";
/// In no domain.
pub const NONE: &str = "You are in no domain yet";
/// How one comes into one.
pub const NONE_HINT: &str = "Whoever runs a domain can invite you to it.";
/// How one comes into one, for whoever may make them.
pub const NONE_HINT_CREATE: &str =
    "Make one and invite people to it, or wait until somebody invites you.";
/// They could not be read.
pub const LIST_FAILED: &str = "The domains can't be shown now";
/// The domain could not be read.
pub const FAILED: &str = "The domain can't be shown";

/// Opens the form, and sends it.
pub const CREATE: &str = "Create domain";
/// The form.
pub const CREATE_CARD: &str = "A new domain";
/// What happens.
pub const CREATE_LEAD: &str = "You will be its Administrator.";
/// What stands in its address.
pub const NAME: &str = "Name";
/// How it may look.
pub const NAME_HINT: &str =
    "3 to 40 of a-z, 0-9 and -. It stands in the address and can't be changed.";
/// What people read.
pub const DOMAIN_TITLE: &str = "Title";
/// How it may look.
pub const DOMAIN_TITLE_HINT: &str = "What people read. Up to 64 characters.";
/// What it is for.
pub const DESCRIPTION: &str = "Description";
/// A field that may stay empty.
pub const OPTIONAL: &str = "optional";
/// It is made.
pub const CREATED: &str = "The domain is there. You are its Administrator.";

/// The label of a field, for the list of what is wrong.
pub fn field(name: &str) -> Option<&'static str> {
    Some(match name {
        "name" => NAME,
        "title" => DOMAIN_TITLE,
        "description" => DESCRIPTION,
        _ => return None,
    })
}

/// The name of the tabs of a domain.
pub const TABS: &str = "Parts of the domain";

/// A tab.
pub const fn tab(tab: Tab) -> &'static str {
    match tab {
        Tab::Members => members::TITLE,
        Tab::Invitations => super::domain_invitations::TAB,
        Tab::Settings => "Settings",
    }
}

/// Above every page of an archived domain.
pub const READ_ONLY: &str = "This domain is archived: it can be read, not changed.";
/// Who made it.
pub const CREATED_BY: &str = "Created by";
/// When it was made.
pub const CREATED_AT: &str = "Created";
/// The form for title and description.
pub const DESCRIBE_CARD: &str = "Title and description";
/// Who reads them.
pub const DESCRIBE_LEAD: &str = "Members and people who are invited read them.";
/// Saves them.
pub const DESCRIBE: &str = "Save";
/// They are saved.
pub const DESCRIBED: &str = "Title and description are saved.";
/// The card of Archive.
pub const ARCHIVE_CARD: &str = "Archive this domain";
/// Makes it read-only.
pub const ARCHIVE: &str = "Archive";
/// What that does.
pub const ARCHIVE_TEXT: &str = "The domain becomes read-only and its pending invitations end. Its members stay members. It can be brought back; the invitations can't.";
/// It is archived.
pub const ARCHIVED_NOW: &str = "The domain is archived.";
/// The card of Unarchive.
pub const UNARCHIVE_CARD: &str = "Bring this domain back";
/// Brings it back.
pub const UNARCHIVE: &str = "Unarchive";
/// What that does.
pub const UNARCHIVE_TEXT: &str = "The domain can be changed again, with the members it has. Invitations that ended with the archiving stay ended.";
/// It is back.
pub const UNARCHIVED_NOW: &str = "The domain is back.";

/// The question before either.
pub fn archive_question(archives: bool, title: &str) -> String {
    if archives {
        format!("Archive {title}?")
    } else {
        format!("Bring {title} back?")
    }
}

/// What a form sent without JavaScript came to.
pub fn done(code: &str) -> Option<&'static str> {
    Some(match code {
        "domains/create" => CREATED,
        "domains/describe" => DESCRIBED,
        "domains/archive" => ARCHIVED_NOW,
        "domains/unarchive" => UNARCHIVED_NOW,
        "domains/change_role" => members::ROLE_CHANGED,
        "domains/set_end" => members::END_SET,
        "domains/remove_member" => "The person is no member any more.",
        "domains/leave" => "You have left the domain.",
        _ => return None,
    })
}

/// What the rules say no to about a domain.
pub fn refusal(refusal: Refusal) -> String {
    match refusal {
        Refusal::NotAllowed { .. } => "Your role in this domain does not allow this.",
        Refusal::Archived => "The domain is archived. Bring it back first.",
        Refusal::NotArchived => "The domain is not archived.",
        Refusal::NameTaken => "Another domain has this name. Choose another one.",
    }
    .to_string()
}

/// What the rules say no to about a membership.
pub fn membership_refusal(refusal: membership::Refusal) -> String {
    use membership::Refusal;
    match refusal {
        Refusal::NotAllowed { .. } => "Your role in this domain does not allow this.",
        Refusal::AboveCeiling => "This role holds rights that you lack in this domain.",
        Refusal::UnknownRole => "There is no such role. Choose one of the list.",
        Refusal::LastAdministrator => {
            "The domain would be left without Administrator. Make somebody else Administrator first."
        }
        Refusal::Oneself => "One leaves a domain oneself, and removes others.",
        Refusal::Ended => "This membership has ended already.",
        Refusal::Archived => "The domain is archived. Bring it back first.",
        Refusal::EndInThePast => "The end date has passed. Choose a day that is still to come.",
    }
    .to_string()
}

/// What the rules say no to about an invitation into a domain.
pub fn invitation_refusal(refusal: &domain_invitation::Refusal) -> String {
    use domain_invitation::Refusal;
    match refusal {
        Refusal::NotAllowed { .. } => "Your role in this domain does not allow this.".to_string(),
        Refusal::Status { current } => format!("It is {} already.", current.label()),
        Refusal::NotYours => "It is not there any more, or not yours to see.".to_string(),
        Refusal::Overdue { valid_until } => {
            format!("It ended at {}. Ask for a new one.", valid_until.utc_text())
        }
        Refusal::NeedsConfirmation => {
            "Whoever invited you may not do so any more. An administrator of the domain has to confirm it."
                .to_string()
        }
        Refusal::Vouched => "Its inviter still stands for it: nothing is to be done.".to_string(),
        Refusal::AboveCeiling => {
            "This role holds rights that you lack in this domain.".to_string()
        }
        Refusal::UnknownRole => "There is no such role. Choose one of the list.".to_string(),
        Refusal::Archived => "The domain is archived. Bring it back first.".to_string(),
        Refusal::Member => "They are in this domain already.".to_string(),
        Refusal::Oneself => "Nobody invites themselves.".to_string(),
        Refusal::HasAccount { status } => format!(
            "Their account is {}: they can't be invited.",
            status.as_str()
        ),
        Refusal::AlreadyOpen { .. } => "They have an open invitation already.".to_string(),
        Refusal::Suppressed { .. } => "They asked not to be invited.".to_string(),
        Refusal::SwitchedOff => {
            "They have no account, and inviting to the portal is switched off.".to_string()
        }
        Refusal::CantBeInvited => "This address can't be invited.".to_string(),
        Refusal::OverBudget { until, .. } => format!(
            "The budget for today is used up; it is possible again at {}.",
            until.utc_text()
        ),
        Refusal::Validity { .. } => "From one hour to 30 days.".to_string(),
    }
}
