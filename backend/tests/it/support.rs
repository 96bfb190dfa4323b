//! The harness: a portal with a database of its own for each test, on SQLite and on PostgreSQL, with a
//! clock that tests move and people who act through the use cases. Nobody here writes rows but where a
//! comment says which later issue brings the use case.

use std::future::Future;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use backend::clock::Clock;
use backend::passwords::Cost;
use backend::secrets::Keys;
use backend::store::{DatabaseUrl, Guard, Presence, Schema, Store};
use backend::{Backend, Setup};
use futures::FutureExt as _;
use rules::role::Catalogue;
use rules::settings::Key;
use rules::time::{Span, Timestamp};
use sea_orm::DatabaseConnection;
use std::collections::BTreeMap;
use tokio::sync::OnceCell;

mod database;
mod looks;
mod people;

pub(crate) use database::Engine;
use database::TestDatabase;
pub(crate) use people::{
    PASSWORD, Person, asking, attempt, exposed, first_owner, invited, new_key, registration, wish,
};

/// When every test begins: 2027-01-15 08:00 UTC.
pub(crate) const START: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);
/// Hashing as cheap as argon2 allows.
pub(crate) const CHEAP: Cost = Cost {
    memory: 64,
    passes: 1,
    lanes: 1,
};
/// The portal's own address.
pub(crate) const PUBLIC_URL: &str = "http://localhost:3000";

/// Makes of each named function a test on SQLite and one on PostgreSQL.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                crate::support::run(crate::support::Engine::Sqlite, super::$name).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                crate::support::run(crate::support::Engine::Postgres, super::$name).await;
            }
        }
    )+};
}
pub(crate) use on_both;

/// The answer is this error, or the test fails with what it was.
macro_rules! assert_fails {
    ($answer:expr, $pattern:pat $(if $guard:expr)?) => {
        match $answer {
            Err($pattern) $(if $guard)? => {}
            other => panic!("expected {}, got {other:?}", stringify!($pattern $(if $guard)?)),
        }
    };
}
pub(crate) use assert_fails;

/// A portal of its own. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Portal(Arc<Parts>);

struct Parts {
    backend: Backend,
    clock: Clock,
    url: DatabaseUrl,
    /// For looking at rows, past the portal.
    raw: DatabaseConnection,
    owner: OnceCell<Person>,
    _guard: Guard,
}

/// Runs one test on one database, and checks every invariant afterwards.
pub(crate) async fn run<F, T>(engine: Engine, test: T)
where
    F: Future<Output = ()>,
    T: FnOnce(Portal) -> F,
{
    let Some(database) = TestDatabase::create(engine).await else {
        return;
    };
    let outcome = AssertUnwindSafe(async {
        let portal = Portal::open(&database).await;
        test(portal.clone()).await;
        portal.finish().await;
    })
    .catch_unwind()
    .await;
    database.remove().await;
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

impl Portal {
    async fn open(database: &TestDatabase) -> Self {
        let clock = Clock::fixed(START);
        let (store, guard) = Store::open(
            &database.url,
            Schema::Migrate,
            Presence::Alone,
            clock.clone(),
            Arc::default(),
        )
        .await
        .expect("a database");
        Portal(Arc::new(Parts {
            backend: backend_on(store, &clock, CHEAP, BTreeMap::new()),
            clock,
            url: database.url.clone(),
            raw: database.connect().await,
            owner: OnceCell::new(),
            _guard: guard,
        }))
    }

    /// Another process on the same database, with settings of its own environment.
    pub(crate) async fn replica_with(
        &self,
        cost: Cost,
        fixed: impl IntoIterator<Item = (Key, &'static str)>,
    ) -> Backend {
        self.replica_of(cost, fixed, self.roles().clone()).await
    }

    /// The same, with a catalogue of roles of its own.
    pub(crate) async fn replica_of(
        &self,
        cost: Cost,
        fixed: impl IntoIterator<Item = (Key, &'static str)>,
        roles: Arc<Catalogue>,
    ) -> Backend {
        let (store, _) = Store::open(
            &self.0.url,
            Schema::Expect,
            Presence::Beside,
            self.0.clock.clone(),
            roles,
        )
        .await
        .expect("the same database");
        let fixed = fixed
            .into_iter()
            .map(|(key, value)| (key, value.to_string()))
            .collect();
        backend_on(store, &self.0.clock, cost, fixed)
    }

    /// Another process on the same database.
    pub(crate) async fn replica(&self) -> Backend {
        self.replica_with(CHEAP, []).await
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    pub(crate) fn advance(&self, span: Span) {
        self.0.clock.advance(span);
    }

    /// Moves the clock to exactly that moment.
    pub(crate) fn advance_to(&self, at: Timestamp) {
        self.advance(at.since(self.now()));
    }

    /// What is true after every test (SECURITY, invariants).
    async fn finish(&self) {
        self.seal_audit_trail().await.expect("a sealed trail");
        for finding in self.store().check().await.expect("a check") {
            assert_eq!(finding.broken, 0, "{}", finding.invariant);
        }
        self.no_secret_stands_in_the_database().await;
    }
}

impl std::ops::Deref for Portal {
    type Target = Backend;
    fn deref(&self) -> &Backend {
        &self.0.backend
    }
}

fn backend_on(
    store: Store,
    clock: &Clock,
    password_cost: Cost,
    fixed_settings: BTreeMap<Key, String>,
) -> Backend {
    Backend::new(Setup {
        store,
        clock: clock.clone(),
        keys: Keys::derive(&[7; 32]),
        password_cost,
        public_url: PUBLIC_URL.to_string(),
        mail_from: "portico@portico.example".to_string(),
        smtp: None,
        fixed_settings,
    })
}

/// A number that no other call of this run gets.
pub(crate) fn unique() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
