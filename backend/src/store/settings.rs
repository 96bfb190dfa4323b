//! The rows of settings, and what the instance knows of itself.

use super::Tx;
use super::entity::{instance, setting};
use super::only::Only as _;
use crate::error::Result;
use rules::ids::AccountId;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait};
use std::collections::HashMap;

/// Every value that was set in the console, by key.
pub(crate) async fn all(conn: &impl ConnectionTrait) -> Result<HashMap<String, String>> {
    let rows = setting::Entity::find().all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.key, row.value)).collect())
}

/// Sets a value.
pub(crate) async fn set(tx: &Tx, key: &str, value: &str, by: Option<AccountId>) -> Result<()> {
    let row = setting::ActiveModel {
        key: Set(key.to_string()),
        value: Set(value.to_string()),
        changed_at: Set(tx.now().as_micros()),
        changed_by: Set(by.map(|id| id.0)),
    };
    let columns = [
        setting::Column::Value,
        setting::Column::ChangedAt,
        setting::Column::ChangedBy,
    ];
    setting::Entity::insert(row)
        .on_conflict(
            OnConflict::column(setting::Column::Key)
                .update_columns(columns)
                .to_owned(),
        )
        .exec_without_returning(&tx.conn)
        .await?;
    Ok(())
}

/// Keeps a word about the instance if there is none of that key yet; answers the one that stands.
pub(crate) async fn keep_instance(tx: &Tx, key: &str, value: &str) -> Result<String> {
    let row = instance::ActiveModel {
        key: Set(key.to_string()),
        value: Set(value.to_string()),
    };
    instance::Entity::insert(row)
        .on_conflict(
            OnConflict::column(instance::Column::Key)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(&tx.conn)
        .await?;
    let row = instance::Entity::find_by_id(key.to_string())
        .only(&tx.conn)
        .await?;
    Ok(row.map_or_else(|| value.to_string(), |row| row.value))
}

/// Replaces a word about the instance.
pub(crate) async fn replace_instance(tx: &Tx, key: &str, value: &str) -> Result<()> {
    let row = instance::ActiveModel {
        key: Set(key.to_string()),
        value: Set(value.to_string()),
    };
    instance::Entity::insert(row)
        .on_conflict(
            OnConflict::column(instance::Column::Key)
                .update_column(instance::Column::Value)
                .to_owned(),
        )
        .exec_without_returning(&tx.conn)
        .await?;
    Ok(())
}

/// Nobody else changes a setting until this transaction ends. SQLite has one writer anyway.
pub(crate) async fn lock(tx: &Tx) -> Result<()> {
    if super::is_postgres(&tx.conn) {
        tx.conn
            .execute_unprepared("SELECT pg_advisory_xact_lock(7042113924)")
            .await?;
    }
    Ok(())
}
