//! What an invitation into a domain and the portal invitation behind it have to do with each other (T2, T16, T25): an
//! address without an account gets both, in one transaction and one mail, and the one follows the other.

use crate::authority::Caller;
use crate::error::{Error, Result};
use crate::invitations::{Decider, Draft, Wish, note_expired};
use crate::mail::{IntoDomain, Mail};
use crate::outbox::About;
use crate::secrets;
use crate::store::domain_invitations::{self, Change, NewDomainInvitation, Stored};
use crate::store::{Tx, audit, domains, invitations, outbox, suppressions, tokens};
use rules::account;
use rules::domain_invitation::{Refusal, Status, comes_back, follows, standing};
use rules::email_address::EmailAddress;
use rules::ids::{AccountId, DomainId, DomainInvitationId, InvitationId};
use rules::invitation::{self as portal, Command};
use rules::role::CUSTOMER;
use rules::time::Timestamp;
use serde_json::json;

/// The portal's part of an invitation into domains, for an address without an account.
pub(super) struct PortalPart<'a> {
    pub(super) email: &'a EmailAddress,
    /// The domain for which alone it is made.
    pub(super) made_for: Option<DomainId>,
    /// The first of the rows that wait for it.
    pub(super) first: DomainInvitationId,
    /// What the mail names.
    pub(super) domains: Vec<IntoDomain>,
    pub(super) message: &'a str,
}

