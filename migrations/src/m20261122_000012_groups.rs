//! Groups of accounts, and which of them an invitation carries.
//!
//! A deleted group keeps its name and the rows of the invitations that carried it, so that those can say so; its
//! accounts leave it.

use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &str = r"
CREATE TABLE portal_group (
    id {uuid} NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT {by_bytes} NOT NULL,
    created_at BIGINT NOT NULL,
    deleted_at BIGINT
);
CREATE UNIQUE INDEX portal_group_name ON portal_group (name_key) WHERE deleted_at IS NULL;

CREATE TABLE group_member (
    seq {serial},
    group_id {uuid} NOT NULL REFERENCES portal_group (id),
    account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    joined_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX group_member_once ON group_member (group_id, account_id);
CREATE INDEX group_member_joined ON group_member (group_id, seq);
CREATE INDEX group_member_account ON group_member (account_id, group_id);

-- No reference to the invitation: none is ever removed, and a list of ten thousand is stored fast.
CREATE TABLE invitation_group (
    group_id {uuid} NOT NULL REFERENCES portal_group (id),
    invitation_id {uuid} NOT NULL,
    PRIMARY KEY (group_id, invitation_id)
);
CREATE INDEX invitation_group_carried ON invitation_group (invitation_id, group_id);
";

// Ids, one after the other; empty for none.
const SUBMISSIONS: &str = "ALTER TABLE submission ADD COLUMN group_ids TEXT NOT NULL DEFAULT '';";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        dialect::run(manager, SUBMISSIONS).await
    }
}
