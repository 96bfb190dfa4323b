//! The words of the trail, as people read them.

use crate::messages::settings;
use rules::audit::AuditObject;
use rules::settings::Key;
use std::borrow::Cow;

/// What happened. A word that is not known here is shown as it stands in the trail.
pub fn label(action: &str) -> Cow<'static, str> {
    Cow::Borrowed(match action {
        "invitation.sent" => "Invitation sent",
        "invitation.completed" => "Registered through an invitation",
        "invitation.accepted" => "Registration accepted",
        "invitation.denied" => "Registration denied",
        "invitation.declined" => "Invitation declined",
        "invitation.expired" => "Invitation expired",
        "invitation.resent" => "Invitation sent again",
        "invitation.deleted" => "Invitation deleted",
        "invitation.opted_out" => "Asked not to be invited",
        "invitation.opt_out_lifted" => "Invitations allowed again",
        "invitation.reminded" => "Reminder sent",
        "invitation.asked_anew" => "Asked for a new invitation",
        "submission.stopped" => "Sending a list stopped",
        "account.created" => "Account created",
        "account.registered" => "Account registered",
        "account.approved" => "Account approved",
        "account.rejected" => "Account rejected",
        "account.revoked" => "Access revoked",
        "account.deleted" => "Account deleted",
        "account.role_changed" => "Role changed",
        "account.groups_changed" => "Groups changed",
        "account.renamed" => "Name changed",
        "account.password_changed" => "Password changed",
        "account.password_reset" => "Password reset",
        "account.reset_asked" => "Reset of a password asked for",
        "account.reset_started" => "Reset of a password started",
        "group.created" => "Group created",
        "group.renamed" => "Group renamed",
        "group.deleted" => "Group deleted",
        "domain.created" => "Domain created",
        "domain.described" => "Domain described anew",
        "domain.archived" => "Domain archived",
        "domain.unarchived" => "Domain brought back",
        "domain.people_searched" => "People searched for a domain",
        "member.role" => "Role in a domain changed",
        "member.end_date" => "End of a membership set",
        "member.warned" => "Warned of the end of a membership",
        "member.ended" => "Membership ended",
        "self_registration.asked" => "Account asked for",
        "self_registration.limited" => "Account asked for too often",
        "self_registration.confirmed" => "Address confirmed",
        "self_registration.expired" => "Request for an account expired",
        "session.began" => "Logged in",
        "session.ended" => "Logged out",
        "sessions.ended" => "Other sessions ended",
        "mail.retried" => "Mail retried",
        "mail.told" => "Told later",
        "mail.tested" => "Test mail sent",
        "setting.changed" => "Setting changed",
        "denied.login" => "Login refused",
        "denied.too_many_tries" => "Too many tries",
        "denied.forbidden" => "Not allowed by the role",
        "denied.cross_site" => "Asked for by another site",
        "denied.unknown_link" => "Unknown link used",
        "denied.dead_link" => "Dead link used again and again",
        other => return Cow::Owned(plain(other)),
    })
}

/// What kind of object it is.
pub fn object_kind(kind: &str) -> Cow<'static, str> {
    Cow::Borrowed(match kind {
        "invitation" => "Invitation",
        "submission" => "Sent list",
        "account" => "Account",
        "group" => "Group",
        "self_registration" => "Request for an account",
        "domain" => "Domain",
        "session" => "Session",
        "mail" => "Mail",
        "setting" => "Setting",
        "request" => "Request",
        other => return Cow::Owned(plain(other)),
    })
}

/// What the object is called, when it has more than an id.
pub fn object_name(object: &AuditObject) -> Option<String> {
    if let Some(name) = &object.name {
        return Some(name.clone());
    }
    match (object.kind.as_str(), object.id.as_str()) {
        ("setting", key) => Key::parse(key).map(|key| settings::label(key).to_string()),
        ("account", "unknown") => Some("Nobody we know".to_string()),
        (_, "") => Some("Several".to_string()),
        _ => None,
    }
}

/// A word of the trail in plain writing: `domain.member_added` as "Domain member added".
fn plain(word: &str) -> String {
    let spaced = word.replace(['.', '_'], " ");
    let mut letters = spaced.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::denial::Denial;

    #[test]
    fn a_word_that_is_not_known_is_written_plainly() {
        assert_eq!(label("domain.member_added"), "Domain member added");
        assert_eq!(object_kind("some_thing"), "Some thing");
        assert_eq!(label(""), "");
    }

    #[test]
    fn every_denial_has_its_words() {
        for denial in Denial::ALL {
            assert_ne!(label(denial.word()), plain(denial.word()), "{denial:?}");
        }
    }

    #[test]
    fn an_object_is_called_by_what_is_known_of_it() {
        let object = |kind: &str, id: &str| AuditObject {
            kind: kind.into(),
            id: id.into(),
            name: None,
        };
        let name = |kind, id| object_name(&object(kind, id));
        assert_eq!(
            name("setting", "portal_name").as_deref(),
            Some("Portal name")
        );
        assert_eq!(
            name("account", "unknown").as_deref(),
            Some("Nobody we know")
        );
        assert_eq!(name("session", "7"), None);
    }
}
