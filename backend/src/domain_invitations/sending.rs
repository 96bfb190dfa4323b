//! Invitations into domains are sent (T2, T15), inside a transaction that has locked the domains.

use super::linking::{PortalPart, note_sent};
use super::telling::Teller;
use super::{DomainWish, expire};
use crate::authority::Caller;
use crate::domains::Inside;
use crate::error::{Error, Result};
use crate::invitations::Decider;
use crate::mail::IntoDomain;
use crate::secrets;
use crate::store::accounts::Account;
use crate::store::domain_invitations::{self, NewDomainInvitation};
use crate::store::{Tx, accounts, budgets, memberships};
use rules::domain_invitation::{Invitee, Refusal, Status, offer, standing, valid_until};
use rules::email_address::EmailAddress;
use rules::ids::{AccountId, DomainId, DomainInvitationId};
use rules::submission::Budget;

/// A domain, and the role that is offered in it.
pub(crate) struct Target<'a> {
    pub(crate) inside: &'a Inside,
    pub(crate) role: &'a str,
}

/// T2 and T15 for one domain: a pending row, on the chain of the row that it follows.
pub(super) async fn send(
    tx: &Tx,
    by: &Decider<'_>,
    inside: &Inside,
    email: &EmailAddress,
    wish: &DomainWish,
    chain: Option<DomainInvitationId>,
) -> Result<DomainInvitationId> {
    let role = wish.role.as_str();
    let target = Target { inside, role };
    let mut answers = send_all(tx, by, &[target], email, wish, chain).await?;
    match answers.pop() {
        Some(Err(Refusal::OverBudget { until, .. })) => Err(Error::RateLimited { until }),
        Some(answer) => Ok(answer?),
        None => Err(Error::internal("nothing was sent")),
    }
}

