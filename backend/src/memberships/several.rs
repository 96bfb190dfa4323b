//! Several memberships at once: one transaction each, so that one that is refused does not stop the others.

use super::Ask;
use crate::Backend;
use crate::authority::Caller;
use crate::error::{Error, Result};
use rules::ids::MembershipId;
use rules::membership::Refusal;
use rules::role::DomainAction;

/// So many memberships can be changed at once.
pub const MOST_AT_ONCE: usize = 100;

/// What became of one membership of several.
#[derive(Debug)]
pub struct MemberAnswer {
    /// Which.
    pub id: MembershipId,
    /// The address, as typed; empty when there is no such membership in this domain, or no account any more.
    pub email: String,
    /// Done, or why not.
    pub answer: Result<()>,
}

impl Backend {
    /// Ends several memberships; answers each in the order given, the same id twice is one. Needs
    /// `domain:members.read` and `domain:members.manage`.
    pub async fn remove_members(
        &self,
        caller: &Caller,
        domain: &str,
        ids: &[MembershipId],
    ) -> Result<Vec<MemberAnswer>> {
        self.change_members(caller, domain, ids, &Ask::Remove).await
    }

    /// Gives several members the same other role, within what the caller holds; the rest as
    /// [`Backend::remove_members`].
    pub async fn change_member_roles(
        &self,
        caller: &Caller,
        domain: &str,
        ids: &[MembershipId],
        role: &str,
    ) -> Result<Vec<MemberAnswer>> {
        if self.roles().domain_role(role).is_none() {
            return Err(Refusal::UnknownRole.into());
        }
        let ask = Ask::Role(role.to_string());
        self.change_members(caller, domain, ids, &ask).await
    }

    async fn change_members(
        &self,
        caller: &Caller,
        domain: &str,
        ids: &[MembershipId],
        ask: &Ask,
    ) -> Result<Vec<MemberAnswer>> {
        // Whoever may not at all is not answered one by one. Each transaction asks again.
        self.read_in(caller, domain, DomainAction::MembersManage)
            .await?;
        let id = self
            .read_in(caller, domain, DomainAction::MembersRead)
            .await?;
        if ids.is_empty() {
            return Err(Error::invalid("ids", "Choose at least one member."));
        }
        if ids.len() > MOST_AT_ONCE {
            return Err(Error::invalid("ids", "At most 100 members at once."));
        }
        let mut emails = self.0.store.emails_of_members(id, ids).await?;
        let mut answers: Vec<MemberAnswer> = Vec::with_capacity(ids.len());
        for id in ids {
            if answers.iter().any(|answered| answered.id == *id) {
                continue;
            }
            let answer = self.change_member(caller, domain, *id, ask.clone()).await;
            if let Err(fault @ (Error::Internal(_) | Error::Unauthenticated)) = answer {
                return Err(fault);
            }
            answers.push(MemberAnswer {
                id: *id,
                email: emails.remove(id).unwrap_or_default(),
                answer,
            });
        }
        Ok(answers)
    }
}
