//! What Consumers > Invitations asks for and gets.

use super::{
    Count, DIR, Direction, Fields, Listing, PAGE, PageSize, SEARCH, SIZE, SORT, SortColumn,
    list_page,
};
use crate::group::NamedGroup;
use crate::ids::GroupId;
use crate::invitation::{InvitationRow, Status};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What the invitations table can be sorted by (PRODUCT.md 8.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvitationSort {
    /// The address.
    Email,
    /// When it was sent.
    #[default]
    InvitedAt,
    /// When it ends.
    ValidUntil,
}

impl SortColumn for InvitationSort {
    const ALL: &'static [InvitationSort] = &[
        InvitationSort::Email,
        InvitationSort::InvitedAt,
        InvitationSort::ValidUntil,
    ];

    fn as_str(self) -> &'static str {
        match self {
            InvitationSort::Email => "email",
            InvitationSort::InvitedAt => "invited_at",
            InvitationSort::ValidUntil => "valid_until",
        }
    }
}

/// The drop-down of the invitations table (PRODUCT.md 8.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvitationFilter {
    /// Everything but invalid rows and those closed by T12.
    #[default]
    All,
    /// Pending and in time.
    Pending,
    /// Waiting for a decision.
    Waiting,
    /// Approved.
    Approved,
    /// Rejected by an administrator, or declined.
    Rejected,
    /// Stored as expired, or pending and overdue.
    Expired,
    /// Superseded by a resend that is not completed.
    Inactivated,
    /// V's state: whatever can't be used any more, invalid and closed rows included.
    ExpiredInvalid,
}

impl InvitationFilter {
    /// In the order of the drop-down.
    pub const ALL: [InvitationFilter; 8] = [
        InvitationFilter::All,
        InvitationFilter::Pending,
        InvitationFilter::Waiting,
        InvitationFilter::Approved,
        InvitationFilter::Rejected,
        InvitationFilter::Expired,
        InvitationFilter::Inactivated,
        InvitationFilter::ExpiredInvalid,
    ];

    /// The word in the query string.
    pub const fn as_str(self) -> &'static str {
        match self {
            InvitationFilter::All => "all",
            InvitationFilter::Pending => "pending",
            InvitationFilter::Waiting => "waiting",
            InvitationFilter::Approved => "approved",
            InvitationFilter::Rejected => "rejected",
            InvitationFilter::Expired => "expired",
            InvitationFilter::Inactivated => "inactivated",
            InvitationFilter::ExpiredInvalid => "expired_invalid",
        }
    }

    /// The label in the drop-down.
    pub const fn label(self) -> &'static str {
        match self {
            InvitationFilter::All => "All",
            InvitationFilter::Pending => "Pending",
            InvitationFilter::Waiting => "Waiting",
            InvitationFilter::Approved => "Approved",
            InvitationFilter::Rejected => "Rejected",
            InvitationFilter::Expired => "Expired",
            InvitationFilter::Inactivated => "Inactivated",
            InvitationFilter::ExpiredInvalid => "Expired / Invalid",
        }
    }

    /// From the word in the query string.
    pub fn parse(word: &str) -> Option<Self> {
        InvitationFilter::ALL
            .into_iter()
            .find(|filter| filter.as_str() == word)
    }

    /// Does a row of this standing, closed or not by T12, belong to it?
    pub const fn holds(self, standing: Status, is_closed: bool) -> bool {
        match self {
            InvitationFilter::All => !is_closed && !matches!(standing, Status::Invalid),
            InvitationFilter::Pending => matches!(standing, Status::Pending),
            InvitationFilter::Waiting => matches!(standing, Status::Waiting),
            InvitationFilter::Approved => matches!(standing, Status::Approved),
            InvitationFilter::Rejected => matches!(standing, Status::Rejected | Status::Declined),
            InvitationFilter::Expired => matches!(standing, Status::Expired),
            InvitationFilter::Inactivated => !is_closed && matches!(standing, Status::Inactivated),
            InvitationFilter::ExpiredInvalid => !matches!(
                standing,
                Status::Pending | Status::Waiting | Status::Approved
            ),
        }
    }
}

/// What the invitations table asks for. Its serialised form is the query string of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InvitationListing {
    /// Any part of the address.
    pub search: String,
    /// The drop-down.
    pub status: InvitationFilter,
    /// Only what carries this group.
    pub group: Option<GroupId>,
    /// Only what I sent.
    pub mine: bool,
    /// Sorted by.
    pub sort: InvitationSort,
    /// In this direction.
    pub dir: Direction,
    /// Rows a page.
    pub size: PageSize,
    /// Where the page begins; opaque and signed; empty for page one.
    pub page: String,
}

