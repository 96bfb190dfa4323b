//! Logging in and out, and who a cookie belongs to (SECURITY sections 4 and 5).

use crate::Backend;
use crate::authority::Caller;
use crate::error::{Error, Result};
use crate::passwords::{Asker, LONGEST_PASSWORD};
use crate::secrets::{self, Secret};
use crate::store::logins::{self, Known};
use crate::store::sessions::{self, Session};
use crate::store::{Tx, accounts, audit, not_told};
use crate::throttle::{self, Key};
use crate::unicode::ServerUnicode;
use futures::FutureExt as _;
use rules::account::Status;
use rules::denial::Denial;
use rules::email_address::EmailAddress;
use rules::ids::{AccountId, SessionId};
use rules::normalise::Normalise;
use rules::policy::{ActionSet, Actor, Who};
use rules::session::is_live;
use rules::throttle::Scope;
use rules::time::{Span, Timestamp};
use serde_json::{Value, json};

pub use crate::store::accounts::Account;

/// "Last seen" is written at most so often.
const SEEN_EVERY: Span = Span::minutes(1);

/// A device that did not log in for so long is a stranger again (AUT-5).
pub const DEVICE_FOR: Span = Span::days(180);

/// What a login brings along.
#[derive(Clone, Default)]
pub struct LoginAttempt {
    /// As typed.
    pub email: String,
    /// As typed.
    pub password: String,
    /// The client's network: IPv4 /32, IPv6 /64.
    pub network: String,
    /// The client's address.
    pub address: String,
    /// The browser's own words.
    pub user_agent: String,
    /// The device cookie, when there is one (AUT-5).
    pub device: Option<String>,
    /// The session cookie that the browser had before; it ends (SES-2).
    pub old_session: Option<String>,
    /// Stands in the log and the audit trail.
    pub request_id: String,
}

/// How a login ended.
pub enum Login {
    /// In: the cookies to set.
    In {
        /// The session's cookie.
        session: Secret,
        /// The device's cookie.
        device: String,
        /// How long the session counts at most.
        counts_for: Span,
        /// Does an invitation into a domain wait for them?
        is_invited: bool,
    },
    /// The one answer for wrong, unknown and malformed (AUT-1).
    Refused,
    /// The right password of an account that may not log in.
    NotApproved(Status),
}

/// A session that counts, with its account as of now.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// The account.
    pub account: Account,
    /// What its role holds.
    pub actions: ActionSet,
}

impl SignedIn {
    /// As the caller of a use case.
    pub fn caller(&self, request_id: impl Into<String>) -> Caller {
        Caller {
            actor: Actor::account(self.account.id, self.actions),
            request_id: request_id.into(),
        }
    }
}

impl Backend {
    /// Logs in. [`Error::RateLimited`] after too many tries, alike for known and unknown people;
    /// [`Error::Unavailable`] when hashing is busy.
    pub async fn log_in(&self, attempt: LoginAttempt) -> Result<Login> {
        if attempt.password.len() > LONGEST_PASSWORD {
            return Ok(Login::Refused);
        }
        let email = EmailAddress::parse(&attempt.email, &ServerUnicode).ok();
        let canonical = email.as_ref().map_or_else(
            || {
                // What can't be an address is counted too; PostgreSQL stores no NUL.
                let text = attempt.email.chars().filter(|c| !c.is_control()).take(254);
                format!("malformed {}", text.collect::<String>())
            },
            |email| email.canonical().to_string(),
        );
        let account = match &email {
            Some(email) => accounts::find_by_email(self.0.store.read(), email.canonical()).await?,
            None => None,
        };
        let device = attempt.device.as_deref().and_then(|d| self.read_device(d));
        let known_device =
            device.filter(|(whose, _)| account.as_ref().is_some_and(|a| a.id == *whose));
        let keys: Vec<Key> = vec![
            (Scope::Network, format!("network {}", attempt.network)),
            match &known_device {
                Some((_, nonce)) => (Scope::Device, format!("device {nonce}")),
                None => (Scope::Account, account_key(&canonical)),
            },
        ];
        let visitor = Caller::visitor(&attempt.request_id);
        let whose = account.as_ref().map(|account| account.id);
        self.reserve_try(&visitor, whose, &keys).await?;
        let asker = Asker {
            network: Some(attempt.network.clone()),
            subject: Some(canonical),
            is_known: known_device.is_some(),
        };
        let password = ServerUnicode.nfc(&attempt.password);
        let verified = async {
            let passwords = &self.0.passwords;
            match &account {
                Some(account) => {
                    let stored = &account.password_hash;
                    passwords.verify(&password, stored, &asker).await
                }
                None => {
                    let verified = passwords.verify_nobody(&password, &asker).await;
                    verified.map(|()| false)
                }
            }
        };
        // Beside the hash nobody waits for them.
        let (is_right, settings) = tokio::join!(verified, self.settings());
        let is_right = self.undo_when_busy(is_right, &keys).await?;
        match account {
            Some(account) if is_right => {
                let settings = self.undo_when_busy(settings, &keys).await?;
                let counts_for = settings.session_absolute;
                self.let_in(attempt, account, keys, password, asker, counts_for)
                    .await
            }
            _ => {
                // The same event for known and unknown people (AUT-1, LOG-2); it holds no address.
                let object = ("account", throttle::account_or_unknown(whose));
                self.note_denial(Denial::Login, &visitor, &attempt.network, object)
                    .await;
                Ok(Login::Refused)
            }
        }
    }

