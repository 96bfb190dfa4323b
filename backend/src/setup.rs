//! The first Owner (PRODUCT.md section 4; SECURITY INV-21): a set-up link while there is none, and the
//! same from the command line. Of several racers exactly one wins.

use crate::Backend;
use crate::authority::Caller;
use crate::domain_invitations;
use crate::error::{Error, Result};
use crate::new_password::{Faults, read_name, read_password};
use crate::passwords::Asker;
use crate::secrets::{self, Purpose};
use crate::store::accounts::NewAccount;
use crate::store::{Tx, accounts, audit, settings, tokens};
use crate::unicode::ServerUnicode;
use futures::FutureExt as _;
use rules::account::{Origin, Status};
use rules::denial::Denial;
use rules::email_address::EmailAddress;
use rules::ids::AccountId;
use rules::plain_text::PortalName;
use rules::role::OWNER;
use rules::settings::Key;
use rules::time::Span;
use serde_json::json;

/// A set-up link is good for an hour.
const VALIDITY: Span = Span::hours(1);

/// What the set-up page asks for.
#[derive(Clone)]
pub struct FirstOwner {
    /// What the portal calls itself; empty: as it is.
    pub portal_name: String,
    /// Full name.
    pub full_name: String,
    /// The address as typed.
    pub email: String,
    /// The password.
    pub password: String,
    /// The password again.
    pub confirmation: String,
}

impl Backend {
    /// Is there an Owner?
    pub async fn has_owner(&self) -> Result<bool> {
        Ok(accounts::count_owners(self.0.store.read()).await? > 0)
    }

    /// A new set-up link, good for an hour; `None` once there is an Owner.
    pub async fn new_set_up_link(&self) -> Result<Option<String>> {
        if self.has_owner().await? {
            return Ok(None);
        }
        let secret = secrets::new_secret()?;
        let digest = secrets::token_digest(Purpose::Bootstrap, secret.expose());
        self.0
            .store
            .write(move |tx| {
                let digest = digest.clone();
                async move {
                    let token = tokens::NewToken {
                        digest,
                        purpose: Purpose::Bootstrap,
                        invitation: None,
                        self_registration: None,
                        valid_until: tx.now().plus(VALIDITY),
                    };
                    tokens::insert(tx, &[token]).await
                }
                .boxed()
            })
            .await?;
        Ok(Some(format!(
            "{}/setup/{}",
            self.public_url(),
            secret.expose()
        )))
    }

    /// Does the set-up link still work?
    pub async fn is_set_up_link_alive(&self, token: &str) -> Result<bool> {
        if !secrets::looks_like_a_token(token) || self.has_owner().await? {
            return Ok(false);
        }
        let digest = secrets::token_digest(Purpose::Bootstrap, token);
        tokens::is_bootstrap_alive(self.0.store.read(), &digest, self.now()).await
    }

    /// Uses the set-up link: creates the Owner and names the portal. [`Error::NotFound`] when the link
    /// is dead.
    pub async fn set_up(&self, token: &str, owner: FirstOwner, request_id: &str) -> Result<()> {
        if !self.is_set_up_link_alive(token).await? {
            let digest = secrets::token_digest(Purpose::Bootstrap, token);
            let conn = self.0.store.read();
            let denial = if tokens::was_made(conn, &digest, Purpose::Bootstrap).await? {
                Denial::DeadLink
            } else {
                Denial::UnknownLink
            };
            let (visitor, object) = (Caller::visitor(request_id), "/setup".to_string());
            self.note_denial(denial, &visitor, "", ("request", object))
                .await;
            return Err(Error::NotFound);
        }
        let digest = secrets::token_digest(Purpose::Bootstrap, token);
        let asker = Asker {
            is_known: true,
            ..Asker::default()
        };
        self.create_owner(owner, Origin::Setup, Some(digest), asker, request_id)
            .await
    }

    /// The same from the command line, without a link. [`Error::NotFound`] when there is an Owner.
    pub async fn create_first_owner(&self, owner: FirstOwner) -> Result<()> {
        self.create_owner(owner, Origin::CommandLine, None, Asker::default(), "")
            .await
    }

    async fn create_owner(
        &self,
        owner: FirstOwner,
        origin: Origin,
        digest: Option<Vec<u8>>,
        asker: Asker,
        request_id: &str,
    ) -> Result<()> {
        let mut current = self.settings().await?;
        let mut faults = Faults::default();
        let portal_name = owner.portal_name.trim().to_string();
        let names_portal =
            !portal_name.is_empty() && !self.0.fixed_settings.contains_key(&Key::PortalName);
        if names_portal {
            faults.take("portal_name", PortalName::parse(&portal_name), |fault| {
                fault.reason().to_string()
            });
            current.portal_name = portal_name.clone();
        }
        let name = read_name(&mut faults, &owner.full_name);
        let email = EmailAddress::parse(&owner.email, &ServerUnicode);
        let email = faults.take("email", email, |fault| fault.reason().to_string());
        let password = match &email {
            Some(email) => {
                read_password(
                    &mut faults,
                    &current,
                    &owner.password,
                    &owner.confirmation,
                    &owner.full_name,
                    email,
                )
                .await?
            }
            None => None,
        };
        faults.into_result()?;
        let (Some(name), Some(email), Some(password)) = (name, email, password) else {
            return Err(Error::internal("a fault was not told"));
        };
        let password_hash = self.0.passwords.hash(&password, &asker).await?;
        let request_id = request_id.to_string();
        self.0
            .store
            .write(move |tx| {
                let new = NewAccount {
                    id: AccountId(secrets::new_id(tx.now())),
                    email: email.clone(),
                    full_name: name.as_str().to_string(),
                    password_hash: password_hash.clone(),
                    role: OWNER.to_string(),
                    status: Status::Approved,
                    origin,
                    is_unproven: true,
                };
                let digest = digest.clone();
                let caller = match origin {
                    Origin::CommandLine => Caller::command_line(),
                    Origin::Setup | Origin::Invitation | Origin::Registration => {
                        Caller::link_holder(request_id.clone())
                    }
                };
                let portal_name = names_portal.then(|| portal_name.clone());
                async move { store_owner(tx, &new, digest, portal_name, &caller).await }.boxed()
            })
            .await
    }
}

async fn store_owner(
    tx: &Tx,
    new: &NewAccount,
    digest: Option<Vec<u8>>,
    portal_name: Option<String>,
    caller: &Caller,
) -> Result<()> {
    accounts::lock_owners(tx).await?;
    if let Some(digest) = digest
        && !tokens::consume_bootstrap(tx, &digest).await?
    {
        return Err(Error::NotFound);
    }
    if accounts::count_owners(tx.conn()).await? > 0 {
        return Err(Error::NotFound);
    }
    if !accounts::insert(tx, new).await? {
        return Err(Error::invalid(
            "email",
            "This address has an account already.",
        ));
    }
    domain_invitations::follow_registration(tx, new.email.canonical(), new.id, new.status).await?;
    tokens::kill_bootstrap(tx).await?;
    let mut events = vec![caller.event(
        "account.created",
        "account",
        new.id,
        &serde_json::Value::Null,
        &json!({ "role": new.role, "status": new.status.as_str(), "origin": new.origin.as_str() }),
    )];
    if let Some(portal_name) = portal_name {
        settings::set(tx, Key::PortalName.as_str(), &portal_name, Some(new.id)).await?;
        events.push(caller.event(
            "setting.changed",
            "setting",
            Key::PortalName.as_str(),
            &json!(Key::PortalName.default_value()),
            &json!(portal_name),
        ));
    }
    audit::insert(tx, &events).await
}
