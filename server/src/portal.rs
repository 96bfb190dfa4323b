//! What every route can reach: the state of the router.

use std::sync::Arc;

use axum::extract::FromRef;
use backend::Backend;
use leptos::config::LeptosOptions;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::assets::Assets;
use crate::cookies::Cookies;

/// The portal as its routes see it. Cheap to clone.
#[derive(Clone)]
pub struct Portal {
    /// The use cases.
    pub backend: Backend,
    /// Built files of the front end.
    pub assets: Arc<Assets>,
    /// Names and attributes of our cookies.
    pub cookies: Cookies,
    /// What leptos has to know of the built files.
    pub options: LeptosOptions,
    /// Cancelled when the process is told to stop.
    pub stop: CancellationToken,
}

impl Portal {
    /// Puts the state together. Does no I/O.
    #[must_use]
    pub fn new(
        backend: Backend,
        assets: Arc<Assets>,
        public_url: &Url,
        stop: CancellationToken,
    ) -> Self {
        // Its own file serving is not used: with these options it would serve the working directory.
        let options = LeptosOptions::builder()
            .output_name("portico")
            .site_pkg_dir(assets.pkg_dir())
            .site_root("no-such-folder")
            .build();
        Self {
            backend,
            assets,
            cookies: Cookies::of(public_url),
            options,
            stop,
        }
    }
}

impl FromRef<Portal> for LeptosOptions {
    fn from_ref(portal: &Portal) -> Self {
        portal.options.clone()
    }
}
