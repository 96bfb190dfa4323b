//! Rows whose role the catalogue does not have: a portal that has any does not start. Read once, at start and by
//! `portico check`; a sound database answers with no row.

use super::Store;
use crate::error::Result;
use rules::listing::Count;
use rules::role::Catalogue;
use sea_orm::{ConnectionTrait, Statement, Value};
use uuid::Uuid;

/// So many rows are named.
const MOST_NAMED: usize = 10;
/// So many are counted; above that it is "or more".
const MOST_COUNTED: u64 = 1000;

/// A row with a role that is not in the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostRole {
    /// `account`, `invitation`, `membership` or `domain invitation`.
    pub noun: String,
    /// Its id.
    pub id: Uuid,
    /// Its status.
    pub status: String,
    /// The role.
    pub role: String,
}

/// All of them, counted, and the first few by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostRoles {
    /// The first ten.
    pub first: Vec<LostRole>,
    /// How many there are.
    pub total: Count,
}

/// Where rows name a role: what they are called, the statement up to the names, and the names that it may hold. The
/// predicates of partial indexes stand as literals, so that they are taken.
fn sources(roles: &Catalogue) -> Vec<(&'static str, &'static str, Vec<&str>)> {
    let portal: Vec<&str> = names(roles.portal_roles().iter().map(|role| &role.name));
    let domain: Vec<&str> = names(roles.domain_roles().iter().map(|role| &role.name));
    vec![
        (
            "account",
            "SELECT id, status, role, seq FROM account WHERE TRUE",
            portal.clone(),
        ),
        (
            "invitation",
            "SELECT id, status, role, seq FROM invitation \
             WHERE kind = 'portal' AND status IN ('pending', 'waiting')",
            portal,
        ),
        (
            "membership",
            "SELECT id, status, role, seq FROM membership WHERE status = 'active'",
            domain.clone(),
        ),
        (
            "domain invitation",
            "SELECT id, status, role, seq FROM domain_invitation WHERE status = 'pending'",
            domain,
        ),
    ]
}

fn names<'a>(roles: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
    roles.map(String::as_str).collect()
}

/// The statement for one of the [`sources`].
fn statement(select: &str, known: &[&str]) -> (String, Vec<Value>) {
    let marks: Vec<String> = (2..known.len() + 2).map(|n| format!("${n}")).collect();
    let sql = format!(
        "{select} AND role NOT IN ({}) ORDER BY seq LIMIT $1",
        marks.join(", ")
    );
    let most = i64::try_from(MOST_COUNTED + 1).unwrap_or(i64::MAX);
    let mut values: Vec<Value> = vec![most.into()];
    values.extend(known.iter().map(|name| Value::from(*name)));
    (sql, values)
}

impl Store {
    /// The rows whose role is not in the catalogue: accounts of any status, active memberships,
    /// and invitations that are open. Only reads.
    pub async fn lost_roles(&self) -> Result<LostRoles> {
        let backend = self.read().get_database_backend();
        let (mut first, mut n) = (Vec::new(), 0_u64);
        for (noun, select, known) in sources(self.roles()) {
            let (sql, values) = statement(select, &known);
            let statement = Statement::from_sql_and_values(backend, sql, values);
            let rows = self.read().query_all_raw(statement).await?;
            n += rows.len() as u64;
            for row in rows.iter().take(MOST_NAMED.saturating_sub(first.len())) {
                first.push(LostRole {
                    noun: noun.to_owned(),
                    id: row.try_get_by_index(0)?,
                    status: row.try_get_by_index(1)?,
                    role: row.try_get_by_index(2)?,
                });
            }
        }
        Ok(LostRoles {
            first,
            total: Count {
                n: n.min(MOST_COUNTED),
                or_more: n > MOST_COUNTED,
            },
        })
    }
}

#[cfg(test)]
mod tests;
