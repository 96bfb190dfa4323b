//! What stands in a mail, field by field, before anything is built of it.

use super::render::RenderFault;
use super::{Letterhead, Mail};

/// MAIL-11, the first time: before anything is built.
pub(super) fn validate(
    mail: &Mail,
    letterhead: &Letterhead,
    public_url: &str,
    to: &str,
) -> Result<(), RenderFault> {
    let line = |field, value: &str| {
        if value.chars().any(char::is_control) {
            Err(RenderFault::ControlCharacter { field })
        } else {
            Ok(())
        }
    };
    let lines = |field, value: Option<&String>| {
        let stray = |c: char| c.is_control() && c != '\n';
        if value.is_some_and(|value| value.replace("\r\n", "\n").contains(stray)) {
            Err(RenderFault::ControlCharacter { field })
        } else {
            Ok(())
        }
    };
    let link = |field, value: &str| {
        line(field, value)?;
        match value.strip_prefix(public_url) {
            Some(path) if path.starts_with('/') && !path.contains([' ', '<', '>', '"']) => Ok(()),
            Some(_) | None => Err(RenderFault::ForeignLink { field }),
        }
    };
    line("the portal's name", &letterhead.portal_name)?;
    line("the public URL", public_url)?;
    line("the sender's name", &letterhead.sender_name)?;
    line("the sender's address", &letterhead.from)?;
    line("the recipient's address", to)?;
    match mail {
        Mail::Invitation {
            inviter_name,
            role,
            valid_until: _,
            message,
            link: invite,
            opt_out_link,
            domains,
        } => {
            line("the inviter's name", inviter_name)?;
            line("the role", role)?;
            lines("the message", message.as_ref())?;
            for domain in domains {
                line("the domain", &domain.title)?;
                line("the role in the domain", &domain.role)?;
                line("what the role is for", &domain.role_description)?;
            }
            link("the invitation link", invite)?;
            opt_out_link
                .as_ref()
                .map_or(Ok(()), |opt_out| link("the opt-out link", opt_out))
        }
        Mail::Reminder {
            inviter_name,
            role,
            valid_until: _,
            link: invite,
            opt_out_link,
        } => {
            line("the inviter's name", inviter_name)?;
            line("the role", role)?;
            link("the invitation link", invite)?;
            link("the opt-out link", opt_out_link)
        }
        Mail::AccessRequest {
            person_name,
            email,
            review_link,
        } => {
            line("the person's name", person_name)?;
            line("the person's address", email)?;
            link("the review link", review_link)
        }
        Mail::AskedAnew { email, resend_link } => {
            line("the person's address", email)?;
            link("the resend link", resend_link)
        }
        Mail::Approved { login_link } => link("the login link", login_link),
        Mail::Refused { reason } => lines("the reason", reason.as_ref()),
        Mail::ConfirmAddress {
            valid_until: _,
            link: confirm,
        } => link("the confirmation link", confirm),
        Mail::AlreadyRegistered {
            login_link,
            reset_link,
        } => {
            link("the login link", login_link)?;
            reset_link
                .as_ref()
                .map_or(Ok(()), |reset| link("the reset link", reset))
        }
        Mail::PasswordReset {
            valid_until: _,
            by_administrator: _,
            link: reset,
        } => link("the reset link", reset),
        Mail::ResetDone {
            login_link,
            ask_link,
        } => {
            link("the login link", login_link)?;
            ask_link
                .as_ref()
                .map_or(Ok(()), |ask| link("the link to ask", ask))
        }
        Mail::DomainInvitation {
            inviter_name,
            domain,
            role,
            role_description,
            valid_until: _,
            message,
            domains_link,
        } => {
            line("the inviter's name", inviter_name)?;
            line("the domain", domain)?;
            line("the role", role)?;
            line("what the role is for", role_description)?;
            lines("the message", message.as_ref())?;
            link("the link to the domains", domains_link)
        }
        Mail::InvitationAnswer {
            person_name,
            domain,
            is_accepted: _,
            reason,
            invitations_link,
        } => {
            line("the person's name", person_name)?;
            line("the domain", domain)?;
            lines("the reason", reason.as_ref())?;
            link("the link to the invitations", invitations_link)
        }
        Mail::MembershipEnds {
            person_name,
            domain,
            role,
            ends_at: _,
            link: membership,
        } => {
            person_name
                .as_ref()
                .map_or(Ok(()), |name| line("the person's name", name))?;
            line("the domain", domain)?;
            line("the role", role)?;
            link("the link to the membership", membership)
        }
        Mail::Sample(sample) => validate(sample, letterhead, public_url, to),
        Mail::Revoked {} | Mail::Test {} => Ok(()),
    }
}
