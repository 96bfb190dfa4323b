//! What Consumers > Developers asks for and gets. The whole view stands in the query string (UX TBL-03).

use super::{DeveloperRow, Status};
use crate::group::NamedGroup;
use crate::ids::GroupId;
use crate::listing::{Count, Direction, PageSize, percent_encode};
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

impl DeveloperSort {
    /// Every column that sorts.
    pub const ALL: [DeveloperSort; 3] = [
        DeveloperSort::Name,
        DeveloperSort::Email,
        DeveloperSort::Created,
    ];

    /// The word in the query string.
    pub const fn as_str(self) -> &'static str {
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

impl DeveloperListing {
    /// The query string; the tab always stands in it, the rest where it is not the default.
    pub fn query(&self) -> String {
        let plain = DeveloperListing::default();
        let mut parts = vec![format!("tab={}", self.tab.as_str())];
        if !self.search.is_empty() {
            parts.push(format!("search={}", percent_encode(&self.search)));
        }
        if let Some(group) = self.group {
            parts.push(format!("group={group}"));
        }
        if self.sort != plain.sort || self.dir != plain.dir {
            parts.push(format!("sort={}", self.sort.as_str()));
            parts.push(format!("dir={}", self.dir.as_str()));
        }
        if self.size != plain.size {
            parts.push(format!("size={}", self.size.get()));
        }
        if !self.page.is_empty() {
            parts.push(format!("page={}", percent_encode(&self.page)));
        }
        parts.join("&")
    }

    /// The same list sorted by that column: ascending first, then descending; page one.
    pub fn sorted_by(&self, sort: DeveloperSort) -> Self {
        let dir = if self.sort == sort {
            self.dir.flipped()
        } else {
            Direction::Ascending
        };
        DeveloperListing {
            sort,
            dir,
            page: String::new(),
            ..self.clone()
        }
    }

    /// Does anything but the tab narrow the list?
    pub fn is_filtered(&self) -> bool {
        !self.search.is_empty() || self.group.is_some()
    }

    /// Another tab, with the same search and group, page one.
    pub fn on_tab(&self, tab: Status) -> Self {
        DeveloperListing {
            tab,
            page: String::new(),
            ..self.clone()
        }
    }

    /// The same list on another page.
    pub fn on_page(&self, page: &str) -> Self {
        DeveloperListing {
            page: page.to_string(),
            ..self.clone()
        }
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
