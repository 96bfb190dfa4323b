//! What Consumers > Developers asks for and gets. The whole view stands in the query string (UX TBL-03).

use super::{DeveloperRow, Status};
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
pub enum DeveloperSort {
    /// The full name.
    Name,
    /// The address.
    Email,
    /// When the account was made.
    #[default]
    Created,
}

impl SortColumn for DeveloperSort {
    const ALL: &'static [DeveloperSort] = &[
        DeveloperSort::Name,
        DeveloperSort::Email,
        DeveloperSort::Created,
    ];

    fn as_str(self) -> &'static str {
        match self {
            DeveloperSort::Name => "name",
            DeveloperSort::Email => "email",
            DeveloperSort::Created => "created",
        }
    }
}

/// What the table asks for. Its serialised form is the query string of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DeveloperListing {
    /// The tab.
    pub tab: Status,
    /// Any part of name or address.
    pub search: String,
    /// Only who is in this group.
    pub group: Option<GroupId>,
    /// Sorted by.
    pub sort: DeveloperSort,
    /// In this direction.
    pub dir: Direction,
    /// Rows a page.
    pub size: PageSize,
    /// Where the page begins; opaque and signed; empty for page one.
    pub page: String,
}

impl Default for DeveloperListing {
    fn default() -> Self {
        DeveloperListing {
            tab: Status::Requested,
            search: String::new(),
            group: None,
            sort: DeveloperSort::default(),
            dir: Direction::default(),
            size: PageSize::default(),
            page: String::new(),
        }
    }
}

impl Listing for DeveloperListing {
    /// The tab always stands in it.
    fn fields(&self) -> Fields {
        Fields::new()
            .text("tab", self.tab.as_str())
            .text(SEARCH, &self.search)
            .id("group", self.group)
            .order(self.sort, self.dir)
            .paged(self.size, &self.page)
    }

    fn read(field: &dyn Fn(&str) -> String) -> Self {
        DeveloperListing {
            tab: Status::parse(&field("tab")).unwrap_or(Status::Requested),
            search: field(SEARCH).trim().to_string(),
            group: field("group").parse().ok(),
            sort: DeveloperSort::read(&field(SORT)),
            dir: Direction::read(&field(DIR)),
            size: PageSize::read(&field(SIZE)),
            page: field(PAGE),
        }
    }

    fn order(&self) -> Option<(&'static str, Direction)> {
        Some((self.sort.as_str(), self.dir))
    }
}

impl DeveloperListing {
    /// Another tab, with the same search and group, page one.
    #[must_use]
    pub fn on_tab(&self, tab: Status) -> Self {
        self.with("tab", tab.as_str())
    }
}

/// One page of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeveloperPage {
    /// What was asked, as understood.
    pub listing: DeveloperListing,
    /// Its rows.
    pub rows: Vec<DeveloperRow>,
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
    /// How many accounts each tab holds, without search and group.
    pub counts: Vec<(Status, u64)>,
    /// Was a short search taken as the beginning, because there are many accounts?
    pub search_is_prefix: bool,
    /// When it was read.
    pub now: Timestamp,
}

list_page!(DeveloperPage, DeveloperListing, DeveloperRow);
