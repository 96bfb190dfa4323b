//! The rows of self-registrations: an open one per address. What is confirmed, replaced or due is deleted,
//! its link's digest with it, and the mail that carried the link is wiped.

use super::entity::{self_registration, token};
use super::only::Only as _;
use super::{Tx, outbox};
use crate::error::Result;
use crate::secrets::Purpose;
use rules::email_address::EmailAddress;
use rules::ids::SelfRegistrationId;
use rules::self_registration::VALIDITY;
use rules::time::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement};
use uuid::Uuid;

/// A self-registration as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    /// Its id.
    pub(crate) id: SelfRegistrationId,
    /// The address to confirm.
    pub(crate) email: EmailAddress,
    /// The name as it was typed first.
    pub(crate) full_name: String,
    /// Exclusive end.
    pub(crate) valid_until: Timestamp,
}

fn parse(row: self_registration::Model) -> Stored {
    Stored {
        id: SelfRegistrationId(row.id),
        email: EmailAddress::from_stored(row.email_typed, row.email),
        full_name: row.full_name,
        valid_until: Timestamp::from_micros(row.valid_until),
    }
}

/// Makes the address's one row. Whoever calls has the address to themselves in this transaction, and has
/// removed what was there.
pub(crate) async fn insert(
    tx: &Tx,
    id: SelfRegistrationId,
    email: &EmailAddress,
    full_name: &str,
) -> Result<Timestamp> {
    let valid_until = tx.now().plus(VALIDITY);
    let row = self_registration::ActiveModel {
        id: Set(id.0),
        email: Set(email.canonical().to_string()),
        email_typed: Set(email.typed().to_string()),
        full_name: Set(full_name.to_string()),
        created_at: Set(tx.now().as_micros()),
        valid_until: Set(valid_until.as_micros()),
    };
    self_registration::Entity::insert(row)
        .exec_without_returning(&tx.conn)
        .await?;
    Ok(valid_until)
}

/// The self-registration behind a digest, in time or not.
pub(crate) async fn behind(conn: &impl ConnectionTrait, digest: &[u8]) -> Result<Option<Stored>> {
    let token = token::Entity::find_by_id(digest.to_vec())
        .filter(token::Column::Purpose.eq(Purpose::Confirm.as_str()))
        .only(conn)
        .await?;
    let Some(id) = token.and_then(|token| token.self_registration_id) else {
        return Ok(None);
    };
    let row = self_registration::Entity::find_by_id(id).only(conn).await?;
    Ok(row.map(parse))
}

/// Uses it up, with its link: true for exactly one caller, and only in time.
pub(crate) async fn consume(tx: &Tx, id: SelfRegistrationId) -> Result<bool> {
    let done = self_registration::Entity::delete_many()
        .filter(self_registration::Column::Id.eq(id.0))
        .filter(self_registration::Column::ValidUntil.gt(tx.now().as_micros()))
        .exec(&tx.conn)
        .await?;
    let won = done.rows_affected == 1;
    if won {
        outbox::wipe_for_self_registrations(tx, &[id]).await?;
    }
    Ok(won)
}

/// Removes the address's row, with its link; answers its id.
pub(crate) async fn remove_of(tx: &Tx, email: &str) -> Result<Option<SelfRegistrationId>> {
    let sql = "DELETE FROM self_registration WHERE email = $1 RETURNING id";
    let ids = remove(tx, sql, vec![email.into()]).await?;
    Ok(ids.first().copied())
}

/// Removes up to `most` overdue rows, with their links; answers their ids.
pub(crate) async fn remove_overdue(tx: &Tx, most: u64) -> Result<Vec<SelfRegistrationId>> {
    // A row that somebody else has in hand is left to them.
    let locked = if super::is_postgres(&tx.conn) {
        " FOR UPDATE SKIP LOCKED"
    } else {
        ""
    };
    let sql = format!(
        "DELETE FROM self_registration WHERE id IN (SELECT id FROM self_registration \
         WHERE valid_until <= $1 ORDER BY valid_until LIMIT $2{locked}) RETURNING id"
    );
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    remove(tx, &sql, vec![tx.now().as_micros().into(), most.into()]).await
}

async fn remove(
    tx: &Tx,
    sql: &str,
    values: Vec<sea_orm::Value>,
) -> Result<Vec<SelfRegistrationId>> {
    let statement = Statement::from_sql_and_values(tx.conn.get_database_backend(), sql, values);
    let rows = tx.conn.query_all_raw(statement).await?;
    let ids: Vec<Uuid> = rows
        .iter()
        .map(|row| row.try_get_by_index(0))
        .collect::<std::result::Result<_, _>>()?;
    let ids: Vec<_> = ids.into_iter().map(SelfRegistrationId).collect();
    outbox::wipe_for_self_registrations(tx, &ids).await?;
    Ok(ids)
}
