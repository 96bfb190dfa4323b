//! The server function behind Invite Developers. A public endpoint: the table in `access.rs` guards it, and the use
//! case decides again. Changes nothing: without JavaScript the page of the form comes again, with what was typed.

use crate::error::AppError;
use crate::strict::{Answer, StrictForm};
use leptos::prelude::*;
use rules::own_mail::OwnMail;

/// The messages that carry a text to every address of a list.
#[server(prefix = "/api", endpoint = "own_mail/write", input = StrictForm, output = Answer)]
pub async fn write_own_mail(
    #[server(default)] addresses: String,
    #[server(default)] text: String,
) -> Result<OwnMail, AppError> {
    let (backend, caller) = crate::request::caller()?;
    let made = backend.write_own_mail(&caller, &addresses, &text).await?;
    crate::request::show_again();
    Ok(made)
}
