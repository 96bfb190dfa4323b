//! The rows of accounts.

use super::entity::{account, former_account};
use super::only::Only as _;
use super::{Tx, is_duplicate, unreadable};
use crate::error::Result;
use rules::account::{Origin, Status};
use rules::email_address::EmailAddress;
use rules::ids::AccountId;
use rules::time::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Statement};
use std::collections::HashMap;
use uuid::Uuid;

mod former;
pub(crate) use former::{delete, former};

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The canonical address.
    pub email: String,
    /// The address as typed.
    pub email_typed: String,
    /// Full name.
    pub full_name: String,
    /// PHC string.
    pub(crate) password_hash: String,
    /// The portal role.
    pub role: String,
    /// Its status.
    pub status: Status,
    /// Since when.
    pub created_at: Timestamp,
    /// Was its address confirmed without any mail server (PRODUCT.md section 6)?
    pub is_unproven: bool,
    /// When its status was set.
    pub decided_at: Timestamp,
    /// Who set it, when it was a person with an account.
    pub decided_by: Option<AccountId>,
    /// Why it was refused; may be empty.
    pub reason: String,
}

pub(super) fn parse(row: account::Model) -> Result<Account> {
    let status =
        Status::parse(&row.status).ok_or_else(|| unreadable("account", row.id, "status"))?;
    Ok(Account {
        id: AccountId(row.id),
        email: row.email,
        email_typed: row.email_typed,
        full_name: row.full_name,
        password_hash: row.password_hash,
        role: row.role,
        status,
        created_at: Timestamp::from_micros(row.created_at),
        is_unproven: row.is_unproven,
        decided_at: Timestamp::from_micros(row.decided_at),
        decided_by: row.decided_by.map(AccountId),
        reason: row.reason,
    })
}

/// What names are sorted and searched by.
fn name_key(full_name: &str) -> String {
    full_name.to_lowercase()
}

/// The full name of that account; `None` for nobody and for a deleted one.
pub(crate) async fn name_of(
    conn: &impl ConnectionTrait,
    id: Option<AccountId>,
) -> Result<Option<String>> {
    let account = match id {
        Some(id) => find(conn, id).await?,
        None => None,
    };
    Ok(account.map(|account| account.full_name))
}

/// The account of that id.
pub(crate) async fn find(conn: &impl ConnectionTrait, id: AccountId) -> Result<Option<Account>> {
    account::Entity::find()
        .filter(account::Column::Id.eq(id.0))
        .only(conn)
        .await?
        .map(parse)
        .transpose()
}

/// The account of that id, locked until the transaction ends.
pub(crate) async fn find_locked(tx: &Tx, id: AccountId) -> Result<Option<Account>> {
    account::Entity::find()
        .filter(account::Column::Id.eq(id.0))
        .lock_exclusive()
        .only(&tx.conn)
        .await?
        .map(parse)
        .transpose()
}

/// The account of that canonical address.
pub(crate) async fn find_by_email(
    conn: &impl ConnectionTrait,
    email: &str,
) -> Result<Option<Account>> {
    account::Entity::find()
        .filter(account::Column::Email.eq(email))
        .only(conn)
        .await?
        .map(parse)
        .transpose()
}

/// The statuses of the accounts behind these canonical addresses.
pub(crate) async fn statuses_of(
    conn: &impl ConnectionTrait,
    emails: &[String],
) -> Result<HashMap<String, Status>> {
    let rows: Vec<(String, String)> = account::Entity::find()
        .select_only()
        .column(account::Column::Email)
        .column(account::Column::Status)
        .filter(account::Column::Email.is_in(emails))
        .into_tuple()
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|(email, status)| {
            let status = Status::parse(&status)
                .ok_or_else(|| unreadable("account", "of an invited address", "status"))?;
            Ok((email, status))
        })
        .collect()
}

