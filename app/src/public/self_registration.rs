//! The tab CREATE AN ACCOUNT without an invitation, and the page behind the link that confirms the address
//! (PRODUCT.md 8.1).

use super::create_account::CreateAccount;
use super::document::{Look, document};
use super::faults::{Summary, Trouble};
use super::login::tabs;
use crate::messages::public as words;
use crate::messages::public::self_registration as own;
use crate::ui::{
    Button, Described, DescriptionList, Notice, PublicPage, TextField, Time, Tone, Variant,
};
use leptos::prelude::*;
use rules::password::PasswordRules;
use rules::time::Timestamp;

/// The form that asks for an account.
#[derive(Clone, Debug, Default)]
pub struct Register {
    /// Full name, as typed before.
    pub full_name: String,
    /// The address, as typed before.
    pub email: String,
    /// Why it comes back.
    pub trouble: Trouble,
}

/// The page of the form that asks for an account.
pub fn register(look: &Look, register: Register) -> String {
    let portal = look.portal.clone();
    document(look, words::CREATE_ACCOUNT, None, || {
        let Register {
            full_name,
            email,
            trouble,
        } = register;
        view! {
            <PublicPage
                portal
                tabs=tabs(false, "/register")
                tabs_name=words::TABS
                title=words::CREATE_ACCOUNT
                lead=own::LEAD
            >
                <Summary trouble=trouble.clone()/>
                <form class="form" method="post" data-patient action="/register">
                    <TextField
                        id="full_name"
                        name="full_name"
                        label=words::FULL_NAME
                        value=full_name
                        autocomplete="name"
                        required=true
                        autofocus=trouble.leaves_focus()
                        error=trouble.of("full_name")
                    />
                    <TextField
                        id="email"
                        name="email"
                        label=words::EMAIL
                        kind="email"
                        value=email
                        hint=own::EMAIL_HINT
                        autocomplete="username"
                        required=true
                        error=trouble.of("email")
                    />
                    <Button kind="submit" variant=Variant::Primary>{own::ASK}</Button>
                </form>
            </PublicPage>
        }
    })
}

/// The tab CREATE AN ACCOUNT while only invited people get one.
pub fn invitation_needed(look: &Look) -> String {
    let portal = look.portal.clone();
    document(look, words::CREATE_ACCOUNT, None, || {
        view! {
            <PublicPage
                portal
                tabs=tabs(false, "/register")
                tabs_name=words::TABS
                title=words::CREATE_ACCOUNT
                lead=words::INVITATION_NEEDED
            >
                <p>{words::INVITATION_NEEDED_HINT}</p>
            </PublicPage>
        }
    })
}

/// The form behind the link that confirms the address.
#[derive(Clone, Debug)]
pub struct Confirm {
    /// The address; fixed.
    pub email: String,
    /// The role that the account gets.
    pub role: String,
    /// When the link ends.
    pub valid_until: Timestamp,
    /// Will an administrator have to approve?
    pub needs_approval: bool,
    /// Full name, as typed before.
    pub full_name: String,
    /// The active rules of passwords.
    pub rules: PasswordRules,
    /// Why it comes back.
    pub trouble: Trouble,
}

/// The page behind the link that confirms the address.
pub fn confirm(look: &Look, confirm: Confirm) -> String {
    let portal = look.portal.clone();
    document(look, words::CREATE_ACCOUNT, None, || {
        let lead = own::confirms(&portal);
        let Confirm {
            email,
            role,
            valid_until,
            needs_approval,
            full_name,
            rules,
            trouble,
        } = confirm;
        let approval = needs_approval
            .then(|| view! { <Notice tone=Tone::Accent>{words::NEEDS_APPROVAL}</Notice> });
        view! {
            <PublicPage
                portal
                tabs=tabs(false, "/confirm")
                tabs_name=words::TABS
                title=words::CREATE_ACCOUNT
                lead
            >
                <Summary trouble=trouble.clone()/>
                <DescriptionList>
                    <Described term=words::ROLE>{role}</Described>
                    <Described term=words::VALID_UNTIL><Time at=valid_until relative=false/></Described>
                </DescriptionList>
                {approval}
                <CreateAccount
                    action="/confirm"
                    email
                    email_hint=own::EMAIL_IS_FIXED
                    full_name
                    rules
                    trouble
                />
            </PublicPage>
        }
    })
}
