//! The rows of domains, and the list of those that somebody may enter.

use super::entity::domain;
use super::only::Only as _;
use super::{Store, Tx, is_duplicate};
use crate::error::Result;
use rules::domain::DomainRow;
use rules::ids::{AccountId, DomainId};
use rules::listing::Count;
use rules::time::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    Statement, Value,
};
use uuid::Uuid;

/// Members and invitations are counted up to here.
const COUNT_BOUND: u64 = 1000;
/// So many domains of one person are listed.
pub(crate) const MOST_LISTED: u64 = 500;

/// A domain as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) id: DomainId,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) created_at: Timestamp,
    pub(crate) created_by: Option<AccountId>,
    pub(crate) archived_at: Option<Timestamp>,
}

fn parse(row: domain::Model) -> Stored {
    Stored {
        id: DomainId(row.id),
        name: row.name,
        title: row.title,
        description: row.description,
        created_at: Timestamp::from_micros(row.created_at),
        created_by: row.created_by.map(AccountId),
        archived_at: row.archived_at.map(Timestamp::from_micros),
    }
}

/// A domain that is about to be made.
#[derive(Clone, Debug)]
pub(crate) struct NewDomain {
    pub(crate) id: DomainId,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) by: Option<AccountId>,
}

/// Makes the domain; false when another one has its name.
pub(crate) async fn insert(tx: &Tx, new: &NewDomain) -> Result<bool> {
    let now = tx.now().as_micros();
    let row = domain::ActiveModel {
        seq: NotSet,
        id: Set(new.id.0),
        name: Set(new.name.clone()),
        title: Set(new.title.clone()),
        title_key: Set(new.title.to_lowercase()),
        description: Set(new.description.clone()),
        created_at: Set(now),
        created_by: Set(new.by.map(|id| id.0)),
        changed_at: Set(now),
        archived_at: Set(None),
        archived_by: Set(None),
    };
    match domain::Entity::insert(row)
        .exec_without_returning(&tx.conn)
        .await
    {
        Ok(_) => Ok(true),
        Err(error) if is_duplicate(&error) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// The domain of that name.
pub(crate) async fn find(conn: &impl ConnectionTrait, name: &str) -> Result<Option<Stored>> {
    let row = domain::Entity::find()
        .filter(domain::Column::Name.eq(name))
        .only(conn)
        .await?;
    Ok(row.map(parse))
}

/// The same, locked until the transaction ends: whatever changes a domain, its members or its invitations
/// begins with it, so that administrators are counted by one at a time.
pub(crate) async fn find_locked(tx: &Tx, name: &str) -> Result<Option<Stored>> {
    let row = domain::Entity::find()
        .filter(domain::Column::Name.eq(name))
        .lock_exclusive()
        .only(&tx.conn)
        .await?;
    Ok(row.map(parse))
}

/// The domain of that id.
pub(crate) async fn find_by_id(
    conn: &impl ConnectionTrait,
    id: DomainId,
) -> Result<Option<Stored>> {
    let row = domain::Entity::find()
        .filter(domain::Column::Id.eq(id.0))
        .only(conn)
        .await?;
    Ok(row.map(parse))
}

/// The domain of that id, locked.
pub(crate) async fn lock(tx: &Tx, id: DomainId) -> Result<Option<Stored>> {
    let row = domain::Entity::find()
        .filter(domain::Column::Id.eq(id.0))
        .lock_exclusive()
        .only(&tx.conn)
        .await?;
    Ok(row.map(parse))
}

/// Another title and description.
pub(crate) async fn describe(tx: &Tx, id: DomainId, title: &str, text: &str) -> Result<()> {
    domain::Entity::update_many()
        .col_expr(domain::Column::Title, Expr::value(title))
        .col_expr(domain::Column::TitleKey, Expr::value(title.to_lowercase()))
        .col_expr(domain::Column::Description, Expr::value(text))
        .col_expr(domain::Column::ChangedAt, Expr::value(tx.now().as_micros()))
        .filter(domain::Column::Id.eq(id.0))
        .exec(&tx.conn)
        .await?;
    Ok(())
}

/// Makes it read-only since now, or brings it back.
pub(crate) async fn set_archived(
    tx: &Tx,
    id: DomainId,
    is_archived: bool,
    by: Option<AccountId>,
) -> Result<()> {
    let now = tx.now().as_micros();
    domain::Entity::update_many()
        .col_expr(
            domain::Column::ArchivedAt,
            Expr::value(is_archived.then_some(now)),
        )
        .col_expr(
            domain::Column::ArchivedBy,
            Expr::value(by.filter(|_| is_archived).map(|id| id.0)),
        )
        .col_expr(domain::Column::ChangedAt, Expr::value(now))
        .filter(domain::Column::Id.eq(id.0))
        .exec(&tx.conn)
        .await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Listed {
    id: Uuid,
    name: String,
    title: String,
    description: String,
    archived_at: Option<i64>,
    role: Option<String>,
    members: i64,
    pending: i64,
    administrators: i64,
}

/// Whose list it is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Whose {
    /// Domains in which the account is a member.
    Member(AccountId),
    /// All of them, with the account's role where it has one (`domains.read_all`).
    All(Option<AccountId>),
}

impl Store {
    /// The domains by title, at most [`MOST_LISTED`]; of one name when there is one given. What a row says of
    /// invitations is for the use case to keep back.
    pub(crate) async fn list_domains(
        &self,
        whose: Whose,
        name: Option<&str>,
        now: Timestamp,
    ) -> Result<Vec<DomainRow>> {
        let administrators = self.administrators();
        let mut values: Vec<Value> = Vec::new();
        let mut bind = |value: Value| {
            values.push(value);
            format!("${}", values.len())
        };
        let marks: Vec<String> = administrators
            .iter()
            .map(|role| bind(role.as_str().into()))
            .collect();
        let marks = marks.join(", ");
        let (from, mut condition) = match whose {
            Whose::Member(account) => {
                let account = bind(account.0.into());
                let now = bind(now.as_micros().into());
                (
                    "FROM membership AS own JOIN domain AS d ON d.id = own.domain_id".to_string(),
                    format!(
                        "own.account_id = {account} AND own.status = 'active' \
                         AND (own.ends_at IS NULL OR own.ends_at > {now})"
                    ),
                )
            }
            Whose::All(account) => {
                let account = bind(account.map(|id| id.0).into());
                (
                    format!(
                        "FROM domain AS d LEFT JOIN membership AS own ON own.domain_id = d.id \
                         AND own.account_id = {account} AND own.status = 'active'"
                    ),
                    "TRUE".to_string(),
                )
            }
        };
        if let Some(name) = name {
            let name = bind(name.into());
            condition = format!("{condition} AND d.name = {name}");
        }
        let beyond = COUNT_BOUND + 1;
        let sql = format!(
            "SELECT d.id, d.name, d.title, d.description, d.archived_at, own.role, \
             (SELECT count(*) FROM (SELECT 1 FROM membership AS m WHERE m.domain_id = d.id \
                AND m.status = 'active' LIMIT {beyond}) AS c) AS members, \
             (SELECT count(*) FROM (SELECT 1 FROM domain_invitation AS i WHERE i.domain_id = d.id \
                AND i.status = 'pending' LIMIT {beyond}) AS c) AS pending, \
             (SELECT count(*) FROM (SELECT 1 FROM membership AS m JOIN account AS a \
                ON a.id = m.account_id WHERE m.domain_id = d.id AND m.status = 'active' \
                AND m.role IN ({marks}) AND a.status = 'approved' LIMIT 1) AS c) AS administrators \
             {from} WHERE {condition} ORDER BY d.title_key, d.seq LIMIT {MOST_LISTED}"
        );
        let backend = self.read().get_database_backend();
        let rows = Listed::find_by_statement(Statement::from_sql_and_values(backend, sql, values))
            .all(self.read())
            .await?;
        let count = |n: i64| {
            let n = u64::try_from(n).unwrap_or(0);
            Count {
                n: n.min(COUNT_BOUND),
                or_more: n > COUNT_BOUND,
            }
        };
        Ok(rows
            .into_iter()
            .map(|row| DomainRow {
                id: DomainId(row.id),
                name: row.name,
                title: row.title,
                description: row.description,
                role: row.role,
                members: count(row.members),
                pending: Some(count(row.pending)),
                archived_at: row.archived_at.map(Timestamp::from_micros),
                lacks_administrator: row.administrators == 0,
            })
            .collect())
    }

    /// The domain roles that hold every domain action.
    pub(crate) fn administrators(&self) -> Vec<String> {
        administrators(self.roles())
    }
}

/// The domain roles of the catalogue that hold every domain action.
pub(crate) fn administrators(roles: &rules::role::Catalogue) -> Vec<String> {
    roles
        .domain_roles()
        .iter()
        .filter(|role| role.actions.covers(rules::role::DomainActionSet::ALL))
        .map(|role| role.name.clone())
        .collect()
}
