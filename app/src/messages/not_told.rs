//! Mail > Not told yet.

/// The page.
pub const TITLE: &str = "Not told yet";
/// Under the heading.
pub const LEAD: &str = "People whom a switched-off or failed mail left uninformed. Whoever logs in, or is decided about anew, leaves this list.";
/// A column.
pub const PERSON: &str = "Person";
/// A column: which news.
pub const NEWS: &str = "News";
/// A column.
pub const WHY: &str = "Why";
/// A column.
pub const SINCE: &str = "Since";
/// The pager.
pub const PAGES: &str = "Pages of people who were not told";
/// Writes the mail that was not written.
pub const TELL: &str = "Tell now";
/// Afterwards.
pub const ON_ITS_WAY: &str = "The mail is on its way.";
/// The list is empty.
pub const NOBODY: &str = "Everybody was told";
/// When it would not be.
pub const NOBODY_HINT: &str = "Whoever a switched-off or failed mail leaves uninformed stands here, with a button to tell them.";
/// It can't be shown.
pub const NOT_LOADED: &str = "The list can't be shown now";

/// Why somebody was not told, and what can be done.
pub const fn switched_off(may_be_told: bool) -> &'static str {
    if may_be_told {
        "The mail was switched off. It is on by now."
    } else {
        "The mail is switched off. Switch it on under Settings, Mail to tell them."
    }
}

/// The name of a row's button.
pub fn action(label: &str, to: &str) -> String {
    format!("{label} {to}")
}
