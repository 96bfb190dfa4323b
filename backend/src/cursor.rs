//! Cursors: places in lists, signed with the list they belong to, so that one fits no other list.

use crate::Backend;
use crate::error::{Error, Result};
use crate::store::paging::Place;

impl Backend {
    /// The place behind a cursor; `None` for page one. `list` is the list with its filter and sort.
    pub(crate) fn place_behind(&self, list: &str, cursor: &str) -> Result<Option<Place>> {
        if cursor.is_empty() {
            return Ok(None);
        }
        self.0
            .keys
            .verify(list, cursor)
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .map(Some)
            .ok_or_else(|| Error::invalid("page", "Not a page of this list."))
    }

    /// The cursor of a place.
    pub(crate) fn cursor_to(&self, list: &str, place: Option<Place>) -> Result<Option<String>> {
        place
            .map(|place| {
                let bytes =
                    serde_json::to_vec(&place).map_err(|error| Error::Internal(Box::new(error)))?;
                Ok(self.0.keys.sign(list, &bytes))
            })
            .transpose()
    }
}

/// Refuses a search text that no list takes.
pub(crate) fn check_search(search: &str) -> Result<()> {
    if search.chars().count() > rules::listing::LONGEST_SEARCH {
        return Err(Error::invalid("search", "At most 254 characters."));
    }
    if search.contains(char::is_control) {
        return Err(Error::invalid(
            "search",
            "Leave out line breaks and control characters.",
        ));
    }
    Ok(())
}
