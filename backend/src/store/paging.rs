//! Keyset paging: where a page begins, and how rows that were walked become a page with its neighbours
//! (UX TBL-07; PERFORMANCE section 5). Knows no table.

use rules::listing::Direction;
use serde::{Deserialize, Serialize};

/// The place in a list at which a page begins; travels as a signed cursor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    /// The sort key of the neighbouring row.
    pub(crate) key: SortKey,
    /// Its seq.
    pub(crate) seq: i64,
    /// The ordinal of the page's first row, from 1.
    pub(crate) first: u64,
    /// Does the page lie before the neighbouring row?
    pub(crate) backwards: bool,
}

/// A value of the column that is sorted by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum SortKey {
    /// Sorted by seq alone.
    None,
    Number(i64),
    Text(String),
}

/// One page of rows.
pub(crate) struct Page<R> {
    pub(crate) rows: Vec<R>,
    /// The ordinal of the first row, from 1; 0 when there are no rows.
    pub(crate) first: u64,
    pub(crate) next: Option<Place>,
    pub(crate) previous: Option<Place>,
}

/// In which direction rows are walked: a page before a row is walked towards the beginning.
pub(crate) fn walks_ascending(dir: Direction, place: Option<&Place>) -> bool {
    (dir == Direction::Ascending) != place.is_some_and(|place| place.backwards)
}

/// Makes a page of up to `size + 1` rows in walking order. `None`: fewer rows than a page lie before the place, so
/// page one is to be read, whole.
pub(crate) fn cut<R>(
    mut rows: Vec<R>,
    size: usize,
    place: Option<&Place>,
    key: impl Fn(&R) -> (SortKey, i64),
) -> Option<Page<R>> {
    let backwards = place.is_some_and(|place| place.backwards);
    let first = place.map_or(1, |place| place.first);
    let has_more = rows.len() > size;
    rows.truncate(size);
    if backwards {
        if !has_more && rows.len() < size {
            return None;
        }
        rows.reverse();
    }
    let beside = |row: &R, first: u64, backwards: bool| {
        let (key, seq) = key(row);
        Place {
            key,
            seq,
            first,
            backwards,
        }
    };
    let has_next = backwards || has_more;
    let has_previous = if backwards { has_more } else { place.is_some() };
    let next = rows.last().filter(|_| has_next);
    let next = next.map(|row| beside(row, first + rows.len() as u64, false));
    let previous = rows.first().filter(|_| has_previous);
    let previous = previous.map(|row| beside(row, first.saturating_sub(size as u64).max(1), true));
    let first = if rows.is_empty() { 0 } else { first };
    Some(Page {
        rows,
        first,
        next,
        previous,
    })
}
