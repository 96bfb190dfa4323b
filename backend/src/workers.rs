//! What runs beside the requests: the outbox, the sweeper, reminders, warnings, long submissions, the sealer of the
//! audit trail. Each can run in every replica at once; none is needed for an answer to be right.

use crate::Backend;
use crate::error::Result;
use crate::invitations::note_expired;
use crate::self_registrations::remove_overdue;
use crate::store::{audit, budgets, counts, invitations, password_resets, sessions, throttles};
use futures::FutureExt as _;
use rules::throttle::FORGOTTEN_AFTER;
use std::future::Future;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Rows a step of the sweeper (PERFORMANCE section 5, point 4).
const STEP: u64 = 500;

impl Backend {
    /// Starts the workers; they end soon after `stop` is cancelled. The answer ends when they have.
    pub fn start_workers(&self, stop: CancellationToken) -> impl Future<Output = ()> + use<> {
        let workers = tokio_util::task::TaskTracker::new();
        let (mail, backend) = (stop.clone(), self.clone());
        workers.spawn(async move { backend.run_outbox(mail).await });
        self.every(&workers, &stop, Duration::from_secs(1), "seal", |backend| {
            async move { backend.seal_audit_trail().await }.boxed()
        });
        self.every(
            &workers,
            &stop,
            Duration::from_secs(60),
            "sweep",
            |backend| async move { backend.sweep().await }.boxed(),
        );
        self.every(
            &workers,
            &stop,
            Duration::from_secs(10),
            "remind",
            |backend| async move { backend.remind_invitees().await }.boxed(),
        );
        self.every(
            &workers,
            &stop,
            Duration::from_secs(60),
            "warn of ends",
            |backend| async move { backend.warn_of_ends().await }.boxed(),
        );
        self.every(
            &workers,
            &stop,
            Duration::from_secs(60),
            "sum up denials",
            |backend| async move { backend.sum_up_denials().await }.boxed(),
        );
        self.every(
            &workers,
            &stop,
            Duration::from_secs(30),
            "learn time",
            |backend| async move { backend.0.store.learn_time().await }.boxed(),
        );
        let (halt, backend) = (stop.clone(), self.clone());
        workers.spawn(async move {
            loop {
                let answered = tokio::select! {
                    () = halt.cancelled() => return,
                    answered = backend.answer_reset_requests() => answered,
                };
                if let Err(error) = answered {
                    tracing::warn!(error = error.chain(), "password resets wait");
                }
                tokio::select! {
                    () = halt.cancelled() => return,
                    () = backend.0.reset_bell.notified() => {}
                    () = tokio::time::sleep(Duration::from_secs(10)) => {}
                }
            }
        });
        let (halt, backend) = (stop, self.clone());
        workers.spawn(async move {
            loop {
                // What is cut off here goes on after the next start: a chunk is one transaction.
                let expanded = tokio::select! {
                    () = halt.cancelled() => return,
                    expanded = backend.expand_submissions() => expanded,
                };
                if let Err(error) = expanded {
                    tracing::warn!(error = error.chain(), "submissions wait");
                }
                tokio::select! {
                    () = halt.cancelled() => return,
                    () = backend.0.submission_bell.notified() => {}
                    () = tokio::time::sleep(Duration::from_secs(10)) => {}
                }
            }
        });
        workers.close();
        async move { workers.wait().await }
    }

    fn every(
        &self,
        workers: &tokio_util::task::TaskTracker,
        stop: &CancellationToken,
        pause: Duration,
        name: &'static str,
        work: impl Fn(Backend) -> futures::future::BoxFuture<'static, Result<()>> + Send + 'static,
    ) {
        let (stop, backend) = (stop.clone(), self.clone());
        workers.spawn(async move {
            loop {
                let done = tokio::select! {
                    () = stop.cancelled() => return,
                    done = work(backend.clone()) => done,
                };
                if let Err(error) = done {
                    tracing::warn!(
                        worker = name,
                        error = error.chain(),
                        "a worker's step failed"
                    );
                }
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = tokio::time::sleep(pause) => {}
                }
            }
        });
    }

    /// Stores overdue rows as expired in small steps, and deletes what counts for nothing any more.
    pub async fn sweep(&self) -> Result<()> {
        loop {
            let swept = self
                .0
                .store
                .write(|tx| {
                    async move {
                        let ids = invitations::expire_overdue(tx, STEP).await?;
                        note_expired(tx, &ids).await?;
                        Ok(ids.len() as u64)
                    }
                    .boxed()
                })
                .await?;
            if swept < STEP {
                break;
            }
        }
        while self.sweep_domains().await? {}
        while self
            .0
            .store
            .write(|tx| async move { remove_overdue(tx, STEP).await }.boxed())
            .await?
            == STEP
        {}
        while self
            .0
            .store
            .write(|tx| async move { password_resets::sweep(tx, STEP).await }.boxed())
            .await?
            == STEP
        {}
        let longest = self.settings().await?.session_absolute;
        self.0
            .store
            .write(move |tx| {
                async move {
                    let now = tx.now();
                    sessions::sweep(tx, now.minus(longest)).await?;
                    throttles::sweep(tx, now.minus(FORGOTTEN_AFTER)).await?;
                    budgets::sweep(tx, now).await?;
                    Ok(())
                }
                .boxed()
            })
            .await
    }

    /// Stores overdue domain invitations as expired, and ends memberships whose end date has come; says whether there
    /// may be more.
    async fn sweep_domains(&self) -> Result<bool> {
        let store = &self.0.store;
        let expired = store
            .write(|tx| crate::domain_invitations::sweep(tx, STEP).boxed())
            .await?;
        let ended = store
            .write(|tx| crate::memberships::sweep(tx, STEP).boxed())
            .await?;
        Ok(expired == STEP || ended == STEP)
    }

    /// Chains committed audit events (SECURITY LOG-1) and folds appended counters.
    pub async fn seal_audit_trail(&self) -> Result<()> {
        if self.0.store.has_unsealed().await? {
            while self
                .0
                .store
                .write(|tx| async move { audit::seal(tx, STEP).await }.boxed())
                .await?
                == STEP
            {}
        }
        if self.0.store.is_postgres() {
            self.0
                .store
                .write(|tx| async move { counts::fold(tx).await }.boxed())
                .await?;
        }
        Ok(())
    }
}
