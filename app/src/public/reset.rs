//! A forgotten password: the form that asks for a link, and the form behind the link (PRODUCT.md section 3, K).

use super::document::{Look, document};
use super::faults::{Summary, Trouble};
use super::new_password::NewPassword;
use crate::messages::public::{self as words, reset as texts};
use crate::ui::{Button, Field, Notice, PublicPage, TextField, Tone, Variant};
use leptos::prelude::*;
use rules::password::PasswordRules;
use rules::time::Timestamp;

/// The form that asks for a link, with what was typed before.
#[derive(Clone, Debug, Default)]
pub struct Forgotten {
    /// The address.
    pub email: String,
    /// Why it comes back.
    pub fault: Option<ForgottenFault>,
}

/// Why the form comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ForgottenFault {
    /// The address can't be taken.
    Address(String),
    /// Too soon after other requests; seconds to wait.
    TooOften(u64),
    /// The portal was busy; seconds to wait.
    Busy(u64),
}

/// The page that asks for a link.
pub fn forgotten(look: &Look, forgotten: Forgotten) -> String {
    let portal = look.portal.clone();
    document(look, texts::RESET_PASSWORD, None, || {
        let Forgotten { email, fault } = forgotten;
        let may_focus = fault.is_none();
        let wrong = match &fault {
            Some(ForgottenFault::Address(reason)) => Some(reason.clone()),
            Some(ForgottenFault::TooOften(_) | ForgottenFault::Busy(_)) | None => None,
        };
        view! {
            <PublicPage
                portal
                title=texts::RESET_PASSWORD
                lead=texts::ASK_HINT
                foot=|| view! { <a href="/login">{words::TO_LOGIN}</a> }
            >
                {fault.map(fault_notice)}
                <form class="form" method="post" action="/reset">
                    <TextField
                        id="email"
                        name="email"
                        label=words::EMAIL
                        kind="email"
                        value=email
                        autocomplete="username"
                        required=true
                        autofocus=may_focus
                        error=Signal::stored(wrong)
                    />
                    <Button kind="submit" variant=Variant::Primary>{texts::ASK_BUTTON}</Button>
                </form>
            </PublicPage>
        }
    })
}

fn fault_notice(fault: ForgottenFault) -> impl IntoView {
    match fault {
        ForgottenFault::Address(reason) => view! {
            <Notice tone=Tone::Bad title=words::CORRECT alert=true focus=true>
                <ul class="error-list"><li><a href="#email">{reason}</a></li></ul>
            </Notice>
        }
        .into_any(),
        ForgottenFault::TooOften(seconds) => view! {
            <Notice tone=Tone::Bad title=texts::TOO_OFTEN alert=true focus=true>
                {texts::too_often(seconds)}
            </Notice>
        }
        .into_any(),
        ForgottenFault::Busy(seconds) => view! {
            <Notice tone=Tone::Warn title=words::BUSY alert=true focus=true>{texts::busy(seconds)}</Notice>
        }
        .into_any(),
    }
}

/// The form behind a link.
#[derive(Clone, Debug)]
pub struct Reset {
    /// The account's address; fixed.
    pub email: String,
    /// When the link ends.
    pub valid_until: Timestamp,
    /// The active rules of passwords.
    pub rules: PasswordRules,
    /// Why it comes back.
    pub trouble: Trouble,
}

/// The page behind a link.
pub fn reset(look: &Look, reset: Reset) -> String {
    let portal = look.portal.clone();
    document(look, texts::NEW_PASSWORD, None, || {
        let Reset {
            email,
            valid_until,
            rules,
            trouble,
        } = reset;
        view! {
            <PublicPage portal title=texts::NEW_PASSWORD lead=texts::new_password_hint(valid_until)>
                <Summary trouble=trouble.clone()/>
                <form class="form" method="post" data-patient action="/reset/new">
                    // Without a name: it is shown, kept by password managers, and never sent.
                    <Field id="email" label=words::EMAIL hint=texts::EMAIL_IS_FIXED>
                        <input
                            class="input"
                            id="email"
                            type="email"
                            value=email
                            readonly=true
                            autocomplete="username"
                            aria-describedby="email-hint"
                        />
                    </Field>
                    <NewPassword rules trouble/>
                    <Button kind="submit" variant=Variant::Primary>{texts::NEW_PASSWORD_BUTTON}</Button>
                </form>
            </PublicPage>
        }
    })
}
