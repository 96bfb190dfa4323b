//! Identities: UUID v7, one type per noun, so that an id of one noun can't be handed to another.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}

id! {
    /// An account.
    AccountId
    /// An invitation.
    InvitationId
    /// A domain.
    DomainId
    /// A membership: one account in one domain, once.
    MembershipId
    /// An invitation into a domain.
    DomainInvitationId
    /// A session: one login of one account.
    SessionId
    /// An outbox mail; also its Message-ID.
    MailId
    /// A submission of the invite dialog: the idempotency key that the browser chose.
    SubmissionId
    /// A self-registration: somebody asked for an account and has not confirmed yet.
    SelfRegistrationId
    /// A group of accounts.
    GroupId
}
