//! What the members table asks for and gets. The whole view stands in the query string (UX TBL-03).

use super::{MemberRow, Status};
use crate::group::NamedGroup;
use crate::ids::GroupId;
use crate::listing::{
    Count, DIR, Direction, Fields, Listing, PAGE, PageSize, SEARCH, SIZE, SORT, SortColumn,
    list_page,
};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What the table can be sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberSort {
    /// The full name.
    Name,
    /// The address.
    Email,
    /// When they joined.
    #[default]
    Joined,
}

impl SortColumn for MemberSort {
    const ALL: &'static [MemberSort] = &[MemberSort::Name, MemberSort::Email, MemberSort::Joined];

    fn as_str(self) -> &'static str {
        match self {
            MemberSort::Name => "name",
            MemberSort::Email => "email",
            MemberSort::Joined => "joined",
        }
    }
}

/// What the table asks for. Its serialised form is the query string of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MemberListing {
    /// Active or ended.
    pub status: Status,
    /// One role; empty for all.
    pub role: String,
    /// Only who is in this group; refused to whoever may not see groups.
    pub group: Option<GroupId>,
    /// Any part of name or address.
    pub search: String,
    /// Sorted by.
    pub sort: MemberSort,
    /// In this direction.
    pub dir: Direction,
    /// Rows a page.
    pub size: PageSize,
    /// Where the page begins; opaque and signed; empty for page one.
    pub page: String,
}

impl Listing for MemberListing {
    fn fields(&self) -> Fields {
        Fields::new()
            .word("status", self.status.as_str(), Status::default().as_str())
            .text("role", &self.role)
            .id("group", self.group)
            .text(SEARCH, &self.search)
            .order(self.sort, self.dir)
            .paged(self.size, &self.page)
    }

    fn read(field: &dyn Fn(&str) -> String) -> Self {
        MemberListing {
            status: Status::parse(&field("status")).unwrap_or_default(),
            role: field("role"),
            group: field("group").parse().ok(),
            search: field(SEARCH).trim().to_string(),
            sort: MemberSort::read(&field(SORT)),
            dir: Direction::read(&field(DIR)),
            size: PageSize::read(&field(SIZE)),
            page: field(PAGE),
        }
    }

    fn order(&self) -> Option<(&'static str, Direction)> {
        Some((self.sort.as_str(), self.dir))
    }
}

/// One page of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberPage {
    /// What was asked, as understood.
    pub listing: MemberListing,
    /// Its rows.
    pub rows: Vec<MemberRow>,
    /// The ordinal of the first row, from 1; 0 when there are no rows.
    pub first: u64,
    /// How many rows match.
    pub total: Count,
    /// The cursor of the page after; `None` on the last.
    pub next: Option<String>,
    /// The cursor of the page before; `None` on the first.
    pub previous: Option<String>,
    /// The groups to choose from; `None` for whoever may not see groups.
    pub groups: Option<Vec<NamedGroup>>,
    /// Was a short search taken as the beginning of an address, because there are many members?
    pub search_is_prefix: bool,
    /// When it was read.
    pub now: Timestamp,
}

list_page!(MemberPage, MemberListing, MemberRow);
