//! A console form that comes without JavaScript: where it came from, where its answer leads, and the same
//! page again, with what was typed, when it is refused. What the form does is the function's affair.

use app::error::AppError;
use app::outcome::{ABOUT, FROM};
use app::request::{ABOUT_HEADER, AGAIN_HEADER, ERROR_HEADER, NEXT_HEADER};
use app::state::{KeptForm, RefusedForm};
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use url::Url;

use super::{Form, LARGEST, log_in_first, page_access, render};
use crate::pages::Visit;
use crate::portal::Portal;

/// A form without JavaScript: on with a 303, or the same page again with what was typed.
pub(super) async fn answer_form(
    portal: &Portal,
    visit: &Visit,
    function: &str,
    came_from: &str,
    typed: &[u8],
    answer: Response,
) -> Response {
    // Copied out first: a response can't be looked at across an await.
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body = answer.into_body();
    let told = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(error) = told(ERROR_HEADER) {
        let error = percent_decode(error)
            .and_then(|text| serde_json::from_str::<AppError>(&text).ok())
            .unwrap_or(AppError::Malformed);
        return refuse_form(portal, visit, function, came_from, typed, error).await;
    }
    if status.is_server_error() || status.is_client_error() {
        return refuse_form(
            portal,
            visit,
            function,
            came_from,
            typed,
            AppError::Malformed,
        )
        .await;
    }
    if told(AGAIN_HEADER).is_some() {
        let answer = axum::body::to_bytes(body, LARGEST).await;
        let answer = answer.unwrap_or_default();
        let kept = KeptForm {
            function: function.to_owned(),
            values: values_of(typed),
            answer: String::from_utf8_lossy(&answer).into_owned(),
        };
        return render(portal, visit, came_from, Form::Kept(kept)).await;
    }
    let next = match told(NEXT_HEADER) {
        Some(next) => next.to_owned(),
        None => with_done(
            came_from,
            function.trim_start_matches("/api/"),
            told(ABOUT_HEADER),
        ),
    };
    let mut onward = Redirect::to(&next).into_response();
    for cookie in headers.get_all(header::SET_COOKIE) {
        onward
            .headers_mut()
            .append(header::SET_COOKIE, cookie.clone());
    }
    onward
}

async fn refuse_form(
    portal: &Portal,
    visit: &Visit,
    function: &str,
    came_from: &str,
    typed: &[u8],
    error: AppError,
) -> Response {
    if error == AppError::Unauthenticated {
        return log_in_first(came_from);
    }
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST);
    let wait = match &error {
        AppError::RateLimited { until } => Some(until.since(portal.backend.now()).retry_after()),
        AppError::Unavailable => Some(2),
        _ => None,
    };
    let refused = RefusedForm {
        function: function.to_owned(),
        values: values_of(typed),
        error,
    };
    let mut answer = render(portal, visit, came_from, Form::Refused(refused)).await;
    if !answer.status().is_server_error() {
        *answer.status_mut() = status;
    }
    if let Some(wait) = wait {
        answer
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(wait));
    }
    answer
}

fn values_of(typed: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(typed)
        .filter(|(name, _)| !is_secret(name))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

/// Passwords are typed again, never shown again.
fn is_secret(field: &str) -> bool {
    matches!(field, "password" | "confirmation" | "current")
}

/// The page of ours that a form was sent from: the one it names (`app::outcome::action`), else the one in
/// Referer; the first page when neither is known.
pub(super) fn came_from(portal: &Portal, form: &http::Uri, headers: &HeaderMap) -> String {
    let own = Url::parse(portal.backend.public_url()).ok();
    let from = own
        .as_ref()
        .and_then(|own| named_page(own, form))
        .or_else(|| {
            let referer = headers.get(header::REFERER)?.to_str().ok()?;
            Url::parse(referer).ok()
        });
    let Some((own, from)) = own.zip(from) else {
        return "/".to_owned();
    };
    // Both loopback names are ours when the portal lives there (SECURITY WEB-6).
    let is_ours = own.origin() == from.origin()
        || (crate::layers::is_loopback(&own)
            && crate::layers::is_loopback(&from)
            && own.port_or_known_default() == from.port_or_known_default());
    if !is_ours || page_access(from.path()).is_none() {
        return "/".to_owned();
    }
    match from.query() {
        Some(query) => format!("{}?{query}", from.path()),
        None => from.path().to_owned(),
    }
}

/// The page that the form's own address names. A refused form is shown again at the address of its
/// function: without a name nobody would know its page when it comes a second time.
fn named_page(own: &Url, form: &http::Uri) -> Option<Url> {
    let query = form.query()?.as_bytes();
    let page = url::form_urlencoded::parse(query)
        .find(|(name, _)| name == FROM)?
        .1;
    own.join(&page).ok()
}

fn with_done(address: &str, code: &str, about: Option<&str>) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let is_older = |part: &&str| {
        let name = part.split('=').next().unwrap_or_default();
        name == "done" || name == ABOUT
    };
    let kept = query
        .split('&')
        .filter(|part| !part.is_empty() && !is_older(part));
    let named =
        |name: &str, value: &str| format!("{name}={}", rules::listing::percent_encode(value));
    let done = named("done", code);
    let about = about.map(|about| named(ABOUT, about));
    let query: Vec<&str> = kept
        .chain([done.as_str()])
        .chain(about.as_deref())
        .collect();
    format!("{path}?{}", query.join("&"))
}

fn percent_decode(text: &str) -> Option<String> {
    url::form_urlencoded::parse(format!("x={text}").as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_done_code_replaces_an_older_one() {
        assert_eq!(
            with_done("/mail?state=failed&done=x&about=y", "mail/retry", None),
            "/mail?state=failed&done=mail%2Fretry"
        );
        assert_eq!(
            with_done("/mail?done=x", "mail/retry", Some("a&b")),
            "/mail?done=mail%2Fretry&about=a%26b"
        );
    }

    #[test]
    fn a_form_names_its_page() {
        let own: Url = "https://portal.example".parse().unwrap();
        let page =
            |form: &str| named_page(&own, &form.parse().unwrap()).map(|page| page.to_string());
        let action = app::outcome::action("/api/settings/change", "/settings/limits?a=b");
        assert_eq!(
            page(&action).as_deref(),
            Some("https://portal.example/settings/limits?a=b")
        );
        assert_eq!(page("/api/settings/change"), None);
        // Another origin is left to the check that follows.
        let elsewhere = page("/api/mail/retry?from=//evil.example/");
        assert_eq!(elsewhere.as_deref(), Some("https://evil.example/"));
    }
}
