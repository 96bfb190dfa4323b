//! Self-registration (PRODUCT.md section 3, T23): somebody uninvited asks for an account, the address is
//! confirmed by the link in a mail, and only then the account is made. Whoever asks learns nothing about the
//! address: known and unknown ones get the same answer and leave the same rows (SECURITY AUT-1).

mod confirmation;

use crate::authority::Caller;
use crate::error::{Error, Result};
use crate::mail::Mail;
use crate::new_password::{Faults, read_name};
use crate::outbox::About;
use crate::secrets::{self, Purpose};
use crate::store::{Tx, accounts, audit, outbox, self_registrations, throttles, tokens};
use crate::unicode::ServerUnicode;
use crate::{Backend, Parts};
use futures::FutureExt as _;
use rules::email_address::EmailAddress;
use rules::ids::SelfRegistrationId;
use rules::self_registration::{
    Answer, BY_ADDRESS, BY_ANYBODY, BY_NETWORK, MAILS_TO_ADDRESS, answer,
};
use rules::settings::Settings;
use rules::throttle::Rate;
use rules::time::Timestamp;
use serde_json::{Value, json};
use std::sync::Arc;

pub use confirmation::{BehindConfirmation, Confirmation};

/// What whoever asks for an account sends; nothing else is taken.
#[derive(Clone, Default)]
pub struct SelfRegistration {
    /// Full name, as typed.
    pub full_name: String,
    /// As typed.
    pub email: String,
    /// The client's network: IPv4 /32, IPv6 /64.
    pub network: String,
    /// Stands in the log and the audit trail.
    pub request_id: String,
}

/// The same with its fields read.
#[derive(Clone)]
struct Asked {
    full_name: String,
    email: EmailAddress,
    network: String,
}

impl Backend {
    /// May anybody ask for an account? Not before the portal is set up.
    pub async fn is_self_registration_open(&self) -> Result<bool> {
        Ok(self.settings().await?.self_registration && self.has_owner().await?)
    }

    /// Asks for an account: a mail to the address says how to go on. Asking again replaces what was asked
    /// before. The answer is the same whatever is known of the address.
    ///
    /// [`Error::Forbidden`] while it is switched off; [`Error::Invalid`] names every field at fault;
    /// [`Error::RateLimited`] after too many, alike for known and unknown addresses.
    pub async fn self_register(&self, form: SelfRegistration) -> Result<()> {
        if !self.is_self_registration_open().await? {
            return Err(Error::Forbidden);
        }
        let mut faults = Faults::default();
        let name = read_name(&mut faults, &form.full_name);
        let email = EmailAddress::parse(&form.email, &ServerUnicode);
        let email = faults.take("email", email, |fault| fault.reason().to_string());
        faults.into_result()?;
        let (Some(name), Some(email)) = (name, email) else {
            return Err(Error::internal("a fault was not told"));
        };
        let asked = Asked {
            full_name: name.into_string(),
            email,
            network: form.network,
        };
        let (parts, caller) = (Arc::clone(&self.0), Caller::link_holder(form.request_id));
        let throttled = self
            .0
            .store
            .write(move |tx| {
                let (parts, caller, asked) = (parts.clone(), caller.clone(), asked.clone());
                async move { ask(tx, &parts, &caller, &asked).await }.boxed()
            })
            .await?;
        if let Some(until) = throttled {
            tracing::warn!(target: "portico::security", event = "throttled", "too many registrations");
            return Err(Error::RateLimited { until });
        }
        self.0.mail_bell.notify_one();
        Ok(())
    }
}

