//! Overdue invitations are stored as expired (T9), several in one statement.

use crate::error::Result;
use crate::store::{Tx, is_postgres, outbox};
use rules::ids::InvitationId;
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

/// Stores up to `most` overdue rows as expired and kills their links; answers their ids.
pub(crate) async fn expire_overdue(tx: &Tx, most: u64) -> Result<Vec<InvitationId>> {
    // A row that somebody else has in hand is left to them.
    expire(tx, "TRUE", Vec::new(), most, " FOR UPDATE SKIP LOCKED").await
}

/// The same for the overdue rows of these addresses, before they are invited anew (T1).
pub(crate) async fn expire_overdue_of(tx: &Tx, emails: &[String]) -> Result<Vec<InvitationId>> {
    if emails.is_empty() {
        return Ok(Vec::new());
    }
    let marks: Vec<String> = (0..emails.len()).map(|n| format!("${}", n + 3)).collect();
    let condition = format!("kind = 'portal' AND email IN ({})", marks.join(", "));
    let values = emails.iter().map(|email| email.as_str().into()).collect();
    // Waited for: a row that is passed over would stand in the way of the new one.
    expire(tx, &condition, values, emails.len() as u64, " FOR UPDATE").await
}

async fn expire(
    tx: &Tx,
    condition: &str,
    values: Vec<sea_orm::Value>,
    most: u64,
    lock: &str,
) -> Result<Vec<InvitationId>> {
    let backend = tx.conn.get_database_backend();
    let now = tx.now().as_micros();
    let locked = if is_postgres(&tx.conn) { lock } else { "" };
    let sql = format!(
        "UPDATE invitation SET status = 'expired', changed_at = $1, changed_by = NULL \
         WHERE status = 'pending' AND seq IN (SELECT seq FROM invitation \
         WHERE status = 'pending' AND valid_until <= $1 AND {condition} \
         ORDER BY valid_until, seq LIMIT $2{locked}) RETURNING id"
    );
    let mut bound: Vec<sea_orm::Value> = vec![now.into(), (most as i64).into()];
    bound.extend(values);
    let rows = tx
        .conn
        .query_all_raw(Statement::from_sql_and_values(backend, sql, bound))
        .await?;
    let ids: Vec<Uuid> = rows
        .iter()
        .map(|row| row.try_get_by_index(0))
        .collect::<std::result::Result<_, _>>()?;
    if !ids.is_empty() {
        let marks: Vec<String> = (0..ids.len()).map(|n| format!("${}", n + 2)).collect();
        let mut bound: Vec<sea_orm::Value> = vec![now.into()];
        bound.extend(ids.iter().map(|id| (*id).into()));
        let sql = format!(
            "UPDATE token SET died_at = $1 WHERE died_at IS NULL AND purpose = 'invite' \
             AND invitation_id IN ({})",
            marks.join(", ")
        );
        tx.conn
            .execute_raw(Statement::from_sql_and_values(backend, sql, bound))
            .await?;
    }
    let ids: Vec<InvitationId> = ids.into_iter().map(InvitationId).collect();
    outbox::wipe_for_invitations(tx, &ids).await?;
    Ok(ids)
}
