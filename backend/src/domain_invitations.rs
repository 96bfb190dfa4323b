//! Invitations into a domain: sent, withdrawn, sent anew, vouched for and answered (M; PRODUCT.md section 2, T2 and T13
//! to T16, T19). A change begins with the domain, locked, so that an answer and an archive meet in order.

use crate::Backend;
use crate::authority::Caller;
use crate::cursor::check_search;
use crate::domains::{Inside, enter};
use crate::error::{Error, Result};
use crate::invitations::Decider;
use crate::store::domain_invitation_list::Whose;
use crate::store::domain_invitations::{self, Change, Stored};
use crate::store::{Tx, accounts, audit, memberships};
use crate::unicode::ServerUnicode;
use futures::FutureExt as _;
use rules::account;
use rules::address_list::{self, Reading};
use rules::domain_invitation::{
    Command, Decision, DomainInvitationRow, Listing, Page, Refusal, Status, Subject, decide,
    discreet, standing,
};
use rules::email_address::EmailAddress;
use rules::ids::{AccountId, DomainId, DomainInvitationId};
use rules::listing::Listing as _;
use rules::plain_text::Note;
use rules::policy::{Action, Actor};
use rules::role::{DomainAction, DomainActionSet};
use rules::time::{Span, Timestamp};
use sending::send;
use serde_json::json;
use std::sync::Arc;

mod answering;
mod flagged;
mod following;
mod inbox;
mod linking;
mod people;
mod sending;
mod telling;
pub(crate) use following::{follow_account, follow_deletion, sweep};
pub(crate) use linking::{
    Linked, carry_over, end_linked, follow_portal, follow_registration, linked_to, note_sent,
};
pub(crate) use sending::{Target, in_mail, send_all};

/// So many addresses can be invited into a domain at once.
pub const MOST_AT_ONCE: usize = 100;

/// What somebody wants to send into a domain.
#[derive(Clone, Debug)]
pub struct DomainWish {
    /// The domain role.
    pub role: String,
    /// A word to the invitee; may be empty.
    pub message: String,
    /// How long it can be answered.
    pub validity: Span,
}

/// What became of one address.
pub type Answer = (String, Result<DomainInvitationId>);

impl Backend {
    /// Invites people into the domain, with an account or without, one transaction each, so that one that is refused does not
    /// stop the others (T2). Answers each address in the order given; the same address twice is one. Needs
    /// `domain:invitations.manage`.
    pub async fn invite_into_domain(
        &self,
        caller: &Caller,
        domain: &str,
        addresses: &[String],
        wish: DomainWish,
    ) -> Result<Vec<Answer>> {
        if addresses.is_empty() {
            return Err(Error::invalid("emails", "Name at least one person."));
        }
        if addresses.len() > MOST_AT_ONCE {
            return Err(Error::invalid("emails", "At most 100 people at once."));
        }
        let message = Note::parse(&wish.message)
            .map_err(|fault| Error::invalid("message", fault.reason()))?;
        rules::invitation::validity_within_bounds(wish.validity)
            .map_err(|_| Error::invalid("validity", "From one hour to 30 days."))?;
        let wish = DomainWish {
            message: message.into_string(),
            ..wish
        };
        // Who may not see the domain hears so once, and not for every address.
        self.read_in(caller, domain, DomainAction::InvitationsManage)
            .await?;
        let mut answers: Vec<Answer> = Vec::with_capacity(addresses.len());
        let mut seen: Vec<String> = Vec::with_capacity(addresses.len());
        for typed in addresses {
            let email = match EmailAddress::parse(typed, &ServerUnicode) {
                Ok(email) => email,
                Err(fault) => {
                    answers.push((typed.clone(), Err(Error::invalid("emails", fault.reason()))));
                    continue;
                }
            };
            if seen.iter().any(|canonical| canonical == email.canonical()) {
                continue;
            }
            seen.push(email.canonical().to_string());
            match self.invite_one(caller, domain, email, wish.clone()).await {
                Err(fault @ (Error::Internal(_) | Error::Unauthenticated)) => return Err(fault),
                answer => answers.push((typed.clone(), answer)),
            }
        }
        Ok(answers)
    }

