//! What needs confirmation because whoever stands for it may not give it any more (T19): vouched for or withdrawn several
//! at once, one transaction each, with an answer for each.

use super::Answer;
use crate::Backend;
use crate::authority::Caller;
use crate::error::{Error, Result};
use crate::store::domain_invitations;
use rules::domain_invitation::{Refusal, Settling, Status};
use rules::ids::{DomainId, DomainInvitationId};
use rules::listing::Count;
use rules::role::DomainAction;

/// So many are settled at once: as many as a page shows.
const MOST_AT_ONCE: usize = 100;

impl Backend {
    /// Vouches for these invitations, or withdraws them, each by itself; what needs no confirmation any more stays as it
    /// is. Answers each by its address, in the order given. Needs `domain:invitations.manage`, and to vouch everything
    /// that their roles hold.
    pub async fn settle_flagged(
        &self,
        caller: &Caller,
        domain: &str,
        ids: &[DomainInvitationId],
        settling: Settling,
    ) -> Result<Vec<Answer>> {
        if ids.is_empty() {
            return Err(Error::invalid("ids", "Choose at least one invitation."));
        }
        if ids.len() > MOST_AT_ONCE {
            return Err(Error::invalid("ids", "At most 100 invitations at once."));
        }
        let id = self
            .read_in(caller, domain, DomainAction::InvitationsManage)
            .await?;
        let lapsed = self.0.store.lapsed_in(id).await?;
        let mut answers: Vec<Answer> = Vec::with_capacity(ids.len());
        let mut seen: Vec<DomainInvitationId> = Vec::with_capacity(ids.len());
        for one in ids {
            if seen.contains(one) {
                continue;
            }
            seen.push(*one);
            let found = domain_invitations::find(self.0.store.read(), id, *one).await?;
            let Some(row) = found else {
                answers.push((String::new(), Err(Error::NotFound)));
                continue;
            };
            let is_flagged = lapsed.flags(row.stands_for_it(), &row.role);
            let settled = if row.status == Status::Pending && !is_flagged {
                Err(Refusal::Vouched.into())
            } else {
                match settling {
                    Settling::Vouch => self.vouch_for_domain_invitation(caller, domain, *one).await,
                    Settling::Withdraw => self.delete_domain_invitation(caller, domain, *one).await,
                }
            };
            match settled {
                Err(fault @ (Error::Internal(_) | Error::Unauthenticated)) => return Err(fault),
                answer => answers.push((row.email.typed().to_string(), answer.map(|()| *one))),
            }
        }
        Ok(answers)
    }

    /// How many invitations into the domain need confirmation, as far as is counted.
    pub(super) async fn count_flagged(&self, domain: DomainId) -> Result<Count> {
        let lapsed = self.0.store.lapsed_in(domain).await?;
        self.0.store.count_flagged(domain, &lapsed).await
    }
}
