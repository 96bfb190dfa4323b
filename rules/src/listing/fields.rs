//! The fields of a view, as they stand in the query string of its address.

use super::{Direction, PageSize, SortColumn};
use std::fmt::Write as _;

/// The field with the opaque, signed place at which a page begins.
pub const PAGE: &str = "page";
/// The column that a list is sorted by.
pub const SORT: &str = "sort";
/// Its direction.
pub const DIR: &str = "dir";
/// Rows a page.
pub const SIZE: &str = "size";
/// The text that is searched for.
pub const SEARCH: &str = "search";
/// What does not say which rows there are: how they lie, which are shown, what was just done with them. A tab is a
/// list of its own.
const ARRANGING: [&str; 6] = ["tab", SORT, DIR, SIZE, PAGE, "verified"];

/// What tells a view from the plain one, in the order of its query string. Names are unique, values never empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<(&'static str, String)>);

impl Fields {
    /// None.
    pub fn new() -> Self {
        Fields::default()
    }

    /// With a text; an empty one is left out.
    #[must_use]
    pub fn text(mut self, name: &'static str, text: &str) -> Self {
        self.put(name, text);
        self
    }

    /// With one of several words; the plain view's is left out.
    #[must_use]
    pub fn word(self, name: &'static str, word: &str, plain: &str) -> Self {
        self.text(name, if word == plain { "" } else { word })
    }

    /// With an id, when there is one.
    #[must_use]
    pub fn id(self, name: &'static str, id: Option<impl ToString>) -> Self {
        self.text(name, &id.map(|id| id.to_string()).unwrap_or_default())
    }

    /// With a switch that is on.
    #[must_use]
    pub fn flag(self, name: &'static str, is_on: bool) -> Self {
        self.text(name, if is_on { "true" } else { "" })
    }

    /// With the order of the rows, unless it is the plain one.
    #[must_use]
    pub fn order<C: SortColumn>(self, column: C, dir: Direction) -> Self {
        if column == C::default() && dir == Direction::default() {
            return self;
        }
        self.text(SORT, column.as_str()).text(DIR, dir.as_str())
    }

    /// With the number of rows, unless it is the plain one, and the place of the page.
    #[must_use]
    pub fn paged(self, size: PageSize, page: &str) -> Self {
        let plain = PageSize::default();
        let size = (size != plain).then_some(size.get());
        self.id(SIZE, size).text(PAGE, page)
    }

    /// The value of a field; empty when it is the plain view's.
    pub fn get(&self, name: &str) -> &str {
        let field = self.0.iter().find(|(known, _)| *known == name);
        field.map_or("", |(_, value)| value)
    }

    /// Sets a field; an empty value takes it out.
    pub fn put(&mut self, name: &'static str, value: &str) {
        match self.0.iter().position(|(known, _)| *known == name) {
            Some(at) if value.is_empty() => drop(self.0.remove(at)),
            Some(at) => value.clone_into(&mut self.0[at].1),
            None if value.is_empty() => {}
            None => self.0.push((name, value.to_string())),
        }
    }

    /// Those that say which rows there are: not how they lie, and not which page of them is shown.
    pub fn narrowing(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.iter().filter(|(name, _)| !ARRANGING.contains(name))
    }

    /// All, in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// The query string; empty for the plain view.
    pub fn query(&self) -> String {
        let parts = self.iter();
        let parts = parts.map(|(name, value)| format!("{name}={}", percent_encode(value)));
        parts.collect::<Vec<_>>().join("&")
    }

    /// The address of the view on that page.
    pub fn address(&self, path: &str) -> String {
        match self.query() {
            query if query.is_empty() => path.to_string(),
            query => format!("{path}?{query}"),
        }
    }
}

/// Percent-encodes everything but the unreserved characters of RFC 3986.
pub fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            // Writing to a String can't fail.
            other => drop(write!(out, "%{other:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_plain_is_left_out_and_the_rest_keeps_its_order() {
        // UX TBL-03
        let fields = Fields::new()
            .word("status", "pending", "all")
            .word("kind", "all", "all")
            .flag("mine", true)
            .text(SEARCH, "a&b @x");
        assert_eq!(
            fields.query(),
            "status=pending&mine=true&search=a%26b%20%40x"
        );
        assert_eq!(Fields::new().address("/mail"), "/mail");
        assert_eq!(fields.get("mine"), "true");
        assert_eq!(fields.get("kind"), "");
    }

    #[test]
    fn a_field_is_set_taken_out_and_never_there_twice() {
        let mut fields = Fields::new().text("a", "1").text("b", "2").text("a", "3");
        assert_eq!(fields.query(), "a=3&b=2");
        fields.put("a", "");
        fields.put("c", "");
        assert_eq!(fields.address("/x"), "/x?b=2");
    }

    #[test]
    fn order_size_page_and_tab_do_not_narrow() {
        let fields = Fields::new()
            .text("tab", "approved")
            .text(SEARCH, "ada")
            .text(SORT, "name")
            .text(DIR, "asc")
            .paged(PageSize::new(25).unwrap(), "c");
        assert_eq!(fields.narrowing().collect::<Vec<_>>(), [(SEARCH, "ada")]);
    }
}
