//! The worker walks along the index of ends, whatever else the table holds; asked of both databases with bound values.

use super::*;
use crate::store::plans::{self, Allowed, NOW, Sql, execute, offences, plan};
use crate::store::{Schema, Store};
use rules::membership::WARNED_BEFORE;

const ROWS: i64 = 20_000;
const DOMAIN: &str = "00000000-0000-7000-9000-000000000001";

/// One in ten has an end, nearly all within the week, and most of those were warned about.
const FILL: [&str; 2] = [
    "INSERT INTO domain (id, name, title, title_key, description, created_at, changed_at)
     VALUES ({domain}, 'large', 'Large', 'large', '', {now}, {now})",
    "INSERT INTO membership (id, domain_id, account_id, role, status, origin, name_key, email, joined_at, ends_at,
        warned_at, end_reason, changed_at)
     SELECT {id}, {domain}, {id}, 'Viewer', 'active', 'creator', 'p', 'p', {now},
        CASE WHEN x % 10 = 0 THEN {now} + 1000000 * (x % 604800) END,
        CASE WHEN x % 50 = 0 THEN NULL ELSE {now} END, '', {now} FROM {numbers}",
];

async fn fill(store: &Store) {
    let domain = if store.is_postgres() {
        format!("'{DOMAIN}'::uuid")
    } else {
        format!("x'{}'", DOMAIN.replace('-', ""))
    };
    for sql in FILL {
        let sql = sql.replace("{domain}", &domain);
        execute(store, plans::filling(store, &sql, ROWS)).await;
    }
    execute(store, "ANALYZE".to_string()).await;
}

async fn walks(store: &Store) {
    let how = if store.is_postgres() {
        "EXPLAIN"
    } else {
        "EXPLAIN QUERY PLAN"
    };
    let middle = Place {
        ends_at: NOW.as_micros() + 10_000_000,
        seq: 42,
    };
    for (place, most) in [(Place::START, 1), (Place::START, 100), (middle, 100)] {
        let values = values(NOW, WARNED_BEFORE, place, most).to_vec();
        let locked: Sql = (
            if store.is_postgres() {
                format!("{DUE} FOR UPDATE SKIP LOCKED")
            } else {
                DUE.to_string()
            },
            values,
        );
        let plan = plan(store, &locked, "", how).await;
        assert!(plan.contains("membership_ends"), "{plan}");
        let offences = offences(&plan, Allowed::Nothing, "membership", "membership");
        assert!(offences.is_empty(), "{offences:?}\n{plan}");
    }
}

#[tokio::test]
async fn what_ends_soon_is_found_without_a_scan_or_a_sort() {
    let (store, guard, folder) = plans::sqlite().await;
    fill(&store).await;
    drop((store, guard));
    let (store, guard) = plans::reopened(&folder, Schema::Expect).await;
    walks(&store).await;
    drop((store, guard));
    std::fs::remove_dir_all(folder).unwrap();

    if let Some((store, guard, name)) = plans::postgres().await {
        fill(&store).await;
        walks(&store).await;
        drop((store, guard));
        plans::drop_postgres(&name).await;
    }
}
