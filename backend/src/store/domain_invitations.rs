//! The rows of domain invitations: made, found, and changed by compare-and-set on (id, status).

use super::entity::domain_invitation;
use super::only::Only as _;
use super::{Tx, unreadable};
use crate::error::Result;
use rules::domain_invitation::{Decision, Status};
use rules::email_address::EmailAddress;
use rules::ids::{AccountId, DomainId, DomainInvitationId, InvitationId};
use rules::time::{Span, Timestamp};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement};

mod together;
pub(crate) use together::{
    Of, bind, end_linked, expire_overdue, invalidate, is_linked, linked, offered_along,
    start_clocks,
};

/// A domain invitation as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) id: DomainInvitationId,
    pub(crate) domain: DomainId,
    /// The first of its chain of resends.
    pub(crate) chain: DomainInvitationId,
    pub(crate) email: EmailAddress,
    /// `None` while the address has no account.
    pub(crate) account: Option<AccountId>,
    /// The portal invitation that it waits for (T25).
    pub(crate) portal: Option<InvitationId>,
    pub(crate) role: String,
    pub(crate) message: String,
    pub(crate) status: Status,
    pub(crate) valid_until: Timestamp,
    pub(crate) validity: Span,
    /// Who sent it; `None` for the command line.
    pub(crate) inviter: Option<AccountId>,
    /// Who stands for it in the inviter's place (T19).
    pub(crate) vouched_by: Option<AccountId>,
    /// Why it was declined, or is invalid.
    pub(crate) reason: String,
}

impl Stored {
    /// Whoever stands for it; `None` for the command line.
    pub(crate) fn stands_for_it(&self) -> Option<AccountId> {
        self.vouched_by.or(self.inviter)
    }
}

fn parse(row: domain_invitation::Model) -> Result<Stored> {
    let status = Status::parse(&row.status)
        .ok_or_else(|| unreadable("domain invitation", row.id, "status"))?;
    Ok(Stored {
        id: DomainInvitationId(row.id),
        domain: DomainId(row.domain_id),
        chain: DomainInvitationId(row.chain_id),
        email: EmailAddress::from_stored(row.email_typed, row.email),
        account: row.account_id.map(AccountId),
        portal: row.portal_invitation_id.map(InvitationId),
        role: row.role,
        message: row.message,
        status,
        valid_until: Timestamp::from_micros(row.valid_until),
        validity: Span::micros(row.validity),
        inviter: row.inviter_id.map(AccountId),
        vouched_by: row.vouched_by.map(AccountId),
        reason: row.reason,
    })
}

/// A domain invitation that is about to be sent.
#[derive(Clone, Debug)]
pub(crate) struct NewDomainInvitation {
    pub(crate) id: DomainInvitationId,
    pub(crate) domain: DomainId,
    /// The first of its chain; its own id for a new chain.
    pub(crate) chain: DomainInvitationId,
    pub(crate) email: EmailAddress,
    pub(crate) account: Option<AccountId>,
    /// The portal invitation that it waits for (T25).
    pub(crate) portal: Option<InvitationId>,
    pub(crate) role: String,
    pub(crate) message: String,
    pub(crate) valid_until: Timestamp,
    pub(crate) validity: Span,
    pub(crate) inviter: Option<AccountId>,
    /// Whoever stands for it in the inviter's place (T19).
    pub(crate) vouched_by: Option<AccountId>,
}

/// Makes a pending row; false when there is an open one for the pair: its unique index decides every race.
pub(crate) async fn insert(tx: &Tx, new: &NewDomainInvitation) -> Result<bool> {
    let went_in = insert_all(tx, std::slice::from_ref(new)).await?;
    Ok(!went_in.is_empty())
}

/// Makes pending rows; answers the ids of those that went in.
pub(crate) async fn insert_all(
    tx: &Tx,
    new: &[NewDomainInvitation],
) -> Result<Vec<DomainInvitationId>> {
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let now = tx.now().as_micros();
    let rows = new.iter().map(|new| domain_invitation::ActiveModel {
        seq: NotSet,
        id: Set(new.id.0),
        domain_id: Set(new.domain.0),
        chain_id: Set(new.chain.0),
        email: Set(new.email.canonical().to_string()),
        email_typed: Set(new.email.typed().to_string()),
        account_id: Set(new.account.map(|id| id.0)),
        portal_invitation_id: Set(new.portal.map(|id| id.0)),
        role: Set(new.role.clone()),
        message: Set(new.message.clone()),
        status: Set(Status::Pending.as_str().to_string()),
        valid_until: Set(new.valid_until.as_micros()),
        validity: Set(new.validity.as_micros()),
        inviter_id: Set(new.inviter.map(|id| id.0)),
        vouched_by: Set(new.vouched_by.map(|id| id.0)),
        created_at: Set(now),
        answered_at: Set(None),
        changed_at: Set(now),
        changed_by: Set(new.inviter.map(|id| id.0)),
        reason: Set(String::new()),
    });
    let rows = domain_invitation::Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_with_returning(&tx.conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| DomainInvitationId(row.id))
        .collect())
}

