//! The only folder that imports sea_orm: rows in, rules' types out. SQLite and PostgreSQL through one
//! path. Knows no web, no mail server and no use case.

mod connect;
mod entity;
mod write;

pub(crate) mod accounts;
pub(crate) mod audit;
pub(crate) mod audit_list;
pub(crate) mod budgets;
pub(crate) mod check;
pub(crate) mod counts;
#[cfg(feature = "test-hooks")]
pub(crate) mod demo;
pub(crate) mod developer_list;
pub(crate) mod domain_invitation_list;
pub(crate) mod domain_invitations;
pub(crate) mod domains;
pub(crate) mod flagged;
pub(crate) mod group_list;
pub(crate) mod groups;
pub(crate) mod invitation_list;
pub(crate) mod invitations;
pub(crate) mod logins;
mod lost_roles;
pub(crate) mod member_list;
pub(crate) mod membership_warnings;
pub(crate) mod memberships;
pub(crate) mod not_told;
mod only;
pub(crate) mod outbox;
pub(crate) mod paging;
pub(crate) mod password_resets;
pub(crate) mod people;
#[cfg(test)]
mod plans;
pub(crate) mod reminders;
pub(crate) mod search;
pub(crate) mod self_registrations;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod submissions;
pub(crate) mod suppressions;
pub(crate) mod throttles;
pub(crate) mod tokens;

use crate::clock::Clock;
use crate::error::Error;
use rules::role::Catalogue;
use rules::time::Timestamp;
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbBackend, DbErr};
use std::sync::Arc;

pub use connect::{DatabaseUrl, Guard, Presence, Schema};
pub use lost_roles::{LostRole, LostRoles};

/// The database, open.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    /// Readers on SQLite; the one pool on PostgreSQL.
    read: DatabaseConnection,
    writer: write::Writer,
    around: Around,
    /// Can any part of an address be searched quickly? (PERFORMANCE section 5, point 9)
    has_trigrams: bool,
}

/// What every read and write knows beside the database.
#[derive(Clone)]
struct Around {
    clock: Clock,
    /// What the names of roles in the rows mean.
    roles: Arc<Catalogue>,
}

impl Around {
    /// A transaction that happens now.
    fn tx(&self, conn: DatabaseTransaction) -> Tx {
        Tx {
            conn,
            now: self.clock.now(),
            roles: Arc::clone(&self.roles),
        }
    }
}

/// One write transaction: its connection, its now, which is read once (SECURITY INV-9), and what roles hold.
pub(crate) struct Tx {
    conn: DatabaseTransaction,
    now: Timestamp,
    roles: Arc<Catalogue>,
}

impl Tx {
    /// Where the reads and writes of this transaction go.
    pub(crate) fn conn(&self) -> &DatabaseTransaction {
        &self.conn
    }

    /// The moment at which this transaction happens.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// The catalogue of roles.
    pub(crate) fn roles(&self) -> &Catalogue {
        &self.roles
    }
}

impl Store {
    /// Where reads go.
    pub(crate) fn read(&self) -> &DatabaseConnection {
        &self.0.read
    }

    /// The moment at which a read happens.
    pub(crate) fn now(&self) -> Timestamp {
        self.0.around.clock.now()
    }

    /// The catalogue of roles.
    pub(crate) fn roles(&self) -> &Arc<Catalogue> {
        &self.0.around.roles
    }

    /// Is this PostgreSQL?
    pub(crate) fn is_postgres(&self) -> bool {
        is_postgres(&self.0.read)
    }

    /// Can any part of an address be searched quickly?
    pub(crate) fn has_trigrams(&self) -> bool {
        self.0.has_trigrams
    }
}

fn is_postgres(conn: &impl sea_orm::ConnectionTrait) -> bool {
    conn.get_database_backend() == DbBackend::Postgres
}

/// The disk is full, read-only or failing.
const UNWRITABLE: &str = "the database can't be written";

/// A database error that has no meaning for the caller: out of reach is "come again", the rest a fault.
impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        match &error {
            error if connect::is_away(error) => {
                tracing::warn!(error = %error, "the database is out of reach or busy");
                Error::Unavailable("the database is out of reach or busy")
            }
            _ if connect::is_full_or_broken(&error) => {
                tracing::error!(error = %error, "the database can't be written");
                Error::Unavailable(UNWRITABLE)
            }
            _ => Error::Internal(Box::new(error)),
        }
    }
}

/// A stored word that no type knows: an internal fault that names the row, not a guess.
fn unreadable(noun: &str, id: impl std::fmt::Display, what: &str) -> Error {
    Error::internal(format!("{noun} {id}: unreadable {what}"))
}

/// Was it a unique index that refused?
fn is_duplicate(error: &DbErr) -> bool {
    matches!(
        error.sql_err(),
        Some(sea_orm::SqlErr::UniqueConstraintViolation(_))
    )
}

/// Creates an empty database on a test cluster; answers where it is.
#[cfg(test)]
pub(crate) async fn create_for_test(cluster: &str, name: &str) -> DatabaseUrl {
    use sea_orm::ConnectionTrait as _;
    let conn = sea_orm::Database::connect(cluster).await.unwrap();
    conn.execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .unwrap();
    conn.close().await.unwrap();
    DatabaseUrl::Postgres(cluster.replace("/postgres?", &format!("/{name}?")))
}

/// Is it one of these refusals of PostgreSQL?
fn has_code(error: &DbErr, codes: &[&str]) -> bool {
    let (DbErr::Exec(runtime) | DbErr::Query(runtime) | DbErr::Conn(runtime)) = error else {
        return false;
    };
    let sea_orm::RuntimeErr::SqlxError(error) = runtime else {
        return false;
    };
    error
        .as_database_error()
        .and_then(|error| error.code())
        .is_some_and(|code| codes.contains(&code.as_ref()))
}
