//! What follows for invitations into domains from elsewhere: time, and what becomes of an account (T9, T25, T26).

use crate::authority::Caller;
use crate::error::Result;
use crate::store::{Tx, audit, domain_invitations, memberships};
use rules::account;
use rules::domain_invitation::{ACCOUNT_REJECTED, Status};
use rules::ids::AccountId;
use serde_json::json;

/// Stores up to `most` overdue rows as expired (T9); answers how many.
pub(crate) async fn sweep(tx: &Tx, most: u64) -> Result<u64> {
    let ids = domain_invitations::expire_overdue(tx, most).await?;
    let before = json!({ "status": Status::Pending.as_str() });
    let after = json!({ "status": Status::Expired.as_str() });
    let events: Vec<_> = ids
        .iter()
        .map(|id| {
            let word = "domain_invitation.expired";
            Caller::system().event(word, "domain_invitation", id, &before, &after)
        })
        .collect();
    audit::insert(tx, &events).await?;
    Ok(ids.len() as u64)
}

/// What an account's new status means for its invitations into domains: with the approval their clocks start (T25); who
/// is refused has none any more.
pub(crate) async fn follow_account(
    tx: &Tx,
    account: AccountId,
    to: account::Status,
    by: Option<AccountId>,
) -> Result<()> {
    match to {
        account::Status::Approved => domain_invitations::start_clocks(tx, account).await,
        account::Status::Rejected => {
            let of = domain_invitations::Of::Account(account);
            let ended = domain_invitations::invalidate(tx, of, by, ACCOUNT_REJECTED);
            ended.await.map(drop)
        }
        // Revoked: they stay, unanswerable, and the clock runs (T26).
        account::Status::Requested | account::Status::Revoked => Ok(()),
    }
}

/// The account is deleted: it leaves its domains, and its open invitations end (T26). A re-registered address inherits
/// nothing.
pub(crate) async fn follow_deletion(
    tx: &Tx,
    caller: &Caller,
    account: AccountId,
    by: Option<AccountId>,
) -> Result<()> {
    const DELETED: &str = "account deleted";
    domain_invitations::invalidate(tx, domain_invitations::Of::Account(account), by, DELETED)
        .await?;
    for (domain, membership) in memberships::of_account(tx, account).await? {
        if memberships::end(tx, membership, by, DELETED).await? {
            crate::memberships::note_ended(tx, caller, domain, account, DELETED).await?;
        }
    }
    Ok(())
}
