//! The lists of domain invitations, a domain's and the invitee's: newest first, each walked along an index that begins
//! with whose they are (PERFORMANCE section 5).

use super::flagged::Lapsed;
use super::paging::{self, Page, Place, SortKey};
use super::{Store, accounts, unreadable};
use crate::error::Result;
use query::Select;
use rules::domain_invitation::{
    DomainInvitationRow, Filter, Listing, MyFilter, MyInvitation, OfDomain, Standings, Status,
    Subject,
};
use rules::ids::{AccountId, DomainId, DomainInvitationId};
use rules::invitation::Inviter;
use rules::listing::Count;
use rules::role::DomainActionSet;
use rules::time::Timestamp;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use std::collections::HashMap;
use uuid::Uuid;

pub(super) mod query;
#[cfg(test)]
mod tests;

/// Rows are counted up to here.
const COUNT_BOUND: u64 = 1000;

/// A page as it was read.
pub(crate) struct Found<R> {
    pub(crate) rows: Vec<R>,
    pub(crate) first: u64,
    pub(crate) total: Count,
    pub(crate) next: Option<Place>,
    pub(crate) previous: Option<Place>,
}

/// Whose invitations into domains.
#[derive(Clone, Copy)]
pub(crate) enum Whose {
    Domain(DomainId),
    Account(AccountId),
}

#[derive(FromQueryResult)]
struct Standing {
    status: String,
    n: i64,
    overdue: i64,
}

#[derive(Clone, Debug, FromQueryResult)]
struct Row {
    seq: i64,
    id: Uuid,
    domain_id: Uuid,
    email_typed: String,
    account_id: Option<Uuid>,
    role: String,
    message: String,
    status: String,
    valid_until: i64,
    inviter_id: Option<Uuid>,
    vouched_by: Option<Uuid>,
    created_at: i64,
    answered_at: Option<i64>,
    reason: String,
    is_superseded: bool,
}

impl Store {
    /// A page of a domain's Invitations tab. `viewer` is who sent "mine".
    pub(crate) async fn list_domain_invitations(
        &self,
        domain: DomainId,
        listing: &Listing,
        place: Option<Place>,
        viewer: Option<AccountId>,
    ) -> Result<Found<DomainInvitationRow>> {
        let mut select = if listing.filter == Filter::Flagged {
            let lapsed = self.lapsed_in(domain).await?;
            lapsed.select(domain, self.now(), self.is_postgres())
        } else {
            Select::of_domain(domain, listing.filter.status(), self.now())
        };
        if listing.mine {
            let viewer = select.bind(viewer.map(|id| id.0).into());
            select.and(&format!("i.inviter_id = {viewer}"));
        }
        let term = listing.search.trim().to_lowercase();
        if !term.is_empty() {
            let found_in = if self.is_postgres() {
                "strpos"
            } else {
                "instr"
            };
            let term = select.bind(term.into());
            select.and(&format!("{found_in}(i.email, {term}) > 0"));
        }
        let size = usize::from(listing.size.get());
        let (page, total) = self.walk_invitations(select, place, size).await?;
        Ok(Found {
            rows: self.dress_domain_invitations(page.rows, domain).await?,
            first: page.first,
            total,
            next: page.next,
            previous: page.previous,
        })
    }

    /// How many of its pending rows need confirmation (T19).
    pub(crate) async fn count_flagged(&self, domain: DomainId, lapsed: &Lapsed) -> Result<Count> {
        let select = lapsed.select(domain, self.now(), self.is_postgres());
        self.bounded_count(&select.text, select.values, COUNT_BOUND)
            .await
    }

    /// How their rows stand as of now, each up to [`COUNT_BOUND`].
    pub(crate) async fn count_standings(&self, whose: Whose) -> Result<Standings> {
        let (sql, values) = query::standings(whose, self.now(), COUNT_BOUND + 1);
        let backend = self.read().get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let rows = Standing::find_by_statement(statement);
        let rows = rows.all(self.read()).await?;
        let overdue: i64 = rows.iter().map(|row| row.overdue).sum();
        let each = rows.into_iter().map(|row| {
            let status = Status::parse(&row.status);
            let status = status.ok_or_else(|| unreadable("domain invitation", "", "status"))?;
            // What is overdue is expired, before any job says so.
            let n = match status {
                Status::Expired => row.n + overdue,
                _ => row.n - row.overdue,
            };
            let n = u64::try_from(n).unwrap_or(0);
            let count = Count {
                n: n.min(COUNT_BOUND),
                or_more: n.max(row.n.unsigned_abs()) > COUNT_BOUND,
            };
            Ok((status, count))
        });
        Ok(Standings::counted(each.collect::<Result<_>>()?))
    }

