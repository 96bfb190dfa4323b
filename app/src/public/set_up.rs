//! The set-up page: names the portal and creates the first Owner (PRODUCT.md section 4).

use super::document::{Look, document};
use super::faults::{Summary, Trouble};
use super::new_password::NewPassword;
use crate::messages::public as words;
use crate::ui::{Button, PublicPage, TextField, Variant};
use leptos::prelude::*;
use rules::password::PasswordRules;

/// The set-up form, with what was typed before.
#[derive(Clone, Debug)]
pub struct SetUp {
    /// What the portal calls itself; `None` when the environment has named it.
    pub portal_name: Option<String>,
    /// Full name.
    pub full_name: String,
    /// The address.
    pub email: String,
    /// The active rules of passwords.
    pub rules: PasswordRules,
    /// Why it comes back.
    pub trouble: Trouble,
}

/// The page.
pub fn set_up(look: &Look, set_up: SetUp) -> String {
    let portal = look.portal.clone();
    document(look, words::SET_UP, None, || {
        let SetUp {
            portal_name,
            full_name,
            email,
            rules,
            trouble,
        } = set_up;
        view! {
            <PublicPage portal title=words::SET_UP lead=words::SET_UP_HINT>
                <Summary trouble=trouble.clone()/>
                <form class="form" method="post" data-patient action="/setup">
                    {portal_name
                        .map(|name| {
                            view! {
                                <TextField
                                    id="portal_name"
                                    name="portal_name"
                                    label=words::PORTAL_NAME
                                    value=name
                                    autocomplete="organization"
                                    required=true
                                    error=trouble.of("portal_name")
                                />
                            }
                        })}
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
                        autocomplete="username"
                        required=true
                        error=trouble.of("email")
                    />
                    <NewPassword rules trouble/>
                    <Button kind="submit" variant=Variant::Primary>{words::SET_UP_BUTTON}</Button>
                </form>
            </PublicPage>
        }
    })
}
