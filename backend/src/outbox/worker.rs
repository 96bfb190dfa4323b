//! The outbox worker: claims what is due, hands it to the mail server, stores what became of it.
//! Any number of replicas may run it (SECURITY MAIL-3). Killed at any moment, a mail is lost never,
//! and sent twice only if it was on the wire (MAIL-4). What follows from a try the rules decide.

use crate::error::Result;
use crate::mail::{OnTheWire, Outcome, Rendered};
use crate::secrets;
use crate::store::outbox::{self, Claimed, Lease, Most};
use crate::{Backend, Parts};
use futures::FutureExt as _;
use futures::future::join_all;
use rules::outbox::{Attempt, Failure, Lane, Next, after_attempt};
use rules::time::{Span, Timestamp};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Mails on the wire at once (PERFORMANCE section 6).
const MOST_AT_ONCE: usize = 10;
/// Of these, at most so many of the bulk lane: a mail server that hangs on invitations leaves room
/// for the rest (MAIL-8).
const MOST_BULK: usize = 8;
/// Bulk is claimed so many at a time or more, because a claim costs a commit.
const LEAST_BULK: usize = 4;
/// A claim holds so long without being renewed.
const LEASE: Span = Span::seconds(90);
/// How often claims are renewed, and abandoned ones looked for.
const RENEWAL: Duration = Duration::from_secs(30);
/// The longest pause between two looks: another replica may have queued something.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// How long mails on the wire may take to end when the process does (OPS-7).
const FAREWELL: Duration = Duration::from_secs(4);

const GONE: &str =
    "The portal ended while this message was being handed over; it may have arrived.";
const STOPPED: &str = "The portal ended before this message was handed over.";

impl Backend {
    /// Delivers until it is told to stop; then lets what is on the wire end, for four seconds.
    pub async fn run_outbox(&self, stop: CancellationToken) {
        let courier = Courier::new(self);
        courier.take_over().await;
        let Some(_) = &self.0.smtp else {
            // The local mailbox: mails are held as they are written, there is nothing to do.
            return stop.cancelled().await;
        };
        let cut = CancellationToken::new();
        let mut flying = JoinSet::new();
        let mut bulk = 0;
        let mut renewal = tokio::time::interval(RENEWAL);
        loop {
            let free = Most {
                all: MOST_AT_ONCE - flying.len(),
                bulk: MOST_BULK - bulk,
            };
            let pause = match courier.claim_due(free).await {
                Ok((claimed, pause)) => {
                    for mail in claimed {
                        bulk += usize::from(mail.lane == Lane::Bulk);
                        flying.spawn(courier.clone().carry(mail, cut.clone()));
                    }
                    pause
                }
                Err(error) => {
                    tracing::warn!(error = %error.chain(), "the outbox can't be read");
                    LONGEST_PAUSE
                }
            };
            tokio::select! {
                () = stop.cancelled() => break,
                Some(landed) = flying.join_next() => {
                    // A panic while carrying loses the lane: counted as bulk, which only frees less.
                    bulk -= usize::from(matches!(landed, Ok(Lane::Bulk)));
                }
                () = self.0.mail_bell.notified() => {}
                () = tokio::time::sleep(pause) => {}
                _ = renewal.tick() => courier.renew().await,
            }
            if flying.is_empty() {
                bulk = 0;
            }
        }
        if tokio::time::timeout(FAREWELL, async {
            while flying.join_next().await.is_some() {}
        })
        .await
        .is_err()
        {
            cut.cancel();
            while flying.join_next().await.is_some() {}
        }
        if let Some(smtp) = &self.0.smtp {
            smtp.close_idle().await;
        }
    }

    /// Delivers whatever is due at this moment, and answers how many mails were tried. The worker
    /// does the same without end.
    pub async fn deliver_due(&self) -> Result<u64> {
        let courier = Courier::new(self);
        courier.reclaim(self.now()).await?;
        let mut tried = 0;
        loop {
            let most = Most {
                all: MOST_AT_ONCE,
                bulk: MOST_BULK,
            };
            let claimed = courier.claim(most).await?;
            if claimed.is_empty() {
                return Ok(tried);
            }
            tried += claimed.len() as u64;
            let carried = claimed
                .into_iter()
                .map(|mail| courier.clone().carry(mail, CancellationToken::new()));
            join_all(carried).await;
        }
    }
}