    /// A page of My invitations, of `size` rows.
    pub(crate) async fn list_my_invitations(
        &self,
        account: AccountId,
        filter: MyFilter,
        size: usize,
        place: Option<Place>,
    ) -> Result<Found<MyInvitation>> {
        let select = Select::of_account(account, filter.status(), self.now());
        let (page, total) = self.walk_invitations(select, place, size).await?;
        Ok(Found {
            rows: self.dress_my_invitations(page.rows).await?,
            first: page.first,
            total,
            next: page.next,
            previous: page.previous,
        })
    }

    async fn walk_invitations(
        &self,
        select: Select,
        place: Option<Place>,
        size: usize,
    ) -> Result<(Page<Row>, Count)> {
        let Select { text, values } = &select;
        let counted = format!("{text} ORDER BY i.seq");
        let total = self
            .bounded_count(&counted, values.clone(), COUNT_BOUND)
            .await?;
        let mut place = place;
        loop {
            let (sql, values) = select.clone().page(place.as_ref(), size);
            let backend = self.read().get_database_backend();
            let statement = Statement::from_sql_and_values(backend, sql, values);
            let rows = Row::find_by_statement(statement).all(self.read()).await?;
            let page = paging::cut(rows, size, place.as_ref(), |row| (SortKey::None, row.seq));
            match page {
                Some(page) => return Ok((page, total)),
                None => place = None,
            }
        }
    }

    async fn dress_domain_invitations(
        &self,
        rows: Vec<Row>,
        domain: DomainId,
    ) -> Result<Vec<DomainInvitationRow>> {
        let people = rows
            .iter()
            .flat_map(|row| [row.account_id, row.inviter_id, row.vouched_by]);
        let names = self.names(people.flatten().collect()).await?;
        let stand = rows
            .iter()
            .filter_map(|row| row.vouched_by.or(row.inviter_id))
            .collect();
        let held = self.held_by(domain, stand, &names).await?;
        let now = self.now();
        rows.into_iter()
            .map(|row| {
                let status = status(&row)?;
                let role_actions = self.roles().domain_actions_of(&row.role);
                let stands = row.vouched_by.or(row.inviter_id);
                let inviter_held = match stands {
                    None => DomainActionSet::ALL,
                    Some(id) => held.get(&id).copied().unwrap_or(DomainActionSet::NONE),
                };
                let valid_until = Timestamp::from_micros(row.valid_until);
                let subject = Subject {
                    status,
                    valid_until,
                    account: row.account_id.map(AccountId),
                    is_account_approved: true,
                    role_actions,
                    inviter_held,
                    is_archived: false,
                };
                Ok(DomainInvitationRow {
                    id: DomainInvitationId(row.id),
                    account: row.account_id.map(AccountId),
                    name: row
                        .account_id
                        .and_then(|id| names.get(&id))
                        .map_or_else(String::new, |named| named.name.clone()),
                    email: row.email_typed,
                    role: row.role,
                    role_actions,
                    inviter: inviter(row.inviter_id, &names),
                    invited_at: Timestamp::from_micros(row.created_at),
                    valid_until,
                    status,
                    answered_at: row.answered_at.map(Timestamp::from_micros),
                    reason: row.reason,
                    flagged: subject.standing(now) == Status::Pending && !subject.inviter_vouches(),
                    is_superseded: row.is_superseded,
                })
            })
            .collect()
    }