/// The invitation of that id into that domain; another domain's is not there.
pub(crate) async fn find(
    conn: &impl ConnectionTrait,
    domain: DomainId,
    id: DomainInvitationId,
) -> Result<Option<Stored>> {
    domain_invitation::Entity::find()
        .filter(domain_invitation::Column::Id.eq(id.0))
        .filter(domain_invitation::Column::DomainId.eq(domain.0))
        .only(conn)
        .await?
        .map(parse)
        .transpose()
}

/// The invitation of that id for that account; somebody else's is not there.
pub(crate) async fn find_for(
    conn: &impl ConnectionTrait,
    account: AccountId,
    id: DomainInvitationId,
) -> Result<Option<Stored>> {
    domain_invitation::Entity::find()
        .filter(domain_invitation::Column::Id.eq(id.0))
        .filter(domain_invitation::Column::AccountId.eq(account.0))
        .only(conn)
        .await?
        .map(parse)
        .transpose()
}

/// The pending row of that canonical address, in time or not: by its unique index there is one at most.
pub(crate) async fn pending_of(
    conn: &impl ConnectionTrait,
    domain: DomainId,
    email: &str,
) -> Result<Option<Stored>> {
    domain_invitation::Entity::find()
        .filter(domain_invitation::Column::DomainId.eq(domain.0))
        .filter(domain_invitation::Column::Email.eq(email))
        .filter(Expr::cust("status = 'pending'"))
        .only(conn)
        .await?
        .map(parse)
        .transpose()
}

/// Is there a newer row of the pair?
pub(crate) async fn is_superseded(conn: &impl ConnectionTrait, row: &Stored) -> Result<bool> {
    let backend = conn.get_database_backend();
    let sql = "SELECT 1 FROM domain_invitation WHERE domain_id = $1 AND email = $2 AND seq > \
               (SELECT seq FROM domain_invitation WHERE id = $3) LIMIT 1";
    let values = vec![
        row.domain.0.into(),
        row.email.canonical().into(),
        row.id.0.into(),
    ];
    let found = conn
        .query_one_raw(Statement::from_sql_and_values(backend, sql, values))
        .await?;
    Ok(found.is_some())
}

/// What a change writes beside the status.
#[derive(Clone, Debug, Default)]
pub(crate) struct Change {
    pub(crate) by: Option<AccountId>,
    pub(crate) reason: String,
    /// Whoever stands for it from now on (T19).
    pub(crate) vouched_by: Option<AccountId>,
}

/// The compare-and-set of a decision; false when somebody was faster. An answer is decided by the clock inside
/// the statement too (SECURITY INV-5).
pub(crate) async fn apply(
    tx: &Tx,
    id: DomainInvitationId,
    decision: Decision,
    change: &Change,
) -> Result<bool> {
    let now = tx.now().as_micros();
    let mut update = domain_invitation::Entity::update_many()
        .col_expr(
            domain_invitation::Column::Status,
            Expr::value(decision.to.as_str()),
        )
        .col_expr(domain_invitation::Column::ChangedAt, Expr::value(now))
        .col_expr(
            domain_invitation::Column::ChangedBy,
            Expr::value(change.by.map(|id| id.0)),
        )
        .col_expr(
            domain_invitation::Column::Reason,
            Expr::value(change.reason.as_str()),
        )
        .filter(domain_invitation::Column::Id.eq(id.0))
        .filter(domain_invitation::Column::Status.eq(decision.from.as_str()));
    if matches!(decision.to, Status::Approved | Status::Declined) {
        update = update
            .col_expr(domain_invitation::Column::AnsweredAt, Expr::value(now))
            .filter(domain_invitation::Column::ValidUntil.gt(now));
    }
    if let Some(by) = change.vouched_by {
        update = update.col_expr(domain_invitation::Column::VouchedBy, Expr::value(by.0));
    }
    Ok(update.exec(&tx.conn).await?.rows_affected == 1)
}
