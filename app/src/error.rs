//! What a server function can answer instead of its value: codes and typed values, no sentences and
//! no sources (SECURITY WEB-3). The words for people stand in [`crate::messages`].

use crate::strict::AnswerEncoding;
use rules::invitation::{Refusal, Status};
use rules::time::Timestamp;
use serde::{Deserialize, Serialize};
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The field's name on the wire.
    pub field: String,
    /// What it may be.
    pub reason: String,
}

/// Why a server function did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppError {
    /// The rules said no.
    Refused(Refusal),
    /// The rules said no to something about an account, or somebody was faster.
    AccountRefused(rules::account::Refusal),
    /// The rules said no to something about a domain.
    DomainRefused(rules::domain::Refusal),
    /// The rules said no to something about a membership.
    MembershipRefused(rules::membership::Refusal),
    /// The rules said no to something about a domain invitation, or somebody was faster.
    DomainInvitationRefused(rules::domain_invitation::Refusal),
    /// The rules said no to a mail's Retry.
    MailRefused(rules::outbox::Refusal),
    /// Not there, or not for you to see.
    NotFound,
    /// Somebody was faster.
    Conflict {
        /// The status as of now.
        current: Status,
        /// Who set it, when it was a person with an account.
        by: Option<String>,
        /// When.
        at: Timestamp,
    },
    /// The same submission came with another content.
    KeyReused,
    /// Fields that can't be taken.
    Invalid(Vec<Fault>),
    /// No session any more.
    Unauthenticated,
    /// A session without the right.
    Forbidden,
    /// Too often; come again then.
    RateLimited {
        /// When it is possible again.
        until: Timestamp,
    },
    /// Busy; come again soon.
    Unavailable,
    /// A fault of ours, told in the log under this id.
    Internal {
        /// The request's id.
        request_id: String,
    },
    /// No answer came from the server.
    Transport,
    /// The request could not be read.
    Malformed,
}

impl AppError {
    /// The code that stands in an address after a form was sent without JavaScript.
    pub const fn code(&self) -> &'static str {
        match self {
            AppError::Refused(_)
            | AppError::AccountRefused(_)
            | AppError::DomainRefused(_)
            | AppError::MembershipRefused(_)
            | AppError::DomainInvitationRefused(_) => "refused",
            AppError::MailRefused(_) => "mail_refused",
            AppError::NotFound => "not_found",
            AppError::Conflict { .. } => "conflict",
            AppError::KeyReused => "key_reused",
            AppError::Invalid(_) => "invalid",
            AppError::Unauthenticated => "unauthenticated",
            AppError::Forbidden => "forbidden",
            AppError::RateLimited { .. } => "rate_limited",
            AppError::Unavailable => "unavailable",
            AppError::Internal { .. } => "internal",
            AppError::Transport => "transport",
            AppError::Malformed => "malformed",
        }
    }

    /// The HTTP status that goes with it.
    pub const fn status(&self) -> u16 {
        match self {
            AppError::Refused(_)
            | AppError::AccountRefused(_)
            | AppError::DomainRefused(_)
            | AppError::MembershipRefused(_)
            | AppError::DomainInvitationRefused(_)
            | AppError::MailRefused(_)
            | AppError::Conflict { .. }
            | AppError::KeyReused => 409,
            AppError::NotFound => 404,
            AppError::Invalid(_) | AppError::Malformed => 400,
            AppError::Unauthenticated => 401,
            AppError::Forbidden => 403,
            AppError::RateLimited { .. } => 429,
            AppError::Unavailable | AppError::Transport => 503,
            AppError::Internal { .. } => 500,
        }
    }

    /// The reason for one field, when it is at fault.
    pub fn fault_of(&self, field: &str) -> Option<String> {
        let AppError::Invalid(faults) = self else {
            return None;
        };
        faults
            .iter()
            .find(|fault| fault.field == field)
            .map(|fault| fault.reason.clone())
    }
}

impl FromServerFnError for AppError {
    type Encoder = AnswerEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let error = match error {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => AppError::Malformed,
            ServerFnErrorErr::Request(_)
            | ServerFnErrorErr::Response(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_) => AppError::Transport,
            ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::ServerError(_)
            | ServerFnErrorErr::MiddlewareError(_)
            | ServerFnErrorErr::Serialization(_) => AppError::Internal {
                request_id: String::new(),
            },
        };
        #[cfg(feature = "ssr")]
        crate::request::set_status(&error);
        error
    }
}

#[cfg(feature = "ssr")]
impl AppError {
    /// An error as it is told, without setting the status of the answer: one of several.
    pub fn told(error: backend::Error) -> Self {
        use backend::Error;
        let chain = error.chain();
        match error {
            Error::Refused(refusal) => AppError::Refused(refusal),
            Error::AccountRefused(refusal) => AppError::AccountRefused(refusal),
            Error::DomainRefused(refusal) => AppError::DomainRefused(refusal),
            Error::MembershipRefused(refusal) => AppError::MembershipRefused(refusal),
            Error::DomainInvitationRefused(refusal) => AppError::DomainInvitationRefused(refusal),
            Error::MailRefused(refusal) => AppError::MailRefused(refusal),
            Error::NotFound => AppError::NotFound,
            Error::Conflict(overtaken) => AppError::Conflict {
                current: overtaken.current,
                by: overtaken.by_name,
                at: overtaken.at,
            },
            Error::KeyReused => AppError::KeyReused,
            Error::Invalid(faults) => AppError::Invalid(
                faults
                    .into_iter()
                    .map(|fault| Fault {
                        field: fault.field.to_string(),
                        reason: fault.reason,
                    })
                    .collect(),
            ),
            Error::Unauthenticated => AppError::Unauthenticated,
            Error::Forbidden => AppError::Forbidden,
            Error::RateLimited { until } => AppError::RateLimited { until },
            Error::Unavailable(_) => AppError::Unavailable,
            Error::Internal(_) => {
                let request_id = crate::request::request_id();
                tracing::error!(request_id, error = chain, "a server function failed");
                AppError::Internal { request_id }
            }
        }
    }
}

#[cfg(feature = "ssr")]
impl From<backend::Error> for AppError {
    /// The one conversion: logs a fault of ours once, with its whole chain, and sets the status.
    fn from(error: backend::Error) -> Self {
        let told = AppError::told(error);
        crate::request::set_status(&told);
        told
    }
}
