//! Forgotten passwords (PRODUCT.md section 3, K; SECURITY AUT-2, AUT-3): asking for a link, choosing a
//! new password with it, and a reset that an administrator starts. Nobody is logged in by it, and no
//! account changes its status.

use crate::authority::Caller;
use crate::error::{Error, Result};
use crate::mail::Mail;
use crate::new_password::{Faults, read_password};
use crate::outbox::About;
use crate::passwords::Asker;
use crate::secrets::{self, Purpose};
use crate::sessions::account_key;
use crate::store::accounts::{self, Account};
use crate::store::password_resets::{self, Asked, NewLink};
use crate::store::{Tx, audit, outbox, sessions, throttles};
use crate::telling::{News, reset_done, tell};
use crate::throttle::Key;
use crate::unicode::ServerUnicode;
use crate::{Backend, Parts};
use futures::FutureExt as _;
use rules::email_address::EmailAddress;
use rules::ids::AccountId;
use rules::outbox::Kind;
use rules::password_reset::{MAILS_PER, Refusal, may_mail, may_start};
use rules::policy::Action;
use rules::settings::Settings;
use rules::throttle::{Bucket, Scope};
use rules::time::Timestamp;
use serde_json::{Value, json};
use std::sync::Arc;

/// Requests a look of the worker.
const STEP: u64 = 100;

/// What stands behind a link that works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResetOffer {
    /// The account's address, as typed.
    pub email: String,
    /// When the link ends.
    pub valid_until: Timestamp,
}

/// What the form behind the link sends.
#[derive(Clone)]
pub struct NewPassword {
    /// The new password.
    pub password: String,
    /// The same again.
    pub confirmation: String,
}

impl Backend {
    /// Asks for a link. The answer, and the work, are the same whether the address has an account or
    /// not: that is looked up afterwards, by [`Backend::answer_reset_requests`] (AUT-2).
    ///
    /// [`Error::NotFound`] while the switch is off, [`Error::Invalid`] for what is no address,
    /// [`Error::RateLimited`] after too many, by network and by address.
    pub async fn ask_for_reset(&self, email: &str, network: &str, request_id: &str) -> Result<()> {
        let settings = self.settings().await?;
        if !settings.mails(Kind::PasswordReset) {
            return Err(Error::NotFound);
        }
        let email = EmailAddress::parse(email, &ServerUnicode)
            .map_err(|fault| Error::invalid("email", fault.reason()))?;
        let keys: Vec<Key> = vec![
            (Scope::Network, format!("reset network {network}")),
            (Scope::Account, asked_key(email.canonical())),
        ];
        let visitor = Caller::visitor(request_id);
        self.reserve_try(&visitor, None, &keys).await?;
        let request_id = request_id.to_string();
        self.0
            .store
            .write(move |tx| {
                let (email, request_id) = (email.canonical().to_string(), request_id.clone());
                let valid_until = tx.now().plus(settings.portal_token_exp);
                async move { password_resets::ask(tx, &email, &request_id, valid_until).await }
                    .boxed()
            })
            .await?;
        self.0.reset_bell.notify_one();
        Ok(())
    }

    /// Answers everybody who asked: who has an account, whatever its status, is mailed a link. One
    /// request that fails holds no other up; the last failure is answered.
    pub async fn answer_reset_requests(&self) -> Result<()> {
        let (mut after, mut failure) = (0, None);
        loop {
            let conn = self.0.store.read();
            let requests = password_resets::unanswered(conn, after, STEP).await?;
            let Some(last) = requests.last() else { break };
            after = last.seq;
            for asked in requests {
                let parts = Arc::clone(&self.0);
                let answered = self
                    .0
                    .store
                    .write(move |tx| {
                        let (parts, asked) = (parts.clone(), asked.clone());
                        async move { answer(tx, &parts, &asked).await }.boxed()
                    })
                    .await;
                if let Err(error) = answered {
                    failure = Some(error);
                }
            }
            self.0.mail_bell.notify_one();
        }
        failure.map_or(Ok(()), Err)
    }

