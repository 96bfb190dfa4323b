//! Invitations that may have to be reminded of: found along their own index, and each decided once, by
//! compare-and-set.

use super::entity::{invitation, outbox};
use super::{Tx, is_postgres, unreadable};
use crate::error::Result;
use rules::ids::InvitationId;
use rules::outbox::{Delivery, Kind};
use rules::time::{Span, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Statement, Value,
};
use std::collections::HashMap;
use uuid::Uuid;

#[cfg(test)]
mod tests;

/// A place in the walk: the end and the number of a row. It begins at [`Place::START`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) valid_until: i64,
    pub(crate) seq: i64,
}

impl Place {
    /// Before every row.
    pub(crate) const START: Place = Place {
        valid_until: 0,
        seq: 0,
    };
}

// Predicates of the partial index as literals, so that it is taken. What is overdue is not reminded of, and neither is
// what has not been handed over: asked of each row by itself (a CASE keeps PostgreSQL from beginning with the mails).
pub(super) const DUE: &str = "SELECT seq, id, valid_until FROM invitation \
     WHERE kind = 'portal' AND status = 'pending' AND reminder_settled_at IS NULL \
     AND valid_until > $1 AND valid_until <= $2 AND (valid_until, seq) > ($3, $4) \
     AND CASE WHEN EXISTS (SELECT 1 FROM outbox AS o WHERE o.invitation_id = invitation.id \
     AND o.mail = 'invitation' AND o.state IN ('sent', 'held')) THEN 1 ELSE 0 END = 1 \
     ORDER BY valid_until, seq LIMIT $5";

pub(super) fn values(now: Timestamp, lead: Span, after: Place, most: u64) -> [Value; 5] {
    [
        now.as_micros().into(),
        now.plus(lead).as_micros().into(),
        after.valid_until.into(),
        after.seq.into(),
        i64::try_from(most).unwrap_or(i64::MAX).into(),
    ]
}

/// The next rows that end within `lead` and about which nothing is decided, from a place on. With `tx`
/// they are locked, and a row that somebody else has in hand is left to them.
pub(crate) async fn due(
    tx: &Tx,
    lead: Span,
    after: Place,
    most: u64,
) -> Result<Vec<(Place, InvitationId)>> {
    let lock = if is_postgres(&tx.conn) {
        " FOR UPDATE SKIP LOCKED"
    } else {
        ""
    };
    walk(&tx.conn, lock, values(tx.now(), lead, after, most)).await
}

/// Is there any? One seek, so that the worker may ask often.
pub(crate) async fn is_any_due(
    conn: &impl ConnectionTrait,
    lead: Span,
    now: Timestamp,
) -> Result<bool> {
    let found = walk(conn, "", values(now, lead, Place::START, 1)).await?;
    Ok(!found.is_empty())
}

async fn walk(
    conn: &impl ConnectionTrait,
    lock: &str,
    values: [Value; 5],
) -> Result<Vec<(Place, InvitationId)>> {
    let backend = conn.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, format!("{DUE}{lock}"), values);
    let mut found = Vec::new();
    for row in conn.query_all_raw(statement).await? {
        let place = Place {
            seq: row.try_get_by_index(0)?,
            valid_until: row.try_get_by_index(2)?,
        };
        found.push((place, InvitationId(row.try_get_by_index(1)?)));
    }
    Ok(found)
}

/// It is decided about the reminder of a pending row: true for exactly one caller.
pub(crate) async fn settle(tx: &Tx, id: InvitationId) -> Result<bool> {
    let done = invitation::Entity::update_many()
        .col_expr(
            invitation::Column::ReminderSettledAt,
            Expr::value(tx.now().as_micros()),
        )
        .filter(invitation::Column::Id.eq(id.0))
        .filter(Expr::cust(
            "status = 'pending' AND reminder_settled_at IS NULL",
        ))
        .exec(&tx.conn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// How far the mails of these invitations got.
pub(crate) async fn deliveries(
    tx: &Tx,
    invitations: &[InvitationId],
) -> Result<HashMap<InvitationId, Delivery>> {
    if invitations.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Uuid, String)> = outbox::Entity::find()
        .select_only()
        .column(outbox::Column::InvitationId)
        .column(outbox::Column::State)
        .filter(outbox::Column::InvitationId.is_in(invitations.iter().map(|id| id.0)))
        .filter(outbox::Column::Mail.eq(Kind::Invitation.as_str()))
        .into_tuple()
        .all(&tx.conn)
        .await?;
    rows.into_iter()
        .map(|(id, state)| {
            let delivery =
                Delivery::parse(&state).ok_or_else(|| unreadable("mail of", id, "state"))?;
            Ok((InvitationId(id), delivery))
        })
        .collect()
}
