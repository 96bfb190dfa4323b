//! The page Audit walks along these, newest first: everything, one family of events, one actor with and
//! without a family, one object. Each event stands once under its actor, with an account or without.

use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// A family is the kind of object, but for denials, which are told by their word.
const INDEXES: &str = r"
DROP INDEX audit_event_object;
CREATE INDEX audit_event_object ON audit_event (object_id, at, seq);
CREATE INDEX audit_event_newest ON audit_event (at, seq);
CREATE INDEX audit_event_family ON audit_event ({family}, at, seq);
CREATE INDEX audit_event_account ON audit_event (actor_id, at, seq) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_event_account_family ON audit_event (actor_id, {family}, at, seq)
    WHERE actor_id IS NOT NULL;
CREATE INDEX audit_event_kind ON audit_event (actor_kind, at, seq) WHERE actor_id IS NULL;
CREATE INDEX audit_event_kind_family ON audit_event (actor_kind, {family}, at, seq)
    WHERE actor_id IS NULL;
";

const FAMILY: &str =
    "(CASE WHEN substr(action, 1, 7) = 'denied.' THEN 'denial' ELSE object_kind END)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, &INDEXES.replace("{family}", FAMILY)).await
    }
}
