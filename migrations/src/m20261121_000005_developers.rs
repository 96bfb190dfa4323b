//! Lists of accounts: an index for each tab and sort, counters kept by triggers, search by any part of name and
//! address, and what is kept of deleted accounts.

use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &str = r"
CREATE INDEX account_by_status ON account (status, seq);
CREATE INDEX account_by_status_email ON account (status, email, seq);
CREATE INDEX account_by_status_name ON account (status, name_key, seq);

CREATE TABLE account_count (
    status TEXT NOT NULL,
    n BIGINT NOT NULL
);

-- Deleting frees the address and keeps the history: whose name stands in it, and who ended it.
CREATE TABLE former_account (
    id {uuid} NOT NULL PRIMARY KEY,
    email TEXT {by_bytes} NOT NULL,
    email_typed TEXT NOT NULL,
    full_name TEXT NOT NULL,
    role TEXT NOT NULL,
    origin TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    deleted_at BIGINT NOT NULL,
    deleted_by {uuid}
);
";

const SQLITE: &str = r"
CREATE UNIQUE INDEX account_count_status ON account_count (status);
CREATE TRIGGER account_counted_in AFTER INSERT ON account BEGIN
    INSERT INTO account_count (status, n) VALUES (new.status, 1)
        ON CONFLICT (status) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER account_counted_over AFTER UPDATE OF status ON account
WHEN old.status <> new.status BEGIN
    UPDATE account_count SET n = n - 1 WHERE status = old.status;
    INSERT INTO account_count (status, n) VALUES (new.status, 1)
        ON CONFLICT (status) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER account_counted_out AFTER DELETE ON account BEGIN
    UPDATE account_count SET n = n - 1 WHERE status = old.status;
END;
INSERT INTO account_count (status, n) SELECT status, count(*) FROM account GROUP BY status;

CREATE VIRTUAL TABLE account_search USING fts5 (
    search_key, content = 'account', content_rowid = 'seq',
    tokenize = 'trigram', detail = none, columnsize = 0
);
CREATE TRIGGER account_found AFTER INSERT ON account BEGIN
    INSERT INTO account_search (rowid, search_key) VALUES (new.seq, new.search_key);
END;
CREATE TRIGGER account_lost AFTER DELETE ON account BEGIN
    INSERT INTO account_search (account_search, rowid, search_key)
        VALUES ('delete', old.seq, old.search_key);
END;
CREATE TRIGGER account_renamed AFTER UPDATE OF name_key, email ON account BEGIN
    INSERT INTO account_search (account_search, rowid, search_key)
        VALUES ('delete', old.seq, old.search_key);
    INSERT INTO account_search (rowid, search_key) VALUES (new.seq, new.search_key);
END;
INSERT INTO account_search (account_search) VALUES ('rebuild');
";

// Appended and folded by the portal, as those of invitations are.
const POSTGRES: &str = r"
CREATE INDEX account_count_status ON account_count (status);
CREATE FUNCTION account_count_in() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO account_count (status, n)
        SELECT status, count(*) FROM new_rows GROUP BY status;
    RETURN NULL;
END $$;
CREATE FUNCTION account_count_over() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO account_count (status, n)
        SELECT status, sum(d) FROM (
            SELECT status, 1 AS d FROM new_rows
            UNION ALL SELECT status, -1 FROM old_rows) AS moved
        GROUP BY status HAVING sum(d) <> 0;
    RETURN NULL;
END $$;
CREATE FUNCTION account_count_out() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO account_count (status, n)
        SELECT status, -count(*) FROM old_rows GROUP BY status;
    RETURN NULL;
END $$;
CREATE TRIGGER account_counted_in AFTER INSERT ON account
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION account_count_in();
CREATE TRIGGER account_counted_over AFTER UPDATE ON account
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION account_count_over();
CREATE TRIGGER account_counted_out AFTER DELETE ON account
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION account_count_out();
INSERT INTO account_count (status, n) SELECT status, count(*) FROM account GROUP BY status;

DO $$ BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX account_search ON account USING gin (search_key gin_trgm_ops);
EXCEPTION WHEN OTHERS THEN
    RAISE NOTICE 'pg_trgm is not available: accounts are searched by their beginning only';
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
