//! Open invitations are few among all that ever were: looking for lost roles reads those, on both databases. Accounts
//! are read whole, once at the start: no index knows which roles are in a file.

use super::*;
use crate::store::Schema;
use crate::store::plans::{self, Allowed, execute, offences, plan};

const ROWS: i64 = 20_000;

/// One in a hundred is open.
const FILL: &str = "
INSERT INTO invitation (id, kind, chain_id, email, email_typed, role, message, status, is_closed,
    valid_until, validity, created_at, changed_at, reason, account_id)
SELECT {id}, 'portal', {id}, 'p' || x || '@example.org', 'p' || x || '@example.org', 'Customer', '',
    CASE WHEN x % 100 = 0 THEN 'pending' ELSE 'approved' END, FALSE,
    {now}, 259200000000, {now}, {now}, '', {id}
FROM {numbers}";

async fn fill(store: &Store) {
    let sql = plans::filling(store, FILL, ROWS);
    execute(store, sql).await;
    execute(store, "ANALYZE".to_string()).await;
}

async fn reads_what_is_open(store: &Store) {
    let how = if store.is_postgres() {
        "EXPLAIN"
    } else {
        "EXPLAIN QUERY PLAN"
    };
    let roles = Catalogue::default();
    let (_, select, known) = sources(&roles)
        .into_iter()
        .find(|(noun, ..)| *noun == "invitation")
        .expect("invitations");
    let plan = plan(store, &statement(select, &known), "", how).await;
    assert!(plan.contains("invitation_open_portal"), "{plan}");
    // What it finds is sorted: a handful, or a portal that does not start.
    let offences = offences(&plan, Allowed::SortFew, "invitation", "invitation");
    assert!(offences.is_empty(), "{offences:?}\n{plan}");
}

#[tokio::test]
async fn lost_roles_are_looked_for_among_what_is_open() {
    let (store, guard, folder) = plans::sqlite().await;
    fill(&store).await;
    drop((store, guard));
    let (store, guard) = plans::reopened(&folder, Schema::Expect).await;
    reads_what_is_open(&store).await;
    drop((store, guard));
    std::fs::remove_dir_all(folder).unwrap();

    if let Some((store, guard, name)) = plans::postgres().await {
        fill(&store).await;
        reads_what_is_open(&store).await;
        drop((store, guard));
        plans::drop_postgres(&name).await;
    }
}
