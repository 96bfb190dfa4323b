//! Server functions of the page Mail.

use crate::error::AppError;
use crate::strict::{Answer, StrictForm, StrictJson};
use leptos::prelude::*;
use rules::ids::{AccountId, MailId};
use rules::outbox::{Kind, MailListing, MailPage, MailPreview, MailSample, NotToldPage};

/// One page of the outbox, newest first.
#[server(prefix = "/api", endpoint = "mail/list", input = StrictJson, output = Answer)]
pub async fn list_mails(listing: MailListing) -> Result<MailPage, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.list_mails(&caller, listing).await?)
}

/// What one mail says, with its links masked where they must be (SECURITY INV-12).
#[server(prefix = "/api", endpoint = "mail/one", input = StrictForm, output = Answer)]
pub async fn read_mail(id: MailId) -> Result<MailPreview, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.preview_mail(&caller, id).await?)
}

/// Sends a mail again: the tries begin anew.
#[server(prefix = "/api", endpoint = "mail/retry", input = StrictForm, output = Answer)]
pub async fn retry_mail(id: MailId) -> Result<MailId, AppError> {
    let (backend, caller) = crate::request::caller()?;
    backend.retry_mail(&caller, id).await?;
    Ok(id)
}

/// One page of the people who were not told, newest first; `page` is a cursor.
#[server(prefix = "/api", endpoint = "mail/not_told", input = StrictForm, output = Answer)]
pub async fn list_not_told(#[server(default)] page: String) -> Result<NotToldPage, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.list_not_told(&caller, &page).await?)
}

/// Tells somebody what a switched-off mail did not.
#[server(prefix = "/api", endpoint = "mail/tell", input = StrictForm, output = Answer)]
pub async fn tell_now(id: AccountId, kind: Kind) -> Result<(), AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.tell_now(&caller, id, kind).await?)
}

/// Writes a test mail; answers its id, so that its way can be followed.
#[server(prefix = "/api", endpoint = "mail/test", input = StrictForm, output = Answer)]
pub async fn send_test_mail(email: String) -> Result<MailId, AppError> {
    let (backend, caller) = crate::request::caller()?;
    let id = backend.send_test_mail(&caller, &email).await?;
    crate::request::send_on(&format!("/mail/{id}?done=mail/test"));
    Ok(id)
}

/// The mail of that kind with made-up people in it, as it would be written now.
#[server(prefix = "/api", endpoint = "mail/sample", input = StrictForm, output = Answer)]
pub async fn sample_mail(kind: Kind) -> Result<MailSample, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.sample_mail(&caller, kind).await?)
}

/// Sends it, marked as a test, to the own address.
#[server(prefix = "/api", endpoint = "mail/send_sample", input = StrictForm, output = Answer)]
pub async fn send_sample(kind: Kind) -> Result<MailId, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.send_sample_mail(&caller, kind).await?)
}
