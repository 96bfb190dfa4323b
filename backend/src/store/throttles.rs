//! The rows that slow guessing down (SECURITY AUT-4), shared by all replicas.

use super::Tx;
use super::entity::throttle;
use crate::error::Result;
use rules::throttle::Bucket;
use rules::time::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// The bucket, locked until the transaction ends.
pub(crate) async fn lock(tx: &Tx, key: &str) -> Result<Bucket> {
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
    let row = throttle::Entity::find_by_id(key.to_string())
        .lock_exclusive()
        .one(&tx.conn)
        .await?;
    Ok(row.map_or(Bucket::EMPTY, |row| Bucket {
        failures: u32::try_from(row.failures).unwrap_or(u32::MAX),
        last: Timestamp::from_micros(row.last_at),
    }))
}

/// Stores the bucket.
pub(crate) async fn store(tx: &Tx, key: &str, bucket: Bucket) -> Result<()> {
    throttle::Entity::update_many()
        .col_expr(
            throttle::Column::Failures,
            Expr::value(i64::from(bucket.failures)),
        )
        .col_expr(
            throttle::Column::LastAt,
            Expr::value(bucket.last.as_micros()),
        )
        .filter(throttle::Column::Key.eq(key))
        .exec(&tx.conn)
        .await?;
    Ok(())
}

/// Deletes buckets that count for nothing any more.
pub(crate) async fn sweep(tx: &Tx, then: Timestamp) -> Result<u64> {
    let done = throttle::Entity::delete_many()
        .filter(throttle::Column::LastAt.lt(then.as_micros()))
        .exec(&tx.conn)
        .await?;
    Ok(done.rows_affected)
}
