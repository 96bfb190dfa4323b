//! The statements of the list. Status predicates are written as literals, because a bound value hides
//! from the planner that a partial index fits; everything that a person typed is bound.

use crate::store::group_list::InGroup;
use crate::store::paging::{Place, SortKey, walks_ascending};
use crate::store::search::{Search, escape_like};
use rules::listing::{Direction, InvitationFilter, InvitationSort};
use rules::time::Timestamp;
use sea_orm::Value;
use uuid::Uuid;

const COLUMNS: &str = "i.seq, i.id, i.email, i.email_typed, i.role, i.status, i.valid_until, \
     i.inviter_id, i.changed_by, i.created_at, i.made_for";

/// One stream of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Everything that is listed.
    Listed,
    /// One shelf.
    Shelf(&'static str),
    /// Pending and in time.
    InTime,
    /// Pending and overdue.
    Unswept,
    /// Several shelves at once, when a search narrows the rows first.
    Any(&'static str),
}

/// How overdue rows are read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Overdue {
    /// The first so many by their end, to be sorted in memory.
    Probe(usize),
    /// In the order of the list: when the sweeper is far behind.
    Walk,
}

/// What is selected.
#[derive(Clone, Debug)]
pub(super) struct Select {
    pub(super) filter: InvitationFilter,
    /// Only what carries this group.
    pub(super) group: Option<InGroup>,
    /// Sent by whom; the inner `None` is the command line.
    pub(super) mine: Option<Option<Uuid>>,
    pub(super) search: Search,
    pub(super) sort: InvitationSort,
    pub(super) dir: Direction,
    pub(super) place: Option<Place>,
    pub(super) limit: u64,
    /// Does the search meet few rows? Then they are found first and sorted.
    pub(super) is_rare: bool,
    pub(super) now: Timestamp,
}

const LISTED: [&str; 6] = [
    "pending",
    "waiting",
    "approved",
    "rejected",
    "expired",
    "inactivated",
];

