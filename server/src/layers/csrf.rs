//! A change is asked for by our own pages only (SECURITY.md WEB-1).
//!
//! `tower_http` judges `Sec-Fetch-Site` and `Origin`; it lets a request pass that has neither, and compares an origin
//! with the Host header without its scheme. The guard behind it closes both: without `Sec-Fetch-Site` the origin must
//! be there and must be ours, scheme included.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, Method, StatusCode, Uri, header};
use tower_http::csrf::{CsrfLayer, ProtectionError};

use super::{Web, host::host_names, is_cookieless, refusal};

const FOREIGN: &str = "This request comes from another site. Open the portal itself and try again.";
const UNNAMED: &str = "This request does not say where it comes from: send an Origin header with the portal's address.";

/// The name of this layer.
pub(super) const LAYER: &str = "csrf";

type Refuse = fn(ProtectionError) -> Response<Body>;

/// Refuses what a browser marks as coming from another site.
pub(super) fn origin_layer(web: &Web) -> CsrfLayer<Refuse> {
    let exempt = web.clone();
    let mut layer = CsrfLayer::new();
    for origin in Origins::of(web).0.iter() {
        layer = match layer.clone().add_trusted_origin(origin) {
            Ok(layer) => layer,
            // An origin that the layer can't take is not trusted; the same-host comparison still works.
            Err(error) => {
                tracing::warn!(%error, "origin not added to the trusted ones");
                layer
            }
        };
    }
    layer
        .with_insecure_bypass(move |method: &Method, uri: &Uri| {
            exempt.is_cookieless(method, uri.path())
        })
        .with_rejection_response(refuse_foreign as Refuse)
}

fn refuse_foreign(_: ProtectionError) -> Response<Body> {
    refusal(StatusCode::FORBIDDEN, LAYER, FOREIGN)
}

/// The origins of our own pages: one, or one for each loopback name.
#[derive(Debug, Clone)]
pub(super) struct Origins(Arc<[String]>, &'static [&'static str]);

impl Origins {
    pub(super) fn of(web: &Web) -> Self {
        let url = &web.public_url;
        let port = url
            .port()
            .map_or_else(String::new, |port| format!(":{port}"));
        let scheme = url.scheme();
        let origins = host_names(url)
            .iter()
            .map(|name| format!("{scheme}://{name}{port}"))
            .collect();
        Self(origins, web.cookieless_paths)
    }

    fn hold(&self, headers: &HeaderMap) -> bool {
        headers.get(header::ORIGIN).is_some_and(|origin| {
            self.0
                .iter()
                .any(|ours| ours.as_bytes() == origin.as_bytes())
        })
    }
}

pub(super) async fn require_origin(
    State(origins): State<Origins>,
    request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
    let is_judged = headers
        .get("sec-fetch-site")
        .is_some_and(|site| !site.is_empty());
    let is_cookieless = is_cookieless(origins.1, request.method(), request.uri().path());
    if is_safe || is_judged || origins.hold(headers) || is_cookieless {
        return next.run(request).await;
    }
    let text = if headers.contains_key(header::ORIGIN) {
        FOREIGN
    } else {
        UNNAMED
    };
    refusal(StatusCode::FORBIDDEN, LAYER, text)
}
