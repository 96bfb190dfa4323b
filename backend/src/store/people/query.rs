//! The statements of the search. The status is written as a literal, so that the planner sees which index fits;
//! everything that a person typed is bound.

use crate::store::search::escape_like;
use rules::domain_invitation::people::MOST_HITS;
use rules::ids::{AccountId, DomainId};
use rules::time::Timestamp;
use sea_orm::Value;

/// One more than is shown: whether there are more is told.
pub(super) const LIMIT: usize = MOST_HITS + 1;

const COLUMNS: &str = "a.id, a.email, a.email_typed, a.full_name";

/// How a name is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// At the beginning of names, along their index.
    Begins,
    /// Elsewhere in names, by the trigrams of this part of the term: few have it, and are put in order.
    Found(String),
    /// Elsewhere in names, on the walk along their index: many have it.
    Met,
}

#[derive(Clone, Debug)]
enum By {
    Address(String),
    Name(String, Way),
}

/// What is selected.
#[derive(Clone, Debug)]
pub(super) struct Select {
    by: By,
    /// Who searches, and is never found.
    me: AccountId,
}

impl Select {
    /// Whoever has that canonical address.
    pub(super) fn address(canonical: &str, me: AccountId) -> Self {
        let by = By::Address(canonical.to_string());
        Select { by, me }
    }

    /// Whoever has that in their name.
    pub(super) fn name(name: &str, way: Way, me: AccountId) -> Self {
        let by = By::Name(name.to_string(), way);
        Select { by, me }
    }

    /// The statement.
    pub(super) fn query(&self, is_postgres: bool) -> (String, Vec<Value>) {
        let me = self.me.0.into();
        let walked = if is_postgres {
            "FROM account AS a"
        } else {
            // Named: with few or old statistics SQLite's planner sorts what it could walk.
            "FROM account AS a INDEXED BY account_by_status_name"
        };
        let found_in = if is_postgres { "strpos" } else { "instr" };
        let in_order = "ORDER BY a.name_key, a.seq";
        let (from_where, values, order): (String, Vec<Value>, &str) = match &self.by {
            By::Address(canonical) => (
                "FROM account AS a WHERE a.id <> $1 AND a.email = $2 AND a.status = 'approved'"
                    .to_string(),
                vec![me, canonical.clone().into()],
                "",
            ),
            By::Name(name, Way::Begins) => (
                format!(
                    "{walked} WHERE a.id <> $1 AND a.status = 'approved' AND a.name_key >= $2 \
                     AND a.name_key < $3"
                ),
                vec![me, name.clone().into(), format!("{name}\u{10ffff}").into()],
                in_order,
            ),
            By::Name(name, Way::Met) => (
                format!(
                    "{walked} WHERE a.id <> $1 AND a.status = 'approved' \
                     AND {found_in}(a.name_key, $2) > 1"
                ),
                vec![me, name.clone().into()],
                in_order,
            ),
            By::Name(name, Way::Found(run)) if is_postgres => (
                "FROM (WITH hits AS MATERIALIZED (SELECT seq FROM account \
                 WHERE name_key LIKE $3) SELECT seq FROM hits) AS h \
                 JOIN account AS a ON a.seq = h.seq \
                 WHERE a.id <> $1 AND a.status = 'approved' AND strpos(a.name_key, $2) > 1"
                    .to_string(),
                vec![
                    me,
                    name.clone().into(),
                    format!("%{}%", escape_like(run)).into(),
                ],
                in_order,
            ),
            By::Name(name, Way::Found(run)) => (
                // CROSS JOIN keeps SQLite's planner from turning the order of the tables, a unary plus the columns of
                // found rows from drawing an index of their own.
                "FROM account_name_search AS s CROSS JOIN account AS a \
                 ON a.seq = s.rowid AND s.name_key LIKE $3 \
                 WHERE +a.id <> $1 AND +a.status = 'approved' AND instr(a.name_key, $2) > 1"
                    .to_string(),
                vec![me, name.clone().into(), format!("%{run}%").into()],
                "ORDER BY +a.name_key, a.seq",
            ),
        };
        (
            format!("SELECT {COLUMNS} {from_where} {order} LIMIT {LIMIT}"),
            values,
        )
    }
}

/// `FROM .. WHERE ..` of every name that holds that part of a term.
pub(super) fn hits(run: &str, is_postgres: bool) -> (String, Vec<Value>) {
    if is_postgres {
        let like = format!("%{}%", escape_like(run)).into();
        // In an order, so that what is met everywhere is met on a walk and not on a scan.
        let hits = "FROM account WHERE name_key LIKE $1 ORDER BY seq DESC";
        (hits.to_string(), vec![like])
    } else {
        let like = format!("%{run}%").into();
        let hits = "FROM account_name_search WHERE name_key LIKE $1";
        (hits.to_string(), vec![like])
    }
}

/// Which of these accounts are in the domain.
pub(super) fn members(domain: DomainId, now: Timestamp, ids: Vec<Value>) -> (String, Vec<Value>) {
    let sql = "SELECT account_id FROM membership WHERE domain_id = $1 AND status = 'active' \
               AND (ends_at IS NULL OR ends_at > $2) AND account_id IN";
    among(sql, domain, now, ids)
}

/// Which of these canonical addresses have an open invitation into it.
pub(super) fn invited(
    domain: DomainId,
    now: Timestamp,
    emails: Vec<Value>,
) -> (String, Vec<Value>) {
    let sql = "SELECT email FROM domain_invitation WHERE domain_id = $1 AND status = 'pending' \
               AND valid_until > $2 AND email IN";
    among(sql, domain, now, emails)
}

fn among(sql: &str, domain: DomainId, now: Timestamp, wanted: Vec<Value>) -> (String, Vec<Value>) {
    let marks: Vec<String> = (0..wanted.len()).map(|n| format!("${}", n + 3)).collect();
    let mut values: Vec<Value> = vec![domain.0.into(), now.as_micros().into()];
    values.extend(wanted);
    (format!("{sql} ({})", marks.join(", ")), values)
}
