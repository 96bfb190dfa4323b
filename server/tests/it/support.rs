//! The harness: a whole portal in process, on a SQLite file of its own, with a clock that tests move. People act
//! through the public door with a browser that keeps cookies; links come from the mails in the local mailbox.

mod browser;
mod people;

use std::{
    collections::BTreeMap,
    fs,
    ops::Deref,
    path::{Path, PathBuf},
    process,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::Router;
use backend::{
    Backend, Setup,
    clock::Clock,
    passwords::Cost,
    secrets::Keys,
    store::{DatabaseUrl, Guard, Presence, Schema, Store},
};
use rules::{
    role::Catalogue,
    settings::Key,
    time::{Span, Timestamp},
};
use server::{assets::Assets, layers::Web, portal, router};
use tokio_util::sync::CancellationToken;

pub(crate) use browser::{Answer, Browser};
pub(crate) use people::{OWNER, PASSWORD, registration};

/// When every test begins: 2027-01-15 08:00 UTC.
pub(crate) const START: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

/// Hashing as cheap as argon2 allows.
const CHEAP: Cost = Cost {
    memory: 64,
    passes: 1,
    lanes: 1,
};

/// Where the portal is unless a test says otherwise.
pub(crate) const PUBLIC_URL: &str = "http://localhost:3000";

/// A portal of its own. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Portal(Arc<Parts>);

struct Parts {
    backend: Backend,
    clock: Clock,
    router: Router,
    public_url: String,
    folder: Folder,
    _guard: Guard,
}

/// Removed with the last clone of its portal.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays behind lies in the folder of temporary files.
        drop(fs::remove_dir_all(&self.0));
    }
}

impl Portal {
    pub(crate) async fn new() -> Self {
        Self::with(PUBLIC_URL, &[]).await
    }

    /// A portal at this address.
    pub(crate) async fn at(public_url: &str) -> Self {
        Self::with(public_url, &[]).await
    }

    /// A portal with settings that its environment fixes.
    pub(crate) async fn with(public_url: &str, fixed: &[(Key, &str)]) -> Self {
        Self::open(public_url, fixed, Arc::default()).await
    }

    /// A portal with a catalogue of roles of its own.
    pub(crate) async fn with_roles(roles: Catalogue) -> Self {
        Self::open(PUBLIC_URL, &[], Arc::new(roles)).await
    }

    async fn open(public_url: &str, fixed: &[(Key, &str)], roles: Arc<Catalogue>) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("portico-it-{}-{number}", process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let clock = Clock::fixed(START);
        let url = DatabaseUrl::Sqlite(folder.join("portico.db"));
        let (store, guard) =
            Store::open(&url, Schema::Migrate, Presence::Alone, clock.clone(), roles)
                .await
                .expect("a database");
        let backend = Backend::new(Setup {
            store,
            clock: clock.clone(),
            keys: Keys::derive(&[7; 32]),
            password_cost: CHEAP,
            public_url: public_url.to_owned(),
            mail_from: "portico@portico.example".to_owned(),
            smtp: None,
            fixed_settings: fixed
                .iter()
                .map(|(key, value)| (*key, (*value).to_owned()))
                .collect::<BTreeMap<_, _>>(),
        });
        let at = public_url.parse().expect("a URL");
        let assets = Arc::new(Assets::from_files([]));
        let state = portal::Portal::new(backend.clone(), assets, &at, CancellationToken::new());
        let router = router::router(state, &Web::at(at));
        Self(Arc::new(Parts {
            backend,
            clock,
            router,
            public_url: public_url.to_owned(),
            folder: Folder(folder),
            _guard: guard,
        }))
    }

    /// The whole portal as a service.
    pub(crate) fn router(&self) -> Router {
        self.0.router.clone()
    }

    pub(crate) fn public_url(&self) -> &str {
        &self.0.public_url
    }

    pub(crate) fn advance(&self, span: Span) {
        self.0.clock.advance(span);
    }

    /// A copy of the database, for another process. Nothing may be written meanwhile.
    pub(crate) fn copy_to(&self, folder: &Path) {
        for name in ["portico.db", "portico.db-wal"] {
            let from = self.0.folder.0.join(name);
            if from.exists() {
                fs::copy(from, folder.join(name)).expect("a copy");
            }
        }
    }

    /// Every byte of the database: equal before and after means that nothing at all was written.
    pub(crate) fn bytes(&self) -> Vec<Vec<u8>> {
        ["portico.db", "portico.db-wal"]
            .map(|name| fs::read(self.0.folder.0.join(name)).unwrap_or_default())
            .to_vec()
    }
}

impl Deref for Portal {
    type Target = Backend;

    fn deref(&self) -> &Backend {
        &self.0.backend
    }
}

/// A number that no other call of this run gets.
pub(crate) fn unique() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
