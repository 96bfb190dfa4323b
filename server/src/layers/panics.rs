//! A panic in a handler is logged and answered 500 with the request's id, without detail (SECURITY.md WEB-9).
//!
//! Permits, locks and transactions are given back by unwinding; the panic hook of `logging` writes where it happened.

use std::panic::AssertUnwindSafe;

use axum::{extract::Request, middleware::Next, response::Response};
use futures::FutureExt;
use http::StatusCode;

use super::{RequestId, refusal};

pub(super) async fn catch(request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().cloned();
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(answer) => answer,
        Err(_) => {
            let id = id.as_ref().map_or("unknown", RequestId::as_str);
            refusal(
                StatusCode::INTERNAL_SERVER_ERROR,
                "panic",
                format!("Something went wrong on our side. The log of the server has it as {id}."),
            )
        }
    }
}
