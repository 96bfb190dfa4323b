//! Forgotten passwords: who asked, until it is answered, and which mail carries a link.

use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &str = r"
CREATE TABLE reset_request (
    seq {serial},
    email TEXT NOT NULL,
    request_id TEXT NOT NULL,
    valid_until BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

ALTER TABLE token ADD COLUMN mail_id {uuid};
CREATE INDEX token_mail ON token (mail_id) WHERE mail_id IS NOT NULL;
CREATE INDEX token_reset_due ON token (valid_until) WHERE purpose = 'reset';
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await
    }
}