/// One transaction: the counts, then the row, its link and its mail. Answers until when it is throttled.
async fn ask(tx: &Tx, parts: &Parts, caller: &Caller, asked: &Asked) -> Result<Option<Timestamp>> {
    let settings = crate::settings::within(tx, &parts.fixed_settings).await?;
    if !settings.self_registration {
        return Err(Error::Forbidden);
    }
    let email = asked.email.canonical();
    // Everybody takes them in this order, so that nobody waits in a circle; the address's bucket is held
    // until the end, so that one address has one row.
    let counts = [
        (
            BY_NETWORK,
            format!("registration network {}", asked.network),
        ),
        (BY_ANYBODY, "registration".to_string()),
        (BY_ADDRESS, format!("registration address {email}")),
    ];
    for (rate, key) in &counts {
        if let Err(until) = take(tx, *rate, key).await? {
            return Ok(Some(until));
        }
    }
    let mails = format!("registration mails {email}");
    if take(tx, MAILS_TO_ADDRESS, &mails).await?.is_err() {
        // The newest link goes on working, and nobody is told.
        let (action, null) = ("self_registration.limited", Value::Null);
        let event = caller.event(action, "self_registration", "unknown", &null, &null);
        audit::insert(tx, &[event]).await?;
        return Ok(None);
    }
    let replaced = self_registrations::remove_of(tx, email).await?;
    let account = accounts::find_by_email(tx.conn(), email).await?;
    // Known people leave the same rows; nobody holds the secret of theirs.
    let id = SelfRegistrationId(secrets::new_id(tx.now()));
    let valid_until = self_registrations::insert(tx, id, &asked.email, &asked.full_name).await?;
    let secret = secrets::new_secret()?;
    let token = tokens::NewToken {
        digest: secrets::token_digest(Purpose::Confirm, secret.expose()),
        purpose: Purpose::Confirm,
        invitation: None,
        self_registration: Some(id),
        valid_until,
    };
    tokens::insert(tx, &[token]).await?;
    let url = &parts.outbox.public_url;
    let link = format!("{url}/confirm/{}", secret.expose());
    let (mail, to, about) = letter(&settings, url, account.as_ref(), asked, link, valid_until);
    let about = About {
        self_registration: account.is_none().then_some(id),
        token_expires: Some(valid_until),
        ..about
    };
    let new = parts
        .outbox
        .write_mail(&settings, &mail, &to, about, tx.now())?;
    outbox::insert(tx, &[new]).await?;
    let event = caller.event(
        "self_registration.asked",
        "self_registration",
        id,
        &replaced.map_or(Value::Null, |old| json!({ "self_registration": old })),
        &json!({
            "mail": mail.kind().as_str(), "account": account.map(|account| account.id),
            "valid_until": valid_until.rfc3339(),
        }),
    );
    audit::insert(tx, &[event]).await?;
    Ok(None)
}

/// Which mail goes to whom.
fn letter(
    settings: &Settings,
    url: &str,
    account: Option<&accounts::Account>,
    asked: &Asked,
    link: String,
    valid_until: Timestamp,
) -> (Mail, String, About) {
    match (answer(account.map(|account| account.status)), account) {
        (Answer::AlreadyRegistered, Some(account)) => {
            let mail = Mail::AlreadyRegistered {
                login_link: format!("{url}/login"),
                reset_link: settings.portal_reset_email.then(|| format!("{url}/reset")),
            };
            let about = About {
                account: Some(account.id),
                ..About::default()
            };
            (mail, account.email_typed.clone(), about)
        }
        (Answer::Confirm | Answer::AlreadyRegistered, _) => {
            let mail = Mail::ConfirmAddress { valid_until, link };
            (mail, asked.email.typed().to_string(), About::default())
        }
    }
}

/// Takes one of the bucket; the inner error says when there is one again.
async fn take(tx: &Tx, rate: Rate, key: &str) -> Result<std::result::Result<(), Timestamp>> {
    match rate.take(throttles::lock(tx, key).await?, tx.now()) {
        Ok(bucket) => {
            throttles::store(tx, key, bucket).await?;
            Ok(Ok(()))
        }
        Err(until) => Ok(Err(until)),
    }
}

/// A step of the sweeper: removes overdue ones, with an audit event each; answers how many.
pub(crate) async fn remove_overdue(tx: &Tx, most: u64) -> Result<u64> {
    let ids = self_registrations::remove_overdue(tx, most).await?;
    let (action, null) = ("self_registration.expired", Value::Null);
    let events: Vec<_> = ids
        .iter()
        .map(|id| Caller::system().event(action, "self_registration", id, &null, &null))
        .collect();
    audit::insert(tx, &events).await?;
    Ok(ids.len() as u64)
}
