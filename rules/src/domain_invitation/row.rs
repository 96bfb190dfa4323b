//! What the tables of domain invitations ask for and get: a domain's own, and the invitee's. No secret is in them: a
//! domain invitation has none.

use super::{MyInvitation, Status, standing};
use crate::ids::{AccountId, DomainInvitationId};
use crate::invitation::Inviter;
use crate::listing::{Count, Fields, Listing as _, PAGE, PageSize, SEARCH, SIZE, list_page};
use crate::role::DomainActionSet;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One row of a domain's Invitations tab (M; PRODUCT.md 8.5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainInvitationRow {
    /// Its id.
    pub id: DomainInvitationId,
    /// The account, once there is one.
    pub account: Option<AccountId>,
    /// The full name; empty without an account.
    pub name: String,
    /// The address as typed.
    pub email: String,
    /// The role.
    pub role: String,
    /// What the role holds.
    pub role_actions: DomainActionSet,
    /// Who sent it.
    pub inviter: Inviter,
    /// When it was sent.
    pub invited_at: Timestamp,
    /// When it ends; [`Timestamp::NEVER`] while the account is not approved (T25).
    pub valid_until: Timestamp,
    /// The stored status; show [`DomainInvitationRow::standing`].
    pub status: Status,
    /// When it was accepted or declined.
    pub answered_at: Option<Timestamp>,
    /// Why it was declined or deleted; may be empty.
    pub reason: String,
    /// May nobody who stands for it give it any more (T19)?
    pub flagged: bool,
    /// Is there a newer one for the pair, so that it is not sent again?
    pub is_superseded: bool,
}

impl DomainInvitationRow {
    /// The status as of now.
    pub const fn standing(&self, now: Timestamp) -> Status {
        standing(self.status, self.valid_until, now)
    }
}

/// The filter of a domain's Invitations tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// Everything but deleted rows.
    #[default]
    All,
    /// Pending and in time.
    Pending,
    /// Accepted.
    Accepted,
    /// Rejected.
    Rejected,
    /// Overdue.
    Expired,
    /// Deleted or replaced.
    Deleted,
    /// Pending, and whoever stands for it may not give it any more (T19).
    Flagged,
}

impl Filter {
    /// In the order of the drop-down.
    pub const ALL: [Filter; 7] = [
        Filter::All,
        Filter::Pending,
        Filter::Flagged,
        Filter::Accepted,
        Filter::Rejected,
        Filter::Expired,
        Filter::Deleted,
    ];

    /// The word in the query string.
    pub const fn as_str(self) -> &'static str {
        match self {
            Filter::All => "all",
            Filter::Pending => "pending",
            Filter::Accepted => "accepted",
            Filter::Rejected => "rejected",
            Filter::Expired => "expired",
            Filter::Deleted => "deleted",
            Filter::Flagged => "flagged",
        }
    }

    /// The stored status that it asks for; `None` for all.
    pub const fn status(self) -> Option<Status> {
        match self {
            Filter::All => None,
            Filter::Pending | Filter::Flagged => Some(Status::Pending),
            Filter::Accepted => Some(Status::Approved),
            Filter::Rejected => Some(Status::Declined),
            Filter::Expired => Some(Status::Expired),
            Filter::Deleted => Some(Status::Invalid),
        }
    }
}

/// What a domain's Invitations tab asks for; newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Listing {
    /// Which rows.
    pub filter: Filter,
    /// The beginning of an address.
    pub search: String,
    /// Only those that the caller sent.
    pub mine: bool,
    /// Rows a page.
    pub size: PageSize,
    /// Where the page begins; opaque and signed; empty for page one.
    pub page: String,
}

impl crate::listing::Listing for Listing {
    fn fields(&self) -> Fields {
        Fields::new()
            .word("filter", self.filter.as_str(), Filter::All.as_str())
            .text(SEARCH, &self.search)
            .flag("mine", self.mine)
            .paged(self.size, &self.page)
    }

    fn read(field: &dyn Fn(&str) -> String) -> Self {
        let filter = field("filter");
        let named = Filter::ALL.into_iter().find(|one| one.as_str() == filter);
        Listing {
            filter: named.unwrap_or_default(),
            search: field(SEARCH).trim().to_string(),
            mine: field("mine") == "true",
            size: PageSize::read(&field(SIZE)),
            page: field(PAGE),
        }
    }
}

impl Listing {
    /// The same list under that filter, page one.
    #[must_use]
    pub fn filtered_by(&self, filter: Filter) -> Self {
        self.with("filter", filter.as_str())
    }
}

/// How many invitations stand how, each exact up to a bound.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standings(Vec<(Status, Count)>);

impl Standings {
    /// These, each status once.
    pub fn counted(each: Vec<(Status, Count)>) -> Self {
        Standings(each)
    }

