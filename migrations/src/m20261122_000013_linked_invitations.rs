//! An address without an account is invited into a domain by two rows: the portal invitation says for which domain it
//! was made, and the submission of the invite dialog carries domains with a role each.

use crate::dialect;
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const MADE_FOR: &str = "ALTER TABLE invitation ADD COLUMN made_for {uuid};";
// JSON: a list of pairs of domain and role; empty for none.
const SUBMISSIONS: &str = "ALTER TABLE submission ADD COLUMN domains TEXT NOT NULL DEFAULT '';";
// The pending rows of an address that has no account yet, whichever domain they are of.
const UNBOUND: &str = "CREATE INDEX domain_invitation_unbound ON domain_invitation (email, seq)
    WHERE status = 'pending' AND account_id IS NULL;";

// One mail of a kind to a person about an invitation, and one more for each invitation into a domain that comes onto it.
const ONCE: &str = "DROP INDEX outbox_once;
    CREATE UNIQUE INDEX outbox_once
    ON outbox (invitation_id, mail, recipient, COALESCE(domain_invitation_id, invitation_id))
    WHERE invitation_id IS NOT NULL;";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in [MADE_FOR, SUBMISSIONS, UNBOUND, ONCE] {
            dialect::run(manager, statement).await?;
        }
        Ok(())
    }
}
