//! What each mail looks like, and a test of it to whoever asks: to their own address, marked as a test, through the same
//! outbox and worker as every other mail. At most so many an hour.

use super::About;
use crate::Backend;
use crate::authority::Caller;
use crate::error::{Error, Result};
use crate::mail::{self, Mail, Rendered};
use crate::store::{accounts, audit, outbox, throttles};
use crate::throttle::account_or_unknown;
use futures::FutureExt as _;
use rules::denial::Denial;
use rules::ids::MailId;
use rules::outbox::{Kind, MailSample, TEST_MAILS};
use rules::policy::Action;
use rules::settings::Settings;
use rules::time::Timestamp;
use serde_json::{Value, json};
use std::sync::Arc;

impl Backend {
    /// The mail of that kind as it would be written now, to the caller. Needs `settings.read`; changes nothing.
    pub async fn sample_mail(&self, caller: &Caller, kind: Kind) -> Result<MailSample> {
        let rendered = self.rendered_sample(caller, kind).await?;
        Ok(MailSample {
            kind,
            subject: rendered.subject,
            text: rendered.text,
        })
    }

    /// Its HTML part, for a frame that runs and fetches nothing.
    pub async fn sample_mail_html(&self, caller: &Caller, kind: Kind) -> Result<String> {
        Ok(self.rendered_sample(caller, kind).await?.html)
    }

    /// Queues that mail to the caller's own address, marked as a test; answers its id. Needs `settings.manage`.
    pub async fn send_sample_mail(&self, caller: &Caller, kind: Kind) -> Result<MailId> {
        caller.must(Action::SettingsManage)?;
        let me = self.reader(caller).await?;
        let settings = self.settings().await?;
        let (url, name) = (&self.0.outbox.public_url, &me.full_name);
        let sample = mail::sample(kind, &settings, url, name, self.now());
        let sample = Mail::Sample(Box::new(sample));
        self.queue_test(caller, &settings, &me.email_typed, sample, kind)
            .await
    }

    async fn rendered_sample(&self, caller: &Caller, kind: Kind) -> Result<Rendered> {
        caller.must(Action::SettingsRead)?;
        let me = self.reader(caller).await?;
        let (settings, now) = (self.settings().await?, self.now());
        let (url, name) = (&self.0.outbox.public_url, &me.full_name);
        let sample = mail::sample(kind, &settings, url, name, now);
        let letterhead = self.0.outbox.letterhead(&settings);
        let id = crate::secrets::new_id(now).to_string();
        mail::render(&sample, &letterhead, &me.email_typed, &id, now)
            .map_err(|fault| Error::Internal(Box::new(fault)))
    }

    async fn reader(&self, caller: &Caller) -> Result<accounts::Account> {
        let me = caller.actor.account_id().ok_or(Error::Unauthenticated)?;
        let account = accounts::find(self.0.store.read(), me).await?;
        account.ok_or(Error::Unauthenticated)
    }

    /// Puts a test into the outbox; `shows` is the mail that it stands for.
    pub(super) async fn queue_test(
        &self,
        caller: &Caller,
        settings: &Settings,
        to: &str,
        mail: Mail,
        shows: Kind,
    ) -> Result<MailId> {
        let me = caller.actor.account_id();
        let bucket = format!("test mails {}", account_or_unknown(me));
        let (parts, asking) = (Arc::clone(&self.0), caller.clone());
        let (settings, to) = (settings.clone(), to.to_owned());
        let queued: std::result::Result<MailId, Timestamp> = self
            .0
            .store
            .write(move |tx| {
                let (parts, caller, mail) = (parts.clone(), asking.clone(), mail.clone());
                let (settings, to, bucket) = (settings.clone(), to.clone(), bucket.clone());
                async move {
                    let actor = caller.refreshed(tx).await?;
                    if !actor.may(Action::SettingsManage) {
                        return Err(Error::Forbidden);
                    }
                    let taken = TEST_MAILS.take(throttles::lock(tx, &bucket).await?, tx.now());
                    match taken {
                        Ok(taken) => throttles::store(tx, &bucket, taken).await?,
                        Err(until) => return Ok(Err(until)),
                    }
                    let about = About::default();
                    let new = parts
                        .outbox
                        .write_mail(&settings, &mail, &to, about, tx.now())?;
                    let id = new.id;
                    outbox::insert(tx, &[new]).await?;
                    let after = json!({ "mail": shows.as_str() });
                    let event = caller.event("mail.tested", "mail", id, &Value::Null, &after);
                    audit::insert(tx, &[event]).await?;
                    Ok(Ok(id))
                }
                .boxed()
            })
            .await?;
        match queued {
            Ok(id) => {
                self.0.mail_bell.notify_one();
                Ok(id)
            }
            Err(until) => {
                let object = ("account", account_or_unknown(me));
                self.note_denial(Denial::Throttled, caller, "test mails", object)
                    .await;
                Err(Error::RateLimited { until })
            }
        }
    }
}
