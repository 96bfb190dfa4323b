//! Every route there is, behind the layers.

use any_spawner::Executor;
use axum::Router;
use backend::{Backend, authority::Caller};
use futures::FutureExt as _;
use rules::denial::Denial;

use crate::layers::{self, CrossSite, Listener, Web};
use crate::portal::Portal;
use crate::{audit_export, console, health, mail_preview, member_export, pages};

/// Paths that take a list of up to 10,000 addresses (SECURITY.md WEB-8).
pub const BULK_PATHS: &[&str] = &["/api/invitations/invite", "/api/own_mail/write"];

/// The button of a mail program: it sends no cookie and no origin, and the secret in the path is all it needs (RFC 8058;
/// SECURITY.md INV-19, WEB-1).
pub const COOKIELESS_PATHS: &[&str] = &["/opt-out/{secret}"];

/// Paths that take the text of the home page.
pub const TEXT_PATHS: &[&str] = &["/api/settings/change", "/api/settings/preview_home"];

/// The whole portal as a service.
pub fn router(portal: Portal, web: &Web) -> Router {
    // Pages load their data on the framework's executor. Its own routes would set it; ours don't use them. A second
    // portal in the same process (tests) finds it set.
    let _ = Executor::init_tokio();
    let web = Web {
        cookieless_paths: COOKIELESS_PATHS,
        cross_site: note_cross_site(&portal.backend),
        ..web.clone()
    };
    let probe = health::probe(&portal.backend);
    let router = Router::new()
        .merge(pages::routes())
        .merge(console::routes())
        .merge(mail_preview::routes())
        .merge(audit_export::routes())
        .merge(member_export::routes())
        .merge(portal.assets.clone().routes())
        .merge(health::routes(probe, portal.stop.clone()))
        .fallback(pages::not_found)
        .with_state(portal);
    layers::apply(router, &web)
}

/// A change that another site asked for stands in the audit trail (SECURITY.md LOG-2).
fn note_cross_site(backend: &Backend) -> Listener {
    let backend = backend.clone();
    Listener::new(move |refused: CrossSite| {
        let backend = backend.clone();
        async move {
            let visitor = Caller::visitor(refused.request_id);
            let object = ("request", refused.route);
            backend
                .note_denial(Denial::CrossSite, &visitor, &refused.network, object)
                .await;
        }
        .boxed()
    })
}
