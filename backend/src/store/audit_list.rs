//! The page Audit: a keyset walk, newest first, over everything or what a filter leaves. Each filter has
//! its index; what goes beside the one of an object is looked at row by row, for an object has few.

use super::entity::{audit_event, invitation};
use super::{Store, accounts, groups, unreadable};
use crate::error::Result;
use crate::secrets;
use rules::audit::{ActorKind, AuditActor, AuditBy, AuditFilter, AuditObject, AuditRow};
use rules::ids::AccountId;
use rules::listing::Count;
use rules::time::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Statement, Value};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt::Write as _;
use uuid::Uuid;

#[cfg(test)]
mod tests;

/// Events are counted up to here.
const COUNT_BOUND: u64 = 1000;

/// The family of an event, word for word as the indexes have it (the migration of the page Audit).
const FAMILY: &str =
    "(CASE WHEN substr(action, 1, 7) = 'denied.' THEN 'denial' ELSE object_kind END)";

/// The place at which a page begins; travels as a signed cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    /// The neighbouring row's time and number.
    at: i64,
    seq: i64,
    /// The ordinal of the page's first row, from 1.
    first: u64,
    /// Does the page lie before the neighbouring row?
    backwards: bool,
}

/// A page as it was read.
pub(crate) struct Found {
    pub(crate) rows: Vec<AuditRow>,
    pub(crate) first: u64,
    pub(crate) next: Option<Place>,
    pub(crate) previous: Option<Place>,
}

/// What follows FROM, with its values.
struct Clauses {
    sql: String,
    values: Vec<Value>,
}

impl Clauses {
    fn push(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        let mut condition = condition.to_string();
        for value in values {
            self.values.push(value);
            condition = condition.replacen('?', &format!("${}", self.values.len()), 1);
        }
        let joint = if self.sql.is_empty() { "WHERE" } else { "AND" };
        // Writing to a String can't fail.
        let _ = write!(self.sql, " {joint} {condition}");
    }

    /// A condition that no index is asked for.
    fn push_beside(&mut self, condition: &str, value: Value) {
        self.push(
            &format!("CASE WHEN {condition} THEN 1 ELSE 0 END = 1"),
            [value],
        );
    }
}

fn clauses(filter: &AuditFilter, place: Option<Place>) -> Clauses {
    let mut clauses = Clauses {
        sql: String::new(),
        values: Vec::new(),
    };
    let has_object = filter.object.is_some();
    if let Some(object) = &filter.object {
        clauses.push("object_id = ?", [object.as_str().into()]);
    }
    match filter.by {
        AuditBy::Anybody => {}
        AuditBy::Account(id) if has_object => clauses.push_beside("actor_id = ?", id.0.into()),
        AuditBy::Account(id) => clauses.push("actor_id = ?", [id.0.into()]),
        AuditBy::Kind(kind) if has_object => {
            clauses.push_beside("actor_kind = ?", kind.as_str().into());
        }
        AuditBy::Kind(kind) => {
            clauses.push("actor_kind = ?", [kind.as_str().into()]);
            clauses.push("actor_id IS NULL", []);
        }
    }
    if let Some(family) = filter.family {
        let (condition, word) = (format!("{FAMILY} = ?"), family.as_str().into());
        if has_object {
            clauses.push_beside(&condition, word);
        } else {
            clauses.push(&condition, [word]);
        }
    }
    if let Some(from) = filter.from {
        clauses.push("at >= ?", [from.as_micros().into()]);
    }
    if let Some(until) = filter.until {
        clauses.push("at < ?", [until.as_micros().into()]);
    }
    if let Some(place) = place {
        let beyond = if place.backwards { '>' } else { '<' };
        clauses.push(
            &format!("(at, seq) {beyond} (?, ?)"),
            [place.at.into(), place.seq.into()],
        );
    }
    clauses
}

/// The statement of one walk, with its values.
fn walk(filter: &AuditFilter, place: Option<Place>, most: u64) -> (String, Vec<Value>) {
    let Clauses { sql, values } = clauses(filter, place);
    let direction = if place.is_some_and(|place| place.backwards) {
        "ASC"
    } else {
        "DESC"
    };
    let sql = format!(
        "SELECT * FROM audit_event{sql} ORDER BY at {direction}, seq {direction} LIMIT {most}"
    );
    (sql, values)
}

