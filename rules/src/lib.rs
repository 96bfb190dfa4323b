//! The rules of Portico: pure, without I/O, clock, randomness or features. They compile for the server
//! and for the browser, and know nothing of rows, requests or mails.

pub mod account;
pub mod address_list;
pub mod audit;
pub mod csv_cell;
pub mod denial;
pub mod domain;
pub mod domain_invitation;
pub mod email_address;
#[cfg(test)]
mod golden;
pub mod group;
pub mod ids;
pub mod invitation;
pub mod listing;
pub mod membership;
pub mod normalise;
pub mod outbox;
pub mod own_mail;
pub mod password;
pub mod password_reset;
pub mod plain_text;
pub mod policy;
pub mod role;
pub mod self_registration;
pub mod session;
pub mod settings;
pub mod submission;
pub mod throttle;
pub mod time;
