//! What the members table asks for and gets. The whole view stands in the query string (UX TBL-03).

use super::{MemberRow, Status};
use crate::group::NamedGroup;
use crate::ids::GroupId;
use crate::listing::{Count, Direction, PageSize, percent_encode};
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

impl MemberSort {
    /// Every column that sorts.
    pub const ALL: [MemberSort; 3] = [MemberSort::Name, MemberSort::Email, MemberSort::Joined];

    /// The word in the query string.
    pub const fn as_str(self) -> &'static str {
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

impl MemberListing {
    /// The query string, without what is the default.
    pub fn query(&self) -> String {
        let plain = MemberListing::default();
        let mut parts = Vec::new();
        if self.status != plain.status {
            parts.push(format!("status={}", self.status.as_str()));
        }
        if !self.role.is_empty() {
            parts.push(format!("role={}", percent_encode(&self.role)));
        }
        if let Some(group) = self.group {
            parts.push(format!("group={group}"));
        }
        if !self.search.is_empty() {
            parts.push(format!("search={}", percent_encode(&self.search)));
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
    pub fn sorted_by(&self, sort: MemberSort) -> Self {
        let dir = if self.sort == sort {
            self.dir.flipped()
        } else {
            Direction::Ascending
        };
        MemberListing {
            sort,
            dir,
            page: String::new(),
            ..self.clone()
        }
    }

    /// The same list on another page.
    pub fn on_page(&self, page: &str) -> Self {
        MemberListing {
            page: page.to_string(),
            ..self.clone()
        }
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