    async fn let_in(
        &self,
        attempt: LoginAttempt,
        account: Account,
        keys: Vec<Key>,
        password: String,
        asker: Asker,
        counts_for: Span,
    ) -> Result<Login> {
        let new_hash = if self.0.passwords.is_outdated(&account.password_hash) {
            // When hashing is busy there is a next login.
            self.0.passwords.hash(&password, &asker).await.ok()
        } else {
            None
        };
        let secret = secrets::new_secret()?;
        let digest = secrets::session_digest(secret.expose());
        let old = attempt.old_session.as_deref().map(secrets::session_digest);
        let id = account.id;
        let old_hash = account.password_hash.clone();
        let visitor = Caller::visitor(&attempt.request_id);
        let network = attempt.network.clone();
        let answer = self
            .0
            .store
            .write(move |tx| {
                let (keys, digest, old, attempt) =
                    (keys.clone(), digest.clone(), old.clone(), attempt.clone());
                let (new_hash, old_hash) = (new_hash.clone(), old_hash.clone());
                async move {
                    // The password and the status as of this transaction decide (SES-4): a change of the
                    // password while this login waited refuses it.
                    let known = logins::find_locked(tx, id).await?;
                    let is_same = |known: &Known| known.account.password_hash == old_hash;
                    let Some(known) = known.filter(is_same) else {
                        return Ok(None);
                    };
                    throttle::give_back(tx, &keys).await?;
                    // Whoever has typed the right password reads how they stand.
                    if known.is_untold {
                        not_told::forget_all(tx, id).await?;
                    }
                    if known.account.status != Status::Approved {
                        return Ok(Some(Err(known.account.status)));
                    }
                    if let Some(new_hash) = new_hash {
                        accounts::replace_password(tx, id, &old_hash, &new_hash).await?;
                    }
                    if let Some(old) = old {
                        sessions::end_behind(tx, &old).await?;
                    }
                    begin(tx, id, &digest, &attempt).await?;
                    Ok(Some(Ok(known.is_invited)))
                }
                .boxed()
            })
            .await?;
        match answer {
            Some(Ok(is_invited)) => Ok(Login::In {
                session: secret,
                device: self.new_device(id)?,
                counts_for,
                is_invited,
            }),
            Some(Err(status)) => {
                let object = ("account", id.to_string());
                self.note_denial(Denial::Login, &visitor, &network, object)
                    .await;
                Ok(Login::NotApproved(status))
            }
            None => Ok(Login::Refused),
        }
    }

    /// Whose cookie is it? `None` for unknown, overdue and ended sessions, and when the account is not
    /// approved any more.
    pub async fn signed_in(&self, cookie: &str) -> Result<Option<SignedIn>> {
        let found = self.signed_in_unattended(cookie).await?;
        if let Some(found) = &found {
            self.note_seen(&found.session).await;
        }
        Ok(found)
    }

    /// The same for what a page asks by itself, without anybody at it: the pause of the session goes on
    /// (SECURITY SES-3).
    pub async fn signed_in_unattended(&self, cookie: &str) -> Result<Option<SignedIn>> {
        if !secrets::looks_like_a_token(cookie) {
            return Ok(None);
        }
        let digest = secrets::session_digest(cookie);
        let Some((session, account)) = sessions::find(self.0.store.read(), &digest).await? else {
            return Ok(None);
        };
        let now = self.now();
        let limits = self.settings().await?.session_limits();
        let actions = self.roles().actions_of(&account.role);
        let counts = account.status == Status::Approved
            && is_live(
                session.began_at,
                session.last_seen_at,
                actions,
                &limits,
                now,
            );
        Ok(counts.then_some(SignedIn {
            session,
            account,
            actions,
        }))
    }

    /// Notes that somebody was at it, now and then.
    async fn note_seen(&self, session: &Session) {
        if self.now() < session.last_seen_at.plus(SEEN_EVERY) {
            return;
        }
        let id = session.id;
        let noted = self
            .0
            .store
            .write(move |tx| async move { sessions::touch(tx, id).await }.boxed())
            .await;
        // Reads go on when the database can't be written (SECURITY OPS-8).
        if let Err(error) = noted {
            tracing::warn!(
                error = error.chain(),
                "when a session was last seen is not noted"
            );
        }
    }

