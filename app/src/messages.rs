//! Every sentence of the interface (UX L10N-02), by noun. Typed values in, text out; English is the
//! default language. Views hold no string literals that people read.

pub mod account;
pub mod audit;
pub mod console;
pub mod developers;
pub mod domain_invitations;
pub mod domains;
pub mod errors;
pub mod groups;
pub mod invitations;
pub mod list;
pub mod mail;
pub mod not_told;
pub mod numbers;
pub mod own_mail;
pub mod public;
pub mod roles;
pub mod settings;
