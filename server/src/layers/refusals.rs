//! Tells the portal of a change that another site asked for: it stands in the audit trail (SECURITY.md LOG-2). The
//! layers know nothing of the portal, so whoever puts them together says whom to tell.

use std::{fmt, sync::Arc};

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use futures::future::BoxFuture;

use super::{RefusedBy, RequestId};
use crate::client_address::ClientAddress;

/// A request that was refused because it comes from another site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrossSite {
    /// Its route, never its address, which may hold a secret; `-` without one.
    pub route: String,
    /// Where it comes from.
    pub network: String,
    /// Its id.
    pub request_id: String,
}

type Told = dyn Fn(CrossSite) -> BoxFuture<'static, ()> + Send + Sync;

/// Who hears of it; nobody by default.
#[derive(Clone, Default)]
pub struct Listener(Option<Arc<Told>>);

impl Listener {
    /// Calls this, and waits for it before the answer goes out.
    pub fn new(told: impl Fn(CrossSite) -> BoxFuture<'static, ()> + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(told)))
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.0.is_some() {
            "somebody"
        } else {
            "nobody"
        };
        f.write_str(word)
    }
}

pub(super) async fn tell(
    State(listener): State<Listener>,
    request: Request,
    next: Next,
) -> Response {
    let Some(told) = listener.0 else {
        return next.run(request).await;
    };
    let extensions = request.extensions();
    let route = extensions.get::<MatchedPath>().cloned();
    let client = extensions.get::<ClientAddress>().copied();
    let id = extensions.get::<RequestId>().cloned();
    let answer = next.run(request).await;
    let is_cross_site = answer
        .extensions()
        .get::<RefusedBy>()
        .is_some_and(|layer| layer.0 == super::csrf::LAYER);
    if is_cross_site {
        told(CrossSite {
            route: route.map_or_else(|| "-".to_owned(), |route| route.as_str().to_owned()),
            network: client.map_or_else(String::new, |client| client.network().to_string()),
            request_id: id.map_or_else(String::new, |id| id.to_string()),
        })
        .await;
    }
    answer
}
