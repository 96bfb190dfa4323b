//! The members of a domain, a keyset walk along an index that begins with the domain (PRODUCT.md 8.5; PERFORMANCE
//! section 5). Name and address are those that the membership copies, so no other table is sorted.

use super::group_list::Links;
use super::paging::{self, Page, Place, SortKey};
use super::search::{COUNT_BOUND, LONGEST_SCAN, MOST_HITS, Search};
use super::{Store, accounts, groups, unreadable};
use crate::error::Result;
use rules::account;
use rules::ids::{AccountId, DomainId, MembershipId};
use rules::invitation::Inviter;
use rules::listing::Count;
use rules::membership::{MemberListing, MemberRow, MemberSort, Status};
use rules::time::Timestamp;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use std::collections::HashMap;
use uuid::Uuid;

mod query;
#[cfg(test)]
mod tests;
use query::Select;

/// Who looks at members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Viewer {
    /// Whose own row is marked.
    pub(crate) account: Option<AccountId>,
    /// May they learn which groups people are in?
    pub(crate) sees_groups: bool,
}

/// All pages of a view, one after the other: how they are looked for is found out once.
pub(crate) struct MemberWalk {
    select: Select,
    viewer: Viewer,
}

/// A page as it was read.
pub(crate) struct Found {
    pub(crate) rows: Vec<MemberRow>,
    pub(crate) first: u64,
    pub(crate) total: Count,
    pub(crate) next: Option<Place>,
    pub(crate) previous: Option<Place>,
    pub(crate) search_is_prefix: bool,
}

#[derive(Clone, Debug, FromQueryResult)]
struct Row {
    seq: i64,
    id: Uuid,
    account_id: Uuid,
    role: String,
    status: String,
    origin: String,
    invited_by: Option<Uuid>,
    name_key: String,
    email: String,
    joined_at: i64,
    ends_at: Option<i64>,
    ended_at: Option<i64>,
    full_name: Option<String>,
    email_typed: Option<String>,
    account_status: Option<String>,
}

impl Row {
    fn key(&self, sort: MemberSort) -> SortKey {
        match sort {
            MemberSort::Joined => SortKey::None,
            MemberSort::Email => SortKey::Text(self.email.clone()),
            MemberSort::Name => SortKey::Text(self.name_key.clone()),
        }
    }
}

impl Store {
    /// Reads one page.
    pub(crate) async fn list_members(
        &self,
        domain: DomainId,
        listing: &MemberListing,
        place: Option<Place>,
        viewer: Viewer,
    ) -> Result<Found> {
        let select = self.select_of(domain, listing, place).await?;
        let search_is_prefix = matches!(select.search, Search::Prefix(_));
        let (counted, values) = select.counted(self.is_postgres());
        let total = self.bounded_count(&counted, values, COUNT_BOUND).await?;
        let size = usize::from(listing.size.get());
        let page = self.page_of_members(select, size).await?;
        Ok(Found {
            rows: self.dress_members(page.rows, viewer).await?,
            first: page.first,
            total,
            next: page.next,
            previous: page.previous,
            search_is_prefix,
        })
    }

    /// Begins to read every page of a view.
    pub(crate) async fn walk_members(
        &self,
        domain: DomainId,
        listing: &MemberListing,
        viewer: Viewer,
    ) -> Result<MemberWalk> {
        let select = self.select_of(domain, listing, None).await?;
        Ok(MemberWalk { select, viewer })
    }

    /// The next rows of a walk; it goes on behind the last of them. `None` at the end.
    pub(crate) async fn walk_on(
        &self,
        mut walk: MemberWalk,
        size: usize,
    ) -> Result<(Vec<MemberRow>, Option<MemberWalk>)> {
        let page = self.page_of_members(walk.select.clone(), size).await?;
        let rows = self.dress_members(page.rows, walk.viewer).await?;
        let next = page.next.map(|place| {
            walk.select.place = Some(place);
            walk
        });
        Ok((rows, next))
    }

    /// How a view is looked for.
    async fn select_of(
        &self,
        domain: DomainId,
        listing: &MemberListing,
        place: Option<Place>,
    ) -> Result<Select> {
        let is_postgres = self.is_postgres();
        let mut select = Select {
            domain,
            status: listing.status,
            role: Some(listing.role.clone()).filter(|role| !role.is_empty()),
            group: None,
            search: Search::None,
            sort: listing.sort,
            dir: listing.dir,
            place,
            is_rare: false,
        };
        if !listing.search.trim().is_empty() {
            let (counted, values) = select.counted(is_postgres);
            let all = self.bounded_count(&counted, values, LONGEST_SCAN).await?;
            select.search = Search::read(&listing.search, self.has_trigrams(), !all.or_more);
            if let Some((hits, values)) = select.search.hits(is_postgres, "account", "search_key") {
                select.is_rare = !self.bounded_count(&hits, values, MOST_HITS).await?.or_more;
            }
        }
        select.group = self.in_group(Links::Members, listing.group).await?;
        Ok(select)
    }

