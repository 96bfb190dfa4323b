//! How many invitations stand where: maintained counters, never `count(*)` over a long list
//! (PERFORMANCE section 5, point 5).

use super::{Store, Tx, is_postgres};
use crate::error::Result;
use rules::listing::{Count, InvitationFilter};
use rules::time::Timestamp;
use sea_orm::{ConnectionTrait, Statement};
use std::collections::HashMap;

/// Rows per shelf of the portal's invitations.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shelves(HashMap<String, i64>);

impl Shelves {
    fn on(&self, shelf: &str) -> u64 {
        self.0
            .get(shelf)
            .copied()
            .and_then(|n| u64::try_from(n).ok())
            .unwrap_or(0)
    }

    /// How many rows a filter holds. `overdue`: pending rows that the sweeper has not met yet.
    pub(crate) fn count(&self, filter: InvitationFilter, overdue: u64) -> u64 {
        let pending = self.on("pending").saturating_sub(overdue);
        let (waiting, approved) = (self.on("waiting"), self.on("approved"));
        let (rejected, inactivated) = (self.on("rejected"), self.on("inactivated"));
        let expired = self.on("expired") + overdue;
        match filter {
            InvitationFilter::All => {
                pending + waiting + approved + rejected + expired + inactivated
            }
            InvitationFilter::Pending => pending,
            InvitationFilter::Waiting => waiting,
            InvitationFilter::Approved => approved,
            InvitationFilter::Rejected => rejected,
            InvitationFilter::Expired => expired,
            InvitationFilter::Inactivated => inactivated,
            InvitationFilter::ExpiredInvalid => {
                rejected + expired + inactivated + self.on("closed") + self.on("invalid")
            }
        }
    }
}

/// Reads the counters.
pub(crate) async fn shelves(conn: &impl ConnectionTrait) -> Result<Shelves> {
    let rows = conn
        .query_all_raw(Statement::from_string(
            conn.get_database_backend(),
            "SELECT shelf, CAST(SUM(n) AS BIGINT) FROM invitation_count WHERE kind = 'portal' \
             GROUP BY shelf",
        ))
        .await?;
    let mut shelves = HashMap::new();
    for row in rows {
        shelves.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    }
    Ok(Shelves(shelves))
}

/// How many pending rows are overdue and not swept yet: at most a minute's worth, counted to a bound.
pub(crate) async fn overdue(conn: &impl ConnectionTrait, now: Timestamp) -> Result<u64> {
    let row = conn
        .query_one_raw(Statement::from_sql_and_values(
            conn.get_database_backend(),
            "SELECT CAST(count(*) AS BIGINT) FROM invitation \
             WHERE kind = 'portal' AND shelf = 'pending' AND valid_until <= $1",
            [now.as_micros().into()],
        ))
        .await?;
    let n: i64 = row
        .map(|row| row.try_get_by_index(0))
        .transpose()?
        .unwrap_or(0);
    Ok(u64::try_from(n).unwrap_or(0))
}

/// Folds appended counters into one row each (PostgreSQL only; SQLite keeps them folded).
pub(crate) async fn fold(tx: &Tx) -> Result<()> {
    if !is_postgres(&tx.conn) {
        return Ok(());
    }
    for (table, keys) in [
        ("invitation_count", "kind, shelf"),
        ("account_count", "status"),
    ] {
        let sql =
            format!("SELECT CAST(count(*) AS BIGINT) FROM (SELECT 1 FROM {table} LIMIT 200) AS x");
        let backend = tx.conn.get_database_backend();
        let row = tx
            .conn
            .query_one_raw(Statement::from_string(backend, sql))
            .await?;
        let appended: i64 = row
            .map(|row| row.try_get_by_index(0))
            .transpose()?
            .unwrap_or(0);
        if appended < 200 {
            continue;
        }
        tx.conn
            .execute_unprepared(&format!(
                "WITH gone AS (DELETE FROM {table} WHERE ctid = ANY (ARRAY( \
                     SELECT ctid FROM {table} LIMIT 10000 FOR UPDATE SKIP LOCKED)) \
                     RETURNING {keys}, n) \
                 INSERT INTO {table} ({keys}, n) \
                 SELECT {keys}, SUM(n) FROM gone GROUP BY {keys} HAVING SUM(n) <> 0"
            ))
            .await?;
    }
    Ok(())
}

impl Store {
    /// Counts the rows of a query up to a bound.
    pub(crate) async fn bounded_count(
        &self,
        from_where: &str,
        values: Vec<sea_orm::Value>,
        bound: u64,
    ) -> Result<Count> {
        let sql = format!(
            "SELECT CAST(count(*) AS BIGINT) FROM (SELECT 1 {from_where} LIMIT {}) AS found",
            bound + 1
        );
        let row = self
            .read()
            .query_one_raw(Statement::from_sql_and_values(
                self.read().get_database_backend(),
                sql,
                values,
            ))
            .await?;
        let n: i64 = row
            .map(|row| row.try_get_by_index(0))
            .transpose()?
            .unwrap_or(0);
        let n = u64::try_from(n).unwrap_or(0);
        Ok(Count {
            n: n.min(bound),
            or_more: n > bound,
        })
    }
}
