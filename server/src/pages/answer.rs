//! Answers of pages: a document, a redirect after a form, a cookie, a time to wait.

use app::messages::public as words;
use app::public::{Action, Statement};
use axum::response::{Html, IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

/// Seconds after which a busy portal is worth another try (SECURITY.md PWD-6).
pub(super) const BUSY_FOR: u64 = 2;

/// A document.
pub(super) fn page(status: StatusCode, html: String) -> Response {
    (status, Html(html)).into_response()
}

/// 303: the browser goes on with GET, and a reload repeats nothing. `path` is our own.
pub(super) fn see_other(path: &str) -> Response {
    match HeaderValue::try_from(path) {
        Ok(path) => (StatusCode::SEE_OTHER, [(header::LOCATION, path)]).into_response(),
        // A path that no header may hold was not made by us.
        Err(_) => {
            let start = HeaderValue::from_static("/");
            (StatusCode::SEE_OTHER, [(header::LOCATION, start)]).into_response()
        }
    }
}

/// With a cookie. `None`, a value that no cookie may hold, sets nothing.
pub(super) fn with_cookie(
    mut answer: Response,
    cookie: impl Into<Option<HeaderValue>>,
) -> Response {
    if let Some(cookie) = cookie.into() {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}

/// With `Retry-After`, in seconds.
pub(super) fn with_wait(mut answer: Response, seconds: u64) -> Response {
    answer
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    answer
}

/// For somebody who is signed in with another address than the link's: what is told, and the choice to log out, which
/// leads back to `next`, or to stay (UX.md UX-LOG-07).
pub(super) fn switch_or_stay(
    title: &str,
    text: String,
    viewer: &str,
    next: &'static str,
) -> Statement {
    Statement {
        title: title.to_owned(),
        text: vec![text],
        actions: vec![
            Action::LogOut {
                label: words::SWITCH.to_owned(),
                next,
            },
            Action::link(words::stay(viewer), "/"),
        ],
        retry: None,
    }
}
