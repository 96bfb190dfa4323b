//! A database for one test: a file in memory where there is room, or a database on the server that
//! `PORTICO_TEST_POSTGRES` names. Gone afterwards.

use std::path::{Path, PathBuf};
use std::sync::Once;
use std::time::Duration;

use backend::secrets::random_bytes;
use backend::store::DatabaseUrl;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};

/// Address of a maintenance database whose user may create databases.
const POSTGRES: &str = "PORTICO_TEST_POSTGRES";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

pub(super) struct TestDatabase {
    pub(super) url: DatabaseUrl,
    place: Place,
}

enum Place {
    Folder(PathBuf),
    Server {
        maintenance: String,
        name: String,
        own: String,
    },
}

impl TestDatabase {
    /// `None` when this engine is not here; loud, and a failure in CI.
    pub(super) async fn create(engine: Engine) -> Option<Self> {
        let name = format!("portico_test_{}", random_word());
        match engine {
            Engine::Sqlite => {
                let memory = Path::new("/dev/shm");
                let base = if memory.is_dir() {
                    memory.to_owned()
                } else {
                    std::env::temp_dir()
                };
                let folder = base.join(name);
                std::fs::create_dir(&folder).expect("a temporary folder");
                let url = DatabaseUrl::Sqlite(folder.join("portico.db"));
                Some(TestDatabase {
                    url,
                    place: Place::Folder(folder),
                })
            }
            Engine::Postgres => {
                let Ok(maintenance) = std::env::var(POSTGRES) else {
                    skip();
                    return None;
                };
                let mut own = url::Url::parse(&maintenance).expect("an address of PostgreSQL");
                own.set_path(&name);
                let own = own.to_string();
                on_server(&maintenance, &format!("CREATE DATABASE {name}")).await;
                let url = DatabaseUrl::parse(&own).expect("an address of PostgreSQL");
                Some(TestDatabase {
                    url,
                    place: Place::Server {
                        maintenance,
                        name,
                        own,
                    },
                })
            }
        }
    }

    /// A connection past the portal.
    pub(super) async fn connect(&self) -> DatabaseConnection {
        let url = match &self.place {
            Place::Folder(folder) => {
                format!("sqlite://{}", folder.join("portico.db").display())
            }
            Place::Server { own, .. } => own.clone(),
        };
        connect(&url).await
    }

    pub(super) async fn remove(self) {
        match self.place {
            Place::Folder(folder) => {
                std::fs::remove_dir_all(folder).expect("the temporary folder");
            }
            Place::Server {
                maintenance, name, ..
            } => {
                let drop = format!("DROP DATABASE {name} WITH (FORCE)");
                on_server(&maintenance, &drop).await;
            }
        }
    }
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(30))
        .sqlx_logging(false);
    Database::connect(options).await.expect("a connection")
}

async fn on_server(maintenance: &str, statement: &str) {
    let conn = connect(maintenance).await;
    conn.execute_unprepared(statement).await.expect(statement);
    conn.close().await.expect("a closed connection");
}

fn skip() {
    static TELL: Once = Once::new();
    let words = format!("{POSTGRES} is not set: the PostgreSQL half of these tests is SKIPPED");
    assert!(
        std::env::var_os("CI").is_none_or(|ci| ci != "true"),
        "{words}"
    );
    TELL.call_once(|| {
        use std::io::Write as _;
        // Past the capture of the test harness: it is to be seen.
        drop(writeln!(std::io::stderr(), "\n*** {words} ***\n"));
    });
}

fn random_word() -> String {
    let bytes = random_bytes::<8>().expect("random bytes");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
