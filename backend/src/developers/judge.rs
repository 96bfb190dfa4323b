//! Carries out what the rules decide about an account, inside a transaction: Owners are counted under a lock, the
//! compare-and-set comes first, then the effects that the decision lists (SECURITY AZ-7, AZ-8).

use crate::Parts;
use crate::authority::Caller;
use crate::domain_invitations;
use crate::error::{Error, Result};
use crate::invitations::{Decider, inviter_of, join_carried, overtaken};
use crate::mail::Mail;
use crate::outbox::About;
use crate::store::accounts::{Account, Ruling};
use crate::store::invitations::{Change, Stored};
use crate::store::{Tx, accounts, audit, invitations, not_told, password_resets, sessions, tokens};
use crate::telling::{News, tell};
use rules::account::{Command, Decision, Effect, Refusal, Status, Subject, decide};
use rules::ids::AccountId;
use rules::invitation::{self, Status as InvitationStatus};
use rules::policy::Actor;
use rules::role::OWNER;
use rules::settings::Settings;
use serde_json::json;

/// Decides about accounts, inside a transaction.
pub(crate) struct Judge<'a> {
    pub(crate) parts: &'a Parts,
    pub(crate) caller: &'a Caller,
    pub(crate) settings: &'a Settings,
}

impl Judge<'_> {
    /// Loads, decides, compares and sets, and does what follows.
    pub(crate) async fn judge(
        &self,
        tx: &Tx,
        id: AccountId,
        command: Command,
        reason: &str,
    ) -> Result<()> {
        accounts::lock_owners(tx).await?;
        let actor = self.caller.refreshed(tx).await?;
        let account = accounts::find_locked(tx, id).await?;
        let Some(account) = account else {
            return Err(gone(tx, id).await?);
        };
        let invitation = self.invitation_to_redeem(tx, &account).await?;
        let subject = subject(tx, &account, invitation.as_ref()).await?;
        let decision = match decide(&subject, command, &actor, account.decided_at) {
            Ok(decision) => decision,
            Err(Refusal::Status { .. }) => return Err(overtaken_account(tx, id).await?),
            Err(refusal) => return Err(refusal.into()),
        };
        // Who waits behind an invitation is decided about by deciding about it (T6, T7).
        if let Some(waiting) = invitation
            .as_ref()
            .filter(|row| row.status == InvitationStatus::Waiting)
        {
            return self
                .decide_waiting(tx, &actor, waiting, command, reason)
                .await;
        }
        self.apply(tx, &account, &decision, reason).await?;
        for effect in decision.effects {
            self.follow(tx, &account, invitation.as_ref(), *effect, reason)
                .await?;
        }
        Ok(())
    }

    /// The compare-and-set, and its audit event.
    async fn apply(
        &self,
        tx: &Tx,
        account: &Account,
        decision: &Decision,
        reason: &str,
    ) -> Result<()> {
        let by = self.caller.actor.account_id();
        let done = match decision.to {
            Some(to) => {
                let reason = reason.to_string();
                let ruling = Ruling { by, reason };
                match to {
                    // Also what waited for a registration that is not needed any more (T24).
                    rules::account::Status::Approved => {
                        let email = &account.email;
                        domain_invitations::follow_registration(tx, email, account.id, to).await?;
                    }
                    _ => domain_invitations::follow_account(tx, account.id, to, by).await?,
                }
                accounts::change_status(tx, account.id, decision.from, to, &ruling).await?
            }
            None => {
                password_resets::kill_all(tx, account.id).await?;
                not_told::forget_all(tx, account.id).await?;
                domain_invitations::follow_deletion(tx, self.caller, account.id, by).await?;
                accounts::delete(tx, account, by).await?
            }
        };
        if !done {
            return Err(overtaken_account(tx, account.id).await?);
        }
        let after = match decision.to {
            Some(to) => json!({ "status": to.as_str(), "reason": reason }),
            None => serde_json::Value::Null,
        };
        let event = self.caller.event(
            audit_word(decision),
            "account",
            account.id,
            &json!({ "status": decision.from.as_str(), "role": account.role }),
            &after,
        );
        audit::insert(tx, &[event]).await
    }

    async fn follow(
        &self,
        tx: &Tx,
        account: &Account,
        invitation: Option<&Stored>,
        effect: Effect,
        reason: &str,
    ) -> Result<()> {
        match effect {
            Effect::EndSessions => sessions::end_all(tx, account.id, None).await.map(drop),
            Effect::RedeemInvitation => match invitation {
                Some(row) => self.redeem(tx, account, row).await,
                None => Ok(()),
            },
            Effect::MailApproved => {
                let login_link = format!("{}/login", self.parts.outbox.public_url);
                self.mail(tx, account, &Mail::Approved { login_link }).await
            }
            Effect::MailRefused => {
                let reason = (!reason.is_empty()).then(|| reason.to_string());
                self.mail(tx, account, &Mail::Refused { reason }).await
            }
            Effect::MailRevoked => self.mail(tx, account, &Mail::Revoked {}).await,
        }
    }

    /// T24: the newest invitation of the address is approved with the account, which gets its role and
    /// joins its groups.
    async fn redeem(&self, tx: &Tx, account: &Account, row: &Stored) -> Result<()> {
        let actor = self.caller.refreshed(tx).await?;
        let holds = inviter_of(tx, row).await?;
        let command = invitation::Command::ApproveOtherwise;
        let decision =
            invitation::decide(&row.for_rules(tx.roles(), holds), command, &actor, tx.now())?;
        let change = Change {
            by: actor.account_id(),
            approved: Some(account.id),
            ..Change::default()
        };
        if !invitations::apply(tx, row.id, &decision, &change).await? {
            return Err(overtaken(tx, row.id).await?);
        }
        for effect in decision.effects {
            match effect {
                invitation::Effect::KillTokens => tokens::kill_for_invitation(tx, row.id).await?,
                invitation::Effect::CloseChain => {
                    invitations::close_chain(tx, row.chain, true).await?;
                }
                // Done above, with the compare-and-set.
                invitation::Effect::StopClock => {}
                other => {
                    return Err(Error::internal(format!("redeeming does not {other:?}")));
                }
            }
        }
        accounts::set_role(tx, account.id, &row.role).await?;
        let mut after = json!({ "status": decision.to.as_str(), "account": account.id });
        join_carried(tx, account.id, row.id, &mut after).await?;
        let event = self.caller.event(
            "invitation.accepted",
            "invitation",
            row.id,
            &json!({ "status": decision.from.as_str() }),
            &after,
        );
        audit::insert(tx, &[event]).await
    }

    async fn decide_waiting(
        &self,
        tx: &Tx,
        actor: &Actor,
        row: &Stored,
        command: Command,
        reason: &str,
    ) -> Result<()> {
        let command = match command {
            Command::Approve => invitation::Command::Accept,
            Command::Reject => invitation::Command::Deny,
            Command::Revoke | Command::Delete => {
                return Err(Error::internal(format!(
                    "{actor:?} can't {command:?} who waits"
                )));
            }
        };
        let by = Decider {
            parts: self.parts,
            caller: self.caller,
            settings: self.settings,
        };
        by.decide(tx, row.id, command, reason).await.map(drop)
    }

    /// The newest invitation of the account's address, where deciding about the account decides about it too.
    async fn invitation_to_redeem(&self, tx: &Tx, account: &Account) -> Result<Option<Stored>> {
        let may_have = matches!(account.status, Status::Requested | Status::Rejected);
        if !may_have {
            return Ok(None);
        }
        let newest = invitations::newest_of(tx.conn(), &account.email).await?;
        Ok(newest.filter(|row| {
            let standing = invitation::standing(row.status, row.valid_until, tx.now());
            matches!(
                standing,
                InvitationStatus::Waiting | InvitationStatus::Pending | InvitationStatus::Rejected
            )
        }))
    }

    /// Tells the person.
    async fn mail(&self, tx: &Tx, account: &Account, mail: &Mail) -> Result<()> {
        let news = News {
            account: account.id,
            to: &account.email_typed,
            mail,
            about: About {
                account: Some(account.id),
                ..About::default()
            },
        };
        tell(tx, self.parts, self.settings, news).await
    }
}

