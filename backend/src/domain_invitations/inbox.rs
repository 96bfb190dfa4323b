//! What waits for the caller's own answer, and what they have answered: the pop-up and My invitations (M; PRODUCT.md 8.5).
//! Reads only.

use crate::Backend;
use crate::authority::Caller;
use crate::error::{Error, Result};
use crate::store::domain_invitation_list::Whose;
use rules::domain_invitation::{IN_POP_UP, MyFilter, MyListing, MyPage, PopUp};
use rules::listing::Listing as _;

impl Backend {
    /// A page of the caller's own invitations, newest first.
    pub async fn my_invitations(&self, caller: &Caller, listing: MyListing) -> Result<MyPage> {
        let me = caller.actor.account_id().ok_or(Error::Unauthenticated)?;
        let list = format!("my invitations {me}?{}", listing.on_page("").query());
        let place = self.place_behind(&list, &listing.page)?;
        let now = self.now();
        let size = usize::from(listing.size.get());
        let store = &self.0.store;
        let found = store.list_my_invitations(me, listing.filter, size, place);
        let found = found.await?;
        Ok(MyPage {
            next: self.cursor_to(&list, found.next)?,
            previous: self.cursor_to(&list, found.previous)?,
            listing,
            rows: found.rows,
            first: found.first,
            total: found.total,
            standings: store.count_standings(Whose::Account(me)).await?,
            now,
        })
    }

    /// What the pop-up shows the caller: the newest [`IN_POP_UP`] that can be answered, and how many there are (M).
    pub async fn pop_up(&self, caller: &Caller) -> Result<PopUp> {
        let me = caller.actor.account_id().ok_or(Error::Unauthenticated)?;
        let now = self.now();
        let store = &self.0.store;
        let found = store.list_my_invitations(me, MyFilter::Pending, IN_POP_UP, None);
        let found = found.await?;
        Ok(PopUp {
            rows: found.rows,
            total: found.total,
            now,
        })
    }
}
