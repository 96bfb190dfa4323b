//! The list of accounts (PRODUCT.md 8.4; PERFORMANCE section 5). A tab is a status, and every page a keyset walk along
//! an index that begins with it, so that the database never sorts a table.

mod query;
#[cfg(test)]
mod tests;

use super::group_list::Links;
use super::paging::{self, Page, Place, SortKey};
use super::search::{COUNT_BOUND, LONGEST_SCAN, MOST_HITS, Search};
use super::{Store, accounts, groups, unreadable};
use crate::error::Result;
use query::Select;
use rules::account::{DeveloperListing, DeveloperRow, DeveloperSort, Origin, Status};
use rules::ids::AccountId;
use rules::invitation::Inviter;
use rules::listing::Count;
use rules::time::Timestamp;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use std::collections::HashMap;
use uuid::Uuid;

/// A page as it was read.
pub(crate) struct Found {
    pub(crate) rows: Vec<DeveloperRow>,
    pub(crate) first: u64,
    pub(crate) total: Count,
    pub(crate) next: Option<Place>,
    pub(crate) previous: Option<Place>,
    pub(crate) counts: Vec<(Status, u64)>,
    pub(crate) search_is_prefix: bool,
}

/// The columns that the list shows, and no others.
#[derive(Clone, Debug, FromQueryResult)]
struct Row {
    seq: i64,
    id: Uuid,
    email: String,
    email_typed: String,
    full_name: String,
    name_key: String,
    role: String,
    status: String,
    origin: String,
    created_at: i64,
}

impl Row {
    fn key(&self, sort: DeveloperSort) -> SortKey {
        match sort {
            DeveloperSort::Created => SortKey::None,
            DeveloperSort::Email => SortKey::Text(self.email.clone()),
            DeveloperSort::Name => SortKey::Text(self.name_key.clone()),
        }
    }
}

impl Store {
    /// Reads one page. `viewer` is whose own row is marked.
    pub(crate) async fn list_developers(
        &self,
        listing: &DeveloperListing,
        place: Option<Place>,
        viewer: Option<AccountId>,
    ) -> Result<Found> {
        let counts = account_counts(self.read()).await?;
        let listed: u64 = counts.iter().map(|(_, n)| n).sum();
        let search = Search::read(&listing.search, self.has_trigrams(), listed <= LONGEST_SCAN);
        let search_is_prefix = matches!(search, Search::Prefix(_));
        let has_few_hits = match search.hits(self.is_postgres(), "account", "search_key") {
            Some((hits, values)) => !self.bounded_count(&hits, values, MOST_HITS).await?.or_more,
            None => false,
        };
        let group = self.in_group(Links::Accounts, listing.group).await?;
        let mut select = Select {
            tab: listing.tab,
            group,
            search,
            sort: listing.sort,
            dir: listing.dir,
            place,
            limit: u64::from(listing.size.get()) + 1,
            is_rare: has_few_hits,
        };
        let total = if select.search == Search::None && select.group.is_none() {
            let on_tab = counts.iter().find(|(status, _)| *status == listing.tab);
            Count::exactly(on_tab.map_or(0, |(_, n)| *n))
        } else {
            let (counted, values) = select.counted(self.is_postgres());
            self.bounded_count(&counted, values, COUNT_BOUND).await?
        };
        if search_is_prefix {
            select.is_rare = !total.or_more;
        }
        let page = self.page_of_developers(select).await?;
        Ok(Found {
            rows: self.dress_developers(page.rows, viewer).await?,
            first: page.first,
            total,
            next: page.next,
            previous: page.previous,
            counts,
            search_is_prefix,
        })
    }

    /// One row of the list, as of now.
    pub(crate) async fn developer_row(
        &self,
        id: AccountId,
        viewer: Option<AccountId>,
    ) -> Result<Option<DeveloperRow>> {
        let rows = self.run_developers(query::one(id.0)).await?;
        Ok(self.dress_developers(rows, viewer).await?.pop())
    }

