//! Behind an invitation's link: the form that completes it, and the page after its time (PRODUCT.md 8.6).

use super::create_account::CreateAccount;
use super::document::{Look, document};
use super::faults::{Summary, Trouble};
use super::login::tabs;
use crate::messages::public as words;
use crate::ui::{Button, Described, DescriptionList, Notice, PublicPage, Time, Tone, Variant};
use leptos::prelude::*;
use rules::password::PasswordRules;
use rules::time::Timestamp;

/// The registration form, with everything a person wants to know before (UX-LOG-06, UX-LOG-08).
#[derive(Clone, Debug)]
pub struct Accept {
    /// The invited address; fixed.
    pub email: String,
    /// Who invites.
    pub inviter: String,
    /// The role that comes with it.
    pub role: String,
    /// Title and role of each domain that waits behind the login.
    pub domains: Vec<(String, String)>,
    /// Are there more of them?
    pub has_more_domains: bool,
    /// The inviter's words; may be empty.
    pub message: String,
    /// When the link ends.
    pub valid_until: Timestamp,
    /// Has the person registered before (T18)?
    pub comes_back: bool,
    /// Will an administrator have to approve?
    pub needs_approval: bool,
    /// Full name, as typed before or known.
    pub full_name: String,
    /// The active rules of passwords.
    pub rules: PasswordRules,
    /// Why it comes back.
    pub trouble: Trouble,
}

/// The registration page.
pub fn accept(look: &Look, accept: Accept) -> String {
    let portal = look.portal.clone();
    document(look, words::CREATE_ACCOUNT, None, || {
        let lead = words::invites_you(&accept.inviter, &portal);
        let trouble = accept.trouble.clone();
        view! {
            <PublicPage
                portal
                tabs=tabs(false, "/invite")
                tabs_name=words::TABS
                title=words::CREATE_ACCOUNT
                lead
            >
                <Summary trouble=trouble.clone()/>
                <Offered accept=accept.clone()/>
                <CreateAccount
                    action="/invite"
                    email=accept.email
                    email_hint=words::EMAIL_IS_FIXED
                    full_name=accept.full_name
                    rules=accept.rules
                    trouble
                />
            </PublicPage>
        }
    })
}

/// What is offered and until when; who offers it stands in the line above.
#[component]
fn Offered(
    /// The form that is to be filled.
    accept: Accept,
) -> impl IntoView {
    let Accept {
        role,
        domains,
        has_more_domains,
        message,
        valid_until,
        comes_back,
        needs_approval,
        ..
    } = accept;
    let quoted = (!message.is_empty())
        .then(|| view! { <blockquote class="breakable">{message}</blockquote> });
    let domains = (!domains.is_empty()).then(|| {
        let line = |(title, role): (String, String)| {
            view! { <div class="breakable"><bdi>{title}</bdi>{words::with_role(&role)}</div> }
        };
        let lines = domains.into_iter().map(line).collect_view();
        let more = has_more_domains.then(|| view! { <div>{words::MORE_DOMAINS}</div> });
        view! { <Described term=words::DOMAINS>{lines}{more}</Described> }
    });
    view! {
        {quoted}
        <DescriptionList>
            <Described term=words::ROLE>{role}</Described>
            {domains}
            <Described term=words::VALID_UNTIL><Time at=valid_until relative=false/></Described>
        </DescriptionList>
        {comes_back.then(|| view! { <Notice tone=Tone::Accent>{words::COMES_BACK}</Notice> })}
        {needs_approval.then(|| view! { <Notice tone=Tone::Accent>{words::NEEDS_APPROVAL}</Notice> })}
    }
}

/// An invitation after its time.
#[derive(Clone, Debug)]
pub struct Expired {
    /// When it ended.
    pub valid_until: Timestamp,
    /// Who had sent it.
    pub inviter: String,
    /// What became of asking for a new one, if it was asked for: well or not, and the words.
    pub asked: Option<Result<(), String>>,
}

/// The page of an invitation after its time: when, by whom, and the way to a new one.
pub fn expired(look: &Look, expired: Expired) -> String {
    let portal = look.portal.clone();
    document(look, words::EXPIRED, None, || {
        let Expired {
            valid_until,
            inviter,
            asked,
        } = expired;
        let lead = words::expired_hint(&inviter);
        let answer = match asked {
            None => view! {
                <form method="post" action="/invite/ask">
                    <Button kind="submit" variant=Variant::Primary>{words::ASK}</Button>
                </form>
            }
            .into_any(),
            Some(Ok(())) => {
                let told = words::asked(&inviter);
                view! { <Notice tone=Tone::Good>{told}</Notice> }.into_any()
            }
            Some(Err(reason)) => {
                view! { <Notice tone=Tone::Warn alert=true focus=true>{reason}</Notice> }.into_any()
            }
        };
        view! {
            <PublicPage portal title=words::EXPIRED lead>
                <DescriptionList>
                    <Described term=words::ENDED_AT><Time at=valid_until relative=false/></Described>
                    <Described term=words::INVITED_BY>{inviter}</Described>
                </DescriptionList>
                {answer}
            </PublicPage>
        }
    })
}
