//! Domains: made, listed, described and archived (M; PRODUCT.md sections 1, 4 and 8.5). Who may not see a domain
//! finds none.

use crate::Backend;
use crate::authority::Caller;
use crate::error::{Error, FieldFault, Result};
use crate::secrets;
use crate::store::domains::{self, NewDomain, Stored, Whose};
use crate::store::memberships::{self, NewMembership};
use crate::store::{Tx, accounts, audit, domain_invitations};
use futures::FutureExt as _;
use rules::domain::{
    Command, Description, Domain, DomainName, DomainRow, OfferedDomain, Refusal, decide, held,
};
use rules::domain_invitation::may_offer;
use rules::ids::{DomainId, MembershipId};
use rules::policy::{Action, Actor};
use rules::role::{DOMAIN_ADMINISTRATOR, DomainAction, DomainActionSet};
use serde_json::{Value, json};

/// Why a pending invitation into an archived domain is invalid.
const ARCHIVED: &str = "domain archived";

/// Somebody in a domain, as of a transaction that has locked it.
pub(crate) struct Inside {
    pub(crate) domain: Stored,
    pub(crate) actor: Actor,
    /// What they hold there.
    pub(crate) held: DomainActionSet,
}

impl Inside {
    pub(crate) fn is_archived(&self) -> bool {
        self.domain.archived_at.is_some()
    }
}

/// Enters the domain of that name and locks it. Who may not read it finds none.
pub(crate) async fn enter(tx: &Tx, caller: &Caller, name: &str) -> Result<Inside> {
    let actor = caller.refreshed(tx).await?;
    let domain = domains::find_locked(tx, name).await?;
    let domain = domain.ok_or(Error::NotFound)?;
    let role = match actor.account_id() {
        Some(account) => memberships::active(tx.conn(), domain.id, account, tx.now()).await?,
        None => None,
    };
    let actions = role.map_or(DomainActionSet::NONE, |own| {
        tx.roles().domain_actions_of(&own.role)
    });
    let held = held(&actor, actions);
    if !held.allows(DomainAction::Read) {
        return Err(Error::NotFound);
    }
    Ok(Inside {
        domain,
        actor,
        held,
    })
}

impl Backend {
    /// Makes a domain; whoever makes it is its Administrator. Needs `domains.create`. Answers its name.
    pub async fn create_domain(
        &self,
        caller: &Caller,
        name: &str,
        title: &str,
        description: &str,
    ) -> Result<String> {
        caller.must(Action::DomainsCreate)?;
        let (name, description) = match (
            DomainName::parse(name),
            Description::parse(title, description),
        ) {
            (Ok(name), Ok(description)) => (name, description),
            (name, description) => {
                let name = name
                    .err()
                    .map(|fault| FieldFault::new("name", fault.reason()));
                let description = description
                    .err()
                    .map(|(field, fault)| FieldFault::new(field, fault.reason()));
                return Err(Error::Invalid(
                    name.into_iter().chain(description).collect(),
                ));
            }
        };
        let caller = caller.clone();
        self.0
            .store
            .write(move |tx| {
                let (caller, name, description) =
                    (caller.clone(), name.clone(), description.clone());
                async move {
                    let actor = caller.refreshed(tx).await?;
                    if !actor.may(Action::DomainsCreate) {
                        return Err(Error::Forbidden);
                    }
                    let new = NewDomain {
                        id: DomainId(secrets::new_id(tx.now())),
                        name: name.as_str().to_string(),
                        title: description.title.as_str().to_string(),
                        description: description.text.as_str().to_string(),
                        by: actor.account_id(),
                    };
                    if !domains::insert(tx, &new).await? {
                        return Err(Refusal::NameTaken.into());
                    }
                    if let Some(account) = actor.account_id() {
                        let membership = NewMembership {
                            id: MembershipId(secrets::new_id(tx.now())),
                            domain: new.id,
                            account,
                            role: DOMAIN_ADMINISTRATOR.to_string(),
                            invitation: None,
                            invited_by: None,
                        };
                        memberships::insert(tx, &membership).await?;
                    }
                    let after = json!({ "name": new.name, "title": new.title });
                    note(tx, &caller, "domain.created", new.id, &Value::Null, &after).await?;
                    Ok(new.name)
                }
                .boxed()
            })
            .await
    }

    /// The domains that the caller may enter, by title.
    pub async fn list_domains(&self, caller: &Caller) -> Result<Vec<DomainRow>> {
        let rows = self.0.store.list_domains(whose(caller)?, None, self.now());
        let rows = rows.await?;
        Ok(rows
            .into_iter()
            .map(|row| self.shown(caller, row).0)
            .collect())
    }

    /// The domains that an invitation to the portal may go with, by title. Needs `invitations.send`.
    pub async fn domains_to_invite_into(&self, caller: &Caller) -> Result<Vec<OfferedDomain>> {
        caller.must(Action::InvitationsSend)?;
        let rows = self.0.store.list_domains(whose(caller)?, None, self.now());
        let rows = rows.await?.into_iter();
        let offered = rows.filter_map(|row| {
            let (row, held) = self.shown(caller, row);
            let is_archived = row.archived_at.is_some();
            let roles = self.roles().domain_roles().iter();
            let roles =
                roles.filter(|role| may_offer(Some(role.actions), held, is_archived).is_ok());
            let roles: Vec<String> = roles.map(|role| role.name.clone()).collect();
            (!roles.is_empty()).then_some(OfferedDomain {
                name: row.name,
                title: row.title,
                roles,
            })
        });
        Ok(offered.collect())
    }

