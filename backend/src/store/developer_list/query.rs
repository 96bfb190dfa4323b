//! The statements of the list. The status is written as a literal, so that the planner sees which index fits;
//! everything that a person typed is bound.

use crate::store::group_list::InGroup;
use crate::store::paging::{Place, SortKey, walks_ascending};
use crate::store::search::{Search, escape_like};
use rules::account::{DeveloperSort, Status};
use rules::listing::Direction;
use sea_orm::Value;
use uuid::Uuid;

const COLUMNS: &str = "a.seq, a.id, a.email, a.email_typed, a.full_name, a.name_key, a.role, \
     a.status, a.origin, a.created_at";

/// What is selected.
#[derive(Clone, Debug)]
pub(super) struct Select {
    pub(super) tab: Status,
    /// Only who is in this group.
    pub(super) group: Option<InGroup>,
    pub(super) search: Search,
    pub(super) sort: DeveloperSort,
    pub(super) dir: Direction,
    pub(super) place: Option<Place>,
    pub(super) limit: u64,
    /// Does the search meet few rows? Then they are found first and sorted.
    pub(super) is_rare: bool,
}

impl Select {
    /// The statement of the page.
    pub(super) fn query(&self, is_postgres: bool) -> (String, Vec<Value>) {
        let (mut text, mut values) = self.clauses(is_postgres);
        if let Some(place) = &self.place {
            self.push_keyset(&mut text, &mut values, place);
        }
        let order = self.order();
        let limit = self.limit;
        (
            format!("SELECT {COLUMNS} {text} ORDER BY {order} LIMIT {limit}"),
            values,
        )
    }

    /// `FROM .. WHERE ..` of what is counted, in an order that its index has.
    pub(super) fn counted(&self, is_postgres: bool) -> (String, Vec<Value>) {
        let sort = match self.search {
            Search::Prefix(_) => DeveloperSort::Email,
            Search::None | Search::Trigrams { .. } | Search::Scan(_) => DeveloperSort::Created,
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

    fn clauses(&self, is_postgres: bool) -> (String, Vec<Value>) {
        let mut values: Vec<Value> = Vec::new();
        let mut bind = |value: Value| {
            values.push(value);
            format!("${}", values.len())
        };
        let searches_first = self.searches_first();
        let found_in = if is_postgres { "strpos" } else { "instr" };
        // A unary plus keeps the columns of found rows from drawing an index of their own.
        let plus = if self.finds_first() && !is_postgres {
            "+"
        } else {
            ""
        };
        let walked = match self.small_group() {
            Some(group) => group.found_first(is_postgres, &bind(group.id.into())),
            None => self.table(is_postgres),
        };
        let (from, mut found) = match &self.search {
            Search::None => (walked, String::new()),
            Search::Trigrams { term, run } if searches_first && is_postgres => {
                let like = bind(format!("%{}%", escape_like(run)).into());
                let term = bind(term.clone().into());
                let from = format!(
                    "FROM (WITH hits AS MATERIALIZED (SELECT seq FROM account \
                     WHERE search_key LIKE {like}) SELECT seq FROM hits) AS h \
                     JOIN account AS a ON a.seq = h.seq"
                );
                (from, format!(" AND strpos(a.search_key, {term}) > 0"))
            }
            Search::Trigrams { term, run } if searches_first => {
                let like = bind(format!("%{run}%").into());
                let term = bind(term.clone().into());
                // CROSS JOIN keeps SQLite's planner from turning the order of the tables.
                let from = format!(
                    "FROM account_search AS s CROSS JOIN account AS a \
                     ON a.seq = s.rowid AND s.search_key LIKE {like}"
                );
                (from, format!(" AND instr(a.search_key, {term}) > 0"))
            }
            Search::Trigrams { term, .. } | Search::Scan(term) => {
                let term = bind(term.clone().into());
                (walked, format!(" AND {found_in}(a.search_key, {term}) > 0"))
            }
            Search::Prefix(term) => {
                let from = bind(term.clone().into());
                let to = bind(format!("{term}\u{10ffff}").into());
                let found = format!(" AND {plus}a.email >= {from} AND {plus}a.email < {to}");
                (walked, found)
            }
        };
        if let Some(group) = self.group.as_ref().filter(|_| self.small_group().is_none()) {
            found.push_str(&group.condition(&bind(group.id.into())));
        }
        let tab = self.tab.as_str();
        (
            format!("{from} WHERE {plus}a.status = '{tab}'{found}"),
            values,
        )
    }

    /// Where the rows are walked along. On SQLite the index is named: with few or old statistics its planner sorts
    /// what it could walk.
    fn table(&self, is_postgres: bool) -> String {
        if is_postgres {
            return "FROM account AS a".to_string();
        }
        let ends_with = match self.sort {
            _ if self.is_short_and_rare() => "_email",
            DeveloperSort::Email => "_email",
            DeveloperSort::Name => "_name",
            DeveloperSort::Created => "",
        };
        format!("FROM account AS a INDEXED BY account_by_status{ends_with}")
    }

    /// The few rows of a short prefix are found by their address and then put in order.
    fn is_short_and_rare(&self) -> bool {
        matches!(self.search, Search::Prefix(_)) && self.is_rare
    }

    fn push_keyset(&self, text: &mut String, values: &mut Vec<Value>, place: &Place) {
        let than = if self.walks_ascending() { ">" } else { "<" };
        let mut bind = |value: Value| {
            values.push(value);
            format!("${}", values.len())
        };
        let column = match self.sort {
            DeveloperSort::Email => "a.email",
            DeveloperSort::Name => "a.name_key",
            DeveloperSort::Created => "a.created_at",
        };
        let condition = match &place.key {
            SortKey::None => format!(" AND a.seq {than} {}", bind(place.seq.into())),
            SortKey::Number(key) => {
                let (key, seq) = (bind((*key).into()), bind(place.seq.into()));
                format!(" AND ({column}, a.seq) {than} ({key}, {seq})")
            }
            SortKey::Text(key) => {
                let (key, seq) = (bind(key.clone().into()), bind(place.seq.into()));
                format!(" AND ({column}, a.seq) {than} ({key}, {seq})")
            }
        };
        text.push_str(&condition);
    }

    fn walks_ascending(&self) -> bool {
        walks_ascending(self.dir, self.place.as_ref())
    }

    fn order(&self) -> String {
        let dir = if self.walks_ascending() {
            "ASC"
        } else {
            "DESC"
        };
        match self.sort {
            DeveloperSort::Created if self.is_short_and_rare() => format!("a.seq + 0 {dir}"),
            DeveloperSort::Created => format!("a.seq {dir}"),
            DeveloperSort::Email => format!("a.email {dir}, a.seq {dir}"),
            DeveloperSort::Name => format!("a.name_key {dir}, a.seq {dir}"),
        }
    }
}

/// The statement of one row.
pub(super) fn one(id: Uuid) -> (String, Vec<Value>) {
    (
        format!("SELECT {COLUMNS} FROM account AS a WHERE a.id = $1"),
        vec![id.into()],
    )
}