/// Invites one address into several domains, with one mail when it has no account. Answers for each; one that is
/// refused does not stop the others.
pub(crate) async fn send_all(
    tx: &Tx,
    by: &Decider<'_>,
    targets: &[Target<'_>],
    email: &EmailAddress,
    wish: &DomainWish,
    chain: Option<DomainInvitationId>,
) -> Result<Vec<Result<DomainInvitationId, Refusal>>> {
    // Before anything is read of the address: whoever registers or opts out meets us here.
    by.hold_budgets(tx, email).await?;
    let account = accounts::find_by_email(tx.conn(), email.canonical()).await?;
    let mut answers = Vec::with_capacity(targets.len());
    let mut going = Vec::with_capacity(targets.len());
    for target in targets {
        let judged = judge(tx, target, email, account.as_ref()).await?;
        let afforded = match judged {
            Ok(()) => by.take_domain_budget(tx, target.inside.domain.id).await?,
            Err(refusal) => Err(refusal),
        };
        match afforded {
            Ok(()) => {
                answers.push(Ok(DomainInvitationId(secrets::new_id(tx.now()))));
                going.push(target);
            }
            Err(refusal) => answers.push(Err(refusal)),
        }
    }
    if going.is_empty() {
        return Ok(answers);
    }
    // Without an account there is one mail for all of them.
    let mails = match &account {
        Some(_) => u32::try_from(going.len()).unwrap_or(u32::MAX),
        None => 1,
    };
    if let Some(budget) = by.try_budgets(tx, email.canonical(), mails).await? {
        let until = tx.now().next_day();
        for target in &going {
            let domain = target.inside.domain.id.to_string();
            budgets::give_back(tx, "domain", &domain, 1).await?;
        }
        let over = |answer: Result<_, _>| answer.and(Err(Refusal::OverBudget { budget, until }));
        return Ok(answers.into_iter().map(over).collect());
    }
    let ids: Vec<_> = answers
        .iter()
        .filter_map(|answer| answer.as_ref().ok())
        .copied()
        .collect();
    let portal = match (&account, ids.first()) {
        (Some(_), _) | (None, None) => None,
        (None, Some(first)) => {
            let part = PortalPart {
                email,
                first: *first,
                made_for: match going.as_slice() {
                    [target] => Some(target.inside.domain.id),
                    _ => None,
                },
                domains: going.iter().map(|target| in_mail(tx, target)).collect(),
                message: &wish.message,
            };
            Some(by.portal_row(tx, part).await?)
        }
    };
    for (target, id) in going.into_iter().zip(ids) {
        let new = NewDomainInvitation {
            id,
            domain: target.inside.domain.id,
            chain: chain.unwrap_or(id),
            // As it was typed here: how the account spells it would tell that there is one (SECURITY INV-15).
            email: email.clone(),
            account: account.as_ref().map(|known| known.id),
            portal,
            role: target.role.to_string(),
            message: wish.message.clone(),
            valid_until: valid_until(
                account.as_ref().map(|known| known.status),
                wish.validity,
                tx.now(),
            ),
            validity: wish.validity,
            inviter: target.inside.actor.account_id(),
            vouched_by: None,
        };
        if !domain_invitations::insert(tx, &new).await? {
            return Err(Error::Unavailable("somebody else is inviting this person"));
        }
        note_sent(tx, by.caller, std::slice::from_ref(&new)).await?;
        if let Some(known) = &account {
            let teller = Teller::new(by.parts, by.settings);
            teller.invite(tx, target.inside, &new, known).await?;
        }
    }
    Ok(answers)
}

/// May this person be invited into this domain now?
async fn judge(
    tx: &Tx,
    target: &Target<'_>,
    email: &EmailAddress,
    account: Option<&Account>,
) -> Result<Result<(), Refusal>> {
    let inside = target.inside;
    let Some(role) = tx.roles().domain_role(target.role) else {
        return Ok(Err(Refusal::UnknownRole));
    };
    let is_member = match account {
        Some(account) => is_member(tx, inside.domain.id, account.id).await?,
        None => false,
    };
    let invitee = Invitee {
        account: account.map(|account| (account.id, account.status)),
        is_member,
        open: open(tx, inside, email).await?,
    };
    let is_archived = inside.is_archived();
    Ok(offer(
        &invitee,
        role.actions,
        &inside.actor,
        inside.held,
        is_archived,
    ))
}

/// A membership whose end has come is ended by whoever meets it.
async fn is_member(tx: &Tx, domain: DomainId, account: AccountId) -> Result<bool> {
    if memberships::end_overdue(tx, domain, account)
        .await?
        .is_some()
    {
        let (caller, reason) = (Caller::system(), memberships::END_DATE);
        crate::memberships::note_ended(tx, &caller, domain, account, reason).await?;
    }
    let active = memberships::active(tx.conn(), domain, account, tx.now()).await?;
    Ok(active.is_some())
}

/// What a mail says of a domain.
pub(crate) fn in_mail(tx: &Tx, target: &Target<'_>) -> IntoDomain {
    let role = tx.roles().domain_role(target.role);
    IntoDomain {
        title: target.inside.domain.title.clone(),
        role: target.role.to_string(),
        role_description: role.map_or_else(String::new, |role| role.description.clone()),
    }
}

/// The open row of the pair; an overdue one is stored as expired by whoever meets it (T9).
async fn open(
    tx: &Tx,
    inside: &Inside,
    email: &EmailAddress,
) -> Result<Option<DomainInvitationId>> {
    let found =
        domain_invitations::pending_of(tx.conn(), inside.domain.id, email.canonical()).await?;
    let Some(row) = found else { return Ok(None) };
    if standing(row.status, row.valid_until, tx.now()) == Status::Pending {
        return Ok(Some(row.id));
    }
    expire(tx, inside.is_archived(), &row).await?;
    Ok(None)
}

impl Decider<'_> {
    /// Whoever else invites with these budgets, registers the address or stops invitations to it waits.
    async fn hold_budgets(&self, tx: &Tx, email: &EmailAddress) -> Result<()> {
        let today = tx.now().day();
        budgets::hold(tx, "inviter", &self.inviter_subject(), today).await?;
        budgets::hold(tx, "recipient", email.canonical(), today).await
    }

    async fn take_domain_budget(&self, tx: &Tx, domain: DomainId) -> Result<Result<(), Refusal>> {
        let most = self.settings.budget_domain;
        if budgets::take(tx, "domain", &domain.to_string(), 1, most).await? == 0 {
            let (budget, until) = (Budget::Domain, tx.now().next_day());
            return Ok(Err(Refusal::OverBudget { budget, until }));
        }
        Ok(Ok(()))
    }
}
