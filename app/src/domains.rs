//! Domains: my list, and the pages of one with its tabs. Knows the use cases only through `api.rs`.

pub mod acting;
pub mod address;
pub mod api;
pub mod create;
pub mod frame;
pub mod list;
pub mod listing;
pub mod member;
pub mod member_bulk;
pub mod member_filters;
pub mod member_forms;
pub mod member_row;
pub mod member_table;
pub mod members;
pub mod settings;

pub use list::DomainsPage;
pub use member::MemberPage;
pub use members::MembersPage;
pub use settings::DomainSettingsPage;
