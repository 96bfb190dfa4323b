//! Looks at the database past the portal: dumps, numbers, the audit trail.

use super::Portal;
use backend::authority::Caller;
use rules::ids::InvitationId;
use rules::invitation::{InvitationDetail, InvitationRow, Status};
use rules::listing::{Count, InvitationFilter, InvitationListing};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement};
use std::collections::{BTreeMap, HashMap};

/// Every table of the schema. The search index of SQLite follows from `invitation`.
const TABLES: [&str; 18] = [
    "account",
    "account_count",
    "audit_event",
    "budget",
    "former_account",
    "instance",
    "invitation",
    "invitation_count",
    "outbox",
    "self_registration",
    "reset_request",
    "session",
    "setting",
    "submission",
    "submission_line",
    "suppression",
    "throttle",
    "token",
];

impl Portal {
    pub(crate) fn is_postgres(&self) -> bool {
        self.0.raw.get_database_backend() == sea_orm::DbBackend::Postgres
    }

    /// Runs a statement past the portal; answers how many rows it changed.
    pub(crate) async fn execute(&self, sql: &str) -> u64 {
        self.0
            .raw
            .execute_unprepared(sql)
            .await
            .expect(sql)
            .rows_affected()
    }

    /// The same for a statement that may be refused.
    pub(crate) async fn try_execute(&self, sql: &str) -> Result<u64, DbErr> {
        Ok(self.0.raw.execute_unprepared(sql).await?.rows_affected())
    }

    pub(crate) async fn rows(&self, sql: &str) -> Vec<QueryResult> {
        let statement = Statement::from_string(self.0.raw.get_database_backend(), sql);
        self.0.raw.query_all_raw(statement).await.expect(sql)
    }

    /// One number, for instance a count.
    pub(crate) async fn number(&self, sql: &str) -> i64 {
        let rows = self.rows(sql).await;
        rows[0].try_get_by_index(0).expect("a number")
    }

    /// Every row of every table, as text.
    pub(crate) async fn dump(&self) -> BTreeMap<&'static str, Vec<String>> {
        let mut dump = BTreeMap::new();
        for table in TABLES {
            let sql = if self.is_postgres() {
                format!("SELECT t::text FROM {table} AS t ORDER BY 1")
            } else {
                let columns = self
                    .rows(&format!("SELECT name FROM pragma_table_xinfo('{table}')"))
                    .await;
                let quoted: Vec<String> = columns
                    .iter()
                    .map(|row| row.try_get_by_index::<String>(0).expect("a column"))
                    .map(|name| format!("quote(\"{name}\")"))
                    .collect();
                format!(
                    "SELECT {} AS line FROM {table} ORDER BY 1",
                    quoted.join(" || ',' || ")
                )
            };
            let rows = self.rows(&sql).await;
            let lines = rows
                .iter()
                .map(|row| row.try_get_by_index(0).expect("a line"));
            dump.insert(table, lines.collect());
        }
        dump
    }

    /// What the audit trail says of an object, oldest first: "action by kind of actor".
    pub(crate) async fn trail_of(&self, id: impl ToString) -> Vec<String> {
        let sql = format!(
            "SELECT action || ' by ' || actor_kind FROM audit_event \
             WHERE object_id = '{}' ORDER BY seq",
            id.to_string()
        );
        let rows = self.rows(&sql).await;
        rows.iter()
            .map(|row| row.try_get_by_index(0).expect("a word"))
            .collect()
    }

    /// The row as the list shows it to the Owner.
    pub(crate) async fn row(&self, id: InvitationId) -> InvitationRow {
        self.invitation_row(&Caller::command_line(), id)
            .await
            .expect("a row")
    }

    /// The status as of now.
    pub(crate) async fn standing(&self, id: InvitationId) -> Status {
        self.row(id).await.standing(self.now())
    }

    /// The stored status.
    pub(crate) async fn stored(&self, id: InvitationId) -> Status {
        self.row(id).await.status
    }

    pub(crate) async fn detail(&self, id: InvitationId) -> InvitationDetail {
        self.invitation_detail(&Caller::command_line(), id)
            .await
            .expect("a detail")
    }

    /// No token, password or cookie in clear anywhere (SECURITY, invariants): everything that stands in
    /// a held mail's link, and the password of everybody, is looked for in every table.
    pub(super) async fn no_secret_stands_in_the_database(&self) {
        let dump = self.dump().await;
        for (table, lines) in &dump {
            for line in lines {
                for link in ["/invite/", "/opt-out/", "/confirm/", "/reset/"] {
                    assert!(!line.contains(link), "a link stands in {table}: {line}");
                }
                assert!(
                    !line.contains(super::PASSWORD),
                    "a password stands in {table}: {line}"
                );
            }
        }
        for line in &dump["audit_event"] {
            assert!(
                !line.contains('@'),
                "an address stands in the audit trail: {line}"
            );
        }
    }
}

impl Portal {
    /// The ids under a filter, newest first, at most a page of them.
    pub(crate) async fn listed(&self, status: InvitationFilter) -> Vec<InvitationId> {
        let listing = InvitationListing {
            status,
            ..InvitationListing::default()
        };
        let page = self
            .list_invitations(&Caller::command_line(), listing)
            .await
            .expect("a page");
        assert_eq!(page.total, Count::exactly(page.rows.len() as u64));
        page.rows.iter().map(|row| row.id).collect()
    }

    /// The quick filters' counts.
    pub(crate) async fn counts(&self) -> HashMap<InvitationFilter, u64> {
        let page = self
            .list_invitations(&Caller::command_line(), InvitationListing::default())
            .await
            .expect("a page");
        page.counts
            .into_iter()
            .map(|(filter, count)| (filter, count.n))
            .collect()
    }
}
