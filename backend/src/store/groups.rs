//! The rows of groups: made, renamed, deleted; who is in them, and which of them invitations carry. Lists of them
//! are read in `group_list`.

use super::entity::{group_member, invitation_group, portal_group};
use super::only::Only as _;
use super::{Tx, is_duplicate, is_postgres};
use crate::error::Result;
use rules::group::{Carried, GroupName, MOST_GROUPS, NamedGroup};
use rules::ids::{AccountId, GroupId, InvitationId};
use rules::time::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select, Statement, Value,
};
use std::collections::HashMap;
use uuid::Uuid;

/// A group that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) id: GroupId,
    pub(crate) name: String,
    pub(crate) created_at: Timestamp,
}

/// What became of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    Done,
    /// Another group has it.
    Taken,
    /// The group is not there, or not any more.
    Gone,
}

fn parse(row: portal_group::Model) -> Group {
    Group {
        id: GroupId(row.id),
        name: row.name,
        created_at: Timestamp::from_micros(row.created_at),
    }
}

fn there() -> Select<portal_group::Entity> {
    portal_group::Entity::find().filter(Expr::cust("deleted_at IS NULL"))
}

/// Every group there is, by name.
pub(crate) async fn all(conn: &impl ConnectionTrait) -> Result<Vec<NamedGroup>> {
    let rows: Vec<(Uuid, String)> = there()
        .select_only()
        .column(portal_group::Column::Id)
        .column(portal_group::Column::Name)
        .order_by_asc(portal_group::Column::NameKey)
        .limit(MOST_GROUPS)
        .into_tuple()
        .all(conn)
        .await?;
    let named = |(id, name)| NamedGroup {
        id: GroupId(id),
        name,
    };
    Ok(rows.into_iter().map(named).collect())
}

/// The group of that id.
pub(crate) async fn find(conn: &impl ConnectionTrait, id: GroupId) -> Result<Option<Group>> {
    let row = there().filter(portal_group::Column::Id.eq(id.0));
    Ok(row.only(conn).await?.map(parse))
}

/// Are all of these groups there?
pub(crate) async fn are_there(conn: &impl ConnectionTrait, ids: &[GroupId]) -> Result<bool> {
    let found = there().filter(portal_group::Column::Id.is_in(ids.iter().map(|id| id.0)));
    Ok(ids.is_empty() || found.count(conn).await? == ids.len() as u64)
}

/// How many there are. One transaction at a time makes one, so that there are never too many.
pub(crate) async fn count_to_add(tx: &Tx) -> Result<u64> {
    if is_postgres(&tx.conn) {
        tx.conn
            .execute_unprepared("SELECT pg_advisory_xact_lock(7042113925)")
            .await?;
    }
    Ok(there().count(&tx.conn).await?)
}

