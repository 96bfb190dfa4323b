//! The rows of one-time tokens: digests only (SECURITY INV-2).

use super::Tx;
use super::entity::token;
use super::only::Only as _;
use crate::error::Result;
use crate::secrets::Purpose;
use rules::ids::{InvitationId, SelfRegistrationId};
use rules::time::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// A token that is about to be made.
#[derive(Clone)]
pub(crate) struct NewToken {
    pub(crate) digest: Vec<u8>,
    pub(crate) purpose: Purpose,
    pub(crate) invitation: Option<InvitationId>,
    pub(crate) self_registration: Option<SelfRegistrationId>,
    pub(crate) valid_until: Timestamp,
}

/// Stores the digests.
pub(crate) async fn insert(tx: &Tx, tokens: &[NewToken]) -> Result<()> {
    if tokens.is_empty() {
        return Ok(());
    }
    let rows = tokens.iter().map(|new| token::ActiveModel {
        digest: Set(new.digest.clone()),
        purpose: Set(new.purpose.as_str().to_string()),
        invitation_id: Set(new.invitation.map(|id| id.0)),
        account_id: Set(None),
        self_registration_id: Set(new.self_registration.map(|id| id.0)),
        created_at: Set(tx.now().as_micros()),
        valid_until: Set(new.valid_until.as_micros()),
        died_at: Set(None),
        mail_id: Set(None),
    });
    token::Entity::insert_many(rows)
        .exec_without_returning(&tx.conn)
        .await?;
    Ok(())
}

/// The invitation behind a digest of that purpose, whether the token is alive or dead.
pub(crate) async fn invitation_behind(
    conn: &impl ConnectionTrait,
    digest: &[u8],
    purpose: Purpose,
) -> Result<Option<InvitationId>> {
    let row = token::Entity::find_by_id(digest.to_vec())
        .filter(token::Column::Purpose.eq(purpose.as_str()))
        .only(conn)
        .await?;
    Ok(row.and_then(|row| row.invitation_id).map(InvitationId))
}

/// Kills every token that completes the invitation, and wipes the mails that carry them (SECURITY
/// MAIL-2). Those that stop invitations live on: whoever got the mail may always say so (INV-19).
pub(crate) async fn kill_for_invitation(tx: &Tx, id: InvitationId) -> Result<()> {
    token::Entity::update_many()
        .col_expr(token::Column::DiedAt, Expr::value(tx.now().as_micros()))
        .filter(token::Column::InvitationId.eq(id.0))
        .filter(token::Column::Purpose.eq(Purpose::Invite.as_str()))
        .filter(token::Column::DiedAt.is_null())
        .exec(&tx.conn)
        .await?;
    super::outbox::wipe_for_invitations(tx, &[id]).await
}

/// The digest of the first link of an invitation, as long as it is kept.
pub(crate) async fn first_digest_of(
    conn: &impl ConnectionTrait,
    id: InvitationId,
) -> Result<Option<Vec<u8>>> {
    Ok(token::Entity::find()
        .select_only()
        .column(token::Column::Digest)
        .filter(token::Column::InvitationId.eq(id.0))
        .filter(token::Column::Purpose.eq(Purpose::Invite.as_str()))
        .order_by_asc(token::Column::CreatedAt)
        .limit(1)
        .into_tuple()
        .one(conn)
        .await?)
}

/// Is the set-up token alive?
pub(crate) async fn is_bootstrap_alive(
    conn: &impl ConnectionTrait,
    digest: &[u8],
    now: Timestamp,
) -> Result<bool> {
    let row = token::Entity::find_by_id(digest.to_vec())
        .filter(token::Column::Purpose.eq(Purpose::Bootstrap.as_str()))
        .filter(token::Column::DiedAt.is_null())
        .filter(token::Column::ValidUntil.gt(now.as_micros()))
        .only(conn)
        .await?;
    Ok(row.is_some())
}

/// Was a token of that purpose ever made, alive or dead?
pub(crate) async fn was_made(
    conn: &impl ConnectionTrait,
    digest: &[u8],
    purpose: Purpose,
) -> Result<bool> {
    let row = token::Entity::find_by_id(digest.to_vec())
        .filter(token::Column::Purpose.eq(purpose.as_str()))
        .only(conn)
        .await?;
    Ok(row.is_some())
}

/// Uses the set-up token up: true for exactly one caller.
pub(crate) async fn consume_bootstrap(tx: &Tx, digest: &[u8]) -> Result<bool> {
    let done = token::Entity::update_many()
        .col_expr(token::Column::DiedAt, Expr::value(tx.now().as_micros()))
        .filter(token::Column::Digest.eq(digest))
        .filter(token::Column::Purpose.eq(Purpose::Bootstrap.as_str()))
        .filter(token::Column::DiedAt.is_null())
        .filter(token::Column::ValidUntil.gt(tx.now().as_micros()))
        .exec(&tx.conn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Kills every set-up token: a new one was printed, or there is an Owner now.
pub(crate) async fn kill_bootstrap(tx: &Tx) -> Result<()> {
    token::Entity::update_many()
        .col_expr(token::Column::DiedAt, Expr::value(tx.now().as_micros()))
        .filter(token::Column::Purpose.eq(Purpose::Bootstrap.as_str()))
        .filter(token::Column::DiedAt.is_null())
        .exec(&tx.conn)
        .await?;
    Ok(())
}
