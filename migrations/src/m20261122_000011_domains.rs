//! Domains, their members, and the invitations into them. A membership copies name and address of its account, kept by a
//! trigger, so that the members of a domain are walked along an index of their own, however many accounts there are.

use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &str = r"
CREATE TABLE domain (
    seq {serial},
    id {uuid} NOT NULL UNIQUE,
    name TEXT {by_bytes} NOT NULL,
    title TEXT NOT NULL,
    title_key TEXT {by_bytes} NOT NULL,
    description TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by {uuid},
    changed_at BIGINT NOT NULL,
    archived_at BIGINT,
    archived_by {uuid}
);
CREATE UNIQUE INDEX domain_name ON domain (name);
CREATE INDEX domain_by_title ON domain (title_key, seq);

CREATE TABLE membership (
    seq {serial},
    id {uuid} NOT NULL UNIQUE,
    domain_id {uuid} NOT NULL REFERENCES domain (id),
    account_id {uuid} NOT NULL,
    role TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'ended')),
    origin TEXT NOT NULL CHECK (origin IN ('creator', 'invitation')),
    invitation_id {uuid},
    invited_by {uuid},
    name_key TEXT {by_bytes} NOT NULL,
    email TEXT {by_bytes} NOT NULL,
    joined_at BIGINT NOT NULL,
    ends_at BIGINT,
    warned_at BIGINT,
    ended_at BIGINT,
    ended_by {uuid},
    end_reason TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    CHECK ((status = 'ended') = (ended_at IS NOT NULL)),
    CHECK ((origin = 'invitation') = (invitation_id IS NOT NULL))
);
CREATE UNIQUE INDEX membership_active ON membership (domain_id, account_id) WHERE status = 'active';
CREATE INDEX membership_of_account ON membership (account_id, seq);
CREATE INDEX membership_by_joined ON membership (domain_id, status, seq);
CREATE INDEX membership_by_name ON membership (domain_id, status, name_key, seq);
CREATE INDEX membership_by_email ON membership (domain_id, status, email, seq);
CREATE INDEX membership_by_role ON membership (domain_id, status, role, seq);
CREATE INDEX membership_by_role_name ON membership (domain_id, status, role, name_key, seq);
CREATE INDEX membership_by_role_email ON membership (domain_id, status, role, email, seq);
CREATE INDEX membership_ends ON membership (ends_at, seq) WHERE status = 'active' AND ends_at IS NOT NULL;

CREATE TABLE domain_invitation (
    seq {serial},
    id {uuid} NOT NULL UNIQUE,
    domain_id {uuid} NOT NULL REFERENCES domain (id),
    chain_id {uuid} NOT NULL,
    email TEXT {by_bytes} NOT NULL,
    email_typed TEXT NOT NULL,
    account_id {uuid},
    portal_invitation_id {uuid},
    role TEXT NOT NULL,
    message TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'declined', 'expired', 'invalid')),
    valid_until BIGINT NOT NULL,
    validity BIGINT NOT NULL,
    inviter_id {uuid},
    vouched_by {uuid},
    created_at BIGINT NOT NULL,
    answered_at BIGINT,
    changed_at BIGINT NOT NULL,
    changed_by {uuid},
    reason TEXT NOT NULL,
    CHECK (status <> 'approved' OR account_id IS NOT NULL),
    CHECK ((status IN ('approved', 'declined')) = (answered_at IS NOT NULL))
);
CREATE UNIQUE INDEX domain_invitation_open ON domain_invitation (domain_id, email) WHERE status = 'pending';
CREATE INDEX domain_invitation_inbox ON domain_invitation (account_id, seq) WHERE status = 'pending';
CREATE INDEX domain_invitation_of_account ON domain_invitation (account_id, status, seq);
CREATE INDEX domain_invitation_address ON domain_invitation (email, seq);
CREATE INDEX domain_invitation_listed ON domain_invitation (domain_id, seq) WHERE status <> 'invalid';
CREATE INDEX domain_invitation_by_status ON domain_invitation (domain_id, status, seq);
CREATE INDEX domain_invitation_sent ON domain_invitation (domain_id, inviter_id, seq) WHERE status <> 'invalid';
CREATE INDEX domain_invitation_chain ON domain_invitation (chain_id, seq);
CREATE INDEX domain_invitation_portal ON domain_invitation (portal_invitation_id, seq)
    WHERE portal_invitation_id IS NOT NULL;
ALTER TABLE outbox ADD COLUMN domain_invitation_id {uuid};
CREATE INDEX domain_invitation_due ON domain_invitation (valid_until, seq) WHERE status = 'pending';
";

const SQLITE: &str = r"
CREATE TRIGGER membership_renamed AFTER UPDATE OF name_key, email ON account BEGIN
    UPDATE membership SET name_key = new.name_key, email = new.email WHERE account_id = new.id;
END;
";

const POSTGRES: &str = r"
CREATE FUNCTION membership_rename() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE membership SET name_key = new.name_key, email = new.email WHERE account_id = new.id;
    RETURN NULL;
END $$;
CREATE TRIGGER membership_renamed AFTER UPDATE OF name_key, email ON account
    FOR EACH ROW EXECUTE FUNCTION membership_rename();
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