    /// What those who stand for rows hold in the domain now: one query for all of them.
    pub(super) async fn held_by(
        &self,
        domain: DomainId,
        mut people: Vec<Uuid>,
        names: &HashMap<Uuid, accounts::Named>,
    ) -> Result<HashMap<Uuid, DomainActionSet>> {
        people.sort_unstable();
        people.dedup();
        if people.is_empty() {
            return Ok(HashMap::new());
        }
        let marks: Vec<String> = (0..people.len()).map(|n| format!("${}", n + 3)).collect();
        let sql = format!(
            "SELECT account_id, role FROM membership WHERE domain_id = $1 AND status = 'active' \
             AND (ends_at IS NULL OR ends_at > $2) AND account_id IN ({})",
            marks.join(", ")
        );
        let mut values: Vec<Value> = vec![domain.0.into(), self.now().as_micros().into()];
        values.extend(people.iter().map(|id| (*id).into()));
        let backend = self.read().get_database_backend();
        let found = self
            .read()
            .query_all_raw(Statement::from_sql_and_values(backend, sql, values))
            .await?;
        let mut roles: HashMap<Uuid, String> = HashMap::new();
        for row in found {
            roles.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        }
        let held = people.into_iter().filter_map(|id| {
            let named = names.get(&id).filter(|named| named.is_approved)?;
            let portal = self.roles().actions_of(&named.role);
            let actor = rules::policy::Actor::account(AccountId(id), portal);
            let role = roles.get(&id);
            let actions = role.map_or(DomainActionSet::NONE, |role| {
                self.roles().domain_actions_of(role)
            });
            Some((id, rules::domain::held(&actor, actions)))
        });
        Ok(held.collect())
    }

    async fn dress_my_invitations(&self, rows: Vec<Row>) -> Result<Vec<MyInvitation>> {
        let names = self
            .names(rows.iter().filter_map(|row| row.inviter_id).collect())
            .await?;
        let domains = self
            .domains_of(rows.iter().map(|row| row.domain_id).collect())
            .await?;
        rows.into_iter()
            .map(|row| {
                let domain = domains.get(&row.domain_id).cloned();
                let role = self.roles().domain_role(&row.role);
                Ok(MyInvitation {
                    id: DomainInvitationId(row.id),
                    domain: domain
                        .ok_or_else(|| unreadable("domain invitation", row.id, "domain"))?,
                    role_description: role
                        .map_or_else(String::new, |role| role.description.clone()),
                    inviter: inviter(row.inviter_id, &names),
                    invited_at: Timestamp::from_micros(row.created_at),
                    valid_until: Timestamp::from_micros(row.valid_until),
                    status: status(&row)?,
                    answered_at: row.answered_at.map(Timestamp::from_micros),
                    role: row.role,
                    message: row.message,
                })
            })
            .collect()
    }

    pub(super) async fn names(&self, mut ids: Vec<Uuid>) -> Result<HashMap<Uuid, accounts::Named>> {
        ids.sort_unstable();
        ids.dedup();
        accounts::names_of(self.read(), ids).await
    }

    async fn domains_of(&self, mut ids: Vec<Uuid>) -> Result<HashMap<Uuid, OfDomain>> {
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let marks: Vec<String> = (1..=ids.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "SELECT id, name, title, description FROM domain WHERE id IN ({})",
            marks.join(", ")
        );
        let values: Vec<Value> = ids.into_iter().map(Into::into).collect();
        let backend = self.read().get_database_backend();
        let rows = self
            .read()
            .query_all_raw(Statement::from_sql_and_values(backend, sql, values))
            .await?;
        let mut domains = HashMap::new();
        for row in rows {
            let id: Uuid = row.try_get_by_index(0)?;
            let domain = OfDomain {
                id: DomainId(id),
                name: row.try_get_by_index(1)?,
                title: row.try_get_by_index(2)?,
                description: row.try_get_by_index(3)?,
            };
            domains.insert(id, domain);
        }
        Ok(domains)
    }
}

fn status(row: &Row) -> Result<Status> {
    Status::parse(&row.status).ok_or_else(|| unreadable("domain invitation", row.id, "status"))
}

fn inviter(id: Option<Uuid>, names: &HashMap<Uuid, accounts::Named>) -> Inviter {
    Inviter {
        id: id.map(AccountId),
        name: match id {
            None => "Command line".to_string(),
            Some(id) => names
                .get(&id)
                .map_or_else(|| "Deleted account".to_string(), |named| named.name.clone()),
        },
    }
}
