//! Settings, what the instance knows of itself, and the audit trail, which only grows.

use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &str = r"
CREATE TABLE setting (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by {uuid}
);

CREATE TABLE instance (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE audit_event (
    seq {serial},
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL
        CHECK (actor_kind IN ('account', 'link', 'visitor', 'command_line', 'system')),
    actor_id {uuid},
    action TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    request_id TEXT NOT NULL,
    position BIGINT,
    hash {bytes},
    CHECK ((position IS NULL) = (hash IS NULL))
);
CREATE UNIQUE INDEX audit_event_position ON audit_event (position) WHERE position IS NOT NULL;
CREATE INDEX audit_event_unsealed ON audit_event (seq) WHERE position IS NULL;
CREATE INDEX audit_event_object ON audit_event (object_id, seq);
";

const SQLITE: &str = r"
CREATE TRIGGER audit_event_kept BEFORE DELETE ON audit_event BEGIN
    SELECT RAISE(ABORT, 'the audit trail only grows');
END;
CREATE TRIGGER audit_event_unchanged BEFORE UPDATE ON audit_event
WHEN old.position IS NOT NULL
    OR new.seq IS NOT old.seq OR new.at IS NOT old.at OR new.actor_kind IS NOT old.actor_kind OR
    new.actor_id IS NOT old.actor_id OR new.action IS NOT old.action OR new.object_kind IS NOT
    old.object_kind OR new.object_id IS NOT old.object_id OR new.before IS NOT old.before OR
    new.after IS NOT old.after OR new.request_id IS NOT old.request_id BEGIN
    SELECT RAISE(ABORT, 'the audit trail only grows');
END;
";

const POSTGRES: &str = r"
CREATE FUNCTION audit_event_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'the audit trail only grows';
END $$;
CREATE TRIGGER audit_event_kept BEFORE DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_kept();
CREATE TRIGGER audit_event_unchanged BEFORE UPDATE ON audit_event FOR EACH ROW
    WHEN (old.position IS NOT NULL
        OR new.seq IS DISTINCT FROM old.seq OR new.at IS DISTINCT FROM old.at OR new.actor_kind IS
        DISTINCT FROM old.actor_kind OR new.actor_id IS DISTINCT FROM old.actor_id OR new.action
        IS DISTINCT FROM old.action OR new.object_kind IS DISTINCT FROM old.object_kind OR
        new.object_id IS DISTINCT FROM old.object_id OR new.before IS DISTINCT FROM old.before OR
        new.after IS DISTINCT FROM old.after OR new.request_id IS DISTINCT FROM old.request_id)
    EXECUTE FUNCTION audit_event_kept();
CREATE TRIGGER audit_event_not_emptied BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_event_kept();
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let own = if dialect::is_postgres(manager) {
            POSTGRES
        } else {
            SQLITE
        };
        dialect::run(manager, own).await
    }
}
