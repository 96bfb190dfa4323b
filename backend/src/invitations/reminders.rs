//! Reminders: once, some time before an invitation ends, by a worker that any replica may run (PRODUCT.md
//! section 6). About each row it is decided once, when it comes so near to its end and its mail was handed over.

use super::Decider;
use crate::authority::Caller;
use crate::error::{Error, Result};
use crate::mail::Mail;
use crate::outbox::About;
use crate::store::invitations::{self as rows, Stored};
use crate::store::reminders::{self, Place};
use crate::store::{Tx, accounts, audit, outbox, suppressions, tokens};
use crate::{Backend, Parts};
use futures::FutureExt as _;
use rules::ids::InvitationId;
use rules::invitation::{Reminder, Verdict, remind};
use rules::outbox::{Delivery, Kind};
use serde_json::json;
use std::sync::Arc;

/// Rows a transaction.
const STEP: u64 = 100;

impl Backend {
    /// Queues the reminders that are due. Any number of workers may do so at once: each row has one
    /// winner. Does nothing while reminders, or invitations at all, are switched off.
    pub async fn remind_invitees(&self) -> Result<()> {
        let settings = self.settings().await?;
        if !settings.mails(Kind::Reminder) {
            return Ok(());
        }
        let read = self.0.store.read();
        if !reminders::is_any_due(read, settings.reminder_lead, self.now()).await? {
            return Ok(());
        }
        let mut place = Some(Place::START);
        while let Some(after) = place {
            let parts = Arc::clone(&self.0);
            place = self
                .0
                .store
                .write(move |tx| {
                    let parts = parts.clone();
                    async move { step(tx, &parts, after).await }.boxed()
                })
                .await?;
            self.0.mail_bell.notify_one();
        }
        Ok(())
    }
}

/// Decides about some rows; answers where to go on.
async fn step(tx: &Tx, parts: &Parts, after: Place) -> Result<Option<Place>> {
    let settings = crate::settings::within(tx, &parts.fixed_settings).await?;
    if !settings.mails(Kind::Reminder) {
        return Ok(None);
    }
    let caller = Caller::system();
    let by = Decider {
        parts,
        caller: &caller,
        settings: &settings,
    };
    let due = reminders::due(tx, settings.reminder_lead, after, STEP).await?;
    let ids: Vec<InvitationId> = due.iter().map(|(_, id)| *id).collect();
    let deliveries = reminders::deliveries(tx, &ids).await?;
    for id in ids {
        let Some(stored) = rows::find(tx.conn(), id).await? else {
            return Err(Error::internal(format!("invitation {id} vanished")));
        };
        by.remind(tx, &stored, deliveries.get(&id).copied()).await?;
    }
    let is_full = due.len() as u64 == STEP;
    Ok(due.last().filter(|_| is_full).map(|(place, _)| *place))
}

impl Decider<'_> {
    /// One row: the compare-and-set first, then a further token, the mail and the audit event.
    async fn remind(&self, tx: &Tx, stored: &Stored, delivery: Option<Delivery>) -> Result<()> {
        let known = Reminder {
            status: stored.status,
            valid_until: stored.valid_until,
            validity: stored.validity,
            delivery,
            is_suppressed: suppressions::find(tx.conn(), stored.email.canonical())
                .await?
                .is_some(),
        };
        let verdict = remind(&known, self.settings.reminder_lead, tx.now());
        match verdict {
            Verdict::NotYet => return Ok(()),
            Verdict::Remind | Verdict::Never => {}
        }
        if !reminders::settle(tx, stored.id).await? || verdict == Verdict::Never {
            return Ok(());
        }
        let inviter = accounts::name_of(tx.conn(), stored.inviter).await?;
        let links = self.new_links(stored.id, stored.valid_until)?;
        let mail = Mail::Reminder {
            inviter_name: inviter.unwrap_or_else(|| self.settings.portal_name.clone()),
            role: stored.role.clone(),
            valid_until: stored.valid_until,
            link: links.invite,
            opt_out_link: links.opt_out,
        };
        let about = About {
            invitation: Some(stored.id),
            token_expires: Some(stored.valid_until),
            ..About::default()
        };
        let to = stored.email.typed();
        let new = self
            .parts
            .outbox
            .write_mail(self.settings, &mail, to, about, tx.now())?;
        tokens::insert(tx, &links.tokens).await?;
        outbox::insert(tx, &[new]).await?;
        let event = self.caller.event(
            "invitation.reminded",
            "invitation",
            stored.id,
            &serde_json::Value::Null,
            &json!({ "valid_until": stored.valid_until.rfc3339() }),
        );
        audit::insert(tx, &[event]).await
    }
}
