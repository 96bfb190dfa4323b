//! Whose pending invitations into a domain need somebody else's confirmation (T19): the few who stand for any are walked
//! along an index of their own and judged by what they hold now; their rows are then found by them.

use super::domain_invitation_list::query::Select;
use super::{Store, is_postgres};
use crate::error::Result;
use rules::domain_invitation::Status;
use rules::ids::{AccountId, DomainId};
use rules::role::{DomainAction, DomainActionSet};
use rules::time::Timestamp;
use sea_orm::{ConnectionTrait, Statement, Value};
use uuid::Uuid;

#[cfg(test)]
mod tests;

/// So many who stand for invitations are judged; a domain has a handful.
const MOST_JUDGED: usize = 1000;

/// Whoever stands for a row.
const STANDS: &str = "COALESCE(i.vouched_by, i.inviter_id)";

/// Who stands for pending invitations into a domain without being able to give all of them any more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lapsed {
    /// They may give nothing.
    all: Vec<Uuid>,
    /// They may not give these roles.
    some: Vec<(Uuid, Vec<String>)>,
}

impl Lapsed {
    /// Does a pending invitation with that role need confirmation, when that account stands for it? The command line,
    /// which has none, may give everything.
    pub(crate) fn flags(&self, stands: Option<AccountId>, role: &str) -> bool {
        let Some(AccountId(id)) = stands else {
            return false;
        };
        let is_of_role =
            |(of, roles): &(Uuid, Vec<String>)| *of == id && roles.iter().any(|name| name == role);
        self.all.contains(&id) || self.some.iter().any(is_of_role)
    }

    /// The rows that need confirmation: `FROM .. WHERE ..`.
    pub(super) fn select(&self, domain: DomainId, now: Timestamp, is_postgres: bool) -> Select {
        if self.all.is_empty() && self.some.is_empty() {
            let mut none = Select::of_domain(domain, Some(Status::Pending), now);
            none.and("FALSE");
            return none;
        }
        let mut select = Select::of_domain(domain, Some(Status::Pending), now);
        if !is_postgres {
            // Named: SQLite's planner would rather look at every pending row in their order.
            select.walk("domain_invitation_stands");
        }
        let everybody = self.all.iter().chain(self.some.iter().map(|(id, _)| id));
        let marks: Vec<String> = everybody.map(|id| select.bind((*id).into())).collect();
        select.and(&format!("{STANDS} IN ({})", marks.join(", ")));
        for (id, roles) in &self.some {
            let id = select.bind((*id).into());
            let roles: Vec<String> = roles
                .iter()
                .map(|role| select.bind(role.clone().into()))
                .collect();
            let roles = roles.join(", ");
            select.and(&format!("({STANDS} <> {id} OR i.role IN ({roles}))"));
        }
        select
    }
}

impl Store {
    /// Judges, as of now, everybody who stands for a pending invitation into the domain.
    pub(crate) async fn lapsed_in(&self, domain: DomainId) -> Result<Lapsed> {
        let (sql, values) = who_stands(domain, is_postgres(self.read()));
        let backend = self.read().get_database_backend();
        let rows = self
            .read()
            .query_all_raw(Statement::from_sql_and_values(backend, sql, values))
            .await?;
        let people = rows.iter().map(|row| row.try_get_by_index(0));
        let people = people.collect::<std::result::Result<Vec<Uuid>, sea_orm::DbErr>>()?;
        let names = self.names(people.clone()).await?;
        let held = self.held_by(domain, people.clone(), &names).await?;
        let mut lapsed = Lapsed::default();
        for id in people {
            let held = held.get(&id).copied().unwrap_or(DomainActionSet::NONE);
            if !held.allows(DomainAction::InvitationsManage) {
                lapsed.all.push(id);
                continue;
            }
            let above = self.roles().domain_roles().iter();
            let above: Vec<String> = above
                .filter(|role| !held.covers(role.actions))
                .map(|role| role.name.clone())
                .collect();
            if !above.is_empty() {
                lapsed.some.push((id, above));
            }
        }
        Ok(lapsed)
    }
}

/// Everybody who stands for a pending row of the domain, each once: from one to the next along their index.
fn who_stands(domain: DomainId, is_postgres: bool) -> (String, Vec<Value>) {
    let walked = if is_postgres {
        "domain_invitation AS i"
    } else {
        "domain_invitation AS i INDEXED BY domain_invitation_stands"
    };
    let next = |after: &str| {
        format!(
            "(SELECT {STANDS} FROM {walked} WHERE i.domain_id = $1 AND i.status = 'pending' \
             AND {STANDS} {after} ORDER BY {STANDS} LIMIT 1)"
        )
    };
    let sql = format!(
        "WITH RECURSIVE stands (who) AS (SELECT {} UNION ALL SELECT {} FROM stands \
         WHERE who IS NOT NULL) SELECT who FROM stands WHERE who IS NOT NULL LIMIT {MOST_JUDGED}",
        next("IS NOT NULL"),
        next("> stands.who"),
    );
    (sql, vec![domain.0.into()])
}
