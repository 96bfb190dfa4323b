//! What every request passes before it reaches a page, and every answer on its way out (SECURITY.md section 7).
//!
//! [`apply`] is the one place that says the order. The layers know paths, methods and headers, never the product: what
//! is specific to a route (which bodies may be large, what is exempt from the origin check) comes in with [`Web`].

pub mod access_log;
mod body;
mod content_type;
mod csrf;
mod deadline;
mod headers;
mod host;
mod panics;
mod refusals;
mod request_id;
mod request_line;

use std::{sync::Arc, time::Duration};

use axum::{
    Router, extract::DefaultBodyLimit, middleware, response::IntoResponse, response::Response,
};
use backend::secrets;
use http::{HeaderValue, Method, StatusCode, header};
use tower::ServiceBuilder;
use url::Url;

use crate::client_address::{self, Network};

pub use headers::CspNonce;
pub use host::{HEALTH_PATHS, is_loopback};
pub use refusals::{CrossSite, Listener};
pub use request_id::RequestId;

/// What the layers need to know of this portal.
#[derive(Debug, Clone)]
pub struct Web {
    /// The address people type, the only source of absolute URLs (SECURITY.md WEB-6).
    pub public_url: Url,
    /// Proxies whose forwarded headers are believed (SECURITY.md AUT-6).
    pub trusted_proxies: Arc<[Network]>,
    /// Paths whose POST ignores cookies, so that the origin check and the content type don't concern them
    /// (SECURITY.md WEB-1). One that ends in `{secret}` stands for every path with a secret of ours in that place.
    pub cookieless_paths: &'static [&'static str],
    /// Paths that take a long list and so a body of up to 8 MiB (SECURITY.md WEB-8).
    pub bulk_paths: &'static [&'static str],
    /// Paths that take a text of up to 20,000 characters and so a body of up to 256 KiB.
    pub text_paths: &'static [&'static str],
    /// A request's time; 503 after it (SECURITY.md WEB-7).
    pub request_time: Duration,
    /// The time for a request's whole body, less than `request_time` so that the answer names the reason; 408 after it.
    pub body_time: Duration,
    /// Who hears of changes that other sites asked for (SECURITY.md LOG-2).
    pub cross_site: Listener,
}

impl Web {
    /// A portal at this URL, behind no proxy, without special paths.
    #[must_use]
    pub fn at(public_url: Url) -> Self {
        Self {
            public_url,
            trusted_proxies: Arc::from([]),
            cookieless_paths: &[],
            bulk_paths: &[],
            text_paths: &[],
            request_time: Duration::from_secs(15),
            body_time: Duration::from_secs(12),
            cross_site: Listener::default(),
        }
    }

    fn is_cookieless(&self, method: &Method, path: &str) -> bool {
        is_cookieless(self.cookieless_paths, method, path)
    }
}

/// A POST to one of these paths, and nothing else.
fn is_cookieless(paths: &[&str], method: &Method, path: &str) -> bool {
    let fits = |pattern: &&str| match pattern.strip_suffix("{secret}") {
        Some(before) => path
            .strip_prefix(before)
            .is_some_and(secrets::looks_like_a_token),
        None => *pattern == path,
    };
    *method == Method::POST && paths.iter().any(fits)
}

/// Wraps every route and the fallback of the router; call it last. Outside in, as listed.
pub fn apply(router: Router, web: &Web) -> Router {
    let stack = ServiceBuilder::new()
        .layer(middleware::from_fn(request_id::attach))
        .layer(middleware::from_fn_with_state(
            web.clone(),
            client_address::attach,
        ))
        .layer(middleware::from_fn(access_log::write))
        .layer(middleware::from_fn_with_state(
            headers::Fixed::of(web),
            headers::set,
        ))
        .layer(middleware::from_fn(panics::catch))
        .layer(middleware::from_fn_with_state(
            web.request_time,
            deadline::keep,
        ))
        .layer(middleware::from_fn(request_line::check))
        .layer(middleware::from_fn_with_state(
            host::Allowed::of(web),
            host::check,
        ))
        .layer(middleware::from_fn_with_state(
            web.cross_site.clone(),
            refusals::tell,
        ))
        .layer(csrf::origin_layer(web))
        .layer(middleware::from_fn_with_state(
            csrf::Origins::of(web),
            csrf::require_origin,
        ))
        .layer(middleware::from_fn_with_state(
            web.clone(),
            content_type::check,
        ))
        .layer(middleware::from_fn_with_state(web.clone(), body::limit))
        // Ours above stands in for axum's, which knows one size only.
        .layer(DefaultBodyLimit::disable());
    router.layer(stack)
}

/// Which layer turned a request away, for the access log (SECURITY.md LOG-2).
#[derive(Debug, Clone, Copy)]
pub(crate) struct RefusedBy(pub(crate) &'static str);

/// A refusal by a layer: small and plain, because nobody meets it in ordinary use.
fn refusal(status: StatusCode, layer: &'static str, text: impl Into<String>) -> Response {
    let mut text = text.into();
    text.push('\n');
    let mut answer = (status, text).into_response();
    answer.extensions_mut().insert(RefusedBy(layer));
    answer
}

/// 503 with `Retry-After`: the only 5xx that is no fault of ours.
fn busy(layer: &'static str, text: &str) -> Response {
    let mut answer = refusal(StatusCode::SERVICE_UNAVAILABLE, layer, text);
    answer
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    answer
}
