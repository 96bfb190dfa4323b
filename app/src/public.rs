//! The public pages: login, set-up, forgotten passwords, what stands behind a link, and the plain pages that say what went wrong.
//!
//! **Invariant:** plain HTML forms, whole in the first answer; no server function, no hydration. Data comes as values
//! and leaves as a document; nothing here knows a request, a cookie or a use case.

pub mod create_account;
mod document;
pub mod faults;
mod invitation;
mod login;
pub mod new_password;
mod opt_out;
mod reset;
mod self_registration;
mod set_up;
mod statement;

pub use document::Look;
pub use faults::Trouble;
pub use invitation::{Accept, Expired, accept, expired};
pub use login::{Login, LoginFault, LoginNotice, login};
pub use opt_out::{OptOut, opt_out};
pub use reset::{Forgotten, ForgottenFault, Reset, forgotten, reset};
pub use self_registration::{Confirm, Register, confirm, invitation_needed, register};
pub use set_up::{SetUp, set_up};
pub use statement::{Action, Statement, statement};

#[cfg(test)]
mod tests;
