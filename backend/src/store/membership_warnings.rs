//! Memberships whose end is to be warned about: found along the index of ends, and each warned about by one worker, by
//! compare-and-set.

use super::entity::membership;
use super::{Tx, is_postgres};
use crate::error::Result;
use rules::ids::{AccountId, DomainId, MembershipId};
use rules::time::{Span, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement, Value};
use uuid::Uuid;

#[cfg(test)]
mod tests;

/// A place in the walk: the end and the number of a row. It begins at [`Place::START`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) ends_at: i64,
    pub(crate) seq: i64,
}

impl Place {
    /// Before every row.
    pub(crate) const START: Place = Place { ends_at: 0, seq: 0 };
}

/// A membership that ends soon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ending {
    pub(crate) place: Place,
    pub(crate) id: MembershipId,
    pub(crate) domain: DomainId,
    pub(crate) account: AccountId,
    pub(crate) role: String,
    pub(crate) ends_at: Timestamp,
}

/// Somebody who administers a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Administrator {
    pub(crate) account: AccountId,
    /// The address, as typed.
    pub(crate) email: String,
}

// Predicates of the partial index as literals, so that it is taken. Whose account does not count now is asked of each
// row by itself (a CASE keeps PostgreSQL from beginning with the accounts).
pub(super) const DUE: &str = "SELECT seq, id, domain_id, account_id, role, ends_at FROM membership \
     WHERE status = 'active' AND ends_at IS NOT NULL AND warned_at IS NULL \
     AND ends_at > $1 AND ends_at <= $2 AND (ends_at, seq) > ($3, $4) \
     AND CASE WHEN EXISTS (SELECT 1 FROM account AS a WHERE a.id = membership.account_id \
     AND a.status = 'approved') THEN 1 ELSE 0 END = 1 \
     ORDER BY ends_at, seq LIMIT $5";

pub(super) fn values(now: Timestamp, before: Span, after: Place, most: u64) -> [Value; 5] {
    [
        now.as_micros().into(),
        now.plus(before).as_micros().into(),
        after.ends_at.into(),
        after.seq.into(),
        i64::try_from(most).unwrap_or(i64::MAX).into(),
    ]
}

/// The next memberships that end so soon and were not warned about, from a place on. They are locked, and one that
/// somebody else has in hand is left to them.
pub(crate) async fn due(tx: &Tx, before: Span, after: Place, most: u64) -> Result<Vec<Ending>> {
    let lock = if is_postgres(&tx.conn) {
        " FOR UPDATE SKIP LOCKED"
    } else {
        ""
    };
    walk(&tx.conn, lock, values(tx.now(), before, after, most)).await
}

/// Is there any?
pub(crate) async fn is_any_due(
    conn: &impl ConnectionTrait,
    before: Span,
    now: Timestamp,
) -> Result<bool> {
    let found = walk(conn, "", values(now, before, Place::START, 1)).await?;
    Ok(!found.is_empty())
}

async fn walk(conn: &impl ConnectionTrait, lock: &str, values: [Value; 5]) -> Result<Vec<Ending>> {
    let backend = conn.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, format!("{DUE}{lock}"), values);
    let mut found = Vec::new();
    for row in conn.query_all_raw(statement).await? {
        let ends_at = row.try_get_by_index(5)?;
        found.push(Ending {
            place: Place {
                ends_at,
                seq: row.try_get_by_index(0)?,
            },
            id: MembershipId(row.try_get_by_index(1)?),
            domain: DomainId(row.try_get_by_index(2)?),
            account: AccountId(row.try_get_by_index(3)?),
            role: row.try_get_by_index(4)?,
            ends_at: Timestamp::from_micros(ends_at),
        });
    }
    Ok(found)
}

/// It is warned about: true for exactly one caller, and only as long as it ends then.
pub(crate) async fn settle(tx: &Tx, ending: &Ending) -> Result<bool> {
    let done = membership::Entity::update_many()
        .col_expr(
            membership::Column::WarnedAt,
            Expr::value(tx.now().as_micros()),
        )
        .filter(membership::Column::Id.eq(ending.id.0))
        .filter(membership::Column::EndsAt.eq(ending.ends_at.as_micros()))
        .filter(Expr::cust("status = 'active' AND warned_at IS NULL"))
        .exec(&tx.conn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Everybody in the domain, with an approved account, whose role holds every domain action.
pub(crate) async fn administrators(tx: &Tx, domain: DomainId) -> Result<Vec<Administrator>> {
    let roles = super::domains::administrators(tx.roles());
    let marks: Vec<String> = (0..roles.len()).map(|n| format!("${}", n + 3)).collect();
    let sql = format!(
        "SELECT a.id, a.email_typed FROM membership AS m JOIN account AS a ON a.id = m.account_id \
         WHERE m.domain_id = $1 AND m.status = 'active' AND m.role IN ({}) \
         AND (m.ends_at IS NULL OR m.ends_at > $2) AND a.status = 'approved'",
        marks.join(", ")
    );
    let mut values: Vec<Value> = vec![domain.0.into(), tx.now().as_micros().into()];
    values.extend(roles.into_iter().map(Into::into));
    let backend = tx.conn.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, values);
    let mut found = Vec::new();
    for row in tx.conn.query_all_raw(statement).await? {
        found.push(Administrator {
            account: AccountId(row.try_get_by_index(0)?),
            email: row.try_get_by_index(1)?,
        });
    }
    Ok(found)
}

/// Those of these mails that warn of an end that still comes: nobody changed it since, the person and the reader are
/// in the domain.
pub(crate) async fn true_among(tx: &Tx, mails: &[Uuid]) -> Result<Vec<Uuid>> {
    if mails.is_empty() {
        return Ok(Vec::new());
    }
    let marks: Vec<String> = (0..mails.len()).map(|n| format!("${}", n + 2)).collect();
    let sql = format!(
        "SELECT o.id FROM outbox AS o JOIN membership AS m ON m.id = o.membership_id \
         JOIN account AS a ON a.id = m.account_id \
         WHERE m.status = 'active' AND m.ends_at > $1 AND m.warned_at = o.created_at \
         AND a.status = 'approved' AND o.id IN ({}) \
         AND EXISTS (SELECT 1 FROM membership AS r WHERE r.domain_id = m.domain_id \
         AND r.account_id = o.account_id AND r.status = 'active')",
        marks.join(", ")
    );
    let mut values: Vec<Value> = vec![tx.now().as_micros().into()];
    values.extend(mails.iter().map(|id| Value::from(*id)));
    let backend = tx.conn.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, values);
    let rows = tx.conn.query_all_raw(statement).await?;
    rows.iter()
        .map(|row| Ok(row.try_get_by_index(0)?))
        .collect()
}
