//! No query of the page Audit scans or sorts its table, whatever the filter: asked of both databases, over
//! skewed rows, with bound values.

use super::*;
use crate::clock::Clock;
use crate::store::plans;
use crate::store::{DatabaseUrl, Presence, Schema, create_for_test};
use futures::FutureExt as _;
use rules::audit::AuditFamily;
use sea_orm::ConnectionTrait;

const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);
const ROWS: i64 = 20_000;
/// Who did a third of everything.
const BUSY: Uuid = Uuid::from_u128(0xA);

/// Skewed as life is: most of it are invitations that the portal stored as expired, denials are rare.
const FILL: &str = "
INSERT INTO audit_event (at, actor_kind, actor_id, action, object_kind, object_id, before, after,
    request_id)
SELECT {now} + 1000000 * x,
    CASE WHEN x % 3 = 0 THEN 'account' WHEN x % 500 = 1 THEN 'visitor' ELSE 'system' END,
    CASE WHEN x % 3 = 0 THEN {busy} END,
    CASE WHEN x % 500 = 1 THEN 'denied.login' WHEN x % 300 = 0 THEN 'setting.changed'
        ELSE 'invitation.expired' END,
    CASE WHEN x % 500 = 1 THEN 'account' WHEN x % 300 = 0 THEN 'setting' ELSE 'invitation' END,
    CASE WHEN x % 500 = 1 THEN 'unknown' ELSE 'object ' || (x / 4) END, '', '', ''
FROM {numbers}";

async fn fill(store: &Store) {
    let busy = if store.is_postgres() {
        format!("'{BUSY}'::uuid")
    } else {
        format!("X'{}'", BUSY.simple())
    };
    let sql = plans::filling(store, FILL, ROWS).replace("{busy}", &busy);
    run(store, sql).await;
}

