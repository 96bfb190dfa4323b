//! The only place that reads the time (SECURITY INV-9, OPS-10). On SQLite the process decides; on
//! PostgreSQL its clock does, learned as an offset so that reading costs nothing. Tests move it.

use rules::time::{Span, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Tells the time.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Kind>);

#[derive(Debug)]
enum Kind {
    /// The process's clock plus what the database's clock is ahead, in microseconds; and what it told
    /// last, to notice when somebody sets it back.
    System { ahead: AtomicI64, told: AtomicI64 },
    /// Stands still until a test moves it.
    Fixed(AtomicI64),
    /// The process's clock plus an offset in microseconds that stands in a file.
    #[cfg(feature = "test-hooks")]
    Shifted {
        file: std::path::PathBuf,
        ahead: AtomicI64,
    },
}

impl Clock {
    /// The clock of the machine. With `test-hooks`, `PORTICO_TEST_CLOCK` names a file whose number of
    /// microseconds is added at every reading.
    pub fn system() -> Self {
        #[cfg(feature = "test-hooks")]
        if let Some(file) = std::env::var_os("PORTICO_TEST_CLOCK") {
            return Clock(Arc::new(Kind::Shifted {
                file: file.into(),
                ahead: AtomicI64::new(0),
            }));
        }
        Clock(Arc::new(Kind::System {
            ahead: AtomicI64::new(0),
            told: AtomicI64::new(i64::MIN),
        }))
    }

    /// A clock that stands still, for tests.
    pub fn fixed(at: Timestamp) -> Self {
        Clock(Arc::new(Kind::Fixed(AtomicI64::new(at.as_micros()))))
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        match &*self.0 {
            Kind::System { ahead, told } => {
                let process = process_micros();
                note_backward_step(told.swap(process, Ordering::Relaxed), process);
                Timestamp::from_micros(process.saturating_add(ahead.load(Ordering::Relaxed)))
            }
            Kind::Fixed(at) => Timestamp::from_micros(at.load(Ordering::Relaxed)),
            #[cfg(feature = "test-hooks")]
            Kind::Shifted { file, ahead } => {
                let shift = std::fs::read_to_string(file)
                    .ok()
                    .and_then(|text| text.trim().parse::<i64>().ok())
                    .unwrap_or(0);
                Timestamp::from_micros(
                    process_micros()
                        .saturating_add(shift)
                        .saturating_add(ahead.load(Ordering::Relaxed)),
                )
            }
        }
    }

    /// Moves a fixed clock; nothing happens to a real one.
    pub fn advance(&self, span: Span) {
        if let Kind::Fixed(at) = &*self.0 {
            at.fetch_add(span.as_micros(), Ordering::Relaxed);
        }
    }

    /// Learns the database's time: from now on this clock tells it (OPS-10).
    pub(crate) fn learn(&self, database: Timestamp) {
        let difference = database.as_micros().saturating_sub(process_micros());
        match &*self.0 {
            Kind::System { ahead, .. } => {
                let before = ahead.swap(difference, Ordering::Relaxed);
                if difference.saturating_sub(before) < -1_000_000 {
                    tracing::warn!(
                        step_micros = difference.saturating_sub(before),
                        "the database's clock stepped back"
                    );
                }
            }
            Kind::Fixed(_) => {}
            #[cfg(feature = "test-hooks")]
            Kind::Shifted { ahead, .. } => ahead.store(difference, Ordering::Relaxed),
        }
    }
}

/// Steps back are logged (SECURITY INV-9); nothing that is stored as expired comes back by them. Threads
/// that read at the same moment may overtake each other by less than this looks for.
fn note_backward_step(before: i64, now: i64) {
    let step = now.saturating_sub(before);
    if before != i64::MIN && step < -1_000_000 {
        tracing::warn!(step_micros = step, "the clock of this machine was set back");
    }
}

/// Unix microseconds by the process's clock.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the time"
)]
fn process_micros() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}
