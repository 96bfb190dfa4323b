//! Inviting through one's own mail client (K; PRODUCT.md section 6): writes the messages that an administrator then
//! sends. Nothing is stored and nothing leaves the portal.

use crate::Backend;
use crate::authority::Caller;
use crate::error::{Error, FieldFault, Result};
use crate::unicode::ServerUnicode;
use rules::account::Refusal;
use rules::address_list;
use rules::invitation;
use rules::own_mail::{MOST_TEXT, OwnMail, messages};
use rules::policy::Action;

impl Backend {
    /// The messages that carry `text` to every address of the list, and what of the list is no address. Needs
    /// `invitations.send`.
    ///
    /// # Errors
    /// A refusal while inviting is switched off (`portal_invite_email`, K), or self-registration is (the link would lead
    /// nowhere); [`Error::Invalid`] for an empty or too long list or text.
    pub async fn write_own_mail(
        &self,
        caller: &Caller,
        addresses: &str,
        text: &str,
    ) -> Result<OwnMail> {
        caller.must(Action::InvitationsSend)?;
        let settings = self.settings().await?;
        if !settings.portal_invite_email {
            return Err(invitation::Refusal::SwitchedOff.into());
        }
        if !settings.self_registration {
            return Err(Error::AccountRefused(Refusal::RegistrationOff));
        }
        let mut faults = Vec::new();
        // A form without JavaScript breaks lines by two characters.
        let text = &text.replace("\r\n", "\n");
        if text.trim().is_empty() {
            faults.push(FieldFault::new(
                "text",
                "Write a text; the link stands in it.",
            ));
        } else if text.chars().count() > MOST_TEXT {
            let reason = format!("The text is too long; use at most {MOST_TEXT} characters.");
            faults.push(FieldFault::new("text", reason));
        }
        let list = match address_list::parse(addresses, &ServerUnicode) {
            Ok(list) if list.entries.is_empty() => {
                faults.push(FieldFault::new("addresses", "Name at least one address."));
                return Err(Error::Invalid(faults));
            }
            Ok(list) => list,
            Err(many) => {
                faults.push(FieldFault::new("addresses", many.to_string()));
                return Err(Error::Invalid(faults));
            }
        };
        if !faults.is_empty() {
            return Err(Error::Invalid(faults));
        }
        let subject = format!("Your invitation to {}", settings.portal_name);
        let unreadable = list
            .unreadable()
            .map(|(written, fault)| (written.to_owned(), fault));
        Ok(OwnMail {
            messages: messages(list.addresses(), &subject, text),
            unreadable: unreadable.collect(),
        })
    }
}
