//! Hashing behind one bounded gate (SECURITY PWD-5 to PWD-7). The only module that imports argon2.
//!
//! Every hash of the portal, the dummy one for unknown people included, passes here: as many at once as
//! there are processors, each with memory of its own that is used again, and a short queue before them.

use crate::error::{Error, Result};
use crate::secrets;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use subtle::ConstantTimeEq;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Longest password that is looked at, in bytes (PWD-2). Longer ones fail without hashing.
pub const LONGEST_PASSWORD: usize = 1024;
/// A stored hash that asks for more memory is refused (PWD-5), in KiB.
const MOST_MEMORY: u32 = 262_144;
/// How many may wait (PWD-6).
const QUEUE: usize = 32;
/// How many of them may come from one network, or for one account (PWD-7).
const QUEUE_EACH: usize = 2;
/// How long they wait (PWD-6).
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// What hashing costs (PWD-5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// KiB.
    pub memory: u32,
    /// Passes.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Cost {
    /// The floor, which is the default.
    pub const FLOOR: Cost = Cost {
        memory: 19_456,
        passes: 2,
        lanes: 1,
    };

    fn params(self) -> Result<Params> {
        Params::new(self.memory, self.passes, self.lanes, Some(32))
            .map_err(|error| Error::internal(format!("hash cost: {error}")))
    }
}

/// Who stands in the queue: the network and the account count separately (PWD-7).
#[derive(Clone, Debug, Default)]
pub struct Asker {
    /// The network, as text.
    pub network: Option<String>,
    /// The canonical address that is asked for.
    pub subject: Option<String>,
    /// Do they hold a device cookie, or a valid link? Half of the queue is theirs.
    pub is_known: bool,
}

/// The gate.
#[derive(Clone)]
pub struct Passwords(Arc<Gate>);

struct Gate {
    cost: Cost,
    permits: Arc<Semaphore>,
    waiting: Mutex<Waiting>,
    memory: Mutex<Vec<Vec<Block>>>,
    dummy: tokio::sync::OnceCell<String>,
}

#[derive(Default)]
struct Waiting {
    all: usize,
    each: HashMap<String, usize>,
}

impl Passwords {
    /// A gate with one permit a processor.
    pub fn new(cost: Cost) -> Self {
        let permits = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Passwords(Arc::new(Gate {
            cost,
            permits: Arc::new(Semaphore::new(permits)),
            waiting: Mutex::default(),
            memory: Mutex::default(),
            dummy: tokio::sync::OnceCell::new(),
        }))
    }

    /// Hashes a password (already NFC, PWD-3) into a PHC string.
    pub async fn hash(&self, password: &str, asker: &Asker) -> Result<String> {
        let permit = self.enter(asker).await?;
        self.hash_with(password, permit).await
    }

    /// Does the password belong to the stored hash?
    pub async fn verify(&self, password: &str, stored: &str, asker: &Asker) -> Result<bool> {
        if password.len() > LONGEST_PASSWORD {
            return Ok(false);
        }
        let permit = self.enter(asker).await?;
        self.verify_with(password, stored.to_string(), permit).await
    }

    /// Takes as long as [`Passwords::verify`], for people who do not exist (SECURITY AUT-1).
    pub async fn verify_nobody(&self, password: &str, asker: &Asker) -> Result<()> {
        if password.len() > LONGEST_PASSWORD {
            return Ok(());
        }
        let permit = self.enter(asker).await?;
        let salt = secrets::random_bytes::<16>()?;
        let dummy = self
            .0
            .dummy
            .get_or_init(|| async { phc(self.0.cost, &salt, &[0; 32]) })
            .await
            .clone();
        self.verify_with(password, dummy, permit).await.map(drop)
    }

    /// Was the hash made with weaker settings than today's? Then it is made anew at the next login.
    pub fn is_outdated(&self, stored: &str) -> bool {
        let own = self.0.cost;
        cost_of(stored).is_none_or(|cost| cost.memory < own.memory || cost.passes < own.passes)
    }

    async fn hash_with(&self, password: &str, permit: OwnedSemaphorePermit) -> Result<String> {
        if password.len() > LONGEST_PASSWORD {
            return Err(Error::internal(
                "a password passed the policy that is too long to hash",
            ));
        }
        let gate = Arc::clone(&self.0);
        let password = password.to_string();
        let salt = secrets::random_bytes::<16>()?;
        blocking(move || {
            let out = gate.run(gate.cost, password.as_bytes(), &salt)?;
            drop(permit);
            Ok(phc(gate.cost, &salt, &out))
        })
        .await
    }

    async fn verify_with(
        &self,
        password: &str,
        stored: String,
        permit: OwnedSemaphorePermit,
    ) -> Result<bool> {
        let gate = Arc::clone(&self.0);
        let password = password.to_string();
        blocking(move || {
            let (Some(cost), Ok(parsed)) = (cost_of(&stored), PasswordHash::new(&stored)) else {
                return Err(Error::internal("a stored password hash can't be read"));
            };
            let (Some(salt), Some(expected)) = (parsed.salt, parsed.hash) else {
                return Err(Error::internal("a stored password hash is incomplete"));
            };
            let out = gate.run(cost, password.as_bytes(), salt.as_ref())?;
            // The permit lives in the blocking task: a client that goes away can't free it early.
            drop(permit);
            Ok(bool::from(out.as_slice().ct_eq(expected.as_bytes())))
        })
        .await
    }

