//! Inviting through one's own mail client (K): Invite Developers, and "Open in my mail app" of the invite dialog.
//! Knows the use case only through `api.rs`.

pub mod api;
pub mod opening;
pub mod page;

pub use opening::{OpenInMailApp, PATH};
pub use page::OwnMailPage;
