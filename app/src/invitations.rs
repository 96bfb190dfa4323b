//! Consumers > Invitations: the table with its dialogs, the page to invite people, and the page of one
//! invitation. Knows the use cases only through `api.rs`.

pub mod acting;
mod address_chips;
pub mod api;
pub(crate) mod browser_unicode;
pub mod correct;
pub mod detail;
pub mod domains_field;
mod draft;
pub mod filters;
pub mod forms;
pub mod invite_dialog;
pub mod invite_form;
pub mod invite_page;
mod listing;
pub mod opt_out;
pub mod page;
pub mod report;
pub mod review_dialog;
pub mod row;
pub mod status;
mod submission;
pub mod table;

pub use detail::InvitationPage;
pub use invite_page::InvitePage;
pub use page::InvitationsPage;
