//! Invitations with their indexes, counters and search; submissions with their lines.
//!
//! `shelf` says in one word where a row stands in the lists: its status, but `rejected` for declined
//! rows and `closed` for superseded rows whose chain is completed. Every list rides an index that
//! begins with it, so no list sorts or scans; counters per shelf are kept by triggers, in the
//! transaction of the change.

use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &str = r"
CREATE TABLE invitation (
    seq {serial},
    id {uuid} NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('portal', 'domain')),
    chain_id {uuid} NOT NULL,
    email TEXT {by_bytes} NOT NULL,
    email_typed TEXT NOT NULL,
    role TEXT NOT NULL,
    message TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'waiting', 'approved', 'rejected', 'declined',
        'expired', 'inactivated', 'invalid')),
    is_closed BOOLEAN NOT NULL CHECK (NOT is_closed OR status = 'inactivated'),
    shelf TEXT GENERATED ALWAYS AS (CASE WHEN is_closed THEN 'closed'
        WHEN status = 'declined' THEN 'rejected' ELSE status END) STORED,
    valid_until BIGINT NOT NULL,
    validity BIGINT NOT NULL,
    inviter_id {uuid},
    submission_id {uuid},
    account_id {uuid},
    created_at BIGINT NOT NULL,
    registered_at BIGINT,
    changed_at BIGINT NOT NULL,
    changed_by {uuid},
    reason TEXT NOT NULL,
    CHECK (status <> 'approved' OR account_id IS NOT NULL),
    CHECK (status <> 'waiting' OR account_id IS NOT NULL)
);
CREATE UNIQUE INDEX invitation_id ON invitation (id);
CREATE UNIQUE INDEX invitation_open_portal ON invitation (email)
    WHERE kind = 'portal' AND status IN ('pending', 'waiting');
