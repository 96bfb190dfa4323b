//! One invitation in detail: its chain of resends and what happened to it.

use crate::Backend;
use crate::authority::Caller;
use crate::error::{Error, Result};
use crate::history;
use crate::secrets;
use crate::store::{invitations, suppressions, tokens};
use rules::ids::InvitationId;
use rules::invitation::{InvitationDetail, InvitationRow, Link};
use rules::listing::InvitationListing;
use rules::policy::Action;

/// What the detail page shows.
pub type Detail = InvitationDetail;

impl Backend {
    /// One invitation with its chain and history. Needs `invitations.read`.
    pub async fn invitation_detail(&self, caller: &Caller, id: InvitationId) -> Result<Detail> {
        caller.must(Action::InvitationsRead)?;
        let conn = self.0.store.read();
        let stored = invitations::find(conn, id).await?.ok_or(Error::NotFound)?;
        let settings = self.settings().await?;
        let row = self
            .0
            .store
            .invitation_row(id, !settings.invitations_auto_approve)
            .await?
            .ok_or(Error::NotFound)?;
        let chain = invitations::chain(conn, stored.chain).await?;
        let suppression = suppressions::find(conn, stored.email.canonical()).await?;
        let history = history::of(&self.0.store, vec![id.to_string()]).await?;
        Ok(InvitationDetail {
            role: self.roles().portal_role(&row.role).cloned(),
            row,
            message: stored.message,
            reason: stored.reason,
            secret: tokens::first_digest_of(conn, id)
                .await?
                .map(|digest| secrets::hexadecimal(digest.get(..4).unwrap_or_default())),
            registered_at: stored.registered_at,
            changed_at: stored.changed_at,
            history: history.into_iter().map(|entry| entry.event).collect(),
            chain: chain
                .into_iter()
                .map(|link| Link {
                    id: link.id,
                    status: link.status,
                    valid_until: link.valid_until,
                    invited_at: link.created_at,
                })
                .collect(),
            suppression,
            now: self.now(),
        })
    }

    /// One row of the list, as of now: what a page refetches after an action.
    pub async fn invitation_row(&self, caller: &Caller, id: InvitationId) -> Result<InvitationRow> {
        caller.must(Action::InvitationsRead)?;
        let settings = self.settings().await?;
        self.0
            .store
            .invitation_row(id, !settings.invitations_auto_approve)
            .await?
            .ok_or(Error::NotFound)
    }

    /// The ids of rows that wait for a decision, oldest first, but those that were passed over.
    pub async fn next_waiting(
        &self,
        caller: &Caller,
        passed: &[InvitationId],
    ) -> Result<Option<InvitationRow>> {
        caller.must(Action::InvitationsReview)?;
        let ids = invitations::waiting(self.0.store.read(), 1, passed).await?;
        match ids.first() {
            Some(id) => self.invitation_row(caller, *id).await.map(Some),
            None => Ok(None),
        }
    }

    /// How many rows wait for a decision (T20).
    pub async fn count_waiting(&self, caller: &Caller) -> Result<u64> {
        let listing = InvitationListing::default();
        let page = self.list_invitations(caller, listing).await?;
        Ok(page
            .counts
            .iter()
            .find(|(filter, _)| *filter == rules::listing::InvitationFilter::Waiting)
            .map_or(0, |(_, count)| count.n))
    }
}
