//! The theme, chosen without script (UX.md THM-01).

use app::ui::ThemeChoice;
use axum::{extract::State, response::Response};
use http::HeaderValue;
use serde::Deserialize;

use super::visit::THEME_COOKIE;
use super::{Sent, Visit, answer, fault, own_path};
use crate::portal::Portal;

/// A year.
const KEPT_FOR: u32 = 365 * 24 * 60 * 60;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Theme {
    theme: String,
    #[serde(default)]
    next: String,
}

/// Keeps the theme and goes back to the page.
pub(super) async fn choose(
    State(portal): State<Portal>,
    visit: Visit,
    Sent(form): Sent<Theme>,
) -> Response {
    let Some(choice) = ThemeChoice::parse(&form.theme) else {
        let reason = "theme is one of light, dark and system.";
        return fault(&portal, &visit, backend::Error::invalid("theme", reason)).await;
    };
    let public_url = portal.backend.public_url();
    let secure = if public_url.starts_with("https:") {
        "; Secure"
    } else {
        ""
    };
    let word = choice.word();
    // Not HttpOnly: script of the console changes it too, and it holds nothing worth taking.
    let cookie = format!("{THEME_COOKIE}={word}; Path=/; Max-Age={KEPT_FOR}; SameSite=Lax{secure}");
    let answer = answer::see_other(&own_path(&form.next, public_url));
    answer::with_cookie(answer, HeaderValue::try_from(cookie).ok())
}
