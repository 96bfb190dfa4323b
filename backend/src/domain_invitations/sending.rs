//! One invitation into a domain is sent (T2, T15), inside a transaction that has locked the domain.

use super::telling::Teller;
use super::{DomainWish, expire};
use crate::authority::Caller;
use crate::domains::Inside;
use crate::error::{Error, Result};
use crate::secrets;
use crate::store::domain_invitations::{self, NewDomainInvitation};
use crate::store::{Tx, accounts, audit, memberships};
use rules::domain_invitation::{Invitee, Refusal, Status, offer, standing, valid_until};
use rules::email_address::EmailAddress;
use rules::ids::DomainInvitationId;
use serde_json::json;

/// T2 and T15: a pending row for somebody with an account.
pub(super) async fn send(
    tx: &Tx,
    caller: &Caller,
    inside: &Inside,
    teller: Teller<'_>,
    email: EmailAddress,
    wish: &DomainWish,
    chain: Option<DomainInvitationId>,
) -> Result<DomainInvitationId> {
    let domain = inside.domain.id;
    let role = tx.roles().domain_role(&wish.role);
    let role = role.ok_or(Refusal::UnknownRole)?;
    let account = accounts::find_by_email(tx.conn(), email.canonical()).await?;
    let is_member = match &account {
        Some(account) => {
            let ended = memberships::end_overdue(tx, domain, account.id).await?;
            if ended.is_some() {
                let reason = memberships::END_DATE;
                crate::memberships::note_ended(tx, &Caller::system(), domain, account.id, reason)
                    .await?;
            }
            memberships::active(tx.conn(), domain, account.id, tx.now())
                .await?
                .is_some()
        }
        None => false,
    };
    let invitee = Invitee {
        account: account.as_ref().map(|account| (account.id, account.status)),
        is_member,
        open: open(tx, inside, &email).await?,
    };
    offer(
        &invitee,
        role.actions,
        &inside.actor,
        inside.held,
        inside.is_archived(),
    )?;
    let account = account.ok_or(Refusal::NoAccount)?;
    let id = DomainInvitationId(secrets::new_id(tx.now()));
    let new = NewDomainInvitation {
        id,
        domain,
        chain: chain.unwrap_or(id),
        email: EmailAddress::from_stored(account.email_typed.clone(), account.email.clone()),
        account: Some(account.id),
        portal: None,
        role: wish.role.clone(),
        message: wish.message.clone(),
        valid_until: valid_until(account.status, wish.validity, tx.now()),
        validity: wish.validity,
        inviter: inside.actor.account_id(),
    };
    if !domain_invitations::insert(tx, &new).await? {
        return Err(Error::Unavailable("somebody else is inviting this person"));
    }
    let after = json!({ "domain": domain, "account": account.id, "role": wish.role });
    let nothing = serde_json::Value::Null;
    let event = caller.event(
        "domain_invitation.sent",
        "domain_invitation",
        id,
        &nothing,
        &after,
    );
    audit::insert(tx, &[event]).await?;
    teller.invite(tx, inside, &new, account.status).await?;
    Ok(id)
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
