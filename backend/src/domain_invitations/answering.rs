//! The invitee's answer (T13, T14): one transaction, one winner, and the same answer when it is repeated.

use super::telling::Teller;
use super::{apply, subject};
use crate::Backend;
use crate::authority::Caller;
use crate::error::{Error, Result};
use crate::secrets;
use crate::store::domain_invitations::{self, Change, Stored};
use crate::store::memberships::{self, NewMembership};
use crate::store::{Tx, audit, domains};
use futures::FutureExt as _;
use rules::domain_invitation::{Command, Refusal, Status, decide};
use rules::ids::{AccountId, DomainInvitationId, MembershipId};
use rules::plain_text::Note;
use rules::role::DomainActionSet;
use serde_json::json;
use std::sync::Arc;

/// So many can be accepted at once.
const MOST_AT_ONCE: usize = 100;

impl Backend {
    /// The caller accepts: they are in the domain, with the role, when this answers with the domain's name. Repeating
    /// it answers the same; somebody else's invitation is not there.
    pub async fn accept_domain_invitation(
        &self,
        caller: &Caller,
        id: DomainInvitationId,
    ) -> Result<String> {
        self.answer(caller, id, Command::Accept, "").await
    }

    /// The caller declines, with a reason that may be empty. Answers the domain's name.
    pub async fn decline_domain_invitation(
        &self,
        caller: &Caller,
        id: DomainInvitationId,
        reason: &str,
    ) -> Result<String> {
        self.answer(caller, id, Command::Decline, reason).await
    }

    /// Several at once, one transaction each; answers each in the order given, the same id twice is one.
    pub async fn accept_domain_invitations(
        &self,
        caller: &Caller,
        ids: &[DomainInvitationId],
    ) -> Result<Vec<(DomainInvitationId, Result<String>)>> {
        if ids.is_empty() {
            return Err(Error::invalid("ids", "Choose at least one invitation."));
        }
        if ids.len() > MOST_AT_ONCE {
            return Err(Error::invalid("ids", "At most 100 invitations at once."));
        }
        let mut answers: Vec<(DomainInvitationId, Result<String>)> = Vec::new();
        for id in ids {
            if answers.iter().any(|(answered, _)| answered == id) {
                continue;
            }
            match self.accept_domain_invitation(caller, *id).await {
                Err(fault @ (Error::Internal(_) | Error::Unauthenticated)) => return Err(fault),
                answer => answers.push((*id, answer)),
            }
        }
        Ok(answers)
    }

    async fn answer(
        &self,
        caller: &Caller,
        id: DomainInvitationId,
        command: Command,
        reason: &str,
    ) -> Result<String> {
        let me = caller.actor.account_id().ok_or(Error::Unauthenticated)?;
        let reason =
            Note::parse(reason).map_err(|fault| Error::invalid("reason", fault.reason()))?;
        let settings = self.settings().await?;
        let (parts, caller, reason) = (Arc::clone(&self.0), caller.clone(), reason.into_string());
        let answered = self
            .0
            .store
            .write(move |tx| {
                let (parts, settings) = (parts.clone(), settings.clone());
                let (caller, reason) = (caller.clone(), reason.clone());
                async move {
                    let teller = Teller::new(&parts, &settings);
                    answer(tx, &caller, teller, me, id, command, &reason).await
                }
                .boxed()
            })
            .await;
        self.0.mail_bell.notify_one();
        answered
    }
}

async fn answer(
    tx: &Tx,
    caller: &Caller,
    teller: Teller<'_>,
    me: AccountId,
    id: DomainInvitationId,
    command: Command,
    reason: &str,
) -> Result<String> {
    let actor = caller.refreshed(tx).await?;
    let found = domain_invitations::find_for(tx.conn(), me, id).await?;
    let found = found.ok_or(Error::NotFound)?;
    // The domain first, then the row as it is under its lock.
    let domain = domains::lock(tx, found.domain).await?;
    let domain = domain.ok_or(Error::NotFound)?;
    let row = domain_invitations::find_for(tx.conn(), me, id).await?;
    let row = row.ok_or(Error::NotFound)?;
    let is_archived = domain.archived_at.is_some();
    let subject = subject(tx, domain.id, is_archived, &row).await?;
    let decision = match decide(&subject, command, &actor, DomainActionSet::NONE, tx.now()) {
        Ok(decision) => decision,
        // Repeating an answer answers the same.
        Err(Refusal::Status { current })
            if Some(current) == said(command) && subject.is_account_approved =>
        {
            return Ok(domain.name);
        }
        // An overdue row is stored as expired by the sweeper: a refusal writes nothing.
        Err(refusal) => return Err(refusal.into()),
    };
    let change = Change {
        by: Some(me),
        reason: reason.to_string(),
        ..Change::default()
    };
    let word = match command {
        Command::Accept => "domain_invitation.accepted",
        _ => "domain_invitation.declined",
    };
    apply(tx, caller, &row, decision, &change, word).await?;
    if command == Command::Accept {
        join(tx, caller, &row, me).await?;
    }
    teller.answered(tx, &domain, &row, command, reason).await?;
    Ok(domain.name)
}

/// What a row is called that was answered like this.
const fn said(command: Command) -> Option<Status> {
    match command {
        Command::Accept => Some(Status::Approved),
        Command::Decline => Some(Status::Declined),
        Command::Resend | Command::Delete | Command::Vouch | Command::Expire => None,
    }
}

/// The membership, with its event.
async fn join(tx: &Tx, caller: &Caller, row: &Stored, me: AccountId) -> Result<()> {
    if memberships::end_overdue(tx, row.domain, me)
        .await?
        .is_some()
    {
        let reason = memberships::END_DATE;
        crate::memberships::note_ended(tx, &Caller::system(), row.domain, me, reason).await?;
    }
    let new = NewMembership {
        id: MembershipId(secrets::new_id(tx.now())),
        domain: row.domain,
        account: me,
        role: row.role.clone(),
        invitation: Some(row.id),
        invited_by: row.inviter,
    };
    if !memberships::insert(tx, &new).await? {
        return Err(Refusal::Member.into());
    }
    let after = json!({ "domain": row.domain, "role": row.role });
    let nothing = serde_json::Value::Null;
    let event = caller.event("member.joined", "account", me, &nothing, &after);
    audit::insert(tx, &[event]).await
}
