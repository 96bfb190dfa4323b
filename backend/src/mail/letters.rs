//! The templates' view of each mail: words and dates ready to be put in place. Knows no MIME.

use super::{IntoDomain, Mail};
use askama::Template;
use rules::time::{Span, Timestamp};

/// What every template may say, whatever the mail.
pub(super) struct Page<'a> {
    pub(super) portal_name: &'a str,
    /// Without a trailing slash.
    pub(super) public_url: &'a str,
    /// The recipient, as typed.
    pub(super) to: &'a str,
    /// `#rrggbb`.
    pub(super) body_colour: &'a str,
    /// `#rrggbb`, dark enough for white letters.
    pub(super) button_colour: &'a str,
}

/// The texts of one mail.
pub(super) struct Letter {
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
}

struct Invitation<'a> {
    inviter_name: &'a str,
    role: &'a str,
    until: String,
    lasting: String,
    message: Option<&'a str>,
    link: &'a str,
    opt_out_link: Option<&'a str>,
    domains: &'a [IntoDomain],
}

struct Reminder<'a> {
    inviter_name: &'a str,
    role: &'a str,
    until: String,
    lasting: String,
    link: &'a str,
    opt_out_link: &'a str,
}

struct AccessRequest<'a> {
    person_name: &'a str,
    email: &'a str,
    review_link: &'a str,
}

struct AskedAnew<'a> {
    email: &'a str,
    resend_link: &'a str,
}

struct Approved<'a> {
    login_link: &'a str,
}

struct Refused<'a> {
    reason: Option<&'a str>,
}

struct Revoked {}

struct ConfirmAddress<'a> {
    until: String,
    lasting: String,
    link: &'a str,
}

struct AlreadyRegistered<'a> {
    login_link: &'a str,
    reset_link: Option<&'a str>,
}

struct PasswordReset<'a> {
    until: String,
    lasting: String,
    by_administrator: bool,
    link: &'a str,
}

struct ResetDone<'a> {
    done_at: String,
    login_link: &'a str,
    ask_link: Option<&'a str>,
}

struct DomainInvitation<'a> {
    inviter_name: &'a str,
    domain: &'a str,
    role: &'a str,
    role_description: &'a str,
    until: String,
    lasting: String,
    message: Option<&'a str>,
    domains_link: &'a str,
}

struct InvitationAnswer<'a> {
    person_name: &'a str,
    domain: &'a str,
    is_accepted: bool,
    reason: Option<&'a str>,
    invitations_link: &'a str,
}

struct MembershipEnds<'a> {
    person_name: Option<&'a str>,
    domain: &'a str,
    role: &'a str,
    until: String,
    lasting: String,
    link: &'a str,
}

struct Test {
    written_at: String,
}

/// Fills the three templates of one mail.
macro_rules! letter {
    ($mail:expr, $fields:ty, $page:expr, $subject:tt, $text:tt, $html:tt) => {{
        #[derive(Template)]
        #[template(path = $subject)]
        struct Subject<'a> {
            #[allow(
                dead_code,
                reason = "not every subject needs more than the portal's name"
            )]
            mail: &'a $fields,
            page: &'a Page<'a>,
        }
        #[derive(Template)]
        #[template(path = $text)]
        struct Text<'a> {
            #[allow(dead_code, reason = "not every mail says more than the letterhead")]
            mail: &'a $fields,
            page: &'a Page<'a>,
        }
        #[derive(Template)]
        #[template(path = $html)]
        struct Html<'a> {
            #[allow(dead_code, reason = "not every mail says more than the letterhead")]
            mail: &'a $fields,
            page: &'a Page<'a>,
        }
        let (mail, page) = (&$mail, $page);
        Ok(Letter {
            subject: Subject { mail, page }.render()?,
            text: Text { mail, page }.render()?,
            html: Html { mail, page }.render()?,
        })
    }};
}

