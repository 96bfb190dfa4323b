//! Each mail with made-up people in it, for whoever wants to see what is sent. No link in it holds a secret: behind each
//! stands a page that says that there is nothing, or one that everybody may see.

use super::Mail;
use rules::outbox::Kind;
use rules::settings::Settings;
use rules::time::Timestamp;

/// The mail of that kind, as these settings would have it. `public_url` without a slash at the end.
pub(crate) fn sample(
    kind: Kind,
    settings: &Settings,
    public_url: &str,
    reader_name: &str,
    now: Timestamp,
) -> Mail {
    let at = |path: &str| format!("{public_url}{path}");
    let asks_for_reset = settings.portal_reset_email.then(|| at("/reset"));
    match kind {
        Kind::Invitation => Mail::Invitation {
            inviter_name: reader_name.to_owned(),
            role: "Customer".to_owned(),
            valid_until: now.plus(settings.invitation_validity),
            message: Some("It is good to have you with us.\nAsk me anything.".to_owned()),
            link: at("/invite/example"),
            opt_out_link: Some(at("/opt-out/example")),
            domains: Vec::new(),
        },
        Kind::Reminder => Mail::Reminder {
            inviter_name: reader_name.to_owned(),
            role: "Customer".to_owned(),
            valid_until: now.plus(settings.reminder_lead),
            link: at("/invite/example"),
            opt_out_link: at("/opt-out/example"),
        },
        Kind::AccessRequest => Mail::AccessRequest {
            person_name: "Grace Example".to_owned(),
            email: "grace@example.org".to_owned(),
            review_link: at("/consumers/developers?tab=requested"),
        },
        Kind::AskedAnew => Mail::AskedAnew {
            email: "grace@example.org".to_owned(),
            resend_link: at("/consumers/invitations?status=expired"),
        },
        Kind::Approved => Mail::Approved {
            login_link: at("/login"),
        },
        Kind::Refused => Mail::Refused {
            reason: Some("We know nobody of that name.".to_owned()),
        },
        Kind::Revoked => Mail::Revoked {},
        Kind::ConfirmAddress => Mail::ConfirmAddress {
            valid_until: now.plus(settings.portal_token_exp),
            link: at("/confirm/example"),
        },
        Kind::AlreadyRegistered => Mail::AlreadyRegistered {
            login_link: at("/login"),
            reset_link: asks_for_reset,
        },
        Kind::PasswordReset => Mail::PasswordReset {
            valid_until: now.plus(settings.portal_token_exp),
            by_administrator: false,
            link: at("/reset/example"),
        },
        Kind::ResetDone => Mail::ResetDone {
            login_link: at("/login"),
            ask_link: asks_for_reset,
        },
        Kind::DomainInvitation => Mail::DomainInvitation {
            inviter_name: reader_name.to_owned(),
            domain: "Billing".to_owned(),
            role: "Editor".to_owned(),
            role_description: "Sees the domain, its members and invitations, and describes it."
                .to_owned(),
            valid_until: now.plus(settings.domain_invitation_validity),
            message: Some("We could do with your help.".to_owned()),
            domains_link: at("/domains"),
        },
        Kind::InvitationAnswer => Mail::InvitationAnswer {
            person_name: "Grace Example".to_owned(),
            domain: "Billing".to_owned(),
            is_accepted: false,
            reason: Some("I have left that team.".to_owned()),
            invitations_link: at("/domains"),
        },
        Kind::MembershipEnds => Mail::MembershipEnds {
            person_name: Some("Grace Example".to_owned()),
            domain: "Billing".to_owned(),
            role: "Editor".to_owned(),
            ends_at: now.plus(rules::membership::WARNED_BEFORE),
            link: at("/domains"),
        },
        Kind::Test => Mail::Test {},
    }
}
