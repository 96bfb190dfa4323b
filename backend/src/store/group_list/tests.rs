//! No query of a group's lists scans or sorts a table of accounts, invitations or links.

use super::*;
use crate::store::Schema;
use crate::store::plans::{self, Allowed, Sql, execute, offences, plan};

const GROUP: Uuid = Uuid::from_u128(0x1A);

const FILL: &str = "
INSERT INTO account (id, email, email_typed, full_name, name_key, password_hash, role, status, origin,
    is_unproven, created_at, changed_at, decided_at, reason)
SELECT {id}, 'p' || x || '@example.org', 'p', 'P', 'p', '', 'Customer', 'approved', 'invitation', FALSE,
    {now}, {now}, {now}, '' FROM {numbers}";

async fn fill(store: &Store) {
    execute(store, plans::filling(store, FILL, 20_000)).await;
    for (n, part) in [(0x1A, "seq % 10 = 0"), (0x1B, "seq % 2 = 0")] {
        let id = Uuid::from_u128(n);
        let id = if store.is_postgres() {
            format!("'{id}'::uuid")
        } else {
            format!("X'{}'", id.simple())
        };
        for sql in [
            format!(
                "INSERT INTO portal_group (id, name, name_key, created_at) \
                 VALUES ({id}, 'g', '{n}', 0)"
            ),
            format!(
                "INSERT INTO group_member (group_id, account_id, joined_at) \
                 SELECT {id}, id, 0 FROM account WHERE {part}"
            ),
        ] {
            execute(store, sql).await;
        }
    }
}

async fn no_plan_scans_or_sorts(store: &Store) {
    let place = |backwards| Place {
        key: SortKey::None,
        seq: 9_000,
        first: 51,
        backwards,
    };
    let mut statements: Vec<Sql> = vec![members(store.is_postgres(), GROUP, None)];
    for backwards in [false, true] {
        statements.push(members(store.is_postgres(), GROUP, Some(&place(backwards))));
    }
    let (of_group, values) = Links::Accounts.of_group(GROUP);
    statements.push((format!("SELECT 1 {of_group} LIMIT 5001"), values));
    let how = if store.is_postgres() {
        "EXPLAIN"
    } else {
        "EXPLAIN QUERY PLAN"
    };
    for statement in statements {
        let plan = plan(store, &statement, "", how).await;
        for (table, alias) in [("account", "a"), ("group_member", "m")] {
            let found = offences(&plan, Allowed::Nothing, table, alias);
            assert!(found.is_empty(), "{found:?}: {}\n{plan}", statement.0);
        }
    }
}

#[tokio::test]
async fn every_page_of_a_group_walks_along_an_index_of_sqlite() {
    let (store, _guard, folder) = plans::sqlite().await;
    fill(&store).await;
    no_plan_scans_or_sorts(&store).await;
    execute(&store, "ANALYZE".to_string()).await;
    let (store, _guard) = plans::reopened(&folder, Schema::Expect).await;
    no_plan_scans_or_sorts(&store).await;
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn every_page_of_a_group_walks_along_an_index_of_postgresql() {
    let Some((store, _guard, name)) = plans::postgres().await else {
        return;
    };
    fill(&store).await;
    store
        .read()
        .execute_unprepared("VACUUM ANALYZE")
        .await
        .unwrap();
    no_plan_scans_or_sorts(&store).await;
    drop(store);
    plans::drop_postgres(&name).await;
}
