//! The rows that slow guessing down (SECURITY AUT-4), shared by all replicas.

use super::Tx;
use super::entity::throttle;
use super::only::Only as _;
use crate::error::Result;
use rules::throttle::Bucket;
use rules::time::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

/// The bucket, locked until the transaction ends.
pub(crate) async fn lock(tx: &Tx, key: &str) -> Result<Bucket> {
    if let Some(bucket) = find_locked(tx, key).await? {
        return Ok(bucket);
    }
    // The row exists before it is read, so that two first tries meet in it.
    let empty = throttle::ActiveModel {
        key: Set(key.to_string()),
        failures: Set(0),
        last_at: Set(0),
    };
    throttle::Entity::insert(empty)
        .on_conflict(
            OnConflict::column(throttle::Column::Key)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(&tx.conn)
        .await?;
    Ok(find_locked(tx, key).await?.unwrap_or(Bucket::EMPTY))
}

async fn find_locked(tx: &Tx, key: &str) -> Result<Option<Bucket>> {
    let row = throttle::Entity::find_by_id(key.to_string())
        .lock_exclusive()
        .only(&tx.conn)
        .await?;
    Ok(row.map(parse))
}

/// The buckets of these keys, locked until the transaction ends: the ones there are in the order of their keys, and
/// then, where `goes_on` says so of those, the missing ones.
pub(crate) async fn lock_all(
    tx: &Tx,
    keys: &[&str],
    goes_on: impl Fn(&HashMap<String, Bucket>) -> bool,
) -> Result<HashMap<String, Bucket>> {
    let rows = throttle::Entity::find()
        .filter(throttle::Column::Key.is_in(keys.iter().copied()))
        .order_by_asc(throttle::Column::Key)
        .lock_exclusive()
        .all(&tx.conn)
        .await?;
    let mut found: HashMap<String, Bucket> = rows
        .into_iter()
        .map(|row| (row.key.clone(), parse(row)))
        .collect();
    if goes_on(&found) {
        for key in keys {
            if !found.contains_key(*key) {
                found.insert((*key).to_string(), lock(tx, key).await?);
            }
        }
    }
    Ok(found)
}

fn parse(row: throttle::Model) -> Bucket {
    Bucket {
        failures: u32::try_from(row.failures).unwrap_or(u32::MAX),
        last: Timestamp::from_micros(row.last_at),
    }
}

/// Stores buckets that exist.
pub(crate) async fn store_all(tx: &Tx, buckets: &[(&str, Bucket)]) -> Result<()> {
    let rows = buckets.iter().map(|(key, bucket)| throttle::ActiveModel {
        key: Set((*key).to_string()),
        failures: Set(i64::from(bucket.failures)),
        last_at: Set(bucket.last.as_micros()),
    });
    throttle::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::column(throttle::Column::Key)
                .update_columns([throttle::Column::Failures, throttle::Column::LastAt])
                .to_owned(),
        )
        .exec_without_returning(&tx.conn)
        .await?;
    Ok(())
}

/// Stores the bucket.
pub(crate) async fn store(tx: &Tx, key: &str, bucket: Bucket) -> Result<()> {
    store_all(tx, &[(key, bucket)]).await
}

/// Deletes buckets that count for nothing any more.
pub(crate) async fn sweep(tx: &Tx, then: Timestamp) -> Result<u64> {
    let done = throttle::Entity::delete_many()
        .filter(throttle::Column::LastAt.lt(then.as_micros()))
        .exec(&tx.conn)
        .await?;
    Ok(done.rows_affected)
}
