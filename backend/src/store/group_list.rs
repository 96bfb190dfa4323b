//! Groups as lists: all of them with their sizes, one with its accounts, and how other lists are narrowed to one
//! (PERFORMANCE section 5). Every walk is along an index that begins with the group.

use super::groups::Group;
use super::paging::{self, Page, Place, SortKey};
use super::search::{COUNT_BOUND, MOST_HITS};
use super::{Store, unreadable};
use crate::error::Result;
use rules::account::Status;
use rules::group::{GroupRow, MOST_GROUPS};
use rules::ids::{AccountId, GroupId};
use rules::listing::Count;
use rules::time::Timestamp;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use uuid::Uuid;

/// Accounts a page of a group.
const PAGE: usize = 50;
/// Open invitations are looked for among so many of a group's newest.
const LOOKED_AT: u64 = 10_000;

/// One account of a group, as it was read.
pub(crate) struct MemberFound {
    pub(crate) id: AccountId,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) status: Status,
    pub(crate) role: String,
    pub(crate) joined_at: Timestamp,
}

#[derive(Clone, Debug, FromQueryResult)]
struct Row {
    seq: i64,
    id: Uuid,
    full_name: String,
    email_typed: String,
    status: String,
    role: String,
    joined_at: i64,
}

/// Which link table says what is in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Links {
    /// `invitation_group`.
    Invitations,
    /// `group_member`.
    Accounts,
    /// `group_member`, of the accounts of memberships.
    Members,
}

impl Links {
    /// The link table, its column, the listed table with its alias, and the column of it that is linked.
    const fn words(self) -> [&'static str; 4] {
        match self {
            Links::Invitations => [
                "invitation_group",
                "invitation_id",
                "invitation AS i",
                "i.id",
            ],
            Links::Accounts => ["group_member", "account_id", "account AS a", "a.id"],
            Links::Members => [
                "group_member",
                "account_id",
                "membership AS m",
                "m.account_id",
            ],
        }
    }

    /// On SQLite: which index the listed rows are found by, where several would do.
    const fn found_by(self) -> &'static str {
        match self {
            Links::Invitations | Links::Accounts => "",
            Links::Members => " INDEXED BY membership_of_account",
        }
    }

    /// `FROM .. WHERE ..` of everything in a group, in the order of its index.
    fn of_group(self, group: Uuid) -> (String, Vec<Value>) {
        let [table, column, ..] = self.words();
        let sql = format!("FROM {table} WHERE group_id = $1 ORDER BY {column}");
        (sql, vec![group.into()])
    }
}

/// The group that a list is narrowed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InGroup {
    pub(crate) id: Uuid,
    pub(crate) links: Links,
    /// Does it hold few rows? Then they are found first and sorted; those of another are met on the walk.
    pub(crate) is_small: bool,
}

impl InGroup {
    /// `FROM ..` of its rows; `mark` is the bound id.
    pub(crate) fn found_first(&self, is_postgres: bool, mark: &str) -> String {
        let [table, column, listed, linked] = self.links.words();
        if is_postgres {
            return format!(
                "FROM (WITH hits AS MATERIALIZED (SELECT {column} AS id FROM {table} \
                 WHERE group_id = {mark}) SELECT id FROM hits) AS h \
                 JOIN {listed} ON {linked} = h.id"
            );
        }
        // CROSS JOIN keeps SQLite's planner from turning the order of the tables.
        let found_by = self.links.found_by();
        format!(
            "FROM {table} AS c CROSS JOIN {listed}{found_by} \
             ON {linked} = c.{column} AND c.group_id = {mark}"
        )
    }

    /// The condition for a row that was found another way. One value and no join: no planner turns it around.
    pub(crate) fn condition(&self, mark: &str) -> String {
        let [table, column, _, linked] = self.links.words();
        format!(
            " AND (SELECT TRUE FROM {table} AS c \
             WHERE c.group_id = {mark} AND c.{column} = {linked})"
        )
    }
}

impl Store {
    /// How a list is narrowed to that group.
    pub(crate) async fn in_group(
        &self,
        links: Links,
        group: Option<GroupId>,
    ) -> Result<Option<InGroup>> {
        let Some(GroupId(id)) = group else {
            return Ok(None);
        };
        let (of_group, values) = links.of_group(id);
        let count = self.bounded_count(&of_group, values, MOST_HITS).await?;
        Ok(Some(InGroup {
            id,
            links,
            is_small: !count.or_more,
        }))
    }

