//! Changes of several rows at once, each one statement: time, accounts, domains, and the portal invitation that a row
//! is linked to (T9, T25, T26).

use super::{Stored, parse};
use crate::error::Result;
use crate::store::entity::domain_invitation;
use crate::store::{Tx, is_postgres};
use rules::domain_invitation::Status;
use rules::ids::{AccountId, DomainId, DomainInvitationId, InvitationId};
use rules::time::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};
use uuid::Uuid;

/// Stores up to `most` overdue rows as expired; answers their ids.
pub(crate) async fn expire_overdue(tx: &Tx, most: u64) -> Result<Vec<DomainInvitationId>> {
    let backend = tx.conn.get_database_backend();
    // A row that somebody else has in hand is left to them.
    let lock = if is_postgres(&tx.conn) {
        " FOR UPDATE SKIP LOCKED"
    } else {
        ""
    };
    let sql = format!(
        "UPDATE domain_invitation SET status = 'expired', changed_at = $1, changed_by = NULL \
         WHERE status = 'pending' AND seq IN (SELECT seq FROM domain_invitation \
         WHERE status = 'pending' AND valid_until <= $1 ORDER BY valid_until, seq LIMIT $2{lock}) \
         RETURNING id"
    );
    let values = vec![tx.now().as_micros().into(), (most as i64).into()];
    ids(tx, Statement::from_sql_and_values(backend, sql, values)).await
}

/// Which pending rows end together.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Of {
    /// All of a domain (T26).
    Domain(DomainId),
    /// All for an account (T26).
    Account(AccountId),
}

/// Makes the pending rows invalid, with that reason; answers their ids.
pub(crate) async fn invalidate(
    tx: &Tx,
    of: Of,
    by: Option<AccountId>,
    reason: &str,
) -> Result<Vec<DomainInvitationId>> {
    let (column, id) = match of {
        Of::Domain(id) => ("domain_id", id.0),
        Of::Account(id) => ("account_id", id.0),
    };
    let sql = format!(
        "UPDATE domain_invitation SET status = 'invalid', changed_at = $1, changed_by = $2, \
         reason = $3 WHERE status = 'pending' AND {column} = $4 RETURNING id"
    );
    let values = vec![
        tx.now().as_micros().into(),
        by.map(|id| id.0).into(),
        reason.into(),
        id.into(),
    ];
    let backend = tx.conn.get_database_backend();
    ids(tx, Statement::from_sql_and_values(backend, sql, values)).await
}

/// The account is approved: what waited for that gets its full validity (T25).
pub(crate) async fn start_clocks(tx: &Tx, account: AccountId) -> Result<()> {
    let sql = "UPDATE domain_invitation SET valid_until = $1 + validity, changed_at = $1 \
               WHERE account_id = $2 AND status = 'pending' AND valid_until = $3";
    let values = vec![
        tx.now().as_micros().into(),
        account.0.into(),
        Timestamp::NEVER.as_micros().into(),
    ];
    let backend = tx.conn.get_database_backend();
    tx.conn
        .execute_raw(Statement::from_sql_and_values(backend, sql, values))
        .await?;
    Ok(())
}

/// The rows that are linked to that portal invitation, oldest first.
pub(crate) async fn linked(tx: &Tx, portal: InvitationId) -> Result<Vec<Stored>> {
    domain_invitation::Entity::find()
        .filter(domain_invitation::Column::PortalInvitationId.eq(portal.0))
        .order_by_asc(domain_invitation::Column::Seq)
        .limit(1000)
        .all(&tx.conn)
        .await?
        .into_iter()
        .map(parse)
        .collect()
}

/// What a portal invitation brings besides the portal: title and role of each domain, oldest first, `most` at most.
pub(crate) async fn offered_along(
    conn: &DatabaseConnection,
    portal: InvitationId,
    most: u32,
) -> Result<Vec<(String, String)>> {
    let sql = format!(
        "SELECT d.title, i.role FROM domain_invitation AS i JOIN domain AS d ON d.id = i.domain_id \
         WHERE i.portal_invitation_id = $1 AND i.status = 'pending' ORDER BY i.seq LIMIT {most}"
    );
    let values = [portal.0.into()];
    let backend = conn.get_database_backend();
    conn.query_all_raw(Statement::from_sql_and_values(backend, sql, values))
        .await?
        .into_iter()
        .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)))
        .collect()
}

/// Is a pending row linked to that portal invitation?
pub(crate) async fn is_linked(tx: &Tx, portal: InvitationId) -> Result<bool> {
    let backend = tx.conn.get_database_backend();
    let sql = "SELECT 1 FROM domain_invitation WHERE portal_invitation_id = $1 \
               AND status = 'pending' LIMIT 1";
    let found = tx
        .conn
        .query_one_raw(Statement::from_sql_and_values(
            backend,
            sql,
            [portal.0.into()],
        ))
        .await?;
    Ok(found.is_some())
}

/// The pending rows that are linked to those portal invitations get that status; answers their ids.
pub(crate) async fn end_linked(
    tx: &Tx,
    portal: &[InvitationId],
    to: Status,
    reason: &str,
    by: Option<AccountId>,
) -> Result<Vec<DomainInvitationId>> {
    let backend = tx.conn.get_database_backend();
    let mut ended = Vec::new();
    for portal in portal.chunks(500) {
        let marks: Vec<String> = (0..portal.len()).map(|n| format!("${}", n + 5)).collect();
        let sql = format!(
            "UPDATE domain_invitation SET status = $1, changed_at = $2, changed_by = $3, \
             reason = $4 WHERE status = 'pending' AND portal_invitation_id IN ({}) RETURNING id",
            marks.join(", ")
        );
        let mut values = vec![
            to.as_str().into(),
            tx.now().as_micros().into(),
            by.map(|id| id.0).into(),
            reason.into(),
        ];
        values.extend(portal.iter().map(|id| id.0.into()));
        ended.extend(ids(tx, Statement::from_sql_and_values(backend, sql, values)).await?);
    }
    Ok(ended)
}

/// The address has an account now: its pending rows are for that account.
pub(crate) async fn bind(tx: &Tx, email: &str, account: AccountId) -> Result<()> {
    let sql = "UPDATE domain_invitation SET account_id = $1, changed_at = $2 \
               WHERE email = $3 AND status = 'pending' AND account_id IS NULL";
    let values = [account.0.into(), tx.now().as_micros().into(), email.into()];
    let backend = tx.conn.get_database_backend();
    tx.conn
        .execute_raw(Statement::from_sql_and_values(backend, sql, values))
        .await?;
    Ok(())
}

async fn ids(tx: &Tx, statement: Statement) -> Result<Vec<DomainInvitationId>> {
    let rows = tx.conn.query_all_raw(statement).await?;
    rows.iter()
        .map(|row| Ok(DomainInvitationId(row.try_get_by_index::<Uuid>(0)?)))
        .collect()
}
