//! Every route there is, behind the layers.

use any_spawner::Executor;
use axum::Router;

use crate::layers::{self, Web};
use crate::portal::Portal;
use crate::{console, health, mail_preview, pages};

/// Paths that take a list of up to 10,000 addresses (SECURITY.md WEB-8).
pub const BULK_PATHS: &[&str] = &["/api/invitations/invite"];

/// The whole portal as a service.
pub fn router(portal: Portal, web: &Web) -> Router {
    // Pages load their data on the framework's executor. Its own routes would set it; ours don't use them. A second
    // portal in the same process (tests) finds it set.
    let _ = Executor::init_tokio();
    let probe = health::probe(&portal.backend);
    let router = Router::new()
        .merge(pages::routes())
        .merge(console::routes())
        .merge(mail_preview::routes())
        .merge(portal.assets.clone().routes())
        .merge(health::routes(probe, portal.stop.clone()))
        .fallback(pages::not_found)
        .with_state(portal);
    layers::apply(router, web)
}
