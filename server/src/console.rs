//! The signed-in console: its pages, rendered whole on the server, and its server functions. Both are
//! guarded here by the one table of `app::access`, before anything runs; the use cases decide again.

mod plain_form;

use app::access::{self, Access};
use app::error::AppError;
use app::request::Visit as AppVisit;
use app::state::{KeptForm, PageState, RefusedForm, Viewing};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use backend::secrets;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use leptos::nonce::Nonce;
use leptos::prelude::provide_context;
use rules::denial::Denial;
use rules::policy::{Action, ActionSet};
use rules::role::PortalRole;

use crate::cookies::{Cookies, Purpose};
use crate::pages::{self, Visit};
use crate::portal::Portal;
use plain_form::{answer_form, came_from};

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
    if path == "/" && signed_in.actions.is_administrative() {
        return Redirect::to("/consumers/invitations").into_response();
    }
    if !is_allowed(page_access(&path), &visit) {
        let (account, request_id) = (signed_in.account.id, visit.request_id.as_str());
        tracing::warn!(target: "portico::security", %account, request_id, "a page is forbidden");
        return pages::fault(&portal, &visit, backend::Error::Forbidden).await;
    }
    render(&portal, &visit, &address, Form::None).await
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
        Some(Access::Needs(action)) => signed_in.actions.allows(action),
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

/// A form without JavaScript that a page comes again with.
enum Form {
    None,
    Refused(RefusedForm),
    Kept(KeptForm),
}

/// A page of the console, with all its data, as it stands behind `address`.
async fn render(portal: &Portal, visit: &Visit, address: &str, form: Form) -> Response {
    let state = match page_state(portal, visit, form).await {
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
    finished(portal, visit, handler(request)).await
}

/// Renders to the end, also when whoever asked has gone away meanwhile: what a page is made of must not be taken
/// from under its rendering.
async fn finished(
    portal: &Portal,
    visit: &Visit,
    rendering: impl Future<Output = Response> + Send + 'static,
) -> Response {
    let whole = tokio::spawn(async move {
        let (parts, body) = rendering.await.into_parts();
        let bytes = axum::body::to_bytes(body, LARGEST).await;
        bytes.map(|bytes| Response::from_parts(parts, Body::from(bytes)))
    });
    match whole.await {
        Ok(Ok(page)) => page,
        Ok(Err(error)) => pages::fault(portal, visit, backend::Error::Internal(error.into())).await,
        Err(error) => pages::fault(portal, visit, backend::Error::Internal(error.into())).await,
    }
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

async fn page_state(portal: &Portal, visit: &Visit, form: Form) -> backend::Result<PageState> {
    let settings = portal.backend.settings().await?;
    let Some(signed_in) = &visit.signed_in else {
        return Err(backend::Error::Unauthenticated);
    };
    let account = &signed_in.account;
    let (refused, kept) = match form {
        Form::None => (None, None),
        Form::Refused(refused) => (Some(refused), None),
        Form::Kept(kept) => (None, Some(kept)),
    };
    let mut viewing = Viewing {
        full_name: account.full_name.clone(),
        email: account.email_typed.clone(),
        role: account.role.clone(),
        actions: signed_in.actions,
        roles_to_invite_with: roles_to_invite_with(portal, signed_in.actions),
        public_url: portal.backend.public_url().to_owned(),
        has_mail_server: portal.backend.has_mail_server(),
        theme: visit.theme.word().to_owned(),
        ..Viewing::default()
    };
    viewing.follow(&settings);
    let inbox = portal.backend.pop_up(&visit.caller()?).await?;
    Ok(PageState {
        viewing,
        refused,
        kept,
        inbox: Some(inbox),
        fresh_key: secrets::new_id(portal.backend.now()).to_string(),
    })
}

/// What the invite dialog offers; nothing to who can't open it.
fn roles_to_invite_with(portal: &Portal, held: ActionSet) -> Vec<PortalRole> {
    if !held.allows(Action::InvitationsSend) {
        return Vec::new();
    }
    let roles = portal.backend.roles();
    roles.roles_to_invite_with(held).cloned().collect()
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
        note_forbidden(&portal, &visit, path).await;
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
        return answer_form(&portal, &visit, &path, &came_from, &typed, answer).await;
    }
    answer
}

/// Who asked for a change without the right to it stands in the audit trail (SECURITY LOG-2). A page that is only
/// looked at writes nothing: its refusal stands in the log.
async fn note_forbidden(portal: &Portal, visit: &Visit, path: String) {
    if let Ok(caller) = visit.caller() {
        let (network, object) = (visit.network(), ("request", path));
        portal
            .backend
            .note_denial(Denial::Forbidden, &caller, &network, object)
            .await;
    }
}

fn accepts_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("text/html"))
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
    fn every_registered_function_stands_in_the_table() {
        // SECURITY AZ-1
        assert_eq!(unlisted_functions(), Vec::<String>::new());
    }
}
