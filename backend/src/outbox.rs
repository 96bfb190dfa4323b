//! The outbox: a mail is written in the transaction of the change that causes it, and sent afterwards
//! by a worker (SECURITY MAIL-1). Knows how mails are rendered and sealed; the rules decide what follows.

mod page;
mod samples;
#[cfg(test)]
mod tests;
mod worker;

use crate::error::{Error, Result};
use crate::mail::{self, Letterhead, Mail};
use crate::secrets::{self, Keys};
use crate::store::outbox::NewMail;
use rules::ids::{
    AccountId, DomainInvitationId, InvitationId, MailId, MembershipId, SelfRegistrationId,
};
use rules::outbox::{Delivery, give_up_at};
use rules::settings::Settings;
use rules::time::Timestamp;

/// What a mail is about: rechecked before it is sent (SECURITY MAIL-7).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct About {
    /// The invitation whose standing decides whether the mail is still true.
    pub(crate) invitation: Option<InvitationId>,
    /// The account whose standing decides.
    pub(crate) account: Option<AccountId>,
    /// The self-registration that its link confirms.
    pub(crate) self_registration: Option<SelfRegistrationId>,
    /// The invitation into a domain that it is about.
    pub(crate) domain_invitation: Option<DomainInvitationId>,
    /// The membership that ends.
    pub(crate) membership: Option<MembershipId>,
    /// When its link dies, if it carries one.
    pub(crate) token_expires: Option<Timestamp>,
}

/// What writing mails needs besides the settings.
#[derive(Clone)]
pub struct Outbox {
    pub(crate) keys: Keys,
    /// The portal's own address, without a slash at the end.
    pub(crate) public_url: String,
    /// The address in From.
    pub(crate) from: String,
    /// Is there a mail server? Without one mails are held (PRODUCT.md section 6).
    pub(crate) has_mail_server: bool,
}

impl Outbox {
    /// Who writes, by the settings as of now.
    fn letterhead(&self, settings: &Settings) -> Letterhead {
        Letterhead {
            portal_name: settings.portal_name.clone(),
            body_colour: settings.body_colour.css(),
            public_url: self.public_url.clone(),
            from: self.from.clone(),
            sender_name: settings.sender_name().to_string(),
        }
    }

    /// Renders and seals a mail, ready to be inserted. `to` is the address as typed.
    pub(crate) fn write_mail(
        &self,
        settings: &Settings,
        mail: &Mail,
        to: &str,
        about: About,
        now: Timestamp,
    ) -> Result<NewMail> {
        let id = MailId(secrets::new_id(now));
        let rendered = mail::render(mail, &self.letterhead(settings), to, &id.to_string(), now)
            .map_err(|fault| Error::Internal(Box::new(fault)))?;
        let kind = mail.kind();
        Ok(NewMail {
            id,
            kind,
            recipient: to.to_string(),
            subject: rendered.subject.clone(),
            state: Delivery::first(self.has_mail_server),
            body: self.keys.seal(id.0.as_bytes(), &rendered.to_bytes())?,
            invitation: about.invitation,
            account: about.account,
            self_registration: about.self_registration,
            domain_invitation: about.domain_invitation,
            membership: about.membership,
            give_up_at: give_up_at(now, about.token_expires),
            next_attempt_at: now,
        })
    }
}
