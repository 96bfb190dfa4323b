//! The mails about an invitation into a domain: to the invitee, and the answer to the inviter. While their switches are
//! off nothing is missed: both read it in the portal.

use super::Stored;
use crate::Parts;
use crate::domains::Inside;
use crate::error::Result;
use crate::mail::Mail;
use crate::outbox::About;
use crate::store::accounts::Account;
use crate::store::domain_invitations::NewDomainInvitation;
use crate::store::{Tx, accounts, domains, outbox};
use rules::account::Status;
use rules::domain_invitation::Command;
use rules::settings::Settings;

/// Writes the mails of one transaction.
#[derive(Clone, Copy)]
pub(super) struct Teller<'a> {
    parts: &'a Parts,
    settings: &'a Settings,
}

impl<'a> Teller<'a> {
    pub(super) fn new(parts: &'a Parts, settings: &'a Settings) -> Self {
        Teller { parts, settings }
    }

    /// To the invitee. Somebody who waits for approval is shown nothing before that (T25), and hears of it then.
    pub(super) async fn invite(
        self,
        tx: &Tx,
        inside: &Inside,
        new: &NewDomainInvitation,
        invitee: &Account,
    ) -> Result<()> {
        if invitee.status != Status::Approved {
            return Ok(());
        }
        let inviter = accounts::name_of(tx.conn(), new.inviter).await?;
        let role = tx.roles().domain_role(&new.role);
        let mail = Mail::DomainInvitation {
            inviter_name: inviter.unwrap_or_else(|| self.settings.portal_name.clone()),
            domain: inside.domain.title.clone(),
            role: new.role.clone(),
            role_description: role.map_or_else(String::new, |role| role.description.clone()),
            valid_until: new.valid_until,
            message: Some(new.message.clone()).filter(|message| !message.is_empty()),
            domains_link: self.at("/domains"),
        };
        let about = About {
            account: new.account,
            domain_invitation: Some(new.id),
            token_expires: Some(new.valid_until),
            ..About::default()
        };
        self.write(tx, &mail, &invitee.email_typed, about).await
    }

    /// To the inviter, as long as they have an account that counts.
    pub(super) async fn answered(
        self,
        tx: &Tx,
        domain: &domains::Stored,
        row: &Stored,
        command: Command,
        reason: &str,
    ) -> Result<()> {
        let Some(inviter) = row.inviter else {
            return Ok(());
        };
        let inviter = accounts::find(tx.conn(), inviter).await?;
        let Some(inviter) = inviter.filter(|inviter| inviter.status == Status::Approved) else {
            return Ok(());
        };
        let person = accounts::name_of(tx.conn(), row.account).await?;
        let mail = Mail::InvitationAnswer {
            person_name: person.unwrap_or_else(|| row.email.typed().to_string()),
            domain: domain.title.clone(),
            is_accepted: command == Command::Accept,
            reason: Some(reason.to_string()).filter(|reason| !reason.is_empty()),
            invitations_link: self.at(&format!("/domains/{}/invitations", domain.name)),
        };
        let about = About {
            account: Some(inviter.id),
            ..About::default()
        };
        self.write(tx, &mail, &inviter.email_typed, about).await
    }

    async fn write(self, tx: &Tx, mail: &Mail, to: &str, about: About) -> Result<()> {
        if !self.settings.mails(mail.kind()) {
            return Ok(());
        }
        let outbox = &self.parts.outbox;
        let new = outbox.write_mail(self.settings, mail, to, about, tx.now())?;
        outbox::insert(tx, &[new]).await
    }

    fn at(self, path: &str) -> String {
        format!("{}{path}", self.parts.outbox.public_url)
    }
}
