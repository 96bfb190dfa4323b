//! The mails of a forgotten password, as they are reviewed.

use super::{LINK, Mail, NOW};
use rules::time::Span;

fn password_reset(by_administrator: bool) -> Mail {
    Mail::PasswordReset {
        valid_until: NOW.plus(Span::seconds(21_600)),
        by_administrator,
        link: LINK.into(),
    }
}

fn reset_done(ask_link: Option<&str>) -> Mail {
    Mail::ResetDone {
        login_link: "https://portal.example.org/login".into(),
        ask_link: ask_link.map(Into::into),
    }
}

/// Each with the name of its snapshot.
pub(super) fn every_mail() -> Vec<(&'static str, Mail)> {
    let ask = "https://portal.example.org/reset";
    vec![
        ("password_reset", password_reset(false)),
        ("password_reset_by_administrator", password_reset(true)),
        ("reset_done", reset_done(Some(ask))),
        ("reset_done_while_off", reset_done(None)),
    ]
}
