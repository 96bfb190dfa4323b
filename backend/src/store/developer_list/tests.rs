//! No query of the list scans or sorts the table, but where PRODUCT.md 8.2 allows it for short searches; and every way
//! of searching finds the same.

use super::query::Select;
use super::*;
use crate::store::Schema;
use crate::store::group_list::InGroup;
use crate::store::plans::{self, Allowed, Sql, execute, is_handful, offences, plan};
use rules::listing::Direction;
use rules::listing::SortColumn as _;

const ROWS: i64 = 20_000;
/// A group of a hundred, and one of every other account.
const SMALL: Uuid = Uuid::from_u128(0x51);
const LARGE: Uuid = Uuid::from_u128(0x1A);

/// Skewed as life is: nine of ten are approved, one host has nearly everybody.
const FILL: &str = "
INSERT INTO account (id, email, email_typed, full_name, name_key, password_hash, role, status, origin,
    is_unproven, created_at, changed_at, decided_at, reason)
SELECT {id}, email, email, name, lower(name), '', 'Customer', status, 'invitation', FALSE,
    {now} - 1000 * x, {now}, {now}, ''
FROM (SELECT x,
    CASE WHEN x % 2000 = 7 THEN 'Zebra ' WHEN x % 7 = 0 THEN 'A_B ' ELSE 'Person ' END || x AS name,
    'p' || ((x * 7919) % 1000003) || '@'
        || CASE WHEN x % 50 = 3 THEN 'elsewhere.example' ELSE 'example.org' END AS email,
    CASE WHEN x % 100 < 5 THEN 'requested' WHEN x % 100 < 8 THEN 'rejected'
        WHEN x % 100 < 10 THEN 'revoked' ELSE 'approved' END AS status
    FROM {numbers}) AS made";

async fn fill(store: &Store) {
    let sql = plans::filling(store, FILL, ROWS);
    execute(store, sql).await;
    for (group, name, part) in [
        (SMALL, "small", "seq % 200 = 7"),
        (LARGE, "large", "seq % 2 = 0"),
    ] {
        let id = if store.is_postgres() {
            format!("'{group}'::uuid")
        } else {
            format!("X'{}'", group.simple())
        };
        execute(
            store,
            format!(
                "INSERT INTO portal_group (id, name, name_key, created_at) \
                 VALUES ({id}, '{name}', '{name}', 0)"
            ),
        )
        .await;
        let joined = format!(
            "INSERT INTO group_member (group_id, account_id, joined_at) \
             SELECT {id}, id, 0 FROM account WHERE {part}"
        );
        execute(store, joined).await;
    }
}

fn searches() -> Vec<(Search, bool)> {
    let read = |text: &str| Search::read(text, true, true);
    vec![
        (Search::None, false),
        (read("zebra"), true),
        (read("person"), false),
        (read("ze"), false),
        (Search::read("p1", true, false), false),
        (Search::read("p1", true, false), true),
    ]
}

fn places(sort: DeveloperSort) -> Vec<Option<Place>> {
    let key = match sort {
        DeveloperSort::Created => SortKey::None,
        DeveloperSort::Email | DeveloperSort::Name => SortKey::Text("person 5".to_string()),
    };
    let at = |backwards| {
        Some(Place {
            key: key.clone(),
            seq: 9_000,
            first: 101,
            backwards,
        })
    };
    vec![None, at(false), at(true)]
}

fn selects() -> Vec<Select> {
    let mut selects = Vec::new();
    for tab in Status::ALL {
        for (search, is_rare) in searches() {
            for &sort in DeveloperSort::ALL {
                for dir in [Direction::Ascending, Direction::Descending] {
                    for place in places(sort) {
                        selects.push(Select {
                            tab,
                            group: None,
                            search: search.clone(),
                            sort,
                            dir,
                            place,
                            limit: 51,
                            is_rare,
                        });
                    }
                }
            }
        }
    }
    selects
}

/// The same narrowed to a group: few accounts found first, many met on the walk.
fn selects_in_groups() -> Vec<Select> {
    let mut narrowed = Vec::new();
    for select in selects() {
        for (id, is_small) in [(SMALL, true), (LARGE, false)] {
            narrowed.push(Select {
                group: Some(in_group(id, is_small)),
                ..select.clone()
            });
        }
    }
    narrowed
}

fn in_group(id: Uuid, is_small: bool) -> InGroup {
    InGroup {
        id,
        links: Links::Accounts,
        is_small,
    }
}

