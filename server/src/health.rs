//! `/livez`: the process answers. `/readyz`: it can do its work, and is not about to stop. `/healthz`: the same as
//! ready, for older tooling (UX.md UX-OPS-04). The bodies hold nothing but a word or two.

use std::{sync::Arc, time::Duration};

use axum::{Router, extract::State, http::StatusCode, routing::get};
use backend::Backend;
use futures::{FutureExt, future::BoxFuture};
use tokio_util::sync::CancellationToken;

/// Asks whether the database answers and its schema is ours; the word shown, never a detail.
pub type Probe = Arc<dyn Fn() -> BoxFuture<'static, Result<Ready, &'static str>> + Send + Sync>;

/// How ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ready {
    /// For everything.
    Wholly,
    /// For reading: the disk refuses writes (SECURITY.md OPS-8). Still 200, because taking the portal out of
    /// service would take the reading away too.
    ToRead,
}

/// The probe of a portal.
#[must_use]
pub fn probe(backend: &Backend) -> Probe {
    let backend = backend.clone();
    Arc::new(move || {
        let backend = backend.clone();
        async move {
            backend.store().ping().await.map_err(|error| {
                tracing::warn!(error = error.chain(), "not ready");
                "the database does not answer"
            })?;
            Ok(if backend.store().is_writable() {
                Ready::Wholly
            } else {
                Ready::ToRead
            })
        }
        .boxed()
    })
}

/// A probe that takes longer counts as failed: whoever asks has a short timeout too.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Clone)]
struct Health {
    probe: Probe,
    stop: CancellationToken,
}

/// The three routes. `stop` is the token that tells the process to stop.
pub fn routes<S: Clone + Send + Sync + 'static>(
    probe: Probe,
    stop: CancellationToken,
) -> Router<S> {
    Router::new()
        .route("/livez", get(async || "alive\n"))
        .route("/readyz", get(ready))
        .route("/healthz", get(ready))
        .with_state(Health { probe, stop })
}

async fn ready(State(health): State<Health>) -> (StatusCode, String) {
    let problem = if health.stop.is_cancelled() {
        Err("stopping")
    } else {
        tokio::time::timeout(PATIENCE, (health.probe)())
            .await
            .unwrap_or(Err("the database does not answer in time"))
    };
    match problem {
        Ok(Ready::Wholly) => (StatusCode::OK, "ready\n".to_owned()),
        Ok(Ready::ToRead) => (
            StatusCode::OK,
            "degraded: the database can't be written\n".to_owned(),
        ),
        Err(word) => (StatusCode::SERVICE_UNAVAILABLE, format!("{word}\n")),
    }
}
