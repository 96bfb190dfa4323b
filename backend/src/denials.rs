//! Denials that matter are events of the audit trail, each in a small transaction of its own, so many a
//! minute and no more (SECURITY LOG-2). The rest is counted here, in this process, and told in one event.
//! Holds networks in memory, never in an event.

use crate::Backend;
use crate::authority::Caller;
use crate::error::Result;
use crate::store::audit;
use futures::FutureExt as _;
use rules::denial::{Denial, Minute, OF_ALL, OF_ONE_SOURCE, Verdict};
use rules::time::Timestamp;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// So many sources are told apart; beyond, the others count as one.
const MOST_SOURCES: usize = 4096;

/// What was denied to whom, this minute.
#[derive(Default)]
pub(crate) struct Ledger(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    sources: HashMap<(Denial, String), Minute>,
    everybody: HashMap<Denial, Minute>,
    left_out: HashMap<Denial, u64>,
}

impl Ledger {
    fn lock(&self) -> MutexGuard<'_, Counts> {
        // A count can't be half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does it become an event of its own?
    fn note(&self, denial: Denial, source: &str, now: Timestamp) -> bool {
        let mut counts = self.lock();
        let mut key = (denial, source.to_string());
        if !counts.sources.contains_key(&key) && counts.sources.len() >= MOST_SOURCES {
            counts.sources.retain(|_, minute| !minute.is_over(now));
            if counts.sources.len() >= MOST_SOURCES {
                key.1.clear();
            }
        }
        let minute = counts.sources.entry(key).or_insert(Minute::EMPTY);
        let (next, of_source) = minute.note(denial.ordinary(), OF_ONE_SOURCE, now);
        *minute = next;
        if of_source == Verdict::Ordinary {
            return false;
        }
        if of_source == Verdict::Written {
            let minute = counts.everybody.entry(denial).or_insert(Minute::EMPTY);
            let (next, of_all) = minute.note(0, OF_ALL, now);
            *minute = next;
            if of_all == Verdict::Written {
                return true;
            }
        }
        *counts.left_out.entry(denial).or_default() += 1;
        false
    }

    /// What was left out since this was asked last, and forgets who is quiet.
    fn take_left_out(&self, now: Timestamp) -> Vec<(Denial, u64)> {
        let mut counts = self.lock();
        counts.sources.retain(|_, minute| !minute.is_over(now));
        let mut taken: Vec<_> = counts.left_out.drain().collect();
        taken.sort_unstable();
        taken
    }
}

impl Backend {
    /// Notes that `caller` was denied something: in the log always, in the audit trail within its bounds.
    /// `network` stands for whoever has no account. What can't be written now refuses nobody: the denial
    /// itself has been decided.
    pub async fn note_denial(
        &self,
        denial: Denial,
        caller: &Caller,
        network: &str,
        (object_kind, object_id): (&'static str, String),
    ) {
        tracing::warn!(
            target: "portico::security",
            event = denial.word(),
            request_id = caller.request_id,
            object_kind,
            object_id,
            "denied"
        );
        let source = match caller.actor.account_id() {
            Some(id) => id.to_string(),
            None => network.to_string(),
        };
        if !self.0.denials.note(denial, &source, self.now()) {
            return;
        }
        let event = caller.event(
            denial.word(),
            object_kind,
            object_id,
            &Value::Null,
            &Value::Null,
        );
        let written = self
            .0
            .store
            .write(move |tx| {
                let event = event.clone();
                async move { audit::insert(tx, &[event]).await }.boxed()
            })
            .await;
        if let Err(error) = written {
            tracing::warn!(
                error = error.chain(),
                "a denial is missing in the audit trail"
            );
        }
    }

    /// One event for all denials of a kind that were left out since the last time: "and n more".
    pub async fn sum_up_denials(&self) -> Result<()> {
        let left_out = self.0.denials.take_left_out(self.now());
        if left_out.is_empty() {
            return Ok(());
        }
        let caller = Caller::system();
        let events: Vec<_> = left_out
            .into_iter()
            .map(|(denial, more)| {
                let after = json!({ "more": more });
                caller.event(denial.word(), "request", "", &Value::Null, &after)
            })
            .collect();
        self.0
            .store
            .write(move |tx| {
                let events = events.clone();
                async move { audit::insert(tx, &events).await }.boxed()
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::denial::PERIOD;

    const T0: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

    fn written(ledger: &Ledger, denial: Denial, source: &str, times: usize) -> usize {
        (0..times)
            .filter(|_| ledger.note(denial, source, T0))
            .count()
    }

    #[test]
    fn a_source_and_everybody_together_are_bounded_and_the_rest_is_counted() {
        let ledger = Ledger::default();
        assert_eq!(written(&ledger, Denial::Login, "192.0.2.1", 100), 10);
        let others: usize = (0..100)
            .map(|n| written(&ledger, Denial::Login, &n.to_string(), 1))
            .sum();
        assert_eq!(others, 50, "sixty of a kind a minute, ten are gone");
        assert_eq!(written(&ledger, Denial::Forbidden, "192.0.2.1", 1), 1);
        assert_eq!(ledger.take_left_out(T0), [(Denial::Login, 90 + 50)]);
        assert_eq!(ledger.take_left_out(T0), []);
    }

    #[test]
    fn a_dead_link_is_told_when_it_is_used_more_than_usual() {
        let ledger = Ledger::default();
        assert_eq!(written(&ledger, Denial::DeadLink, "192.0.2.1", 5), 0);
        assert_eq!(written(&ledger, Denial::DeadLink, "192.0.2.1", 1), 1);
        assert_eq!(ledger.take_left_out(T0), []);
    }

    #[test]
    fn sources_without_end_take_no_memory_without_end() {
        let ledger = Ledger::default();
        for n in 0..2 * MOST_SOURCES {
            ledger.note(Denial::CrossSite, &n.to_string(), T0);
        }
        assert!(ledger.lock().sources.len() <= MOST_SOURCES + 1);
        ledger.take_left_out(T0.plus(PERIOD));
        assert!(ledger.lock().sources.is_empty());
    }
}
