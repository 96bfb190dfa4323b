//! Neither those who stand for invitations nor what needs confirmation are looked for row by row.

use super::*;
use crate::store::Schema;
use crate::store::plans::{self, Allowed, NOW, execute, is_handful, offences, plan};

/// One domain has half of everything, and one in four hundred of it is by somebody else.
const FILL: [&str; 2] = [
    "INSERT INTO domain (id, name, title, title_key, description, created_at, changed_at)
     SELECT {id}, 'domain-' || x, 'D', 'd', '', {now}, {now} FROM {numbers} WHERE x <= 10",
    "INSERT INTO domain_invitation (id, domain_id, chain_id, email, email_typed, role, message, status,
        valid_until, validity, inviter_id, vouched_by, created_at, changed_at, reason)
     SELECT {id}, (SELECT id FROM domain WHERE seq = 1 + (x % 2) * (x % 10)), {id}, 'p' || x || '@example.org', '',
        'Viewer', '', CASE WHEN x % 3 = 0 THEN 'invalid' ELSE 'pending' END, {now} + 1000000, 1,
        (SELECT id FROM domain WHERE seq = CASE WHEN x % 400 = 2 THEN 2 ELSE 1 END),
        CASE WHEN x % 800 = 2 THEN (SELECT id FROM domain WHERE seq = 3) END, {now}, {now}, ''
     FROM {numbers}",
];

async fn ids(store: &Store) -> Vec<Uuid> {
    let backend = store.read().get_database_backend();
    let all = Statement::from_string(backend, "SELECT id FROM domain ORDER BY seq");
    let rows = store.read().query_all_raw(all).await.unwrap();
    rows.iter()
        .map(|row| row.try_get_by_index(0).unwrap())
        .collect()
}

async fn fill(store: &Store) {
    for sql in FILL {
        execute(store, plans::filling(store, sql, 20_000)).await;
    }
    execute(store, "ANALYZE".to_string()).await;
}

async fn judge(store: &Store) {
    let ids = ids(store).await;
    let domain = DomainId(ids[0]);
    let how = if store.is_postgres() {
        "EXPLAIN"
    } else {
        "EXPLAIN QUERY PLAN"
    };
    let statement = who_stands(domain, store.is_postgres());
    let found = plan(store, &statement, "SELECT 1", how).await;
    let offended = offences(&found, Allowed::Nothing, "domain_invitation", "i");
    assert!(offended.is_empty(), "{offended:?} in\n{found}");
    let few = Lapsed {
        all: vec![ids[1]],
        some: vec![(ids[2], vec!["Viewer".into(), "Editor".into()])],
    };
    for lapsed in [few, Lapsed::default()] {
        let select = lapsed.select(domain, NOW, store.is_postgres());
        let statement = select.page(None, 50);
        let plan = plan(store, &statement, "SELECT 1", how).await;
        let mut found = offences(&plan, Allowed::SortFew, "domain_invitation", "i");
        if !found.is_empty() && store.is_postgres() && is_handful(store, &statement).await {
            found.clear();
        }
        assert!(found.is_empty(), "{found:?} in\n{plan}");
    }
}

/// All who stand for something, whoever vouched before whoever sent.
async fn each_who_stands_is_judged_once(store: &Store) {
    let ids = ids(store).await;
    let lapsed = store.lapsed_in(DomainId(ids[0])).await.unwrap();
    let mut all = lapsed.all.clone();
    all.sort_unstable();
    let mut expected = ids[..3].to_vec();
    expected.sort_unstable();
    // Nobody of them has an account.
    assert_eq!((all, lapsed.some.len()), (expected, 0));
    assert!(lapsed.flags(Some(AccountId(ids[1])), "Viewer"));
    assert!(!lapsed.flags(Some(AccountId(ids[5])), "Viewer"));
    assert!(!lapsed.flags(None, "Viewer"));
}

#[tokio::test]
async fn what_needs_confirmation_is_found_by_who_stands_for_it_on_sqlite() {
    let (store, _guard, folder) = plans::sqlite().await;
    fill(&store).await;
    judge(&store).await;
    each_who_stands_is_judged_once(&store).await;
    let (store, _guard) = plans::reopened(&folder, Schema::Expect).await;
    judge(&store).await;
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn what_needs_confirmation_is_found_by_who_stands_for_it_on_postgres() {
    let Some((store, guard, name)) = plans::postgres().await else {
        return;
    };
    fill(&store).await;
    judge(&store).await;
    each_who_stands_is_judged_once(&store).await;
    drop((store, guard));
    plans::drop_postgres(&name).await;
}
