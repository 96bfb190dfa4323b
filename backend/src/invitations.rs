//! Invitations: the list, one in detail, and what administrators do with it. Every change follows one
//! path: load, ask the rules, compare-and-set, then the effects that the decision lists.

use crate::Backend;
use crate::authority::Caller;
use crate::cursor::check_search;
use crate::error::{Error, Result};
use crate::store::groups;
use futures::FutureExt as _;
use rules::ids::InvitationId;
use rules::invitation::{Command, Refusal, Status};
use rules::listing::Listing as _;
use rules::listing::{InvitationListing, InvitationPage};
use rules::plain_text::Note;
use rules::policy::Action;
use std::sync::Arc;

mod correcting;
mod decider;
mod detail;
mod opt_outs;
mod reminders;
mod resending;
mod sending;
pub use correcting::Correction;
pub(crate) use decider::{
    Decider, audit_word, find_expired, inviter_of, join_carried, note_expired, overtaken,
};
pub use detail::Detail;
pub use opt_outs::OptOut;
pub(crate) use sending::{Draft, Sent, Wish};

impl Backend {
    /// One page of Consumers > Invitations. Needs `invitations.read`.
    pub async fn list_invitations(
        &self,
        caller: &Caller,
        listing: InvitationListing,
    ) -> Result<InvitationPage> {
        caller.must(Action::InvitationsRead)?;
        check_search(&listing.search)?;
        // A cursor belongs to its filter and sort: signed with them, it fits no other list.
        let plain = InvitationListing {
            page: String::new(),
            ..listing.clone()
        };
        let purpose = format!("invitations?{}", plain.query());
        let place = self.place_behind(&purpose, &listing.page)?;
        let settings = self.settings().await?;
        let now = self.now();
        let found = self
            .0
            .store
            .list_invitations(
                &listing,
                place,
                caller.actor.account_id(),
                !settings.invitations_auto_approve,
            )
            .await?;
        Ok(InvitationPage {
            next: self.cursor_to(&purpose, found.next)?,
            previous: self.cursor_to(&purpose, found.previous)?,
            listing,
            rows: found.rows,
            first: found.first,
            total: found.total,
            groups: groups::all(self.0.store.read()).await?,
            counts: found.counts,
            search_is_prefix: found.search_is_prefix,
            now,
        })
    }

    /// ACCEPT in the review dialog (T6). Needs `invitations.review`.
    pub async fn accept_invitation(&self, caller: &Caller, id: InvitationId) -> Result<()> {
        self.decide(caller, id, Command::Accept, String::new())
            .await
    }

    /// DENY in the review dialog (T7), with an optional reason. Needs `invitations.review`.
    pub async fn deny_invitation(
        &self,
        caller: &Caller,
        id: InvitationId,
        reason: &str,
    ) -> Result<()> {
        let reason =
            Note::parse(reason).map_err(|fault| Error::invalid("reason", fault.reason()))?;
        self.decide(caller, id, Command::Deny, reason.as_str().to_string())
            .await
    }

    /// The trash can (T10). Needs `invitations.delete`.
    pub async fn delete_invitation(&self, caller: &Caller, id: InvitationId) -> Result<()> {
        self.decide(caller, id, Command::Delete, "deleted".to_string())
            .await
    }

    async fn decide(
        &self,
        caller: &Caller,
        id: InvitationId,
        command: Command,
        reason: String,
    ) -> Result<()> {
        if let Some(action) = command.permission() {
            caller.must(action)?;
        }
        let settings = self.settings().await?;
        let (parts, caller) = (Arc::clone(&self.0), caller.clone());
        let answer = self
            .0
            .store
            .write(move |tx| {
                let (parts, caller, settings, reason) = (
                    parts.clone(),
                    caller.clone(),
                    settings.clone(),
                    reason.clone(),
                );
                async move {
                    let by = Decider {
                        parts: &parts,
                        caller: &caller,
                        settings: &settings,
                    };
                    by.decide(tx, id, command, &reason).await.map(drop)
                }
                .boxed()
            })
            .await;
        self.store_if_overdue(id, answer).await?;
        self.0.mail_bell.notify_one();
        Ok(())
    }

    /// A refused command leaves nothing behind; but a row that it has met overdue is stored as expired
    /// all the same, in a transaction of its own (T9). Hands the answer through.
    pub(crate) async fn store_if_overdue<T>(
        &self,
        id: InvitationId,
        answer: Result<T>,
    ) -> Result<T> {
        let may_be_overdue = match &answer {
            Err(Error::Conflict(overtaken)) => overtaken.current == Status::Expired,
            Err(Error::Refused(_) | Error::RateLimited { .. }) => true,
            Ok(_) | Err(_) => false,
        };
        if may_be_overdue {
            self.0
                .store
                .write(move |tx| async move { find_expired(tx, id).await.map(drop) }.boxed())
                .await?;
        }
        answer
    }

    /// The envelope (T11): a new row with a new link and full new validity; the old link dies.
    /// Needs `invitations.send`. Answers the new row's id.
    pub async fn resend_invitation(
        &self,
        caller: &Caller,
        id: InvitationId,
    ) -> Result<InvitationId> {
        caller.must(Action::InvitationsSend)?;
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
                async move {
                    let by = Decider {
                        parts: &parts,
                        caller: &caller,
                        settings: &settings,
                    };
                    let (new, email) = by.resend(tx, id, None).await?;
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