impl Decider<'_> {
    /// The portal invitation that the domain's rows wait for: the open one, whose person gets a mail with a further
    /// link, or a new one as Customer. The caller holds the address's budget, so that no opt-out passes by.
    pub(super) async fn portal_row(&self, tx: &Tx, part: PortalPart<'_>) -> Result<InvitationId> {
        if !self.settings.portal_invite_email {
            return Err(Refusal::SwitchedOff.into());
        }
        let email = part.email;
        let suppression = suppressions::find(tx.conn(), email.canonical()).await?;
        if let Some(suppression) = suppression {
            let since = suppression.since;
            return Err(Refusal::Suppressed { since }.into());
        }
        let address = [email.canonical().to_string()];
        let expired = invitations::expire_overdue_of(tx, &address).await?;
        note_expired(tx, &expired).await?;
        if let Some(open) = invitations::lock_pending_of(tx, email.canonical()).await? {
            self.mail_onto(tx, &open, part).await?;
            return Ok(open.id);
        }
        let sent = self.write_invitation(Draft {
            chain: None,
            email: email.clone(),
            wish: Wish {
                role: CUSTOMER.to_string(),
                groups: Vec::new(),
                message: part.message.to_string(),
                validity: self.settings.invitation_validity,
                submission: None,
                made_for: part.made_for,
                domains: part.domains,
                into: Vec::new(),
            },
            inviter_name: self.caller_name(tx).await?,
            now: tx.now(),
        })?;
        let rows = std::slice::from_ref(&sent.invitation);
        if invitations::insert(tx, rows).await?.is_empty() {
            return Err(Error::Unavailable("somebody else is inviting this address"));
        }
        self.store_sent(tx, std::slice::from_ref(&sent)).await?;
        Ok(sent.invitation.id)
    }

    /// The portal's invitation once more, with a further link of the same row, now with the domains.
    async fn mail_onto(
        &self,
        tx: &Tx,
        open: &invitations::Stored,
        part: PortalPart<'_>,
    ) -> Result<()> {
        if !self.settings.domain_invite_email {
            return Ok(());
        }
        let links = self.new_links(open.id, open.valid_until)?;
        let mail = Mail::Invitation {
            inviter_name: self.caller_name(tx).await?,
            role: open.role.clone(),
            valid_until: open.valid_until,
            message: Some(part.message.to_string()).filter(|message| !message.is_empty()),
            link: links.invite,
            opt_out_link: Some(links.opt_out),
            domains: part.domains,
        };
        let about = About {
            invitation: Some(open.id),
            domain_invitation: Some(part.first),
            token_expires: Some(open.valid_until),
            ..About::default()
        };
        let to = open.email.typed();
        let outbox = &self.parts.outbox;
        let new = outbox.write_mail(self.settings, &mail, to, about, tx.now())?;
        tokens::insert(tx, &links.tokens).await?;
        outbox::insert(tx, &[new]).await
    }

    /// A portal invitation that was made for this domain alone has nobody to wait for any more (T16).
    pub(super) async fn withdraw(&self, tx: &Tx, row: &Stored) -> Result<()> {
        let Some(portal) = row.portal else {
            return Ok(());
        };
        // Locked before its rows are looked for: whoever is binding one to it is done, or waits.
        let Some(found) = invitations::lock(tx, portal).await? else {
            return Ok(());
        };
        let is_open = found.status == portal::Status::Pending;
        let is_alone = found.made_for == Some(row.domain)
            && !domain_invitations::is_linked(tx, portal).await?;
        if !is_open || !is_alone {
            return Ok(());
        }
        match self.decide(tx, portal, Command::Withdraw, "deleted").await {
            // Overdue, or somebody was faster: it is no open one any more.
            Ok(_) | Err(Error::Conflict(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// What the new status of these portal invitations means for the domains' rows that wait for them (T25).
pub(crate) async fn follow_portal(
    tx: &Tx,
    caller: &Caller,
    portal: &[InvitationId],
    to: portal::Status,
    by: Option<AccountId>,
) -> Result<()> {
    let Some((status, reason)) = follows(to) else {
        return Ok(());
    };
    let ended = domain_invitations::end_linked(tx, portal, status, reason, by).await?;
    note_ended(tx, caller, &ended, status, reason).await
}

/// The portal invitation is corrected to another address: nobody answers the domains' rows any more (T26).
pub(crate) async fn end_linked(tx: &Tx, caller: &Caller, portal: InvitationId) -> Result<()> {
    const CORRECTED: &str = "portal invitation corrected to another address";
    let (portal, by) = ([portal], caller.actor.account_id());
    let ended = domain_invitations::end_linked(tx, &portal, Status::Invalid, CORRECTED, by).await?;
    note_ended(tx, caller, &ended, Status::Invalid, CORRECTED).await
}

/// The address has an account: its invitations into domains are for that account, and their clocks start when it is
/// approved (T25).
pub(crate) async fn follow_registration(
    tx: &Tx,
    email: &str,
    account: AccountId,
    status: account::Status,
) -> Result<()> {
    domain_invitations::bind(tx, email, account).await?;
    match status {
        account::Status::Approved => domain_invitations::start_clocks(tx, account).await,
        account::Status::Requested | account::Status::Rejected | account::Status::Revoked => Ok(()),
    }
}

/// A domain's row that goes over to a newer portal invitation.
pub(crate) struct Linked {
    row: Stored,
    domain: IntoDomain,
    /// Another offer is made in this domain: this one ends.
    is_overruled: bool,
}

impl Linked {
    /// What the mail says of it; `None`: it is overruled.
    pub(crate) fn in_mail(&self) -> Option<IntoDomain> {
        (!self.is_overruled).then(|| self.domain.clone())
    }
}

/// The rows that go over to a newer portal invitation when this one is sent anew: what is pending, and what ended
/// because of it (T25). Not into archived domains, nor with a role that is there no more. Locks their domains.
pub(crate) async fn linked_to(
    tx: &Tx,
    portal: InvitationId,
    overruled: &[DomainId],
) -> Result<Vec<Linked>> {
    let mut found = Vec::new();
    let mut rows = domain_invitations::linked(tx, portal).await?;
    rows.sort_by_key(|row| (row.domain.0, row.id.0));
    for row in rows {
        let is_open = standing(row.status, row.valid_until, tx.now()) == Status::Pending;
        if !is_open && !comes_back(row.status, &row.reason) {
            continue;
        }
        let Some(role) = tx.roles().domain_role(&row.role) else {
            continue;
        };
        let domain = domains::lock(tx, row.domain).await?;
        let domain = domain.filter(|domain| domain.archived_at.is_none());
        let Some(domain) = domain else { continue };
        if !domain_invitations::is_superseded(tx.conn(), &row).await? {
            let domain = IntoDomain {
                title: domain.title,
                role: row.role.clone(),
                role_description: role.description.clone(),
            };
            let is_overruled = overruled.contains(&row.domain);
            found.push(Linked {
                row,
                domain,
                is_overruled,
            });
        }
    }
    Ok(found)
}

/// Binds them to the newer portal invitation: each gets a new pending row, with what it offered, by whom.
pub(crate) async fn carry_over(
    tx: &Tx,
    caller: &Caller,
    linked: Vec<Linked>,
    to: InvitationId,
) -> Result<()> {
    for linked in linked {
        let Linked {
            row, is_overruled, ..
        } = linked;
        if row.status == Status::Pending {
            let decision = rules::domain_invitation::REPLACE;
            let change = Change {
                by: caller.actor.account_id(),
                reason: rules::domain_invitation::REPLACED.to_string(),
                ..Change::default()
            };
            super::apply(tx, caller, &row, decision, &change, ENDED).await?;
        }
        if is_overruled {
            continue;
        }
        let new = NewDomainInvitation {
            id: DomainInvitationId(secrets::new_id(tx.now())),
            domain: row.domain,
            chain: row.chain,
            email: row.email,
            account: None,
            portal: Some(to),
            role: row.role,
            message: row.message,
            valid_until: Timestamp::NEVER,
            validity: row.validity,
            inviter: row.inviter,
            vouched_by: row.vouched_by,
        };
        if domain_invitations::insert(tx, &new).await? {
            note_sent(tx, caller, std::slice::from_ref(&new)).await?;
        }
    }
    Ok(())
}

/// The word of the audit trail for a row that became invalid.
const ENDED: &str = "domain_invitation.deleted";

async fn note_ended(
    tx: &Tx,
    caller: &Caller,
    ids: &[DomainInvitationId],
    status: Status,
    reason: &str,
) -> Result<()> {
    let word = match status {
        Status::Expired => "domain_invitation.expired",
        Status::Pending | Status::Approved | Status::Declined | Status::Invalid => ENDED,
    };
    let before = json!({ "status": Status::Pending.as_str() });
    let mut after = json!({ "status": status.as_str() });
    if !reason.is_empty() {
        after["reason"] = json!(reason);
    }
    let events: Vec<_> = ids
        .iter()
        .map(|id| caller.event(word, "domain_invitation", id, &before, &after))
        .collect();
    audit::insert(tx, &events).await
}

/// One event for each row that was sent.
pub(crate) async fn note_sent(
    tx: &Tx,
    caller: &Caller,
    sent: &[NewDomainInvitation],
) -> Result<()> {
    let nothing = serde_json::Value::Null;
    let events: Vec<_> = sent
        .iter()
        .map(|new| {
            let mut after = json!({ "domain": new.domain, "role": new.role });
            if let Some(account) = new.account {
                after["account"] = json!(account);
            }
            if let Some(portal) = new.portal {
                after["invitation"] = json!(portal);
            }
            let word = "domain_invitation.sent";
            caller.event(word, "domain_invitation", new.id, &nothing, &after)
        })
        .collect();
    audit::insert(tx, &events).await
}