    /// The same for people who were picked and a list as people type or paste it. What can't be read in it is answered
    /// with the reason.
    pub async fn invite_list_into_domain(
        &self,
        caller: &Caller,
        domain: &str,
        people: &[String],
        list: &str,
        wish: DomainWish,
    ) -> Result<Vec<Answer>> {
        let list = address_list::parse(list, &ServerUnicode)
            .map_err(|many| Error::invalid("emails", many.to_string()))?;
        let addresses = list.entries.into_iter().map(|entry| match entry.reading {
            Reading::Address(email) | Reading::Duplicate(email) => email.typed().to_string(),
            Reading::Unreadable(_) => entry.text,
        });
        let addresses: Vec<String> = people.iter().cloned().chain(addresses).collect();
        self.invite_into_domain(caller, domain, &addresses, wish)
            .await
    }

    async fn invite_one(
        &self,
        caller: &Caller,
        domain: &str,
        email: EmailAddress,
        wish: DomainWish,
    ) -> Result<DomainInvitationId> {
        let settings = self.settings().await?;
        let (parts, caller, domain) = (Arc::clone(&self.0), caller.clone(), domain.to_string());
        let sent = self
            .0
            .store
            .write(move |tx| {
                let (parts, settings) = (parts.clone(), settings.clone());
                let (caller, domain) = (caller.clone(), domain.clone());
                let (email, wish) = (email.clone(), wish.clone());
                async move {
                    let inside = enter(tx, &caller, &domain).await?;
                    let by = Decider {
                        parts: &parts,
                        caller: &caller,
                        settings: &settings,
                    };
                    let sent = send(tx, &by, &inside, &email, &wish, None).await;
                    sent.map_err(|error| discreetly(error, &inside.actor))
                }
                .boxed()
            })
            .await;
        self.0.mail_bell.notify_one();
        sent
    }

    /// A page of a domain's invitations, newest first. Needs `domain:invitations.read`.
    pub async fn list_domain_invitations(
        &self,
        caller: &Caller,
        domain: &str,
        listing: Listing,
    ) -> Result<Page> {
        check_search(&listing.search)?;
        let id = self
            .read_in(caller, domain, DomainAction::InvitationsRead)
            .await?;
        let list = format!("domain invitations {id}?{}", listing.on_page("").query());
        let place = self.place_behind(&list, &listing.page)?;
        let now = self.now();
        let me = caller.actor.account_id();
        let may_read = caller.actor.may(Action::AccountsRead);
        let shown = |row| if may_read { row } else { veiled(row, now) };
        let store = &self.0.store;
        let found = store
            .list_domain_invitations(id, &listing, place, me)
            .await?;
        Ok(Page {
            next: self.cursor_to(&list, found.next)?,
            previous: self.cursor_to(&list, found.previous)?,
            listing,
            rows: found.rows.into_iter().map(shown).collect(),
            first: found.first,
            total: found.total,
            flagged: self.count_flagged(id).await?,
            standings: store.count_standings(Whose::Domain(id)).await?,
            now,
        })
    }

    /// Withdraws a pending one (T16). Needs `domain:invitations.manage`.
    pub async fn delete_domain_invitation(
        &self,
        caller: &Caller,
        domain: &str,
        id: DomainInvitationId,
    ) -> Result<()> {
        self.change_domain_invitation(caller, domain, id, Command::Delete)
            .await
    }

    /// Stands for a pending one whose inviter may not give it any more (T19). Needs `domain:invitations.manage` and
    /// everything that its role holds.
    pub async fn vouch_for_domain_invitation(
        &self,
        caller: &Caller,
        domain: &str,
        id: DomainInvitationId,
    ) -> Result<()> {
        self.change_domain_invitation(caller, domain, id, Command::Vouch)
            .await
    }

