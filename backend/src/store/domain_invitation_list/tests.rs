//! Neither the pop-up nor the lists scan or sort the table, however many invitations there are.

use super::*;
use crate::store::Schema;
use crate::store::plans::{self, Allowed, NOW, execute, is_handful, offences, plan};

/// One domain and one account have a tenth of everything: more than a planner would sort.
const FILL: [&str; 2] = [
    "INSERT INTO domain (id, name, title, title_key, description, created_at, changed_at)
     SELECT {id}, 'domain-' || x, 'D', 'd', '', {now}, {now} FROM {numbers} WHERE x <= 10",
    "INSERT INTO domain_invitation (id, domain_id, chain_id, email, email_typed, account_id, role, message, status,
        valid_until, validity, created_at, answered_at, changed_at, reason)
     SELECT {id}, (SELECT id FROM domain WHERE seq = 1 + x % 10), {id}, 'p' || x || '@example.org', '',
        (SELECT id FROM domain WHERE seq = 1 + (x / 10) % 10), 'Viewer', '', status,
        {now} + CASE WHEN x % 7 = 0 THEN -1 ELSE 1000000 END, 1, {now},
        CASE WHEN status IN ('approved', 'declined') THEN {now} END, {now}, ''
     FROM (SELECT x, CASE x % 5 WHEN 0 THEN 'pending' WHEN 1 THEN 'approved' WHEN 2 THEN 'declined'
        WHEN 3 THEN 'expired' ELSE 'invalid' END AS status FROM {numbers}) AS made",
];

async fn fill(store: &Store) -> Uuid {
    for sql in FILL {
        execute(store, plans::filling(store, sql, 20_000)).await;
    }
    execute(store, "ANALYZE".to_string()).await;
    let backend = store.read().get_database_backend();
    let first = Statement::from_string(backend, "SELECT id FROM domain WHERE seq = 1");
    let row = store.read().query_one_raw(first).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

async fn judge(store: &Store, id: Uuid) {
    let place = |backwards| {
        Some(Place {
            key: SortKey::None,
            seq: 9_000,
            first: 51,
            backwards,
        })
    };
    let how = if store.is_postgres() {
        "EXPLAIN"
    } else {
        "EXPLAIN QUERY PLAN"
    };
    // Counts look at a thousand rows of an index for each status.
    for whose in [Whose::Domain(DomainId(id)), Whose::Account(AccountId(id))] {
        let plan = plan(store, &query::standings(whose, NOW, 1001), "", how).await;
        let sorts = plan.contains("TEMP B-TREE");
        let scans = format!("{plan}\n").replace('\n', " ").contains("SCAN i ");
        let scans = scans || plan.contains("Seq Scan");
        assert!(!scans && !sorts, "{plan}");
        assert!(plan.contains("domain_invitation_"), "{plan}");
    }
    for status in Status::ALL.map(Some).into_iter().chain([None]) {
        for select in [
            Select::of_domain(DomainId(id), status, NOW),
            Select::of_account(AccountId(id), status, NOW),
        ] {
            for (place, size) in [(None, 5), (None, 50), (place(false), 50), (place(true), 50)] {
                let statement = select.clone().page(place.as_ref(), size);
                let plan = plan(store, &statement, "", how).await;
                let mut found = offences(&plan, Allowed::Nothing, "domain_invitation", "i");
                if !found.is_empty() && store.is_postgres() && is_handful(store, &statement).await {
                    found.clear();
                }
                assert!(found.is_empty(), "{found:?} for {status:?} in\n{plan}");
            }
        }
    }
}

#[tokio::test]
async fn the_lists_walk_their_indexes_on_sqlite() {
    let (store, _guard, folder) = plans::sqlite().await;
    let id = fill(&store).await;
    judge(&store, id).await;
    let (store, _guard) = plans::reopened(&folder, Schema::Expect).await;
    judge(&store, id).await;
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn the_lists_walk_their_indexes_on_postgres() {
    let Some((store, guard, name)) = plans::postgres().await else {
        return;
    };
    let id = fill(&store).await;
    judge(&store, id).await;
    drop((store, guard));
    plans::drop_postgres(&name).await;
}