    /// Ends the session of this cookie; nothing happens when there is none.
    pub async fn log_out(&self, cookie: &str, request_id: &str) -> Result<()> {
        let digest = secrets::session_digest(cookie);
        let request_id = request_id.to_string();
        self.0
            .store
            .write(move |tx| {
                let (digest, request_id) = (digest.clone(), request_id.clone());
                async move {
                    if let Some((session, account)) = sessions::find(tx.conn(), &digest).await? {
                        let actions = tx.roles().actions_of(&account.role);
                        let caller = Caller {
                            actor: Actor::account(account.id, actions),
                            request_id,
                        };
                        end_one(tx, &caller, session.account, session.id).await?;
                    }
                    Ok(())
                }
                .boxed()
            })
            .await
    }

    /// The caller's own sessions that still count, the last seen first.
    pub async fn my_sessions(&self, caller: &Caller) -> Result<Vec<Session>> {
        let me = caller.actor.account_id().ok_or(Error::Unauthenticated)?;
        let limits = self.settings().await?.session_limits();
        let now = self.now();
        let all = sessions::of_account(self.0.store.read(), me).await?;
        let is_live = |s: &Session| {
            is_live(
                s.began_at,
                s.last_seen_at,
                caller.actor.actions,
                &limits,
                now,
            )
        };
        Ok(all.into_iter().filter(is_live).collect())
    }

    /// Ends one of the caller's own sessions. Somebody else's is [`Error::NotFound`].
    pub async fn end_my_session(&self, caller: &Caller, id: SessionId) -> Result<()> {
        let me = caller.actor.account_id().ok_or(Error::Unauthenticated)?;
        let caller = caller.clone();
        self.0
            .store
            .write(move |tx| {
                let caller = caller.clone();
                async move {
                    if end_one(tx, &caller, me, id).await? {
                        Ok(())
                    } else {
                        Err(Error::NotFound)
                    }
                }
                .boxed()
            })
            .await
    }

    /// Ends all of the caller's sessions but the current one; answers how many.
    pub async fn end_my_other_sessions(&self, caller: &Caller, current: SessionId) -> Result<u64> {
        let me = caller.actor.account_id().ok_or(Error::Unauthenticated)?;
        let caller = caller.clone();
        self.0
            .store
            .write(move |tx| {
                let caller = caller.clone();
                async move {
                    let ended = sessions::end_all(tx, me, Some(current)).await?;
                    let after = json!({ "ended": ended });
                    let event = caller.event("sessions.ended", "account", me, &Value::Null, &after);
                    audit::insert(tx, &[event]).await?;
                    Ok(ended)
                }
                .boxed()
            })
            .await
    }

    fn new_device(&self, account: AccountId) -> Result<String> {
        let nonce = secrets::new_secret()?;
        let text = format!("{account} {} {}", self.now().as_micros(), nonce.expose());
        Ok(self.0.keys.sign("device", text.as_bytes()))
    }

    fn read_device(&self, cookie: &str) -> Option<(AccountId, String)> {
        let text = String::from_utf8(self.0.keys.verify("device", cookie)?).ok()?;
        let (account, rest) = text.split_once(' ')?;
        let (made_at, nonce) = rest.split_once(' ')?;
        let made_at = Timestamp::from_micros(made_at.parse().ok()?);
        (self.now() < made_at.plus(DEVICE_FOR))
            .then_some((account.parse().ok()?, nonce.to_string()))
    }
}

/// The bucket of an account's tries.
pub(crate) fn account_key(canonical: &str) -> String {
    format!("account {canonical}")
}

async fn begin(tx: &Tx, account: AccountId, digest: &[u8], attempt: &LoginAttempt) -> Result<()> {
    let session = Session {
        id: SessionId(secrets::new_id(tx.now())),
        account,
        began_at: tx.now(),
        last_seen_at: tx.now(),
        proof_at: tx.now(),
        address: attempt.address.clone(),
        user_agent: attempt
            .user_agent
            .chars()
            .filter(|c| !c.is_control())
            .take(300)
            .collect(),
    };
    sessions::insert(tx, digest, &session).await?;
    let actor = Actor {
        who: Who::Account(account),
        actions: ActionSet::NONE,
    };
    let caller = Caller {
        actor,
        request_id: attempt.request_id.clone(),
    };
    let event = caller.event(
        "session.began",
        "session",
        session.id,
        &Value::Null,
        &Value::Null,
    );
    audit::insert(tx, &[event]).await
}

async fn end_one(tx: &Tx, caller: &Caller, account: AccountId, id: SessionId) -> Result<bool> {
    if !sessions::end(tx, account, id).await? {
        return Ok(false);
    }
    let event = caller.event("session.ended", "session", id, &Value::Null, &Value::Null);
    audit::insert(tx, &[event]).await?;
    Ok(true)
}
