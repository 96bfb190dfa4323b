//! Is a mail still true? What it is about, as of this transaction (SECURITY MAIL-7).

use super::{account, invitation};
use crate::error::Result;
use crate::store::{Tx, unreadable};
use rules::account::Status as AccountStatus;
use rules::invitation::{Status as InvitationStatus, standing};
use rules::outbox::{Kind, is_still_true};
use rules::time::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

/// The statuses, as of now, of what mails are about.
pub(super) struct Truth {
    invitations: HashMap<Uuid, InvitationStatus>,
    accounts: HashMap<Uuid, AccountStatus>,
}

impl Truth {
    pub(super) async fn load(
        tx: &Tx,
        invitations: impl Iterator<Item = Uuid>,
        accounts: impl Iterator<Item = Uuid>,
    ) -> Result<Truth> {
        let (invitations, accounts): (Vec<_>, Vec<_>) = (invitations.collect(), accounts.collect());
        let mut truth = Truth {
            invitations: HashMap::new(),
            accounts: HashMap::new(),
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
        Ok(truth)
    }

    pub(super) fn holds(
        &self,
        kind: Kind,
        invitation: Option<Uuid>,
        account: Option<Uuid>,
    ) -> bool {
        let invitation = invitation.and_then(|id| self.invitations.get(&id).copied());
        let account = account.and_then(|id| self.accounts.get(&id).copied());
        is_still_true(kind, invitation, account)
    }
}
