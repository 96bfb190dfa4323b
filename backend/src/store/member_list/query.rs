//! The statements of the list. The status is written as a literal, so that the planner sees which index fits; everything
//! that a person typed is bound.

use crate::store::group_list::InGroup;
use crate::store::paging::{Place, SortKey, walks_ascending};
use crate::store::search::{Search, escape_like};
use rules::ids::DomainId;
use rules::membership::{MemberSort, Status};
use sea_orm::Value;

/// What is selected.
#[derive(Clone, Debug)]
pub(super) struct Select {
    pub(super) domain: DomainId,
    pub(super) status: Status,
    pub(super) role: Option<String>,
    /// Only who is in this group.
    pub(super) group: Option<InGroup>,
    pub(super) search: Search,
    pub(super) sort: MemberSort,
    pub(super) dir: rules::listing::Direction,
    pub(super) place: Option<Place>,
    /// Does the search meet few rows? Then they are found first and sorted.
    pub(super) is_rare: bool,
}

/// `FROM .. WHERE ..` with its values.
pub(super) type Clauses = (String, Vec<Value>);

impl Select {
    /// Are few rows found first, and then filtered and sorted?
    fn finds_first(&self) -> bool {
        self.searches_first() || self.small_group().is_some()
    }

    /// Are those the rows of a search?
    fn searches_first(&self) -> bool {
        matches!(self.search, Search::Trigrams { .. }) && self.is_rare
    }

    /// The group whose few rows are found first.
    fn small_group(&self) -> Option<&InGroup> {
        let group = self.group.as_ref().filter(|group| group.is_small);
        group.filter(|_| !self.searches_first())
    }

    fn clauses(&self, is_postgres: bool) -> Clauses {
        let mut values: Vec<Value> = Vec::new();
        let mut bind = |value: Value| {
            values.push(value);
            format!("${}", values.len())
        };
        let found_in = if is_postgres { "strpos" } else { "instr" };
        let key = "(m.name_key || ' ' || m.email)";
        let walked = match self.small_group() {
            Some(group) => group.found_first(is_postgres, &bind(group.id.into())),
            None => self.table(is_postgres),
        };
        let (from, mut found) = match &self.search {
            Search::None => (walked, String::new()),
            Search::Trigrams { term, run } if self.searches_first() => {
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
                (walked, found)
            }
            Search::Prefix(term) => {
                let from = bind(term.clone().into());
                let to = bind(format!("{term}\u{10ffff}").into());
                let found = format!(" AND m.email >= {from} AND m.email < {to}");
                (walked, found)
            }
        };
        if let Some(group) = self.group.as_ref().filter(|_| self.small_group().is_none()) {
            found.push_str(&group.condition(&bind(group.id.into())));
        }
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
    pub(super) fn counted(&self, is_postgres: bool) -> Clauses {
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

    pub(super) fn query(&self, is_postgres: bool, size: usize) -> Clauses {
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
