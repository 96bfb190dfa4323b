//! No query of the list scans or sorts the table, but where PRODUCT.md 8.2 allows it: asked of both
//! databases, over skewed rows, with bound values (PERFORMANCE section 5, point 6).

use super::query::{Overdue, Scope, Select};
use super::*;
use crate::store::Schema;
use crate::store::plans::{self, Allowed, NOW, Sql, execute, is_handful, offences, plan};
use std::fmt::Write as _;

const ROWS: i64 = 20_000;
/// Who sent most rows, and who sent a hundred.
const BUSY: Uuid = Uuid::from_u128(0xA);
const QUIET: Uuid = Uuid::from_u128(0xC);
/// A group of a hundred, and one of every other row.
const SMALL: Uuid = Uuid::from_u128(0x51);
const LARGE: Uuid = Uuid::from_u128(0x1A);

/// Skewed as life is: nine of ten are approved, one host has nearly everybody.
const FILL: &str = "
INSERT INTO invitation (id, kind, chain_id, email, email_typed, role, message, status, is_closed,
    valid_until, validity, inviter_id, account_id, created_at, registered_at, changed_at, reason)
SELECT id, 'portal', id, email, email, 'Customer', '', status,
    status = 'inactivated' AND x % 2 = 0,
    CASE WHEN status IN ('approved', 'waiting', 'rejected') THEN {never}
        WHEN status = 'pending' AND x % 1000 >= 10 THEN {now} + 1 + (x * 7919) % 86400000000
        ELSE {now} - (x * 7919) % 86400000000 END,
    1, inviter, CASE WHEN status IN ('approved', 'waiting', 'rejected') THEN id END,
    {now} - 1000 * x, NULL, {now}, ''
FROM (SELECT x, {id} AS id,
    CASE WHEN x % 10 < 6 THEN {busy} WHEN x % 200 = 199 THEN {quiet} WHEN x % 10 < 9 THEN {id}
        END AS inviter,
    CASE WHEN x % 2000 = 7 THEN 'zebra' WHEN x % 7 = 0 THEN 'a_b' ELSE 'person' END
        || ((x * 7919) % 1000003) || '@'
        || CASE WHEN x % 50 = 3 THEN 'elsewhere.example' ELSE 'example.org' END AS email,
    CASE WHEN x % 100 < 5 THEN 'pending' WHEN x % 100 = 5 THEN 'waiting'
        WHEN x % 100 = 6 THEN 'rejected' WHEN x % 200 = 7 THEN 'declined'
        WHEN x % 100 < 10 THEN 'expired' WHEN x % 100 = 10 THEN 'inactivated'
        WHEN x % 100 = 11 THEN 'invalid' ELSE 'approved' END AS status
    FROM {numbers}) AS made";

