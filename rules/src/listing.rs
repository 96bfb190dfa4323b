//! How a list is asked for and answered: filter, search, sort, cursor, size (PRODUCT.md section 8,
//! UX TBL-03 to TBL-07). The whole view stands in the query string. Knows no SQL.

mod fields;
mod invitations;

pub use fields::{DIR, Fields, PAGE, SEARCH, SIZE, SORT, percent_encode};
pub use invitations::{InvitationFilter, InvitationListing, InvitationPage, InvitationSort};

use crate::time::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Ascending or descending.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Smallest, oldest, A first.
    #[serde(rename = "asc")]
    Ascending,
    /// Largest, newest, Z first.
    #[default]
    #[serde(rename = "desc")]
    Descending,
}

impl Direction {
    /// The word in the query string.
    pub const fn as_str(self) -> &'static str {
        match self {
            Direction::Ascending => "asc",
            Direction::Descending => "desc",
        }
    }

    /// From the word in the query string; another one means the plain order.
    pub fn read(word: &str) -> Self {
        let all = [Direction::Ascending, Direction::Descending];
        let named = all.into_iter().find(|dir| dir.as_str() == word);
        named.unwrap_or_default()
    }

    /// The other one.
    pub const fn flipped(self) -> Self {
        match self {
            Direction::Ascending => Direction::Descending,
            Direction::Descending => Direction::Ascending,
        }
    }
}

/// Rows a page (UX TBL-07).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct PageSize(u16);

impl PageSize {
    /// The sizes on offer.
    pub const ALL: [u16; 3] = [25, 50, 100];

    /// One of the sizes on offer, or `None`.
    pub fn new(rows: u16) -> Option<Self> {
        PageSize::ALL.contains(&rows).then_some(PageSize(rows))
    }

    /// From the text in the query string; another one means the plain size.
    pub fn read(text: &str) -> Self {
        let size = text.parse().ok().and_then(PageSize::new);
        size.unwrap_or_default()
    }

    /// The number of rows.
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl Default for PageSize {
    fn default() -> Self {
        PageSize(50)
    }
}

impl TryFrom<u16> for PageSize {
    type Error = &'static str;
    fn try_from(rows: u16) -> Result<Self, Self::Error> {
        PageSize::new(rows).ok_or("size is 25, 50 or 100")
    }
}

impl From<PageSize> for u16 {
    fn from(size: PageSize) -> u16 {
        size.0
    }
}

/// Longest search text in code points.
pub const LONGEST_SEARCH: usize = 254;

/// A column that a list can be sorted by.
pub trait SortColumn: Copy + Default + PartialEq + 'static {
    /// Every one of the list.
    const ALL: &'static [Self];

    /// The word in the query string.
    fn as_str(self) -> &'static str;

    /// From the word in the query string; another one means the plain column.
    fn read(word: &str) -> Self {
        let all = Self::ALL.iter().copied();
        all.into_iter()
            .find(|column| column.as_str() == word)
            .unwrap_or_default()
    }
}

/// What a list is asked for. The whole view stands in its fields, and is read from them again (UX TBL-03).
pub trait Listing: Clone + Default + PartialEq + Send + Sync + 'static {
    /// What tells it from the plain view.
    fn fields(&self) -> Fields;

    /// Reads a view by its fields; `field` gives an empty text for one that is not there. What it can't mean is left
    /// at its default: an old link still opens the list.
    fn read(field: &dyn Fn(&str) -> String) -> Self;

    /// The word of the column that it is sorted by, and the direction; `None` for a list with one order.
    fn order(&self) -> Option<(&'static str, Direction)> {
        None
    }

    /// The query string; empty for the plain view.
    fn query(&self) -> String {
        self.fields().query()
    }

    /// The same view with another value of one field, on page one; an empty value is the plain one's.
    #[must_use]
    fn with(&self, name: &'static str, value: &str) -> Self {
        let mut fields = self.fields();
        fields.put(PAGE, "");
        fields.put(name, value);
        Self::read(&|name| fields.get(name).to_string())
    }

    /// The same list on another page; the empty one is page one.
    #[must_use]
    fn on_page(&self, page: &str) -> Self {
        self.with(PAGE, page)
    }

    /// The same list sorted by the column of that word: ascending first, then descending; page one (UX TBL-02,
    /// TBL-07).
    #[must_use]
    fn sorted_by(&self, column: &str) -> Self {
        let dir = match self.order() {
            Some((now, dir)) if now == column => dir.flipped(),
            _ => Direction::Ascending,
        };
        let mut fields = self.fields();
        fields.put(PAGE, "");
        fields.put(SORT, column);
        fields.put(DIR, dir.as_str());
        Self::read(&|name| fields.get(name).to_string())
    }

    /// Does anything narrow the list?
    fn is_filtered(&self) -> bool {
        self.fields().narrowing().next().is_some()
    }
}

/// One page of a list.
pub trait ListPage: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// How it is asked for.
    type Listing: Listing;
    /// One of its rows.
    type Row: Clone + std::fmt::Debug + Send + Sync + 'static;

    /// What was asked, as understood.
    fn listing(&self) -> &Self::Listing;
    /// Its rows.
    fn rows(&self) -> &[Self::Row];
    /// The ordinal of the first row, from 1; 0 when there are no rows.
    fn first(&self) -> u64;
    /// How many rows match.
    fn total(&self) -> Count;
    /// The cursor of the page after; `None` on the last.
    fn next(&self) -> Option<&str>;
    /// The cursor of the page before; `None` on the first.
    fn previous(&self) -> Option<&str>;
    /// When it was read.
    fn now(&self) -> Timestamp;
    /// What it counts besides: the rows of each filter.
    fn counts(&self) -> Vec<Count> {
        Vec::new()
    }
}

/// A page by the fields that every page has.
macro_rules! list_page {
    ($page:ty, $listing:ty, $row:ty $(, |$this:ident| $counts:expr)?) => {
        impl $crate::listing::ListPage for $page {
            type Listing = $listing;
            type Row = $row;

            fn listing(&self) -> &$listing {
                &self.listing
            }
            fn rows(&self) -> &[$row] {
                &self.rows
            }
            fn first(&self) -> u64 {
                self.first
            }
            fn total(&self) -> $crate::listing::Count {
                self.total
            }
            fn next(&self) -> Option<&str> {
                self.next.as_deref()
            }
            fn previous(&self) -> Option<&str> {
                self.previous.as_deref()
            }
            fn now(&self) -> $crate::time::Timestamp {
                self.now
            }
            $(fn counts(&self) -> Vec<$crate::listing::Count> {
                let $this = self;
                $counts
            })?
        }
    };
}
pub(crate) use list_page;

/// A number of rows, exact up to a bound (PERFORMANCE section 5, point 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// The number, or the bound when there are more.
    pub n: u64,
    /// Are there more than `n`?
    pub or_more: bool,
}

impl Count {
    /// Exactly `n`.
    pub const fn exactly(n: u64) -> Self {
        Count { n, or_more: false }
    }
}
