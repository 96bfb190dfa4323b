//! The worker walks along the index of what is due, whatever else the table holds; asked of both databases
//! with bound values.

use super::*;
use crate::store::plans::{self, Allowed, NOW, Sql, execute, offences, plan};
use crate::store::{Schema, Store};

const ROWS: i64 = 20_000;

/// One in ten is pending, and of those most are decided about; nearly all ends within the lead.
const FILL: &str = "
INSERT INTO invitation (id, kind, chain_id, email, email_typed, role, message, status, is_closed,
    valid_until, validity, created_at, changed_at, reason, account_id, reminder_settled_at)
SELECT {id}, 'portal', {id}, 'p' || x || '@example.org', 'p' || x || '@example.org', 'Customer', '',
    CASE WHEN x % 10 = 0 THEN 'pending' ELSE 'approved' END, FALSE,
    {now} + 1000000 * (x % 80000), 259200000000, {now}, {now}, '', {id},
    CASE WHEN x % 50 = 0 THEN NULL ELSE {now} END
FROM {numbers}";

async fn fill(store: &Store) {
    let sql = plans::filling(store, FILL, ROWS);
    execute(store, sql).await;
    execute(store, "ANALYZE".to_string()).await;
}

async fn walks(store: &Store) {
    let how = if store.is_postgres() {
        "EXPLAIN"
    } else {
        "EXPLAIN QUERY PLAN"
    };
    let middle = Place {
        valid_until: NOW.as_micros() + 10_000_000,
        seq: 42,
    };
    for (place, most) in [(Place::START, 1), (Place::START, 100), (middle, 100)] {
        let values = values(NOW, Span::hours(24), place, most).to_vec();
        let locked: Sql = (
            if store.is_postgres() {
                format!("{DUE} FOR UPDATE SKIP LOCKED")
            } else {
                DUE.to_string()
            },
            values,
        );
        let plan = plan(store, &locked, "", how).await;
        assert!(plan.contains("invitation_reminder_due"), "{plan}");
        let offences = offences(&plan, Allowed::Nothing, "invitation", "invitation");
        assert!(offences.is_empty(), "{offences:?}\n{plan}");
    }
}

#[tokio::test]
async fn what_is_due_is_found_without_a_scan_or_a_sort() {
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
