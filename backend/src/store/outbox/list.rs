//! The page Mail: a keyset walk, newest first, over everything or one state. Reads no text of a mail.

use super::super::{Store, unreadable};
use super::{kind, outbox};
use crate::error::Result;
use rules::ids::{AccountId, InvitationId, MailId};
use rules::listing::Count;
use rules::outbox::{Delivery, MAILS_A_PAGE, MailFilter, MailRow};
use rules::time::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, Statement, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Mails are counted up to here.
const COUNT_BOUND: u64 = 1000;

/// The place at which a page begins; travels as a signed cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    /// The neighbouring row's seq.
    seq: i64,
    /// The ordinal of the page's first row, from 1.
    first: u64,
    /// Does the page lie before the neighbouring row?
    backwards: bool,
}

#[cfg(test)]
impl Place {
    pub(super) fn at(seq: i64, backwards: bool) -> Self {
        Place {
            seq,
            first: 51,
            backwards,
        }
    }
}

/// A page as it was read.
pub(crate) struct Found {
    pub(crate) rows: Vec<MailRow>,
    pub(crate) first: u64,
    pub(crate) next: Option<Place>,
    pub(crate) previous: Option<Place>,
    pub(crate) counts: Vec<(MailFilter, Count)>,
}

#[derive(FromQueryResult)]
struct Row {
    seq: i64,
    id: Uuid,
    mail: String,
    recipient: String,
    subject: String,
    state: String,
    attempts: i64,
    unknown_attempts: i64,
    words: String,
    invitation_id: Option<Uuid>,
    account_id: Option<Uuid>,
    created_at: i64,
    changed_at: i64,
    next_attempt_at: i64,
    sent_at: Option<i64>,
    has_text: i32,
}

const COLUMNS: &str = "seq, id, mail, recipient, subject, state, attempts, unknown_attempts, words, \
     invitation_id, account_id, created_at, changed_at, next_attempt_at, sent_at, \
     CASE WHEN body IS NULL THEN 0 ELSE 1 END AS has_text";

/// The statement of one walk, with its values.
pub(super) fn walk(filter: MailFilter, place: Option<Place>, most: u64) -> (String, Vec<Value>) {
    let mut conditions = Vec::new();
    let mut values: Vec<Value> = Vec::new();
    if let Some(delivery) = filter.delivery() {
        values.push(delivery.as_str().into());
        conditions.push(format!("state = ${}", values.len()));
    }
    let backwards = place.is_some_and(|place| place.backwards);
    if let Some(place) = place {
        values.push(place.seq.into());
        let beyond = if backwards { '>' } else { '<' };
        conditions.push(format!("seq {beyond} ${}", values.len()));
    }
    let filtered = if conditions.is_empty() {
        String::new()
    } else {
        format!(" WHERE {}", conditions.join(" AND "))
    };
    let direction = if backwards { "ASC" } else { "DESC" };
    let sql =
        format!("SELECT {COLUMNS} FROM outbox{filtered} ORDER BY seq {direction} LIMIT {most}");
    (sql, values)
}

fn dress(row: Row) -> Result<MailRow> {
    let delivery =
        Delivery::parse(&row.state).ok_or_else(|| unreadable("mail", row.id, "state"))?;
    let number = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(MailRow {
        id: MailId(row.id),
        kind: kind(row.id, &row.mail)?,
        recipient: row.recipient,
        subject: row.subject,
        delivery,
        attempts: number(row.attempts),
        unknown_attempts: number(row.unknown_attempts),
        words: row.words,
        invitation: row.invitation_id.map(InvitationId),
        account: row.account_id.map(AccountId),
        created_at: Timestamp::from_micros(row.created_at),
        changed_at: Timestamp::from_micros(row.changed_at),
        next_attempt_at: delivery
            .is_due_by_itself()
            .then(|| Timestamp::from_micros(row.next_attempt_at)),
        sent_at: row.sent_at.map(Timestamp::from_micros),
        has_text: row.has_text != 0,
    })
}

impl Store {
    /// Reads one page.
    pub(crate) async fn list_mails(
        &self,
        filter: MailFilter,
        place: Option<Place>,
    ) -> Result<Found> {
        let size = usize::from(MAILS_A_PAGE);
        let backwards = place.is_some_and(|place| place.backwards);
        let mut rows = self
            .mail_rows(walk(filter, place, u64::from(MAILS_A_PAGE) + 1))
            .await?;
        let has_more = rows.len() > size;
        rows.truncate(size);
        if backwards {
            if !has_more && rows.len() < size {
                // Fewer rows than a page lie before: that is page one, whole.
                return Box::pin(self.list_mails(filter, None)).await;
            }
            rows.reverse();
        }
        let first = place.map_or(1, |place| place.first);
        let has_next = backwards || has_more;
        let has_previous = if backwards { has_more } else { place.is_some() };
        let next = rows.last().filter(|_| has_next).map(|row| Place {
            seq: row.seq,
            first: first + rows.len() as u64,
            backwards: false,
        });
        let previous = rows.first().filter(|_| has_previous).map(|row| Place {
            seq: row.seq,
            first: first.saturating_sub(size as u64).max(1),
            backwards: true,
        });
        let mut counts = Vec::with_capacity(MailFilter::ALL.len());
        for filter in MailFilter::ALL {
            // The state stands in the text: bound, SQLite would prepare the count anew each time for the partial indexes.
            let from_where = match filter.delivery() {
                None => "FROM outbox".to_string(),
                Some(state) => format!("FROM outbox WHERE state = '{}'", state.as_str()),
            };
            counts.push((
                filter,
                self.bounded_count(&from_where, Vec::new(), COUNT_BOUND)
                    .await?,
            ));
        }
        let first = if rows.is_empty() { 0 } else { first };
        let rows = rows.into_iter().map(dress).collect::<Result<Vec<_>>>()?;
        Ok(Found {
            rows,
            first,
            next,
            previous,
            counts,
        })
    }

    /// One mail of the page.
    pub(crate) async fn mail_row(&self, id: MailId) -> Result<Option<MailRow>> {
        let sql = format!("SELECT {COLUMNS} FROM outbox WHERE id = $1");
        self.mail_rows((sql, vec![id.0.into()]))
            .await?
            .pop()
            .map(dress)
            .transpose()
    }

    /// Its sealed text, while it is kept.
    pub(crate) async fn mail_text(&self, id: MailId) -> Result<Option<Vec<u8>>> {
        let row = outbox::Entity::find()
            .filter(outbox::Column::Id.eq(id.0))
            .one(self.read())
            .await?;
        Ok(row.and_then(|row| row.body))
    }

    async fn mail_rows(&self, (sql, values): (String, Vec<Value>)) -> Result<Vec<Row>> {
        let backend = self.read().get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        Ok(Row::find_by_statement(statement).all(self.read()).await?)
    }
}
