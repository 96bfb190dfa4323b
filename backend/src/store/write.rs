//! Write transactions. On SQLite one task owns the one writing connection and lets everything that is
//! waiting share a commit, each in a savepoint of its own, because a durable commit costs one flush
//! (PERFORMANCE section 6). On PostgreSQL each write has its transaction, repeated when the database
//! asks for it (SECURITY OPS-2).

use super::{Around, Store, Tx, UNWRITABLE};
use crate::error::{Error, Result};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use tokio::sync::{mpsc, oneshot};

/// How many writes share a commit at most.
const MOST_IN_ONE_COMMIT: usize = 64;
/// How many may wait for the writer before callers wait for a place.
const QUEUE: usize = 1024;
/// How often a write is repeated that collided with another (OPS-2).
const REPEATS: u32 = 5;

#[cfg(test)]
mod tests;

pub(super) enum Writer {
    Single(mpsc::Sender<Box<dyn Job>>, Arc<FileState>),
    Pool,
}

/// Can the SQLite file be written? (SECURITY OPS-8)
#[derive(Default)]
pub(super) struct FileState(AtomicU8);

const WRITABLE: u8 = 0;
/// Full, read-only or failing: every write tries again.
const REFUSING: u8 = 1;
/// A flush failed. What the operating system has dropped by then nobody knows, and a second flush would
/// succeed without it: nothing more is written until a restart has read the file anew.
const UNFLUSHED: u8 = 2;

impl FileState {
    /// After each commit: what it says of the disk.
    fn note(&self, commit: &std::result::Result<Kept, DbErr>) {
        match commit {
            Ok(kept) if kept.is_refused => self.0.store(REFUSING, Ordering::Relaxed),
            Ok(Kept { writes: 0, .. }) => {}
            Ok(_) => self.0.store(WRITABLE, Ordering::Relaxed),
            Err(error) if super::connect::is_failed_flush(error) => {
                self.0.store(UNFLUSHED, Ordering::Relaxed);
                tracing::error!(error = %error, "a flush failed: nothing is written until a restart");
            }
            Err(error) if super::connect::is_full_or_broken(error) => {
                self.0.store(REFUSING, Ordering::Relaxed);
            }
            Err(_) => {}
        }
    }

    fn is_unflushed(&self) -> bool {
        self.0.load(Ordering::Relaxed) == UNFLUSHED
    }

    fn is_writable(&self) -> bool {
        self.0.load(Ordering::Relaxed) == WRITABLE
    }
}

impl Writer {
    /// False after a write that the disk refused, until one succeeds. PostgreSQL answers for itself.
    pub(super) fn is_writable(&self) -> bool {
        match self {
            Writer::Single(_, file) => file.is_writable(),
            Writer::Pool => true,
        }
    }
}

/// When the caller of a write hears that it is done.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Answered {
    /// After its commit is flushed.
    Flushed,
    /// As soon as everybody sees it: a power cut may take it back.
    Seen,
}

impl Store {
    /// Runs the work in one transaction and answers after its commit is durable (SECURITY OPS-3).
    /// The work may run more than once; it must do nothing but write.
    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t Tx) -> BoxFuture<'t, Result<T>> + Send + Sync + 'static,
    {
        self.write_answered(Answered::Flushed, work).await
    }

    /// Runs the work in one transaction and answers once everybody sees it, in every replica, without
    /// waiting for the disk. The next [`Store::write`] flushes it along; a power cut before that takes
    /// back the last moments of it. Only for what nobody is told as a fact: the counts of tries.
    pub(crate) async fn write_unflushed<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t Tx) -> BoxFuture<'t, Result<T>> + Send + Sync + 'static,
    {
        self.write_answered(Answered::Seen, work).await
    }

    async fn write_answered<T, F>(&self, answered: Answered, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t Tx) -> BoxFuture<'t, Result<T>> + Send + Sync + 'static,
    {
        match &self.0.writer {
            Writer::Single(queue, _) => {
                let (reply, answer) = oneshot::channel();
                let job = Box::new(Work {
                    answered,
                    work,
                    result: None,
                    reply: Some(reply),
                });
                const GONE: Error = Error::Unavailable("the database writer has stopped");
                queue.send(job).await.map_err(|_| GONE)?;
                answer.await.map_err(|_| GONE)?
            }
            Writer::Pool => write_on_pool(self.read(), &self.0.around, answered, &work).await,
        }
    }
}

