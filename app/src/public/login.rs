//! The login screen: tabs LOGIN and CREATE AN ACCOUNT (PRODUCT.md 8.1).

use super::document::{Look, document};
use crate::messages::public as words;
use crate::ui::{Button, LinkItem, Notice, PasswordField, PublicPage, TextField, Tone, Variant};
use leptos::prelude::*;

/// The login form.
#[derive(Clone, Debug, Default)]
pub struct Login {
    /// An own path to go on at; empty: the first page.
    pub next: String,
    /// The address, kept from an earlier try.
    pub email: String,
    /// What happened before.
    pub notice: Option<LoginNotice>,
    /// What was wrong with the last try.
    pub fault: Option<LoginFault>,
    /// May people reset a forgotten password themselves?
    pub offers_reset: bool,
}

/// What happened before somebody came to the login form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoginNotice {
    /// A registration that needed nobody's approval.
    Registered,
    /// The set-up of the portal.
    SetUp,
    /// Logged out.
    LoggedOut,
    /// The password was changed.
    PasswordChanged,
    /// A forgotten password was replaced.
    PasswordReset,
    /// The session ended by itself.
    SessionEnded,
    /// The portal has no Owner yet.
    NotSetUp,
    /// An invitation's link was opened, and this invited address has an account.
    HasAccount(String),
}

impl LoginNotice {
    /// From the code in `?notice=`: a closed set, and nothing for any other text (SECURITY WEB-3).
    pub fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "registered" => LoginNotice::Registered,
            "set-up" => LoginNotice::SetUp,
            "logged-out" => LoginNotice::LoggedOut,
            "password-changed" => LoginNotice::PasswordChanged,
            "password-reset" => LoginNotice::PasswordReset,
            "session-ended" => LoginNotice::SessionEnded,
            _ => return None,
        })
    }

    fn sentence(&self) -> String {
        match self {
            LoginNotice::Registered => words::REGISTERED.to_string(),
            LoginNotice::SetUp => words::IS_SET_UP.to_string(),
            LoginNotice::LoggedOut => words::LOGGED_OUT.to_string(),
            LoginNotice::PasswordChanged => words::PASSWORD_CHANGED.to_string(),
            LoginNotice::PasswordReset => words::reset::DONE.to_string(),
            LoginNotice::SessionEnded => words::SESSION_ENDED.to_string(),
            LoginNotice::NotSetUp => words::NOT_SET_UP.to_string(),
            LoginNotice::HasAccount(email) => words::has_account(email),
        }
    }

    const fn tone(&self) -> Tone {
        match self {
            LoginNotice::Registered
            | LoginNotice::SetUp
            | LoginNotice::PasswordChanged
            | LoginNotice::PasswordReset => Tone::Good,
            LoginNotice::LoggedOut | LoginNotice::SessionEnded => Tone::Neutral,
            LoginNotice::HasAccount(_) => Tone::Accent,
            LoginNotice::NotSetUp => Tone::Warn,
        }
    }
}

/// What was wrong with a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginFault {
    /// The one refusal (SECURITY AUT-1).
    Refused,
    /// Too soon after other tries; seconds to wait.
    TooMany(u64),
    /// The portal was busy; seconds to wait.
    Busy(u64),
}

/// The two tabs; `register` is where the second one leads.
pub(super) fn tabs(is_login: bool, register: &'static str) -> Vec<LinkItem> {
    vec![
        LinkItem::new(words::LOGIN_TAB, "/login").current(is_login),
        LinkItem::new(words::REGISTER_TAB, register).current(!is_login),
    ]
}

/// The login page.
pub fn login(look: &Look, login: Login) -> String {
    let portal = look.portal.clone();
    document(look, words::LOG_IN, None, || {
        let Login {
            next,
            email,
            notice,
            fault,
            offers_reset,
        } = login;
        let is_kept = !email.is_empty();
        let may_focus = fault.is_none();
        view! {
            <PublicPage portal tabs=tabs(true, "/register") tabs_name=words::TABS title=words::LOG_IN>
                {notice.map(|notice| view! { <Notice tone=notice.tone()>{notice.sentence()}</Notice> })}
                {fault.map(fault_notice)}
                <form class="form" method="post" data-patient action="/login">
                    {(!next.is_empty()).then(|| view! { <input type="hidden" name="next" value=next/> })}
                    <TextField
                        id="email"
                        name="email"
                        label=words::EMAIL
                        kind="email"
                        value=email
                        autocomplete="username"
                        required=true
                        autofocus=may_focus && !is_kept
                    />
                    <PasswordField
                        id="password"
                        name="password"
                        label=words::PASSWORD
                        autocomplete="current-password"
                        show_label=words::SHOW_PASSWORD
                        autofocus=may_focus && is_kept
                    />
                    <Button kind="submit" variant=Variant::Primary>{words::LOG_IN}</Button>
                </form>
                {offers_reset
                    .then(|| {
                        view! {
                            <p class="public-foot"><a href="/reset">{words::reset::RESET_PASSWORD}</a></p>
                        }
                    })}
            </PublicPage>
        }
    })
}

fn fault_notice(fault: LoginFault) -> impl IntoView {
    let (tone, title, text) = match fault {
        LoginFault::Refused => (Tone::Bad, None, words::LOGIN_REFUSED.to_string()),
        LoginFault::TooMany(seconds) => {
            (Tone::Bad, Some(words::TOO_MANY), words::too_many(seconds))
        }
        LoginFault::Busy(seconds) => (Tone::Warn, Some(words::BUSY), words::busy(seconds)),
    };
    match title {
        Some(title) => {
            view! { <Notice tone title alert=true focus=true>{text}</Notice> }.into_any()
        }
        None => view! { <Notice tone alert=true focus=true>{text}</Notice> }.into_any(),
    }
}