impl Listing for InvitationListing {
    fn fields(&self) -> Fields {
        Fields::new()
            .text(SEARCH, &self.search)
            .word(
                "status",
                self.status.as_str(),
                InvitationFilter::All.as_str(),
            )
            .id("group", self.group)
            .flag("mine", self.mine)
            .order(self.sort, self.dir)
            .paged(self.size, &self.page)
    }

    fn read(field: &dyn Fn(&str) -> String) -> Self {
        InvitationListing {
            search: field(SEARCH).trim().to_string(),
            status: InvitationFilter::parse(&field("status")).unwrap_or_default(),
            group: field("group").parse().ok(),
            mine: field("mine") == "true",
            sort: InvitationSort::read(&field(SORT)),
            dir: Direction::read(&field(DIR)),
            size: PageSize::read(&field(SIZE)),
            page: field(PAGE),
        }
    }

    fn order(&self) -> Option<(&'static str, Direction)> {
        Some((self.sort.as_str(), self.dir))
    }
}

impl InvitationListing {
    /// The same list under that filter, page one.
    #[must_use]
    pub fn filtered_by(&self, status: InvitationFilter) -> Self {
        self.with("status", status.as_str())
    }
}

/// One page of the invitations table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationPage {
    /// What was asked, as understood.
    pub listing: InvitationListing,
    /// Its rows.
    pub rows: Vec<InvitationRow>,
    /// The ordinal of the first row, from 1; 0 when there are no rows.
    pub first: u64,
    /// How many rows match.
    pub total: Count,
    /// The cursor of the page after; `None` on the last.
    pub next: Option<String>,
    /// The cursor of the page before; `None` on the first.
    pub previous: Option<String>,
    /// Every group there is, to filter by.
    pub groups: Vec<NamedGroup>,
    /// How many rows each quick filter holds, without search and group.
    pub counts: Vec<(InvitationFilter, Count)>,
    /// Was a short search taken as the beginning of the address, because the list is long?
    pub search_is_prefix: bool,
    /// When it was read: what "overdue" on it means.
    pub now: Timestamp,
}

list_page!(InvitationPage, InvitationListing, InvitationRow);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plain_list_has_an_empty_query() {
        assert_eq!(InvitationListing::default().query(), "");
    }

    #[test]
    fn the_whole_view_stands_in_the_query() {
        // UX TBL-03
        let listing = InvitationListing {
            search: "a&b @x".into(),
            status: InvitationFilter::ExpiredInvalid,
            group: Some(GroupId(uuid::Uuid::from_u128(7))),
            mine: true,
            sort: InvitationSort::Email,
            dir: Direction::Ascending,
            size: PageSize::new(25).unwrap(),
            page: "c".into(),
        };
        assert_eq!(
            listing.query(),
            "search=a%26b%20%40x&status=expired_invalid&group=00000000-0000-0000-0000-000000000007\
             &mine=true&sort=email&dir=asc&size=25&page=c"
        );
    }

    #[test]
    fn another_sort_or_filter_goes_to_page_one() {
        // UX TBL-07
        let deep = InvitationListing {
            page: "deep".into(),
            ..InvitationListing::default()
        };
        assert!(deep.sorted_by("email").page.is_empty());
        assert!(deep.filtered_by(InvitationFilter::Waiting).page.is_empty());
    }

    #[test]
    fn a_header_cycles_from_ascending_to_descending() {
        // UX TBL-02
        let once = InvitationListing::default().sorted_by("email");
        assert_eq!(once.dir, Direction::Ascending);
        assert_eq!(once.sorted_by("email").dir, Direction::Descending);
    }

    #[test]
    fn only_the_offered_page_sizes_exist() {
        assert!(PageSize::new(51).is_none());
        assert_eq!(PageSize::default().get(), 50);
    }

    #[test]
    fn every_standing_belongs_to_all_or_is_hidden_on_purpose() {
        for status in Status::ALL {
            let hidden = matches!(status, Status::Invalid);
            assert_eq!(InvitationFilter::All.holds(status, false), !hidden);
        }
        assert!(!InvitationFilter::All.holds(Status::Inactivated, true));
        assert!(InvitationFilter::ExpiredInvalid.holds(Status::Inactivated, true));
    }
}
