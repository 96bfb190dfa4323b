//! The rows of memberships: made, found, changed and ended.

use super::entity::membership;
use super::only::Only as _;
use super::{Tx, is_duplicate, unreadable};
use crate::error::Result;
use rules::ids::{AccountId, DomainId, DomainInvitationId, MembershipId};
use rules::membership::Status;
use rules::time::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Why a membership ended whose end date has come.
pub(crate) const END_DATE: &str = "end date";

/// A membership as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) id: MembershipId,
    pub(crate) account: AccountId,
    pub(crate) role: String,
    pub(crate) status: Status,
    pub(crate) ends_at: Option<Timestamp>,
}

fn parse(row: membership::Model) -> Result<Stored> {
    let status =
        Status::parse(&row.status).ok_or_else(|| unreadable("membership", row.id, "status"))?;
    Ok(Stored {
        id: MembershipId(row.id),
        account: AccountId(row.account_id),
        role: row.role,
        status,
        ends_at: row.ends_at.map(Timestamp::from_micros),
    })
}

/// A membership that is about to be made.
#[derive(Clone, Debug)]
pub(crate) struct NewMembership {
    pub(crate) id: MembershipId,
    pub(crate) domain: DomainId,
    pub(crate) account: AccountId,
    pub(crate) role: String,
    /// The invitation that was accepted; `None` for the creator of the domain.
    pub(crate) invitation: Option<DomainInvitationId>,
    pub(crate) invited_by: Option<AccountId>,
}

