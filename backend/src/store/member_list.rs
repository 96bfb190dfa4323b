//! The members of a domain, a keyset walk along an index that begins with the domain (PRODUCT.md 8.5; PERFORMANCE
//! section 5). Name and address are those that the membership copies, so no other table is sorted.

use super::paging::{self, Page, Place, SortKey, walks_ascending};
use super::search::{COUNT_BOUND, LONGEST_SCAN, MOST_HITS, Search, escape_like};
use super::{Store, accounts, unreadable};
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

#[cfg(test)]
mod tests;

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

/// What is selected. Words of ours are written as literals, so that the planner sees which index fits; everything
/// that a person typed is bound.
#[derive(Clone, Debug)]
struct Select {
    domain: DomainId,
    status: Status,
    role: Option<String>,
    search: Search,
    sort: MemberSort,
    dir: rules::listing::Direction,
    place: Option<Place>,
    /// Does the search meet few rows? Then they are found first and sorted.
    is_rare: bool,
}

/// `FROM .. WHERE ..` with its values.
type Clauses = (String, Vec<Value>);

impl Select {
    fn finds_first(&self) -> bool {
        matches!(self.search, Search::Trigrams { .. }) && self.is_rare
    }

    fn clauses(&self, is_postgres: bool) -> Clauses {
        let mut values: Vec<Value> = Vec::new();
        let mut bind = |value: Value| {
            values.push(value);
            format!("${}", values.len())
        };
        let found_in = if is_postgres { "strpos" } else { "instr" };
        let key = "(m.name_key || ' ' || m.email)";
        let (from, found) = match &self.search {
            Search::None => (self.table(is_postgres), String::new()),
            Search::Trigrams { term, run } if self.finds_first() => {
                let escaped = if is_postgres {
                    escape_like(run)
                } else {
                    run.clone()
                };
                let like = bind(format!("%{escaped}%").into());
                let term = bind(term.clone().into());
                let from = if is_postgres {
                    format!(
                        "FROM (WITH hits AS MATERIALIZED (SELECT id FROM account \
                         WHERE search_key LIKE {like}) SELECT id FROM hits) AS h \
                         JOIN membership AS m ON m.account_id = h.id"
                    )
                } else {
                    // CROSS JOIN keeps SQLite's planner from turning the order of the tables.
                    format!(
                        "FROM account_search AS s CROSS JOIN account AS h \
                         ON h.seq = s.rowid AND s.search_key LIKE {like} \
                         CROSS JOIN membership AS m INDEXED BY membership_of_account \
                         ON m.account_id = h.id"
                    )
                };
                (from, format!(" AND {found_in}({key}, {term}) > 0"))
            }
            Search::Trigrams { term, .. } | Search::Scan(term) => {
                let term = bind(term.clone().into());
                let found = format!(" AND {found_in}({key}, {term}) > 0");
                (self.table(is_postgres), found)
            }
            Search::Prefix(term) => {
                let from = bind(term.clone().into());
                let to = bind(format!("{term}\u{10ffff}").into());
                let found = format!(" AND m.email >= {from} AND m.email < {to}");
                (self.table(is_postgres), found)
            }
        };
        let domain = bind(self.domain.0.into());
        let role = match &self.role {
            Some(role) => format!(" AND m.role = {}", bind(role.clone().into())),
            None => String::new(),
        };
        let status = self.status.as_str();
        (
            format!("{from} WHERE m.domain_id = {domain} AND m.status = '{status}'{role}{found}"),
            values,
        )
    }

    /// On SQLite the index is named: with few or old statistics its planner sorts what it could walk.
    fn table(&self, is_postgres: bool) -> String {
        if is_postgres {
            return "FROM membership AS m".to_string();
        }
        let ends_with = match (&self.role, self.sort) {
            (None, MemberSort::Joined) => "joined",
            (None, MemberSort::Name) => "name",
            (None, MemberSort::Email) => "email",
            (Some(_), MemberSort::Joined) => "role",
            (Some(_), MemberSort::Name) => "role_name",
            (Some(_), MemberSort::Email) => "role_email",
        };
        format!("FROM membership AS m INDEXED BY membership_by_{ends_with}")
    }