/// Writes a mail. `date` is when: validity is also said as a length of time from it.
pub(super) fn write(mail: &Mail, page: &Page<'_>, date: Timestamp) -> askama::Result<Letter> {
    match mail {
        Mail::Invitation {
            inviter_name,
            role,
            valid_until,
            message,
            link,
            opt_out_link,
            domains,
        } => letter!(
            Invitation {
                inviter_name,
                role,
                until: valid_until.utc_text(),
                lasting: lasting(valid_until.since(date)),
                message: message.as_deref(),
                link,
                opt_out_link: opt_out_link.as_deref(),
                domains,
            },
            Invitation<'a>,
            page,
            "invitation/subject.txt",
            "invitation/body.txt",
            "invitation/body.html"
        ),
        Mail::Reminder {
            inviter_name,
            role,
            valid_until,
            link,
            opt_out_link,
        } => letter!(
            Reminder {
                inviter_name,
                role,
                until: valid_until.utc_text(),
                lasting: lasting(valid_until.since(date)),
                link,
                opt_out_link,
            },
            Reminder<'a>,
            page,
            "reminder/subject.txt",
            "reminder/body.txt",
            "reminder/body.html"
        ),
        Mail::AccessRequest {
            person_name,
            email,
            review_link,
        } => letter!(
            AccessRequest {
                person_name,
                email,
                review_link
            },
            AccessRequest<'a>,
            page,
            "access_request/subject.txt",
            "access_request/body.txt",
            "access_request/body.html"
        ),
        Mail::AskedAnew { email, resend_link } => letter!(
            AskedAnew { email, resend_link },
            AskedAnew<'a>,
            page,
            "asked_anew/subject.txt",
            "asked_anew/body.txt",
            "asked_anew/body.html"
        ),
        Mail::Approved { login_link } => letter!(
            Approved { login_link },
            Approved<'a>,
            page,
            "approved/subject.txt",
            "approved/body.txt",
            "approved/body.html"
        ),
        Mail::Refused { reason } => letter!(
            Refused {
                reason: reason.as_deref()
            },
            Refused<'a>,
            page,
            "refused/subject.txt",
            "refused/body.txt",
            "refused/body.html"
        ),
        Mail::Revoked {} => letter!(
            Revoked {},
            Revoked,
            page,
            "revoked/subject.txt",
            "revoked/body.txt",
            "revoked/body.html"
        ),
        Mail::ConfirmAddress { valid_until, link } => letter!(
            ConfirmAddress {
                until: valid_until.utc_text(),
                lasting: lasting(valid_until.since(date)),
                link,
            },
            ConfirmAddress<'a>,
            page,
            "confirm_address/subject.txt",
            "confirm_address/body.txt",
            "confirm_address/body.html"
        ),
        Mail::AlreadyRegistered {
            login_link,
            reset_link,
        } => letter!(
            AlreadyRegistered {
                login_link,
                reset_link: reset_link.as_deref(),
            },
            AlreadyRegistered<'a>,
            page,
            "already_registered/subject.txt",
            "already_registered/body.txt",
            "already_registered/body.html"
        ),
        Mail::PasswordReset {
            valid_until,
            by_administrator,
            link,
        } => letter!(
            PasswordReset {
                until: valid_until.utc_text(),
                lasting: lasting(valid_until.since(date)),
                by_administrator: *by_administrator,
                link,
            },
            PasswordReset<'a>,
            page,
            "password_reset/subject.txt",
            "password_reset/body.txt",
            "password_reset/body.html"
        ),
        Mail::ResetDone {
            login_link,
            ask_link,
        } => letter!(
            ResetDone {
                done_at: date.utc_text(),
                login_link,
                ask_link: ask_link.as_deref(),
            },
            ResetDone<'a>,
            page,
            "reset_done/subject.txt",
            "reset_done/body.txt",
            "reset_done/body.html"
        ),
        Mail::DomainInvitation {
            inviter_name,
            domain,
            role,
            role_description,
            valid_until,
            message,
            domains_link,
        } => letter!(
            DomainInvitation {
                inviter_name,
                domain,
                role,
                role_description,
                until: valid_until.utc_text(),
                lasting: lasting(valid_until.since(date)),
                message: message.as_deref(),
                domains_link,
            },
            DomainInvitation<'a>,
            page,
            "domain_invitation/subject.txt",
            "domain_invitation/body.txt",
            "domain_invitation/body.html"
        ),
        Mail::InvitationAnswer {
            person_name,
            domain,
            is_accepted,
            reason,
            invitations_link,
        } => letter!(
            InvitationAnswer {
                person_name,
                domain,
                is_accepted: *is_accepted,
                reason: reason.as_deref(),
                invitations_link,
            },
            InvitationAnswer<'a>,
            page,
            "invitation_answer/subject.txt",
            "invitation_answer/body.txt",
            "invitation_answer/body.html"
        ),
        Mail::MembershipEnds {
            person_name,
            domain,
            role,
            ends_at,
            link,
        } => letter!(
            MembershipEnds {
                person_name: person_name.as_deref(),
                domain,
                role,
                until: ends_at.utc_text(),
                lasting: lasting(ends_at.since(date)),
                link,
            },
            MembershipEnds<'a>,
            page,
            "membership_ends/subject.txt",
            "membership_ends/body.txt",
            "membership_ends/body.html"
        ),
        Mail::Sample(sample) => {
            let letter = write(sample, page, date)?;
            Ok(Letter {
                subject: format!("[Test] {}", letter.subject),
                ..letter
            })
        }
        Mail::Test {} => letter!(
            Test {
                written_at: date.utc_text()
            },
            Test,
            page,
            "test/subject.txt",
            "test/body.txt",
            "test/body.html"
        ),
    }
}

/// A length of time as people say it: to the minute under two hours, to the hour under two days.
fn lasting(span: Span) -> String {
    let said = |n: i64, unit: &str| format!("{n} {unit}{}", if n == 1 { "" } else { "s" });
    // Rounded up: the mail is written a moment after the clock was read for the row.
    let minutes = (span.as_micros().max(0) / 1_000 + 59_999) / 60_000;
    let hours = (minutes + 30) / 60;
    match (minutes, hours, hours % 24) {
        (60 | 120, _, _) => said(hours, "hour"),
        (0..120, _, _) => said(minutes, "minute"),
        (_, 0..48, _) => said(hours, "hour"),
        (_, _, 0) => said(hours / 24, "day"),
        (_, _, rest) => format!("{} and {}", said(hours / 24, "day"), said(rest, "hour")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_validity_is_said_in_the_words_of_people() {
        assert_eq!(lasting(Span::hours(72)), "3 days");
        assert_eq!(
            lasting(Span::micros(Span::hours(72).as_micros() - 1)),
            "3 days"
        );
        assert_eq!(lasting(Span::hours(1)), "1 hour");
        assert_eq!(lasting(Span::minutes(90)), "90 minutes");
        assert_eq!(lasting(Span::hours(36)), "36 hours");
        assert_eq!(lasting(Span::hours(50)), "2 days and 2 hours");
        assert_eq!(lasting(Span::days(30)), "30 days");
        assert_eq!(lasting(Span::seconds(-5)), "0 minutes");
    }
}