    /// One membership of the domain.
    pub(crate) async fn find_member(
        &self,
        domain: DomainId,
        id: MembershipId,
        viewer: Viewer,
    ) -> Result<Option<MemberRow>> {
        let sql = "SELECT m.seq, m.id, m.account_id, m.role, m.status, m.origin, m.invited_by, \
                   m.name_key, m.email, m.joined_at, m.ends_at, m.ended_at, \
                   a.full_name, a.email_typed, a.status AS account_status \
                   FROM membership AS m LEFT JOIN account AS a ON a.id = m.account_id \
                   WHERE m.id = $1 AND m.domain_id = $2";
        let backend = self.read().get_database_backend();
        let values = [Value::from(id.0), Value::from(domain.0)];
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let found = Row::find_by_statement(statement).one(self.read()).await?;
        let rows = self.dress_members(found.into_iter().collect(), viewer);
        Ok(rows.await?.pop())
    }

    /// The addresses, as typed, of these members of the domain.
    pub(crate) async fn emails_of_members(
        &self,
        domain: DomainId,
        ids: &[MembershipId],
    ) -> Result<HashMap<MembershipId, String>> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let marks: Vec<String> = (0..ids.len()).map(|n| format!("${}", n + 2)).collect();
        let sql = format!(
            "SELECT m.id, a.email_typed FROM membership AS m \
             JOIN account AS a ON a.id = m.account_id WHERE m.domain_id = $1 AND m.id IN ({})",
            marks.join(", ")
        );
        let mut values: Vec<Value> = vec![domain.0.into()];
        values.extend(ids.iter().map(|id| Value::from(id.0)));
        let backend = self.read().get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let rows = self.read().query_all_raw(statement).await?;
        rows.iter()
            .map(|row| {
                let id = MembershipId(row.try_get_by_index(0)?);
                Ok((id, row.try_get_by_index(1)?))
            })
            .collect()
    }

    async fn page_of_members(&self, mut select: Select, size: usize) -> Result<Page<Row>> {
        loop {
            let (sql, values) = select.query(self.is_postgres(), size);
            let backend = self.read().get_database_backend();
            let statement = Statement::from_sql_and_values(backend, sql, values);
            let rows = Row::find_by_statement(statement).all(self.read()).await?;
            let sort = select.sort;
            let page = paging::cut(rows, size, select.place.as_ref(), |row: &Row| {
                (row.key(sort), row.seq)
            });
            match page {
                Some(page) => return Ok(page),
                None => select.place = None,
            }
        }
    }

    /// Adds who invited, and the groups: one query each for the whole page.
    async fn dress_members(&self, rows: Vec<Row>, viewer: Viewer) -> Result<Vec<MemberRow>> {
        let in_groups = if viewer.sees_groups {
            let ids: Vec<Uuid> = rows.iter().map(|row| row.account_id).collect();
            groups::of_accounts(self.read(), &ids).await?
        } else {
            HashMap::new()
        };
        let mut people: Vec<Uuid> = rows
            .iter()
            .flat_map(|row| {
                [
                    row.invited_by,
                    row.full_name.is_none().then_some(row.account_id),
                ]
            })
            .flatten()
            .collect();
        people.sort_unstable();
        people.dedup();
        let names = accounts::names_of(self.read(), people).await?;
        let name_of = |id: Uuid| {
            names
                .get(&id)
                .map_or_else(|| "Deleted account".to_string(), |named| named.name.clone())
        };
        rows.into_iter()
            .map(|row| {
                let broken = |what| unreadable("membership", row.id, what);
                let status = Status::parse(&row.status).ok_or_else(|| broken("status"))?;
                let account_status = match &row.account_status {
                    None => None,
                    Some(word) => {
                        Some(account::Status::parse(word).ok_or_else(|| broken("account"))?)
                    }
                };
                let invited_by = (row.origin == "invitation").then(|| Inviter {
                    id: row.invited_by.map(AccountId),
                    name: row
                        .invited_by
                        .map_or_else(|| "Command line".to_string(), name_of),
                });
                Ok(MemberRow {
                    id: MembershipId(row.id),
                    account: AccountId(row.account_id),
                    name: row.full_name.unwrap_or_else(|| name_of(row.account_id)),
                    email: row.email_typed.unwrap_or_default(),
                    account_status,
                    status,
                    role_actions: self.roles().domain_actions_of(&row.role),
                    role: row.role,
                    joined_at: Timestamp::from_micros(row.joined_at),
                    invited_by,
                    ends_at: row.ends_at.map(Timestamp::from_micros),
                    ended_at: row.ended_at.map(Timestamp::from_micros),
                    groups: viewer
                        .sees_groups
                        .then(|| in_groups.get(&row.account_id).cloned().unwrap_or_default()),
                    is_oneself: viewer.account == Some(AccountId(row.account_id)),
                })
            })
            .collect()
    }
}
