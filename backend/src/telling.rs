//! Telling people what was decided about them: by mail, or, while that mail is switched off, by noting that they were
//! not told (PRODUCT.md sections 6 and 10). The list of them, and telling them later.

use crate::authority::Caller;
use crate::error::{Error, Result};
use crate::mail::Mail;
use crate::outbox::About;
use crate::store::not_told::{Cause, Listed};
use crate::store::{Tx, accounts, audit, not_told, outbox};
use crate::{Backend, Parts, settings};
use futures::FutureExt as _;
use rules::account::Status;
use rules::ids::AccountId;
use rules::outbox::{Kind, NotTold, NotToldPage, Refusal, Untold};
use rules::policy::Action;
use rules::settings::Settings;
use serde_json::{Value, json};
use std::sync::Arc;

/// Under this name the list's cursors are signed.
const LIST: &str = "not_told";

/// News for somebody with an account.
pub(crate) struct News<'a> {
    pub(crate) account: AccountId,
    /// The address, as typed.
    pub(crate) to: &'a str,
    pub(crate) mail: &'a Mail,
    pub(crate) about: About,
}

/// Writes the mail, or notes that it is switched off. Older news that this replaces need not be told any more.
pub(crate) async fn tell(
    tx: &Tx,
    parts: &Parts,
    settings: &Settings,
    news: News<'_>,
) -> Result<()> {
    let kind = news.mail.kind();
    not_told::forget(tx, news.account, kind.news_replaced()).await?;
    if !settings.mails(kind) {
        let reason = match news.mail {
            Mail::Refused { reason } => reason.as_deref().unwrap_or_default(),
            _ => "",
        };
        return not_told::note(tx, news.account, kind, reason).await;
    }
    let new = parts
        .outbox
        .write_mail(settings, news.mail, news.to, news.about, tx.now())?;
    outbox::insert(tx, &[new]).await
}

/// The mail that a password was reset.
pub(crate) fn reset_done(parts: &Parts, settings: &Settings) -> Mail {
    let at = |path: &str| format!("{}{path}", parts.outbox.public_url);
    Mail::ResetDone {
        login_link: at("/login"),
        ask_link: settings.mails(Kind::PasswordReset).then(|| at("/reset")),
    }
}

/// The mail that says it, if it is still true of an account of that status.
fn mail_of(
    parts: &Parts,
    settings: &Settings,
    kind: Kind,
    status: Status,
    reason: String,
) -> Option<Mail> {
    match (kind, status) {
        (Kind::Approved, Status::Approved) => Some(Mail::Approved {
            login_link: format!("{}/login", parts.outbox.public_url),
        }),
        (Kind::Refused, Status::Rejected) => Some(Mail::Refused {
            reason: (!reason.is_empty()).then_some(reason),
        }),
        (Kind::Revoked, Status::Revoked) => Some(Mail::Revoked {}),
        (Kind::ResetDone, _) => Some(reset_done(parts, settings)),
        _ => None,
    }
}

impl Backend {
    /// One page of the people whom a switched-off or failed mail left uninformed, newest first; `page` is a cursor,
    /// empty for page one. Needs `mail.read`.
    pub async fn list_not_told(&self, caller: &Caller, page: &str) -> Result<NotToldPage> {
        caller.must(Action::MailRead)?;
        let place = self.place_behind(LIST, page)?;
        let settings = self.settings().await?;
        let found = self.0.store.list_not_told(place).await?;
        let dress = |listed: Listed| NotTold {
            kind: listed.kind,
            recipient: listed.recipient,
            full_name: listed.full_name,
            at: listed.at,
            untold: match listed.cause {
                Cause::SwitchedOff(account) => Untold::SwitchedOff {
                    account,
                    may_be_told: settings.mails(listed.kind),
                },
                Cause::Failed {
                    mail,
                    account,
                    invitation,
                    words,
                } => Untold::Failed {
                    mail,
                    account,
                    invitation,
                    words,
                },
            },
        };
        Ok(NotToldPage {
            rows: found.rows.into_iter().map(dress).collect(),
            first: found.first,
            total: self.0.store.count_not_told().await?,
            next: self.cursor_to(LIST, found.next)?,
            previous: self.cursor_to(LIST, found.previous)?,
        })
    }

    /// Tells somebody now what a switched-off mail did not. Needs `mail.retry`.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is nothing to tell; [`Error::MailRefused`] while the mail is switched off, or
    /// when what it says is no longer true.
    pub async fn tell_now(&self, caller: &Caller, account: AccountId, kind: Kind) -> Result<()> {
        caller.must(Action::MailRetry)?;
        let (caller, parts) = (caller.clone(), Arc::clone(&self.0));
        self.0
            .store
            .write(move |tx| {
                let (caller, parts) = (caller.clone(), Arc::clone(&parts));
                async move { tell_in(tx, &parts, &caller, account, kind).await }.boxed()
            })
            .await?;
        self.0.mail_bell.notify_one();
        Ok(())
    }
}

async fn tell_in(tx: &Tx, parts: &Parts, caller: &Caller, id: AccountId, kind: Kind) -> Result<()> {
    if !caller.refreshed(tx).await?.may(Action::MailRetry) {
        return Err(Error::Forbidden);
    }
    let account = accounts::find_locked(tx, id).await?;
    let account = account.ok_or(Error::NotFound)?;
    let reason = not_told::find(tx, id, kind).await?;
    let reason = reason.ok_or(Error::NotFound)?;
    let settings = settings::within(tx, &parts.fixed_settings).await?;
    if !settings.mails(kind) {
        return Err(Error::MailRefused(Refusal::SwitchedOff));
    }
    let mail = mail_of(parts, &settings, kind, account.status, reason);
    let mail = mail.ok_or(Error::MailRefused(Refusal::NoLongerTrue))?;
    let news = News {
        account: id,
        to: &account.email_typed,
        mail: &mail,
        about: About {
            account: Some(id),
            ..About::default()
        },
    };
    tell(tx, parts, &settings, news).await?;
    let after = json!({ "mail": kind.as_str() });
    let event = caller.event("mail.told", "account", id, &Value::Null, &after);
    audit::insert(tx, &[event]).await
}
