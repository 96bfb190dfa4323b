//! Neither walk of the list scans or sorts its table, however many mails were sent.

use super::*;
use crate::store::Schema;
use crate::store::plans::{self, Allowed, NOW, execute, offences, plan};

const FILL: [&str; 2] = [
    "INSERT INTO outbox (id, mail, lane, recipient, subject, state, attempts, unknown_attempts, next_attempt_at,
        give_up_at, words, created_at, changed_at, body)
     SELECT {id}, 'invitation', 2, 'p' || x || '@example.org', '', CASE WHEN x % 200 = 7 THEN 'failed' ELSE 'sent' END,
        1, 0, {now}, {now}, '', {now} - 1000 * x, {now}, {body}
     FROM {numbers}",
    "INSERT INTO not_told (account_id, mail, reason, at)
     SELECT {id}, 'approved', '', {now} - 700 * x FROM {numbers}",
];

async fn fill(store: &Store) {
    let body = if store.is_postgres() {
        "'\\x00'::bytea"
    } else {
        "x'00'"
    };
    for sql in FILL {
        let sql = plans::filling(store, sql, 20_000).replace("{body}", body);
        execute(store, sql).await;
    }
    execute(store, "ANALYZE".to_string()).await;
}

async fn judge(store: &Store) {
    let place = |backwards| {
        Some(Place {
            key: SortKey::Number(NOW.as_micros() - 5_000_000),
            seq: 9001,
            first: 51,
            backwards,
        })
    };
    for place in [None, place(false), place(true)] {
        let statement = page(place.as_ref(), 51, store.is_postgres());
        let how = if store.is_postgres() {
            "EXPLAIN"
        } else {
            "EXPLAIN QUERY PLAN"
        };
        let plan = plan(store, &statement, "", how).await;
        for (table, alias) in [("outbox", "o"), ("not_told", "n")] {
            // The two short walks are joined in order: a merge, or a sort of at most 102 rows.
            let found = offences(&plan, Allowed::SortFew, table, alias);
            assert!(found.is_empty(), "{found:?} for {place:?} in\n{plan}");
        }
        for index in ["outbox_failed", "not_told_at"] {
            assert!(plan.contains(index), "{index} for {place:?} in\n{plan}");
        }
    }
}

#[tokio::test]
async fn the_list_walks_its_indexes_on_sqlite() {
    let (store, _guard, folder) = plans::sqlite().await;
    fill(&store).await;
    judge(&store).await;
    let (store, _guard) = plans::reopened(&folder, Schema::Expect).await;
    judge(&store).await;
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn the_list_walks_its_indexes_on_postgres() {
    let Some((store, guard, name)) = plans::postgres().await else {
        return;
    };
    fill(&store).await;
    judge(&store).await;
    drop((store, guard));
    plans::drop_postgres(&name).await;
}
