//! Behind the link that confirms an address: what its page shows, and the POST that makes the account or
//! redeems an open invitation (T23). Looking changes nothing.

use crate::authority::Caller;
use crate::domain_invitations;
use crate::error::{Error, Result};
use crate::invitations::note_expired;
use crate::mail::Mail;
use crate::new_password::{Faults, read_name, read_password};
use crate::outbox::About;
use crate::passwords::Asker;
use crate::registrations::completion::{AccessRequest, Person, complete, mail_access_request};
use crate::registrations::{Completed, Registration};
use crate::secrets::{self, Purpose};
use crate::store::accounts::NewAccount;
use crate::store::self_registrations::{self, Stored};
use crate::store::{Tx, accounts, audit, invitations, outbox, suppressions};
use crate::telling::{News, tell};
use crate::{Backend, Parts};
use futures::FutureExt as _;
use rules::account::{Origin, Status as AccountStatus};
use rules::ids::AccountId;
use rules::invitation::{Refusal, Status};
use rules::role::CUSTOMER;
use rules::self_registration::{is_open, status_of_new_account};
use rules::settings::Settings;
use rules::time::Timestamp;
use serde_json::{Value, json};
use std::sync::Arc;

/// How often a confirmation begins anew whose invitation somebody else changed in the same moment.
const TRIES: u32 = 3;

/// What stands behind a link that confirms an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BehindConfirmation {
    /// It works: the registration form.
    Open(Confirmation),
    /// The address got an account meanwhile: LOGIN, with an explanation.
    HasAccount {
        /// The address.
        email: String,
    },
    /// Self-registration was switched off meanwhile.
    Closed,
    /// Used, overdue, replaced by a newer one, or never there; they look the same.
    Unknown,
}

/// What a working link offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// The address, as typed.
    pub email: String,
    /// The name as typed before.
    pub full_name: String,
    /// The role that the account gets.
    pub role: String,
    /// When the link ends.
    pub valid_until: Timestamp,
    /// Will an administrator have to approve?
    pub needs_approval: bool,
}

impl Backend {
    /// What stands behind the link. Changes nothing, however often.
    pub async fn behind_confirmation(&self, token: &str) -> Result<BehindConfirmation> {
        let Some(asked) = self.self_registration_behind(token).await? else {
            return Ok(BehindConfirmation::Unknown);
        };
        let settings = self.settings().await?;
        if !settings.self_registration {
            return Ok(BehindConfirmation::Closed);
        }
        let conn = self.0.store.read();
        let email = asked.email.canonical().to_string();
        let account = accounts::find_by_email(conn, &email).await?;
        if account.is_some() {
            return Ok(BehindConfirmation::HasAccount {
                email: asked.email.typed().to_string(),
            });
        }
        let known = invitations::known(conn, std::slice::from_ref(&email), self.now()).await?;
        let invitation = match known.get(&email).and_then(|known| known.pending()) {
            Some(id) => invitations::find(conn, id).await?,
            None => None,
        };
        Ok(BehindConfirmation::Open(Confirmation {
            email: asked.email.typed().to_string(),
            full_name: asked.full_name,
            valid_until: asked.valid_until,
            needs_approval: match &invitation {
                Some(_) => !settings.invitations_auto_approve,
                None => !settings.portal_auto_approve,
            },
            role: invitation.map_or_else(|| CUSTOMER.to_string(), |found| found.role),
        }))
    }

    /// Confirms the address behind the link and makes the account, or completes the invitation that is
    /// open for it (T23).
    ///
    /// [`Error::NotFound`] for a link that does not work, or not any more; [`Error::Refused`] when the
    /// address has an account by now; [`Error::Forbidden`] while self-registration is switched off;
    /// [`Error::Invalid`] names every field at fault, and nothing is lost then.
    pub async fn confirm_self_registration(
        &self,
        token: &str,
        registration: Registration,
        network: Option<String>,
        request_id: &str,
    ) -> Result<Completed> {
        let asked = self
            .self_registration_behind(token)
            .await?
            .ok_or(Error::NotFound)?;
        let settings = self.settings().await?;
        if !settings.self_registration {
            return Err(Error::Forbidden);
        }
        let email = asked.email.canonical().to_string();
        if let Some(account) = accounts::find_by_email(self.0.store.read(), &email).await? {
            // Nothing needs to be hashed to say so.
            return Err(has_account(account.status));
        }
        let mut faults = Faults::default();
        let name = read_name(&mut faults, &registration.full_name);
        let password = read_password(
            &mut faults,
            &settings,
            &registration.password,
            &registration.confirmation,
            &registration.full_name,
            &asked.email,
        )
        .await?;
        faults.into_result()?;
        let (Some(name), Some(password)) = (name, password) else {
            return Err(Error::internal("a fault was not told"));
        };
        let asker = Asker {
            network,
            subject: Some(email),
            is_known: true,
        };
        let password_hash = self.0.passwords.hash(&password, &asker).await?;
        let full_name = name.into_string();
        let mut tries = 1;
        loop {
            let (parts, caller) = (Arc::clone(&self.0), Caller::link_holder(request_id));
            let (asked, full_name) = (asked.clone(), full_name.clone());
            let password_hash = password_hash.clone();
            let answer = self
                .0
                .store
                .write(move |tx| {
                    let (parts, caller, asked) = (parts.clone(), caller.clone(), asked.clone());
                    let (full_name, password_hash) = (full_name.clone(), password_hash.clone());
                    async move {
                        let person = Person {
                            full_name,
                            password_hash,
                            is_unproven: !outbox::was_confirmation_mailed(tx, asked.id).await?,
                        };
                        confirm(tx, &parts, &caller, &asked, &person).await
                    }
                    .boxed()
                })
                .await;
            match answer {
                // Somebody else changed the invitation in this moment: it stands as it stands now.
                Err(Error::Conflict(_)) if tries < TRIES => tries += 1,
                Err(Error::Conflict(_)) => {
                    return Err(Error::Unavailable("somebody else is at this address"));
                }
                answer => {
                    let completed = answer?;
                    self.0.mail_bell.notify_one();
                    return Ok(completed);
                }
            }
        }
    }

