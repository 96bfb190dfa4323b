//! The catalogue of roles: read here, written in configuration (PRODUCT.md section 1).

pub mod api;
pub mod page;

pub use page::RolesPage;
