//! Logging in and out (PRODUCT.md 8.1; SECURITY.md AUT-1, AUT-4, SES-1, SES-7).

use app::domain_invitations;
use app::messages::public as words;
use app::public::{self, Action, Login, LoginFault, LoginNotice, Statement};
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    response::Response,
};
use backend::sessions::{self, DEVICE_FOR, LoginAttempt};
use backend::{Error, secrets::Secret};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use rules::account::Status;
use rules::time::Span;
use serde::Deserialize;

use super::answer::{self, BUSY_FOR};
use super::{Sent, Visit, fault, own_path};
use crate::cookies::Purpose;
use crate::portal::Portal;

/// Cookies go by `Set-Cookie`: this header would take the theme and a link's secret along.
const CLEAR: (HeaderName, HeaderValue) = (
    HeaderName::from_static("clear-site-data"),
    HeaderValue::from_static("\"cache\", \"storage\""),
);

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    next: String,
    #[serde(default)]
    notice: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Credentials {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Leaving {
    #[serde(default)]
    next: String,
}

/// The form. Whoever is signed in goes on.
pub(super) async fn show(
    State(portal): State<Portal>,
    visit: Visit,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    // A query that can't be read asks for nothing.
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    let next = own_path(&asked.next, portal.backend.public_url());
    if visit.signed_in.is_some() {
        return answer::see_other(&next);
    }
    let notice = match LoginNotice::from_code(&asked.notice) {
        Some(notice) => Some(notice),
        None => match portal.backend.has_owner().await {
            Ok(true) => None,
            Ok(false) => Some(LoginNotice::NotSetUp),
            Err(error) => return fault(&portal, &visit, error).await,
        },
    };
    form(
        &portal,
        &visit,
        StatusCode::OK,
        Login {
            next: kept(&next),
            notice,
            ..Login::default()
        },
    )
    .await
}

/// Logs in, or says the one refusal.
pub(super) async fn log_in(
    State(portal): State<Portal>,
    visit: Visit,
    headers: HeaderMap,
    Sent(credentials): Sent<Credentials>,
) -> Response {
    let next = own_path(&credentials.next, portal.backend.public_url());
    let attempt = LoginAttempt {
        email: credentials.email.clone(),
        password: credentials.password,
        network: visit.network(),
        address: visit.address.0.to_string(),
        user_agent: user_agent(&headers),
        device: portal.cookies.read(&headers, Purpose::Device),
        old_session: portal.cookies.read(&headers, Purpose::Session),
        request_id: visit.request_id.clone(),
    };
    let refused = |fault| Login {
        next: kept(&next),
        email: credentials.email,
        fault: Some(fault),
        ..Login::default()
    };
    match portal.backend.log_in(attempt).await {
        Ok(sessions::Login::In {
            session,
            device,
            counts_for,
            is_invited,
        }) => {
            // Who is asked into a domain is asked first (M; PRODUCT.md 8.1).
            let landing = domain_invitations::LANDING;
            let next = if is_invited { landing } else { &next };
            begun(&portal, next, &session, &device, counts_for)
        }
        Ok(sessions::Login::Refused) => {
            let login = refused(LoginFault::Refused);
            form(&portal, &visit, StatusCode::UNAUTHORIZED, login).await
        }
        Ok(sessions::Login::NotApproved(status)) => not_approved(&portal, &visit, status).await,
        Err(Error::RateLimited { until }) => {
            let seconds = until.since(portal.backend.now()).retry_after().max(1);
            let login = refused(LoginFault::TooMany(seconds));
            let page = form(&portal, &visit, StatusCode::TOO_MANY_REQUESTS, login).await;
            answer::with_wait(page, seconds)
        }
        Err(Error::Unavailable(_)) => {
            let login = refused(LoginFault::Busy(BUSY_FOR));
            let page = form(&portal, &visit, StatusCode::SERVICE_UNAVAILABLE, login).await;
            answer::with_wait(page, BUSY_FOR)
        }
        Err(error) => fault(&portal, &visit, error).await,
    }
}

/// Ends the session on the server and in the browser. Without one it is ended already.
pub(super) async fn log_out(
    State(portal): State<Portal>,
    visit: Visit,
    headers: HeaderMap,
    Sent(leaving): Sent<Leaving>,
) -> Response {
    if let Some(cookie) = portal.cookies.read(&headers, Purpose::Session)
        && let Err(error) = portal.backend.log_out(&cookie, &visit.request_id).await
    {
        return fault(&portal, &visit, error).await;
    }
    let next = match leaving.next.as_str() {
        "" => "/login?notice=logged-out".to_owned(),
        next => own_path(next, portal.backend.public_url()),
    };
    let mut answer = answer::see_other(&next);
    answer.headers_mut().insert(CLEAR.0, CLEAR.1);
    answer::with_cookie(answer, portal.cookies.remove(Purpose::Session))
}

async fn form(portal: &Portal, visit: &Visit, status: StatusCode, login: Login) -> Response {
    let settings = visit.settings(portal).await;
    let look = visit.look_by(portal, &settings);
    let login = Login {
        offers_reset: settings.portal_reset_email,
        ..login
    };
    answer::page(status, public::login(&look, login))
}

fn begun(
    portal: &Portal,
    next: &str,
    session: &Secret,
    device: &str,
    counts_for: Span,
) -> Response {
    // The server decides how long it counts; the browser keeps it no longer than that.
    let seconds = u32::try_from(counts_for.as_seconds()).ok();
    let cookies = portal.cookies;
    let answer = answer::see_other(next);
    let answer = answer::with_cookie(
        answer,
        cookies.set(Purpose::Session, session.expose(), seconds),
    );
    answer::with_cookie(
        answer,
        cookies.set(
            Purpose::Device,
            device,
            u32::try_from(DEVICE_FOR.as_seconds()).ok(),
        ),
    )
}

/// The right password of an account that may not log in: its page, and no session (PRODUCT.md section 3).
async fn not_approved(portal: &Portal, visit: &Visit, status: Status) -> Response {
    let look = visit.look(portal).await;
    let statement = Statement {
        title: words::not_approved(status).to_owned(),
        text: vec![words::not_approved_hint(status).to_owned()],
        actions: vec![Action::link(words::TO_LOGIN, "/login")],
        retry: None,
    };
    answer::page(StatusCode::FORBIDDEN, public::statement(&look, statement))
}

/// The first page needs no saying.
fn kept(next: &str) -> String {
    if next == "/" {
        String::new()
    } else {
        next.to_owned()
    }
}

fn user_agent(headers: &HeaderMap) -> String {
    headers
        .get(header::USER_AGENT)
        .map(|words| String::from_utf8_lossy(words.as_bytes()).into_owned())
        .unwrap_or_default()
}
