//! `portico serve`: from configuration to an open door, and back.

use std::{path::Path, sync::Arc, time::Duration};

use backend::{Backend, store::Presence};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::{Failure, lost_roles, open, said, schema, set_up_link};
use crate::accept::{self, Limits};
use crate::assets::Assets;
use crate::cli::Outcome;
use crate::config::Config;
use crate::layers::Web;
use crate::portal::Portal;
use crate::{console, router, shutdown};

/// For the mail on the wire, after the requests have ended (UX.md UX-OPS-05).
const WORKERS_END: Duration = Duration::from_secs(4);

/// Serves until told to stop.
pub(crate) async fn serve(config: Config, no_migrate: bool) -> Result<Outcome, Failure> {
    let door = Door::open(&config).await?;
    let (backend, _guard) = open(
        &config,
        schema(no_migrate),
        Presence::Alone,
        &door.public_url,
    )
    .await?;
    get_ready(&backend).await?;
    door.serve(backend, &config, Backend::start_workers).await
}

/// What must be right before anything is served.
pub(super) async fn get_ready(backend: &Backend) -> Result<(), Failure> {
    backend.recognise_key().await.map_err(said)?;
    if let Some(lost) = lost_roles(backend).await? {
        return Err(lost.into());
    }
    refuse_unlisted_functions()
}

/// A function that nobody thought to guard is served to nobody (SECURITY.md AZ-1).
fn refuse_unlisted_functions() -> Result<(), Failure> {
    let unlisted = console::unlisted_functions();
    if unlisted.is_empty() {
        return Ok(());
    }
    Err(format!(
        "server functions without an entry in the access table: {}",
        unlisted.join(", ")
    )
    .into())
}

/// The socket, bound before the database is touched: a port that is taken is the commonest mistake.
pub(super) struct Door {
    listener: TcpListener,
    public_url: Url,
}

impl Door {
    pub(super) async fn open(config: &Config) -> Result<Self, Failure> {
        let listener = TcpListener::bind(config.listen)
            .await
            .map_err(|error| format!("can't listen on {}: {error}", config.listen))?;
        let public_url = config.public_url(listener.local_addr()?.port());
        Ok(Self {
            listener,
            public_url,
        })
    }

    /// The address people type.
    pub(super) const fn public_url(&self) -> &Url {
        &self.public_url
    }

    /// Serves until told to stop; `start_workers` starts what runs beside the requests.
    pub(super) async fn serve<W: Future<Output = ()>>(
        self,
        backend: Backend,
        config: &Config,
        start_workers: impl FnOnce(&Backend, CancellationToken) -> W,
    ) -> Result<Outcome, Failure> {
        let stop = CancellationToken::new();
        shutdown::on_signal(stop.clone())?;
        let web = Web {
            trusted_proxies: config.trusted_proxies.clone().into(),
            bulk_paths: router::BULK_PATHS,
            text_paths: router::TEXT_PATHS,
            ..Web::at(self.public_url.clone())
        };
        let limits = Limits {
            proxies: web.trusted_proxies.clone(),
            ..Limits::default()
        };
        let assets = Arc::new(Assets::load()?);
        let portal = Portal::new(backend.clone(), assets, &self.public_url, stop.clone());
        let router = router::router(portal, &web);
        let workers = start_workers(&backend, stop.clone());

        announce(&backend, &config.data_dir, &self.public_url, stop.clone()).await?;
        accept::serve(self.listener, router, stop, limits).await;
        if tokio::time::timeout(WORKERS_END, workers).await.is_err() {
            tracing::warn!(
                "a worker did not end in time; what it had begun is taken up at the next start"
            );
        }
        tracing::info!("stopped");
        Ok(Outcome::Done)
    }
}

async fn announce(
    backend: &Backend,
    data_dir: &Path,
    public_url: &Url,
    stop: CancellationToken,
) -> Result<(), Failure> {
    tracing::info!(address = %public_url, "serving");
    println!("Portico serves {public_url}");
    set_up_link::offer(backend, data_dir, stop).await
}
