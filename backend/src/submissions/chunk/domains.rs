//! The domains of a submission: each address is invited into all of them (PRODUCT.md 8.3, T2), in the transaction that
//! invites it to the portal.

use super::{Caller, Chunk, Inside, Submission, enter, note_sent, send_all};
use crate::error::{Error, Result};
use crate::secrets;
use crate::store::domain_invitations::{self, NewDomainInvitation};
use crate::store::{Tx, budgets};
use rules::domain_invitation::{Refusal as Unsent, may_offer};
use rules::email_address::EmailAddress;
use rules::ids::{DomainInvitationId, InvitationId};
use rules::invitation::Refusal;
use rules::submission::Outcome;
use rules::time::Timestamp;

/// The domains' budgets: what was taken of each, and how many addresses are still free in all of them.
pub(super) struct Into {
    taken: Vec<u32>,
    pub(super) free: u32,
}

/// Enters and locks the domains, in the order of their names, so that nobody waits in a circle. An error when the
/// inviter may not invite into one of them any more.
pub(super) async fn enter_all(
    tx: &Tx,
    caller: &Caller,
    submission: &Submission,
) -> Result<Vec<(Inside, String)>> {
    let mut wished = submission.domains.clone();
    wished.sort_unstable();
    let mut insides = Vec::with_capacity(wished.len());
    for (name, role) in wished {
        let inside = enter(tx, caller, &name).await?;
        let actions = tx.roles().domain_role(&role).map(|role| role.actions);
        may_offer(actions, inside.held, inside.is_archived())?;
        insides.push((inside, role));
    }
    Ok(insides)
}

impl Chunk<'_> {
    pub(super) async fn take_domain_budgets(&self, wanted: u32) -> Result<Into> {
        let most = self.by.settings.budget_domain;
        let mut into = Into {
            taken: Vec::with_capacity(self.targets.len()),
            free: wanted,
        };
        for target in &self.targets {
            let id = target.inside.domain.id.to_string();
            let taken = budgets::take(self.tx, "domain", &id, wanted, most).await?;
            into.taken.push(taken);
            into.free = into.free.min(taken);
        }
        // Of each the same number is used: the least of what was free.
        let least = into.free;
        for (target, taken) in self.targets.iter().zip(&mut into.taken) {
            let id = target.inside.domain.id.to_string();
            budgets::give_back(self.tx, "domain", &id, *taken - least).await?;
            *taken = least;
        }
        Ok(into)
    }

    pub(super) async fn give_domain_budgets_back(&self, into: &Into) -> Result<()> {
        for (target, taken) in self.targets.iter().zip(&into.taken) {
            let id = target.inside.domain.id.to_string();
            budgets::give_back(self.tx, "domain", &id, into.free.min(*taken)).await?;
        }
        Ok(())
    }

    /// Rows into every domain, linked to these new portal invitations (T25). One that is open for the pair stays.
    pub(super) async fn link(&self, portal: &[(InvitationId, EmailAddress)]) -> Result<()> {
        let tx = self.tx;
        for target in &self.targets {
            let new = portal.iter().map(|(portal, email)| {
                let id = DomainInvitationId(secrets::new_id(tx.now()));
                NewDomainInvitation {
                    id,
                    domain: target.inside.domain.id,
                    chain: id,
                    email: email.clone(),
                    account: None,
                    portal: Some(*portal),
                    role: target.role.to_string(),
                    message: self.into.message.clone(),
                    valid_until: Timestamp::NEVER,
                    validity: self.into.validity,
                    inviter: target.inside.actor.account_id(),
                    vouched_by: None,
                }
            });
            let mut new: Vec<NewDomainInvitation> = new.collect();
            let went_in = domain_invitations::insert_all(tx, &new).await?;
            new.retain(|row| went_in.contains(&row.id));
            note_sent(tx, self.by.caller, &new).await?;
        }
        Ok(())
    }

    /// Somebody whom the portal need not invite is invited into the domains all the same. When there is nothing to send
    /// there either, the portal's refusal stands.
    pub(super) async fn invite_known(
        &mut self,
        ordinal: i64,
        email: &EmailAddress,
        refusal: Refusal,
    ) -> Result<()> {
        match refusal {
            Refusal::AlreadyOpen { .. } | Refusal::HasAccount { .. } => {}
            other => return self.refuse(ordinal, other),
        }
        let savepoint = self.tx.savepoint().await?;
        let sent = send_all(&savepoint, &self.by, &self.targets, email, &self.into, None).await;
        match savepoint.end(sent).await {
            Ok(answers) => match answers.iter().filter(|answer| answer.is_ok()).count() {
                0 => {
                    let over = answers.iter().find_map(|answer| match answer {
                        Err(Unsent::OverBudget { budget, until }) => Some((*budget, *until)),
                        Ok(_) | Err(_) => None,
                    });
                    match over {
                        Some((budget, until)) => {
                            let over = Outcome::OverBudget { budget, until };
                            self.outcomes.insert(ordinal, over);
                            Ok(())
                        }
                        None => self.refuse(ordinal, refusal),
                    }
                }
                sent => {
                    let domains = u32::try_from(sent).unwrap_or(u32::MAX);
                    self.outcomes
                        .insert(ordinal, Outcome::IntoDomains { domains });
                    Ok(())
                }
            },
            Err(Error::DomainInvitationRefused(_)) => self.refuse(ordinal, refusal),
            Err(error) => Err(error),
        }
    }
}
