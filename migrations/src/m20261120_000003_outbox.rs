//! The outbox: one row a mail and recipient, written in the transaction of the change that causes it.

use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &str = r"
CREATE TABLE outbox (
    seq {serial},
    id {uuid} NOT NULL,
    mail TEXT NOT NULL,
    lane BIGINT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'held', 'sending', 'sent', 'retrying', 'failed',
        'skipped', 'parked')),
    body {bytes},
    invitation_id {uuid},
    account_id {uuid},
    attempts BIGINT NOT NULL,
    unknown_attempts BIGINT NOT NULL,
    next_attempt_at BIGINT NOT NULL,
    give_up_at BIGINT NOT NULL,
    lease_until BIGINT,
    lease_id {uuid},
    words TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    sent_at BIGINT
);
CREATE UNIQUE INDEX outbox_id ON outbox (id);
CREATE UNIQUE INDEX outbox_once ON outbox (invitation_id, mail, recipient)
    WHERE invitation_id IS NOT NULL;
CREATE INDEX outbox_due ON outbox (lane, next_attempt_at, seq)
    WHERE state IN ('queued', 'retrying');
CREATE INDEX outbox_leased ON outbox (lease_until) WHERE state = 'sending';
CREATE INDEX outbox_by_state ON outbox (state, seq);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await
    }
}
