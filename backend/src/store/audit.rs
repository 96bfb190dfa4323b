//! The audit trail: written in the transaction of the change, sealed afterwards, never changed
//! (SECURITY LOG-1). Holds ids, never addresses.

use super::entity::audit_event;
use super::{Store, Tx, is_postgres};
use crate::error::Result;
use crate::secrets::content_digest;
use rules::audit::ActorKind;
use rules::listing::Count;
use rules::policy::{Actor, Who};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

/// Events that wait are counted up to here.
const COUNT_BOUND: u64 = 1000;
/// So many sealed events are read at a time.
pub(crate) const STRETCH: u64 = 1000;

/// An event of the sealed chain; before the first one by default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Link {
    /// Its position, from 1.
    pub(crate) position: i64,
    /// Its seal.
    pub(crate) seal: Vec<u8>,
}

/// What a stretch of the sealed chain came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stretch {
    /// It fits, up to the chain's end.
    Whole(Link),
    /// It fits, and goes on.
    GoesOn(Link),
    /// The event at this position is missing, or not as it was sealed.
    Broken { at: Link },
}

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
        Who::Account(id) => (ActorKind::Account, Some(id.0)),
        Who::LinkHolder => (ActorKind::Link, None),
        Who::Visitor => (ActorKind::Visitor, None),
        Who::CommandLine => (ActorKind::CommandLine, None),
        Who::System => (ActorKind::System, None),
    };
    audit_event::ActiveModel {
        seq: NotSet,
        at: Set(at),
        actor_kind: Set(kind.as_str().to_string()),
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
        .order_by_desc(audit_event::Column::At)
        .order_by_desc(audit_event::Column::Seq)
        .limit(1000)
        .all(conn)
        .await?;
    events.reverse();
    Ok(events)
}

/// The seal that follows from the one before and the event.
fn seal_of(previous: &[u8], position: i64, event: &audit_event::Model) -> Vec<u8> {
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
        previous = seal_of(&previous, position, &event);
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

    /// How many events wait for the sealer, up to a bound.
    pub(crate) async fn count_unsealed(&self) -> Result<Count> {
        let waiting = "FROM audit_event WHERE position IS NULL";
        self.bounded_count(waiting, Vec::new(), COUNT_BOUND).await
    }

    /// Walks the sealed chain on from `link`, over at most that many events: each must stand at the next
    /// position, with the seal that follows from it and the one before.
    pub(crate) async fn verify_chain(&self, link: Link, most: u64) -> Result<Stretch> {
        // The last one that was verified is read again: an event that was slipped in beside it shows.
        let mut events = audit_event::Entity::find()
            .filter(Expr::cust("position IS NOT NULL"))
            .order_by_asc(audit_event::Column::Position)
            .limit(most);
        if link.position > 0 {
            events = events
                .filter(audit_event::Column::Position.gte(link.position))
                .limit(most + 1);
        }
        let mut events = events.all(self.read()).await?.into_iter().peekable();
        if link.position > 0 {
            let is_there = events.next_if(|event| {
                event.position == Some(link.position) && event.hash.as_ref() == Some(&link.seal)
            });
            if is_there.is_none() {
                return Ok(Stretch::Broken { at: link });
            }
        }
        let mut link = link;
        let mut walked = 0;
        for event in events {
            let position = link.position + 1;
            let seal = seal_of(&link.seal, position, &event);
            if event.position != Some(position) || event.hash.as_ref() != Some(&seal) {
                return Ok(Stretch::Broken {
                    at: Link { position, ..link },
                });
            }
            link = Link { position, seal };
            walked += 1;
        }
        Ok(if walked < most {
            Stretch::Whole(link)
        } else {
            Stretch::GoesOn(link)
        })
    }

    /// The first position of the whole chain that does not fit.
    pub(crate) async fn first_break(&self) -> Result<Option<i64>> {
        let mut link = Link::default();
        loop {
            match self.verify_chain(link, STRETCH).await? {
                Stretch::Whole(_) => return Ok(None),
                Stretch::Broken { at } => return Ok(Some(at.position)),
                Stretch::GoesOn(on) => link = on,
            }
        }
    }
}
