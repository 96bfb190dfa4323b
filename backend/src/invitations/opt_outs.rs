//! Asking not to be invited, and lifting that (T21; SECURITY INV-19, MAIL-10). The link in the mail is
//! its own secret: it stops invitations to one address, lets it have them again, and does nothing else.

use super::Decider;
use crate::Backend;
use crate::authority::Caller;
use crate::error::{Error, Result};
use crate::secrets::{self, Purpose};
use crate::store::invitations::{self as rows, Stored};
use crate::store::{Tx, audit, budgets, suppressions, tokens};
use futures::FutureExt as _;
use rules::denial::Denial;
use rules::ids::InvitationId;
use rules::invitation::{Command, Refusal, Suppression, Way};
use rules::plain_text::Note;
use rules::policy::Action;
use serde_json::{Value, json};
use std::sync::Arc;

/// So often a day may the holder of a link have invitations again: each time leaves events in the trail.
const LIFTS_A_DAY: u32 = 10;

/// What stands behind the link of an opt-out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptOut {
    /// The address, as typed.
    pub email: String,
    /// Does it ask not to be invited already?
    pub suppression: Option<Suppression>,
}

impl Backend {
    /// What stands behind the link; `None` for one that was never made, or made for something else.
    /// Changes nothing, however often (SECURITY INV-4).
    pub async fn behind_opt_out(&self, token: &str) -> Result<Option<OptOut>> {
        let Some(stored) = self.carried_by(token).await? else {
            return Ok(None);
        };
        let conn = self.0.store.read();
        Ok(Some(OptOut {
            suppression: suppressions::find(conn, stored.email.canonical()).await?,
            email: stored.email.typed().to_string(),
        }))
    }

    /// Stops invitations to the address behind the link (T21). An invitation that is open becomes
    /// declined. However the invitation stands, and however often it is asked, the answer is the same;
    /// [`Error::NotFound`] for an unknown link.
    pub async fn opt_out(
        &self,
        token: &str,
        way: Way,
        network: &str,
        request_id: &str,
    ) -> Result<()> {
        let stored = self.carrier(token, network, request_id).await?;
        let (parts, caller) = (Arc::clone(&self.0), Caller::link_holder(request_id));
        self.0
            .store
            .write(move |tx| {
                let (parts, caller, stored) = (parts.clone(), caller.clone(), stored.clone());
                async move {
                    let email = stored.email.canonical();
                    suppressions::hold(tx, email).await?;
                    if suppressions::insert(tx, email, way, stored.id).await? {
                        let after = json!({ "way": way.as_str() });
                        note(tx, &caller, "invitation.opted_out", stored.id, &after).await?;
                    }
                    // Whoever invites the address waits here, so that there is no other one to come.
                    let Some(open) = rows::pending_of(tx.conn(), email).await? else {
                        return Ok(());
                    };
                    let settings = crate::settings::within(tx, &parts.fixed_settings).await?;
                    let by = Decider {
                        parts: &parts,
                        caller: &caller,
                        settings: &settings,
                    };
                    match by.decide(tx, open, Command::OptOut, "").await {
                        // Somebody was faster with this row, or it is overdue, which is stored now.
                        Ok(_) | Err(Error::Conflict(_)) => Ok(()),
                        Err(error) => Err(error),
                    }
                }
                .boxed()
            })
            .await
    }

    /// The holder of the link wants to be invited again. Answers the same when nothing stood against it;
    /// [`Error::RateLimited`] after ten times a day.
    pub async fn allow_invitations(
        &self,
        token: &str,
        network: &str,
        request_id: &str,
    ) -> Result<()> {
        let stored = self.carrier(token, network, request_id).await?;
        let (caller, id) = (Caller::link_holder(request_id), stored.id);
        let by = caller.clone();
        let lifted = self
            .0
            .store
            .write(move |tx| {
                let (caller, stored) = (by.clone(), stored.clone());
                async move {
                    let email = stored.email.canonical();
                    suppressions::hold(tx, email).await?;
                    if suppressions::find(tx.conn(), email).await?.is_none() {
                        return Ok(Ok(()));
                    }
                    if budgets::take(tx, "lifts", email, 1, LIFTS_A_DAY).await? == 0 {
                        return Ok(Err(tx.now().next_day()));
                    }
                    suppressions::remove(tx, email).await?;
                    let after = json!({ "reason": "" });
                    note(tx, &caller, LIFTED, stored.id, &after).await.map(Ok)
                }
                .boxed()
            })
            .await?;
        let Err(until) = lifted else { return Ok(()) };
        let object = ("invitation", id.to_string());
        self.note_denial(Denial::Throttled, &caller, network, object)
            .await;
        Err(Error::RateLimited { until })
    }

    /// An Owner lets the address of this invitation be invited again, and says why. Needs
    /// `suppressions.lift`. [`Error::Invalid`] names the reason when it is missing or can't be taken;
    /// [`Refusal::NotSuppressed`] when there is nothing to lift.
    pub async fn lift_opt_out(
        &self,
        caller: &Caller,
        id: InvitationId,
        reason: &str,
    ) -> Result<()> {
        caller.must(Action::SuppressionsLift)?;
        let reason =
            Note::parse(reason).map_err(|fault| Error::invalid("reason", fault.reason()))?;
        if reason.as_str().is_empty() {
            return Err(Error::invalid("reason", NO_REASON));
        }
        let (caller, reason) = (caller.clone(), reason.as_str().to_string());
        self.0
            .store
            .write(move |tx| {
                let (caller, reason) = (caller.clone(), reason.clone());
                async move {
                    if !caller.refreshed(tx).await?.may(Action::SuppressionsLift) {
                        return Err(Error::Forbidden);
                    }
                    let stored = rows::find(tx.conn(), id).await?.ok_or(Error::NotFound)?;
                    let email = stored.email.canonical();
                    suppressions::hold(tx, email).await?;
                    if !suppressions::remove(tx, email).await? {
                        return Err(Refusal::NotSuppressed.into());
                    }
                    note(tx, &caller, LIFTED, id, &json!({ "reason": reason })).await
                }
                .boxed()
            })
            .await
    }

    /// The invitation whose mail carried the link; an unknown link is a denial.
    async fn carrier(&self, token: &str, network: &str, request_id: &str) -> Result<Stored> {
        match self.carried_by(token).await? {
            Some(stored) => Ok(stored),
            None => {
                let object = ("request", "/opt-out".to_string());
                let visitor = Caller::visitor(request_id);
                self.note_denial(Denial::UnknownLink, &visitor, network, object)
                    .await;
                Err(Error::NotFound)
            }
        }
    }

    async fn carried_by(&self, token: &str) -> Result<Option<Stored>> {
        if !secrets::looks_like_a_token(token) {
            return Ok(None);
        }
        let digest = secrets::token_digest(Purpose::OptOut, token);
        let conn = self.0.store.read();
        match tokens::invitation_behind(conn, &digest, Purpose::OptOut).await? {
            Some(id) => rows::find(conn, id).await,
            None => Ok(None),
        }
    }
}

const NO_REASON: &str = "Say why: it stands in the audit trail.";

/// The word of the audit trail.
const LIFTED: &str = "invitation.opt_out_lifted";

/// One event; the trail holds the invitation, never the address.
async fn note(
    tx: &Tx,
    caller: &Caller,
    action: &'static str,
    id: InvitationId,
    after: &Value,
) -> Result<()> {
    let event = caller.event(action, "invitation", id, &Value::Null, after);
    audit::insert(tx, &[event]).await
}