    /// Every group with how many accounts are in it, by name.
    pub(crate) async fn list_groups(&self) -> Result<Vec<GroupRow>> {
        let sql = format!(
            "SELECT g.id, g.name, g.created_at, (SELECT CAST(count(*) AS BIGINT) FROM \
             (SELECT 1 FROM group_member AS m WHERE m.group_id = g.id LIMIT {}) AS n) \
             FROM portal_group AS g WHERE g.deleted_at IS NULL ORDER BY g.name_key \
             LIMIT {MOST_GROUPS}",
            COUNT_BOUND + 1
        );
        let backend = self.read().get_database_backend();
        let rows = self
            .read()
            .query_all_raw(Statement::from_string(backend, sql))
            .await?;
        let mut groups = Vec::with_capacity(rows.len());
        for row in rows {
            let n: i64 = row.try_get_by_index(3)?;
            let n = u64::try_from(n).unwrap_or(0);
            groups.push(GroupRow {
                id: GroupId(row.try_get_by_index(0)?),
                name: row.try_get_by_index(1)?,
                created_at: Timestamp::from_micros(row.try_get_by_index(2)?),
                members: Count {
                    n: n.min(COUNT_BOUND),
                    or_more: n > COUNT_BOUND,
                },
            });
        }
        Ok(groups)
    }

    /// One group with how many accounts are in it.
    pub(crate) async fn group_row(&self, group: Group) -> Result<GroupRow> {
        let (of_group, values) = Links::Accounts.of_group(group.id.0);
        Ok(GroupRow {
            id: group.id,
            name: group.name,
            created_at: group.created_at,
            members: self.bounded_count(&of_group, values, COUNT_BOUND).await?,
        })
    }

    /// How many invitations that are pending or waiting carry the group. Ids are in the order of time: the newest
    /// are looked at, because what is open is not old.
    pub(crate) async fn count_open_in(&self, group: GroupId) -> Result<Count> {
        let newest = format!(
            "SELECT invitation_id FROM invitation_group WHERE group_id = $1 \
             ORDER BY invitation_id DESC LIMIT {LOOKED_AT}"
        );
        let open = format!(
            "FROM ({newest}) AS c JOIN invitation AS i ON i.id = c.invitation_id \
             WHERE i.status IN ('pending', 'waiting')"
        );
        let values = vec![group.0.into()];
        let found = self.bounded_count(&open, values, COUNT_BOUND).await?;
        let (of_group, values) = Links::Invitations.of_group(group.0);
        let looked_at = self.bounded_count(&of_group, values, LOOKED_AT).await?;
        Ok(Count {
            n: found.n,
            or_more: found.or_more || looked_at.or_more,
        })
    }

    /// The accounts of a group, a page of them, newest first.
    pub(crate) async fn members_of_group(
        &self,
        group: GroupId,
        place: Option<Place>,
    ) -> Result<Page<MemberFound>> {
        let (sql, values) = members(self.is_postgres(), group.0, place.as_ref());
        let backend = self.read().get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let rows = Row::find_by_statement(statement).all(self.read()).await?;
        let key = |row: &Row| (SortKey::None, row.seq);
        let Some(page) = paging::cut(rows, PAGE, place.as_ref(), key) else {
            return Box::pin(self.members_of_group(group, None)).await;
        };
        let found = page.rows.into_iter().map(|row| {
            let status = Status::parse(&row.status)
                .ok_or_else(|| unreadable("account", row.id, "status"))?;
            Ok(MemberFound {
                id: AccountId(row.id),
                name: row.full_name,
                email: row.email_typed,
                status,
                role: row.role,
                joined_at: Timestamp::from_micros(row.joined_at),
            })
        });
        Ok(Page {
            rows: found.collect::<Result<_>>()?,
            first: page.first,
            next: page.next,
            previous: page.previous,
        })
    }
}

/// The statement of a page of accounts.
fn members(is_postgres: bool, group: Uuid, place: Option<&Place>) -> (String, Vec<Value>) {
    let from = if is_postgres {
        "group_member AS m JOIN account AS a"
    } else {
        "group_member AS m INDEXED BY group_member_joined CROSS JOIN account AS a"
    };
    let backwards = place.is_some_and(|place| place.backwards);
    let (than, dir) = if backwards {
        (">", "ASC")
    } else {
        ("<", "DESC")
    };
    let mut values: Vec<Value> = vec![group.into()];
    let beyond = place.map_or_else(String::new, |place| {
        values.push(place.seq.into());
        format!(" AND m.seq {than} $2")
    });
    let sql = format!(
        "SELECT m.seq, a.id, a.full_name, a.email_typed, a.status, a.role, m.joined_at \
         FROM {from} ON a.id = m.account_id WHERE m.group_id = $1{beyond} \
         ORDER BY m.seq {dir} LIMIT {}",
        PAGE + 1
    );
    (sql, values)
}

#[cfg(test)]
mod tests;
