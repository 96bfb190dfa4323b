//! Write transactions. On SQLite one task owns the one writing connection and lets everything that is
//! waiting share a commit, each in a savepoint of its own, because a durable commit costs one flush
//! (PERFORMANCE section 6). On PostgreSQL each write has its transaction, repeated when the database
//! asks for it (SECURITY OPS-2).

use super::{Store, Tx};
use crate::clock::Clock;
use crate::error::{Error, Result};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use std::panic::AssertUnwindSafe;
use tokio::sync::{mpsc, oneshot};

/// How many writes share a commit at most.
const MOST_IN_ONE_COMMIT: usize = 64;
/// How many may wait for the writer before callers wait for a place.
const QUEUE: usize = 1024;
/// How often a write is repeated that collided with another (OPS-2).
const REPEATS: u32 = 5;

pub(super) enum Writer {
    Single(mpsc::Sender<Box<dyn Job>>),
    Pool,
}

impl Store {
    /// Runs the work in one transaction and answers after its commit is durable (SECURITY OPS-3).
    /// The work may run more than once; it must do nothing but write.
    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t Tx) -> BoxFuture<'t, Result<T>> + Send + Sync + 'static,
    {
        match &self.0.writer {
            Writer::Single(queue) => {
                let (reply, answer) = oneshot::channel();
                let job = Box::new(Work {
                    work,
                    result: None,
                    reply: Some(reply),
                });
                const GONE: Error = Error::Unavailable("the database writer has stopped");
                queue.send(job).await.map_err(|_| GONE)?;
                answer.await.map_err(|_| GONE)?
            }
            Writer::Pool => write_on_pool(self.read(), &self.0.clock, &work).await,
        }
    }
}

impl Tx {
    /// A savepoint of this transaction: what is written in it can be undone by itself.
    pub(crate) async fn savepoint(&self) -> Result<Tx> {
        Ok(Tx {
            conn: self.conn.begin().await?,
            now: self.now,
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

async fn write_on_pool<T, F>(conn: &DatabaseConnection, clock: &Clock, work: &F) -> Result<T>
where
    F: for<'t> Fn(&'t Tx) -> BoxFuture<'t, Result<T>>,
{
    let mut repeats = 0;
    loop {
        let tx = Tx {
            conn: conn.begin().await?,
            now: clock.now(),
        };
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

/// A write that waits for the single writer.
pub(super) trait Job: Send {
    /// Does the work in a savepoint; true when it is to be kept.
    fn run<'a>(&'a mut self, tx: &'a Tx) -> BoxFuture<'a, bool>;
    /// Tells the caller how it ended, after the commit.
    fn finish(self: Box<Self>, commit: Result<()>);
}

struct Work<T, F> {
    work: F,
    result: Option<Result<T>>,
    reply: Option<oneshot::Sender<Result<T>>>,
}

impl<T, F> Job for Work<T, F>
where
    T: Send + 'static,
    F: for<'t> Fn(&'t Tx) -> BoxFuture<'t, Result<T>> + Send + Sync + 'static,
{
    fn run<'a>(&'a mut self, tx: &'a Tx) -> BoxFuture<'a, bool> {
        async move {
            let result = AssertUnwindSafe((self.work)(tx))
                .catch_unwind()
                .await
                .unwrap_or_else(|_| Err(Error::internal("a write panicked")));
            let keep = result.is_ok();
            self.result = Some(result);
            keep
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

/// Starts the task that owns the writing connection.
pub(super) fn start(conn: DatabaseConnection, clock: Clock) -> Writer {
    let (queue, mut jobs) = mpsc::channel::<Box<dyn Job>>(QUEUE);
    tokio::spawn(async move {
        while let Some(first) = jobs.recv().await {
            let mut group = vec![first];
            let commit = run_group(&conn, &clock, &mut group, &mut jobs).await;
            for job in group {
                job.finish(commit.as_ref().copied().map_err(failed_commit));
            }
        }
    });
    Writer::Single(queue)
}

/// What each caller of a group hears when its commit failed: nothing was kept.
fn failed_commit(error: &DbErr) -> Error {
    if super::connect::is_full_or_broken(error) || super::connect::is_away(error) {
        Error::Unavailable("the database can't be written")
    } else {
        Error::internal(format!("commit: {error}"))
    }
}

/// One commit: the first job and whatever comes while it and its followers run.
async fn run_group(
    conn: &DatabaseConnection,
    clock: &Clock,
    group: &mut Vec<Box<dyn Job>>,
    jobs: &mut mpsc::Receiver<Box<dyn Job>>,
) -> std::result::Result<(), DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let outer = conn.begin_with_options(options).await?;
    let mut done = 0;
    loop {
        while done < group.len() {
            run_in_savepoint(&outer, clock, &mut group[done]).await?;
            done += 1;
        }
        match jobs.try_recv() {
            Ok(job) if group.len() < MOST_IN_ONE_COMMIT => group.push(job),
            Ok(job) => {
                // The group is full: this one still runs, and the commit follows.
                group.push(job);
                run_in_savepoint(&outer, clock, &mut group[done]).await?;
                break;
            }
            Err(_) => break,
        }
    }
    outer.commit().await
}

async fn run_in_savepoint(
    outer: &DatabaseTransaction,
    clock: &Clock,
    job: &mut Box<dyn Job>,
) -> std::result::Result<(), DbErr> {
    let tx = Tx {
        conn: outer.begin().await?,
        now: clock.now(),
    };
    if job.run(&tx).await {
        tx.conn.commit().await
    } else {
        tx.conn.rollback().await
    }
}
