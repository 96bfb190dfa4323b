//! The members of a domain as a file: every row of a view, read on stretch by stretch.

use super::viewer;
use crate::Backend;
use crate::authority::Caller;
use crate::error::Result;
use crate::store::member_list::MemberWalk;
use rules::membership::{MemberListing, MemberRow};

/// Rows a stretch.
const STRETCH: usize = 500;

/// The rows of a view, in its order.
pub struct MemberExport {
    backend: Backend,
    caller: Caller,
    domain: String,
    listing: MemberListing,
    /// Where it goes on; `None` at the end.
    walk: Option<MemberWalk>,
    /// Do the rows say which groups their accounts are in?
    pub has_groups: bool,
}

impl Backend {
    /// The members of a view as a file, all its pages. Needs `domain:members.read`, and goes on asking for it.
    pub async fn export_members(
        &self,
        caller: &Caller,
        domain: &str,
        listing: MemberListing,
    ) -> Result<MemberExport> {
        let id = self.may_list(caller, domain, &listing).await?;
        let viewer = viewer(caller);
        let walk = self.0.store.walk_members(id, &listing, viewer).await?;
        Ok(MemberExport {
            backend: self.clone(),
            caller: caller.clone(),
            domain: domain.to_string(),
            listing,
            walk: Some(walk),
            has_groups: viewer.sees_groups,
        })
    }
}

impl MemberExport {
    /// The next rows; `None` at the end.
    ///
    /// # Errors
    /// As [`Backend::list_members`]: who is not in the domain any more gets no further row.
    pub async fn next(&mut self) -> Result<Option<Vec<MemberRow>>> {
        let Some(walk) = self.walk.take() else {
            return Ok(None);
        };
        let backend = &self.backend;
        backend
            .may_list(&self.caller, &self.domain, &self.listing)
            .await?;
        let (rows, next) = backend.0.store.walk_on(walk, STRETCH).await?;
        self.walk = next;
        Ok(Some(rows))
    }
}
