//! Carries the rules' decisions out, inside a transaction: the compare-and-set first, then the effects
//! that the decision lists. Knows no settings but those it is given.

use crate::Parts;
use crate::authority::Caller;
use crate::domain_invitations;
use crate::error::{Error, Overtaken, Result};
use crate::mail::Mail;
use crate::outbox::About;
use crate::store::invitations::{Change, Inviter, Stored};
use crate::store::{Tx, accounts, audit, groups, invitations, sessions, tokens};
use crate::telling::{News, tell};
use rules::account;
use rules::ids::{AccountId, InvitationId};
use rules::invitation::{Command, Decision, Effect, Refusal, Status, decide, is_overdue};
use rules::policy::{ActionSet, Actor};
use rules::role::DomainActionSet;
use rules::settings::Settings;
use serde_json::json;

/// Carries commands out, inside a transaction.
pub(crate) struct Decider<'a> {
    pub(crate) parts: &'a Parts,
    pub(crate) caller: &'a Caller,
    pub(crate) settings: &'a Settings,
}

impl Decider<'_> {
    /// Loads, decides, compares and sets, and does what follows; answers the row as it was.
    pub(crate) async fn decide(
        &self,
        tx: &Tx,
        id: InvitationId,
        command: Command,
        reason: &str,
    ) -> Result<(Stored, Decision)> {
        self.decide_with(tx, id, command, reason, None).await
    }

    /// The same; what is sent anew with another role is judged by that one.
    pub(super) async fn decide_with(
        &self,
        tx: &Tx,
        id: InvitationId,
        command: Command,
        reason: &str,
        role: Option<&str>,
    ) -> Result<(Stored, Decision)> {
        let actor = self.caller.refreshed(tx).await?;
        let stored = find_expired(tx, id).await?;
        let holds = inviter_of(tx, &stored).await?;
        let mut judged = stored.for_rules(tx.roles(), holds);
        if let Some(role) = role {
            judged.role_actions = tx.roles().portal_role(role).map(|role| role.actions);
        }
        let decision = match decide(&judged, command, &actor, tx.now()) {
            Ok(decision) => decision,
            Err(Refusal::Status { .. }) => return Err(overtaken(tx, id).await?),
            Err(refusal) => return Err(refusal.into()),
        };
        let change = Change {
            by: actor.account_id(),
            reason: reason.to_string(),
            ..Change::default()
        };
        if !invitations::apply(tx, id, &decision, &change).await? {
            return Err(overtaken(tx, id).await?);
        }
        let event = self.caller.event(
            audit_word(decision.to),
            "invitation",
            id,
            &json!({ "status": decision.from.as_str() }),
            &json!({ "status": decision.to.as_str(), "reason": reason }),
        );
        audit::insert(tx, &[event]).await?;
        let by = actor.account_id();
        domain_invitations::follow_portal(tx, self.caller, &[id], decision.to, by).await?;
        for effect in decision.effects {
            self.follow(tx, &stored, *effect, reason).await?;
        }
        Ok((stored, decision))
    }

    async fn follow(&self, tx: &Tx, stored: &Stored, effect: Effect, reason: &str) -> Result<()> {
        match effect {
            Effect::KillTokens => tokens::kill_for_invitation(tx, stored.id).await,
            Effect::CloseChain => invitations::close_chain(tx, stored.chain, true).await,
            Effect::ReopenChain => invitations::close_chain(tx, stored.chain, false).await,
            Effect::ApproveAccount => {
                self.settle_account(tx, stored, account::Status::Approved, reason)
                    .await
            }
            Effect::RejectAccount => {
                self.settle_account(tx, stored, account::Status::Rejected, reason)
                    .await
            }
            Effect::MailApproved => {
                let login_link = format!("{}/login", self.parts.outbox.public_url);
                self.mail_person(tx, stored, &Mail::Approved { login_link })
                    .await
            }
            Effect::MailRefused => {
                let reason = (!reason.is_empty()).then(|| reason.to_string());
                self.mail_person(tx, stored, &Mail::Refused { reason })
                    .await
            }
            // Part of the compare-and-set.
            Effect::StopClock => Ok(()),
            // Carried out by `resend` and by `registrations`, which know what is needed.
            Effect::SendAnew | Effect::RequestAccount | Effect::MailAccessRequest => Ok(()),
        }
    }

    /// The requested account behind a waiting row is let in, or refused.
    async fn settle_account(
        &self,
        tx: &Tx,
        stored: &Stored,
        to: account::Status,
        reason: &str,
    ) -> Result<()> {
        let Some(account) = stored.account else {
            return Err(Error::internal(format!(
                "invitation {} waits without account",
                stored.id
            )));
        };
        let from = account::Status::Requested;
        let ruling = accounts::Ruling {
            by: self.caller.actor.account_id(),
            reason: reason.to_string(),
        };
        if !accounts::change_status(tx, account, from, to, &ruling).await? {
            return Err(overtaken(tx, stored.id).await?);
        }
        let mut after = json!({ "status": to.as_str(), "role": stored.role });
        domain_invitations::follow_account(tx, account, to, ruling.by).await?;
        if to == account::Status::Approved {
            accounts::set_role(tx, account, &stored.role).await?;
            join_carried(tx, account, stored.id, &mut after).await?;
        } else {
            sessions::end_all(tx, account, None).await?;
        }
        let event = self.caller.event(
            if to == account::Status::Approved {
                "account.approved"
            } else {
                "account.rejected"
            },
            "account",
            account,
            &json!({ "status": from.as_str() }),
            &after,
        );
        audit::insert(tx, &[event]).await
    }

    /// Tells the person who registered behind the invitation.
    async fn mail_person(&self, tx: &Tx, stored: &Stored, mail: &Mail) -> Result<()> {
        let account = stored.account;
        let account = account.ok_or_else(|| Error::internal("nobody registered yet"))?;
        let news = News {
            account,
            to: stored.email.typed(),
            mail,
            about: About {
                invitation: Some(stored.id),
                account: stored.account,
                ..About::default()
            },
        };
        tell(tx, self.parts, self.settings, news).await
    }

    /// The name that stands in the mail.
    pub(crate) async fn caller_name(&self, tx: &Tx) -> Result<String> {
        let name = accounts::name_of(tx.conn(), self.caller.actor.account_id()).await?;
        Ok(name.unwrap_or_else(|| self.settings.portal_name.clone()))
    }
}