    /// What is counted, in an order that its index has.
    fn counted(&self, is_postgres: bool) -> Clauses {
        let sort = match self.search {
            Search::Prefix(_) => MemberSort::Email,
            Search::None | Search::Trigrams { .. } | Search::Scan(_) => MemberSort::Joined,
        };
        let select = Select {
            sort,
            place: None,
            ..self.clone()
        };
        let (text, values) = select.clauses(is_postgres);
        if select.finds_first() {
            return (text, values);
        }
        (format!("{text} ORDER BY {}", select.order()), values)
    }

    fn query(&self, is_postgres: bool, size: usize) -> Clauses {
        let (mut text, mut values) = self.clauses(is_postgres);
        if let Some(place) = &self.place {
            let mut bind = |value: Value| {
                values.push(value);
                format!("${}", values.len())
            };
            let than = if walks_ascending(self.dir, Some(place)) {
                ">"
            } else {
                "<"
            };
            let column = match self.sort {
                MemberSort::Name => "m.name_key",
                MemberSort::Email | MemberSort::Joined => "m.email",
            };
            let condition = match &place.key {
                SortKey::Text(key) => {
                    let (key, seq) = (bind(key.clone().into()), bind(place.seq.into()));
                    format!(" AND ({column}, m.seq) {than} ({key}, {seq})")
                }
                SortKey::None | SortKey::Number(_) => {
                    format!(" AND m.seq {than} {}", bind(place.seq.into()))
                }
            };
            text.push_str(&condition);
        }
        let order = self.order();
        // The page is found first, and only its rows are dressed with their accounts.
        let sql = format!(
            "SELECT page.*, a.full_name, a.email_typed, a.status AS account_status FROM \
             (SELECT m.seq, m.id, m.account_id, m.role, m.status, m.origin, m.invited_by, \
              m.name_key, m.email, m.joined_at, m.ends_at, m.ended_at {text} \
              ORDER BY {order} LIMIT {}) AS page \
             LEFT JOIN account AS a ON a.id = page.account_id ORDER BY {}",
            size + 1,
            order.replace("m.", "page.")
        );
        (sql, values)
    }

    fn order(&self) -> String {
        let dir = if walks_ascending(self.dir, self.place.as_ref()) {
            "ASC"
        } else {
            "DESC"
        };
        match self.sort {
            MemberSort::Joined => format!("m.seq {dir}"),
            MemberSort::Email => format!("m.email {dir}, m.seq {dir}"),
            MemberSort::Name => format!("m.name_key {dir}, m.seq {dir}"),
        }
    }
}

impl Store {
    /// Reads one page. `viewer` is whose own row is marked.
    pub(crate) async fn list_members(
        &self,
        domain: DomainId,
        listing: &MemberListing,
        place: Option<Place>,
        viewer: Option<AccountId>,
    ) -> Result<Found> {
        let is_postgres = self.is_postgres();
        let mut select = Select {
            domain,
            status: listing.status,
            role: Some(listing.role.clone()).filter(|role| !role.is_empty()),
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
        let search_is_prefix = matches!(select.search, Search::Prefix(_));
        let (counted, values) = select.counted(is_postgres);
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

    /// One membership of the domain.
    pub(crate) async fn find_member(
        &self,
        domain: DomainId,
        id: MembershipId,
        viewer: Option<AccountId>,
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

    /// Adds who invited: one query for the whole page.
    async fn dress_members(
        &self,
        rows: Vec<Row>,
        viewer: Option<AccountId>,
    ) -> Result<Vec<MemberRow>> {
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
                    is_oneself: viewer == Some(AccountId(row.account_id)),
                })
            })
            .collect()
    }
}
