//! What can go wrong in a use case. Refusals and faults of input are for the person; [`Error::Internal`]
//! is for the log, with its whole chain, once. Knows nothing of HTTP.

use rules::ids::AccountId;
use rules::invitation::{Refusal, Status};
use rules::time::Timestamp;

/// A result of a use case.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What is wrong with one field, in words that name the fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// The field's name on the wire.
    pub field: &'static str,
    /// What it may be.
    pub reason: String,
}

impl FieldFault {
    /// A fault of that field.
    pub fn new(field: &'static str, reason: impl Into<String>) -> Self {
        FieldFault {
            field,
            reason: reason.into(),
        }
    }
}

/// The row is not what the caller thought it was: its status as of now, and who set it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overtaken {
    /// The status as of now.
    pub current: Status,
    /// Who set it, when it was a person with an account.
    pub by: Option<AccountId>,
    /// That person's name.
    pub by_name: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules said no.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// The rules said no to something about an account, or somebody was faster.
    #[error("refused: {0:?}")]
    AccountRefused(rules::account::Refusal),
    /// The rules said no to something about a domain.
    #[error("refused: {0:?}")]
    DomainRefused(rules::domain::Refusal),
    /// The rules said no to something about a membership.
    #[error("refused: {0:?}")]
    MembershipRefused(rules::membership::Refusal),
    /// The rules said no to something about a domain invitation, or somebody was faster.
    #[error("refused: {0:?}")]
    DomainInvitationRefused(rules::domain_invitation::Refusal),
    /// An administrator's Retry of a mail is declined.
    #[error("not retried: {0}")]
    MailRefused(rules::outbox::Refusal),
    /// Not there, or not for you to see (they are the same).
    #[error("not found")]
    NotFound,
    /// Somebody was faster, or the status does not allow it any more.
    #[error("overtaken: {0:?}")]
    Conflict(Overtaken),
    /// The same idempotency key came with another content.
    #[error("an idempotency key was used for another content")]
    KeyReused,
    /// Fields that can't be taken; every fault at once.
    #[error("invalid input: {0:?}")]
    Invalid(Vec<FieldFault>),
    /// No session, or one that does not count any more.
    #[error("no session")]
    Unauthenticated,
    /// A session without the right.
    #[error("forbidden")]
    Forbidden,
    /// Too often; come again then.
    #[error("rate limited until {until}")]
    RateLimited {
        /// When it is possible again.
        until: Timestamp,
    },
    /// The database or the processor is not free; come again soon.
    #[error("unavailable: {0}")]
    Unavailable(&'static str),
    /// A fault of ours.
    #[error("internal fault")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// A fault of ours that has no source error: a broken invariant, named.
    pub fn internal(what: impl Into<String>) -> Self {
        Error::Internal(what.into().into())
    }

    /// One field's fault.
    pub fn invalid(field: &'static str, reason: impl Into<String>) -> Self {
        Error::Invalid(vec![FieldFault::new(field, reason)])
    }

    /// The whole chain in one line, for the log.
    pub fn chain(&self) -> String {
        let mut line = self.to_string();
        let mut source = std::error::Error::source(self);
        while let Some(error) = source {
            line.push_str(": ");
            line.push_str(&error.to_string());
            source = error.source();
        }
        line
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotAllowed { .. } => Error::Forbidden,
            other => Error::Refused(other),
        }
    }
}

impl From<rules::group::Fault> for Error {
    fn from(fault: rules::group::Fault) -> Self {
        Error::invalid(fault.field(), fault.reason())
    }
}

impl From<rules::account::Refusal> for Error {
    fn from(refusal: rules::account::Refusal) -> Self {
        match refusal {
            rules::account::Refusal::NotAllowed { .. } => Error::Forbidden,
            other => Error::AccountRefused(other),
        }
    }
}

/// Who lacks an action hears it like everybody who lacks one.
impl From<rules::domain::Refusal> for Error {
    fn from(refusal: rules::domain::Refusal) -> Self {
        match refusal {
            rules::domain::Refusal::NotAllowed { .. } => Error::Forbidden,
            other => Error::DomainRefused(other),
        }
    }
}

impl From<rules::membership::Refusal> for Error {
    fn from(refusal: rules::membership::Refusal) -> Self {
        match refusal {
            rules::membership::Refusal::NotAllowed { .. } => Error::Forbidden,
            other => Error::MembershipRefused(other),
        }
    }
}

impl From<rules::domain_invitation::Refusal> for Error {
    fn from(refusal: rules::domain_invitation::Refusal) -> Self {
        match refusal {
            rules::domain_invitation::Refusal::NotAllowed { .. } => Error::Forbidden,
            // Somebody else's is not there.
            rules::domain_invitation::Refusal::NotYours => Error::NotFound,
            other => Error::DomainInvitationRefused(other),
        }
    }
}
