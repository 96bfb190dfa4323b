//! The words of domains, their members and their invitations.

use rules::domain::Refusal;
use rules::domain_invitation;
use rules::membership;

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
        Refusal::NoAccount => "Nobody has an account with this address.".to_string(),
        Refusal::Validity { .. } => "From one hour to 30 days.".to_string(),
    }
}
