//! People whom a switched-off mail left uninformed, until they are told or know; and failed mails in their order.

use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &str = r"
CREATE TABLE not_told (
    seq {serial},
    account_id {uuid} NOT NULL,
    mail TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE UNIQUE INDEX not_told_once ON not_told (account_id, mail);
CREATE INDEX not_told_at ON not_told (at, seq);
CREATE INDEX outbox_failed ON outbox (created_at, seq)
    WHERE state = 'failed' AND body IS NOT NULL AND (lane > 0 OR mail = 'reset_done');
CREATE INDEX outbox_failed_account ON outbox (account_id)
    WHERE state = 'failed' AND account_id IS NOT NULL;
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await
    }
}
