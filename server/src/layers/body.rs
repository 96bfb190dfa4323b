//! How large a body may be and how long it may take (SECURITY.md WEB-7, WEB-8).
//!
//! A declared length is judged before a byte is used. A chunked body tells its size only on the way: the reader then
//! sees an error of its own kind, so what went wrong is noted beside the stream and becomes the answer here.

use std::{
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use axum::{
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tower_http::timeout::DeadlineBody;

use super::{Web, refusal};

/// Octets of an ordinary form or call.
const ORDINARY: usize = 64 * 1024;

/// Octets of a form with the home page, 20,000 characters of up to twelve octets each (PRODUCT.md section 7).
const TEXT: usize = 256 * 1024;

/// Octets of a submission of up to 10,000 addresses (PRODUCT.md section 5).
const BULK: usize = 8 * 1024 * 1024;

/// Octets of a body known to be too large that are read all the same, and the time for it.
const HEARD_OUT: usize = 1024 * 1024;
const HEARD_FOR: Duration = Duration::from_secs(2);

const WHOLE: u8 = 0;
const TOO_LARGE: u8 = 1;
const TOO_SLOW: u8 = 2;

pub(super) async fn limit(State(web): State<Web>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let limit = if web.bulk_paths.contains(&path) {
        BULK
    } else if web.text_paths.contains(&path) {
        TEXT
    } else {
        ORDINARY
    };
    if declared_length(request.headers()).is_some_and(|length| length > limit as u64) {
        hear_out(request).await;
        return too_large(limit);
    }
    let fault = Arc::new(AtomicU8::new(WHOLE));
    let noted = fault.clone();
    let request = request.map(|body| {
        let body = Limited::new(DeadlineBody::new(web.body_time, body), limit);
        Body::new(body.map_err(move |error| {
            noted.store(fault_of(&*error), Ordering::Relaxed);
            error
        }))
    });
    let answer = next.run(request).await;
    match fault.load(Ordering::Relaxed) {
        TOO_LARGE => too_large(limit),
        TOO_SLOW => refusal(
            StatusCode::REQUEST_TIMEOUT,
            "body",
            "The body of this request came too slowly.",
        ),
        _ => answer,
    }
}

fn declared_length(headers: &HeaderMap) -> Option<u64> {
    headers
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

/// Takes a little of a body that is refused, and drops it: a connection that closes with unread octets is reset, and
/// whoever sent them would not get to read why.
async fn hear_out(request: Request) {
    // Whoever waits for a go-ahead has sent nothing yet.
    if request.headers().contains_key(header::EXPECT) {
        return;
    }
    let body = Limited::new(DeadlineBody::new(HEARD_FOR, request.into_body()), HEARD_OUT);
    let mut body = std::pin::pin!(body);
    while let Some(Ok(_)) = body.frame().await {}
}

/// Connections that break off are nobody's fault: the reader's own answer goes nowhere anyway.
fn fault_of(error: &(dyn Error + 'static)) -> u8 {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return TOO_LARGE;
        }
        if error.is::<tower_http::timeout::TimeoutError>() {
            return TOO_SLOW;
        }
        cause = error.source();
    }
    WHOLE
}

fn too_large(limit: usize) -> Response {
    let text = format!("The body is larger than {} KiB.", limit / 1024);
    refusal(StatusCode::PAYLOAD_TOO_LARGE, "body", text)
}
