//! Portals for the tests of the outbox: on a SQLite file, and on PostgreSQL where a run brings a
//! cluster (`PORTICO_TEST_POSTGRES`).

use crate::authority::Caller;
use crate::clock::Clock;
use crate::mail::stub::{Script, Stub};
use crate::mail::{Limits, Smtp};
use crate::passwords::Cost;
use crate::secrets::{self, Keys};
use crate::store::{DatabaseUrl, Guard, Presence, Schema, Store};
use crate::submissions::Invite;
use crate::{Backend, Setup};
use rules::ids::{InvitationId, SubmissionId};
use rules::listing::InvitationListing;
use rules::outbox::{MailListing, MailRow};
use rules::time::{Span, Timestamp};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

pub(super) const NOW: Timestamp = Timestamp::from_micros(1_795_183_200_000_000);

pub(super) fn administrator() -> Caller {
    Caller::command_line()
}

/// Where the rows are; several portals may share it.
pub(super) struct Rows {
    url: DatabaseUrl,
    folder: Option<PathBuf>,
    pub(super) clock: Clock,
}

impl Drop for Rows {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            drop(std::fs::remove_dir_all(folder));
        }
    }
}

/// An empty database of each kind that is at hand.
pub(super) async fn databases() -> Vec<Rows> {
    let name = format!("portico_outbox_{}", secrets::new_id(NOW).simple());
    let folder = std::env::temp_dir().join(&name);
    std::fs::create_dir(&folder).unwrap();
    let sqlite = DatabaseUrl::Sqlite(folder.join("portico.db"));
    let mut all = vec![Rows {
        url: sqlite,
        folder: Some(folder),
        clock: Clock::fixed(NOW),
    }];
    if let Ok(cluster) = std::env::var("PORTICO_TEST_POSTGRES") {
        let url = crate::store::create_for_test(&cluster, &name).await;
        // The clock learns the database's time: a fixed one stays where it is.
        all.push(Rows {
            url,
            folder: None,
            clock: Clock::fixed(NOW),
        });
    }
    all
}

pub(super) struct Portal {
    pub(super) backend: Backend,
    pub(super) clock: Clock,
    _guard: Guard,
}

impl Rows {
    /// Opens a portal on these rows; one at a time on SQLite.
    pub(super) async fn open(&self, stub: Option<&Stub>) -> Portal {
        let (store, guard) = Store::open(
            &self.url,
            Schema::Migrate,
            Presence::Beside,
            self.clock.clone(),
            std::sync::Arc::default(),
        )
        .await
        .unwrap();
        let moment = Duration::from_millis(400);
        let limits = Limits {
            connect: moment,
            command: moment,
            handover: moment,
        };
        let backend = Backend::new(Setup {
            store,
            clock: self.clock.clone(),
            keys: Keys::derive(&[7; 32]),
            password_cost: Cost {
                memory: 64,
                passes: 1,
                lanes: 1,
            },
            public_url: "http://localhost:3000".to_string(),
            mail_from: "portal@example.org".to_string(),
            smtp: stub.map(|stub| {
                let url = format!("smtp://127.0.0.1:{}", stub.port);
                Smtp::with_limits(&url, None, limits).unwrap()
            }),
            fixed_settings: BTreeMap::new(),
        });
        Portal {
            backend,
            clock: self.clock.clone(),
            _guard: guard,
        }
    }

    pub(super) fn is_postgres(&self) -> bool {
        self.folder.is_none()
    }
}

/// Runs the same test on every database, with a mail server that follows the script.
pub(super) async fn with_mail_server<F>(
    script: Script,
    test: impl Fn(Portal, std::sync::Arc<Stub>) -> F,
) where
    F: Future<Output = ()>,
{
    for rows in databases().await {
        let stub = std::sync::Arc::new(Stub::start(script).await);
        test(rows.open(Some(&stub)).await, stub).await;
    }
}

impl Portal {
    /// Invites customers.
    pub(super) async fn invite(&self, addresses: &str) {
        let invite = Invite {
            key: SubmissionId(secrets::new_id(NOW)),
            addresses: addresses.to_string(),
            role: "Customer".to_string(),
            groups: Vec::new(),
            domains: Vec::new(),
            validity: Span::hours(72),
            message: String::new(),
        };
        self.backend.invite(&administrator(), invite).await.unwrap();
    }

    /// The newest mails, newest first.
    pub(super) async fn mails(&self) -> Vec<MailRow> {
        self.backend
            .list_mails(&administrator(), MailListing::default())
            .await
            .unwrap()
            .rows
    }

    pub(super) async fn newest(&self) -> MailRow {
        self.mails().await.remove(0)
    }

    pub(super) async fn newest_invitation(&self) -> InvitationId {
        let listing = InvitationListing::default();
        self.backend
            .list_invitations(&administrator(), listing)
            .await
            .unwrap()
            .rows[0]
            .id
    }

    pub(super) async fn retry(&self, row: &MailRow) -> crate::Result<()> {
        self.backend.retry_mail(&administrator(), row.id).await
    }
}
