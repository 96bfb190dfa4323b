//! The rows of invitations: made, found, and changed by compare-and-set on (id, status).

use super::entity::invitation;
use super::only::Only as _;
use super::{Tx, unreadable};
use crate::error::Result;
use rules::domain_invitation::gives_portal_row;
use rules::email_address::EmailAddress;
use rules::ids::{AccountId, DomainId, InvitationId, SubmissionId};
use rules::invitation::{Decision, Effect, Invitation, Status, is_overdue};
use rules::policy::ActionSet;
use rules::role::{Catalogue, DomainActionSet};
use rules::time::{Span, Timestamp};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

mod overdue;
pub(crate) use overdue::{expire_overdue, expire_overdue_of};

/// A portal invitation as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    /// Its id.
    pub(crate) id: InvitationId,
    /// The first of its chain of resends.
    pub(crate) chain: InvitationId,
    /// The invited address.
    pub(crate) email: EmailAddress,
    /// The role it carries.
    pub(crate) role: String,
    /// The inviter's words; may be empty.
    pub(crate) message: String,
    /// The stored status.
    pub(crate) status: Status,
    /// Left the lists by T12?
    pub(crate) is_closed: bool,
    /// Exclusive end.
    pub(crate) valid_until: Timestamp,
    /// The validity it was sent with.
    pub(crate) validity: Span,
    /// Who sent it; `None` for the command line.
    pub(crate) inviter: Option<AccountId>,
    /// The account it made.
    pub(crate) account: Option<AccountId>,
    /// When it was sent.
    pub(crate) created_at: Timestamp,
    /// When the registration was submitted.
    pub(crate) registered_at: Option<Timestamp>,
    /// When the status changed last.
    pub(crate) changed_at: Timestamp,
    /// Who changed it, when it was a person with an account.
    pub(crate) changed_by: Option<AccountId>,
    /// Why it was refused, or is invalid.
    pub(crate) reason: String,
    /// The domain for which alone it was made (T2).
    pub(crate) made_for: Option<DomainId>,
}

/// What its inviter holds as of now: in the portal, and in the domain for which it was made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inviter {
    pub(crate) actions: ActionSet,
    pub(crate) in_domain: DomainActionSet,
}

impl Inviter {
    pub(crate) const NOTHING: Inviter = Inviter {
        actions: ActionSet::NONE,
        in_domain: DomainActionSet::NONE,
    };
}

impl Stored {
    /// What the rules need, with what the inviter holds as of now.
    pub(crate) fn for_rules(&self, roles: &Catalogue, inviter: Inviter) -> Invitation {
        let Inviter { actions, in_domain } = inviter;
        Invitation {
            id: self.id,
            status: self.status,
            valid_until: self.valid_until,
            role_actions: roles.portal_role(&self.role).map(|role| role.actions),
            inviter_actions: actions,
            is_for_domain: gives_portal_row(in_domain, &self.role),
        }
    }
}

fn parse(row: invitation::Model) -> Result<Stored> {
    let status =
        Status::parse(&row.status).ok_or_else(|| unreadable("invitation", row.id, "status"))?;
    Ok(Stored {
        id: InvitationId(row.id),
        chain: InvitationId(row.chain_id),
        email: EmailAddress::from_stored(row.email_typed, row.email),
        role: row.role,
        message: row.message,
        status,
        is_closed: row.is_closed,
        valid_until: Timestamp::from_micros(row.valid_until),
        validity: Span::micros(row.validity),
        inviter: row.inviter_id.map(AccountId),
        account: row.account_id.map(AccountId),
        created_at: Timestamp::from_micros(row.created_at),
        registered_at: row.registered_at.map(Timestamp::from_micros),
        changed_at: Timestamp::from_micros(row.changed_at),
        changed_by: row.changed_by.map(AccountId),
        reason: row.reason,
        made_for: row.made_for.map(DomainId),
    })
}

/// An invitation that is about to be sent.
#[derive(Clone)]
pub(crate) struct NewInvitation {
    pub(crate) id: InvitationId,
    /// The first of its chain; its own id for a new chain.
    pub(crate) chain: InvitationId,
    pub(crate) email: EmailAddress,
    pub(crate) role: String,
    pub(crate) message: String,
    pub(crate) valid_until: Timestamp,
    pub(crate) validity: Span,
    pub(crate) inviter: Option<AccountId>,
    pub(crate) submission: Option<SubmissionId>,
    /// The domain for which alone it is made (T2).
    pub(crate) made_for: Option<DomainId>,
}