impl Tx {
    /// A savepoint of this transaction: what is written in it can be undone by itself.
    pub(crate) async fn savepoint(&self) -> Result<Tx> {
        Ok(Tx {
            conn: self.conn.begin().await?,
            now: self.now,
            roles: Arc::clone(&self.roles),
        })
    }

    /// Ends a savepoint: keeps what it wrote when the work succeeded, undoes it otherwise. Hands the
    /// answer through.
    pub(crate) async fn end<T>(self, answer: Result<T>) -> Result<T> {
        match answer {
            Ok(value) => self
                .conn
                .commit()
                .await
                .map(|()| value)
                .map_err(Error::from),
            Err(error) => {
                self.conn.rollback().await?;
                Err(error)
            }
        }
    }
}

async fn write_on_pool<T, F>(
    conn: &DatabaseConnection,
    around: &Around,
    answered: Answered,
    work: &F,
) -> Result<T>
where
    F: for<'t> Fn(&'t Tx) -> BoxFuture<'t, Result<T>>,
{
    let mut repeats = 0;
    loop {
        let tx = around.tx(conn.begin().await?);
        if answered == Answered::Seen {
            // For this transaction alone: whatever else the connection commits is flushed.
            tx.conn
                .execute_unprepared("SET LOCAL synchronous_commit TO off")
                .await?;
        }
        let result = match work(&tx).await {
            Ok(value) => tx.conn.commit().await.map(|()| value).map_err(Error::from),
            Err(error) => {
                // The first error is the one to tell; a failed rollback ends with the connection.
                drop(tx.conn.rollback().await);
                Err(error)
            }
        };
        match result {
            Err(Error::Internal(source)) if is_collision(source.as_ref()) => {
                if repeats == REPEATS {
                    tracing::warn!(error = %source, "a write collided with others again and again");
                    return Err(Error::Unavailable("the database is busy"));
                }
                repeats += 1;
                let pause = 5.0 * f64::from(1 << repeats) * (0.5 + crate::secrets::jitter());
                tokio::time::sleep(std::time::Duration::from_secs_f64(pause / 1000.0)).await;
            }
            other => return other,
        }
    }
}

/// PostgreSQL's serialization failure and deadlock.
fn is_collision(error: &(dyn std::error::Error + 'static)) -> bool {
    error
        .downcast_ref()
        .is_some_and(|error| super::has_code(error, &["40001", "40P01"]))
}

/// What a write in its savepoint comes to.
pub(super) enum Fate {
    Keep,
    /// Did the disk refuse it?
    Undo {
        is_refused: bool,
    },
}

/// What one commit holds.
#[derive(Default)]
struct Kept {
    writes: usize,
    /// Did the disk refuse a write of the group?
    is_refused: bool,
}

/// A write that waits for the single writer.
pub(super) trait Job: Send {
    /// What its caller waits for.
    fn answered(&self) -> Answered;
    /// Does the work in a savepoint.
    fn run<'a>(&'a mut self, tx: &'a Tx) -> BoxFuture<'a, Fate>;
    /// Tells the caller how it ended, after the commit.
    fn finish(self: Box<Self>, commit: Result<()>);
}

struct Work<T, F> {
    answered: Answered,
    work: F,
    result: Option<Result<T>>,
    reply: Option<oneshot::Sender<Result<T>>>,
}

impl<T, F> Job for Work<T, F>
where
    T: Send + 'static,
    F: for<'t> Fn(&'t Tx) -> BoxFuture<'t, Result<T>> + Send + Sync + 'static,
{
    fn answered(&self) -> Answered {
        self.answered
    }

    fn run<'a>(&'a mut self, tx: &'a Tx) -> BoxFuture<'a, Fate> {
        async move {
            let result = AssertUnwindSafe((self.work)(tx))
                .catch_unwind()
                .await
                .unwrap_or_else(|_| Err(Error::internal("a write panicked")));
            let fate = match &result {
                Ok(_) => Fate::Keep,
                Err(Error::Unavailable(why)) if *why == UNWRITABLE => {
                    Fate::Undo { is_refused: true }
                }
                Err(_) => Fate::Undo { is_refused: false },
            };
            self.result = Some(result);
            fate
        }
        .boxed()
    }

    fn finish(mut self: Box<Self>, commit: Result<()>) {
        let result = match (self.result.take(), commit) {
            (Some(Err(error)), _) => Err(error),
            (_, Err(error)) => Err(error),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (None, Ok(())) => Err(Error::internal("a write was not run")),
        };
        if let Some(reply) = self.reply.take() {
            // A caller who went away does not need the answer.
            drop(reply.send(result));
        }
    }
}

