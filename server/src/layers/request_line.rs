//! Methods we answer, and how long an address may be (SECURITY.md WEB-8).

use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderValue, Method, StatusCode, header};

use super::refusal;

/// Octets of path and query.
const LONGEST_URI: usize = 8 * 1024;

pub(super) async fn check(request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD | Method::POST) {
        let mut answer = refusal(
            StatusCode::METHOD_NOT_ALLOWED,
            "method",
            "This portal answers GET, HEAD and POST.",
        );
        let allowed = HeaderValue::from_static("GET, HEAD, POST");
        answer.headers_mut().insert(header::ALLOW, allowed);
        return answer;
    }
    let length = request
        .uri()
        .path_and_query()
        .map_or(0, |uri| uri.as_str().len());
    if length > LONGEST_URI {
        return refusal(
            StatusCode::URI_TOO_LONG,
            "uri",
            "The address is longer than 8 KiB.",
        );
    }
    next.run(request).await
}
