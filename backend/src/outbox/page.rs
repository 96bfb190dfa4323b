//! The page Mail: what stands in the outbox, what a mail says, Retry, and a test mail. A link is shown
//! only in the local mailbox, and only to a reader who holds what its role holds (PRODUCT.md section 6).

use crate::Backend;
use crate::authority::Caller;
use crate::error::{Error, Result};
use crate::mail::{self, Mail, Rendered};
use crate::store::outbox::{self, Place};
use crate::store::{accounts, audit, invitations};
use futures::FutureExt as _;
use rules::email_address::EmailAddress;
use rules::ids::MailId;
use rules::listing::Listing as _;
use rules::outbox::{
    Kind, MailListing, MailPage, MailPreview, MailRoute, MailRow, Refusal, give_up_at, retry,
};
use rules::policy::{Action, Actor};
use rules::role::CUSTOMER;
use serde_json::json;

impl Backend {
    /// One page of Mail, newest first. Needs `mail.read`.
    pub async fn list_mails(&self, caller: &Caller, listing: MailListing) -> Result<MailPage> {
        caller.must(Action::MailRead)?;
        // A cursor belongs to its filter: signed with it, it fits no other list.
        let purpose = format!("mail?{}", MailListing::filtered_by(listing.state).query());
        let place: Option<Place> = if listing.page.is_empty() {
            None
        } else {
            let place = self.0.keys.verify(&purpose, &listing.page);
            let place = place.and_then(|bytes| serde_json::from_slice(&bytes).ok());
            Some(place.ok_or_else(|| Error::invalid("page", "Not a page of this list."))?)
        };
        let found = self.0.store.list_mails(listing.state, place).await?;
        let cursor = |place: Option<Place>| -> Result<Option<String>> {
            let Some(place) = place else { return Ok(None) };
            let bytes =
                serde_json::to_vec(&place).map_err(|error| Error::Internal(Box::new(error)))?;
            Ok(Some(self.0.keys.sign(&purpose, &bytes)))
        };
        let total = found
            .counts
            .iter()
            .find(|(filter, _)| *filter == listing.state);
        Ok(MailPage {
            total: total.map_or(rules::listing::Count::exactly(0), |(_, count)| *count),
            next: cursor(found.next)?,
            previous: cursor(found.previous)?,
            rows: found.rows,
            first: found.first,
            counts: found.counts,
            not_told: self.0.store.count_not_told().await?,
            has_mail_server: self.has_mail_server(),
            now: self.now(),
            listing,
        })
    }

    /// What one mail says. Needs `mail.read`.
    pub async fn preview_mail(&self, caller: &Caller, id: MailId) -> Result<MailPreview> {
        caller.must(Action::MailRead)?;
        let row = self.0.store.mail_row(id).await?.ok_or(Error::NotFound)?;
        let offers_retry =
            row.offers_retry(self.has_mail_server()) && caller.actor.may(Action::MailRetry);
        let Some(sealed) = self.0.store.mail_text(id).await? else {
            return Ok(MailPreview {
                row,
                text: None,
                html: None,
                link: None,
                is_masked: false,
                offers_retry,
            });
        };
        let plain = self.0.keys.open(id.0.as_bytes(), &sealed)?;
        let rendered =
            Rendered::from_bytes(&plain).map_err(|fault| Error::Internal(Box::new(fault)))?;
        let has_secret = rendered.secret_link.is_some() || rendered.opt_out_link.is_some();
        let is_masked = has_secret && !self.may_see_links(&caller.actor, &row).await?;
        let preview = if is_masked {
            rendered.masked()
        } else {
            rendered.open()
        };
        let link = if is_masked {
            None
        } else {
            rendered.secret_link
        };
        Ok(MailPreview {
            row,
            text: Some(preview.text),
            html: Some(preview.html),
            link,
            is_masked,
            offers_retry,
        })
    }

    /// INV-12: with a mail server no screen shows a link; in the local mailbox only to whoever holds
    /// everything that the link would give.
    async fn may_see_links(&self, reader: &Actor, row: &MailRow) -> Result<bool> {
        if self.has_mail_server() {
            return Ok(false);
        }
        let role = self.role_behind(row).await?;
        Ok(role.is_some_and(|role| reader.actions.covers(self.roles().ceiling_of(&role))))
    }