    /// Waits for a permit, fairly and not for long (PWD-6, PWD-7).
    async fn enter(&self, asker: &Asker) -> Result<OwnedSemaphorePermit> {
        const BUSY: Error = Error::Unavailable("password hashing is busy");
        if let Ok(permit) = Arc::clone(&self.0.permits).try_acquire_owned() {
            return Ok(permit);
        }
        let _place = Place::take(&self.0, asker).ok_or(BUSY)?;
        let permit = Arc::clone(&self.0.permits).acquire_owned();
        match tokio::time::timeout(LONGEST_WAIT, permit).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) | Err(_) => Err(BUSY),
        }
    }
}

impl Gate {
    /// One hash, in memory that an earlier one has left behind.
    fn run(&self, cost: Cost, password: &[u8], salt: &[u8]) -> Result<[u8; 32]> {
        let params = cost.params()?;
        let blocks = params.block_count();
        let mut memory = self
            .memory
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop()
            .unwrap_or_default();
        if memory.len() < blocks {
            memory.resize(blocks, Block::default());
        }
        let mut out = [0; 32];
        let result = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(password, salt, &mut out, &mut memory[..blocks]);
        // Memory of an unusual cost is not kept.
        if memory.len() as u32 <= self.cost.memory.saturating_add(64) {
            self.memory
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(memory);
        }
        result.map_err(|error| Error::internal(format!("hashing: {error}")))?;
        Ok(out)
    }
}

/// A place in the queue, given back when dropped.
struct Place<'g> {
    gate: &'g Gate,
    keys: Vec<String>,
}

impl<'g> Place<'g> {
    fn take(gate: &'g Gate, asker: &Asker) -> Option<Self> {
        let keys: Vec<String> = asker
            .network
            .iter()
            .map(|network| format!("network {network}"))
            .chain(
                asker
                    .subject
                    .iter()
                    .map(|subject| format!("account {subject}")),
            )
            .collect();
        let mut waiting = gate.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let room = if asker.is_known { QUEUE } else { QUEUE / 2 };
        let is_full = waiting.all >= room
            || keys
                .iter()
                .any(|key| waiting.each.get(key).is_some_and(|n| *n >= QUEUE_EACH));
        if is_full {
            return None;
        }
        waiting.all += 1;
        for key in &keys {
            *waiting.each.entry(key.clone()).or_default() += 1;
        }
        drop(waiting);
        Some(Place { gate, keys })
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut waiting = self
            .gate
            .waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        waiting.all = waiting.all.saturating_sub(1);
        for key in &self.keys {
            if let Some(n) = waiting.each.get_mut(key) {
                *n -= 1;
                if *n == 0 {
                    waiting.each.remove(key);
                }
            }
        }
    }
}

/// Runs what takes the processor for milliseconds beside the requests.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(Error::Internal(Box::new(error))),
    }
}

fn phc(cost: Cost, salt: &[u8], hash: &[u8]) -> String {
    format!(
        "$argon2id$v=19$m={},t={},p={}${}${}",
        cost.memory,
        cost.passes,
        cost.lanes,
        STANDARD_NO_PAD.encode(salt),
        STANDARD_NO_PAD.encode(hash)
    )
}

/// The cost of a stored hash; `None` when it can't be read or asks for too much.
fn cost_of(stored: &str) -> Option<Cost> {
    let parsed = PasswordHash::new(stored).ok()?;
    if parsed.algorithm.as_str() != "argon2id" {
        return None;
    }
    let cost = Cost {
        memory: parsed.params.get_decimal("m")?,
        passes: parsed.params.get_decimal("t")?,
        lanes: parsed.params.get_decimal("p")?,
    };
    (cost.memory <= MOST_MEMORY && cost.passes <= 16 && cost.lanes <= 4).then_some(cost)
}

/// How long hashing takes here, for the benchmark.
#[cfg(feature = "test-hooks")]
#[derive(Clone, Debug)]
pub struct Times {
    /// One hash of ours, milliseconds; the median.
    pub ours: f64,
    /// One hash as the crate makes it by default, milliseconds; the median.
    pub by_default: f64,
    /// Hashes of ours a second, on every processor at once.
    pub per_second: f64,
}

/// Hashes `rounds` times in turn, ours and the crate's default; then on every processor for so long.
///
/// # Errors
/// When a hash fails.
#[cfg(feature = "test-hooks")]
pub fn measure(rounds: usize, long: Duration) -> Result<Times> {
    use std::time::Instant;
    let gate = Passwords::new(Cost::FLOOR).0;
    let (password, salt) = (b"Throw-Away-2026".as_slice(), [7_u8; 16]);
    let by_default = Argon2::default();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let started = Instant::now();
        gate.run(gate.cost, password, &salt)?;
        ours.push(started.elapsed().as_secs_f64() * 1000.0);
        let (started, mut out) = (Instant::now(), [0; 32]);
        by_default
            .hash_password_into(password, &salt, &mut out)
            .map_err(|error| Error::internal(format!("hashing: {error}")))?;
        theirs.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let started = Instant::now();
    let hashes: usize = std::thread::scope(|scope| {
        let hash_on = || {
            let mut done = 0;
            while started.elapsed() < long && gate.run(gate.cost, password, &salt).is_ok() {
                done += 1;
            }
            done
        };
        let threads: Vec<_> = (0..processors).map(|_| scope.spawn(hash_on)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or(0))
            .sum()
    });
    let per_second = hashes as f64 / started.elapsed().as_secs_f64();
    let median = |mut times: Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
    };
    Ok(Times {
        ours: median(ours),
        by_default: median(theirs),
        per_second,
    })
}

#[cfg(test)]
mod tests;