    /// The self-registration behind a link, while it is in time.
    async fn self_registration_behind(&self, token: &str) -> Result<Option<Stored>> {
        if !secrets::looks_like_a_token(token) {
            return Ok(None);
        }
        let digest = secrets::token_digest(Purpose::Confirm, token);
        let asked = self_registrations::behind(self.0.store.read(), &digest).await?;
        Ok(asked.filter(|asked| is_open(asked.valid_until, self.now())))
    }
}

/// One transaction: the row and its link are used up first, by exactly one caller.
async fn confirm(
    tx: &Tx,
    parts: &Parts,
    caller: &Caller,
    asked: &Stored,
    person: &Person,
) -> Result<Completed> {
    let settings = crate::settings::within(tx, &parts.fixed_settings).await?;
    if !settings.self_registration {
        return Err(Error::Forbidden);
    }
    if !self_registrations::consume(tx, asked.id).await? {
        return Err(Error::NotFound);
    }
    let email = asked.email.canonical().to_string();
    // Whoever invites the address meets us here, so that neither overlooks the other.
    suppressions::hold(tx, &email).await?;
    if let Some(account) = accounts::find_by_email(tx.conn(), &email).await? {
        return Err(has_account(account.status));
    }
    let event = caller.event(
        "self_registration.confirmed",
        "self_registration",
        asked.id,
        &Value::Null,
        &Value::Null,
    );
    audit::insert(tx, &[event]).await?;
    let expired = invitations::expire_overdue_of(tx, std::slice::from_ref(&email)).await?;
    note_expired(tx, &expired).await?;
    let known = invitations::known(tx.conn(), std::slice::from_ref(&email), tx.now()).await?;
    let status = match known.get(&email).and_then(|known| known.pending()) {
        Some(id) => complete(tx, parts, caller, id, person).await?,
        None => {
            let status = make_account(tx, parts, &settings, caller, asked, person).await?;
            return Ok(completed(status == AccountStatus::Approved));
        }
    };
    Ok(completed(status == Status::Approved))
}

const fn completed(is_approved: bool) -> Completed {
    if is_approved {
        Completed::Approved
    } else {
        Completed::Waiting
    }
}

const fn has_account(status: AccountStatus) -> Error {
    Error::Refused(Refusal::HasAccount { status })
}

/// A Customer, approved at once where that is switched on at this moment, with the mail that follows.
async fn make_account(
    tx: &Tx,
    parts: &Parts,
    settings: &Settings,
    caller: &Caller,
    asked: &Stored,
    person: &Person,
) -> Result<AccountStatus> {
    let status = status_of_new_account(settings.portal_auto_approve);
    let new = NewAccount {
        id: AccountId(secrets::new_id(tx.now())),
        email: asked.email.clone(),
        full_name: person.full_name.clone(),
        password_hash: person.password_hash.clone(),
        role: CUSTOMER.to_string(),
        status,
        origin: Origin::Registration,
        is_unproven: person.is_unproven,
    };
    if !accounts::insert(tx, &new).await? {
        return Err(has_account(AccountStatus::Approved));
    }
    domain_invitations::follow_registration(tx, asked.email.canonical(), new.id, status).await?;
    let after = json!({
        "status": status.as_str(), "role": new.role, "self_registration": asked.id,
    });
    let action = "account.registered";
    let event = caller.event(action, "account", new.id, &Value::Null, &after);
    audit::insert(tx, &[event]).await?;
    let about = About {
        account: Some(new.id),
        ..About::default()
    };
    if status == AccountStatus::Requested {
        let request = AccessRequest {
            person_name: new.full_name,
            email: asked.email.typed().to_string(),
            review_path: "/consumers/developers?tab=requested",
            about,
        };
        mail_access_request(tx, parts, settings, request).await?;
    } else {
        let login_link = format!("{}/login", parts.outbox.public_url);
        let news = News {
            account: new.id,
            to: asked.email.typed(),
            mail: &Mail::Approved { login_link },
            about,
        };
        tell(tx, parts, settings, news).await?;
    }
    Ok(status)
}
