//! Behind the link that stops invitations, and the button of a mail program (T21; SECURITY.md INV-19, RFC 8058).

use app::messages::public as common;
use app::messages::public::opt_out as words;
use app::public::{self, Action, OptOut, Statement};
use axum::{
    body::to_bytes,
    extract::{Path, Query, Request, State, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use backend::{Error, secrets};
use http::{HeaderMap, StatusCode, header};
use rules::invitation::Way;
use serde::Deserialize;
use url::form_urlencoded;

use super::answer::{self, BUSY_FOR};
use super::invite::{LINK_FOR, Nothing, other_viewer};
use super::{Sent, Visit, fault};
use crate::cookies::Purpose;
use crate::portal::Portal;

/// Octets of a mail program's form: one field, whatever it wraps around it.
const MOST: usize = 16 * 1024;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Told {
    #[serde(default)]
    notice: String,
}

/// The link: its secret leaves the address bar for an hour's cookie, and nothing else happens (SECURITY.md WEB-5).
pub(super) async fn open(State(portal): State<Portal>, Path(token): Path<String>) -> Response {
    let cookie = secrets::looks_like_a_token(&token)
        .then(|| portal.cookies.set(Purpose::OptOut, &token, Some(LINK_FOR)))
        .flatten()
        .unwrap_or_else(|| portal.cookies.remove(Purpose::OptOut));
    answer::with_cookie(answer::see_other("/opt-out"), cookie)
}

/// The button of a mail program: no person, no cookie, no origin, and a plain answer. Cookies are not read.
pub(super) async fn one_click(
    State(portal): State<Portal>,
    Path(token): Path<String>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let visit = Visit::without_session(&parts);
    let body = to_bytes(body, MOST).await.unwrap_or_default();
    if !is_one_click(&parts.headers, &body) {
        return (StatusCode::BAD_REQUEST, words::NOT_ONE_CLICK).into_response();
    }
    let (network, request_id) = (visit.network(), visit.request_id.as_str());
    match portal
        .backend
        .opt_out(&token, Way::OneClick, &network, request_id)
        .await
    {
        Ok(()) => (StatusCode::OK, words::DONE).into_response(),
        Err(Error::NotFound) => (StatusCode::NOT_FOUND, words::UNKNOWN).into_response(),
        Err(Error::Unavailable(_)) => {
            let later = (StatusCode::SERVICE_UNAVAILABLE, words::LATER);
            answer::with_wait(later.into_response(), BUSY_FOR)
        }
        Err(error) => {
            tracing::error!(request_id, error = error.chain(), "an opt-out failed");
            (StatusCode::INTERNAL_SERVER_ERROR, words::LATER).into_response()
        }
    }
}

/// RFC 8058 3.2: `List-Unsubscribe=One-Click`, in either encoding of a form.
fn is_one_click(headers: &HeaderMap, body: &[u8]) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default()
        .to_ascii_lowercase();
    match kind.split(';').next().unwrap_or_default().trim() {
        "application/x-www-form-urlencoded" => form_urlencoded::parse(body)
            .any(|(name, value)| name == "List-Unsubscribe" && value == "One-Click"),
        "multipart/form-data" => std::str::from_utf8(body).is_ok_and(|body| {
            body.split("name=\"List-Unsubscribe\"")
                .skip(1)
                .filter_map(|part| part.split_once("\r\n\r\n"))
                .any(|(_, value)| value.split("\r\n").next() == Some("One-Click"))
        }),
        _ => false,
    }
}

/// The page: the button, or since when invitations are stopped.
pub(super) async fn show(
    State(portal): State<Portal>,
    visit: Visit,
    headers: HeaderMap,
    told: Result<Query<Told>, QueryRejection>,
) -> Response {
    let told = told.is_ok_and(|Query(told)| told.notice == "allowed");
    behind_link(&portal, &visit, &token(&portal, &headers), None, told, None).await
}

/// The button of the page.
pub(super) async fn stop(
    State(portal): State<Portal>,
    visit: Visit,
    headers: HeaderMap,
    Sent(Nothing {}): Sent<Nothing>,
) -> Response {
    let token = token(&portal, &headers);
    if let Some(answer) = wrong_person(&portal, &visit, &token).await {
        return answer;
    }
    let network = visit.network();
    match portal
        .backend
        .opt_out(&token, Way::Page, &network, &visit.request_id)
        .await
    {
        Ok(()) => answer::see_other("/opt-out"),
        Err(Error::NotFound) => behind_link(&portal, &visit, &token, None, false, None).await,
        Err(error) => fault(&portal, &visit, error).await,
    }
}

/// The way back, for whoever holds the link.
pub(super) async fn allow(
    State(portal): State<Portal>,
    visit: Visit,
    headers: HeaderMap,
    Sent(Nothing {}): Sent<Nothing>,
) -> Response {
    let token = token(&portal, &headers);
    if let Some(answer) = wrong_person(&portal, &visit, &token).await {
        return answer;
    }
    let network = visit.network();
    match portal
        .backend
        .allow_invitations(&token, &network, &visit.request_id)
        .await
    {
        Ok(()) => answer::see_other("/opt-out?notice=allowed"),
        Err(Error::NotFound) => behind_link(&portal, &visit, &token, None, false, None).await,
        Err(Error::RateLimited { until }) => {
            let status = Some(StatusCode::TOO_MANY_REQUESTS);
            let refusal = Some(words::too_often(until));
            let page = behind_link(&portal, &visit, &token, status, false, refusal).await;
            let seconds = until.since(portal.backend.now()).retry_after();
            answer::with_wait(page, seconds)
        }
        Err(error) => fault(&portal, &visit, error).await,
    }
}

fn token(portal: &Portal, headers: &HeaderMap) -> String {
    portal
        .cookies
        .read(headers, Purpose::OptOut)
        .unwrap_or_default()
}

/// Nothing happens silently for somebody who is signed in with another address (SECURITY.md INV-13).
async fn wrong_person(portal: &Portal, visit: &Visit, token: &str) -> Option<Response> {
    visit.signed_in.as_ref()?;
    match portal.backend.behind_opt_out(token).await {
        Ok(Some(behind)) if other_viewer(visit, &behind.email).is_some() => {
            let status = Some(StatusCode::CONFLICT);
            Some(behind_link(portal, visit, token, status, false, None).await)
        }
        Ok(_) => None,
        Err(error) => Some(fault(portal, visit, error).await),
    }
}

/// The page of whatever stands behind the link. `status` stands in for its own when a form led here.
async fn behind_link(
    portal: &Portal,
    visit: &Visit,
    token: &str,
    status: Option<StatusCode>,
    is_allowed_again: bool,
    refusal: Option<String>,
) -> Response {
    let behind = match portal.backend.behind_opt_out(token).await {
        Ok(behind) => behind,
        Err(error) => return fault(portal, visit, error).await,
    };
    let look = visit.look(portal).await;
    let Some(behind) = behind else {
        let page = public::statement(&look, unknown());
        return answer::page(StatusCode::NOT_FOUND, page);
    };
    let status = status.unwrap_or(StatusCode::OK);
    if let Some(viewer) = other_viewer(visit, &behind.email) {
        let page = somebody_else(&behind.email, viewer);
        return answer::page(status, public::statement(&look, page));
    }
    let since = behind.suppression.map(|known| known.since);
    let page = OptOut {
        email: behind.email,
        since,
        is_allowed_again: is_allowed_again && since.is_none(),
        refusal,
    };
    answer::page(status, public::opt_out(&look, page))
}

/// Changed, of another purpose, never there: they look the same.
fn unknown() -> Statement {
    Statement {
        title: common::UNKNOWN.to_owned(),
        text: vec![words::UNKNOWN_HINT.to_owned()],
        actions: vec![Action::link(common::TO_LOGIN, "/login")],
        retry: None,
    }
}

/// Both addresses, and the choice to switch or to stay (UX.md UX-LOG-07).
fn somebody_else(asked: &str, viewer: &str) -> Statement {
    let text = words::somebody_else(asked, viewer);
    answer::switch_or_stay(words::SOMEBODY_ELSE, text, viewer, "/opt-out")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(kind: &str, body: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, kind.parse().expect("a header value"));
        is_one_click(&headers, body.as_bytes())
    }

    // RFC 8058 3.2
    #[test]
    fn both_encodings_of_a_form_say_it_and_nothing_else_does() {
        let form = "application/x-www-form-urlencoded";
        assert!(judged(form, "List-Unsubscribe=One-Click"));
        let with_charset = "application/x-www-form-urlencoded; charset=utf-8";
        assert!(judged(with_charset, "a=b&List-Unsubscribe=One%2DClick"));
        let parts = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
        assert!(judged("multipart/form-data; boundary=x", parts));
        for (kind, body) in [
            (form, ""),
            (form, "List-Unsubscribe=one-click"),
            (form, "List-Unsubscribe=One-Click2"),
            (form, "Unsubscribe=One-Click"),
            ("multipart/form-data; boundary=x", "--x--\r\n"),
            (
                "multipart/form-data; boundary=x",
                "List-Unsubscribe=One-Click",
            ),
            ("application/json", "{\"List-Unsubscribe\":\"One-Click\"}"),
            ("text/plain", "List-Unsubscribe=One-Click"),
        ] {
            assert!(!judged(kind, body), "{kind} {body}");
        }
    }
}
