//! The audit trail: written in the transaction of the change, sealed afterwards, never changed
//! (SECURITY LOG-1). Holds ids, never addresses.

use super::entity::audit_event;
use super::{Store, Tx, is_postgres};
use crate::error::{Error, Result};
use crate::secrets::content_digest;
use rules::policy::{Actor, Who};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// What happened.
#[derive(Clone, Debug)]
pub(crate) struct NewEvent {
    pub(crate) actor: Actor,
    pub(crate) action: &'static str,
    pub(crate) object_kind: &'static str,
    pub(crate) object_id: String,
    /// JSON; empty when there was nothing before.
    pub(crate) before: String,
    /// JSON; empty when there is nothing after.
    pub(crate) after: String,
    pub(crate) request_id: String,
}

fn row(event: &NewEvent, at: i64) -> audit_event::ActiveModel {
    let (kind, id) = match event.actor.who {
        Who::Account(id) => ("account", Some(id.0)),
        Who::LinkHolder => ("link", None),
        Who::CommandLine => ("command_line", None),
        Who::System => ("system", None),
    };
    audit_event::ActiveModel {
        seq: NotSet,
        at: Set(at),
        actor_kind: Set(kind.to_string()),
        actor_id: Set(id),
        action: Set(event.action.to_string()),
        object_kind: Set(event.object_kind.to_string()),
        object_id: Set(event.object_id.clone()),
        before: Set(event.before.clone()),
        after: Set(event.after.clone()),
        request_id: Set(event.request_id.clone()),
        position: Set(None),
        hash: Set(None),
    }
}

/// Writes the events in this transaction.
pub(crate) async fn insert(tx: &Tx, events: &[NewEvent]) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    let at = tx.now().as_micros();
    audit_event::Entity::insert_many(events.iter().map(|event| row(event, at)))
        .exec_without_returning(&tx.conn)
        .await?;
    Ok(())
}

/// Events of these objects, oldest first; the last thousand.
pub(crate) async fn of_objects(
    conn: &impl ConnectionTrait,
    object_ids: Vec<String>,
) -> Result<Vec<audit_event::Model>> {
    let mut events = audit_event::Entity::find()
        .filter(audit_event::Column::ObjectId.is_in(object_ids))
        .order_by_desc(audit_event::Column::Seq)
        .limit(1000)
        .all(conn)
        .await?;
    events.reverse();
    Ok(events)
}

/// The chain's next link.
fn link(previous: &[u8], position: i64, event: &audit_event::Model) -> Vec<u8> {
    content_digest(&[
        previous,
        &position.to_le_bytes(),
        &event.seq.to_le_bytes(),
        &event.at.to_le_bytes(),
        event.actor_kind.as_bytes(),
        event
            .actor_id
            .map(|id| id.into_bytes())
            .unwrap_or_default()
            .as_slice(),
        event.action.as_bytes(),
        event.object_kind.as_bytes(),
        event.object_id.as_bytes(),
        event.before.as_bytes(),
        event.after.as_bytes(),
        event.request_id.as_bytes(),
    ])
}

async fn last_sealed(conn: &impl ConnectionTrait) -> Result<(i64, Vec<u8>)> {
    let last = audit_event::Entity::find()
        .filter(Expr::cust("position IS NOT NULL"))
        .order_by_desc(audit_event::Column::Position)
        .limit(1)
        .one(conn)
        .await?;
    Ok(match last {
        Some(event) => (event.position.unwrap_or(0), event.hash.unwrap_or_default()),
        None => (0, Vec::new()),
    })
}

/// Chains committed events that are not sealed yet, at most `most`; answers how many. One sealer at a
/// time: on PostgreSQL an advisory lock lets the others pass by.
pub(crate) async fn seal(tx: &Tx, most: u64) -> Result<u64> {
    if is_postgres(&tx.conn) {
        let row = tx
            .conn
            .query_one_raw(sea_orm::Statement::from_string(
                tx.conn.get_database_backend(),
                "SELECT pg_try_advisory_xact_lock(7042113922)",
            ))
            .await?;
        if !row
            .map(|row| row.try_get_by_index::<bool>(0))
            .transpose()?
            .unwrap_or(false)
        {
            return Ok(0);
        }
    }
    let events = audit_event::Entity::find()
        .filter(Expr::cust("position IS NULL"))
        .order_by_asc(audit_event::Column::Seq)
        .limit(most)
        .all(&tx.conn)
        .await?;
    if events.is_empty() {
        return Ok(0);
    }
    let (mut position, mut previous) = last_sealed(&tx.conn).await?;
    let sealed = events.len() as u64;
    for event in events {
        position += 1;
        previous = link(&previous, position, &event);
        audit_event::Entity::update_many()
            .col_expr(audit_event::Column::Position, Expr::value(position))
            .col_expr(audit_event::Column::Hash, Expr::value(previous.clone()))
            .filter(audit_event::Column::Seq.eq(event.seq))
            .exec(&tx.conn)
            .await?;
    }
    Ok(sealed)
}

impl Store {
    /// Are there events that wait for the sealer?
    pub(crate) async fn has_unsealed(&self) -> Result<bool> {
        let waiting = audit_event::Entity::find()
            .filter(Expr::cust("position IS NULL"))
            .limit(1)
            .one(self.read())
            .await?;
        Ok(waiting.is_some())
    }

    /// Walks the sealed chain; answers its length, or the first position that does not fit.
    pub(crate) async fn verify_audit_chain(&self) -> Result<std::result::Result<u64, i64>> {
        let mut expected = 0_i64;
        let mut previous = Vec::new();
        loop {
            let events = audit_event::Entity::find()
                .filter(audit_event::Column::Position.gt(expected))
                .order_by_asc(audit_event::Column::Position)
                .limit(1000)
                .all(self.read())
                .await?;
            if events.is_empty() {
                return u64::try_from(expected)
                    .map(Ok)
                    .map_err(|error| Error::Internal(Box::new(error)));
            }
            for event in events {
                expected += 1;
                previous = link(&previous, expected, &event);
                if event.position != Some(expected) || event.hash.as_ref() != Some(&previous) {
                    return Ok(Err(expected));
                }
            }
        }
    }
}
