//! "Correct and resend" (V): a new invitation supersedes one with a mistake in it. An invitation itself is never changed.

use super::{Decider, Draft, Wish, note_expired};
use crate::Backend;
use crate::authority::Caller;
use crate::domain_invitations;
use crate::error::{Error, Result};
use crate::store::{Tx, accounts, groups, invitations, suppressions};
use crate::unicode::ServerUnicode;
use futures::FutureExt as _;
use rules::email_address::EmailAddress;
use rules::ids::InvitationId;
use rules::invitation::{Command, Offer, Refusal, Standing, offer, role_within_ceiling};
use rules::plain_text::Note;
use rules::policy::Action;
use std::sync::Arc;

/// Why an invitation is invalid that was corrected to another address.
const REPLACED: &str = "replaced";

/// What the new invitation says instead.
#[derive(Clone, Debug)]
pub struct Correction {
    /// The address, as typed.
    pub email: String,
    /// The role.
    pub role: String,
    /// Words to go with it; may be empty.
    pub message: String,
}

impl Backend {
    /// Sends a new invitation in the place of this one. With the same address it is a resend (T11), whose old row is
    /// superseded; with another one the old row becomes invalid, and what it was linked to in domains ends (T26). Groups
    /// and validity stay. Needs `invitations.send`. Answers the new row's id.
    ///
    /// [`Error::Invalid`] names the field; otherwise as for a resend.
    pub async fn correct_invitation(
        &self,
        caller: &Caller,
        id: InvitationId,
        correction: Correction,
    ) -> Result<InvitationId> {
        caller.must(Action::InvitationsSend)?;
        role_within_ceiling(self.roles(), &correction.role, &caller.actor)?;
        let email = EmailAddress::parse(&correction.email, &ServerUnicode)
            .map_err(|fault| Error::invalid("email", fault.reason()))?;
        let message = Note::parse(&correction.message)
            .map_err(|fault| Error::invalid("message", fault.reason()))?;
        let correction = Correction {
            message: message.into_string(),
            ..correction
        };
        let settings = self.settings().await?;
        if !settings.portal_invite_email {
            return Err(Refusal::SwitchedOff.into());
        }
        let (parts, caller) = (Arc::clone(&self.0), caller.clone());
        let answer = self
            .0
            .store
            .write(move |tx| {
                let (parts, caller, settings) = (parts.clone(), caller.clone(), settings.clone());
                let (email, correction) = (email.clone(), correction.clone());
                async move {
                    let by = Decider {
                        parts: &parts,
                        caller: &caller,
                        settings: &settings,
                    };
                    let (new, email) = by.correct(tx, id, &email, &correction).await?;
                    by.take_budgets(tx, &email).await?;
                    Ok(new)
                }
                .boxed()
            })
            .await;
        let new = self.store_if_overdue(id, answer).await?;
        self.0.mail_bell.notify_one();
        Ok(new)
    }
}

impl Decider<'_> {
    async fn correct(
        &self,
        tx: &Tx,
        id: InvitationId,
        email: &EmailAddress,
        correction: &Correction,
    ) -> Result<(InvitationId, String)> {
        let old = invitations::find(tx.conn(), id).await?;
        let old = old.ok_or(Error::NotFound)?;
        let wish = Wish {
            role: correction.role.clone(),
            groups: groups::carried_by(tx.conn(), id).await?,
            message: correction.message.clone(),
            validity: old.validity,
            submission: None,
            made_for: None,
            domains: Vec::new(),
            into: Vec::new(),
        };
        if old.email.canonical() == email.canonical() {
            return self.resend(tx, id, Some(&wish)).await;
        }
        self.hold(tx, email.canonical()).await?;
        domain_invitations::end_linked(tx, self.caller, id).await?;
        let role = Some(wish.role.as_str());
        self.decide_with(tx, id, Command::Correct, REPLACED, role)
            .await?;
        match self.offer_to(tx, email, &wish.role).await? {
            // The other address was rejected before: its own last invitation is sent again (T18).
            Offer::ResendOf(last) => self.resend(tx, last, Some(&wish)).await,
            Offer::New => {
                let sent = self.write_invitation(Draft {
                    chain: Some(old.chain),
                    email: email.clone(),
                    wish,
                    inviter_name: self.caller_name(tx).await?,
                    now: tx.now(),
                })?;
                let row = std::slice::from_ref(&sent.invitation);
                if invitations::insert(tx, row).await?.is_empty() {
                    return Err(super::resending::open_already(tx, email.canonical()).await?);
                }
                self.store_sent(tx, std::slice::from_ref(&sent)).await?;
                Ok((sent.invitation.id, email.canonical().to_string()))
            }
        }
    }

    /// T1's guards for one address.
    async fn offer_to(&self, tx: &Tx, email: &EmailAddress, role: &str) -> Result<Offer> {
        let address = [email.canonical().to_string()];
        let expired = invitations::expire_overdue_of(tx, &address).await?;
        note_expired(tx, &expired).await?;
        let known = invitations::known(tx.conn(), &address, tx.now()).await?;
        let known = known.get(email.canonical()).copied().unwrap_or_default();
        let account = accounts::find_by_email(tx.conn(), email.canonical()).await?;
        let suppression = suppressions::find(tx.conn(), email.canonical()).await?;
        let standing = Standing {
            open: known.open,
            account: account.map(|account| account.status),
            last: known.last,
            suppressed: suppression.map(|suppression| suppression.since),
        };
        let actor = self.caller.refreshed(tx).await?;
        Ok(offer(&standing, tx.roles(), role, &actor)?)
    }
}