    /// One domain, as the caller sees it. One that they may not read is not there.
    pub async fn domain(&self, caller: &Caller, name: &str) -> Result<Domain> {
        let store = &self.0.store;
        let found = store.list_domains(whose(caller)?, Some(name), self.now());
        let row = found.await?.pop().ok_or(Error::NotFound)?;
        let (row, held) = self.shown(caller, row);
        if !held.allows(DomainAction::Read) {
            return Err(Error::NotFound);
        }
        let stored = domains::find(store.read(), name).await?;
        let stored = stored.ok_or(Error::NotFound)?;
        let created_by = accounts::name_of(store.read(), stored.created_by).await?;
        Ok(Domain {
            row,
            held,
            roles: self.roles().domain_roles().to_vec(),
            created_at: stored.created_at,
            created_by: created_by.unwrap_or_else(|| match stored.created_by {
                Some(_) => "Deleted account".to_string(),
                None => "Command line".to_string(),
            }),
        })
    }

    /// Another title and description. Needs `domain:manage`.
    pub async fn describe_domain(
        &self,
        caller: &Caller,
        name: &str,
        title: &str,
        description: &str,
    ) -> Result<()> {
        let description = Description::parse(title, description)
            .map_err(|(field, fault)| Error::invalid(field, fault.reason()))?;
        self.change_domain(caller, name, Command::Describe, Some(description))
            .await
    }

    /// Makes the domain read-only; its open invitations end (T26). Needs `domain:archive`.
    pub async fn archive_domain(&self, caller: &Caller, name: &str) -> Result<()> {
        self.change_domain(caller, name, Command::Archive, None)
            .await
    }

    /// Brings it back with its members, without its invitations. Needs `domain:archive`.
    pub async fn unarchive_domain(&self, caller: &Caller, name: &str) -> Result<()> {
        self.change_domain(caller, name, Command::Unarchive, None)
            .await
    }

    async fn change_domain(
        &self,
        caller: &Caller,
        name: &str,
        command: Command,
        description: Option<Description>,
    ) -> Result<()> {
        let (caller, name) = (caller.clone(), name.to_string());
        self.0
            .store
            .write(move |tx| {
                let (caller, name, description) =
                    (caller.clone(), name.clone(), description.clone());
                async move {
                    let inside = enter(tx, &caller, &name).await?;
                    decide(inside.is_archived(), command, inside.held)?;
                    carry_out(tx, &caller, &inside, command, description).await
                }
                .boxed()
            })
            .await
    }

    /// What the caller may see of a row, and what they hold in it.
    fn shown(&self, caller: &Caller, mut row: DomainRow) -> (DomainRow, DomainActionSet) {
        let actions = row.role.as_deref().map_or(DomainActionSet::NONE, |role| {
            self.roles().domain_actions_of(role)
        });
        let held = held(&caller.actor, actions);
        row.pending = row
            .pending
            .filter(|_| held.allows(DomainAction::InvitationsRead));
        (row, held)
    }

    /// What the caller holds in the domain of that name, for reading: `action`, or it is refused. A domain that they
    /// may not read is not there.
    pub(crate) async fn read_in(
        &self,
        caller: &Caller,
        name: &str,
        action: DomainAction,
    ) -> Result<DomainId> {
        let found = self
            .0
            .store
            .list_domains(whose(caller)?, Some(name), self.now());
        let row = found.await?.pop().ok_or(Error::NotFound)?;
        let (row, held) = self.shown(caller, row);
        if !held.allows(DomainAction::Read) {
            return Err(Error::NotFound);
        }
        if held.allows(action) {
            Ok(row.id)
        } else {
            Err(Error::Forbidden)
        }
    }
}

fn whose(caller: &Caller) -> Result<Whose> {
    let me = caller.actor.account_id();
    if caller.actor.may(Action::DomainsReadAll) {
        return Ok(Whose::All(me));
    }
    me.map(Whose::Member).ok_or(Error::Unauthenticated)
}

async fn carry_out(
    tx: &Tx,
    caller: &Caller,
    inside: &Inside,
    command: Command,
    description: Option<Description>,
) -> Result<()> {
    let domain = &inside.domain;
    let by = inside.actor.account_id();
    match (command, description) {
        (Command::Describe, Some(to)) => {
            let (title, text) = (to.title.as_str(), to.text.as_str());
            if (title, text) == (domain.title.as_str(), domain.description.as_str()) {
                return Ok(());
            }
            domains::describe(tx, domain.id, title, text).await?;
            let before = json!({ "title": domain.title, "description": domain.description });
            let after = json!({ "title": title, "description": text });
            note(tx, caller, "domain.described", domain.id, &before, &after).await
        }
        (Command::Describe, None) => Err(Error::internal("a domain is described without words")),
        (Command::Archive, _) => {
            domains::set_archived(tx, domain.id, true, by).await?;
            let of = domain_invitations::Of::Domain(domain.id);
            let ended = domain_invitations::invalidate(tx, of, by, ARCHIVED).await?;
            let after = json!({ "invitations_ended": ended.len() });
            note(
                tx,
                caller,
                "domain.archived",
                domain.id,
                &Value::Null,
                &after,
            )
            .await
        }
        (Command::Unarchive, _) => {
            domains::set_archived(tx, domain.id, false, by).await?;
            let nothing = &Value::Null;
            note(tx, caller, "domain.unarchived", domain.id, nothing, nothing).await
        }
    }
}

async fn note(
    tx: &Tx,
    caller: &Caller,
    word: &'static str,
    domain: DomainId,
    before: &Value,
    after: &Value,
) -> Result<()> {
    let event = caller.event(word, "domain", domain, before, after);
    audit::insert(tx, &[event]).await
}
