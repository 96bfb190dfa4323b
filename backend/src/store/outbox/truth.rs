//! Is a mail still true? What it is about, as of this transaction (SECURITY MAIL-7).

use super::{account, domain_invitation, invitation, self_registration};
use crate::error::Result;
use crate::store::{Tx, membership_warnings, password_resets, suppressions, unreadable};
use rules::account::Status as AccountStatus;
use rules::invitation::{Status as InvitationStatus, standing};
use rules::outbox::{Kind, is_still_true};
use rules::self_registration::is_open;
use rules::time::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The statuses, as of now, of what mails are about, and which of their links work.
pub(super) struct Truth {
    invitations: HashMap<Uuid, InvitationStatus>,
    accounts: HashMap<Uuid, AccountStatus>,
    /// Those that are there, and in time.
    self_registrations: HashSet<Uuid>,
    /// The mails that were asked alone and still say what is so.
    alive: HashSet<Uuid>,
    /// The invitations into domains that can be answered.
    domain_invitations: HashSet<Uuid>,
    /// The invitations whose addresses asked not to be invited.
    suppressed: HashSet<Uuid>,
}

impl Truth {
    pub(super) async fn load(
        tx: &Tx,
        invitations: impl Iterator<Item = Uuid>,
        accounts: impl Iterator<Item = Uuid>,
        self_registrations: impl Iterator<Item = Uuid>,
        domain_invitations: impl Iterator<Item = Uuid>,
        alone: impl Iterator<Item = Uuid>,
    ) -> Result<Truth> {
        let (invitations, accounts): (Vec<_>, Vec<_>) = (invitations.collect(), accounts.collect());
        let self_registrations: Vec<_> = self_registrations.collect();
        let alone: Vec<_> = alone.collect();
        let domain_invitations: Vec<_> = domain_invitations.collect();
        let mut truth = Truth {
            invitations: HashMap::new(),
            accounts: HashMap::new(),
            self_registrations: HashSet::new(),
            domain_invitations: HashSet::new(),
            alive: password_resets::alive_in(tx, &alone)
                .await?
                .into_iter()
                .chain(membership_warnings::true_among(tx, &alone).await?)
                .collect(),
            suppressed: suppressions::among(tx, &invitations)
                .await?
                .into_iter()
                .collect(),
        };
        if !invitations.is_empty() {
            let rows: Vec<(Uuid, String, i64)> = invitation::Entity::find()
                .select_only()
                .column(invitation::Column::Id)
                .column(invitation::Column::Status)
                .column(invitation::Column::ValidUntil)
                .filter(invitation::Column::Id.is_in(invitations))
                .into_tuple()
                .all(&tx.conn)
                .await?;
            for (id, status, valid_until) in rows {
                let status = InvitationStatus::parse(&status)
                    .ok_or_else(|| unreadable("invitation", id, "status"))?;
                let valid_until = Timestamp::from_micros(valid_until);
                truth
                    .invitations
                    .insert(id, standing(status, valid_until, tx.now()));
            }
        }
        if !accounts.is_empty() {
            let rows: Vec<(Uuid, String)> = account::Entity::find()
                .select_only()
                .column(account::Column::Id)
                .column(account::Column::Status)
                .filter(account::Column::Id.is_in(accounts))
                .into_tuple()
                .all(&tx.conn)
                .await?;
            for (id, status) in rows {
                let status = AccountStatus::parse(&status)
                    .ok_or_else(|| unreadable("account", id, "status"))?;
                truth.accounts.insert(id, status);
            }
        }
        if !self_registrations.is_empty() {
            let rows: Vec<(Uuid, i64)> = self_registration::Entity::find()
                .select_only()
                .column(self_registration::Column::Id)
                .column(self_registration::Column::ValidUntil)
                .filter(self_registration::Column::Id.is_in(self_registrations))
                .into_tuple()
                .all(&tx.conn)
                .await?;
            let open = rows
                .into_iter()
                .filter(|(_, valid_until)| is_open(Timestamp::from_micros(*valid_until), tx.now()));
            truth.self_registrations.extend(open.map(|(id, _)| id));
        }
        if !domain_invitations.is_empty() {
            let open: Vec<Uuid> = domain_invitation::Entity::find()
                .select_only()
                .column(domain_invitation::Column::Id)
                .filter(domain_invitation::Column::Id.is_in(domain_invitations))
                .filter(domain_invitation::Column::Status.eq("pending"))
                .filter(domain_invitation::Column::ValidUntil.gt(tx.now().as_micros()))
                .into_tuple()
                .all(&tx.conn)
                .await?;
            truth.domain_invitations.extend(open);
        }
        Ok(truth)
    }

    pub(super) fn holds(
        &self,
        kind: Kind,
        mail: Uuid,
        invitation: Option<Uuid>,
        account: Option<Uuid>,
        self_registration: Option<Uuid>,
        domain_invitation: Option<Uuid>,
    ) -> bool {
        if kind.invites() && invitation.is_some_and(|id| self.suppressed.contains(&id)) {
            return false;
        }
        let invitation = invitation.and_then(|id| self.invitations.get(&id).copied());
        let account = account.and_then(|id| self.accounts.get(&id).copied());
        let asks = self_registration.is_some_and(|id| self.self_registrations.contains(&id));
        let is_offered = domain_invitation.is_some_and(|id| self.domain_invitations.contains(&id));
        // The mail that brings an invitation into a domain onto an open portal one.
        if kind == Kind::Invitation && domain_invitation.is_some() && !is_offered {
            return false;
        }
        let link_is_alive = asks || is_offered || self.alive.contains(&mail);
        is_still_true(kind, invitation, account, link_is_alive)
    }
}
