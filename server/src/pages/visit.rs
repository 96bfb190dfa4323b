//! Who asks, from where, and how pages are drawn for them: extracted once for every page.

use std::sync::Arc;

use app::public::Look;
use app::ui::ThemeChoice;
use axum::{extract::FromRequestParts, response::Response};
use backend::{Backend, authority::Caller, sessions::SignedIn};
use http::{HeaderMap, Method, header, request::Parts};
use rules::settings::Settings;

use super::fault;
use crate::client_address::ClientAddress;
use crate::cookies::Purpose;
use crate::layers::{CspNonce, RequestId};
use crate::portal::Portal;

/// The cookie in which the theme is kept; script of the console writes it too.
pub(super) const THEME_COOKIE: &str = "theme";

/// A request for a page. Its session was read from the database just now (SECURITY.md SES-4).
#[derive(Debug, Clone)]
pub struct Visit {
    /// Whose session it is; `None` without one that counts.
    pub signed_in: Option<SignedIn>,
    /// Stands in the log, in audit events and on the page of a fault.
    pub request_id: String,
    /// Where the request comes from.
    pub address: ClientAddress,
    /// Of this answer's content security policy.
    pub nonce: Arc<str>,
    /// The theme chosen.
    pub theme: ThemeChoice,
    /// GET and HEAD, or POST.
    pub method: Method,
    /// Path and query of the request, to come back to after a login.
    pub path: String,
}

impl Visit {
    /// The visit before its session is known; for requests that ignore cookies it stays so.
    pub(super) fn without_session(parts: &Parts) -> Self {
        let extensions = &parts.extensions;
        // The layers give all three to every request; without them (a router of a test) nothing is claimed.
        let address = extensions.get::<ClientAddress>().copied();
        Self {
            signed_in: None,
            request_id: extensions
                .get::<RequestId>()
                .map(ToString::to_string)
                .unwrap_or_default(),
            address: address.unwrap_or(ClientAddress([127, 0, 0, 1].into())),
            nonce: extensions
                .get::<CspNonce>()
                .map_or_else(|| "".into(), |nonce| nonce.0.clone()),
            theme: chosen_theme(&parts.headers),
            method: parts.method.clone(),
            path: parts
                .uri
                .path_and_query()
                .map_or("/", |path| path.as_str())
                .to_owned(),
        }
    }

    /// The visitor as the caller of use cases; [`backend::Error::Unauthenticated`] without a session.
    ///
    /// # Errors
    /// [`backend::Error::Unauthenticated`] without a session.
    pub fn caller(&self) -> backend::Result<Caller> {
        match &self.signed_in {
            Some(signed_in) => Ok(signed_in.caller(self.request_id.as_str())),
            None => Err(backend::Error::Unauthenticated),
        }
    }

    /// The client's network, for throttles.
    pub fn network(&self) -> String {
        self.address.network().to_string()
    }

    /// How pages are drawn; with the defaults while the settings can't be read, so that a page can say why.
    pub async fn look(&self, portal: &Portal) -> Look {
        let settings = self.settings(portal).await;
        self.look_by(portal, &settings)
    }

    /// The settings; the defaults while they can't be read.
    pub(super) async fn settings(&self, portal: &Portal) -> Settings {
        settings_or_default(&portal.backend, &self.request_id).await
    }

    /// The same with settings that were read already.
    pub fn look_by(&self, portal: &Portal, settings: &Settings) -> Look {
        Look {
            portal: settings.portal_name.clone(),
            body_colour: settings.body_colour,
            theme: self.theme,
            nonce: self.nonce.clone(),
            stylesheet: portal.assets.url("main.css"),
            script: portal.assets.url("public.js"),
        }
    }
}

async fn settings_or_default(backend: &Backend, request_id: &str) -> Settings {
    match backend.settings().await {
        Ok(settings) => settings,
        Err(error) => {
            tracing::warn!(
                request_id,
                error = error.chain(),
                "a page is drawn without the settings"
            );
            Settings::default()
        }
    }
}

impl FromRequestParts<Portal> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Response> {
        let mut visit = Self::without_session(parts);
        if let Some(cookie) = portal.cookies.read(&parts.headers, Purpose::Session) {
            let signed_in = if app::access::is_unattended(parts.uri.path()) {
                portal.backend.signed_in_unattended(&cookie).await
            } else {
                portal.backend.signed_in(&cookie).await
            };
            match signed_in {
                Ok(signed_in) => visit.signed_in = signed_in,
                Err(error) => return Err(fault(portal, &visit, error).await),
            }
        }
        Ok(visit)
    }
}

/// The theme in the cookie; the system's for any other word.
fn chosen_theme(headers: &HeaderMap) -> ThemeChoice {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == THEME_COOKIE)
        .map_or_else(ThemeChoice::default, |(_, word)| {
            ThemeChoice::from_word(word)
        })
}
