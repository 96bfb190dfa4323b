//! Asks the databases how they would run the statements of a list: none may scan or sort a table (PERFORMANCE
//! section 5, point 6).

use super::{DatabaseUrl, Guard, Presence, Schema, Store, create_for_test};
use crate::clock::Clock;
use futures::FutureExt as _;
use rules::time::Timestamp;
use sea_orm::{ConnectionTrait, Statement, Value};
use std::path::PathBuf;

pub(super) const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);
/// So many rows may be sorted instead of walked along: what a count looks at.
const HANDFUL: u64 = 1001;

/// A statement with its values.
pub(super) type Sql = (String, Vec<Value>);

pub(super) async fn execute(store: &Store, sql: String) {
    store
        .write(move |tx| {
            let sql = sql.clone();
            async move {
                tx.conn.execute_unprepared(&sql).await?;
                Ok(())
            }
            .boxed()
        })
        .await
        .unwrap();
}

/// The statement that fills a table: `{numbers}` are 1 to `rows` as `x`, `{id}` is an id made of `x`, `{now}` is now.
pub(super) fn filling(store: &Store, sql: &str, rows: i64) -> String {
    let (numbers, id) = if store.is_postgres() {
        (
            format!("generate_series(1, {rows}::bigint) AS n (x)"),
            "('00000000-0000-7000-8000-' || lpad(to_hex(x), 12, '0'))::uuid",
        )
    } else {
        (
            format!(
                "(WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < {rows}) \
                 SELECT x FROM n)"
            ),
            "CAST(printf('%016d', x) AS BLOB)",
        )
    };
    sql.replace("{numbers}", &numbers)
        .replace("{id}", id)
        .replace("{now}", &NOW.as_micros().to_string())
}

/// The plan, as the planner likes it, or with what `prepared` says about it.
pub(super) async fn plan(store: &Store, (sql, values): &Sql, prepared: &str, how: &str) -> String {
    let is_postgres = store.is_postgres();
    let (sql, values) = (format!("{how} {sql}"), values.clone());
    let prepared = prepared.to_string();
    store
        .write(move |tx| {
            let (sql, values, prepared) = (sql.clone(), values.clone(), prepared.clone());
            async move {
                if !prepared.is_empty() {
                    tx.conn.execute_unprepared(&prepared).await?;
                }
                let backend = tx.conn.get_database_backend();
                let statement = Statement::from_sql_and_values(backend, sql, values);
                let rows = tx.conn.query_all_raw(statement).await?;
                let lines = rows.iter().map(|row| {
                    let line = if is_postgres {
                        row.try_get_by_index::<String>(0)
                    } else {
                        row.try_get_by::<String, _>("detail")
                    };
                    line.unwrap()
                });
                Ok(lines.collect::<Vec<_>>().join("\n"))
            }
            .boxed()
        })
        .await
        .unwrap()
}

/// PostgreSQL may sort a handful of rows that it has found by an index, where the walk along another
/// would cost as much: fine, as long as they are a handful, and that walk is there.
pub(super) async fn is_handful(store: &Store, statement: &Sql) -> bool {
    let walk = plan(store, statement, "SET LOCAL enable_sort = off", "EXPLAIN").await;
    let run = plan(store, statement, "", "EXPLAIN (ANALYZE, TIMING OFF)").await;
    let below = run
        .split_once("Sort Key")
        .and_then(|(_, below)| below.split_once("actual rows="));
    let sorted = below.map(|(_, rows)| rows.chars().take_while(char::is_ascii_digit));
    let sorted: Option<u64> = sorted.and_then(|digits| digits.collect::<String>().parse().ok());
    !walk.contains("Sort") && sorted.is_some_and(|rows| rows <= HANDFUL)
}

/// What a query may do besides walking along an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Allowed {
    Nothing,
    /// Put the few rows of a rare search in order.
    SortFew,
    /// The two-letter search of PRODUCT.md 8.2, over at most 100,000 rows.
    Scan,
}

/// The words of a plan that are not allowed.
pub(super) fn offences(
    plan: &str,
    allowed: Allowed,
    table: &str,
    alias: &str,
) -> Vec<&'static str> {
    // "SCAN i USING INDEX" is the walk along the index of what is listed, with its limit.
    let plan = format!("{plan}\n");
    let scans = [
        format!("SCAN {alias}\n"),
        format!("SCAN {table}\n"),
        format!("Seq Scan on {table}"),
    ];
    let mut found = Vec::new();
    if allowed != Allowed::Scan && scans.iter().any(|scan| plan.contains(scan)) {
        found.push("Scan");
    }
    if allowed == Allowed::Nothing {
        found.extend(
            ["TEMP B-TREE", "Sort"]
                .into_iter()
                .filter(|word| plan.contains(word)),
        );
    }
    found
}

/// An empty SQLite database in a folder of its own.
pub(super) async fn sqlite() -> (Store, Guard, PathBuf) {
    let folder = std::env::temp_dir().join(format!("portico_plans_{}", new_name()));
    std::fs::create_dir(&folder).unwrap();
    let (store, guard) = reopened(&folder, Schema::Migrate).await;
    (store, guard, folder)
}

/// The same database, opened anew: with the statistics that were written meanwhile.
pub(super) async fn reopened(folder: &std::path::Path, schema: Schema) -> (Store, Guard) {
    let url = DatabaseUrl::Sqlite(folder.join("portico.db"));
    Store::open(
        &url,
        schema,
        Presence::Beside,
        Clock::fixed(NOW),
        std::sync::Arc::default(),
    )
    .await
    .unwrap()
}

/// An empty database on PostgreSQL, with its name; `None`, loudly, where there is none.
pub(super) async fn postgres() -> Option<(Store, Guard, String)> {
    let Ok(cluster) = std::env::var("PORTICO_TEST_POSTGRES") else {
        eprintln!("*** PORTICO_TEST_POSTGRES is not set: SKIPPED ***");
        assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"));
        return None;
    };
    let name = format!("portico_plans_{}", new_name());
    let url = create_for_test(&cluster, &name).await;
    let (store, guard) = Store::open(
        &url,
        Schema::Migrate,
        Presence::Beside,
        Clock::fixed(NOW),
        std::sync::Arc::default(),
    )
    .await
    .unwrap();
    assert!(store.has_trigrams());
    Some((store, guard, name))
}

/// Removes that database.
pub(super) async fn drop_postgres(name: &str) {
    let cluster = std::env::var("PORTICO_TEST_POSTGRES").unwrap();
    let conn = sea_orm::Database::connect(&cluster).await.unwrap();
    conn.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)"))
        .await
        .unwrap();
}

fn new_name() -> String {
    crate::secrets::new_id(NOW).simple().to_string()
}