/// The account that the invitation lets in joins the groups that it carries, as far as they are there; the audit event
/// says which.
pub(crate) async fn join_carried(
    tx: &Tx,
    account: AccountId,
    invitation: InvitationId,
    after: &mut serde_json::Value,
) -> Result<()> {
    let joined = groups::join_carried(tx, account, invitation).await?;
    if !joined.is_empty() {
        after["groups"] = json!(joined);
    }
    Ok(())
}

/// The row; an overdue one is stored as expired by whatever command meets it (T9).
pub(crate) async fn find_expired(tx: &Tx, id: InvitationId) -> Result<Stored> {
    let stored = invitations::find(tx.conn(), id)
        .await?
        .ok_or(Error::NotFound)?;
    if !is_overdue(stored.status, stored.valid_until, tx.now()) {
        return Ok(stored);
    }
    let decision = decide(
        &stored.for_rules(tx.roles(), Inviter::NOTHING),
        Command::Expire,
        &Actor::SYSTEM,
        tx.now(),
    )?;
    if invitations::apply(tx, id, &decision, &Change::default()).await? {
        tokens::kill_for_invitation(tx, id).await?;
        note_expired(tx, &[id]).await?;
    }
    invitations::find(tx.conn(), id)
        .await?
        .ok_or(Error::NotFound)
}

/// One audit event for each row that was stored as expired, and what follows in domains (T25).
pub(crate) async fn note_expired(tx: &Tx, ids: &[InvitationId]) -> Result<()> {
    let before = json!({ "status": Status::Pending.as_str() });
    let after = json!({ "status": Status::Expired.as_str() });
    let word = audit_word(Status::Expired);
    let caller = Caller::system();
    let events: Vec<_> = ids
        .iter()
        .map(|id| caller.event(word, "invitation", id, &before, &after))
        .collect();
    audit::insert(tx, &events).await?;
    domain_invitations::follow_portal(tx, &caller, ids, Status::Expired, None).await
}

/// What the inviter holds as of now; nothing when they are not approved any more (T19).
pub(crate) async fn inviter_of(tx: &Tx, stored: &Stored) -> Result<Inviter> {
    let actions = match stored.inviter {
        None => ActionSet::ALL,
        Some(inviter) => match accounts::find(tx.conn(), inviter).await? {
            Some(account) if account.status == account::Status::Approved => {
                tx.roles().actions_of(&account.role)
            }
            Some(_) | None => return Ok(Inviter::NOTHING),
        },
    };
    let in_domain = match stored.made_for {
        Some(domain) => domain_invitations::held_by(tx, domain, stored.inviter).await?,
        None => DomainActionSet::NONE,
    };
    Ok(Inviter { actions, in_domain })
}

/// The answer to whoever was slower: the status as of now, and who set it.
pub(crate) async fn overtaken(tx: &Tx, id: InvitationId) -> Result<Error> {
    let row = invitations::find(tx.conn(), id)
        .await?
        .ok_or(Error::NotFound)?;
    let by_name = match row.changed_by {
        Some(by) => accounts::find(tx.conn(), by)
            .await?
            .map(|account| account.full_name),
        None => None,
    };
    let current = rules::invitation::standing(row.status, row.valid_until, tx.now());
    Ok(Error::Conflict(Overtaken {
        current,
        by: row.changed_by,
        by_name,
        at: row.changed_at,
    }))
}

/// The word of the audit trail for a row that got this status.
pub(crate) const fn audit_word(to: Status) -> &'static str {
    match to {
        Status::Pending => "invitation.sent",
        Status::Waiting | Status::Approved => "invitation.completed",
        Status::Rejected => "invitation.denied",
        Status::Declined => "invitation.declined",
        Status::Expired => "invitation.expired",
        Status::Inactivated => "invitation.resent",
        Status::Invalid => "invitation.deleted",
    }
}
