//! Names alone are searched, so that a piece of an address finds nobody; and the pending invitations of a domain are
//! found by whoever stands for them.

use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &str = r"
CREATE INDEX domain_invitation_stands ON domain_invitation (domain_id, (COALESCE(vouched_by, inviter_id)), seq)
    WHERE status = 'pending';
";

const SQLITE: &str = r"
CREATE VIRTUAL TABLE account_name_search USING fts5 (
    name_key, content = 'account', content_rowid = 'seq',
    tokenize = 'trigram', detail = none, columnsize = 0
);
CREATE TRIGGER account_name_found AFTER INSERT ON account BEGIN
    INSERT INTO account_name_search (rowid, name_key) VALUES (new.seq, new.name_key);
END;
CREATE TRIGGER account_name_lost AFTER DELETE ON account BEGIN
    INSERT INTO account_name_search (account_name_search, rowid, name_key)
        VALUES ('delete', old.seq, old.name_key);
END;
CREATE TRIGGER account_name_changed AFTER UPDATE OF name_key ON account BEGIN
    INSERT INTO account_name_search (account_name_search, rowid, name_key)
        VALUES ('delete', old.seq, old.name_key);
    INSERT INTO account_name_search (rowid, name_key) VALUES (new.seq, new.name_key);
END;
INSERT INTO account_name_search (account_name_search) VALUES ('rebuild');
";

const POSTGRES: &str = r"
DO $$ BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX account_name_search ON account USING gin (name_key gin_trgm_ops);
EXCEPTION WHEN OTHERS THEN
    RAISE NOTICE 'pg_trgm is not available: names are searched by their beginning only';
END $$;
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