/// What a table shows of a person: name and role, by id.
pub(crate) async fn names_of(
    conn: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, Named>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Uuid, String, String, String)> = account::Entity::find()
        .select_only()
        .column(account::Column::Id)
        .column(account::Column::FullName)
        .column(account::Column::Role)
        .column(account::Column::Status)
        .filter(account::Column::Id.is_in(ids.clone()))
        .into_tuple()
        .all(conn)
        .await?;
    let mut names: HashMap<Uuid, Named> = rows
        .into_iter()
        .map(|(id, name, role, status)| {
            let is_approved = status == Status::Approved.as_str();
            let named = Named {
                name,
                role,
                is_approved,
            };
            (id, named)
        })
        .collect();
    // Deleted people keep their names in the history, and nothing else.
    let gone: Vec<Uuid> = ids
        .into_iter()
        .filter(|id| !names.contains_key(id))
        .collect();
    if !gone.is_empty() {
        let rows: Vec<(Uuid, String)> = former_account::Entity::find()
            .select_only()
            .column(former_account::Column::Id)
            .column(former_account::Column::FullName)
            .filter(former_account::Column::Id.is_in(gone))
            .into_tuple()
            .all(conn)
            .await?;
        names.extend(rows.into_iter().map(|(id, name)| {
            let named = Named {
                name,
                role: String::new(),
                is_approved: false,
            };
            (id, named)
        }));
    }
    Ok(names)
}

/// A person's name and what they hold.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) is_approved: bool,
}

/// An account that is about to be made.
pub(crate) struct NewAccount {
    pub(crate) id: AccountId,
    pub(crate) email: EmailAddress,
    pub(crate) full_name: String,
    pub(crate) password_hash: String,
    pub(crate) role: String,
    pub(crate) status: Status,
    pub(crate) origin: Origin,
    /// Was its address confirmed without any mail server (PRODUCT.md section 6)?
    pub(crate) is_unproven: bool,
}

