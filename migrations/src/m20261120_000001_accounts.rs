//! Accounts, sessions, one-time tokens, and what slows guessing down.

use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &str = r"
CREATE TABLE account (
    seq {serial},
    id {uuid} NOT NULL UNIQUE,
    email TEXT {by_bytes} NOT NULL,
    email_typed TEXT NOT NULL,
    full_name TEXT NOT NULL,
    name_key TEXT {by_bytes} NOT NULL,
    search_key TEXT {by_bytes} GENERATED ALWAYS AS (name_key || ' ' || email) STORED,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('requested', 'approved', 'rejected', 'revoked')),
    origin TEXT NOT NULL CHECK (origin IN ('setup', 'command_line', 'invitation', 'registration')),
    is_unproven BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    decided_at BIGINT NOT NULL,
    decided_by {uuid},
    reason TEXT NOT NULL
);
CREATE UNIQUE INDEX account_email ON account (email);
CREATE INDEX account_owners ON account (created_at) WHERE role = 'Owner' AND status = 'approved';

CREATE TABLE session (
    id {uuid} NOT NULL PRIMARY KEY,
    digest {bytes} NOT NULL,
    account_id {uuid} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    began_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    proof_at BIGINT NOT NULL,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL
);
CREATE UNIQUE INDEX session_digest ON session (digest);
CREATE INDEX session_account ON session (account_id, last_seen_at);
CREATE INDEX session_began ON session (began_at);

CREATE TABLE token (
    digest {bytes} NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL
        CHECK (purpose IN ('invite', 'confirm', 'reset', 'email_change', 'opt_out', 'bootstrap')),
    invitation_id {uuid},
    account_id {uuid},
    created_at BIGINT NOT NULL,
    valid_until BIGINT NOT NULL,
    died_at BIGINT
);
CREATE INDEX token_invitation ON token (invitation_id) WHERE invitation_id IS NOT NULL;
CREATE INDEX token_account ON token (account_id) WHERE account_id IS NOT NULL;

CREATE TABLE throttle (
    key TEXT NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);
CREATE INDEX throttle_last ON throttle (last_at);

CREATE TABLE budget (
    scope TEXT NOT NULL,
    subject TEXT NOT NULL,
    day BIGINT NOT NULL,
    used BIGINT NOT NULL CHECK (used >= 0),
    PRIMARY KEY (scope, subject, day)
);
CREATE INDEX budget_day ON budget (day);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await
    }
}
