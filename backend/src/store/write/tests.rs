use super::*;
use crate::clock::Clock;
use crate::secrets;
use crate::store::{DatabaseUrl, Guard, Presence, Schema, plans};

async fn open() -> (Store, Guard) {
    let name = format!("portico_writes_{}", secrets::new_id(Clock::system().now()));
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir(&folder).unwrap();
    let url = DatabaseUrl::Sqlite(folder.join("portico.db"));
    let clock = Clock::system();
    Store::open(
        &url,
        Schema::Migrate,
        Presence::Alone,
        clock,
        Arc::default(),
    )
    .await
    .unwrap()
}

async fn run(store: &Store, statement: &'static str) -> Result<()> {
    store
        .write(move |tx| {
            async move {
                tx.conn().execute_unprepared(statement).await?;
                Ok(())
            }
            .boxed()
        })
        .await
}

const GROW: &str = "INSERT INTO filler SELECT hex(randomblob(100000))";

/// A file that may not grow stands for a full disk: SQLite says the same words.
#[tokio::test]
async fn a_full_disk_refuses_writes_and_not_reads_and_heals_by_itself() {
    // SECURITY OPS-8
    let (store, _guard) = open().await;
    run(&store, "CREATE TABLE filler (text TEXT)")
        .await
        .unwrap();
    run(&store, GROW).await.unwrap();
    run(&store, "PRAGMA max_page_count = 1").await.unwrap();
    let refused = run(&store, GROW).await;
    assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
    assert!(!store.is_writable());
    store.ping().await.unwrap();
    run(&store, "PRAGMA max_page_count = 1000000")
        .await
        .unwrap();
    run(&store, GROW).await.unwrap();
    assert!(store.is_writable());
}

#[tokio::test]
async fn after_a_failed_flush_nothing_more_is_written() {
    // SECURITY OPS-8
    let (store, _guard) = open().await;
    let Writer::Single(_, file) = &store.0.writer else {
        panic!("this is a file");
    };
    file.0.store(UNFLUSHED, Ordering::Relaxed);
    let refused = run(&store, "CREATE TABLE filler (text TEXT)").await;
    assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
    assert!(!store.is_writable());
    store.ping().await.unwrap();
}

/// What the database says, inside the write, of how it will commit.
async fn flush_of(store: &Store, answered: Answered) -> String {
    let is_postgres = store.is_postgres();
    store
        .write_answered(answered, move |tx| {
            async move {
                let ask = match is_postgres {
                    true => "SHOW synchronous_commit",
                    false => "PRAGMA synchronous",
                };
                let backend = tx.conn().get_database_backend();
                let row = tx
                    .conn()
                    .query_one_raw(sea_orm::Statement::from_string(backend, ask))
                    .await?
                    .unwrap();
                Ok(if is_postgres {
                    row.try_get_by_index::<String>(0)?
                } else {
                    row.try_get_by_index::<i64>(0)?.to_string()
                })
            }
            .boxed()
        })
        .await
        .unwrap()
}

async fn every_write_commits_as_it_asks(store: &Store, flushed: &str, seen: &str) {
    for (answered, is) in [
        (Answered::Flushed, flushed),
        (Answered::Seen, seen),
        (Answered::Seen, seen),
        (Answered::Flushed, flushed),
    ] {
        assert_eq!(flush_of(store, answered).await, is);
    }
    // All at once, in every order: whoever waits for the disk is never in a commit that does not.
    let many = (0..200).map(|n| async move {
        let answered = match n % 3 {
            0 => Answered::Flushed,
            _ => Answered::Seen,
        };
        (answered, flush_of(store, answered).await)
    });
    for (answered, is) in futures::future::join_all(many).await {
        assert!(answered == Answered::Seen || is == flushed, "{is}");
    }
}

#[tokio::test]
async fn on_sqlite_every_write_commits_as_it_asks() {
    // SECURITY OPS-3
    let (store, _guard) = open().await;
    every_write_commits_as_it_asks(&store, "2", "1").await;
}

#[tokio::test]
async fn on_postgres_every_write_commits_as_it_asks() {
    // SECURITY OPS-2, OPS-3
    if let Some((store, _guard, name)) = plans::postgres().await {
        every_write_commits_as_it_asks(&store, "on", "off").await;
        drop(store);
        plans::drop_postgres(&name).await;
    }
}