/// Makes pending rows; answers the ids of those that went in. An address with an open invitation is
/// passed over: its unique index decides every race.
pub(crate) async fn insert(tx: &Tx, new: &[NewInvitation]) -> Result<Vec<InvitationId>> {
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let now = tx.now().as_micros();
    let rows = new.iter().map(|new| invitation::ActiveModel {
        seq: NotSet,
        id: Set(new.id.0),
        kind: Set("portal".to_string()),
        chain_id: Set(new.chain.0),
        email: Set(new.email.canonical().to_string()),
        email_typed: Set(new.email.typed().to_string()),
        role: Set(new.role.clone()),
        message: Set(new.message.clone()),
        status: Set(Status::Pending.as_str().to_string()),
        is_closed: Set(false),
        valid_until: Set(new.valid_until.as_micros()),
        validity: Set(new.validity.as_micros()),
        inviter_id: Set(new.inviter.map(|id| id.0)),
        submission_id: Set(new.submission.map(|id| id.0)),
        account_id: Set(None),
        created_at: Set(now),
        registered_at: Set(None),
        changed_at: Set(now),
        changed_by: Set(new.inviter.map(|id| id.0)),
        reason: Set(String::new()),
        reminder_settled_at: Set(None),
        made_for: Set(new.made_for.map(|id| id.0)),
    });
    let rows = invitation::Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_with_returning(&tx.conn)
        .await?;
    Ok(rows.into_iter().map(|row| InvitationId(row.id)).collect())
}

/// The invitation of that id.
pub(crate) async fn find(conn: &impl ConnectionTrait, id: InvitationId) -> Result<Option<Stored>> {
    invitation::Entity::find()
        .filter(invitation::Column::Id.eq(id.0))
        .filter(invitation::Column::Kind.eq("portal"))
        .only(conn)
        .await?
        .map(parse)
        .transpose()
}

/// The invitation of that canonical address whose stored status is pending, in time or not: by its
/// unique index there is one at most.
pub(crate) async fn pending_of(
    conn: &impl ConnectionTrait,
    email: &str,
) -> Result<Option<InvitationId>> {
    let id: Option<Uuid> = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::Id)
        .filter(invitation::Column::Email.eq(email))
        .filter(Expr::cust("kind = 'portal' AND status = 'pending'"))
        .into_tuple()
        .only(conn)
        .await?;
    Ok(id.map(InvitationId))
}

/// The pending row of that canonical address, in time or not, locked until the transaction ends.
pub(crate) async fn lock_pending_of(tx: &Tx, email: &str) -> Result<Option<Stored>> {
    invitation::Entity::find()
        .filter(invitation::Column::Email.eq(email))
        .filter(Expr::cust("kind = 'portal' AND status = 'pending'"))
        .lock_exclusive()
        .only(&tx.conn)
        .await?
        .map(parse)
        .transpose()
}

/// The invitation of that id, locked until the transaction ends.
pub(crate) async fn lock(tx: &Tx, id: InvitationId) -> Result<Option<Stored>> {
    invitation::Entity::find()
        .filter(invitation::Column::Id.eq(id.0))
        .filter(invitation::Column::Kind.eq("portal"))
        .lock_exclusive()
        .only(&tx.conn)
        .await?
        .map(parse)
        .transpose()
}

/// The newest portal invitation of that canonical address.
pub(crate) async fn newest_of(conn: &impl ConnectionTrait, email: &str) -> Result<Option<Stored>> {
    invitation::Entity::find()
        .filter(invitation::Column::Email.eq(email))
        .filter(invitation::Column::Kind.eq("portal"))
        .order_by_desc(invitation::Column::Seq)
        .limit(1)
        .one(conn)
        .await?
        .map(parse)
        .transpose()
}

/// The ids of the invitations that an account has answered, with all of their chains, oldest first.
pub(crate) async fn of_account(
    conn: &impl ConnectionTrait,
    account: AccountId,
) -> Result<Vec<InvitationId>> {
    let chains: Vec<Uuid> = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::ChainId)
        .filter(invitation::Column::AccountId.eq(account.0))
        .limit(50)
        .into_tuple()
        .all(conn)
        .await?;
    if chains.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::Id)
        .filter(invitation::Column::ChainId.is_in(chains))
        .order_by_asc(invitation::Column::Seq)
        .limit(200)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(ids.into_iter().map(InvitationId).collect())
}

/// The chain of resends, oldest first.
pub(crate) async fn chain(conn: &impl ConnectionTrait, chain: InvitationId) -> Result<Vec<Stored>> {
    invitation::Entity::find()
        .filter(invitation::Column::ChainId.eq(chain.0))
        .order_by_asc(invitation::Column::Seq)
        .limit(200)
        .all(conn)
        .await?
        .into_iter()
        .map(parse)
        .collect()
}

/// What is known of one invited address.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Known {
    pub(crate) open: Option<(InvitationId, Status)>,
    pub(crate) last: Option<InvitationId>,
}

impl Known {
    /// The open invitation, when its link works.
    pub(crate) fn pending(&self) -> Option<InvitationId> {
        match self.open {
            Some((id, Status::Pending)) => Some(id),
            Some(_) | None => None,
        }
    }
}

