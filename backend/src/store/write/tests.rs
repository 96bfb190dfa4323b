use super::*;
use crate::clock::Clock;
use crate::secrets;
use crate::store::{DatabaseUrl, Guard, Presence, Schema};
use sea_orm::ConnectionTrait as _;

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
