//! The people search of a domain (PRODUCT.md section 4): approved accounts by whole address, or by name. Those whose name
//! begins with the term are walked along the index of names; those who have it elsewhere are found by the trigrams of
//! names, or met on that walk when many have it. No address is looked through.

mod query;
#[cfg(test)]
mod tests;

use super::Store;
use super::search::{MOST_HITS as MOST_FOUND, Search};
use crate::error::Result;
use query::{LIMIT, Select, Way};
use rules::domain_invitation::people::{MOST_HITS, People, Person, PersonStanding, Wanted};
use rules::ids::{AccountId, DomainId};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use std::collections::HashSet;
use uuid::Uuid;

/// The columns that are told, and what they are matched by.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
struct Row {
    id: Uuid,
    email: String,
    email_typed: String,
    full_name: String,
}

impl Store {
    /// Finds approved people but `me`, at most [`MOST_HITS`], and how they stand to the domain.
    pub(crate) async fn find_people(
        &self,
        domain: DomainId,
        wanted: &Wanted,
        me: AccountId,
    ) -> Result<People> {
        let mut rows = match wanted {
            Wanted::Address(email) => {
                let select = Select::address(email.canonical(), me);
                self.run_people(select).await?
            }
            Wanted::Name(name) => self.find_by_name(name, me).await?,
        };
        let has_more = rows.len() > MOST_HITS;
        rows.truncate(MOST_HITS);
        let hits = self.dress_people(domain, rows).await?;
        Ok(People { hits, has_more })
    }

    /// One more than is shown: whose name begins like this, then whose name holds it elsewhere.
    async fn find_by_name(&self, name: &str, me: AccountId) -> Result<Vec<Row>> {
        let mut rows = self.run_people(Select::name(name, Way::Begins, me)).await?;
        if rows.len() >= LIMIT {
            return Ok(rows);
        }
        // Without trigrams names are searched by their beginning only, whatever there is to look through.
        let search = Search::read(name, self.has_trigrams(), false);
        let Search::Trigrams { run, .. } = search else {
            return Ok(rows);
        };
        let (hits, values) = query::hits(&run, self.is_postgres());
        let found = self.bounded_count(&hits, values, MOST_FOUND).await?;
        let way = if found.or_more {
            Way::Met
        } else {
            Way::Found(run)
        };
        let others = self.run_people(Select::name(name, way, me)).await?;
        rows.extend(others);
        rows.truncate(LIMIT);
        Ok(rows)
    }

    async fn run_people(&self, select: Select) -> Result<Vec<Row>> {
        let (sql, values) = select.query(self.is_postgres());
        let backend = self.read().get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        Ok(Row::find_by_statement(statement).all(self.read()).await?)
    }

    /// Two queries for all hits, never one a row.
    async fn dress_people(&self, domain: DomainId, rows: Vec<Row>) -> Result<Vec<Person>> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let now = self.now();
        let ids = rows.iter().map(|row| row.id.into()).collect();
        let members: HashSet<Uuid> = self.firsts(query::members(domain, now, ids)).await?;
        let emails = rows.iter().map(|row| row.email.clone().into()).collect();
        let invited: HashSet<String> = self.firsts(query::invited(domain, now, emails)).await?;
        let person = |row: Row| Person {
            standing: if members.contains(&row.id) {
                PersonStanding::Member
            } else if invited.contains(&row.email) {
                PersonStanding::Invited
            } else {
                PersonStanding::Free
            },
            name: row.full_name,
            email: row.email_typed,
        };
        Ok(rows.into_iter().map(person).collect())
    }

    /// The first column of what is found.
    async fn firsts<T>(&self, (sql, values): (String, Vec<Value>)) -> Result<HashSet<T>>
    where
        T: sea_orm::TryGetable + Eq + std::hash::Hash,
    {
        let backend = self.read().get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let rows = self.read().query_all_raw(statement).await?;
        let firsts = rows.iter().map(|row| row.try_get_by_index(0));
        Ok(firsts.collect::<std::result::Result<_, sea_orm::DbErr>>()?)
    }
}
