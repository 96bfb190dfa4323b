//! The list of portal invitations (PRODUCT.md 8.2; PERFORMANCE section 5). Every page is a keyset walk
//! along an index that begins with what is filtered by and ends with what is sorted by. A filter that
//! spans several shelves is a merge of such walks, done here, so that the database never sorts a table.

mod query;
#[cfg(test)]
mod tests;

use super::accounts::{self, Named};
use super::counts;
use super::group_list::{InGroup, Links};
use super::paging::{self, Page, Place, SortKey};
use super::search::{COUNT_BOUND, LONGEST_SCAN, MOST_HITS, Search};
use super::{Store, unreadable};
use super::{groups, memberships};
use crate::error::Result;
use query::{Overdue, Scope, Select};
use rules::domain_invitation::gives_portal_row;
use rules::group::Carried;
use rules::ids::{AccountId, InvitationId};
use rules::invitation::{Invitation, InvitationRow, Inviter, Status};
use rules::listing::{Count, Direction, InvitationFilter, InvitationListing, InvitationSort};
use rules::outbox::Delivery;
use rules::policy::ActionSet;
use rules::role::{Catalogue, DomainActionSet};
use rules::time::Timestamp;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use std::cmp::Ordering;
use std::collections::HashMap;
use uuid::Uuid;

/// So many rows that the sweeper has not met are sorted in memory; more are walked.
const MOST_UNSWEPT: usize = 500;

/// A page as it was read.
pub(crate) struct Found {
    pub(crate) rows: Vec<InvitationRow>,
    pub(crate) first: u64,
    pub(crate) total: Count,
    pub(crate) next: Option<Place>,
    pub(crate) previous: Option<Place>,
    pub(crate) counts: Vec<(InvitationFilter, Count)>,
    pub(crate) search_is_prefix: bool,
}

/// The columns that a list shows, and no others.
#[derive(Clone, Debug, FromQueryResult)]
struct Row {
    seq: i64,
    id: Uuid,
    email: String,
    email_typed: String,
    role: String,
    status: String,
    valid_until: i64,
    inviter_id: Option<Uuid>,
    changed_by: Option<Uuid>,
    created_at: i64,
    made_for: Option<Uuid>,
}

impl Row {
    fn key(&self, sort: InvitationSort) -> SortKey {
        match sort {
            InvitationSort::InvitedAt => SortKey::None,
            InvitationSort::Email => SortKey::Text(self.email.clone()),
            InvitationSort::ValidUntil => SortKey::Number(self.valid_until),
        }
    }

    fn compare(&self, other: &Row, sort: InvitationSort) -> Ordering {
        match sort {
            InvitationSort::InvitedAt => Ordering::Equal,
            InvitationSort::Email => self.email.cmp(&other.email),
            InvitationSort::ValidUntil => self.valid_until.cmp(&other.valid_until),
        }
        .then(self.seq.cmp(&other.seq))
    }
}

impl Store {
    /// Reads one page. `viewer` is whom "sent by me" means.
    pub(crate) async fn list_invitations(
        &self,
        listing: &InvitationListing,
        place: Option<Place>,
        viewer: Option<AccountId>,
        needs_approval: bool,
    ) -> Result<Found> {
        let now = self.now();
        let shelves = counts::shelves(self.read()).await?;
        let overdue = counts::overdue(self.read(), now).await?;
        let mine = if listing.mine {
            Some(viewer.map(|id| id.0))
        } else {
            None
        };
        let listed = shelves.count(InvitationFilter::All, overdue);
        let search = Search::read(&listing.search, self.has_trigrams(), listed <= LONGEST_SCAN);
        let search_is_prefix = matches!(search, Search::Prefix(_));

        let counts = self.filter_counts(&shelves, overdue, mine, now).await?;
        let has_few_hits = self.has_few_hits(&search).await?;
        let group = self.in_group(Links::Invitations, listing.group).await?;
        let total = if search == Search::None && group.is_none() {
            counts
                .iter()
                .find(|(filter, _)| *filter == listing.status)
                .map_or(Count::exactly(0), |(_, count)| *count)
        } else {
            let narrowed = (group.clone(), &search, has_few_hits);
            self.count_matches(listing.status, mine, narrowed, now)
                .await?
        };
        let select = Select {
            filter: listing.status,
            group,
            mine,
            search,
            sort: listing.sort,
            dir: listing.dir,
            place,
            limit: u64::from(listing.size.get()) + 1,
            is_rare: match search_is_prefix {
                true => !total.or_more,
                false => has_few_hits,
            },
            now,
        };
        let page = self.page_of(select).await?;
        let rows = self.dress(page.rows, needs_approval).await?;
        Ok(Found {
            rows,
            first: page.first,
            total,
            next: page.next,
            previous: page.previous,
            counts,
            search_is_prefix,
        })
    }

