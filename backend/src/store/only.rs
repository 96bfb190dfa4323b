//! Reads the one row that a unique key names.

use sea_orm::{ConnectionTrait, DbErr, EntityTrait, Select, Selector, SelectorTrait};
use std::future::Future;

/// Like sea-orm's `one`, for a condition that a unique index answers. `one` sends `LIMIT ?`, and SQLite prepares a
/// statement with a bound limit anew each time it runs.
pub(super) trait Only {
    type Row;

    fn only(
        self,
        conn: &impl ConnectionTrait,
    ) -> impl Future<Output = Result<Option<Self::Row>, DbErr>> + Send;
}

impl<E: EntityTrait> Only for Select<E>
where
    E::Model: Send,
{
    type Row = E::Model;

    async fn only(self, conn: &impl ConnectionTrait) -> Result<Option<E::Model>, DbErr> {
        Ok(self.all(conn).await?.pop())
    }
}

impl<S> Only for Selector<S>
where
    S: SelectorTrait + Send,
    S::Item: Send,
{
    type Row = S::Item;

    async fn only(self, conn: &impl ConnectionTrait) -> Result<Option<S::Item>, DbErr> {
        Ok(self.all(conn).await?.pop())
    }
}
