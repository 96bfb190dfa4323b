//! Use cases, database, mail and passwords: everything that only the server runs. Knows no web.
//!
//! [`Backend`] is the map: what it holds is what a use case can reach. A use case is a method on it, a
//! verb in the file of its noun; a change is one transaction (`Store::write`); the rules decide.

pub mod accounts;
pub mod audit;
pub mod authority;
pub mod clock;
mod cursor;
#[cfg(feature = "test-hooks")]
pub mod demo;
mod denials;
pub mod developers;
pub mod domain_invitations;
pub mod domains;
pub mod error;
pub mod groups;
mod history;
pub mod home_page;
mod instance;
pub mod invitations;
pub mod mail;
pub mod memberships;
mod new_password;
pub mod outbox;
mod own_mail;
mod password_blocklist;
pub mod password_reset;
pub mod passwords;
pub mod registrations;
mod roles;
pub mod secrets;
pub mod self_registrations;
pub mod sessions;
pub mod settings;
pub mod setup;
pub mod store;
pub mod submissions;
mod telling;
#[cfg(feature = "test-hooks")]
mod test_hooks;
mod throttle;
mod unicode;
pub mod workers;

pub use error::{Error, FieldFault, Overtaken, Result};
pub use unicode::ServerUnicode;

use clock::Clock;
use mail::Smtp;
use outbox::Outbox;
use passwords::Passwords;
use rules::role::Catalogue;
use rules::settings::Key;
use secrets::Keys;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::Store;

/// What the process was started with, as far as use cases care.
pub struct Setup {
    /// The open database.
    pub store: Store,
    /// Tells the time.
    pub clock: Clock,
    /// The instance's keys.
    pub keys: Keys,
    /// What hashing costs.
    pub password_cost: passwords::Cost,
    /// The portal's own address, without a slash at the end.
    pub public_url: String,
    /// The address in From.
    pub mail_from: String,
    /// The mail server; without one there is the local mailbox.
    pub smtp: Option<Smtp>,
    /// Settings that the environment fixes.
    pub fixed_settings: BTreeMap<Key, String>,
}

/// Everything a use case can reach. Cheap to clone.
#[derive(Clone)]
pub struct Backend(Arc<Parts>);

pub(crate) struct Parts {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) keys: Keys,
    pub(crate) passwords: Passwords,
    pub(crate) outbox: Outbox,
    pub(crate) smtp: Option<Smtp>,
    pub(crate) fixed_settings: BTreeMap<Key, String>,
    /// What was denied this minute.
    pub(crate) denials: denials::Ledger,
    /// Rung when a transaction has queued mail, so that the worker need not wait for its next look.
    pub(crate) mail_bell: tokio::sync::Notify,
    /// Rung when a submission waits to be expanded.
    pub(crate) submission_bell: tokio::sync::Notify,
    /// Rung when somebody has asked for a password reset.
    pub(crate) reset_bell: tokio::sync::Notify,
}

impl Backend {
    /// Puts the parts together. Does no I/O.
    pub fn new(setup: Setup) -> Self {
        let outbox = Outbox {
            keys: setup.keys.clone(),
            public_url: setup.public_url,
            from: setup.mail_from,
            has_mail_server: setup.smtp.is_some(),
        };
        Backend(Arc::new(Parts {
            store: setup.store,
            clock: setup.clock,
            keys: setup.keys,
            passwords: Passwords::new(setup.password_cost),
            outbox,
            smtp: setup.smtp,
            fixed_settings: setup.fixed_settings,
            denials: denials::Ledger::default(),
            mail_bell: tokio::sync::Notify::new(),
            submission_bell: tokio::sync::Notify::new(),
            reset_bell: tokio::sync::Notify::new(),
        }))
    }

    /// Now, by the clock that decides.
    pub fn now(&self) -> rules::time::Timestamp {
        self.0.clock.now()
    }

    /// The database, for health checks and the command line.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The catalogue of roles.
    pub fn roles(&self) -> &Arc<Catalogue> {
        self.0.store.roles()
    }

    /// The instance's keys, for signed cookies.
    pub fn keys(&self) -> &Keys {
        &self.0.keys
    }

    /// The portal's own address, without a slash at the end.
    pub fn public_url(&self) -> &str {
        &self.0.outbox.public_url
    }

    /// Is there a mail server? Without one mails are held in the local mailbox.
    pub fn has_mail_server(&self) -> bool {
        self.0.smtp.is_some()
    }
}