/// Found first or met on the walk: a group holds the same accounts.
async fn every_way_into_a_group_finds_the_same(store: &Store) {
    for select in selects_in_groups() {
        let Some(InGroup { id, .. }) = select.group else {
            continue;
        };
        let mut answers = Vec::new();
        for is_small in [true, false] {
            let select = Select {
                group: Some(in_group(id, is_small)),
                ..select.clone()
            };
            let statement = select.query(store.is_postgres());
            let rows = store.run_developers(statement).await.unwrap();
            answers.push(rows.iter().map(|row| row.seq).collect::<Vec<_>>());
        }
        assert_eq!(answers[0], answers[1], "{select:?}");
        let part = if id == SMALL { (200, 7) } else { (2, 0) };
        assert!(
            answers[0].iter().all(|seq| seq % part.0 == part.1),
            "{select:?}"
        );
    }
}

fn allowed(select: &Select) -> Allowed {
    match &select.search {
        _ if select.group.as_ref().is_some_and(|group| group.is_small) => Allowed::SortFew,
        Search::None => Allowed::Nothing,
        Search::Scan(_) => Allowed::Scan,
        Search::Trigrams { .. } | Search::Prefix(_) if select.is_rare => Allowed::SortFew,
        Search::Trigrams { .. } | Search::Prefix(_) => Allowed::Nothing,
    }
}

fn statements(select: &Select, is_postgres: bool) -> Vec<Sql> {
    let mut statements = vec![select.query(is_postgres)];
    if select.search != Search::None || select.group.is_some() {
        let (counted, values) = select.counted(is_postgres);
        let count = format!("SELECT count(*) FROM (SELECT 1 {counted} LIMIT 1001) AS n");
        statements.push((count, values));
    }
    if let Some((hits, values)) = select.search.hits(is_postgres, "account", "search_key") {
        let count = format!("SELECT count(*) FROM (SELECT 1 {hits} LIMIT 5001) AS n");
        statements.push((count, values));
    }
    statements
}

async fn no_plan_scans_or_sorts(store: &Store) {
    let how = if store.is_postgres() {
        "EXPLAIN"
    } else {
        "EXPLAIN QUERY PLAN"
    };
    for select in selects().into_iter().chain(selects_in_groups()) {
        for statement in statements(&select, store.is_postgres()) {
            let plan = plan(store, &statement, "", how).await;
            let found = offences(&plan, allowed(&select), "account", "a");
            let is_fine =
                found.is_empty() || (found == ["Sort"] && is_handful(store, &statement).await);
            assert!(is_fine, "{found:?}: {}\n{plan}", statement.0);
        }
    }
}

/// Found by trigrams, met on a walk, or looked for row by row: a term means the same rows.
async fn every_way_of_searching_finds_the_same(store: &Store) {
    for select in selects() {
        if select.search != Search::None {
            continue;
        }
        for text in ["zebra", "a_b 12", "3@e"] {
            let trigrams = Search::read(text, true, true);
            let ways = [
                (trigrams.clone(), true),
                (trigrams, false),
                (Search::Scan(text.to_string()), false),
            ];
            let mut answers = Vec::new();
            for (search, is_rare) in ways {
                let select = Select {
                    search,
                    is_rare,
                    ..select.clone()
                };
                let rows = store
                    .run_developers(select.query(store.is_postgres()))
                    .await
                    .unwrap();
                let fits = |row: &Row| row.name_key.contains(text) || row.email.contains(text);
                assert!(rows.iter().all(fits), "{select:?}");
                answers.push(rows.iter().map(|row| row.seq).collect::<Vec<_>>());
            }
            assert!(
                answers[0] == answers[1] && answers[1] == answers[2],
                "{select:?}"
            );
        }
    }
}

#[tokio::test]
async fn every_page_of_developers_walks_along_an_index_of_sqlite() {
    let (store, _guard, folder) = plans::sqlite().await;
    fill(&store).await;
    every_way_of_searching_finds_the_same(&store).await;
    every_way_into_a_group_finds_the_same(&store).await;
    no_plan_scans_or_sorts(&store).await;
    execute(&store, "ANALYZE".to_string()).await;
    let (store, _guard) = plans::reopened(&folder, Schema::Expect).await;
    no_plan_scans_or_sorts(&store).await;
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn every_page_of_developers_walks_along_an_index_of_postgresql() {
    let Some((store, _guard, name)) = plans::postgres().await else {
        return;
    };
    fill(&store).await;
    every_way_of_searching_finds_the_same(&store).await;
    every_way_into_a_group_finds_the_same(&store).await;
    store
        .read()
        .execute_unprepared("VACUUM ANALYZE")
        .await
        .unwrap();
    no_plan_scans_or_sorts(&store).await;
    drop(store);
    plans::drop_postgres(&name).await;
}