/// Makes it, with what the account is called now; false when the account is in the domain already.
pub(crate) async fn insert(tx: &Tx, new: &NewMembership) -> Result<bool> {
    let account = super::entity::account::Entity::find()
        .filter(super::entity::account::Column::Id.eq(new.account.0))
        .only(&tx.conn)
        .await?
        .ok_or_else(|| crate::error::Error::internal("a membership without account"))?;
    let now = tx.now().as_micros();
    let origin = match new.invitation {
        Some(_) => "invitation",
        None => "creator",
    };
    let row = membership::ActiveModel {
        seq: NotSet,
        id: Set(new.id.0),
        domain_id: Set(new.domain.0),
        account_id: Set(new.account.0),
        role: Set(new.role.clone()),
        status: Set(Status::Active.as_str().to_string()),
        origin: Set(origin.to_string()),
        invitation_id: Set(new.invitation.map(|id| id.0)),
        invited_by: Set(new.invited_by.map(|id| id.0)),
        name_key: Set(account.name_key),
        email: Set(account.email),
        joined_at: Set(now),
        ends_at: Set(None),
        warned_at: Set(None),
        ended_at: Set(None),
        ended_by: Set(None),
        end_reason: Set(String::new()),
        changed_at: Set(now),
    };
    match membership::Entity::insert(row)
        .exec_without_returning(&tx.conn)
        .await
    {
        Ok(_) => Ok(true),
        Err(error) if is_duplicate(&error) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// The active membership of that account in that domain. One whose end date has come does not count, whatever
/// the sweeper has stored so far.
pub(crate) async fn active(
    conn: &impl ConnectionTrait,
    domain: DomainId,
    account: AccountId,
    now: Timestamp,
) -> Result<Option<Stored>> {
    let found = membership::Entity::find()
        .filter(membership::Column::DomainId.eq(domain.0))
        .filter(membership::Column::AccountId.eq(account.0))
        .filter(Expr::cust("status = 'active'"))
        .only(conn)
        .await?
        .map(parse)
        .transpose()?;
    Ok(found.filter(|found| found.ends_at.is_none_or(|ends| now < ends)))
}

/// Ends the membership of that account in that domain whose end date has come; answers its id.
pub(crate) async fn end_overdue(
    tx: &Tx,
    domain: DomainId,
    account: AccountId,
) -> Result<Option<MembershipId>> {
    let found = membership::Entity::find()
        .filter(membership::Column::DomainId.eq(domain.0))
        .filter(membership::Column::AccountId.eq(account.0))
        .filter(Expr::cust("status = 'active'"))
        .filter(membership::Column::EndsAt.lte(tx.now().as_micros()))
        .only(&tx.conn)
        .await?;
    match found {
        Some(row) if end(tx, MembershipId(row.id), None, END_DATE).await? => {
            Ok(Some(MembershipId(row.id)))
        }
        Some(_) | None => Ok(None),
    }
}

/// The membership of that id in that domain; another domain's is not there.
pub(crate) async fn find(
    conn: &impl ConnectionTrait,
    domain: DomainId,
    id: MembershipId,
) -> Result<Option<Stored>> {
    membership::Entity::find()
        .filter(membership::Column::Id.eq(id.0))
        .filter(membership::Column::DomainId.eq(domain.0))
        .only(conn)
        .await?
        .map(parse)
        .transpose()
}

/// Another role; false when it has ended.
pub(crate) async fn set_role(tx: &Tx, id: MembershipId, role: &str) -> Result<bool> {
    let done = membership::Entity::update_many()
        .col_expr(membership::Column::Role, Expr::value(role))
        .col_expr(
            membership::Column::ChangedAt,
            Expr::value(tx.now().as_micros()),
        )
        .filter(membership::Column::Id.eq(id.0))
        .filter(Expr::cust("status = 'active'"))
        .exec(&tx.conn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Ends it; false when it has ended.
pub(crate) async fn end(
    tx: &Tx,
    id: MembershipId,
    by: Option<AccountId>,
    reason: &str,
) -> Result<bool> {
    let now = tx.now().as_micros();
    let done = membership::Entity::update_many()
        .col_expr(
            membership::Column::Status,
            Expr::value(Status::Ended.as_str()),
        )
        .col_expr(membership::Column::EndedAt, Expr::value(now))
        .col_expr(membership::Column::EndedBy, Expr::value(by.map(|id| id.0)))
        .col_expr(membership::Column::EndReason, Expr::value(reason))
        .col_expr(membership::Column::ChangedAt, Expr::value(now))
        .filter(membership::Column::Id.eq(id.0))
        .filter(Expr::cust("status = 'active'"))
        .exec(&tx.conn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// When it ends by itself; false when it has ended.
pub(crate) async fn set_end(tx: &Tx, id: MembershipId, at: Option<Timestamp>) -> Result<bool> {
    let done = membership::Entity::update_many()
        .col_expr(
            membership::Column::EndsAt,
            Expr::value(at.map(Timestamp::as_micros)),
        )
        .col_expr(membership::Column::WarnedAt, Expr::value(None::<i64>))
        .col_expr(
            membership::Column::ChangedAt,
            Expr::value(tx.now().as_micros()),
        )
        .filter(membership::Column::Id.eq(id.0))
        .filter(Expr::cust("status = 'active'"))
        .exec(&tx.conn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Is there somebody else in the domain, with an approved account and no end date, who holds every domain
/// action? The domain is locked, so that the answer holds until the transaction ends.
pub(crate) async fn has_other_administrator(
    tx: &Tx,
    domain: DomainId,
    account: AccountId,
) -> Result<bool> {
    let roles = super::domains::administrators(tx.roles());
    let marks: Vec<String> = (0..roles.len()).map(|n| format!("${}", n + 3)).collect();
    let sql = format!(
        "SELECT 1 FROM membership AS m JOIN account AS a ON a.id = m.account_id \
         WHERE m.domain_id = $1 AND m.status = 'active' AND m.account_id <> $2 \
         AND m.ends_at IS NULL AND a.status = 'approved' AND m.role IN ({}) LIMIT 1",
        marks.join(", ")
    );
    let mut values: Vec<sea_orm::Value> = vec![domain.0.into(), account.0.into()];
    values.extend(roles.into_iter().map(Into::into));
    let backend = tx.conn.get_database_backend();
    let row = tx
        .conn
        .query_one_raw(Statement::from_sql_and_values(backend, sql, values))
        .await?;
    Ok(row.is_some())
}

/// The active memberships of an account, oldest first.
pub(crate) async fn of_account(
    tx: &Tx,
    account: AccountId,
) -> Result<Vec<(DomainId, MembershipId)>> {
    let rows: Vec<(uuid::Uuid, uuid::Uuid)> = membership::Entity::find()
        .select_only()
        .column(membership::Column::DomainId)
        .column(membership::Column::Id)
        .filter(membership::Column::AccountId.eq(account.0))
        .filter(Expr::cust("status = 'active'"))
        .order_by_asc(membership::Column::Seq)
        .into_tuple()
        .all(&tx.conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(domain, id)| (DomainId(domain), MembershipId(id)))
        .collect())
}

/// Memberships whose end date has come, the longest overdue first, at most so many.
pub(crate) async fn overdue(
    tx: &Tx,
    most: u64,
) -> Result<Vec<(DomainId, MembershipId, AccountId)>> {
    let rows: Vec<(uuid::Uuid, uuid::Uuid, uuid::Uuid)> = membership::Entity::find()
        .select_only()
        .column(membership::Column::DomainId)
        .column(membership::Column::Id)
        .column(membership::Column::AccountId)
        .filter(Expr::cust("status = 'active' AND ends_at IS NOT NULL"))
        .filter(membership::Column::EndsAt.lte(tx.now().as_micros()))
        .order_by_asc(membership::Column::EndsAt)
        .order_by_asc(membership::Column::Seq)
        .limit(most)
        .into_tuple()
        .all(&tx.conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(domain, id, account)| (DomainId(domain), MembershipId(id), AccountId(account)))
        .collect())
}

/// The roles that these accounts have in these domains as of now, by domain and account.
pub(crate) async fn roles_in(
    conn: &impl ConnectionTrait,
    pairs: &[(Uuid, Uuid)],
    now: Timestamp,
) -> Result<HashMap<(Uuid, Uuid), String>> {
    if pairs.is_empty() {
        return Ok(HashMap::new());
    }
    let domains = pairs.iter().map(|(domain, _)| *domain);
    let accounts = pairs.iter().map(|(_, account)| *account);
    let rows: Vec<(Uuid, Uuid, String, Option<i64>)> = membership::Entity::find()
        .select_only()
        .column(membership::Column::DomainId)
        .column(membership::Column::AccountId)
        .column(membership::Column::Role)
        .column(membership::Column::EndsAt)
        .filter(membership::Column::DomainId.is_in(domains))
        .filter(membership::Column::AccountId.is_in(accounts))
        .filter(Expr::cust("status = 'active'"))
        .into_tuple()
        .all(conn)
        .await?;
    let rows = rows.into_iter();
    let rows = rows.filter(|(_, _, _, ends)| ends.is_none_or(|ends| now.as_micros() < ends));
    Ok(rows
        .map(|(domain, account, role, _)| ((domain, account), role))
        .collect())
}
