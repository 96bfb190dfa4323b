//! Only requests for our own name are answered (SECURITY.md WEB-6): a page fetched under another one could be made to
//! build links, or be kept by a cache, under that name.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, StatusCode, header, uri::Authority};
use url::{Host, Url};

use super::{Web, refusal};

/// Probes ask by address, not by name; they say nothing that depends on it.
pub const HEALTH_PATHS: [&str; 3] = ["/livez", "/readyz", "/healthz"];

/// Names of the machine itself: all count when one of them is the public URL's.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// The names and the port requests may ask for.
#[derive(Debug, Clone)]
pub(super) struct Allowed {
    names: Arc<[String]>,
    port: u16,
    scheme_port: u16,
    public_url: Url,
}

impl Allowed {
    pub(super) fn of(web: &Web) -> Self {
        Self {
            names: host_names(&web.public_url).into(),
            port: web.public_url.port_or_known_default().unwrap_or(80),
            scheme_port: if web.public_url.scheme() == "https" {
                443
            } else {
                80
            },
            public_url: web.public_url.clone(),
        }
    }

    fn holds(&self, authority: &str) -> bool {
        let Ok(authority) = authority.parse::<Authority>() else {
            return false;
        };
        let is_ours = self
            .names
            .iter()
            .any(|name| name.eq_ignore_ascii_case(authority.host()));
        is_ours
            && !authority.as_str().contains('@')
            && authority.port_u16().unwrap_or(self.scheme_port) == self.port
    }
}

/// The names this portal answers to: its own, or every loopback name when its own is one.
pub(super) fn host_names(public_url: &Url) -> Vec<String> {
    let own = public_url.host_str().unwrap_or_default().to_owned();
    if !is_loopback(public_url) {
        return vec![own];
    }
    let mut names: Vec<String> = LOOPBACK.iter().map(|&name| name.to_owned()).collect();
    if !names.contains(&own) {
        names.push(own);
    }
    names
}

/// Does this URL lead to the machine it is opened on?
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn asked_host(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(header::HOST).iter();
    match (all.next(), all.next()) {
        (Some(host), None) => host.to_str().ok(),
        _ => None,
    }
}

pub(super) async fn check(
    State(allowed): State<Allowed>,
    request: Request,
    next: Next,
) -> Response {
    let in_header = asked_host(request.headers()).is_some_and(|host| allowed.holds(host));
    // A request line may name the host too (`GET http://host/ HTTP/1.1`); then both must be ours.
    let in_line = request
        .uri()
        .authority()
        .is_none_or(|authority| allowed.holds(authority.as_str()));
    if (in_header && in_line) || HEALTH_PATHS.contains(&request.uri().path()) {
        return next.run(request).await;
    }
    let text = format!(
        "This portal answers at {} only. If that is not its address, set PORTICO_PUBLIC_URL.",
        allowed.public_url
    );
    refusal(StatusCode::MISDIRECTED_REQUEST, "host", text)
}
