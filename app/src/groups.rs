//! Consumers > Groups: the list, the page of one, and the parts that other pages show of groups. Knows the use cases
//! only through `api.rs`.

pub mod acting;
pub mod api;
pub mod cell;
pub mod detail;
pub mod filter;
pub mod members;
pub mod page;

pub use detail::GroupPage;
pub use page::GroupsPage;

use rules::ids::GroupId;

/// The list.
pub(crate) const PATH: &str = "/groups";

/// The address of one group.
pub(crate) fn href(id: GroupId) -> String {
    format!("{PATH}/{id}")
}
