//! A link in a row of links: tabs, quick filters, page sizes.

use super::Text;

/// One link of a row, with an optional count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkItem {
    /// The words.
    pub label: Text,
    /// Where it leads.
    pub href: Text,
    /// How many stand behind it, as printed.
    pub count: Option<Text>,
    /// It is the one shown now.
    pub is_current: bool,
}

impl LinkItem {
    /// A link that is not the current one and has no count.
    pub fn new(label: impl Into<Text>, href: impl Into<Text>) -> Self {
        LinkItem {
            label: label.into(),
            href: href.into(),
            count: None,
            is_current: false,
        }
    }

    /// With a count.
    pub fn count(mut self, count: impl Into<Text>) -> Self {
        self.count = Some(count.into());
        self
    }

    /// Whether it is the one shown now.
    pub fn current(mut self, is_current: bool) -> Self {
        self.is_current = is_current;
        self
    }
}
