//! The form that makes an account behind a link: the address fixed and shown, full name, password,
//! confirmation, checklist. The same behind an invitation and behind a confirmation (PRODUCT.md section 3).

use super::Trouble;
use super::new_password::NewPassword;
use crate::messages::public as words;
use crate::ui::{Button, Field, TextField, Variant};
use leptos::prelude::*;
use rules::password::PasswordRules;

/// The form.
#[component]
pub fn CreateAccount(
    /// Where it is sent.
    action: &'static str,
    /// The address; fixed.
    email: String,
    /// Why it is fixed.
    email_hint: &'static str,
    /// Full name, as typed before or known.
    full_name: String,
    /// The active rules of passwords.
    rules: PasswordRules,
    /// Why it comes back.
    trouble: Trouble,
) -> impl IntoView {
    view! {
        <form class="form" method="post" data-patient action=action>
            // Without a name: it is shown, kept by password managers, and never sent (SECURITY INV-3).
            <Field id="email" label=words::EMAIL hint=email_hint>
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
            <NewPassword rules trouble/>
            <Button kind="submit" variant=Variant::Primary>{words::CREATE_ACCOUNT_BUTTON}</Button>
        </form>
    }
}
