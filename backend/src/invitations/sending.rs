//! A new invitation with its tokens, its mail and its audit event: written by T1 and T11 alike. Asks no
//! rules: whoever comes here may.

use super::Decider;
use crate::error::Result;
use crate::mail::{IntoDomain, Mail};
use crate::outbox::About;
use crate::secrets::{self, Purpose};
use crate::store::invitations::NewInvitation;
use crate::store::{Tx, audit, groups, outbox, tokens};
use rules::email_address::EmailAddress;
use rules::ids::{DomainId, GroupId, InvitationId, SubmissionId};
use rules::time::{Span, Timestamp};
use serde_json::json;

impl Decider<'_> {
    /// Makes ids, token and mail of a new invitation. Writes nothing.
    pub(crate) fn write_invitation(&self, draft: Draft) -> Result<Sent> {
        let id = InvitationId(secrets::new_id(draft.now));
        let wish = draft.wish;
        let valid_until = draft.now.plus(wish.validity);
        let links = self.new_links(id, valid_until)?;
        let mail = Mail::Invitation {
            inviter_name: draft.inviter_name,
            role: wish.role.clone(),
            valid_until,
            message: (!wish.message.is_empty()).then(|| wish.message.clone()),
            link: links.invite,
            opt_out_link: Some(links.opt_out),
            domains: wish.domains,
        };
        let about = About {
            invitation: Some(id),
            token_expires: Some(valid_until),
            ..About::default()
        };
        let to = draft.email.typed().to_string();
        let mail = self
            .parts
            .outbox
            .write_mail(self.settings, &mail, &to, about, draft.now)?;
        Ok(Sent {
            tokens: links.tokens,
            mail,
            groups: wish.groups,
            invitation: NewInvitation {
                id,
                chain: draft.chain.unwrap_or(id),
                email: draft.email,
                role: wish.role,
                message: wish.message,
                valid_until,
                validity: wish.validity,
                inviter: self.caller.actor.account_id(),
                submission: wish.submission,
                made_for: wish.made_for,
            },
        })
    }

    /// The links of one mail: one that completes the invitation, and one that stops invitations, which
    /// works for ever (SECURITY INV-19). Each mail has secrets of its own.
    pub(crate) fn new_links(&self, id: InvitationId, valid_until: Timestamp) -> Result<Links> {
        let (invite, opt_out) = (secrets::new_secret()?, secrets::new_secret()?);
        let token = |purpose, secret: &secrets::Secret, valid_until| tokens::NewToken {
            digest: secrets::token_digest(purpose, secret.expose()),
            purpose,
            invitation: Some(id),
            self_registration: None,
            valid_until,
        };
        let url = &self.parts.outbox.public_url;
        Ok(Links {
            invite: format!("{url}/invite/{}", invite.expose()),
            opt_out: format!("{url}/opt-out/{}", opt_out.expose()),
            tokens: [
                token(Purpose::Invite, &invite, valid_until),
                token(Purpose::OptOut, &opt_out, Timestamp::NEVER),
            ],
        })
    }

    /// Tokens, mails, groups and audit events of rows that went in.
    pub(crate) async fn store_sent(&self, tx: &Tx, sent: &[Sent]) -> Result<()> {
        let new_tokens: Vec<_> = sent.iter().flat_map(|sent| sent.tokens.clone()).collect();
        let mails: Vec<_> = sent.iter().map(|sent| sent.mail.clone()).collect();
        let events: Vec<_> = sent
            .iter()
            .map(|sent| {
                let row = &sent.invitation;
                let mut after = json!({
                    "status": "pending", "role": row.role, "chain": row.chain,
                    "valid_until": row.valid_until.rfc3339(),
                });
                if !sent.groups.is_empty() {
                    after["groups"] = json!(sent.groups);
                }
                let before = serde_json::Value::Null;
                self.caller
                    .event("invitation.sent", "invitation", row.id, &before, &after)
            })
            .collect();
        let carried: Vec<_> = sent
            .iter()
            .map(|sent| (sent.invitation.id, sent.groups.as_slice()))
            .collect();
        tokens::insert(tx, &new_tokens).await?;
        groups::carry(tx, &carried).await?;
        outbox::insert(tx, &mails).await?;
        audit::insert(tx, &events).await
    }
}

/// What whoever invites wishes.
#[derive(Clone)]
pub(crate) struct Wish {
    pub(crate) role: String,
    pub(crate) groups: Vec<GroupId>,
    pub(crate) message: String,
    pub(crate) validity: Span,
    pub(crate) submission: Option<SubmissionId>,
    /// The domain for which alone it is made (T2).
    pub(crate) made_for: Option<DomainId>,
    /// The domains that the mail names (T2).
    pub(crate) domains: Vec<IntoDomain>,
    /// The same, for what an earlier invitation offered there.
    pub(crate) into: Vec<DomainId>,
}

/// What a new invitation is made of.
pub(crate) struct Draft {
    /// The chain that it goes on; `None`: the first of its own.
    pub(crate) chain: Option<InvitationId>,
    pub(crate) email: EmailAddress,
    pub(crate) wish: Wish,
    pub(crate) inviter_name: String,
    pub(crate) now: Timestamp,
}

/// A new invitation with the digests of its tokens, its mail and its groups.
#[derive(Clone)]
pub(crate) struct Sent {
    pub(crate) invitation: NewInvitation,
    pub(crate) tokens: [tokens::NewToken; 2],
    pub(crate) mail: outbox::NewMail,
    pub(crate) groups: Vec<GroupId>,
}

/// The links of one mail, and the digests of their secrets.
pub(crate) struct Links {
    pub(crate) invite: String,
    pub(crate) opt_out: String,
    pub(crate) tokens: [tokens::NewToken; 2],
}