    /// How many stand so; without a status all but deleted ones.
    pub fn of(&self, status: Option<Status>) -> Count {
        let is_asked = |one: Status| match status {
            Some(asked) => asked == one,
            None => one != Status::Invalid,
        };
        let asked = self.0.iter().filter(|(one, _)| is_asked(*one));
        asked.fold(Count::exactly(0), |sum, (_, count)| Count {
            n: sum.n + count.n,
            or_more: sum.or_more || count.or_more,
        })
    }

    /// Each of them.
    pub fn counts(&self) -> Vec<Count> {
        self.0.iter().map(|(_, count)| *count).collect()
    }
}

/// One page of a domain's Invitations tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// What was asked, as understood.
    pub listing: Listing,
    /// Its rows.
    pub rows: Vec<DomainInvitationRow>,
    /// The ordinal of the first row, from 1; 0 when there are no rows.
    pub first: u64,
    /// How many rows match.
    pub total: Count,
    /// How many of the domain need confirmation (T19), whatever is listed.
    pub flagged: Count,
    /// How those of the domain stand, whatever is listed.
    pub standings: Standings,
    /// The cursor of the page after; `None` on the last.
    pub next: Option<String>,
    /// The cursor of the page before; `None` on the first.
    pub previous: Option<String>,
    /// When it was read.
    pub now: Timestamp,
}

/// The status filter of My invitations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MyFilter {
    /// Everything but deleted rows.
    #[default]
    All,
    /// What can be answered.
    Pending,
    /// Accepted.
    Accepted,
    /// Rejected.
    Rejected,
    /// Overdue.
    Expired,
}

impl MyFilter {
    /// In the order of the drop-down.
    pub const ALL: [MyFilter; 5] = [
        MyFilter::All,
        MyFilter::Pending,
        MyFilter::Accepted,
        MyFilter::Rejected,
        MyFilter::Expired,
    ];

    /// The word in the query string.
    pub const fn as_str(self) -> &'static str {
        match self {
            MyFilter::All => "all",
            MyFilter::Pending => "pending",
            MyFilter::Accepted => "accepted",
            MyFilter::Rejected => "rejected",
            MyFilter::Expired => "expired",
        }
    }

    /// The stored status that it asks for; `None` for all.
    pub const fn status(self) -> Option<Status> {
        match self {
            MyFilter::All => None,
            MyFilter::Pending => Some(Status::Pending),
            MyFilter::Accepted => Some(Status::Approved),
            MyFilter::Rejected => Some(Status::Declined),
            MyFilter::Expired => Some(Status::Expired),
        }
    }
}

/// What My invitations asks for; newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MyListing {
    /// Which rows.
    pub filter: MyFilter,
    /// Rows a page.
    pub size: PageSize,
    /// Where the page begins; opaque and signed; empty for page one.
    pub page: String,
}

impl crate::listing::Listing for MyListing {
    fn fields(&self) -> Fields {
        Fields::new()
            .word("filter", self.filter.as_str(), MyFilter::All.as_str())
            .paged(self.size, &self.page)
    }

    fn read(field: &dyn Fn(&str) -> String) -> Self {
        let filter = field("filter");
        let named = MyFilter::ALL.into_iter().find(|one| one.as_str() == filter);
        MyListing {
            filter: named.unwrap_or_default(),
            size: PageSize::read(&field(SIZE)),
            page: field(PAGE),
        }
    }
}

impl MyListing {
    /// The same list under that filter, page one.
    #[must_use]
    pub fn filtered_by(&self, filter: MyFilter) -> Self {
        self.with("filter", filter.as_str())
    }
}

/// One page of My invitations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyPage {
    /// What was asked, as understood.
    pub listing: MyListing,
    /// Its rows.
    pub rows: Vec<MyInvitation>,
    /// The ordinal of the first row, from 1; 0 when there are no rows.
    pub first: u64,
    /// How many rows match.
    pub total: Count,
    /// How all of the viewer's stand, whatever is listed.
    pub standings: Standings,
    /// The cursor of the page after; `None` on the last.
    pub next: Option<String>,
    /// The cursor of the page before; `None` on the first.
    pub previous: Option<String>,
    /// When it was read.
    pub now: Timestamp,
}

list_page!(Page, Listing, DomainInvitationRow, |page| {
    let mut counts = page.standings.counts();
    counts.push(page.flagged);
    counts
});
list_page!(MyPage, MyListing, MyInvitation, |page| page
    .standings
    .counts());

/// What the pop-up shows (M): at most [`super::IN_POP_UP`], newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PopUp {
    /// Its rows.
    pub rows: Vec<MyInvitation>,
    /// How many wait in all.
    pub total: Count,
    /// When it was read.
    pub now: Timestamp,
}
