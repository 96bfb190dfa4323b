//! Behind an invitation's link: what its page shows, and the registration that completes it
//! (PRODUCT.md 8.6, T3 to T5, T18). Looking changes nothing.

pub(crate) mod completion;

use crate::Backend;
use crate::authority::Caller;
use crate::error::{Error, Result};
use crate::mail::Mail;
use crate::new_password::{Faults, read_name, read_password};
use crate::outbox::About;
use crate::passwords::Asker;
use crate::secrets::{self, Purpose};
use crate::store::invitations::Stored;
use crate::store::{
    accounts, audit, budgets, domain_invitations, invitations, outbox, suppressions, tokens,
};
use completion::{Person, complete};
use futures::FutureExt as _;
use rules::account::Status as AccountStatus;
use rules::denial::Denial;
use rules::invitation::{Status, standing};
use rules::time::Timestamp;
use std::sync::Arc;

/// So many domains an offer names at most.
pub const MOST_DOMAINS: u32 = 20;

/// What stands behind a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Behind {
    /// It works: the registration form.
    Open(Offer),
    /// The address has an account already: LOGIN, with an explanation.
    HasAccount {
        /// The invited address.
        email: String,
    },
    /// Too late.
    Expired {
        /// When it ended.
        valid_until: Timestamp,
        /// Who had sent it.
        inviter: String,
        /// Does the address ask not to be invited? Then nobody is asked for a new one.
        is_suppressed: bool,
    },
    /// A newer invitation was sent.
    Superseded,
    /// Used: the account exists.
    Used,
    /// Registered; an administrator decides.
    Waiting,
    /// Refused by an administrator, or declined.
    Refused,
    /// Deleted or never there; they look the same.
    Unknown,
}

/// What a working link offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The invited address, as typed.
    pub email: String,
    /// Who invites.
    pub inviter: String,
    /// The role it carries.
    pub role: String,
    /// The domains that they are invited into along with it: title and role, at most [`MOST_DOMAINS`].
    pub domains: Vec<(String, String)>,
    /// Are there more of them?
    pub has_more_domains: bool,
    /// The inviter's words; may be empty.
    pub message: String,
    /// When it ends.
    pub valid_until: Timestamp,
    /// The name of the rejected account that comes back (T18); empty for a new person.
    pub known_name: String,
    /// Will an administrator have to approve?
    pub needs_approval: bool,
}

/// What the registration form sends; nothing else is taken (SECURITY INV-3).
#[derive(Clone)]
pub struct Registration {
    /// Full name.
    pub full_name: String,
    /// The password.
    pub password: String,
    /// The password again.
    pub confirmation: String,
}

/// How a registration ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completed {
    /// May log in now.
    Approved,
    /// Waits for an administrator.
    Waiting,
}

impl Backend {
    /// What stands behind the link. Changes nothing, however often (T3, SECURITY INV-4).
    pub async fn behind_link(&self, token: &str) -> Result<Behind> {
        let Some(stored) = self.invitation_behind(token).await? else {
            return Ok(Behind::Unknown);
        };
        let conn = self.0.store.read();
        let settings = self.settings().await?;
        let inviter = accounts::name_of(conn, stored.inviter).await?;
        let inviter = inviter.unwrap_or_else(|| settings.portal_name.clone());
        match standing(stored.status, stored.valid_until, self.now()) {
            Status::Pending => {
                let email = stored.email.canonical();
                let account = accounts::find_by_email(conn, email).await?;
                let known_name = match account {
                    Some(account) if account.status == AccountStatus::Rejected => account.full_name,
                    Some(_) => {
                        return Ok(Behind::HasAccount {
                            email: stored.email.typed().to_string(),
                        });
                    }
                    None => String::new(),
                };
                let most = MOST_DOMAINS + 1;
                let mut domains = domain_invitations::offered_along(conn, stored.id, most).await?;
                let has_more_domains = domains.len() > MOST_DOMAINS as usize;
                domains.truncate(MOST_DOMAINS as usize);
                Ok(Behind::Open(Offer {
                    email: stored.email.typed().to_string(),
                    inviter,
                    role: stored.role,
                    domains,
                    has_more_domains,
                    message: stored.message,
                    valid_until: stored.valid_until,
                    known_name,
                    needs_approval: !settings.invitations_auto_approve,
                }))
            }
            Status::Waiting => Ok(Behind::Waiting),
            Status::Approved => Ok(Behind::Used),
            Status::Rejected | Status::Declined => Ok(Behind::Refused),
            Status::Expired => Ok(Behind::Expired {
                valid_until: stored.valid_until,
                inviter,
                is_suppressed: suppressions::find(conn, stored.email.canonical())
                    .await?
                    .is_some(),
            }),
            Status::Inactivated => Ok(Behind::Superseded),
            Status::Invalid => Ok(Behind::Unknown),
        }
    }