/// One worker: its claims bear its lease.
#[derive(Clone)]
pub(super) struct Courier {
    parts: Arc<Parts>,
    lease: Uuid,
    /// The mails that are being carried: only their claims are renewed.
    pub(super) flying: Flying,
}

pub(super) type Flying = Arc<Mutex<HashSet<Uuid>>>;

/// A mail on its way; taken off the list however the carrying ends.
pub(super) struct Flight(Flying, Uuid);

impl Flight {
    pub(super) fn begin(flying: &Flying, id: Uuid) -> Self {
        flying
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id);
        Flight(Arc::clone(flying), id)
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.1);
    }
}

impl Courier {
    pub(super) fn new(backend: &Backend) -> Self {
        Courier {
            parts: Arc::clone(&backend.0),
            lease: secrets::new_id(backend.now()),
            flying: Flying::default(),
        }
    }

    fn lease(&self, now: Timestamp) -> Lease {
        Lease {
            id: self.lease,
            until: now.plus(LEASE),
        }
    }

    /// At the start: on a file this process is the only one, so whatever is marked as sending was
    /// left behind; and without a mail server whatever waits for one is held.
    pub(super) async fn take_over(&self) {
        let ended = if self.parts.store.is_postgres() {
            self.parts.clock.now()
        } else {
            Timestamp::NEVER
        };
        let mut done = self.reclaim(ended).await;
        if done.is_ok() && self.parts.smtp.is_none() {
            done = self
                .parts
                .store
                .write(|tx| outbox::hold_waiting(tx).boxed())
                .await
                .map(drop);
        }
        if let Err(error) = done {
            tracing::warn!(error = %error.chain(), "the outbox can't be taken over");
        }
    }

    async fn reclaim(&self, ended: Timestamp) -> Result<()> {
        loop {
            let jitter = secrets::jitter();
            let taken_up = self
                .parts
                .store
                .write(move |tx| outbox::reclaim(tx, ended, jitter, GONE).boxed())
                .await?;
            if taken_up == 0 {
                return Ok(());
            }
            tracing::warn!(
                mails = taken_up,
                "mails were left on the wire by a worker that is gone"
            );
        }
    }

    pub(super) async fn renew(&self) {
        let lease = self.lease(self.parts.clock.now());
        let flying: Vec<Uuid> = {
            let flying = self.flying.lock().unwrap_or_else(PoisonError::into_inner);
            flying.iter().copied().collect()
        };
        let renewed = self
            .parts
            .store
            .write(move |tx| {
                let flying = flying.clone();
                async move { outbox::renew(tx, lease, &flying).await }.boxed()
            })
            .await;
        let reclaimed = self.reclaim(self.parts.clock.now()).await;
        if let Err(error) = renewed.and(reclaimed) {
            tracing::warn!(error = %error.chain(), "claims on mails can't be renewed");
        }
    }

    /// Claims what is due and may be sent now; else says how long there is nothing to do.
    async fn claim_due(&self, free: Most) -> Result<(Vec<Claimed>, Duration)> {
        let (next, now) = (
            self.parts.store.next_due_mail().await?,
            self.parts.clock.now(),
        );
        let is_due = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
        let takes_bulk = free.bulk >= LEAST_BULK;
        let is_worth_it = (is_due(next.urgent) && free.all > 0)
            || (is_due(next.bulk) && takes_bulk && free.all > 0);
        if is_worth_it {
            let most = Most {
                all: free.all,
                bulk: if takes_bulk { free.bulk } else { 0 },
            };
            let claimed = self.claim(most).await?;
            // Nothing came: another replica was at it in this very moment.
            let pause = Duration::from_millis(if claimed.is_empty() { 20 } else { 0 });
            return Ok((claimed, pause));
        }
        // What is due but finds no room waits for a landing, not for a time.
        let wait = [next.urgent, next.bulk]
            .into_iter()
            .flatten()
            .filter(|at| *at > now)
            .map(|at| Duration::from_micros(u64::try_from(at.since(now).as_micros()).unwrap_or(0)))
            .min();
        Ok((
            Vec::new(),
            wait.map_or(LONGEST_PAUSE, |wait| wait.min(LONGEST_PAUSE)),
        ))
    }

