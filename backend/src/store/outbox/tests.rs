//! No query of the outbox scans or sorts its table: asked of both databases, with bound values.

use super::claims::{ABANDONED, DUE};
use super::list::walk;
use super::*;
use crate::clock::Clock;
use crate::store::{DatabaseUrl, Presence, Schema, create_for_test};
use futures::FutureExt as _;
use rules::outbox::MailFilter;

const NOW: Timestamp = Timestamp::from_micros(1_795_183_200_000_000);

async fn plan(store: &Store, sql: String, values: Vec<Value>) -> String {
    let is_postgres = store.is_postgres();
    store
        .write(move |tx| {
            let (sql, values) = (sql.clone(), values.clone());
            async move {
                let explain = if is_postgres {
                    // An empty table is read at a glance otherwise.
                    tx.conn
                        .execute_unprepared("SET LOCAL enable_seqscan = off")
                        .await?;
                    tx.conn
                        .execute_unprepared("SET LOCAL enable_bitmapscan = off")
                        .await?;
                    "EXPLAIN"
                } else {
                    "EXPLAIN QUERY PLAN"
                };
                let backend = tx.conn.get_database_backend();
                let sql = format!("{explain} {sql}");
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

async fn every_plan(store: &Store) {
    let neighbour = list::Place::at(42, false);
    let before = list::Place::at(42, true);
    let mut queries: Vec<(String, Vec<Value>, &str)> = vec![
        (
            DUE.to_string(),
            vec![2_i64.into(), NOW.as_micros().into(), 8_i64.into()],
            "outbox_due",
        ),
        (NEXT_DUE.to_string(), vec![2_i64.into()], "outbox_due"),
        (
            ABANDONED.to_string(),
            vec![NOW.as_micros().into()],
            "outbox_", // by lease or by state: a worker holds a handful
        ),
    ];
    for place in [None, Some(neighbour), Some(before)] {
        let (sql, values) = walk(MailFilter::Failed, place, 51);
        queries.push((sql, values, "outbox_by_state"));
    }
    for (sql, values, index) in queries {
        let plan = plan(store, sql.clone(), values).await;
        assert!(plan.contains(index), "{sql}\n{plan}");
        for bad in ["TEMP B-TREE", "Sort", "Seq Scan"] {
            assert!(!plan.contains(bad), "{sql}\n{plan}");
        }
    }
    for place in [None, Some(neighbour), Some(before)] {
        let (sql, values) = walk(MailFilter::All, place, 51);
        let plan = plan(store, sql.clone(), values).await;
        for bad in ["TEMP B-TREE", "Sort", "Seq Scan"] {
            assert!(!plan.contains(bad), "{sql}\n{plan}");
        }
    }
}

#[tokio::test]
async fn the_worker_and_the_page_walk_along_indexes() {
    let name = format!("portico_plans_{}", crate::secrets::new_id(NOW).simple());
    let folder = std::env::temp_dir().join(&name);
    std::fs::create_dir(&folder).unwrap();
    let mut urls = vec![DatabaseUrl::Sqlite(folder.join("portico.db"))];
    if let Ok(cluster) = std::env::var("PORTICO_TEST_POSTGRES") {
        urls.push(create_for_test(&cluster, &name).await);
    }
    for url in urls {
        let clock = Clock::fixed(NOW);
        let (store, _guard) = Store::open(
            &url,
            Schema::Migrate,
            Presence::Beside,
            clock,
            std::sync::Arc::default(),
        )
        .await
        .unwrap();
        every_plan(&store).await;
    }
    std::fs::remove_dir_all(folder).unwrap();
}
