//! What was sent today, counted before the work is done (SECURITY INV-17), shared by all replicas.

use super::{Tx, is_postgres};
use crate::error::Result;
use rules::time::Timestamp;
use sea_orm::{ConnectionTrait, Statement};

/// Has the subject to itself until the transaction ends: whoever invites an address meets whoever stops
/// invitations to it here.
pub(crate) async fn hold(tx: &Tx, scope: &str, subject: &str, day: i64) -> Result<()> {
    used(tx, scope, subject, day).await.map(drop)
}

/// Takes up to `wanted` of the day's budget; answers how many were free.
pub(crate) async fn take(
    tx: &Tx,
    scope: &str,
    subject: &str,
    wanted: u32,
    most: u32,
) -> Result<u32> {
    let free = i64::from(most)
        .saturating_sub(used(tx, scope, subject, tx.now().day()).await?)
        .clamp(0, i64::from(wanted));
    if free > 0 {
        let statement = Statement::from_sql_and_values(
            tx.conn.get_database_backend(),
            "UPDATE budget SET used = used + $4 WHERE scope = $1 AND subject = $2 AND day = $3",
            [
                scope.into(),
                subject.into(),
                tx.now().day().into(),
                free.into(),
            ],
        );
        tx.conn.execute_raw(statement).await?;
    }
    Ok(u32::try_from(free).unwrap_or(0))
}

/// How much of that day's budget is used; locks it.
async fn used(tx: &Tx, scope: &str, subject: &str, day: i64) -> Result<i64> {
    let backend = tx.conn.get_database_backend();
    let sql = "INSERT INTO budget (scope, subject, day, used) VALUES ($1, $2, $3, 0) \
         ON CONFLICT (scope, subject, day) DO NOTHING";
    tx.conn
        .execute_raw(Statement::from_sql_and_values(
            backend,
            sql,
            [scope.into(), subject.into(), day.into()],
        ))
        .await?;
    // The lock on the row is held until the transaction ends, so that the sum never passes the budget.
    let lock = if is_postgres(&tx.conn) {
        " FOR UPDATE"
    } else {
        ""
    };
    let row = tx
        .conn
        .query_one_raw(Statement::from_sql_and_values(
            backend,
            format!("SELECT used FROM budget WHERE scope = $1 AND subject = $2 AND day = $3{lock}"),
            [scope.into(), subject.into(), day.into()],
        ))
        .await?;
    Ok(row
        .map(|row| row.try_get_by_index(0))
        .transpose()?
        .unwrap_or(0))
}

/// Gives back what was taken in this transaction and not used.
pub(crate) async fn give_back(tx: &Tx, scope: &str, subject: &str, unused: u32) -> Result<()> {
    if unused == 0 {
        return Ok(());
    }
    let statement = Statement::from_sql_and_values(
        tx.conn.get_database_backend(),
        "UPDATE budget SET used = used - $4 WHERE scope = $1 AND subject = $2 AND day = $3",
        [
            scope.into(),
            subject.into(),
            tx.now().day().into(),
            i64::from(unused).into(),
        ],
    );
    tx.conn.execute_raw(statement).await?;
    Ok(())
}

/// Deletes the counts of days that are over.
pub(crate) async fn sweep(tx: &Tx, now: Timestamp) -> Result<u64> {
    let done = tx
        .conn
        .execute_raw(Statement::from_sql_and_values(
            tx.conn.get_database_backend(),
            "DELETE FROM budget WHERE day < $1",
            [(now.day() - 1).into()],
        ))
        .await?;
    Ok(done.rows_affected())
}