    /// The role that the link in the mail gives: the invitation's, or that of every self-registration
    /// unless an invitation is open for the address (T23).
    async fn role_behind(&self, row: &MailRow) -> Result<Option<String>> {
        let conn = self.0.store.read();
        let (invitation, otherwise) = if row.kind == Kind::ConfirmAddress {
            let email = recipient(&row.recipient)?.canonical().to_string();
            let known = invitations::known(conn, std::slice::from_ref(&email), self.now()).await?;
            let open = known.get(&email).and_then(|known| known.pending());
            (open, Some(CUSTOMER.to_string()))
        } else {
            (row.invitation, None)
        };
        match (invitation, row.account) {
            (Some(id), _) => Ok(invitations::find(conn, id).await?.map(|found| found.role)),
            // The link of a reset gives the whole account.
            (None, Some(id)) if row.kind == Kind::PasswordReset => {
                Ok(accounts::find(conn, id).await?.map(|found| found.role))
            }
            (None, _) => Ok(otherwise),
        }
    }

    /// Where mail goes, without credentials. Needs `settings.read`.
    pub fn mail_route(&self, caller: &Caller) -> Result<MailRoute> {
        caller.must(Action::SettingsRead)?;
        let server = self.0.smtp.as_ref().map(mail::Smtp::server);
        let from = self.0.outbox.from.clone();
        Ok(MailRoute { server, from })
    }

    /// Retry: the tries begin anew, with the same bytes. Needs `mail.retry`.
    pub async fn retry_mail(&self, caller: &Caller, id: MailId) -> Result<()> {
        caller.must(Action::MailRetry)?;
        let has_mail_server = self.has_mail_server();
        let caller = caller.clone();
        self.0
            .store
            .write(move |tx| {
                let caller = caller.clone();
                async move {
                    let actor = caller.refreshed(tx).await?;
                    if !actor.may(Action::MailRetry) {
                        return Err(Error::Forbidden);
                    }
                    let mail = outbox::standing_of(tx, id).await?.ok_or(Error::NotFound)?;
                    // A text that was wiped went with its truth.
                    let is_true = mail.is_true && mail.has_text;
                    let to =
                        retry(mail.state, is_true, has_mail_server).map_err(Error::MailRefused)?;
                    let until = give_up_at(tx.now(), mail.token_expires);
                    if !outbox::start_anew(tx, id, mail.state, to, until).await? {
                        // Another Retry was faster.
                        let now = outbox::standing_of(tx, id).await?.ok_or(Error::NotFound)?;
                        return Err(Error::MailRefused(Refusal::NothingToRetry(now.state)));
                    }
                    let event = caller.event(
                        "mail.retried",
                        "mail",
                        id,
                        &json!({ "state": mail.state.as_str() }),
                        &json!({ "state": to.as_str(), "mail": mail.kind.as_str() }),
                    );
                    audit::insert(tx, &[event]).await
                }
                .boxed()
            })
            .await?;
        self.0.mail_bell.notify_one();
        Ok(())
    }

    /// Queues a test mail, or holds it in the local mailbox; answers its id. Needs `settings.manage`.
    pub async fn send_test_mail(&self, caller: &Caller, to: &str) -> Result<MailId> {
        caller.must(Action::SettingsManage)?;
        let to = recipient(to)?;
        let settings = self.settings().await?;
        self.queue_test(caller, &settings, to.typed(), Mail::Test {}, Kind::Test)
            .await
    }

    /// Hands a test mail to the mail server at once, past the outbox, and answers what it said: for
    /// `portico mail test`. `None`: there is no mail server.
    pub async fn try_mail_server(&self, to: &str) -> Result<Option<mail::Outcome>> {
        let to = recipient(to)?;
        let Some(smtp) = &self.0.smtp else {
            return Ok(None);
        };
        let (letterhead, now) = (
            self.0.outbox.letterhead(&self.settings().await?),
            self.now(),
        );
        let id = crate::secrets::new_id(now).to_string();
        let rendered = mail::render(&Mail::Test {}, &letterhead, to.typed(), &id, now)
            .map_err(|fault| Error::Internal(Box::new(fault)))?;
        let (from, on_the_wire) = (&self.0.outbox.from, mail::OnTheWire::default());
        let outcome = smtp
            .send(from, to.typed(), &rendered.mime, &on_the_wire)
            .await;
        smtp.close_idle().await;
        Ok(Some(outcome))
    }
}

pub(super) fn recipient(to: &str) -> Result<EmailAddress> {
    EmailAddress::parse(to, &crate::ServerUnicode)
        .map_err(|fault| Error::invalid("email", fault.reason()))
}
