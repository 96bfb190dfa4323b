//! Slows guessing down (SECURITY AUT-4, AUT-5): a try is reserved before anything is hashed, and given
//! back when it was right.

use crate::Backend;
use crate::authority::Caller;
use crate::error::{Error, Result};
use crate::store::{logins, throttles};
use futures::FutureExt as _;
use rules::denial::Denial;
use rules::ids::AccountId;
use rules::throttle::{Bucket, Scope};
use rules::time::Timestamp;
use std::collections::HashMap;

/// A bucket's scope and key.
pub(crate) type Key = (Scope, String);

impl Backend {
    /// Reserves a try in every bucket, or in none: the answer then is when to come again, and an event
    /// says who came too often, and against which account. Every replica sees it before anything is
    /// hashed; it reaches the disk with the next flush.
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
            .write_unflushed(move |tx| {
                let keys = keys.clone();
                async move {
                    let names: Vec<&str> = keys.iter().map(|(_, key)| key.as_str()).collect();
                    let reserve = |found: &HashMap<String, Bucket>| {
                        let each = keys.iter().map(|(scope, key)| {
                            let bucket = found.get(key).copied().unwrap_or(Bucket::EMPTY);
                            Ok((key.as_str(), bucket.reserve(*scope, tx.now())?))
                        });
                        each.collect::<std::result::Result<Vec<_>, Timestamp>>()
                    };
                    // Once one is blocked, nothing more is written: not even the rows of new names.
                    let found =
                        throttles::lock_all(tx, &names, |found| reserve(found).is_ok()).await?;
                    match reserve(&found) {
                        Ok(reserved) => throttles::store_all(tx, &reserved).await?,
                        Err(until) => return Ok(Some(until)),
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
                .write_unflushed(move |tx| {
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
    let keys: Vec<&str> = keys.iter().map(|(_, key)| key.as_str()).collect();
    logins::give_back(tx, &[], &keys).await
}

/// Gives tries back after a right password: the account's and the device's count ends, the network's
/// loses one.
pub(crate) async fn give_back(tx: &crate::store::Tx, keys: &[Key]) -> Result<()> {
    let of = |is_wanted: fn(Scope) -> bool| {
        let keys = keys.iter().filter(move |(scope, _)| is_wanted(*scope));
        keys.map(|(_, key)| key.as_str()).collect::<Vec<_>>()
    };
    let ended = of(|scope| scope != Scope::Network);
    let lowered = of(|scope| scope == Scope::Network);
    logins::give_back(tx, &ended, &lowered).await
}
