//! Consumers > Developers: tabs, table, what is done with accounts, and the page of one. Knows the use cases only
//! through `api.rs`.

pub mod acting;
pub mod api;
pub mod bulk;
pub mod detail;
pub mod forms;
pub mod groups_form;
mod listing;
pub mod page;
pub mod reset_form;
pub mod role_form;
pub mod row;
pub mod story;
pub mod table;

pub use detail::DeveloperPage;
pub use page::DevelopersPage;
