//! Server functions of the home page. Its text becomes HTML on the server alone, and comes sanitised.

use crate::error::AppError;
use crate::strict::{Answer, StrictForm};
use leptos::prelude::*;

/// The restricted content in force, as HTML; empty while there is none.
#[server(prefix = "/api", endpoint = "home/read", input = StrictForm, output = Answer)]
pub async fn read_home_page() -> Result<String, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.home_page(&caller).await?)
}

/// What a text would look like there. Without JavaScript the page of the form comes again, with what was typed.
#[server(prefix = "/api", endpoint = "settings/preview_home", input = StrictForm, output = Answer)]
pub async fn preview_home_page(home_page: String) -> Result<String, AppError> {
    let (backend, caller) = crate::request::caller()?;
    let html = backend.preview_home_page(&caller, &home_page).await?;
    crate::request::show_again();
    Ok(html)
}