/// Makes a group; false when its name is taken.
pub(crate) async fn insert(tx: &Tx, id: GroupId, name: &GroupName, key: &str) -> Result<bool> {
    let row = portal_group::ActiveModel {
        id: Set(id.0),
        name: Set(name.as_str().to_string()),
        name_key: Set(key.to_string()),
        created_at: Set(tx.now().as_micros()),
        deleted_at: Set(None),
    };
    let inserted = portal_group::Entity::insert(row)
        .exec_without_returning(&tx.conn)
        .await;
    match inserted {
        Ok(_) => Ok(true),
        Err(error) if is_duplicate(&error) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Gives a group another name.
pub(crate) async fn rename(tx: &Tx, id: GroupId, name: &GroupName, key: &str) -> Result<Named> {
    let renamed = portal_group::Entity::update_many()
        .col_expr(portal_group::Column::Name, Expr::value(name.as_str()))
        .col_expr(portal_group::Column::NameKey, Expr::value(key))
        .filter(portal_group::Column::Id.eq(id.0))
        .filter(Expr::cust("deleted_at IS NULL"))
        .exec(&tx.conn)
        .await;
    match renamed {
        Ok(done) if done.rows_affected == 1 => Ok(Named::Done),
        Ok(_) => Ok(Named::Gone),
        Err(error) if is_duplicate(&error) => Ok(Named::Taken),
        Err(error) => Err(error.into()),
    }
}

/// Deletes a group: its accounts leave it, the invitations that carried it keep its name. Answers how many left;
/// `None` when it is not there, or not any more.
pub(crate) async fn delete(tx: &Tx, id: GroupId) -> Result<Option<u64>> {
    // First, so that whoever joins meanwhile has joined by the next statement, or finds it gone.
    let done = portal_group::Entity::update_many()
        .col_expr(
            portal_group::Column::DeletedAt,
            Expr::value(tx.now().as_micros()),
        )
        .filter(portal_group::Column::Id.eq(id.0))
        .filter(Expr::cust("deleted_at IS NULL"))
        .exec(&tx.conn)
        .await?;
    if done.rows_affected != 1 {
        return Ok(None);
    }
    let left = group_member::Entity::delete_many()
        .filter(group_member::Column::GroupId.eq(id.0))
        .exec(&tx.conn)
        .await?;
    Ok(Some(left.rows_affected))
}

/// Stores which groups each new invitation carries.
pub(crate) async fn carry(tx: &Tx, carried: &[(InvitationId, &[GroupId])]) -> Result<()> {
    /// Rows a statement; each has two values.
    const CHUNK: usize = 2000;
    let rows: Vec<_> = carried
        .iter()
        .flat_map(|(invitation, groups)| groups.iter().map(|group| (*invitation, *group)))
        .map(|(invitation, group)| invitation_group::ActiveModel {
            group_id: Set(group.0),
            invitation_id: Set(invitation.0),
        })
        .collect();
    for chunk in rows.chunks(CHUNK) {
        invitation_group::Entity::insert_many(chunk.iter().cloned())
            .exec_without_returning(&tx.conn)
            .await?;
    }
    Ok(())
}

/// The groups that this invitation carries and that are there: what a resend carries on.
pub(crate) async fn carried_by(
    conn: &impl ConnectionTrait,
    invitation: InvitationId,
) -> Result<Vec<GroupId>> {
    let carried = of_invitations(conn, &[invitation.0]).await?;
    let groups = carried.into_values().flat_map(|carried| carried.groups);
    Ok(groups.map(|group| group.id).collect())
}

/// What these invitations carry, by their ids.
pub(crate) async fn of_invitations(
    conn: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Carried>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "SELECT c.invitation_id, g.id, g.name, g.deleted_at FROM invitation_group AS c \
         JOIN portal_group AS g ON g.id = c.group_id \
         WHERE c.invitation_id IN ({}) ORDER BY g.name_key",
        marks(1, ids.len())
    );
    let mut carried: HashMap<Uuid, Carried> = HashMap::new();
    for row in query(conn, sql, ids.iter().map(|id| (*id).into())).await? {
        let (invitation, id): (Uuid, Uuid) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let (name, deleted_at): (String, Option<i64>) =
            (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
        let entry = carried.entry(invitation).or_default();
        match deleted_at {
            None => entry.groups.push(NamedGroup {
                id: GroupId(id),
                name,
            }),
            Some(_) => entry.deleted.push(name),
        }
    }
    Ok(carried)
}

/// In which groups these accounts are, by their ids.
pub(crate) async fn of_accounts(
    conn: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<NamedGroup>>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "SELECT m.account_id, g.id, g.name FROM group_member AS m \
         JOIN portal_group AS g ON g.id = m.group_id \
         WHERE m.account_id IN ({}) ORDER BY g.name_key",
        marks(1, ids.len())
    );
    let mut groups: HashMap<Uuid, Vec<NamedGroup>> = HashMap::new();
    for row in query(conn, sql, ids.iter().map(|id| (*id).into())).await? {
        let named = NamedGroup {
            id: GroupId(row.try_get_by_index(1)?),
            name: row.try_get_by_index(2)?,
        };
        groups
            .entry(row.try_get_by_index(0)?)
            .or_default()
            .push(named);
    }
    Ok(groups)
}

/// The account joins the groups that the invitation carries. Those that were deleted meanwhile are passed over; one
/// that is being deleted is waited for. Answers what it joined.
pub(crate) async fn join_carried(
    tx: &Tx,
    account: AccountId,
    invitation: InvitationId,
) -> Result<Vec<GroupId>> {
    let from = "invitation_group AS c JOIN portal_group AS g ON g.id = c.group_id \
                WHERE c.invitation_id = $3";
    join(tx, account, from, vec![invitation.0.into()]).await
}

/// The account joins these groups; answers those that it joined, which are the ones that are there.
pub(crate) async fn add(tx: &Tx, account: AccountId, ids: &[GroupId]) -> Result<Vec<GroupId>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let from = format!("portal_group AS g WHERE g.id IN ({})", marks(3, ids.len()));
    join(
        tx,
        account,
        &from,
        ids.iter().map(|id| id.0.into()).collect(),
    )
    .await
}