    /// What stands behind a link; `None` when it is used, too old, changed, of another purpose or never
    /// was one: they look the same. Changes nothing.
    pub async fn reset_behind(&self, token: &str) -> Result<Option<ResetOffer>> {
        let found = self.account_to_reset(token).await?;
        Ok(found.map(|(account, valid_until)| ResetOffer {
            email: account.email_typed,
            valid_until,
        }))
    }

    /// Chooses the new password. Ends every session of the account and every other link; the account
    /// keeps its status, and nobody is logged in.
    ///
    /// [`Error::NotFound`] for a link that does not work; [`Error::Invalid`] names every fault of the
    /// password, and the link works on then.
    pub async fn reset_password(
        &self,
        token: &str,
        new: NewPassword,
        network: &str,
        request_id: &str,
    ) -> Result<()> {
        let Some((account, _)) = self.account_to_reset(token).await? else {
            tracing::warn!(target: "portico::security", event = "dead_reset_link", "a reset link did not work");
            return Err(Error::NotFound);
        };
        let settings = self.settings().await?;
        let address = EmailAddress::from_stored(account.email_typed.clone(), account.email.clone());
        let mut faults = Faults::default();
        let password = read_password(
            &mut faults,
            &settings,
            &new.password,
            &new.confirmation,
            &account.full_name,
            &address,
        )
        .await?;
        faults.into_result()?;
        let Some(password) = password else {
            return Err(Error::internal("a fault was not told"));
        };
        let asker = Asker {
            network: Some(network.to_string()),
            subject: Some(account.email),
            is_known: true,
        };
        let hash = self.0.passwords.hash(&password, &asker).await?;
        let digest = secrets::token_digest(Purpose::Reset, token);
        let (parts, caller, id) = (
            Arc::clone(&self.0),
            Caller::link_holder(request_id),
            account.id,
        );
        self.0
            .store
            .write(move |tx| {
                let (parts, caller) = (parts.clone(), caller.clone());
                let (digest, hash) = (digest.clone(), hash.clone());
                async move { redeem(tx, &parts, &caller, id, &digest, &hash).await }.boxed()
            })
            .await?;
        self.0.mail_bell.notify_one();
        Ok(())
    }

    /// Starts a reset for a person: they get a link by mail, whether people may ask for one themselves
    /// or not. Needs `accounts.decide` and everything that the account's role holds. Answers when the
    /// link ends.
    pub async fn start_reset(&self, caller: &Caller, account: AccountId) -> Result<Timestamp> {
        caller.must(Action::AccountsDecide)?;
        let (parts, caller) = (Arc::clone(&self.0), caller.clone());
        let valid_until = self
            .0
            .store
            .write(move |tx| {
                let (parts, caller) = (parts.clone(), caller.clone());
                async move { start(tx, &parts, &caller, account).await }.boxed()
            })
            .await?;
        self.0.mail_bell.notify_one();
        Ok(valid_until)
    }

    async fn account_to_reset(&self, token: &str) -> Result<Option<(Account, Timestamp)>> {
        if !secrets::looks_like_a_token(token) {
            return Ok(None);
        }
        let digest = secrets::token_digest(Purpose::Reset, token);
        let conn = self.0.store.read();
        let Some((id, valid_until)) =
            password_resets::account_behind(conn, &digest, self.now()).await?
        else {
            return Ok(None);
        };
        let account = accounts::find(conn, id).await?;
        Ok(account.map(|account| (account, valid_until)))
    }
}

/// The bucket of who asks for an address.
fn asked_key(canonical: &str) -> String {
    format!("reset account {canonical}")
}

/// One request, in one transaction: it is gone, and a mail waits or does not.
async fn answer(tx: &Tx, parts: &Parts, asked: &Asked) -> Result<()> {
    if !password_resets::take(tx, asked.seq).await? {
        // Another replica was faster.
        return Ok(());
    }
    let settings = crate::settings::within(tx, &parts.fixed_settings).await?;
    if !settings.mails(Kind::PasswordReset) || asked.valid_until <= tx.now() {
        return Ok(());
    }
    let caller = Caller::link_holder(asked.request_id.as_str());
    let known = accounts::find_by_email(tx.conn(), &asked.email).await?;
    // Locked, so that two requests see each other's links when they count.
    let account = match known {
        Some(known) => accounts::find_locked(tx, known.id).await?,
        None => None,
    };
    let Some(account) = account else {
        let null = Value::Null;
        let event = caller.event("account.reset_asked", "account", "unknown", &null, &null);
        return audit::insert(tx, &[event]).await;
    };
    let since = tx.now().minus(MAILS_PER);
    let is_mailed = may_mail(password_resets::mailed_after(tx, account.id, since).await?);
    if is_mailed {
        mail_link(tx, parts, &settings, &account, asked.valid_until, false).await?;
    }
    let after = json!({ "mailed": is_mailed });
    let id = account.id;
    let event = caller.event("account.reset_asked", "account", id, &Value::Null, &after);
    audit::insert(tx, &[event]).await
}