async fn run(store: &Store, sql: String) {
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

/// The plan. PostgreSQL puts a handful that it has found by an index in order itself, because that costs the
/// same: asked not to, it has to have the walk.
async fn plan(store: &Store, sql: &str, values: Vec<Value>) -> String {
    let is_postgres = store.is_postgres();
    let sql = sql.to_string();
    store
        .write(move |tx| {
            let (sql, values) = (sql.clone(), values.clone());
            async move {
                let how = if is_postgres {
                    tx.conn
                        .execute_unprepared("SET LOCAL enable_sort = off")
                        .await?;
                    "EXPLAIN"
                } else {
                    "EXPLAIN QUERY PLAN"
                };
                let backend = tx.conn.get_database_backend();
                let statement =
                    Statement::from_sql_and_values(backend, format!("{how} {sql}"), values);
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

fn filters() -> Vec<AuditFilter> {
    let families = [
        None,
        Some(AuditFamily::Invitation),
        Some(AuditFamily::Denial),
        Some(AuditFamily::Setting),
    ];
    let actors = [
        AuditBy::Anybody,
        AuditBy::Account(AccountId(BUSY)),
        AuditBy::Account(AccountId(Uuid::from_u128(0xB))),
        AuditBy::Kind(ActorKind::System),
        AuditBy::Kind(ActorKind::Visitor),
    ];
    let days = [
        (None, None),
        (Some(NOW), None),
        (None, Some(NOW.plus(rules::time::Span::hours(1)))),
        (Some(NOW), Some(NOW.plus(rules::time::Span::hours(1)))),
    ];
    let mut filters = Vec::new();
    for family in families {
        for by in actors {
            for object in [
                None,
                Some("object 7".to_string()),
                Some("unknown".to_string()),
            ] {
                for (from, until) in days {
                    filters.push(AuditFilter {
                        family,
                        by,
                        object: object.clone(),
                        from,
                        until,
                    });
                }
            }
        }
    }
    filters
}

fn places() -> [Option<Place>; 3] {
    let at = |backwards| {
        Some(Place {
            at: NOW.as_micros() + 1_000_000 * ROWS / 2,
            seq: ROWS / 2,
            first: 51,
            backwards,
        })
    };
    [None, at(false), at(true)]
}

async fn no_plan_scans_or_sorts(store: &Store) {
    for filter in filters() {
        for place in places() {
            let (sql, values) = walk(&filter, place, 51);
            let plan = plan(store, &sql, values).await;
            assert!(
                plan.contains("audit_event_"),
                "{filter:?} along no index\n{sql}\n{plan}"
            );
            for bad in ["TEMP B-TREE", "Sort", "Seq Scan", "SCAN audit_event\n"] {
                assert!(
                    !format!("{plan}\n").contains(bad),
                    "{filter:?}: {bad}\n{sql}\n{plan}"
                );
            }
        }
        let Clauses { sql, values } = clauses(&filter, None);
        let sql = format!("SELECT count(*) FROM (SELECT 1 FROM audit_event{sql} LIMIT 1001) AS n");
        let plan = plan(store, &sql, values).await;
        // PostgreSQL may count the first thousand of what is common in any order.
        let is_common = store.is_postgres() && plan.contains("Limit");
        let is_everything = sql.contains("audit_event LIMIT");
        assert!(
            is_everything || is_common || plan.contains("audit_event_"),
            "{filter:?}\n{sql}\n{plan}"
        );
    }
}

/// Each filter leaves what it says, in the same order on every way through the pages.
async fn every_page_holds_what_the_filter_says(store: &Store) {
    for filter in filters() {
        let found = store.list_audit(&filter, None, 50, false).await.unwrap();
        let fits = |row: &AuditRow| {
            let family = match row.action.starts_with("denied.") {
                true => "denial",
                false => row.object.kind.as_str(),
            };
            filter.family.is_none_or(|wanted| wanted.as_str() == family)
                && match filter.by {
                    AuditBy::Anybody => true,
                    AuditBy::Account(id) => row.actor.id == Some(id),
                    AuditBy::Kind(kind) => row.actor.kind == kind,
                }
                && filter.object.as_ref().is_none_or(|id| *id == row.object.id)
                && filter.from.is_none_or(|from| row.at >= from)
                && filter.until.is_none_or(|until| row.at < until)
        };
        assert!(found.rows.iter().all(fits), "{filter:?}");
        assert!(found.rows.is_sorted_by(|a, b| a.seq > b.seq), "{filter:?}");
        let count = store.count_audit(&filter).await.unwrap();
        assert_eq!(found.rows.len() as u64, count.n.min(50), "{filter:?}");
        if let Some(next) = found.next {
            let second = store.list_audit(&filter, Some(next), 50, false).await;
            let second = second.unwrap();
            assert_eq!(second.first, 51);
            let back = store
                .list_audit(&filter, second.previous, 50, false)
                .await
                .unwrap();
            assert_eq!(back.rows, found.rows, "{filter:?}");
            assert!(back.previous.is_none() && back.next.is_some());
        }
    }
}

#[tokio::test]
async fn every_page_of_the_trail_walks_along_an_index() {
    let name = format!("portico_plans_{}", crate::secrets::new_id(NOW).simple());
    let folder = std::env::temp_dir().join(&name);
    std::fs::create_dir(&folder).unwrap();
    let mut urls = vec![DatabaseUrl::Sqlite(folder.join("portico.db"))];
    match std::env::var("PORTICO_TEST_POSTGRES") {
        Ok(cluster) => urls.push(create_for_test(&cluster, &name).await),
        Err(_) => eprintln!("*** PORTICO_TEST_POSTGRES is not set: SKIPPED ***"),
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
        fill(&store).await;
        every_page_holds_what_the_filter_says(&store).await;
        if store.is_postgres() {
            store
                .read()
                .execute_unprepared("VACUUM ANALYZE audit_event")
                .await
                .unwrap();
            no_plan_scans_or_sorts(&store).await;
            continue;
        }
        no_plan_scans_or_sorts(&store).await;
        run(&store, "ANALYZE".to_string()).await;
        let (store, _guard) = Store::open(
            &url,
            Schema::Expect,
            Presence::Beside,
            Clock::fixed(NOW),
            std::sync::Arc::default(),
        )
        .await
        .unwrap();
        no_plan_scans_or_sorts(&store).await;
    }
    std::fs::remove_dir_all(folder).unwrap();
}
