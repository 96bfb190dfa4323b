//! A request gets 15 seconds, then 503 (SECURITY.md WEB-7). A body that streams on after its head is not bound by it.

use std::time::Duration;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};

use super::busy;

pub(super) async fn keep(State(time): State<Duration>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(time, next.run(request)).await {
        Ok(answer) => answer,
        Err(_) => busy(
            "deadline",
            "This takes too long at the moment. Please try again shortly.",
        ),
    }
}