    pub(super) async fn claim(&self, most: Most) -> Result<Vec<Claimed>> {
        let courier = self.clone();
        self.parts
            .store
            .write(move |tx| {
                let lease = courier.lease(tx.now());
                outbox::claim(tx, lease, most).boxed()
            })
            .await
    }

    /// Hands one mail over and stores what became of it; answers its lane.
    pub(super) async fn carry(self, mail: Claimed, cut: CancellationToken) -> Lane {
        let _flight = Flight::begin(&self.flying, mail.id.0);
        let (next, words) = match self.text_of(&mail) {
            Ok(rendered) => {
                let on_the_wire = OnTheWire::default();
                let outcome = tokio::select! {
                    outcome = self.hand_over(&mail, &rendered, &on_the_wire) => outcome,
                    () = cut.cancelled() => {
                        if on_the_wire.has_begun() {
                            Outcome::Unknown(GONE.to_string())
                        } else {
                            Outcome::Deferred(STOPPED.to_string())
                        }
                    }
                };
                let attempt = Attempt {
                    attempts: mail.attempts,
                    was_unknown: mail.was_unknown,
                    give_up_at: mail.give_up_at,
                    jitter: secrets::jitter(),
                };
                let now = self.parts.clock.now();
                let next = after_attempt(outcome.without_words(), &attempt, now);
                (next, words(next, &outcome))
            }
            Err(words) => (Next::Failed(Failure::Refused), words.to_string()),
        };
        self.store_outcome(&mail, next, words).await;
        mail.lane
    }

    async fn hand_over(
        &self,
        mail: &Claimed,
        rendered: &Rendered,
        on_the_wire: &OnTheWire,
    ) -> Outcome {
        let from = &self.parts.outbox.from;
        match &self.parts.smtp {
            Some(smtp) => {
                smtp.send(from, &mail.recipient, &rendered.mime, on_the_wire)
                    .await
            }
            None => Outcome::Deferred("There is no mail server.".to_string()),
        }
    }

    /// The bytes that were fixed when the mail was written (MAIL-2).
    fn text_of(&self, mail: &Claimed) -> std::result::Result<Rendered, &'static str> {
        let sealed = mail
            .body
            .as_deref()
            .ok_or("The text of this mail is no longer kept.")?;
        let plain = self
            .parts
            .keys
            .open(mail.id.0.as_bytes(), sealed)
            .map_err(|_| "The text of this mail was sealed with another key.")?;
        Rendered::from_bytes(&plain).map_err(|_| "The text of this mail can't be read.")
    }

    /// Tried again while the database is away: what the mail server has said must not get lost, or
    /// the mail would be sent again.
    async fn store_outcome(&self, mail: &Claimed, next: Next, words: String) {
        let (id, lease, attempts) = (mail.id, self.lease, mail.attempts);
        for pause in [1, 2, 5, 10, 20, 0] {
            let words = words.clone();
            let stored = self
                .parts
                .store
                .write(move |tx| {
                    let words = words.clone();
                    async move { outbox::settle(tx, id, lease, attempts, next, &words).await }
                        .boxed()
                })
                .await;
            match stored {
                Ok(true) => return,
                Ok(false) => {
                    tracing::warn!(mail = %id, "a claim was lost while the mail was on the wire");
                    return;
                }
                Err(error) => {
                    tracing::warn!(mail = %id, error = %error.chain(), "an outcome can't be stored");
                    tokio::time::sleep(Duration::from_secs(pause)).await;
                }
            }
        }
    }
}

/// The words to store: the mail server's, after ours where the tries end.
fn words(next: Next, outcome: &Outcome) -> String {
    match next {
        Next::Failed(failure @ (Failure::GaveUp | Failure::Unknown)) => {
            format!("{} {}", failure.sentence(), outcome.words())
        }
        Next::Failed(Failure::Refused) | Next::Retry { .. } | Next::Sent => {
            outcome.words().to_string()
        }
    }
}
