//! Deleted accounts: the address is free, and the history keeps its names.

use super::Account;
use crate::error::Result;
use crate::store::entity::{account, former_account};
use crate::store::only::Only as _;
use crate::store::{Tx, unreadable};
use rules::account::{Origin, Status};
use rules::ids::AccountId;
use rules::time::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// What is kept of a deleted account.
#[derive(Clone, Debug)]
pub(crate) struct Former {
    pub(crate) email_typed: String,
    pub(crate) full_name: String,
    pub(crate) role: String,
    pub(crate) origin: Origin,
    /// Its last status.
    pub(crate) status: Status,
    pub(crate) created_at: Timestamp,
    pub(crate) deleted_at: Timestamp,
    pub(crate) deleted_by: Option<AccountId>,
}

/// What is kept of the deleted account of that id.
pub(crate) async fn former(conn: &impl ConnectionTrait, id: AccountId) -> Result<Option<Former>> {
    let row = former_account::Entity::find_by_id(id.0).only(conn).await?;
    row.map(|row| {
        let status = Status::parse(&row.status)
            .ok_or_else(|| unreadable("former account", row.id, "status"))?;
        let origin = Origin::parse(&row.origin)
            .ok_or_else(|| unreadable("former account", row.id, "origin"))?;
        Ok(Former {
            email_typed: row.email_typed,
            full_name: row.full_name,
            role: row.role,
            origin,
            status,
            created_at: Timestamp::from_micros(row.created_at),
            deleted_at: Timestamp::from_micros(row.deleted_at),
            deleted_by: row.deleted_by.map(AccountId),
        })
    })
    .transpose()
}

/// Removes the account and keeps what the history needs; false when it was in another status.
pub(crate) async fn delete(tx: &Tx, account: &Account, by: Option<AccountId>) -> Result<bool> {
    let row = account::Entity::find()
        .filter(account::Column::Id.eq(account.id.0))
        .filter(account::Column::Status.eq(account.status.as_str()))
        .one(&tx.conn)
        .await?;
    let Some(row) = row else { return Ok(false) };
    let gone = account::Entity::delete_many()
        .filter(account::Column::Seq.eq(row.seq))
        .filter(account::Column::Status.eq(account.status.as_str()))
        .exec(&tx.conn)
        .await?;
    if gone.rows_affected != 1 {
        return Ok(false);
    }
    let kept = former_account::ActiveModel {
        id: Set(row.id),
        email: Set(row.email),
        email_typed: Set(row.email_typed),
        full_name: Set(row.full_name),
        role: Set(row.role),
        origin: Set(row.origin),
        status: Set(row.status),
        created_at: Set(row.created_at),
        deleted_at: Set(tx.now().as_micros()),
        deleted_by: Set(by.map(|id| id.0)),
    };
    former_account::Entity::insert(kept)
        .exec_without_returning(&tx.conn)
        .await?;
    Ok(true)
}
