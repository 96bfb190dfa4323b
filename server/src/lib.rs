//! The process: command line, configuration, accept loop, layers, router, workers, health.
//!
//! Holds no rule, no SQL and no component: it puts `app` and `backend` behind a socket.

pub mod accept;
pub mod assets;
pub mod audit_export;
pub mod cli;
pub mod client_address;
mod commands;
pub mod config;
pub mod console;
pub mod cookies;
pub mod csv_file;
pub mod health;
pub mod key_file;
pub mod layers;
pub mod logging;
pub mod mail_preview;
pub mod member_export;
pub mod pages;
pub mod portal;
pub mod router;
pub mod shutdown;