    /// Invites somebody anew who declined, with another role when one is given; the declined row stays as it is (T15).
    /// Needs `domain:invitations.manage`.
    pub async fn resend_domain_invitation(
        &self,
        caller: &Caller,
        domain: &str,
        id: DomainInvitationId,
        role: Option<String>,
    ) -> Result<DomainInvitationId> {
        let settings = self.settings().await?;
        let (parts, caller, domain) = (Arc::clone(&self.0), caller.clone(), domain.to_string());
        let sent = self
            .0
            .store
            .write(move |tx| {
                let (parts, settings) = (parts.clone(), settings.clone());
                let (caller, domain, role) = (caller.clone(), domain.clone(), role.clone());
                async move {
                    let inside = enter(tx, &caller, &domain).await?;
                    let old = found_in(tx, &inside, id).await?;
                    let subject = subject(tx, inside.domain.id, inside.is_archived(), &old).await?;
                    decide(
                        &subject,
                        Command::Resend,
                        &inside.actor,
                        inside.held,
                        tx.now(),
                    )?;
                    if domain_invitations::is_superseded(tx.conn(), &old).await? {
                        return Err(Refusal::Status {
                            current: Status::Declined,
                        }
                        .into());
                    }
                    let wish = DomainWish {
                        role: role.unwrap_or_else(|| old.role.clone()),
                        message: old.message.clone(),
                        validity: old.validity,
                    };
                    let by = Decider {
                        parts: &parts,
                        caller: &caller,
                        settings: &settings,
                    };
                    let (email, chain) = (&old.email, Some(old.chain));
                    let sent = send(tx, &by, &inside, email, &wish, chain).await;
                    sent.map_err(|error| discreetly(error, &inside.actor))
                }
                .boxed()
            })
            .await;
        self.0.mail_bell.notify_one();
        sent
    }

    async fn change_domain_invitation(
        &self,
        caller: &Caller,
        domain: &str,
        id: DomainInvitationId,
        command: Command,
    ) -> Result<()> {
        let settings = self.settings().await?;
        let (parts, caller, domain) = (Arc::clone(&self.0), caller.clone(), domain.to_string());
        self.0
            .store
            .write(move |tx| {
                let (parts, settings) = (parts.clone(), settings.clone());
                let (caller, domain) = (caller.clone(), domain.clone());
                async move {
                    let inside = enter(tx, &caller, &domain).await?;
                    let row = found_in(tx, &inside, id).await?;
                    let subject = subject(tx, inside.domain.id, inside.is_archived(), &row).await?;
                    let decision = decide(&subject, command, &inside.actor, inside.held, tx.now())?;
                    let by = inside.actor.account_id();
                    let (word, change) = match command {
                        Command::Vouch => {
                            let vouched_by = by;
                            let change = Change {
                                by,
                                vouched_by,
                                ..Change::default()
                            };
                            ("domain_invitation.vouched", change)
                        }
                        _ => {
                            let reason = "deleted".to_string();
                            let change = Change {
                                by,
                                reason,
                                ..Change::default()
                            };
                            ("domain_invitation.deleted", change)
                        }
                    };
                    apply(tx, &caller, &row, decision, &change, word).await?;
                    let by = Decider {
                        parts: &parts,
                        caller: &caller,
                        settings: &settings,
                    };
                    match command {
                        Command::Delete => by.withdraw(tx, &row).await,
                        _ => Ok(()),
                    }
                }
                .boxed()
            })
            .await
    }
}

