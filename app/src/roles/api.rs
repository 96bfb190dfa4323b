//! The server function of the page Roles.

use crate::error::AppError;
use crate::strict::{Answer, StrictForm};
use leptos::prelude::*;
use rules::role::Catalogue;

/// Every role with what it holds.
#[server(prefix = "/api", endpoint = "roles/read", input = StrictForm, output = Answer)]
pub async fn read_roles() -> Result<Catalogue, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.role_catalogue(&caller)?)
}