    /// Completes the invitation behind the link (T4, T5, T18).
    ///
    /// [`Error::NotFound`] for an unknown link; [`Error::Conflict`] or [`Error::Refused`] for one that
    /// does not work any more; [`Error::Invalid`] names every field at fault, and nothing is lost then.
    pub async fn register(
        &self,
        token: &str,
        registration: Registration,
        network: Option<String>,
        request_id: &str,
    ) -> Result<Completed> {
        let visitor = Caller::visitor(request_id);
        let source = network.clone().unwrap_or_default();
        let Some(stored) = self.invitation_behind(token).await? else {
            let object = ("request", "/invite".to_string());
            self.note_denial(Denial::UnknownLink, &visitor, &source, object)
                .await;
            return Err(Error::NotFound);
        };
        if standing(stored.status, stored.valid_until, self.now()) != Status::Pending {
            let object = ("invitation", stored.id.to_string());
            self.note_denial(Denial::DeadLink, &visitor, &source, object)
                .await;
        }
        if stored.status == Status::Invalid {
            // Deleted looks like unknown (PRODUCT.md 8.6).
            return Err(Error::NotFound);
        }
        let settings = self.settings().await?;
        let mut faults = Faults::default();
        let name = read_name(&mut faults, &registration.full_name);
        let password = read_password(
            &mut faults,
            &settings,
            &registration.password,
            &registration.confirmation,
            &registration.full_name,
            &stored.email,
        )
        .await?;
        if standing(stored.status, stored.valid_until, self.now()) == Status::Pending {
            faults.into_result()?;
        }
        // A dead link is answered by the transaction, without hashing anything.
        let password_hash = match (&name, &password, stored.status) {
            (Some(_), Some(password), Status::Pending) => {
                let subject = Some(stored.email.canonical().to_string());
                let asker = Asker {
                    network,
                    subject,
                    is_known: true,
                };
                self.0.passwords.hash(password, &asker).await?
            }
            _ => String::new(),
        };
        let full_name = name
            .map(|name| name.as_str().to_string())
            .unwrap_or_default();
        let (parts, caller) = (Arc::clone(&self.0), Caller::link_holder(request_id));
        let id = stored.id;
        let answer = self
            .0
            .store
            .write(move |tx| {
                let (parts, caller) = (parts.clone(), caller.clone());
                let (full_name, password_hash) = (full_name.clone(), password_hash.clone());
                async move {
                    let person = Person {
                        full_name,
                        password_hash,
                        is_unproven: !outbox::was_mailed(tx, id).await?,
                    };
                    complete(tx, &parts, &caller, id, &person).await
                }
                .boxed()
            })
            .await;
        let status = match answer {
            Err(Error::Conflict(overtaken)) if overtaken.current == Status::Invalid => {
                return Err(Error::NotFound);
            }
            answer => self.store_if_overdue(id, answer).await?,
        };
        self.0.mail_bell.notify_one();
        Ok(if status == Status::Approved {
            Completed::Approved
        } else {
            Completed::Waiting
        })
    }

    /// "Ask for a new one" on the page of an expired link: the inviter is told, at most once a day for
    /// an invitation. [`Error::NotFound`] when the link is not an expired one; [`Error::Refused`] while
    /// inviting is switched off, and for an address that asked not to be invited (T21).
    pub async fn ask_for_a_new_one(&self, token: &str, request_id: &str) -> Result<()> {
        let stored = self
            .invitation_behind(token)
            .await?
            .ok_or(Error::NotFound)?;
        if standing(stored.status, stored.valid_until, self.now()) != Status::Expired {
            return Err(Error::NotFound);
        }
        let settings = self.settings().await?;
        if !settings.portal_invite_email {
            return Err(rules::invitation::Refusal::SwitchedOff.into());
        }
        let conn = self.0.store.read();
        suppressions::refuse(conn, stored.email.canonical()).await?;
        let inviter = match stored.inviter {
            Some(id) => accounts::find(conn, id)
                .await?
                .filter(|account| account.status == AccountStatus::Approved),
            None => None,
        };
        let Some(recipient) = (match inviter {
            Some(account) => Some(account),
            None => accounts::first_owner(conn).await?,
        }) else {
            return Err(Error::internal("nobody can be asked for a new invitation"));
        };
        let (parts, caller) = (Arc::clone(&self.0), Caller::link_holder(request_id));
        self.0
            .store
            .write(move |tx| {
                let (parts, caller, stored) = (parts.clone(), caller.clone(), stored.clone());
                let (settings, recipient) = (settings.clone(), recipient.clone());
                async move {
                    let subject = stored.id.to_string();
                    if budgets::take(tx, "asked anew", &subject, 1, 1).await? == 0 {
                        return Err(Error::RateLimited {
                            until: tx.now().next_day(),
                        });
                    }
                    let mail = Mail::AskedAnew {
                        email: stored.email.typed().to_string(),
                        resend_link: format!(
                            "{}/consumers/invitations/{}",
                            parts.outbox.public_url, stored.id
                        ),
                    };
                    let about = About {
                        account: Some(recipient.id),
                        ..About::default()
                    };
                    let to = &recipient.email_typed;
                    let new = parts
                        .outbox
                        .write_mail(&settings, &mail, to, about, tx.now())?;
                    outbox::insert(tx, &[new]).await?;
                    let null = serde_json::Value::Null;
                    let event = caller.event(
                        "invitation.asked_anew",
                        "invitation",
                        stored.id,
                        &null,
                        &null,
                    );
                    audit::insert(tx, &[event]).await
                }
                .boxed()
            })
            .await?;
        self.0.mail_bell.notify_one();
        Ok(())
    }

    async fn invitation_behind(&self, token: &str) -> Result<Option<Stored>> {
        if !secrets::looks_like_a_token(token) {
            return Ok(None);
        }
        let digest = secrets::token_digest(Purpose::Invite, token);
        let conn = self.0.store.read();
        match tokens::invitation_behind(conn, &digest, Purpose::Invite).await? {
            Some(id) => invitations::find(conn, id).await,
            None => Ok(None),
        }
    }
}
