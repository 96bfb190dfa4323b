//! Addresses that asked not to be invited, and which invitations may still be reminded of.

use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

// The index walks along the pending rows about whose reminder nothing is decided yet, by their end.
const TABLES: &str = r"
CREATE TABLE suppression (
    email TEXT {by_bytes} NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('one_click', 'page')),
    invitation_id {uuid} NOT NULL
);

ALTER TABLE invitation ADD COLUMN reminder_settled_at BIGINT;
CREATE INDEX invitation_reminder_due ON invitation (valid_until, seq)
    WHERE kind = 'portal' AND status = 'pending' AND reminder_settled_at IS NULL;
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await
    }
}
