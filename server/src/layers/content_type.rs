//! A change is sent as a form or as JSON, uncompressed (SECURITY.md WEB-1, WEB-8). The framework's server functions
//! don't look at the content type themselves.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, Method, StatusCode, header};

use super::{Web, refusal};

const ACCEPTED: [&str; 2] = ["application/x-www-form-urlencoded", "application/json"];

pub(super) async fn check(State(web): State<Web>, request: Request, next: Next) -> Response {
    let method = request.method();
    if method != Method::POST || web.is_cookieless(method, request.uri().path()) {
        return next.run(request).await;
    }
    if is_encoded(request.headers()) {
        return refusal(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "content type",
            "Send the body uncompressed, without Content-Encoding.",
        );
    }
    if !is_accepted(request.headers()) {
        return refusal(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "content type",
            "Send application/x-www-form-urlencoded or application/json.",
        );
    }
    next.run(request).await
}

fn is_encoded(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::CONTENT_ENCODING)
        .iter()
        .any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// Exactly one content type, parameters such as `; charset=utf-8` aside.
fn is_accepted(headers: &HeaderMap) -> bool {
    let mut all = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (all.next(), all.next()) else {
        return false;
    };
    let Ok(value) = value.to_str() else {
        return false;
    };
    let essence = value.split(';').next().unwrap_or_default().trim();
    ACCEPTED
        .iter()
        .any(|accepted| accepted.eq_ignore_ascii_case(essence))
}
