//! The HTML part of a mail, alone, for the sandboxed frames of the pages Mail and Settings > Mail (STACK.md section 3).
//! It runs nothing, fetches nothing, and can't be framed by anybody but us.

use app::messages::mail as words;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use backend::Error;
use http::{HeaderValue, StatusCode, header};
use rules::ids::MailId;
use rules::outbox::Kind;

use crate::pages::{self, Visit};
use crate::portal::Portal;

/// Nothing but the mail's own styles; the layer of headers leaves a policy that is set already.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'";

/// Written mails and samples. The use cases ask for `mail.read` and mask what the reader may not see (SECURITY INV-12),
/// and for `settings.read`.
pub fn routes() -> Router<Portal> {
    Router::new()
        .route("/mail/{id}/html", get(html))
        .route("/settings/mail/{kind}/html", get(sample))
}

async fn sample(State(portal): State<Portal>, visit: Visit, Path(kind): Path<String>) -> Response {
    match sample_part(&portal, &visit, &kind).await {
        Ok(part) => (policy(), Html(part)).into_response(),
        Err(error) => pages::fault(&portal, &visit, error).await,
    }
}

async fn sample_part(portal: &Portal, visit: &Visit, kind: &str) -> backend::Result<String> {
    let caller = visit.caller()?;
    let kind = Kind::parse(kind).ok_or(Error::NotFound)?;
    portal.backend.sample_mail_html(&caller, kind).await
}

fn policy() -> [(header::HeaderName, HeaderValue); 1] {
    [(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    )]
}

async fn html(State(portal): State<Portal>, visit: Visit, Path(id): Path<String>) -> Response {
    let policy = policy();
    match part(&portal, &visit, &id).await {
        Ok(part) => (policy, Html(part)).into_response(),
        // Sent, and wiped, since the page around the frame was made: said within the frame.
        Err(Error::NotFound) => {
            let gone = format!(
                "<!doctype html><title>{}</title><p>{}</p>",
                words::NO_TEXT,
                words::NO_TEXT_HINT
            );
            (StatusCode::NOT_FOUND, policy, Html(gone)).into_response()
        }
        Err(error) => pages::fault(&portal, &visit, error).await,
    }
}

async fn part(portal: &Portal, visit: &Visit, id: &str) -> backend::Result<String> {
    let caller = visit.caller()?;
    let id: MailId = id.parse().map_err(|_| Error::NotFound)?;
    let preview = portal.backend.preview_mail(&caller, id).await?;
    let html = preview.html.ok_or(Error::NotFound)?;
    if preview.is_masked {
        return Ok(html);
    }
    // Within the frame a link would lead to a page that can't be framed: it opens beside the console.
    Ok(html.replacen("<head>", r#"<head><base target="_blank">"#, 1))
}
