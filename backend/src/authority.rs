//! Who calls a use case, and what they may do as of the transaction (SECURITY SES-4, AZ-5).

use crate::error::{Error, Result};
use crate::store::audit::NewEvent;
use crate::store::{Tx, accounts};
use rules::account::Status;
use rules::policy::{Action, Actor, Who};

/// Who asks, and in which request. The acting person comes from the session, never from the request.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Who, with what they held when the request began.
    pub actor: Actor,
    /// Stands in the log and the audit trail.
    pub request_id: String,
}

impl Caller {
    /// The command line, which acts as Owner.
    pub fn command_line() -> Self {
        Caller {
            actor: Actor::COMMAND_LINE,
            request_id: String::new(),
        }
    }

    /// The portal itself.
    pub(crate) fn system() -> Self {
        Caller {
            actor: Actor::SYSTEM,
            request_id: String::new(),
        }
    }

    /// Somebody without a session who holds a link.
    pub fn link_holder(request_id: impl Into<String>) -> Self {
        Caller {
            actor: Actor::LINK_HOLDER,
            request_id: request_id.into(),
        }
    }

    /// Refuses early whoever lacks the action; the transaction checks again.
    pub(crate) fn must(&self, action: Action) -> Result<()> {
        if self.actor.may(action) {
            Ok(())
        } else {
            Err(Error::Forbidden)
        }
    }

    /// Somebody unknown, who was denied something (SECURITY LOG-2).
    pub fn visitor(request_id: impl Into<String>) -> Self {
        Caller {
            actor: Actor::VISITOR,
            request_id: request_id.into(),
        }
    }

    /// The actor with what they hold inside this transaction.
    pub(crate) async fn refreshed(&self, tx: &Tx) -> Result<Actor> {
        match self.actor.who {
            Who::Account(id) => match accounts::find(tx.conn(), id).await? {
                Some(account) if account.status == Status::Approved => {
                    Ok(Actor::account(id, tx.roles().actions_of(&account.role)))
                }
                Some(_) | None => Err(Error::Unauthenticated),
            },
            Who::LinkHolder | Who::Visitor | Who::CommandLine | Who::System => Ok(self.actor),
        }
    }

    /// An audit event by this caller.
    pub(crate) fn event(
        &self,
        action: &'static str,
        object_kind: &'static str,
        object_id: impl ToString,
        before: &serde_json::Value,
        after: &serde_json::Value,
    ) -> NewEvent {
        let text = |value: &serde_json::Value| {
            if value.is_null() {
                String::new()
            } else {
                value.to_string()
            }
        };
        NewEvent {
            actor: self.actor,
            action,
            object_kind,
            object_id: object_id.to_string(),
            before: text(before),
            after: text(after),
            request_id: self.request_id.clone(),
        }
    }
}