/// A row as whoever may not learn of accounts sees it: whether there is one shows in an answer, not before (SECURITY
/// INV-15).
fn veiled(row: DomainInvitationRow, now: Timestamp) -> DomainInvitationRow {
    if row.answered_at.is_some() {
        return row;
    }
    DomainInvitationRow {
        status: row.standing(now),
        account: None,
        name: String::new(),
        reason: String::new(),
        valid_until: Timestamp::NEVER,
        ..row
    }
}

/// Whoever may not learn of accounts hears no more than that it can't be (SECURITY INV-15).
fn discreetly(error: Error, actor: &Actor) -> Error {
    match error {
        Error::DomainInvitationRefused(refusal) => discreet(refusal, actor).into(),
        other => other,
    }
}

/// The row in this domain; an overdue one is stored as expired first.
async fn found_in(tx: &Tx, inside: &Inside, id: DomainInvitationId) -> Result<Stored> {
    let find = || domain_invitations::find(tx.conn(), inside.domain.id, id);
    let row = find().await?.ok_or(Error::NotFound)?;
    if standing(row.status, row.valid_until, tx.now()) == row.status {
        return Ok(row);
    }
    expire(tx, inside.is_archived(), &row).await?;
    find().await?.ok_or(Error::NotFound)
}

/// T9
async fn expire(tx: &Tx, is_archived: bool, row: &Stored) -> Result<()> {
    let subject = subject(tx, row.domain, is_archived, row).await?;
    let nobody = DomainActionSet::NONE;
    let decision = decide(&subject, Command::Expire, &Actor::SYSTEM, nobody, tx.now())?;
    let word = "domain_invitation.expired";
    apply(
        tx,
        &Caller::system(),
        row,
        decision,
        &Change::default(),
        word,
    )
    .await
}

/// The compare-and-set with its event. The domain is locked: whoever was faster is seen before.
async fn apply(
    tx: &Tx,
    caller: &Caller,
    row: &Stored,
    decision: Decision,
    change: &Change,
    word: &'static str,
) -> Result<()> {
    if !domain_invitations::apply(tx, row.id, decision, change).await? {
        return Err(Error::Unavailable("somebody else is at this invitation"));
    }
    let before = json!({ "status": decision.from.as_str() });
    let mut after = json!({ "status": decision.to.as_str(), "domain": row.domain });
    if !change.reason.is_empty() {
        after["reason"] = json!(change.reason);
    }
    let event = caller.event(word, "domain_invitation", row.id, &before, &after);
    audit::insert(tx, &[event]).await
}

/// What the rules need, with what whoever stands for it holds as of now (T19).
async fn subject(tx: &Tx, domain: DomainId, is_archived: bool, row: &Stored) -> Result<Subject> {
    let is_account_approved = match row.account {
        Some(id) => accounts::find(tx.conn(), id)
            .await?
            .is_some_and(|account| account.status == account::Status::Approved),
        None => false,
    };
    Ok(Subject {
        status: row.status,
        valid_until: row.valid_until,
        account: row.account,
        is_account_approved,
        role_actions: tx.roles().domain_actions_of(&row.role),
        inviter_held: held_by(tx, domain, row.stands_for_it()).await?,
        is_archived,
    })
}

/// What that account holds in the domain now; the command line, which has none, holds everything.
pub(crate) async fn held_by(
    tx: &Tx,
    domain: DomainId,
    account: Option<AccountId>,
) -> Result<DomainActionSet> {
    let Some(id) = account else {
        return Ok(DomainActionSet::ALL);
    };
    let found = accounts::find(tx.conn(), id).await?;
    let Some(account) = found.filter(|found| found.status == account::Status::Approved) else {
        return Ok(DomainActionSet::NONE);
    };
    let actor = Actor::account(id, tx.roles().actions_of(&account.role));
    let own = memberships::active(tx.conn(), domain, id, tx.now()).await?;
    let actions = own.map_or(DomainActionSet::NONE, |own| {
        tx.roles().domain_actions_of(&own.role)
    });
    Ok(rules::domain::held(&actor, actions))
}
