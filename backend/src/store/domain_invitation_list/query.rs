//! The statements of the lists. The status is written as a literal, so that the planner sees which index fits.

use super::Whose;
use crate::store::paging::Place;
use rules::domain_invitation::Status;
use rules::ids::{AccountId, DomainId};
use rules::time::Timestamp;
use sea_orm::Value;
use uuid::Uuid;

const COLUMNS: &str = "i.seq, i.id, i.domain_id, i.email_typed, i.account_id, i.role, i.message, \
     i.status, i.valid_until, i.inviter_id, i.vouched_by, i.created_at, i.answered_at, i.reason, \
     EXISTS (SELECT 1 FROM domain_invitation AS n WHERE n.email = i.email AND n.seq > i.seq \
     AND n.domain_id = i.domain_id) AS is_superseded";

/// `FROM .. WHERE ..` with its values.
#[derive(Clone)]
pub(in crate::store) struct Select {
    pub(super) text: String,
    pub(super) values: Vec<Value>,
}

/// A line for each stored status: how many rows of it there are, and how many of those are overdue; of each at most
/// `most` are looked at.
pub(super) fn standings(whose: Whose, now: Timestamp, most: u64) -> (String, Vec<Value>) {
    let (column, id) = match whose {
        Whose::Domain(domain) => ("domain_id", domain.0),
        Whose::Account(account) => ("account_id", account.0),
    };
    let line = |status: Status| {
        let word = status.as_str();
        let overdue = match status {
            Status::Pending => "CASE WHEN i.valid_until <= $2 THEN 1 ELSE 0 END",
            _ => "0",
        };
        format!(
            "SELECT '{word}' AS status, CAST(count(*) AS BIGINT) AS n, \
             CAST(COALESCE(sum(overdue), 0) AS BIGINT) AS overdue FROM (SELECT {overdue} AS overdue \
             FROM domain_invitation AS i WHERE i.{column} = $1 AND i.status = '{word}' \
             ORDER BY i.seq LIMIT {most}) AS {word}"
        )
    };
    let sql = Status::ALL.map(line).join(" UNION ALL ");
    (sql, vec![id.into(), now.as_micros().into()])
}

impl Select {
    /// The rows of a domain of that standing; without one, all but deleted ones.
    pub(in crate::store) fn of_domain(
        domain: DomainId,
        status: Option<Status>,
        now: Timestamp,
    ) -> Self {
        Self::of("domain_id", domain.0, status, now)
    }

    /// The rows for an account.
    pub(super) fn of_account(account: AccountId, status: Option<Status>, now: Timestamp) -> Self {
        Self::of("account_id", account.0, status, now)
    }

    fn of(column: &str, id: Uuid, status: Option<Status>, now: Timestamp) -> Self {
        let mut select = Select {
            text: format!("FROM domain_invitation AS i WHERE i.{column} = $1"),
            values: vec![id.into()],
        };
        match status {
            None => select.and("i.status <> 'invalid'"),
            Some(status) => standing_is(&mut select, status, now),
        }
        select
    }

    /// Names the index that SQLite finds the rows by.
    pub(in crate::store) fn walk(&mut self, index: &str) {
        let named = format!("domain_invitation AS i INDEXED BY {index}");
        self.text = self.text.replace("domain_invitation AS i", &named);
    }

    /// The statement of a page, newest first.
    pub(in crate::store) fn page(
        mut self,
        place: Option<&Place>,
        size: usize,
    ) -> (String, Vec<Value>) {
        let backwards = place.is_some_and(|place| place.backwards);
        if let Some(place) = place {
            let than = if backwards { ">" } else { "<" };
            let seq = self.bind(place.seq.into());
            self.and(&format!("i.seq {than} {seq}"));
        }
        let dir = if backwards { "ASC" } else { "DESC" };
        let sql = format!(
            "SELECT {COLUMNS} {} ORDER BY i.seq {dir} LIMIT {}",
            self.text,
            size + 1
        );
        (sql, self.values)
    }

    pub(in crate::store) fn bind(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    pub(in crate::store) fn and(&mut self, condition: &str) {
        self.text.push_str(" AND ");
        self.text.push_str(condition);
    }
}

/// Only rows of this standing: an overdue row is expired on every read, whatever is stored.
fn standing_is(select: &mut Select, status: Status, now: Timestamp) {
    let now = now.as_micros();
    match status {
        Status::Pending => {
            let now = select.bind(now.into());
            select.and(&format!("i.status = 'pending' AND i.valid_until > {now}"));
        }
        Status::Expired => {
            let now = select.bind(now.into());
            // As one expression, so that it is asked of each row on the walk along the whole list.
            select.and(&format!(
                "i.status <> 'invalid' AND CASE i.status WHEN 'expired' THEN TRUE \
                 WHEN 'pending' THEN i.valid_until <= {now} ELSE FALSE END"
            ));
        }
        Status::Approved | Status::Declined | Status::Invalid => {
            select.and(&format!("i.status = '{}'", status.as_str()));
        }
    }
}
