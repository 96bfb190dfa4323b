//! No search looks through a table, however common the name; and a name found by its trigrams is met on the walk too.

use super::*;
use crate::store::Schema;
use crate::store::plans::{self, Allowed, NOW, execute, is_handful, offences, plan};

const ROWS: i64 = 20_000;
const ME: AccountId = AccountId(Uuid::nil());

/// Everybody has "person" in the name and "example" in the address; one in two thousand is a Zebra.
const FILL: [&str; 2] = [
    "INSERT INTO account (id, email, email_typed, full_name, name_key, password_hash, role, status, origin,
        is_unproven, created_at, changed_at, decided_at, reason)
     SELECT {id}, 'p' || x || '@example.org', '', name, lower(name), '', 'Customer',
        CASE WHEN x % 10 = 0 THEN 'requested' ELSE 'approved' END, 'invitation', FALSE, {now}, {now}, {now}, ''
     FROM (SELECT x, 'A' || ((x * 7919) % 1000003) || ' Person'
        || CASE WHEN x % 2000 = 7 THEN ' Zebra' ELSE '' END AS name FROM {numbers}) AS made",
    "INSERT INTO domain (id, name, title, title_key, description, created_at, changed_at)
     SELECT {id}, 'domain-' || x, 'D', 'd', '', {now}, {now} FROM {numbers} WHERE x <= 10",
];

async fn fill(store: &Store) {
    for sql in FILL {
        execute(store, plans::filling(store, sql, ROWS)).await;
    }
}

fn selects() -> Vec<(Select, Allowed)> {
    let found = |run: &str| Way::Found(run.to_string());
    vec![
        (Select::address("p7@example.org", ME), Allowed::Nothing),
        (Select::name("a12", Way::Begins, ME), Allowed::Nothing),
        (Select::name("person", Way::Begins, ME), Allowed::Nothing),
        (Select::name("person", Way::Met, ME), Allowed::Nothing),
        (Select::name("zebra", found("zebra"), ME), Allowed::SortFew),
    ]
}

async fn no_plan_scans_or_sorts(store: &Store) {
    let how = if store.is_postgres() {
        "EXPLAIN"
    } else {
        "EXPLAIN QUERY PLAN"
    };
    for (select, allowed) in selects() {
        let statement = select.query(store.is_postgres());
        let plan = plan(store, &statement, "", how).await;
        let found = offences(&plan, allowed, "account", "a");
        let is_fine =
            found.is_empty() || (found == ["Sort"] && is_handful(store, &statement).await);
        assert!(is_fine, "{found:?}: {}\n{plan}", statement.0);
    }
    let id = DomainId(ME.0);
    let of_domain = [
        ("membership", query::members(id, NOW, vec![ME.0.into(); 10])),
        (
            "domain_invitation",
            query::invited(id, NOW, vec!["p7@example.org".into(); 10]),
        ),
    ];
    for (table, statement) in of_domain {
        let plan = plan(store, &statement, "SELECT 1", how).await;
        let found = offences(&plan, Allowed::Nothing, table, table);
        // PostgreSQL reads an empty table as it stands.
        assert!(found.is_empty() || store.is_postgres(), "{plan}");
    }
}

async fn every_way_finds_the_same(store: &Store) {
    let run = async |way| {
        let rows = store.run_people(Select::name("zebra", way, ME)).await;
        rows.unwrap()
    };
    let (found, met) = (run(Way::Found("zebra".into())).await, run(Way::Met).await);
    assert_eq!(found.len(), 10);
    assert_eq!(found, met);
}

async fn names_are_searched_and_no_address(store: &Store) {
    let id = DomainId(ME.0);
    for (text, hits, has_more) in [
        ("person", 10, true),
        ("zebra", 10, false),
        ("example", 0, false),
        ("p7@", 0, false),
    ] {
        let wanted = Wanted::Name(text.to_string());
        let people = store.find_people(id, &wanted, ME).await.unwrap();
        assert_eq!(
            (people.hits.len(), people.has_more),
            (hits, has_more),
            "{text}"
        );
    }
}

#[tokio::test]
async fn every_search_for_people_walks_along_an_index_of_sqlite() {
    let (store, _guard, folder) = plans::sqlite().await;
    fill(&store).await;
    every_way_finds_the_same(&store).await;
    names_are_searched_and_no_address(&store).await;
    no_plan_scans_or_sorts(&store).await;
    execute(&store, "ANALYZE".to_string()).await;
    let (store, _guard) = plans::reopened(&folder, Schema::Expect).await;
    no_plan_scans_or_sorts(&store).await;
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn every_search_for_people_walks_along_an_index_of_postgresql() {
    let Some((store, _guard, name)) = plans::postgres().await else {
        return;
    };
    fill(&store).await;
    every_way_finds_the_same(&store).await;
    names_are_searched_and_no_address(&store).await;
    store
        .read()
        .execute_unprepared("VACUUM ANALYZE")
        .await
        .unwrap();
    no_plan_scans_or_sorts(&store).await;
    drop(store);
    plans::drop_postgres(&name).await;
}
