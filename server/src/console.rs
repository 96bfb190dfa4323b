//! The signed-in console: its pages, rendered whole on the server, and its server functions. Both are
//! guarded here by the one table of `app::access`, before anything runs; the use cases decide again.

use app::access::{self, Access};
use app::error::AppError;
use app::outcome::FROM;
use app::request::{ERROR_HEADER, NEXT_HEADER, Visit as AppVisit};
use app::state::{PageState, RefusedForm, Viewing};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use backend::secrets;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use leptos::nonce::Nonce;
use leptos::prelude::provide_context;
use rules::policy::actions_of;
use url::Url;

use crate::cookies::{Cookies, Purpose};
use crate::pages::{self, Visit};
use crate::portal::Portal;

/// The largest form that is looked at twice; the layers have refused larger bodies.
const LARGEST: usize = 8 * 1024 * 1024;

/// Pages and functions of the console.
pub(crate) fn routes() -> Router<Portal> {
    let mut router = Router::new().route("/api/{*rest}", post(function).fallback(not_a_function));
    for (path, _) in access::PAGES {
        router = router.route(path, get(page));
    }
    router
}

/// Registered functions that the table does not know: the process refuses to start with any
/// (SECURITY AZ-1).
pub fn unlisted_functions() -> Vec<String> {
    server_fn::axum::server_fn_paths()
        .map(|(path, _)| path.to_string())
        .filter(|path| access::of_function(path).is_none())
        .collect()
}

async fn page(State(portal): State<Portal>, visit: Visit, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let address = own_address(request.uri());
    let Some(signed_in) = &visit.signed_in else {
        return log_in_first(&address);
    };
    let actions = actions_of(&signed_in.account.role);
    if path == "/" && actions.is_administrative() {
        return Redirect::to("/consumers/invitations").into_response();
    }
    if !is_allowed(page_access(&path), &visit) {
        return pages::fault(&portal, &visit, backend::Error::Forbidden).await;
    }
    render(&portal, &visit, &address, None).await
}

/// What the page at this path asks; a path that no route matches asks for nothing anybody has.
fn page_access(path: &str) -> Option<Access> {
    let matches = |route: &str| {
        let (mut asked, mut listed) = (path.split('/'), route.split('/'));
        loop {
            match (asked.next(), listed.next()) {
                (None, None) => return true,
                (Some(a), Some(l)) if a == l || (l.starts_with('{') && !a.is_empty()) => {}
                _ => return false,
            }
        }
    };
    // A literal route stands before the one with a parameter.
    access::PAGES
        .iter()
        .find(|(route, _)| matches(route))
        .map(|(_, access)| *access)
}

fn is_allowed(access: Option<Access>, visit: &Visit) -> bool {
    let Some(signed_in) = &visit.signed_in else {
        return false;
    };
    match access {
        Some(Access::SignedIn) => true,
        Some(Access::Needs(action)) => actions_of(&signed_in.account.role).allows(action),
        None => false,
    }
}

fn log_in_first(address: &str) -> Response {
    let next = rules::listing::percent_encode(address);
    Redirect::to(&format!("/login?next={next}")).into_response()
}

fn own_address(uri: &http::Uri) -> String {
    uri.path_and_query()
        .map_or_else(|| "/".to_owned(), |p| p.as_str().to_owned())
}

/// A page of the console, with all its data, as it stands behind `address`.
async fn render(
    portal: &Portal,
    visit: &Visit,
    address: &str,
    refused: Option<RefusedForm>,
) -> Response {
    let state = match page_state(portal, visit, refused).await {
        Ok(state) => state,
        Err(error) => return pages::fault(portal, visit, error).await,
    };
    let Ok(request) = Request::builder()
        .method(Method::GET)
        .uri(address)
        .body(Body::empty())
    else {
        return pages::not_found(State(portal.clone()), visit.clone()).await;
    };
    let style = body_colour_style(portal).await;
    let (context, context_state) = (app_visit(portal, visit, false), state.clone());
    let nonce = visit.nonce.clone();
    let options = portal.options.clone();
    let handler = leptos_axum::render_app_async_with_context(
        move || {
            provide_context(Nonce::from_value(nonce.clone()));
            provide_context(context.clone());
            provide_context(context_state.clone());
        },
        move || app::shell(options.clone(), &state, style.clone()),
    );
    handler(request).await
}

async fn body_colour_style(portal: &Portal) -> String {
    match portal.backend.settings().await {
        Ok(settings) => {
            let colour = settings.body_colour;
            format!(
                ":root{{--body-colour:{};--body-ink:{}}}",
                colour.css(),
                colour.ink().css()
            )
        }
        Err(_) => String::new(),
    }
}

async fn page_state(
    portal: &Portal,
    visit: &Visit,
    refused: Option<RefusedForm>,
) -> backend::Result<PageState> {
    let settings = portal.backend.settings().await?;
    let Some(signed_in) = &visit.signed_in else {
        return Err(backend::Error::Unauthenticated);
    };
    let account = &signed_in.account;
    let hours = settings.invitation_validity.as_hours();
    Ok(PageState {
        viewing: Viewing {
            full_name: account.full_name.clone(),
            email: account.email_typed.clone(),
            role: account.role.clone(),
            actions: actions_of(&account.role),
            portal_name: settings.portal_name,
            has_mail_server: portal.backend.has_mail_server(),
            invitation_validity_hours: u32::try_from(hours).unwrap_or(72),
            theme: visit.theme.word().to_owned(),
        },
        refused,
        fresh_key: secrets::new_id(portal.backend.now()).to_string(),
    })
}