/// Makes the account; false when the address has one already.
pub(crate) async fn insert(tx: &Tx, new: &NewAccount) -> Result<bool> {
    let row = account::ActiveModel {
        seq: NotSet,
        id: Set(new.id.0),
        email: Set(new.email.canonical().to_string()),
        email_typed: Set(new.email.typed().to_string()),
        full_name: Set(new.full_name.clone()),
        name_key: Set(name_key(&new.full_name)),
        password_hash: Set(new.password_hash.clone()),
        role: Set(new.role.clone()),
        status: Set(new.status.as_str().to_string()),
        origin: Set(new.origin.as_str().to_string()),
        is_unproven: Set(new.is_unproven),
        created_at: Set(tx.now().as_micros()),
        changed_at: Set(tx.now().as_micros()),
        decided_at: Set(tx.now().as_micros()),
        decided_by: Set(None),
        reason: Set(String::new()),
    };
    match account::Entity::insert(row)
        .exec_without_returning(&tx.conn)
        .await
    {
        Ok(_) => Ok(true),
        Err(error) if is_duplicate(&error) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Who decides about an account, and why.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ruling {
    pub(crate) by: Option<AccountId>,
    /// May be empty.
    pub(crate) reason: String,
}

/// Moves the account from one status to another; false when it was in another one.
pub(crate) async fn change_status(
    tx: &Tx,
    id: AccountId,
    from: Status,
    to: Status,
    ruling: &Ruling,
) -> Result<bool> {
    let now = tx.now().as_micros();
    let done = account::Entity::update_many()
        .col_expr(account::Column::Status, Expr::value(to.as_str()))
        .col_expr(account::Column::DecidedAt, Expr::value(now))
        .col_expr(
            account::Column::DecidedBy,
            Expr::value(ruling.by.map(|id| id.0)),
        )
        .col_expr(account::Column::Reason, Expr::value(ruling.reason.as_str()))
        .col_expr(
            account::Column::ChangedAt,
            Expr::value(tx.now().as_micros()),
        )
        .filter(account::Column::Id.eq(id.0))
        .filter(account::Column::Status.eq(from.as_str()))
        .exec(&tx.conn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// A rejected account comes back with a new name and password (T18); false when it is not rejected.
pub(crate) async fn bring_back(
    tx: &Tx,
    id: AccountId,
    full_name: &str,
    password_hash: &str,
    role: &str,
    status: Status,
    is_unproven: bool,
) -> Result<bool> {
    let done = account::Entity::update_many()
        .col_expr(account::Column::IsUnproven, Expr::value(is_unproven))
        .col_expr(account::Column::FullName, Expr::value(full_name))
        .col_expr(account::Column::NameKey, Expr::value(name_key(full_name)))
        .col_expr(
            account::Column::DecidedAt,
            Expr::value(tx.now().as_micros()),
        )
        .col_expr(account::Column::DecidedBy, Expr::value(None::<Uuid>))
        .col_expr(account::Column::Reason, Expr::value(""))
        .col_expr(account::Column::PasswordHash, Expr::value(password_hash))
        .col_expr(account::Column::Role, Expr::value(role))
        .col_expr(account::Column::Status, Expr::value(status.as_str()))
        .col_expr(
            account::Column::ChangedAt,
            Expr::value(tx.now().as_micros()),
        )
        .filter(account::Column::Id.eq(id.0))
        .filter(account::Column::Status.eq(Status::Rejected.as_str()))
        .exec(&tx.conn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Sets the portal role.
pub(crate) async fn set_role(tx: &Tx, id: AccountId, role: &str) -> Result<()> {
    set(tx, id, account::Column::Role, role).await
}

/// Sets the full name.
pub(crate) async fn set_name(tx: &Tx, id: AccountId, full_name: &str) -> Result<()> {
    set(tx, id, account::Column::NameKey, &name_key(full_name)).await?;
    set(tx, id, account::Column::FullName, full_name).await
}

/// Replaces the password, unless somebody else replaced `old` meanwhile.
pub(crate) async fn replace_password(tx: &Tx, id: AccountId, old: &str, new: &str) -> Result<bool> {
    let done = account::Entity::update_many()
        .col_expr(account::Column::PasswordHash, Expr::value(new))
        .col_expr(
            account::Column::ChangedAt,
            Expr::value(tx.now().as_micros()),
        )
        .filter(account::Column::Id.eq(id.0))
        .filter(account::Column::PasswordHash.eq(old))
        .exec(&tx.conn)
        .await?;
    Ok(done.rows_affected == 1)
}

async fn set(tx: &Tx, id: AccountId, column: account::Column, value: &str) -> Result<()> {
    account::Entity::update_many()
        .col_expr(column, Expr::value(value))
        .col_expr(
            account::Column::ChangedAt,
            Expr::value(tx.now().as_micros()),
        )
        .filter(account::Column::Id.eq(id.0))
        .exec(&tx.conn)
        .await?;
    Ok(())
}

/// How many approved Owners there are.
pub(crate) async fn count_owners(conn: &impl ConnectionTrait) -> Result<u64> {
    let sql = format!("SELECT CAST(count(*) AS BIGINT) {}", owners(conn));
    let statement = Statement::from_string(conn.get_database_backend(), sql);
    let row = conn.query_one_raw(statement).await?;
    let count: i64 = row
        .map(|row| row.try_get_by_index(0))
        .transpose()?
        .unwrap_or(0);
    Ok(u64::try_from(count).unwrap_or(0))
}

/// The first approved Owner, who hears of access requests by default.
pub(crate) async fn first_owner(conn: &impl ConnectionTrait) -> Result<Option<Account>> {
    let sql = format!("SELECT * {} ORDER BY created_at LIMIT 1", owners(conn));
    account::Entity::find()
        .from_raw_sql(Statement::from_string(conn.get_database_backend(), sql))
        .one(conn)
        .await?
        .map(parse)
        .transpose()
}

/// Literals, so that the partial index is taken. SQLite is told so: its planner would rather walk everybody who is
/// approved.
fn owners(conn: &impl ConnectionTrait) -> &'static str {
    if super::is_postgres(conn) {
        "FROM account WHERE role = 'Owner' AND status = 'approved'"
    } else {
        "FROM account INDEXED BY account_owners WHERE role = 'Owner' AND status = 'approved'"
    }
}

/// Lets one transaction at a time change the set of Owners (SECURITY AZ-7). SQLite has one writer anyway.
pub(crate) async fn lock_owners(tx: &Tx) -> Result<()> {
    if super::is_postgres(&tx.conn) {
        tx.conn
            .execute_unprepared("SELECT pg_advisory_xact_lock(7042113923)")
            .await?;
    }
    Ok(())
}