CREATE INDEX invitation_chain ON invitation (chain_id, seq);
CREATE INDEX invitation_address ON invitation (email, seq);
CREATE INDEX invitation_account ON invitation (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX invitation_due ON invitation (valid_until, seq) WHERE status = 'pending';

CREATE INDEX invitation_by_shelf ON invitation (shelf, seq) WHERE kind = 'portal';
CREATE INDEX invitation_by_shelf_email ON invitation (shelf, email, seq) WHERE kind = 'portal';
CREATE INDEX invitation_by_shelf_valid_until ON invitation (shelf, valid_until, seq)
    WHERE kind = 'portal';
CREATE INDEX invitation_listed ON invitation (seq)
    WHERE kind = 'portal' AND shelf NOT IN ('invalid', 'closed');
CREATE INDEX invitation_listed_email ON invitation (email, seq)
    WHERE kind = 'portal' AND shelf NOT IN ('invalid', 'closed');
CREATE INDEX invitation_listed_valid_until ON invitation (valid_until, seq)
    WHERE kind = 'portal' AND shelf NOT IN ('invalid', 'closed');
CREATE INDEX invitation_sent ON invitation (inviter_id, shelf, seq) WHERE kind = 'portal';
CREATE INDEX invitation_sent_email ON invitation (inviter_id, shelf, email, seq)
    WHERE kind = 'portal';
CREATE INDEX invitation_sent_valid_until ON invitation (inviter_id, shelf, valid_until, seq)
    WHERE kind = 'portal';

CREATE TABLE invitation_count (
    kind TEXT NOT NULL,
    shelf TEXT NOT NULL,
    n BIGINT NOT NULL
);

CREATE TABLE submission (
    id {uuid} NOT NULL PRIMARY KEY,
    account_id {uuid},
    digest {bytes} NOT NULL,
    role TEXT NOT NULL,
    message TEXT NOT NULL,
    validity BIGINT NOT NULL,
    total BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX submission_unfinished ON submission (created_at) WHERE finished_at IS NULL;

CREATE TABLE submission_line (
    submission_id {uuid} NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    ordinal BIGINT NOT NULL,
    text TEXT NOT NULL,
    email TEXT,
    outcome TEXT,
    PRIMARY KEY (submission_id, ordinal)
);
CREATE UNIQUE INDEX submission_line_address ON submission_line (submission_id, email)
    WHERE email IS NOT NULL;
CREATE INDEX submission_line_undone ON submission_line (submission_id, ordinal)
    WHERE outcome IS NULL;
";

const SQLITE: &str = r"
CREATE UNIQUE INDEX invitation_count_shelf ON invitation_count (kind, shelf);
CREATE TRIGGER invitation_counted_in AFTER INSERT ON invitation BEGIN
    INSERT INTO invitation_count (kind, shelf, n) VALUES (new.kind, new.shelf, 1)
        ON CONFLICT (kind, shelf) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER invitation_counted_over AFTER UPDATE OF status, is_closed ON invitation
WHEN old.shelf <> new.shelf BEGIN
    UPDATE invitation_count SET n = n - 1 WHERE kind = old.kind AND shelf = old.shelf;
    INSERT INTO invitation_count (kind, shelf, n) VALUES (new.kind, new.shelf, 1)
        ON CONFLICT (kind, shelf) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER invitation_counted_out AFTER DELETE ON invitation BEGIN
    UPDATE invitation_count SET n = n - 1 WHERE kind = old.kind AND shelf = old.shelf;
END;

CREATE VIRTUAL TABLE invitation_search USING fts5 (
    email, content = 'invitation', content_rowid = 'seq',
    tokenize = 'trigram', detail = none, columnsize = 0
);
CREATE TRIGGER invitation_found AFTER INSERT ON invitation BEGIN
    INSERT INTO invitation_search (rowid, email) VALUES (new.seq, new.email);
END;
CREATE TRIGGER invitation_lost AFTER DELETE ON invitation BEGIN
    INSERT INTO invitation_search (invitation_search, rowid, email)
        VALUES ('delete', old.seq, old.email);
END;
CREATE TRIGGER invitation_readdressed AFTER UPDATE OF email ON invitation BEGIN
    INSERT INTO invitation_search (invitation_search, rowid, email)
        VALUES ('delete', old.seq, old.email);
    INSERT INTO invitation_search (rowid, email) VALUES (new.seq, new.email);
END;
";

// Here counters are appended and folded by the portal: a counter row that every transaction updates
// would be a queue. The sum over the rows of a shelf is the count at every moment.
const POSTGRES: &str = r"
CREATE INDEX invitation_count_shelf ON invitation_count (kind, shelf);
CREATE FUNCTION invitation_count_in() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO invitation_count (kind, shelf, n)
        SELECT kind, shelf, count(*) FROM new_rows GROUP BY kind, shelf;
    RETURN NULL;
END $$;
CREATE FUNCTION invitation_count_over() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO invitation_count (kind, shelf, n)
        SELECT kind, shelf, sum(d) FROM (
            SELECT kind, shelf, 1 AS d FROM new_rows
            UNION ALL SELECT kind, shelf, -1 FROM old_rows) AS moved
        GROUP BY kind, shelf HAVING sum(d) <> 0;
    RETURN NULL;
END $$;
CREATE FUNCTION invitation_count_out() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO invitation_count (kind, shelf, n)
        SELECT kind, shelf, -count(*) FROM old_rows GROUP BY kind, shelf;
    RETURN NULL;
END $$;
CREATE TRIGGER invitation_counted_in AFTER INSERT ON invitation
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION invitation_count_in();
CREATE TRIGGER invitation_counted_over AFTER UPDATE ON invitation
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION invitation_count_over();
CREATE TRIGGER invitation_counted_out AFTER DELETE ON invitation
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION invitation_count_out();

-- Without the extension, or the right to add it, the portal searches by the beginning of the address.
DO $$ BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX invitation_search ON invitation USING gin (email gin_trgm_ops);
EXCEPTION WHEN OTHERS THEN
    RAISE NOTICE 'pg_trgm is not available: addresses are searched by their beginning only';
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
