//! Self-registrations: an open one per address, gone when it is confirmed, replaced or due. Its link's
//! digest goes with it; the mail that carries the link names it.

use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &str = r"
CREATE TABLE self_registration (
    id {uuid} NOT NULL PRIMARY KEY,
    email TEXT {by_bytes} NOT NULL,
    email_typed TEXT NOT NULL,
    full_name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    valid_until BIGINT NOT NULL
);
CREATE UNIQUE INDEX self_registration_email ON self_registration (email);
CREATE INDEX self_registration_due ON self_registration (valid_until);

ALTER TABLE token ADD COLUMN self_registration_id {uuid}
    REFERENCES self_registration (id) ON DELETE CASCADE;
CREATE INDEX token_self_registration ON token (self_registration_id)
    WHERE self_registration_id IS NOT NULL;

ALTER TABLE outbox ADD COLUMN self_registration_id {uuid};
CREATE INDEX outbox_self_registration ON outbox (self_registration_id)
    WHERE self_registration_id IS NOT NULL;
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await
    }
}
