//! Giving an account another portal role: the one way to make an administrator (PRODUCT.md section 4). Within the
//! ceiling of whoever gives it, never one's own, never the last Owner's, and proved by the giver's password when
//! that was not asked for lately (SECURITY SES-3).

use super::judge::{overtaken_account, subject};
use crate::Backend;
use crate::authority::Caller;
use crate::error::{Error, Result};
use crate::sessions::SignedIn;
use crate::store::{accounts, audit, sessions};
use crate::throttle::{self, Key};
use futures::FutureExt as _;
use rules::account::{Status, change_role};
use rules::ids::{AccountId, SessionId};
use rules::policy::Action;
use rules::session::needs_proof;
use serde_json::json;

/// Who shall get which role.
#[derive(Clone)]
pub struct RoleChange {
    /// Whose.
    pub id: AccountId,
    /// The name of the role.
    pub role: String,
    /// The giver's own password; asked for when it was not proved for ten minutes and the role is administrative.
    pub password: String,
}

impl Backend {
    /// Gives the account the role and ends its sessions, so that it logs in again with what it holds now (SES-2).
    /// Needs `accounts.role`. [`Error::Invalid`] names `password` when it must be proved.
    pub async fn change_developer_role(
        &self,
        signed_in: &SignedIn,
        caller: &Caller,
        change: RoleChange,
        network: &str,
    ) -> Result<()> {
        caller.must(Action::AccountsRole)?;
        let is_sensitive = self.roles().actions_of(&change.role).is_administrative();
        let is_proved_now = is_sensitive && needs_proof(signed_in.session.proof_at, self.now());
        if is_proved_now {
            if change.password.is_empty() {
                let reason =
                    "Your own password, please: it was not asked for in the last ten minutes.";
                return Err(Error::invalid("password", reason));
            }
            let keys = self
                .prove_password(
                    caller,
                    &signed_in.account,
                    &change.password,
                    "password",
                    network,
                )
                .await?;
            self.note_proof(signed_in.session.id, keys).await?;
        }
        let caller = caller.clone();
        self.0
            .store
            .write(move |tx| {
                let caller = caller.clone();
                let (id, role) = (change.id, change.role.clone());
                async move {
                    accounts::lock_owners(tx).await?;
                    let actor = caller.refreshed(tx).await?;
                    let account = accounts::find_locked(tx, id).await?;
                    let account = account.ok_or(Error::NotFound)?;
                    let before = subject(tx, &account, None).await?;
                    change_role(&before, tx.roles(), &role, &actor)?;
                    if account.status != Status::Approved {
                        return Err(overtaken_account(tx, id).await?);
                    }
                    if account.role == role {
                        return Ok(());
                    }
                    accounts::set_role(tx, id, &role).await?;
                    sessions::end_all(tx, id, None).await?;
                    let event = caller.event(
                        "account.role_changed",
                        "account",
                        id,
                        &json!({ "role": account.role }),
                        &json!({ "role": role }),
                    );
                    audit::insert(tx, &[event]).await
                }
                .boxed()
            })
            .await
    }

    /// The password was right, whatever becomes of what it was asked for: the tries are given back, and the session
    /// holds the proof.
    async fn note_proof(&self, session: SessionId, keys: Vec<Key>) -> Result<()> {
        self.0
            .store
            .write(move |tx| {
                let keys = keys.clone();
                async move {
                    throttle::give_back(tx, &keys).await?;
                    sessions::prove(tx, session).await
                }
                .boxed()
            })
            .await
    }
}