    async fn page_of_developers(&self, select: Select) -> Result<Page<Row>> {
        let size = usize::try_from(select.limit - 1).unwrap_or(50);
        let sort = select.sort;
        let rows = self
            .run_developers(select.query(self.is_postgres()))
            .await?;
        let page = paging::cut(rows, size, select.place.as_ref(), |row: &Row| {
            (row.key(sort), row.seq)
        });
        match page {
            Some(page) => Ok(page),
            None => {
                let select = Select {
                    place: None,
                    ..select
                };
                Box::pin(self.page_of_developers(select)).await
            }
        }
    }

    async fn run_developers(&self, (sql, values): (String, Vec<Value>)) -> Result<Vec<Row>> {
        let backend = self.read().get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        Ok(Row::find_by_statement(statement).all(self.read()).await?)
    }

    /// Adds who invited, and the groups: three queries for the whole page, never one a row.
    async fn dress_developers(
        &self,
        rows: Vec<Row>,
        viewer: Option<AccountId>,
    ) -> Result<Vec<DeveloperRow>> {
        let inviters = self.inviters_of(&rows).await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let mut in_groups = groups::of_accounts(self.read(), &ids).await?;
        let mut people: Vec<Uuid> = inviters.values().copied().flatten().collect();
        people.sort_unstable();
        people.dedup();
        let names = accounts::names_of(self.read(), people).await?;
        rows.into_iter()
            .map(|row| {
                let status = Status::parse(&row.status)
                    .ok_or_else(|| unreadable("account", row.id, "status"))?;
                let origin = Origin::parse(&row.origin)
                    .ok_or_else(|| unreadable("account", row.id, "origin"))?;
                let inviter = inviters.get(&row.id).map(|by| Inviter {
                    id: by.map(AccountId),
                    name: match by {
                        None => "Command line".to_string(),
                        Some(by) => names
                            .get(by)
                            .map_or_else(|| "Deleted account".to_string(), |n| n.name.clone()),
                    },
                });
                Ok(DeveloperRow {
                    id: AccountId(row.id),
                    name: row.full_name,
                    email: row.email_typed,
                    created_at: Timestamp::from_micros(row.created_at),
                    role: row.role,
                    groups: in_groups.remove(&row.id).unwrap_or_default(),
                    status,
                    origin,
                    inviter,
                    is_oneself: viewer == Some(AccountId(row.id)),
                })
            })
            .collect()
    }

    /// Who sent the newest invitation that each account has answered; `None` in it is the command line.
    async fn inviters_of(&self, rows: &[Row]) -> Result<HashMap<Uuid, Option<Uuid>>> {
        if rows.is_empty() {
            return Ok(HashMap::new());
        }
        let marks: Vec<String> = (1..=rows.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "SELECT account_id, inviter_id FROM invitation WHERE account_id IN ({}) \
             ORDER BY seq",
            marks.join(", ")
        );
        let values: Vec<Value> = rows.iter().map(|row| row.id.into()).collect();
        let backend = self.read().get_database_backend();
        let found = self
            .read()
            .query_all_raw(Statement::from_sql_and_values(backend, sql, values))
            .await?;
        let mut inviters = HashMap::new();
        for row in found {
            inviters.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        }
        Ok(inviters)
    }
}

/// How many accounts each tab holds.
pub(crate) async fn account_counts(conn: &impl ConnectionTrait) -> Result<Vec<(Status, u64)>> {
    let rows = conn
        .query_all_raw(Statement::from_string(
            conn.get_database_backend(),
            "SELECT status, CAST(SUM(n) AS BIGINT) FROM account_count GROUP BY status",
        ))
        .await?;
    let mut on: HashMap<String, i64> = HashMap::new();
    for row in rows {
        on.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    }
    Ok(Status::ALL
        .into_iter()
        .map(|status| {
            let n = on.get(status.as_str()).copied().unwrap_or(0);
            (status, u64::try_from(n).unwrap_or(0))
        })
        .collect())
}