    /// One row, with names and delivery.
    pub(crate) async fn invitation_row(
        &self,
        id: InvitationId,
        needs_approval: bool,
    ) -> Result<Option<InvitationRow>> {
        let rows = self.run(query::one(id.0)).await?;
        Ok(self.dress(rows, needs_approval).await?.pop())
    }

    async fn page_of(&self, select: Select) -> Result<Page<Row>> {
        let size = usize::try_from(select.limit - 1).unwrap_or(50);
        let sort = select.sort;
        let rows = self.walk(&select).await?;
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
                Box::pin(self.page_of(select)).await
            }
        }
    }

    /// The rows of all streams of the selection, merged, in walking order, at most `limit`.
    async fn walk(&self, select: &Select) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        for scope in select.scopes() {
            match scope {
                Scope::Unswept => rows.extend(self.walk_unswept(select).await?),
                stored => rows.extend(self.run(select.query(self.is_postgres(), &stored)).await?),
            }
        }
        let ascending = select.walks_ascending();
        rows.sort_by(|a, b| {
            let order = a.compare(b, select.sort);
            if ascending { order } else { order.reverse() }
        });
        rows.truncate(usize::try_from(select.limit).unwrap_or(usize::MAX));
        Ok(rows)
    }

    /// Pending rows that are overdue: they stand among the expired ones before the sweeper has met them.
    async fn walk_unswept(&self, select: &Select) -> Result<Vec<Row>> {
        let probe = select.overdue_query(self.is_postgres(), Overdue::Probe(MOST_UNSWEPT + 1));
        let rows = self.run(probe).await?;
        if rows.len() > MOST_UNSWEPT {
            return self
                .run(select.overdue_query(self.is_postgres(), Overdue::Walk))
                .await;
        }
        let ascending = select.walks_ascending();
        Ok(rows
            .into_iter()
            .filter(|row| {
                select.place.as_ref().is_none_or(|place| {
                    let here = (row.key(select.sort), row.seq);
                    let there = (place.key.clone(), place.seq);
                    if ascending {
                        here > there
                    } else {
                        here < there
                    }
                })
            })
            .collect())
    }

    async fn run(&self, (sql, values): (String, Vec<Value>)) -> Result<Vec<Row>> {
        let backend = self.read().get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        Ok(Row::find_by_statement(statement).all(self.read()).await?)
    }

    async fn filter_counts(
        &self,
        shelves: &counts::Shelves,
        overdue: u64,
        mine: Option<Option<Uuid>>,
        now: Timestamp,
    ) -> Result<Vec<(InvitationFilter, Count)>> {
        let mut counted = Vec::with_capacity(InvitationFilter::ALL.len());
        for filter in InvitationFilter::ALL {
            let count = match mine {
                None => Count::exactly(shelves.count(filter, overdue)),
                Some(_) => {
                    let narrowed = (None, &Search::None, false);
                    self.count_matches(filter, mine, narrowed, now).await?
                }
            };
            counted.push((filter, count));
        }
        Ok(counted)
    }

    /// Does a search by trigrams meet few rows, whatever their status? Asked first, because gathering
    /// all hits of a term that is everywhere would read the whole table.
    async fn has_few_hits(&self, search: &Search) -> Result<bool> {
        let Some((hits, values)) = search.hits(self.is_postgres(), "invitation", "email") else {
            return Ok(false);
        };
        let found = self.bounded_count(&hits, values, MOST_HITS).await?;
        Ok(!found.or_more)
    }

    /// How many rows match, up to a bound.
    async fn count_matches(
        &self,
        filter: InvitationFilter,
        mine: Option<Option<Uuid>>,
        (group, search, has_few_hits): (Option<InGroup>, &Search, bool),
        now: Timestamp,
    ) -> Result<Count> {
        let select = Select {
            filter,
            group,
            mine,
            search: search.clone(),
            sort: InvitationSort::InvitedAt,
            dir: Direction::Descending,
            place: None,
            limit: COUNT_BOUND + 1,
            is_rare: has_few_hits,
            now,
        };
        let mut n = 0;
        for scope in select.scopes() {
            let (counted, values) = select.counted(self.is_postgres(), &scope);
            let count = self.bounded_count(&counted, values, COUNT_BOUND).await?;
            n += count.n + u64::from(count.or_more);
        }
        Ok(Count {
            n: n.min(COUNT_BOUND),
            or_more: n > COUNT_BOUND,
        })
    }

    /// Adds names, groups and deliveries: one query each for the whole page, never one a row.
    async fn dress(&self, rows: Vec<Row>, needs_approval: bool) -> Result<Vec<InvitationRow>> {
        let mut people: Vec<Uuid> = rows
            .iter()
            .flat_map(|row| [row.inviter_id, row.changed_by])
            .flatten()
            .collect();
        people.sort_unstable();
        people.dedup();
        let names = accounts::names_of(self.read(), people).await?;
        let deliveries = self.deliveries(&rows).await?;
        let pairs: Vec<_> = rows.iter().filter_map(made_for).collect();
        let managers = memberships::roles_in(self.read(), &pairs, self.now()).await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let mut carried = groups::of_invitations(self.read(), &ids).await?;
        rows.into_iter()
            .map(|row| {
                let carried = carried.remove(&row.id).unwrap_or_default();
                dress_row(
                    row,
                    self.roles(),
                    carried,
                    &names,
                    &deliveries,
                    &managers,
                    needs_approval,
                )
            })
            .collect()
    }

    async fn deliveries(&self, rows: &[Row]) -> Result<HashMap<Uuid, (Delivery, String)>> {
        if rows.is_empty() {
            return Ok(HashMap::new());
        }
        let marks: Vec<String> = (1..=rows.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "SELECT invitation_id, state, words FROM outbox \
             WHERE invitation_id IN ({}) AND mail = 'invitation' ORDER BY created_at",
            marks.join(", ")
        );
        let values: Vec<Value> = rows.iter().map(|row| row.id.into()).collect();
        let backend = self.read().get_database_backend();
        let found = self
            .read()
            .query_all_raw(Statement::from_sql_and_values(backend, sql, values))
            .await?;
        let mut deliveries = HashMap::new();
        for row in found {
            let id: Uuid = row.try_get_by_index(0)?;
            let state: String = row.try_get_by_index(1)?;
            let delivery =
                Delivery::parse(&state).ok_or_else(|| unreadable("mail of", id, "state"))?;
            deliveries.insert(id, (delivery, row.try_get_by_index(2)?));
        }
        Ok(deliveries)
    }
}

