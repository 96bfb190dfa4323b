//! Audit: who did what to what, and when; as a file; and whether the sealed chain still fits. Knows how
//! events are shown, never how they are written.

pub mod api;
mod change;
pub mod filters;
mod listing;
pub mod page;
pub mod row;
pub mod verify;

pub use listing::EXPORT;
pub use page::AuditPage;
