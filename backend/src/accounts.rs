//! My account: own name and password. (Other people's accounts are decided about elsewhere.)

use crate::Backend;
use crate::authority::Caller;
use crate::error::{Error, Result};
use crate::new_password::{Faults, read_name, read_password};
use crate::passwords::Asker;
use crate::secrets::{self, Secret};
use crate::sessions::account_key;
use crate::store::{accounts, audit, password_resets, sessions};
use crate::throttle::{self, Key};
use crate::unicode::ServerUnicode;
use futures::FutureExt as _;
use rules::email_address::EmailAddress;
use rules::ids::SessionId;
use rules::normalise::Normalise;
use rules::throttle::Scope;
use serde_json::{Value, json};

/// What the password form sends.
#[derive(Clone)]
pub struct PasswordChange {
    /// The password as it is.
    pub current: String,
    /// The new one.
    pub password: String,
    /// The new one again.
    pub confirmation: String,
}

impl Backend {
    /// Changes the caller's own full name.
    pub async fn rename_me(&self, caller: &Caller, full_name: &str) -> Result<()> {
        let me = caller.actor.account_id().ok_or(Error::Unauthenticated)?;
        let mut faults = Faults::default();
        let name = read_name(&mut faults, full_name);
        faults.into_result()?;
        let name = name
            .map(|name| name.as_str().to_string())
            .unwrap_or_default();
        let caller = caller.clone();
        self.0
            .store
            .write(move |tx| {
                let (caller, name) = (caller.clone(), name.clone());
                async move {
                    caller.refreshed(tx).await?;
                    accounts::set_name(tx, me, &name).await?;
                    let event =
                        caller.event("account.renamed", "account", me, &Value::Null, &Value::Null);
                    audit::insert(tx, &[event]).await
                }
                .boxed()
            })
            .await
    }

    /// Changes the caller's own password, ends all their other sessions, and gives this one a new
    /// cookie, which is the answer (SECURITY SES-2). The current password is asked for, and throttled
    /// as a login is (AUT-8).
    pub async fn change_my_password(
        &self,
        caller: &Caller,
        session: SessionId,
        change: PasswordChange,
        network: &str,
    ) -> Result<Secret> {
        let me = caller.actor.account_id().ok_or(Error::Unauthenticated)?;
        let account = accounts::find(self.0.store.read(), me)
            .await?
            .ok_or(Error::Unauthenticated)?;
        let settings = self.settings().await?;
        let address = EmailAddress::from_stored(account.email_typed.clone(), account.email.clone());
        let mut faults = Faults::default();
        let new = read_password(
            &mut faults,
            &settings,
            &change.password,
            &change.confirmation,
            &account.full_name,
            &address,
        )
        .await?;
        faults.into_result()?;
        let Some(new) = new else {
            return Err(Error::internal("a fault was not told"));
        };
        let keys = self
            .prove_password(caller, &account, &change.current, "current", network)
            .await?;
        let asker = asker(&account, network);
        let new_hash = self.0.passwords.hash(&new, &asker).await;
        let new_hash = self.undo_when_busy(new_hash, &keys).await?;
        let secret = secrets::new_secret()?;
        let digest = secrets::session_digest(secret.expose());
        let (caller, old_hash) = (caller.clone(), account.password_hash);
        self.0
            .store
            .write(move |tx| {
                let (caller, keys) = (caller.clone(), keys.clone());
                let (old_hash, new_hash) = (old_hash.clone(), new_hash.clone());
                let digest = digest.clone();
                async move {
                    caller.refreshed(tx).await?;
                    throttle::give_back(tx, &keys).await?;
                    if !accounts::replace_password(tx, me, &old_hash, &new_hash).await? {
                        let reason = "Your password was changed meanwhile; log in again.";
                        return Err(Error::invalid("current", reason));
                    }
                    // What was asked for before the password was known again ends with the old one.
                    password_resets::kill_all(tx, me).await?;
                    let ended = sessions::end_all(tx, me, Some(session)).await?;
                    if !sessions::rotate(tx, me, session, &digest).await? {
                        return Err(Error::Unauthenticated);
                    }
                    let after = json!({ "sessions_ended": ended });
                    let event = caller.event(
                        "account.password_changed",
                        "account",
                        me,
                        &Value::Null,
                        &after,
                    );
                    audit::insert(tx, &[event]).await
                }
                .boxed()
            })
            .await?;
        Ok(secret)
    }

    /// Refuses who does not know the account's password, throttled as a login is (AUT-8); `field` is named then.
    /// Answers the throttle's keys: a transaction that follows gives the try back.
    pub(crate) async fn prove_password(
        &self,
        caller: &Caller,
        account: &accounts::Account,
        password: &str,
        field: &'static str,
        network: &str,
    ) -> Result<Vec<Key>> {
        let keys: Vec<Key> = vec![
            (Scope::Network, format!("network {network}")),
            (Scope::Account, account_key(&account.email)),
        ];
        self.reserve_try(caller, Some(account.id), &keys).await?;
        let password = ServerUnicode.nfc(password);
        let asker = asker(account, network);
        let is_right = self
            .0
            .passwords
            .verify(&password, &account.password_hash, &asker)
            .await;
        if !self.undo_when_busy(is_right, &keys).await? {
            return Err(Error::invalid(field, "This is not your current password."));
        }
        Ok(keys)
    }
}

fn asker(account: &accounts::Account, network: &str) -> Asker {
    Asker {
        network: Some(network.to_string()),
        subject: Some(account.email.clone()),
        is_known: true,
    }
}