impl Store {
    /// Reads one page of that many rows. Names are those of now; addresses only when they are wanted.
    pub(crate) async fn list_audit(
        &self,
        filter: &AuditFilter,
        place: Option<Place>,
        size: u16,
        with_addresses: bool,
    ) -> Result<Found> {
        let rows_a_page = usize::from(size);
        let backwards = place.is_some_and(|place| place.backwards);
        let mut rows = self
            .audit_rows(walk(filter, place, u64::from(size) + 1))
            .await?;
        let has_more = rows.len() > rows_a_page;
        rows.truncate(rows_a_page);
        if backwards {
            if !has_more && rows.len() < rows_a_page {
                // Fewer rows than a page lie before: that is page one, whole.
                return Box::pin(self.list_audit(filter, None, size, with_addresses)).await;
            }
            rows.reverse();
        }
        let first = place.map_or(1, |place| place.first);
        let has_next = backwards || has_more;
        let has_previous = if backwards { has_more } else { place.is_some() };
        let at = |row: &audit_event::Model, first: u64, backwards: bool| Place {
            at: row.at,
            seq: row.seq,
            first,
            backwards,
        };
        let next = rows.last().filter(|_| has_next);
        let next = next.map(|row| at(row, first + rows.len() as u64, false));
        let previous = rows.first().filter(|_| has_previous);
        let previous = previous.map(|row| {
            let first = first.saturating_sub(rows_a_page as u64).max(1);
            at(row, first, true)
        });
        Ok(Found {
            first: if rows.is_empty() { 0 } else { first },
            rows: self.dress_audit(rows, with_addresses).await?,
            next,
            previous,
        })
    }

    /// How many events the filter leaves, up to a bound.
    pub(crate) async fn count_audit(&self, filter: &AuditFilter) -> Result<Count> {
        let Clauses { sql, values } = clauses(filter, None);
        self.bounded_count(&format!("FROM audit_event{sql}"), values, COUNT_BOUND)
            .await
    }

    async fn audit_rows(
        &self,
        (sql, values): (String, Vec<Value>),
    ) -> Result<Vec<audit_event::Model>> {
        let backend = sea_orm::ConnectionTrait::get_database_backend(self.read());
        let statement = Statement::from_sql_and_values(backend, sql, values);
        Ok(audit_event::Entity::find()
            .from_raw_sql(statement)
            .all(self.read())
            .await?)
    }

    async fn dress_audit(
        &self,
        rows: Vec<audit_event::Model>,
        with_addresses: bool,
    ) -> Result<Vec<AuditRow>> {
        let objects = |kind: &str| -> Vec<Uuid> {
            let of_kind = rows.iter().filter(|row| row.object_kind == kind);
            of_kind
                .filter_map(|row| Uuid::parse_str(&row.object_id).ok())
                .collect()
        };
        let mut people = objects("account");
        people.extend(rows.iter().filter_map(|row| row.actor_id));
        people.sort_unstable();
        people.dedup();
        let mut names: HashMap<Uuid, String> = accounts::names_of(self.read(), people)
            .await?
            .into_iter()
            .map(|(id, named)| (id, named.name))
            .collect();
        names.extend(groups::names_of(self.read(), objects("group")).await?);
        if with_addresses {
            let mut invitations = objects("invitation");
            invitations.sort_unstable();
            invitations.dedup();
            names.extend(self.invited_addresses(invitations).await?);
        }
        rows.into_iter().map(|row| dress(row, &names)).collect()
    }

    async fn invited_addresses(&self, ids: Vec<Uuid>) -> Result<Vec<(Uuid, String)>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        Ok(invitation::Entity::find()
            .select_only()
            .column(invitation::Column::Id)
            .column(invitation::Column::EmailTyped)
            .filter(invitation::Column::Id.is_in(ids))
            .into_tuple()
            .all(self.read())
            .await?)
    }
}

fn dress(row: audit_event::Model, names: &HashMap<Uuid, String>) -> Result<AuditRow> {
    let kind = ActorKind::parse(&row.actor_kind)
        .ok_or_else(|| unreadable("audit event", row.seq, "actor_kind"))?;
    let object_name = Uuid::parse_str(&row.object_id)
        .ok()
        .and_then(|id| names.get(&id).cloned());
    Ok(AuditRow {
        seq: row.seq,
        at: Timestamp::from_micros(row.at),
        actor: AuditActor {
            kind,
            id: row.actor_id.map(AccountId),
            name: row.actor_id.and_then(|id| names.get(&id).cloned()),
        },
        action: row.action,
        object: AuditObject {
            kind: row.object_kind,
            id: row.object_id,
            name: object_name,
        },
        before: row.before,
        after: row.after,
        request_id: row.request_id,
        position: row.position,
        seal: secrets::hexadecimal(&row.hash.unwrap_or_default()),
    })
}
