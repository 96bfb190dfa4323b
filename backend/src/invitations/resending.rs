//! An invitation is sent anew (T11), and the budgets that every invitation takes from (SECURITY INV-17).

use super::decider::Decider;
use super::{Draft, Sent, Wish, note_expired};
use crate::domain_invitations::{self, Linked};
use crate::error::{Error, Result};
use crate::store::invitations::Stored;
use crate::store::{Tx, accounts, budgets, groups, invitations, suppressions};
use rules::account;
use rules::ids::InvitationId;
use rules::invitation::{Command, Refusal};
use rules::submission::Budget;
use rules::time::Span;

/// Two resends to one address are at least so far apart; the first is free at once (UX-INV-10).
const BETWEEN_RESENDS: Span = Span::minutes(1);

impl Decider<'_> {
    /// T11, but for the budgets. The status is asked first, so that whoever comes late hears what
    /// became of the row; a later refusal undoes it with its transaction or savepoint. A `wish` of the
    /// invite dialog replaces what the old row carried. Answers the new row and its canonical address.
    pub(crate) async fn resend(
        &self,
        tx: &Tx,
        id: InvitationId,
        wish: Option<&Wish>,
    ) -> Result<(InvitationId, String)> {
        let found = invitations::find(tx.conn(), id)
            .await?
            .ok_or(Error::NotFound)?;
        let email = found.email.canonical().to_string();
        // In the order in which a list is sent, and before the row, so that nobody waits in a circle.
        self.hold(tx, &email).await?;
        let role = wish.map(|wish| wish.role.as_str());
        let (old, _) = self.decide_with(tx, id, Command::Resend, "", role).await?;
        self.refuse_haste(tx, &old).await?;
        if let Some(person) = accounts::find_by_email(tx.conn(), &email).await?
            && person.status != account::Status::Rejected
        {
            return Err(Refusal::HasAccount {
                status: person.status,
            }
            .into());
        }
        suppressions::refuse(tx.conn(), &email).await?;
        // Another chain's overdue row would hold the address (T1).
        let expired = invitations::expire_overdue_of(tx, std::slice::from_ref(&email)).await?;
        note_expired(tx, &expired).await?;
        let into = wish.map_or(&[][..], |wish| &wish.into);
        let linked = domain_invitations::linked_to(tx, old.id, into).await?;
        let sent = self.prepare(tx, &old, wish, &linked).await?;
        let went_in = invitations::insert(tx, std::slice::from_ref(&sent.invitation)).await?;
        if went_in.is_empty() {
            return Err(open_already(tx, &email).await?);
        }
        self.store_sent(tx, std::slice::from_ref(&sent)).await?;
        domain_invitations::carry_over(tx, self.caller, linked, sent.invitation.id).await?;
        Ok((sent.invitation.id, email))
    }

    /// The inviter's budget and the address, for this transaction alone.
    pub(super) async fn hold(&self, tx: &Tx, email: &str) -> Result<()> {
        budgets::hold(tx, "inviter", &self.inviter_subject(), tx.now().day()).await?;
        suppressions::hold(tx, email).await
    }

    /// At least a minute between two resends to one address; the first is free at once.
    async fn refuse_haste(&self, tx: &Tx, row: &Stored) -> Result<()> {
        let chain = invitations::chain(tx.conn(), row.chain).await?;
        let last_resend = chain
            .iter()
            .filter(|link| link.id != row.chain)
            .map(|l| l.created_at);
        match last_resend.max().map(|at| at.plus(BETWEEN_RESENDS)) {
            Some(until) if tx.now() < until => Err(Error::RateLimited { until }),
            Some(_) | None => Ok(()),
        }
    }

    pub(crate) async fn take_budgets(&self, tx: &Tx, email: &str) -> Result<()> {
        match self.try_budgets(tx, email, 1).await? {
            None => Ok(()),
            Some(_) => Err(Error::RateLimited {
                until: tx.now().next_day(),
            }),
        }
    }

    /// Takes so many mails to this address of both budgets, or nothing: then it answers whose is used up.
    pub(crate) async fn try_budgets(
        &self,
        tx: &Tx,
        email: &str,
        mails: u32,
    ) -> Result<Option<Budget>> {
        let (inviter, most) = (self.inviter_subject(), self.settings.budget_inviter);
        let own = budgets::take(tx, "inviter", &inviter, mails, most).await?;
        if own < mails {
            budgets::give_back(tx, "inviter", &inviter, own).await?;
            return Ok(Some(Budget::Inviter));
        }
        let most = self.settings.budget_recipient;
        let theirs = budgets::take(tx, "recipient", email, mails, most).await?;
        if theirs < mails {
            budgets::give_back(tx, "recipient", email, theirs).await?;
            budgets::give_back(tx, "inviter", &inviter, own).await?;
            return Ok(Some(Budget::Recipient));
        }
        Ok(None)
    }

    /// What the inviter's budget is counted by.
    pub(crate) fn inviter_subject(&self) -> String {
        self.caller
            .actor
            .account_id()
            .map_or_else(|| "command line".to_string(), |id| id.to_string())
    }

    /// A resend carries what the old row carried, or what is wished; sent by whoever resends.
    async fn prepare(
        &self,
        tx: &Tx,
        old: &Stored,
        wish: Option<&Wish>,
        linked: &[Linked],
    ) -> Result<Sent> {
        let mut wish = match wish {
            Some(wish) => wish.clone(),
            None => Wish {
                role: old.role.clone(),
                groups: groups::carried_by(tx.conn(), old.id).await?,
                message: old.message.clone(),
                validity: old.validity,
                submission: None,
                made_for: None,
                domains: Vec::new(),
                into: Vec::new(),
            },
        };
        wish.domains
            .extend(linked.iter().filter_map(Linked::in_mail));
        self.write_invitation(Draft {
            chain: Some(old.chain),
            email: old.email.clone(),
            wish,
            inviter_name: self.caller_name(tx).await?,
            now: tx.now(),
        })
    }
}

pub(super) async fn open_already(tx: &Tx, email: &str) -> Result<Error> {
    let known = invitations::known(tx.conn(), &[email.to_string()], tx.now()).await?;
    Ok(match known.get(email).and_then(|known| known.open) {
        Some((id, status)) => Refusal::AlreadyOpen { id, status }.into(),
        // It was open a moment ago: somebody else is at this address.
        None => Error::Unavailable("somebody else is inviting this address"),
    })
}
