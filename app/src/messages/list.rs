//! Around every table: search, filters, pages, several rows at once.

use super::numbers::range_of;
use rules::listing::ListPage;

/// Starts a search.
pub const SEARCH: &str = "SEARCH";
/// Takes search and filters back.
pub const CLEAR: &str = "CLEAR";
/// The name of the filters in force.
pub const FILTERS: &str = "Filters in force";
/// Takes off all of them.
pub const CLEAR_ALL: &str = "Clear all";
/// Takes them off where nothing fits them.
pub const CLEAR_FILTERS: &str = "Clear filters";
/// The page before.
pub const PREVIOUS: &str = "Previous";
/// The page after.
pub const NEXT: &str = "Next";
/// Before the page sizes.
pub const PER_PAGE: &str = "Per page";
/// Leads to the first page, when a page of the list is gone.
pub const FIRST_PAGE: &str = "Go to the first page";
/// A later page whose rows are gone meanwhile.
pub const PAST_END: &str = "Nothing is left on this page";
/// Why.
pub const PAST_END_HINT: &str = "What stood here was changed or removed meanwhile.";
/// The column of check boxes, read aloud.
pub const CHOOSE: &str = "Choose";
/// The heading of what became of several.
pub const ANSWERS: &str = "What became of each";

/// A filter in force.
pub fn chip(name: &str, value: &str) -> String {
    format!("{name}: {value}")
}

/// The name of a filter in force, which takes it off.
pub fn remove_filter(chip: &str) -> String {
    format!("Remove filter {chip}")
}

/// The check box of a row.
pub fn choose(name: &str) -> String {
    format!("Choose {name}")
}

/// How many are chosen.
pub fn chosen(count: usize) -> String {
    format!("{count} chosen")
}

/// "1–50 of 312"; with "10,000+" when nobody counted further.
pub fn range<P: ListPage>(page: &P) -> String {
    range_of(page.first(), page.rows().len(), page.total())
}

/// Others have changed which rows there are.
pub const OTHERS: &str = "Others have changed this list.";
/// Shows it as it is now.
pub const REFRESH: &str = "Refresh";
