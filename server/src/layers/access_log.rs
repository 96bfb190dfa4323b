//! One line per answered request: the route template, never the URI, which may hold a secret (SECURITY.md LOG-3).

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use http::Method;
use tracing::Instrument;

use super::{HEALTH_PATHS, RefusedBy, RequestId};
use crate::client_address::ClientAddress;

/// The target of these lines, for filters: `PORTICO_LOG=info,portico::access=off`.
pub const TARGET: &str = "portico::access";

pub(super) async fn write(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = known(request.method());
    let extensions = request.extensions();
    let route = extensions.get::<MatchedPath>().cloned();
    let id = extensions.get::<RequestId>().cloned();
    let client = extensions.get::<ClientAddress>().copied();
    let is_probe = HEALTH_PATHS.contains(&request.uri().path());

    let id = id.as_ref().map_or("", RequestId::as_str);
    let span = tracing::info_span!("request", id);
    let answer = next.run(request).instrument(span).await;

    let route = route.as_ref().map_or("-", MatchedPath::as_str);
    let client = client.map(|client| tracing::field::display(client.0));
    let status = answer.status().as_u16();
    let refused_by = answer.extensions().get::<RefusedBy>().map(|layer| layer.0);
    let ms = started.elapsed().as_secs_f64() * 1000.0;
    if is_probe && answer.status().is_success() {
        tracing::debug!(target: TARGET, id, method, route, status, ms, client, "answered");
    } else {
        tracing::info!(target: TARGET, id, method, route, status, ms, client, refused_by, "answered");
    }
    answer
}

/// A method we don't know is the client's own text and stays out of the log.
fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        _ => "other",
    }
}