/// The domain for which it was made, with its inviter.
fn made_for(row: &Row) -> Option<(Uuid, Uuid)> {
    row.made_for.zip(row.inviter_id)
}

fn dress_row(
    row: Row,
    roles: &Catalogue,
    carried: Carried,
    names: &HashMap<Uuid, Named>,
    deliveries: &HashMap<Uuid, (Delivery, String)>,
    managers: &HashMap<(Uuid, Uuid), String>,
    needs_approval: bool,
) -> Result<InvitationRow> {
    let status =
        Status::parse(&row.status).ok_or_else(|| unreadable("invitation", row.id, "status"))?;
    let inviter = row.inviter_id.and_then(|id| names.get(&id));
    let in_domain = made_for(&row)
        .and_then(|pair| managers.get(&pair))
        .filter(|_| inviter.is_some_and(|named| named.is_approved))
        .map_or(DomainActionSet::NONE, |role| roles.domain_actions_of(role));
    let for_rules = Invitation {
        id: InvitationId(row.id),
        status,
        valid_until: Timestamp::from_micros(row.valid_until),
        role_actions: roles.portal_role(&row.role).map(|role| role.actions),
        inviter_actions: match (row.inviter_id, inviter) {
            (None, _) => ActionSet::ALL,
            (Some(_), Some(named)) if named.is_approved => roles.actions_of(&named.role),
            (Some(_), _) => ActionSet::NONE,
        },
        is_for_domain: gives_portal_row(in_domain, &row.role),
    };
    let delivery = deliveries.get(&row.id);
    let is_open = matches!(status, Status::Pending | Status::Waiting);
    Ok(InvitationRow {
        id: InvitationId(row.id),
        email: row.email_typed,
        role: row.role,
        carried,
        inviter: Inviter {
            id: row.inviter_id.map(AccountId),
            name: match (row.inviter_id, inviter) {
                (None, _) => "Command line".to_string(),
                (Some(_), Some(named)) => named.name.clone(),
                (Some(_), None) => "Deleted account".to_string(),
            },
        },
        invited_at: Timestamp::from_micros(row.created_at),
        valid_until: Timestamp::from_micros(row.valid_until),
        status,
        status_by: row
            .changed_by
            .and_then(|id| names.get(&id))
            .map(|named| named.name.clone()),
        needs_approval,
        flagged: is_open && !for_rules.inviter_vouches(),
        delivery: delivery.map(|(delivery, _)| *delivery),
        delivery_words: delivery
            .map(|(_, words)| words.clone())
            .filter(|w| !w.is_empty()),
    })
}