async fn start(tx: &Tx, parts: &Parts, caller: &Caller, account: AccountId) -> Result<Timestamp> {
    let actor = caller.refreshed(tx).await?;
    let account = accounts::find_locked(tx, account)
        .await?
        .ok_or(Error::NotFound)?;
    let holds = tx.roles().ceiling_of(&account.role);
    match may_start(&actor, account.id, holds) {
        Ok(()) => {}
        Err(Refusal::NotAllowed) => return Err(Error::Forbidden),
        Err(Refusal::OwnAccount) => {
            return Err(Error::invalid(
                "id",
                "This is your own account: change its password under My account.",
            ));
        }
    }
    let settings = crate::settings::within(tx, &parts.fixed_settings).await?;
    let valid_until = tx.now().plus(settings.portal_token_exp);
    mail_link(tx, parts, &settings, &account, valid_until, true).await?;
    let (null, id) = (Value::Null, account.id);
    let event = caller.event("account.reset_started", "account", id, &null, &null);
    audit::insert(tx, &[event]).await?;
    Ok(valid_until)
}

/// A new link, and the mail that carries it. Older links work on until one of them is used.
async fn mail_link(
    tx: &Tx,
    parts: &Parts,
    settings: &Settings,
    account: &Account,
    valid_until: Timestamp,
    by_administrator: bool,
) -> Result<()> {
    let secret = secrets::new_secret()?;
    let mail = Mail::PasswordReset {
        valid_until,
        by_administrator,
        link: format!("{}/reset/{}", parts.outbox.public_url, secret.expose()),
    };
    let about = About {
        account: Some(account.id),
        token_expires: Some(valid_until),
        ..About::default()
    };
    let to = &account.email_typed;
    let new = parts
        .outbox
        .write_mail(settings, &mail, to, about, tx.now())?;
    let link = NewLink {
        digest: secrets::token_digest(Purpose::Reset, secret.expose()),
        account: account.id,
        mail: new.id,
        valid_until,
    };
    password_resets::insert(tx, &link).await?;
    outbox::insert(tx, &[new]).await
}

/// One transaction: the link is used up first, by exactly one, and then everything that follows (AUT-3).
async fn redeem(
    tx: &Tx,
    parts: &Parts,
    caller: &Caller,
    id: AccountId,
    digest: &[u8],
    hash: &str,
) -> Result<()> {
    // The account before its links, as whoever changes the own password does.
    let account = accounts::find_locked(tx, id)
        .await?
        .ok_or(Error::NotFound)?;
    if !password_resets::consume(tx, digest, id).await? {
        return Err(Error::NotFound);
    }
    if !accounts::replace_password(tx, id, &account.password_hash, hash).await? {
        return Err(Error::internal("a locked account changed"));
    }
    password_resets::kill_all(tx, id).await?;
    let ended = sessions::end_all(tx, id, None).await?;
    // Whoever reads the account's mail need not wait for what strangers tried (AUT-5).
    for key in [account_key(&account.email), asked_key(&account.email)] {
        throttles::store(tx, &key, Bucket::EMPTY).await?;
    }
    let after = json!({ "sessions_ended": ended });
    let event = caller.event(
        "account.password_reset",
        "account",
        id,
        &Value::Null,
        &after,
    );
    audit::insert(tx, &[event]).await?;
    let settings = crate::settings::within(tx, &parts.fixed_settings).await?;
    let news = News {
        account: id,
        to: &account.email_typed,
        mail: &reset_done(parts, &settings),
        about: About {
            account: Some(id),
            ..About::default()
        },
    };
    tell(tx, parts, &settings, news).await
}