/// What the rules need, inside this transaction, with the Owners locked.
pub(super) async fn subject(
    tx: &Tx,
    account: &Account,
    invitation: Option<&Stored>,
) -> Result<Subject> {
    let is_owner = account.role == OWNER && account.status == Status::Approved;
    let inviter_vouches = match invitation {
        Some(row) => {
            let holds = inviter_of(tx, row).await?;
            row.for_rules(tx.roles(), holds).inviter_vouches()
        }
        None => false,
    };
    let role = invitation.map_or(account.role.as_str(), |row| row.role.as_str());
    Ok(Subject {
        id: account.id,
        status: account.status,
        role_actions: tx.roles().ceiling_of(role),
        inviter_vouches,
        is_last_owner: is_owner && accounts::count_owners(tx.conn()).await? == 1,
    })
}

/// The answer to whoever was slower: the status as of now, and who set it.
pub(super) async fn overtaken_account(tx: &Tx, id: AccountId) -> Result<Error> {
    let Some(account) = accounts::find(tx.conn(), id).await? else {
        return gone(tx, id).await;
    };
    let by = match account.decided_by {
        Some(by) => accounts::names_of(tx.conn(), vec![by.0])
            .await?
            .remove(&by.0),
        None => None,
    };
    Ok(Error::AccountRefused(Refusal::Status {
        current: Some(account.status),
        by: by.map(|named| named.name),
        at: account.decided_at,
    }))
}

/// Deleted meanwhile, or never there.
async fn gone(tx: &Tx, id: AccountId) -> Result<Error> {
    Ok(match accounts::former(tx.conn(), id).await? {
        None => Error::NotFound,
        Some(former) => {
            let by = match former.deleted_by {
                Some(by) => accounts::names_of(tx.conn(), vec![by.0])
                    .await?
                    .remove(&by.0),
                None => None,
            };
            Error::AccountRefused(Refusal::Status {
                current: None,
                by: by.map(|named| named.name),
                at: former.deleted_at,
            })
        }
    })
}

/// The word of the audit trail for a decision.
const fn audit_word(decision: &Decision) -> &'static str {
    match decision.to {
        None => "account.deleted",
        Some(Status::Approved) => "account.approved",
        Some(Status::Rejected) => "account.rejected",
        Some(Status::Revoked) => "account.revoked",
        Some(Status::Requested) => "account.requested",
    }
}