fn app_visit(portal: &Portal, visit: &Visit, accepts_html: bool) -> AppVisit {
    AppVisit {
        backend: portal.backend.clone(),
        signed_in: visit.signed_in.clone(),
        request_id: visit.request_id.clone(),
        network: visit.network(),
        theme: visit.theme.word().to_owned(),
        accepts_html,
        session_cookie: std::sync::Arc::new(SessionCookies(portal.cookies)),
    }
}

/// Writes the cookie of a session that got a new secret; hides how cookies are named.
#[derive(Clone, Copy)]
struct SessionCookies(Cookies);

impl app::request::SessionCookie for SessionCookies {
    fn of(&self, secret: &str) -> Option<HeaderValue> {
        self.0.set(Purpose::Session, secret, None)
    }
}

async fn not_a_function() -> Response {
    told(&AppError::NotFound)
}

/// A server function: called by the console as JSON or form, or by a plain form without JavaScript.
async fn function(State(portal): State<Portal>, visit: Visit, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let Some(access) = access::of_function(&path) else {
        return not_a_function().await;
    };
    let accepts_html = accepts_html(request.headers());
    let came_from = came_from(&portal, request.uri(), request.headers());
    // A form comes back on a page that its sender may open, or on the first one.
    let page_of_form = page_access(came_from.split('?').next().unwrap_or("/"));
    let came_from = if is_allowed(page_of_form, &visit) {
        came_from
    } else {
        "/".to_owned()
    };
    if visit.signed_in.is_none() {
        return if accepts_html {
            log_in_first(&came_from)
        } else {
            told(&AppError::Unauthenticated)
        };
    }
    if !is_allowed(Some(access), &visit) {
        return if accepts_html {
            pages::fault(&portal, &visit, backend::Error::Forbidden).await
        } else {
            told(&AppError::Forbidden)
        };
    }
    let (mut parts, body) = request.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, LARGEST).await else {
        return told(&AppError::Malformed);
    };
    // The framework would answer a plain form by a redirect to this; we do it ourselves below.
    parts.headers.remove(header::REFERER);
    let typed = if accepts_html {
        bytes.clone()
    } else {
        Bytes::new()
    };
    let context = app_visit(&portal, &visit, accepts_html);
    let nonce = visit.nonce.clone();
    let answer = leptos_axum::handle_server_fns_with_context(
        move || {
            provide_context(Nonce::from_value(nonce.clone()));
            provide_context(context.clone());
        },
        Request::from_parts(parts, Body::from(bytes)),
    )
    .await
    .into_response();
    if accepts_html {
        return for_plain_form(&portal, &visit, &path, &came_from, &typed, answer).await;
    }
    answer
}

/// A form without JavaScript: on with a 303, or the same page again with what was typed.
async fn for_plain_form(
    portal: &Portal,
    visit: &Visit,
    function: &str,
    came_from: &str,
    typed: &[u8],
    answer: Response,
) -> Response {
    // Copied out first: a response can't be looked at across an await.
    let (status, headers) = (answer.status(), answer.headers().clone());
    drop(answer);
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
    let next = match told(NEXT_HEADER) {
        Some(next) => next.to_owned(),
        None => with_done(came_from, function.trim_start_matches("/api/")),
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
    let values = url::form_urlencoded::parse(typed)
        .filter(|(name, _)| !is_secret(name))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let refused = RefusedForm {
        function: function.to_owned(),
        values,
        error,
    };
    let mut answer = render(portal, visit, came_from, Some(refused)).await;
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

/// Passwords are typed again, never shown again.
fn is_secret(field: &str) -> bool {
    matches!(field, "password" | "confirmation" | "current")
}

fn accepts_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("text/html"))
}

/// The page of ours that a form was sent from: the one it names (`app::outcome::action`), else the one in
/// Referer; the first page when neither is known.
fn came_from(portal: &Portal, form: &http::Uri, headers: &HeaderMap) -> String {
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

fn with_done(address: &str, code: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let kept = query
        .split('&')
        .filter(|part| !part.is_empty() && !part.starts_with("done="));
    let done = format!("done={}", rules::listing::percent_encode(code));
    let query: Vec<&str> = kept.chain([done.as_str()]).collect();
    format!("{path}?{}", query.join("&"))
}

fn percent_decode(text: &str) -> Option<String> {
    url::form_urlencoded::parse(format!("x={text}").as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
}

/// An error as the console reads it.
fn told(error: &AppError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST);
    let body = serde_json::to_vec(error).unwrap_or_default();
    let json = [(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    )];
    (status, json, body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_guarded_by_the_route_that_matches_it() {
        assert_eq!(page_access("/"), Some(Access::SignedIn));
        let needs = |path: &str| match page_access(path) {
            Some(Access::Needs(action)) => action.as_str(),
            _ => "",
        };
        assert_eq!(needs("/consumers/invitations/new"), "invitations.send");
        assert_eq!(needs("/consumers/invitations/7"), "invitations.read");
        assert_eq!(page_access("/consumers/invitations/"), None);
        assert_eq!(page_access("/api/viewer"), None);
    }

    #[test]
    fn the_done_code_replaces_an_older_one() {
        assert_eq!(
            with_done("/mail?state=failed&done=x", "mail/retry"),
            "/mail?state=failed&done=mail%2Fretry"
        );
        assert_eq!(with_done("/mail", "mail/retry"), "/mail?done=mail%2Fretry");
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

    #[test]
    fn every_registered_function_stands_in_the_table() {
        // SECURITY AZ-1
        assert_eq!(unlisted_functions(), Vec::<String>::new());
    }
}
