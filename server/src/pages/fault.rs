//! An error of a use case as a page: the one place that gives it a status, and logs a fault of ours, once.

use app::messages::public as words;
use app::public::{self, Action, Statement};
use axum::response::Response;
use backend::{Error, secrets};
use http::{Method, StatusCode};

use super::answer::{self, BUSY_FOR};
use super::{Visit, next, nothing_here};
use crate::portal::Portal;

/// The page for this error. Without a session: the way to the login, and back.
pub async fn fault(portal: &Portal, visit: &Visit, error: Error) -> Response {
    let is_read = matches!(visit.method, Method::GET | Method::HEAD);
    let mut wait = None;
    let (status, statement) = match error {
        Error::Unauthenticated => {
            let back = if is_read { visit.path.as_str() } else { "/" };
            return answer::see_other(&next::login_and_back(back));
        }
        Error::NotFound => (StatusCode::NOT_FOUND, nothing_here()),
        Error::Forbidden => (
            StatusCode::FORBIDDEN,
            says(words::FORBIDDEN, words::FORBIDDEN_HINT),
        ),
        Error::Refused(_)
        | Error::AccountRefused(_)
        | Error::DomainRefused(_)
        | Error::MembershipRefused(_)
        | Error::DomainInvitationRefused(_)
        | Error::MailRefused(_)
        | Error::Conflict(_)
        | Error::KeyReused => (
            StatusCode::CONFLICT,
            says(words::CONFLICT, words::CONFLICT_HINT),
        ),
        Error::Invalid(faults) => {
            let text = faults.into_iter().map(|fault| fault.reason).collect();
            (
                StatusCode::BAD_REQUEST,
                Statement {
                    text,
                    ..says(words::INVALID, "")
                },
            )
        }
        Error::RateLimited { until } => {
            let seconds = until.since(portal.backend.now()).retry_after();
            wait = Some(seconds);
            let hint = words::too_often_hint(seconds);
            (StatusCode::TOO_MANY_REQUESTS, says(words::TOO_OFTEN, hint))
        }
        Error::Unavailable(_) => {
            wait = Some(BUSY_FOR);
            (StatusCode::SERVICE_UNAVAILABLE, busy(is_read))
        }
        Error::Internal(_) => {
            let request_id = visit.request_id.as_str();
            tracing::error!(request_id, error = error.chain(), "a page failed");
            let hint = words::internal_hint(request_id);
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                says(words::INTERNAL, hint),
            )
        }
    };
    let look = visit.look(portal).await;
    let page = answer::page(status, public::statement(&look, statement));
    match wait {
        Some(seconds) => answer::with_wait(page, seconds),
        None => page,
    }
}

fn says(title: &str, text: impl Into<String>) -> Statement {
    Statement {
        title: title.to_owned(),
        text: vec![text.into()],
        actions: vec![Action::link(words::TO_PORTAL, "/")],
        retry: None,
    }
}

/// A page that only shows comes back by itself, spread out so that not everybody does at once (SECURITY.md PWD-6).
/// A form does not: what it changes must be sent by a person.
fn busy(is_read: bool) -> Statement {
    if !is_read {
        return says(words::BUSY, words::BUSY_FORM_HINT);
    }
    let spread = (secrets::jitter() * 4.0) as u64;
    Statement {
        retry: Some(BUSY_FOR + spread),
        ..says(words::BUSY, words::BUSY_HINT)
    }
}