/// `from` names the groups as `g`, with a condition; its values begin at `$3`.
async fn join(tx: &Tx, account: AccountId, from: &str, values: Vec<Value>) -> Result<Vec<GroupId>> {
    // Held until the commit: whoever deletes the group then finds this account in it.
    let held = if is_postgres(&tx.conn) {
        " FOR SHARE OF g"
    } else {
        ""
    };
    let sql = format!(
        "INSERT INTO group_member (group_id, account_id, joined_at) \
         SELECT g.id, $1, $2 FROM {from} AND g.deleted_at IS NULL{held} \
         ON CONFLICT (group_id, account_id) DO NOTHING RETURNING group_id"
    );
    let bound = [account.0.into(), tx.now().as_micros().into()];
    let rows = query(&tx.conn, sql, bound.into_iter().chain(values)).await?;
    let mut joined = Vec::with_capacity(rows.len());
    for row in rows {
        joined.push(GroupId(row.try_get_by_index(0)?));
    }
    joined.sort_unstable();
    Ok(joined)
}

/// The account leaves these groups; answers how many it was in.
pub(crate) async fn remove(tx: &Tx, account: AccountId, ids: &[GroupId]) -> Result<u64> {
    if ids.is_empty() {
        return Ok(0);
    }
    let done = group_member::Entity::delete_many()
        .filter(group_member::Column::AccountId.eq(account.0))
        .filter(group_member::Column::GroupId.is_in(ids.iter().map(|id| id.0)))
        .exec(&tx.conn)
        .await?;
    Ok(done.rows_affected)
}

/// The names of these groups, deleted ones too, by their ids.
pub(crate) async fn names_of(
    conn: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<Vec<(Uuid, String)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(portal_group::Entity::find()
        .select_only()
        .column(portal_group::Column::Id)
        .column(portal_group::Column::Name)
        .filter(portal_group::Column::Id.is_in(ids))
        .into_tuple()
        .all(conn)
        .await?)
}

/// Ids as a submission keeps them.
pub(crate) fn to_text(ids: &[GroupId]) -> String {
    ids.iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(" ")
}

/// From that text.
pub(crate) fn from_text(text: &str) -> Vec<GroupId> {
    text.split(' ').filter_map(|id| id.parse().ok()).collect()
}

/// `$first, ..`, so many.
fn marks(first: usize, count: usize) -> String {
    let marks: Vec<String> = (first..first + count).map(|n| format!("${n}")).collect();
    marks.join(", ")
}

async fn query(
    conn: &impl ConnectionTrait,
    sql: String,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<sea_orm::QueryResult>> {
    let backend = conn.get_database_backend();
    Ok(conn
        .query_all_raw(Statement::from_sql_and_values(backend, sql, values))
        .await?)
}