async fn fill(store: &Store) {
    let uuid: fn(Uuid) -> String = if store.is_postgres() {
        |id| format!("'{id}'::uuid")
    } else {
        |id| format!("X'{}'", id.simple())
    };
    let sql = plans::filling(store, FILL, ROWS)
        .replace("{busy}", &uuid(BUSY))
        .replace("{quiet}", &uuid(QUIET))
        .replace("{now}", &NOW.as_micros().to_string())
        .replace("{never}", &Timestamp::NEVER.as_micros().to_string());
    execute(store, sql).await;
    for (group, name, part) in [
        (SMALL, "small", "seq % 200 = 7"),
        (LARGE, "large", "seq % 2 = 0"),
    ] {
        let id = uuid(group);
        execute(
            store,
            format!(
                "INSERT INTO portal_group (id, name, name_key, created_at) \
                 VALUES ({id}, '{name}', '{name}', 0)"
            ),
        )
        .await;
        let carried = format!(
            "INSERT INTO invitation_group (group_id, invitation_id) \
             SELECT {id}, id FROM invitation WHERE {part}"
        );
        execute(store, carried).await;
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

fn searches() -> Vec<(Search, bool)> {
    let read = |text: &str| Search::read(text, true, true);
    vec![
        (Search::None, false),
        (read("zebra"), true),
        (read("a_b12"), true),
        // Common: more than a thousand rows.
        (read("example.org"), false),
        (read("pe"), false),
        (Search::read("pe", true, false), false),
        (Search::read("ze", true, false), true),
        // Without pg_trgm on a long list.
        (Search::read("zebra", false, false), true),
    ]
}

fn places(sort: InvitationSort) -> Vec<Option<Place>> {
    let key = |number: i64, text: &str| match sort {
        InvitationSort::InvitedAt => SortKey::None,
        InvitationSort::ValidUntil => SortKey::Number(number),
        InvitationSort::Email => SortKey::Text(text.to_string()),
    };
    let key = key(NOW.as_micros(), "person500000@example.org");
    // A page before a row is one after it in the other direction.
    vec![
        None,
        Some(Place {
            key,
            seq: ROWS / 2,
            first: 51,
            backwards: false,
        }),
    ]
}

fn selects() -> Vec<Select> {
    let mut selects = Vec::new();
    for filter in InvitationFilter::ALL {
        // Not `Some(None)`: the command line, which sends without an account, shows no list.
        for mine in [None, Some(Some(BUSY)), Some(Some(QUIET))] {
            for (search, is_rare) in searches() {
                for sort in [
                    InvitationSort::Email,
                    InvitationSort::InvitedAt,
                    InvitationSort::ValidUntil,
                ] {
                    for dir in [Direction::Ascending, Direction::Descending] {
                        for place in places(sort) {
                            let search = search.clone();
                            selects.push(Select {
                                filter,
                                group: None,
                                mine,
                                search,
                                sort,
                                dir,
                                place,
                                limit: 51,
                                is_rare,
                                now: NOW,
                            });
                        }
                    }
                }
            }
        }
    }
    selects
}

/// The same narrowed to a group: few rows found first, many met on the walk.
fn selects_in_groups() -> Vec<Select> {
    let is_asked = |select: &&Select| {
        let is_searched = matches!(select.search, Search::None)
            || matches!(&select.search, Search::Trigrams { term, .. } if term != "a_b12")
            || matches!(&select.search, Search::Prefix(term) if term == "pe");
        let is_told_apart = matches!(
            select.filter,
            InvitationFilter::All
                | InvitationFilter::Pending
                | InvitationFilter::Expired
                | InvitationFilter::ExpiredInvalid
        );
        select.mine.is_none() && is_searched && is_told_apart
    };
    let plain = selects();
    let mut narrowed = Vec::new();
    for select in plain.iter().filter(is_asked) {
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
        links: Links::Invitations,
        is_small,
    }
}

/// Found first or met on the walk: a group holds the same rows.
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
            let rows = store.walk(&select).await.unwrap();
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

/// Every statement of one page: the streams, the overdue rows both ways, and the counts.
fn statements(select: &Select, is_postgres: bool) -> Vec<Sql> {
    let mut statements = Vec::new();
    for scope in select.scopes() {
        if scope == Scope::Unswept {
            statements.push(select.overdue_query(is_postgres, Overdue::Probe(MOST_UNSWEPT + 1)));
            statements.push(select.overdue_query(is_postgres, Overdue::Walk));
        } else {
            statements.push(select.query(is_postgres, &scope));
        }
        if select.search != Search::None || select.mine.is_some() || select.group.is_some() {
            // Otherwise the counters are asked.
            let (counted, values) = select.counted(is_postgres, &scope);
            statements.push((
                format!("SELECT count(*) FROM (SELECT 1 {counted} LIMIT 1001) AS n"),
                values,
            ));
        }
        if let Some((hits, values)) = select.search.hits(is_postgres, "invitation", "email") {
            statements.push((
                format!("SELECT count(*) FROM (SELECT 1 {hits} LIMIT 5001) AS n"),
                values,
            ));
        }
    }
    statements
}

async fn no_plan_scans_or_sorts(store: &Store, statistics: &str) {
    let how = if store.is_postgres() {
        "EXPLAIN"
    } else {
        "EXPLAIN QUERY PLAN"
    };
    let mut complaints = String::new();
    let mut asked = 0;
    for select in selects().into_iter().chain(selects_in_groups()) {
        for statement in statements(&select, store.is_postgres()) {
            asked += 1;
            let plan = plan(store, &statement, "", how).await;
            let found = offences(&plan, allowed(&select), "invitation", "i");
            if found.is_empty() || (found == ["Sort"] && is_handful(store, &statement).await) {
                continue;
            }
            if complaints.len() < 20_000 {
                let _ = writeln!(
                    complaints,
                    "{found:?} {statistics}: {}\n{plan}\n",
                    statement.0
                );
            }
        }
    }
    assert!(asked > 5_000, "{asked}");
    assert!(complaints.is_empty(), "{complaints}");
}

/// Found by trigrams, met on a walk, or looked for row by row: a term means the same rows; and a prefix
/// those that begin with it.
async fn every_way_of_searching_finds_the_same(store: &Store) {
    let base = selects()
        .into_iter()
        .filter(|select| select.search == Search::None);
    for select in base.filter(|select| select.mine != Some(Some(QUIET))) {
        for text in ["zebra", "a_b12", "3@e"] {
            let term = text.to_string();
            let trigrams = Search::read(text, true, true);
            assert!(matches!(trigrams, Search::Trigrams { .. }));
            let ways = [
                (trigrams.clone(), true),
                (trigrams, false),
                (Search::Scan(term), false),
            ];
            assert_same(store, &select, ways, |email| email.contains(text)).await;
        }
        for text in ["ze", "a_"] {
            let prefix = Search::read(text, true, false);
            assert_eq!(prefix, Search::Prefix(text.to_string()));
            let ways = [
                (prefix.clone(), true),
                (prefix.clone(), false),
                (prefix, false),
            ];
            assert_same(store, &select, ways, |email| email.starts_with(text)).await;
        }
    }
}

async fn assert_same(
    store: &Store,
    select: &Select,
    ways: [(Search, bool); 3],
    fits: impl Fn(&str) -> bool,
) {
    let mut answers = Vec::new();
    for (search, is_rare) in ways {
        let select = Select {
            search,
            is_rare,
            ..select.clone()
        };
        let rows = store.walk(&select).await.unwrap();
        assert!(rows.iter().all(|row| fits(&row.email)), "{select:?}");
        answers.push(rows.iter().map(|row| row.seq).collect::<Vec<_>>());
    }
    assert!(
        answers[0] == answers[1] && answers[1] == answers[2],
        "{select:?}\n{answers:?}"
    );
}

#[tokio::test]
async fn every_page_of_the_list_walks_along_an_index_of_sqlite() {
    let (store, _guard, folder) = plans::sqlite().await;
    fill(&store).await;
    every_way_of_searching_finds_the_same(&store).await;
    every_way_into_a_group_finds_the_same(&store).await;
    no_plan_scans_or_sorts(&store, "without statistics").await;
    execute(&store, "ANALYZE".to_string()).await;
    let (store, _guard) = plans::reopened(&folder, Schema::Expect).await;
    no_plan_scans_or_sorts(&store, "with statistics").await;
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn every_page_of_the_list_walks_along_an_index_of_postgresql() {
    let Some((store, _guard, name)) = plans::postgres().await else {
        return;
    };
    fill(&store).await;
    every_way_of_searching_finds_the_same(&store).await;
    every_way_into_a_group_finds_the_same(&store).await;
    // As autovacuum does after so many new rows: it also puts new trigrams where the index finds them.
    store
        .read()
        .execute_unprepared("VACUUM ANALYZE")
        .await
        .unwrap();
    no_plan_scans_or_sorts(&store, "with statistics").await;
    drop(store);
    plans::drop_postgres(&name).await;
}
