//! Slows guessing down (SECURITY AUT-4, AUT-5): a try is reserved before anything is hashed, and given
//! back when it was right.

use crate::Backend;
use crate::authority::Caller;
use crate::error::{Error, Result};
use crate::store::throttles;
use futures::FutureExt as _;
use rules::denial::Denial;
use rules::ids::AccountId;
use rules::throttle::{Bucket, Scope};
use rules::time::Timestamp;

/// A bucket's scope and key.
pub(crate) type Key = (Scope, String);

impl Backend {
    /// Reserves a try in every bucket, or in none: the answer then is when to come again, and an event
    /// says who came too often, and against which account.
    pub(crate) async fn reserve_try(
        &self,
        caller: &Caller,
        whose: Option<AccountId>,
        keys: &[Key],
    ) -> Result<()> {
        let source = keys.first().map(|(_, key)| key.clone()).unwrap_or_default();
        let keys = keys.to_vec();
        let blocked: Option<Timestamp> = self
            .0
            .store
            .write(move |tx| {
                let keys = keys.clone();
                async move {
                    let mut reserved = Vec::with_capacity(keys.len());
                    for (scope, key) in &keys {
                        match throttles::lock(tx, key).await?.reserve(*scope, tx.now()) {
                            Ok(bucket) => reserved.push((key, bucket)),
                            // The network comes first: once it is blocked, nothing more is written.
                            Err(until) => return Ok(Some(until)),
                        }
                    }
                    for (key, bucket) in reserved {
                        throttles::store(tx, key, bucket).await?;
                    }
                    Ok(None)
                }
                .boxed()
            })
            .await?;
        match blocked {
            Some(until) => {
                let object = ("account", account_or_unknown(whose));
                self.note_denial(Denial::Throttled, caller, &source, object)
                    .await;
                Err(Error::RateLimited { until })
            }
            None => Ok(()),
        }
    }

    /// A try that was not looked at, because hashing is busy, does not count.
    pub(crate) async fn undo_when_busy<T>(&self, tried: Result<T>, keys: &[Key]) -> Result<T> {
        if matches!(tried, Err(Error::Unavailable(_))) {
            let keys = keys.to_vec();
            self.0
                .store
                .write(move |tx| {
                    let keys = keys.clone();
                    async move { undo(tx, &keys).await }.boxed()
                })
                .await?;
        }
        tried
    }
}

/// The object of an event about somebody who may not be known: alike for both (SECURITY AUT-1).
pub(crate) fn account_or_unknown(account: Option<AccountId>) -> String {
    account.map_or_else(|| "unknown".to_string(), |id| id.to_string())
}

async fn undo(tx: &crate::store::Tx, keys: &[Key]) -> Result<()> {
    for (_, key) in keys {
        let bucket = throttles::lock(tx, key).await?;
        let failures = bucket.failures.saturating_sub(1);
        throttles::store(tx, key, Bucket { failures, ..bucket }).await?;
    }
    Ok(())
}

/// Gives tries back after a right password: the account's and the device's count ends, the network's
/// loses one.
pub(crate) async fn give_back(tx: &crate::store::Tx, keys: &[Key]) -> Result<()> {
    for (scope, key) in keys {
        let bucket = match scope {
            Scope::Account | Scope::Device => Bucket::EMPTY,
            Scope::Network => {
                let bucket = throttles::lock(tx, key).await?;
                Bucket {
                    failures: bucket.failures.saturating_sub(1),
                    ..bucket
                }
            }
        };
        throttles::store(tx, key, bucket).await?;
    }
    Ok(())
}
