//! Opening the database: connections, durability, the lock against a second server, migrations.

use super::write;
use super::{Around, Inner, Store};
use crate::clock::Clock;
use crate::error::{Error, Result};
use migrations::Migrator;
use migrations::MigratorTrait;
use rules::role::Catalogue;
use rules::time::Timestamp;
use sea_orm::sqlx::Error as SqlxError;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, RuntimeErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Where the database is.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file.
    Sqlite(PathBuf),
    /// A server; the URL may hold a password.
    Postgres(String),
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            DatabaseUrl::Sqlite(file) => f.debug_tuple("Sqlite").field(file).finish(),
            DatabaseUrl::Postgres(_) => f.write_str("Postgres(..)"),
        }
    }
}

impl DatabaseUrl {
    /// `sqlite://<path>`, `postgres://..` or `postgresql://..`.
    pub fn parse(url: &str) -> std::result::Result<Self, &'static str> {
        if let Some(path) = url.strip_prefix("sqlite://") {
            let path = path.split('?').next().unwrap_or_default();
            if path.is_empty() || path == ":memory:" {
                return Err("sqlite:// needs the path of a file");
            }
            return Ok(DatabaseUrl::Sqlite(path.into()));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(DatabaseUrl::Postgres(url.to_string()));
        }
        Err("a database is sqlite://<path> or postgres://user:password@host/name")
    }
}

/// What to do with the schema at the opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// Bring it up to date.
    Migrate,
    /// Refuse when it is not up to date.
    Expect,
}

/// Must this process be the only one that serves from the file? (SECURITY OPS-1)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Serve, migrate: refused beside another.
    Alone,
    /// Check, owner create: fine beside a running server.
    Beside,
}

/// The lock is held as long as this lives.
#[derive(Debug)]
pub struct Guard(#[expect(dead_code, reason = "held, never read")] Option<File>);

/// Reader connections on SQLite; all connections on PostgreSQL.
fn pool_size() -> u32 {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    u32::try_from(cores).unwrap_or(1)
}

impl Store {
    /// Opens the database, creating the SQLite file when there is none. Roles in its rows mean what the catalogue says.
    pub async fn open(
        url: &DatabaseUrl,
        schema: Schema,
        presence: Presence,
        clock: Clock,
        roles: Arc<Catalogue>,
    ) -> Result<(Store, Guard)> {
        let around = Around { clock, roles };
        match url {
            DatabaseUrl::Sqlite(file) => open_sqlite(file, schema, presence, around).await,
            DatabaseUrl::Postgres(url) => open_postgres(url, schema, around).await,
        }
    }

    /// Is the database there? For `/readyz`.
    pub async fn ping(&self) -> Result<()> {
        self.read().execute_unprepared("SELECT 1").await?;
        Ok(())
    }

    /// False while the disk refuses writes; reads go on (SECURITY OPS-8).
    pub fn is_writable(&self) -> bool {
        self.0.writer.is_writable()
    }

    /// On PostgreSQL the clock learns the database's time anew (SECURITY OPS-10).
    pub(crate) async fn learn_time(&self) -> Result<()> {
        if self.is_postgres() {
            learn_time(self.read(), &self.0.around.clock).await?;
        }
        Ok(())
    }
}

async fn open_sqlite(
    file: &Path,
    schema: Schema,
    presence: Presence,
    around: Around,
) -> Result<(Store, Guard)> {
    let guard = match presence {
        Presence::Alone => Guard(Some(lock(file)?)),
        Presence::Beside => Guard(None),
    };
    let flushed = sqlite_pool(file, 1, Use::Flushed).await?;
    bring_schema(&flushed, schema).await?;
    let seen = sqlite_pool(file, 1, Use::Seen).await?;
    let read = sqlite_pool(file, pool_size() + 2, Use::Read).await?;
    let store = Store(Arc::new(Inner {
        read,
        writer: write::start(write::Commits { flushed, seen }, around.clone()),
        around,
        has_trigrams: true,
    }));
    Ok((store, guard))
}

/// A second serve, migrate or restore on the same file is refused, not queued.
fn lock(file: &Path) -> Result<File> {
    let mut name = file.as_os_str().to_owned();
    name.push(".lock");
    let lock = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&name)
        .map_err(|error| Error::Internal(Box::new(error)))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(std::fs::TryLockError::WouldBlock) => Err(Error::Unavailable(
            "another portico uses this database file",
        )),
        Err(std::fs::TryLockError::Error(error)) => Err(Error::Internal(Box::new(error))),
    }
}

/// What connections to the file are for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    /// Reading only.
    Read,
    /// Writing; a commit is flushed.
    Flushed,
    /// Writing; a commit is flushed with the next one that is.
    Seen,
}

async fn sqlite_pool(file: &Path, size: u32, purpose: Use) -> Result<DatabaseConnection> {
    let file = file.to_path_buf();
    let is_reader = purpose == Use::Read;
    let synchronous = match purpose {
        Use::Read | Use::Flushed => SqliteSynchronous::Full,
        Use::Seen => SqliteSynchronous::Normal,
    };
    let mut options = ConnectOptions::new("sqlite://portico.db");
    options
        .max_connections(size)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(3))
        // A file does not hang up (a server may: SECURITY OPS-4), and a connection is tested when it is given back.
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |options| {
            options
                .filename(&file)
                .create_if_missing(!is_reader)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(synchronous)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5))
                .pragma("mmap_size", "268435456")
                .pragma("cache_size", "-8192")
                .pragma("query_only", if is_reader { "on" } else { "off" })
        });
    Ok(Database::connect(options).await?)
}