/// The two ways in which the one writer commits.
pub(super) struct Commits {
    /// A commit on it is on the disk.
    pub(super) flushed: DatabaseConnection,
    /// A commit on it is in the file, and on the disk with the next flushed one.
    pub(super) seen: DatabaseConnection,
}

/// Starts the task that owns the writing connections; it uses one at a time.
pub(super) fn start(commits: Commits, around: Around) -> Writer {
    let (queue, jobs) = mpsc::channel::<Box<dyn Job>>(QUEUE);
    let file = Arc::new(FileState::default());
    let writing = Arc::clone(&file);
    tokio::spawn(async move {
        let mut waiting = Waiting { jobs, held: None };
        while let Some(first) = waiting.next().await {
            if writing.is_unflushed() {
                first.finish(Err(Error::Unavailable(UNWRITABLE)));
                continue;
            }
            let answered = first.answered();
            let conn = match answered {
                Answered::Flushed => &commits.flushed,
                Answered::Seen => &commits.seen,
            };
            let mut group = vec![first];
            let commit = run_group(conn, &around, &mut group, || waiting.next_for(answered)).await;
            writing.note(&commit);
            for job in group {
                job.finish(commit.as_ref().map(|_| ()).map_err(failed_commit));
            }
        }
    });
    Writer::Single(queue, file)
}

/// The writes that wait their turn.
struct Waiting {
    jobs: mpsc::Receiver<Box<dyn Job>>,
    /// One that asks for more than the group before it.
    held: Option<Box<dyn Job>>,
}

impl Waiting {
    async fn next(&mut self) -> Option<Box<dyn Job>> {
        match self.held.take() {
            Some(job) => Some(job),
            None => self.jobs.recv().await,
        }
    }

    /// One that waits already and may share the commit of such a group. A flushed commit does for
    /// everybody; whoever waits for the disk starts a group of their own.
    fn next_for(&mut self, group: Answered) -> Option<Box<dyn Job>> {
        if self.held.is_some() {
            return None;
        }
        let job = self.jobs.try_recv().ok()?;
        if group == Answered::Flushed || job.answered() == group {
            return Some(job);
        }
        self.held = Some(job);
        None
    }
}

/// What each caller of a group hears when its commit failed: nothing was kept.
fn failed_commit(error: &DbErr) -> Error {
    if super::connect::is_full_or_broken(error) || super::connect::is_away(error) {
        Error::Unavailable(UNWRITABLE)
    } else {
        Error::internal(format!("commit: {error}"))
    }
}

/// One commit: the first job and whatever comes while it and its followers run. The first needs no savepoint: when
/// it fails, nothing else is in the transaction yet.
async fn run_group(
    conn: &DatabaseConnection,
    around: &Around,
    group: &mut Vec<Box<dyn Job>>,
    mut next: impl FnMut() -> Option<Box<dyn Job>>,
) -> std::result::Result<Kept, DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let first = around.tx(conn.begin_with_options(options).await?);
    let mut kept = Kept::default();
    match group[0].run(&first).await {
        Fate::Keep => kept.writes += 1,
        Fate::Undo { is_refused } => {
            kept.is_refused = is_refused;
            first.conn.rollback().await?;
            return Ok(kept);
        }
    }
    while group.len() < MOST_IN_ONE_COMMIT
        && let Some(mut job) = next()
    {
        let ran = run_in_savepoint(&first.conn, around, &mut job, &mut kept).await;
        group.push(job);
        ran?;
    }
    first.conn.commit().await?;
    Ok(kept)
}

async fn run_in_savepoint(
    outer: &DatabaseTransaction,
    around: &Around,
    job: &mut Box<dyn Job>,
    kept: &mut Kept,
) -> std::result::Result<(), DbErr> {
    let tx = around.tx(outer.begin().await?);
    match job.run(&tx).await {
        Fate::Keep => {
            kept.writes += 1;
            tx.conn.commit().await
        }
        Fate::Undo { is_refused } => {
            kept.is_refused |= is_refused;
            tx.conn.rollback().await
        }
    }
}