/// What is known of these canonical addresses, by address. An overdue row is not open.
pub(crate) async fn known(
    conn: &impl ConnectionTrait,
    emails: &[String],
    now: Timestamp,
) -> Result<HashMap<String, Known>> {
    let rows: Vec<(String, Uuid, String, i64)> = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::Email)
        .column(invitation::Column::Id)
        .column(invitation::Column::Status)
        .column(invitation::Column::ValidUntil)
        .filter(invitation::Column::Email.is_in(emails))
        .filter(invitation::Column::Kind.eq("portal"))
        .order_by_asc(invitation::Column::Email)
        .order_by_asc(invitation::Column::Seq)
        .into_tuple()
        .all(conn)
        .await?;
    let mut known: HashMap<String, Known> = HashMap::new();
    for (email, id, status, valid_until) in rows {
        let status =
            Status::parse(&status).ok_or_else(|| unreadable("invitation", id, "status"))?;
        let is_overdue = is_overdue(status, Timestamp::from_micros(valid_until), now);
        let entry = known.entry(email).or_default();
        match status {
            Status::Pending | Status::Waiting if !is_overdue => {
                entry.open = Some((InvitationId(id), status));
            }
            // The newest that can be sent again (T11).
            Status::Pending | Status::Rejected | Status::Declined | Status::Expired => {
                entry.last = Some(InvitationId(id));
            }
            Status::Waiting | Status::Approved | Status::Inactivated | Status::Invalid => {
                entry.last = None;
            }
        }
    }
    Ok(known)
}

/// What a change writes beside the status.
#[derive(Clone, Debug, Default)]
pub(crate) struct Change {
    pub(crate) by: Option<AccountId>,
    pub(crate) reason: String,
    /// The account that the registration made.
    pub(crate) registered: Option<AccountId>,
    /// The account that is approved another way (T24).
    pub(crate) approved: Option<AccountId>,
}

/// The compare-and-set of a decision; false when somebody was faster.
pub(crate) async fn apply(
    tx: &Tx,
    id: InvitationId,
    decision: &Decision,
    change: &Change,
) -> Result<bool> {
    let now = tx.now().as_micros();
    let mut update = invitation::Entity::update_many()
        .col_expr(
            invitation::Column::Status,
            Expr::value(decision.to.as_str()),
        )
        .col_expr(invitation::Column::ChangedAt, Expr::value(now))
        .col_expr(
            invitation::Column::ChangedBy,
            Expr::value(change.by.map(|id| id.0)),
        )
        .col_expr(
            invitation::Column::Reason,
            Expr::value(change.reason.as_str()),
        )
        .filter(invitation::Column::Id.eq(id.0))
        .filter(invitation::Column::Status.eq(decision.from.as_str()));
    if decision.effects.contains(&Effect::StopClock) {
        // Completing is decided by the clock inside the statement too (SECURITY INV-5).
        update = update
            .col_expr(
                invitation::Column::ValidUntil,
                Expr::value(Timestamp::NEVER.as_micros()),
            )
            .filter(invitation::Column::ValidUntil.gt(now));
    }
    if let Some(account) = change.registered {
        update = update
            .col_expr(invitation::Column::AccountId, Expr::value(account.0))
            .col_expr(invitation::Column::RegisteredAt, Expr::value(now));
    }
    if let Some(account) = change.approved {
        update = update.col_expr(invitation::Column::AccountId, Expr::value(account.0));
    }
    Ok(update.exec(&tx.conn).await?.rows_affected == 1)
}

/// The superseded rows of a chain leave the lists, or stand in them again (T12).
pub(crate) async fn close_chain(tx: &Tx, chain: InvitationId, is_closed: bool) -> Result<()> {
    invitation::Entity::update_many()
        .col_expr(invitation::Column::IsClosed, Expr::value(is_closed))
        .filter(invitation::Column::ChainId.eq(chain.0))
        .filter(invitation::Column::Status.eq(Status::Inactivated.as_str()))
        .filter(invitation::Column::IsClosed.eq(!is_closed))
        .exec(&tx.conn)
        .await?;
    Ok(())
}

/// The ids of rows that wait for a decision, oldest first, after that one.
pub(crate) async fn waiting(
    conn: &impl ConnectionTrait,
    most: u64,
    passed: &[InvitationId],
) -> Result<Vec<InvitationId>> {
    let rows: Vec<Uuid> = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::Id)
        .filter(Expr::cust("kind = 'portal' AND shelf = 'waiting'"))
        .order_by_asc(invitation::Column::Seq)
        .limit(most + passed.len() as u64)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(InvitationId)
        .filter(|id| !passed.contains(id))
        .take(usize::try_from(most).unwrap_or(usize::MAX))
        .collect())
}