async fn open_postgres(url: &str, schema: Schema, around: Around) -> Result<(Store, Guard)> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections((pool_size() * 4).max(10))
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(3))
        .sqlx_logging(false)
        .map_sqlx_postgres_opts(|options| {
            options.application_name("portico").options([
                ("statement_timeout", "15s"),
                ("lock_timeout", "5s"),
                ("idle_in_transaction_session_timeout", "15s"),
            ])
        });
    let conn = Database::connect(options).await?;
    refuse_unsafe_postgres(&conn).await?;
    bring_schema(&conn, schema).await?;
    learn_time(&conn, &around.clock).await?;
    let trigrams = Statement::from_string(
        conn.get_database_backend(),
        "SELECT 1 FROM pg_indexes WHERE schemaname = current_schema() \
         AND indexname = 'invitation_search'",
    );
    let has_trigrams = conn.query_one_raw(trigrams).await?.is_some();
    if !has_trigrams {
        tracing::warn!("pg_trgm is not available: addresses are searched by their beginning only");
    }
    let writer = write::Writer::Pool;
    Ok((
        Store(Arc::new(Inner {
            read: conn,
            writer,
            around,
            has_trigrams,
        })),
        Guard(None),
    ))
}

/// A database that forgets what it has confirmed is refused (SECURITY OPS-2).
async fn refuse_unsafe_postgres(conn: &DatabaseConnection) -> Result<()> {
    for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
        let statement = Statement::from_string(
            conn.get_database_backend(),
            format!("SELECT current_setting('{setting}')"),
        );
        let row = conn.query_one_raw(statement).await?;
        let value: Option<String> = row.map(|row| row.try_get_by_index(0)).transpose()?;
        if value.as_deref() == Some("off") {
            return Err(Error::internal(format!(
                "PostgreSQL runs with {setting}=off and would lose what it has confirmed; switch it on"
            )));
        }
    }
    Ok(())
}

async fn learn_time(conn: &DatabaseConnection, clock: &Clock) -> Result<()> {
    let statement = Statement::from_string(
        conn.get_database_backend(),
        "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint",
    );
    if let Some(row) = conn.query_one_raw(statement).await? {
        clock.learn(Timestamp::from_micros(row.try_get_by_index(0)?));
    }
    Ok(())
}

/// Migrates under a lock, wholly or not at all, so that a killed migration leaves nothing behind
/// (SECURITY OPS-6).
async fn bring_schema(conn: &DatabaseConnection, schema: Schema) -> Result<()> {
    let pending = match Migrator::get_pending_migrations_read_only(conn).await {
        Ok(pending) => pending.len(),
        // The migrator names a migration that it does not know: a newer portico was here.
        Err(DbErr::Custom(text)) => {
            return Err(Error::internal(format!(
                "the database has a schema that this version does not know ({text}); start a newer one"
            )));
        }
        Err(error) => return Err(error.into()),
    };
    if pending == 0 {
        return Ok(());
    }
    if schema == Schema::Expect {
        return Err(Error::internal(format!(
            "the schema lacks {pending} migrations; run `portico migrate`"
        )));
    }
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let tx = conn.begin_with_options(options).await?;
    if super::is_postgres(&tx) {
        tx.execute_unprepared("SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0;")
            .await?;
        tx.execute_unprepared("SELECT pg_advisory_xact_lock(7042113921)")
            .await?;
    }
    Migrator::up(&tx, None).await?;
    tx.commit().await?;
    tracing::info!(migrations = pending, "the schema is up to date");
    Ok(())
}

/// The connection is gone, there is none to be had, or the database says "come again" (SECURITY OPS-4):
/// the classes of PostgreSQL for connections, resources and shutdown, time-outs and read-only; SQLite's
/// busy and locked.
pub(super) fn is_away(error: &DbErr) -> bool {
    let (DbErr::Exec(runtime) | DbErr::Query(runtime) | DbErr::Conn(runtime)) = error else {
        return matches!(error, DbErr::ConnectionAcquire(_));
    };
    let RuntimeErr::SqlxError(error) = runtime else {
        return true;
    };
    match &**error {
        SqlxError::Io(_)
        | SqlxError::Tls(_)
        | SqlxError::Protocol(_)
        | SqlxError::PoolTimedOut
        | SqlxError::PoolClosed
        | SqlxError::WorkerCrashed => true,
        SqlxError::Database(refusal) => refusal.code().is_some_and(|code| {
            let is_class = ["08", "53", "57P"]
                .iter()
                .any(|class| code.starts_with(class));
            is_class
                || ["25006", "25P03", "55P03", "57014", "5", "6", "261", "517"]
                    .contains(&code.as_ref())
        }),
        _ => false,
    }
}

/// SQLite could not flush the file, or its folder, to the disk.
pub(super) fn is_failed_flush(error: &DbErr) -> bool {
    super::has_code(error, &["1034", "1290"])
}

/// Disk full, read-only, input/output errors (SECURITY OPS-8): reads go on, writes say 503.
pub(super) fn is_full_or_broken(error: &DbErr) -> bool {
    let text = error.to_string();
    [
        "database or disk is full",
        "readonly database",
        "disk I/O error",
    ]
    .iter()
    .any(|sign| text.contains(sign))
}
