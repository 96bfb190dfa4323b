//! Sixty-four at once: how they begin together, and who won.

use crate::support::Portal;
use backend::{Backend, Error, Result};
use futures::future::{BoxFuture, FutureExt as _, join_all};
use rules::account::Refusal;
use rules::ids::InvitationId;
use rules::invitation::Status;
use std::sync::Arc;
use tokio::sync::Barrier;

pub(crate) const MANY: usize = 64;

/// What one of many tries; the number says which.
pub(crate) type Try<T> = Arc<dyn Fn(Backend, usize) -> BoxFuture<'static, Result<T>> + Send + Sync>;

pub(crate) fn trying<T, F>(work: impl Fn(Backend, usize) -> F + Send + Sync + 'static) -> Try<T>
where
    F: Future<Output = Result<T>> + Send + 'static,
{
    Arc::new(move |backend, n| work(backend, n).boxed())
}

/// Lets them all begin at the same moment, the different tries in turn, on two processes.
pub(crate) async fn at_once<T: Send + 'static>(
    portal: &Portal,
    tries: &[Try<T>],
) -> Vec<Vec<Result<T>>> {
    let replica = portal.replica().await;
    let gate = Arc::new(Barrier::new(MANY));
    let runs = (0..MANY).map(|n| {
        let backend = if n % 4 < 2 {
            (**portal).clone()
        } else {
            replica.clone()
        };
        let work = Arc::clone(&tries[n % tries.len()]);
        let gate = Arc::clone(&gate);
        tokio::spawn(async move {
            gate.wait().await;
            // "Come again" is an answer too: nothing was done, so the race goes on.
            for _ in 0..20 {
                match work(backend.clone(), n).await {
                    Err(Error::Unavailable(_)) => {}
                    answer => return answer,
                }
            }
            work(backend, n).await
        })
    });
    let mut answers: Vec<Vec<Result<T>>> = tries.iter().map(|_| Vec::new()).collect();
    for (n, answer) in join_all(runs).await.into_iter().enumerate() {
        answers[n % tries.len()].push(answer.expect("no panic"));
    }
    answers
}

/// How many won; the others were overtaken, or found the gate of the hashes busy.
pub(crate) fn winners<T>(answers: &[Result<T>]) -> usize {
    let mut won = 0;
    for answer in answers {
        match answer {
            Ok(_) => won += 1,
            Err(Error::Conflict(_) | Error::NotFound | Error::Unavailable(_)) => {}
            Err(Error::AccountRefused(Refusal::Status { .. } | Refusal::LastOwner)) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    won
}

/// Everybody who lost by a conflict hears this status.
pub(crate) fn assert_current<T>(answers: &[Result<T>], current: Status) {
    for answer in answers {
        if let Err(Error::Conflict(overtaken)) = answer {
            assert_eq!(overtaken.current, current);
        }
    }
}

pub(crate) async fn events(portal: &Portal, id: InvitationId, action: &str) -> usize {
    let trail = portal.trail_of(id).await;
    trail
        .iter()
        .filter(|event| event.starts_with(&format!("{action} by")))
        .count()
}
