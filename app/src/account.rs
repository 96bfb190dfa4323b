//! My account: own name, own password, own sessions. Other people's accounts are not its business.

pub mod api;
mod device;
pub mod name;
pub mod page;
pub mod password;
pub mod sessions;

pub use page::AccountPage;
