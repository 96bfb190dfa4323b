//! Security headers on every answer, errors included, and the nonce of the content security policy (SECURITY.md WEB-4).
//!
//! A route that needs another policy or may be kept by caches sets its own header; what is set stays.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use leptos::nonce::Nonce;

use super::Web;

/// The nonce of this answer, a request extension: every `<script>` and `<style>` of a page carries it.
#[derive(Debug, Clone)]
pub struct CspNonce(pub Arc<str>);

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Not `no-referrer`: with it browsers send forms with `Origin: null`, and every form would be refused.
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    // Whatever a page says is about a person. Built files set their own.
    (header::CACHE_CONTROL, "no-store"),
];

/// What does not change from answer to answer.
#[derive(Debug, Clone)]
pub(super) struct Fixed {
    strict_transport: bool,
}

impl Fixed {
    pub(super) fn of(web: &Web) -> Self {
        Self {
            strict_transport: web.public_url.scheme() == "https",
        }
    }
}

pub(super) async fn set(State(fixed): State<Fixed>, mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    request
        .extensions_mut()
        .insert(CspNonce(nonce.as_inner().clone()));
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    for (name, value) in ALWAYS {
        keep_or_insert(headers, name, HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::try_from(content_security_policy(&nonce)) {
        keep_or_insert(headers, header::CONTENT_SECURITY_POLICY, policy);
    }
    if fixed.strict_transport {
        let a_year = HeaderValue::from_static("max-age=31536000");
        keep_or_insert(headers, header::STRICT_TRANSPORT_SECURITY, a_year);
    }
    answer
}

fn keep_or_insert(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.entry(name).or_insert(value);
}

fn content_security_policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; \
         style-src 'self' 'nonce-{nonce}'; img-src 'self'; connect-src 'self'; font-src 'self'; \
         frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    )
}