impl Select {
    /// The streams whose merge is the list.
    pub(super) fn scopes(&self) -> Vec<Scope> {
        let has_search = self.finds_first();
        match self.filter {
            InvitationFilter::All if has_search => {
                vec![Scope::Any("i.shelf NOT IN ('invalid', 'closed')")]
            }
            InvitationFilter::All if self.mine.is_some() => {
                LISTED.into_iter().map(Scope::Shelf).collect()
            }
            InvitationFilter::All => vec![Scope::Listed],
            InvitationFilter::Pending => vec![Scope::InTime],
            InvitationFilter::Waiting => vec![Scope::Shelf("waiting")],
            InvitationFilter::Approved => vec![Scope::Shelf("approved")],
            InvitationFilter::Rejected => vec![Scope::Shelf("rejected")],
            InvitationFilter::Expired => vec![Scope::Shelf("expired"), Scope::Unswept],
            InvitationFilter::Inactivated => vec![Scope::Shelf("inactivated")],
            InvitationFilter::ExpiredInvalid if has_search => vec![
                Scope::Any("i.shelf NOT IN ('pending', 'waiting', 'approved')"),
                Scope::Unswept,
            ],
            InvitationFilter::ExpiredInvalid => {
                ["rejected", "expired", "inactivated", "closed", "invalid"]
                    .into_iter()
                    .map(Scope::Shelf)
                    .chain([Scope::Unswept])
                    .collect()
            }
        }
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

    /// In which direction the rows are walked: a page before a row is walked towards the beginning.
    pub(super) fn walks_ascending(&self) -> bool {
        walks_ascending(self.dir, self.place.as_ref())
    }

    /// The statement of one stream.
    pub(super) fn query(&self, is_postgres: bool, scope: &Scope) -> (String, Vec<Value>) {
        let (mut text, mut values) = self.clauses(is_postgres, scope);
        if let Some(place) = &self.place {
            self.push_keyset(&mut text, &mut values, place);
        }
        let order = self.order();
        (
            format!(
                "SELECT {COLUMNS} {text} ORDER BY {order} LIMIT {}",
                self.limit
            ),
            values,
        )
    }

    /// `FROM .. WHERE ..` of what is counted, in an order that its index has.
    pub(super) fn counted(&self, is_postgres: bool, scope: &Scope) -> (String, Vec<Value>) {
        let sort = match (&self.search, scope) {
            (Search::Prefix(_), _) => InvitationSort::Email,
            (_, Scope::InTime | Scope::Unswept) => InvitationSort::ValidUntil,
            (_, Scope::Listed | Scope::Shelf(_) | Scope::Any(_)) => InvitationSort::InvitedAt,
        };
        let select = Select {
            sort,
            place: None,
            ..self.clone()
        };
        let (text, values) = select.clauses(is_postgres, scope);
        if self.finds_first() {
            return (text, values);
        }
        (format!("{text} ORDER BY {}", select.order()), values)
    }

    /// The statement of the overdue rows.
    pub(super) fn overdue_query(&self, is_postgres: bool, how: Overdue) -> (String, Vec<Value>) {
        match how {
            Overdue::Walk => self.query(is_postgres, &Scope::Unswept),
            Overdue::Probe(most) => {
                let select = Select {
                    sort: InvitationSort::ValidUntil,
                    ..self.clone()
                };
                let (text, values) = select.clauses(is_postgres, &Scope::Unswept);
                let order = if self.finds_first() {
                    ""
                } else {
                    " ORDER BY i.valid_until, i.seq"
                };
                (
                    format!("SELECT {COLUMNS} {text}{order} LIMIT {most}"),
                    values,
                )
            }
        }
    }

    /// `FROM .. WHERE ..` of one stream, with its values.
    pub(super) fn clauses(&self, is_postgres: bool, scope: &Scope) -> (String, Vec<Value>) {
        let mut values: Vec<Value> = Vec::new();
        let mut bind = |value: Value| {
            values.push(value);
            format!("${}", values.len())
        };
        let (finds_first, searches_first) = (self.finds_first(), self.searches_first());
        let found_in = if is_postgres { "strpos" } else { "instr" };
        // A unary plus keeps the columns of found rows from drawing an index of their own.
        let plus = if finds_first && !is_postgres { "+" } else { "" };
        let walked = match self.small_group() {
            Some(group) => group.found_first(is_postgres, &bind(group.id.into())),
            None => self.table(is_postgres, scope),
        };
        let (from, mut found) = match &self.search {
            Search::None => (walked, String::new()),
            Search::Trigrams { term, run } if searches_first && is_postgres => {
                let like = bind(format!("%{}%", escape_like(run)).into());
                let term = bind(term.clone().into());
                let from = format!(
                    "FROM (WITH hits AS MATERIALIZED (SELECT seq FROM invitation \
                     WHERE email LIKE {like}) SELECT seq FROM hits) AS h \
                     JOIN invitation AS i ON i.seq = h.seq"
                );
                (from, format!(" AND strpos(i.email, {term}) > 0"))
            }
            Search::Trigrams { term, run } if searches_first => {
                let like = bind(format!("%{run}%").into());
                let term = bind(term.clone().into());
                // CROSS JOIN keeps SQLite's planner from turning the order of the tables.
                let from = format!(
                    "FROM invitation_search AS s CROSS JOIN invitation AS i \
                     ON i.seq = s.rowid AND s.email LIKE {like}"
                );
                (from, format!(" AND instr(i.email, {term}) > 0"))
            }
            Search::Trigrams { term, .. } | Search::Scan(term) => {
                let term = bind(term.clone().into());
                (walked, format!(" AND {found_in}(i.email, {term}) > 0"))
            }
            Search::Prefix(term) => {
                let from = bind(term.clone().into());
                let to = bind(format!("{term}\u{10ffff}").into());
                let found = format!(" AND {plus}i.email >= {from} AND {plus}i.email < {to}");
                (walked, found)
            }
        };
        if let Some(group) = self.group.as_ref().filter(|_| self.small_group().is_none()) {
            found.push_str(&group.condition(&bind(group.id.into())));
        }
        let mut conditions = match self.mine {
            None => String::new(),
            Some(None) => format!("{plus}i.inviter_id IS NULL AND "),
            Some(Some(id)) => format!("{plus}i.inviter_id = {} AND ", bind(id.into())),
        };
        conditions.push_str(&format!("{plus}i.kind = 'portal' AND "));
        conditions.push_str(&match scope {
            Scope::Listed => "i.shelf NOT IN ('invalid', 'closed')".to_string(),
            Scope::Any(condition) => (*condition).to_string(),
            Scope::Shelf(shelf) => format!("{plus}i.shelf = '{shelf}'"),
            Scope::InTime | Scope::Unswept => {
                let than = if *scope == Scope::InTime { ">" } else { "<=" };
                let now = bind(self.now.as_micros().into());
                format!("{plus}i.shelf = 'pending' AND {plus}i.valid_until {than} {now}")
            }
        });
        (format!("{from} WHERE {conditions}{found}"), values)
    }

    /// Where the rows are walked along. On SQLite the index is named: with few or old statistics its
    /// planner sorts what it could walk. PostgreSQL chooses among the same ones.
    fn table(&self, is_postgres: bool, scope: &Scope) -> String {
        if is_postgres {
            return "FROM invitation AS i".to_string();
        }
        let begins_with = match scope {
            _ if self.mine.is_some() => "sent",
            Scope::Listed => "listed",
            Scope::Shelf(_) | Scope::InTime | Scope::Unswept | Scope::Any(_) => "by_shelf",
        };
        let ends_with = match self.sort {
            _ if self.is_short_and_rare() => "_email",
            InvitationSort::Email => "_email",
            InvitationSort::InvitedAt => "",
            InvitationSort::ValidUntil => "_valid_until",
        };
        format!("FROM invitation AS i INDEXED BY invitation_{begins_with}{ends_with}")
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
        let condition = match &place.key {
            SortKey::None => format!(" AND i.seq {than} {}", bind(place.seq.into())),
            SortKey::Number(key) => {
                let (key, seq) = (bind((*key).into()), bind(place.seq.into()));
                format!(" AND (i.valid_until, i.seq) {than} ({key}, {seq})")
            }
            SortKey::Text(key) => {
                let (key, seq) = (bind(key.clone().into()), bind(place.seq.into()));
                format!(" AND (i.email, i.seq) {than} ({key}, {seq})")
            }
        };
        text.push_str(&condition);
    }

    fn order(&self) -> String {
        let dir = if self.walks_ascending() {
            "ASC"
        } else {
            "DESC"
        };
        match self.sort {
            InvitationSort::InvitedAt if self.is_short_and_rare() => format!("i.seq + 0 {dir}"),
            InvitationSort::ValidUntil if self.is_short_and_rare() => {
                format!("i.valid_until + 0 {dir}, i.seq {dir}")
            }
            InvitationSort::InvitedAt => format!("i.seq {dir}"),
            InvitationSort::Email => format!("i.email {dir}, i.seq {dir}"),
            InvitationSort::ValidUntil => format!("i.valid_until {dir}, i.seq {dir}"),
        }
    }
}

/// The statement of one row.
pub(super) fn one(id: Uuid) -> (String, Vec<Value>) {
    let sql =
        format!("SELECT {COLUMNS} FROM invitation AS i WHERE i.id = $1 AND i.kind = 'portal'");
    (sql, vec![id.into()])
}
