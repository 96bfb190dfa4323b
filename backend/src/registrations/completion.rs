//! The one transaction that completes an invitation, by its own link or by a confirmed self-registration
//! (T23): the row, the account, the audit events and the mails, or nothing of it. It hashes nothing and
//! knows no link.

use crate::Parts;
use crate::authority::Caller;
use crate::domain_invitations;
use crate::error::{Error, Result};
use crate::invitations::{audit_word, inviter_of, join_carried, overtaken};
use crate::mail::Mail;
use crate::outbox::About;
use crate::secrets;
use crate::store::accounts::NewAccount;
use crate::store::invitations::{Change, Stored};
use crate::store::{Tx, accounts, audit, invitations, not_told, outbox, suppressions, tokens};
use crate::unicode::ServerUnicode;
use rules::account::{Origin, Status as AccountStatus};
use rules::address_list;
use rules::ids::AccountId;
use rules::invitation::{Command, Effect, Status, decide};
use rules::outbox::Kind;
use rules::settings::Settings;
use serde_json::json;
use std::collections::BTreeMap;

/// Who completes: the name, the hash of the password that was chosen, and what the link proved.
pub(crate) struct Person {
    pub(crate) full_name: String,
    pub(crate) password_hash: String,
    /// A link that no mail server took proves nothing about the address (PRODUCT.md section 6).
    pub(crate) is_unproven: bool,
}

/// One transaction: the compare-and-set first, then the account, the audit events and the mails
/// (SECURITY INV-5). Answers the status that the row got.
pub(crate) async fn complete(
    tx: &Tx,
    parts: &Parts,
    caller: &Caller,
    id: rules::ids::InvitationId,
    person: &Person,
) -> Result<Status> {
    let settings = crate::settings::within(tx, &parts.fixed_settings).await?;
    let stored = invitations::find(tx.conn(), id)
        .await?
        .ok_or(Error::NotFound)?;
    // Whoever invites the address meets us here, so that neither overlooks the other.
    suppressions::hold(tx, stored.email.canonical()).await?;
    let holds = inviter_of(tx, &stored).await?;
    let command = Command::Complete {
        pre_approved: settings.invitations_auto_approve,
    };
    let decision = match decide(
        &stored.for_rules(tx.roles(), holds),
        command,
        &caller.actor,
        tx.now(),
    ) {
        Ok(decision) => decision,
        Err(rules::invitation::Refusal::Status { .. }) => return Err(overtaken(tx, id).await?),
        Err(refusal) => return Err(refusal.into()),
    };
    let known = accounts::find_by_email(tx.conn(), stored.email.canonical()).await?;
    let account = known
        .as_ref()
        .map_or_else(|| AccountId(secrets::new_id(tx.now())), |a| a.id);
    let change = Change {
        by: Some(account),
        reason: String::new(),
        registered: Some(account),
        ..Change::default()
    };
    if !invitations::apply(tx, id, &decision, &change).await? {
        return Err(overtaken(tx, id).await?);
    }
    let status = if decision.effects.contains(&Effect::ApproveAccount) {
        AccountStatus::Approved
    } else {
        AccountStatus::Requested
    };
    let before = settle_person(tx, &stored, known, account, status, person).await?;
    let email = stored.email.canonical();
    domain_invitations::follow_registration(tx, email, account, status).await?;
    let mut after = json!({ "status": status.as_str(), "role": stored.role, "invitation": id });
    if status == AccountStatus::Approved {
        join_carried(tx, account, id, &mut after).await?;
    }
    let events = [
        caller.event(
            audit_word(decision.to),
            "invitation",
            id,
            &json!({ "status": decision.from.as_str() }),
            &json!({ "status": decision.to.as_str(), "account": account }),
        ),
        caller.event("account.registered", "account", account, &before, &after),
    ];
    audit::insert(tx, &events).await?;
    for effect in decision.effects {
        match effect {
            Effect::KillTokens => tokens::kill_for_invitation(tx, id).await?,
            Effect::CloseChain => invitations::close_chain(tx, stored.chain, true).await?,
            Effect::MailAccessRequest => {
                let request = AccessRequest {
                    person_name: person.full_name.clone(),
                    email: stored.email.typed().to_string(),
                    review_path: "/consumers/invitations?status=waiting",
                    about: About {
                        invitation: Some(id),
                        ..About::default()
                    },
                };
                mail_access_request(tx, parts, &settings, request).await?;
            }
            // Done above: with the compare-and-set, and by `settle_person`.
            Effect::StopClock | Effect::ApproveAccount | Effect::RequestAccount => {}
            Effect::RejectAccount
            | Effect::ReopenChain
            | Effect::SendAnew
            | Effect::MailApproved
            | Effect::MailRefused => {
                return Err(Error::internal(format!("completing does not {effect:?}")));
            }
        }
    }
    Ok(decision.to)
}

/// Makes the account, or brings the rejected one back (T18); answers what it was before.
async fn settle_person(
    tx: &Tx,
    stored: &Stored,
    known: Option<accounts::Account>,
    id: AccountId,
    status: AccountStatus,
    person: &Person,
) -> Result<serde_json::Value> {
    if person.password_hash.is_empty() {
        return Err(Error::internal("a registration came without a password"));
    }
    let taken = |status| Error::from(rules::invitation::Refusal::HasAccount { status });
    if let Some(known) = known {
        let (name, hash) = (&person.full_name, &person.password_hash);
        let is_unproven = person.is_unproven;
        if !accounts::bring_back(tx, id, name, hash, &stored.role, status, is_unproven).await? {
            return Err(taken(known.status));
        }
        // Whoever comes back by themselves need not hear of what was before.
        not_told::forget_all(tx, id).await?;
        return Ok(json!({ "status": known.status.as_str() }));
    }
    let new = NewAccount {
        id,
        email: stored.email.clone(),
        full_name: person.full_name.clone(),
        password_hash: person.password_hash.clone(),
        role: stored.role.clone(),
        status,
        origin: Origin::Invitation,
        is_unproven: person.is_unproven,
    };
    if !accounts::insert(tx, &new).await? {
        return Err(taken(AccountStatus::Approved));
    }
    Ok(serde_json::Value::Null)
}

/// What the mail to the administrators says, and what it is about.
pub(crate) struct AccessRequest {
    pub(crate) person_name: String,
    /// As typed.
    pub(crate) email: String,
    /// Where it is decided.
    pub(crate) review_path: &'static str,
    pub(crate) about: About,
}

/// To `smtp_admin_emails`, or to the first Owner when nobody is named, unless that mail is switched off
/// (PRODUCT.md section 6).
pub(crate) async fn mail_access_request(
    tx: &Tx,
    parts: &Parts,
    settings: &Settings,
    request: AccessRequest,
) -> Result<()> {
    if !settings.mails(Kind::AccessRequest) {
        return Ok(());
    }
    let mut recipients: BTreeMap<String, String> = BTreeMap::new();
    if let Ok(list) = address_list::parse(&settings.smtp_admin_emails, &ServerUnicode) {
        for address in list.addresses() {
            recipients.insert(address.canonical().to_string(), address.typed().to_string());
        }
    }
    if recipients.is_empty()
        && let Some(owner) = accounts::first_owner(tx.conn()).await?
    {
        recipients.insert(owner.email, owner.email_typed);
    }
    let mail = Mail::AccessRequest {
        person_name: request.person_name,
        email: request.email,
        review_link: format!("{}{}", parts.outbox.public_url, request.review_path),
    };
    let mut mails = Vec::new();
    for to in recipients.values() {
        let about = request.about;
        mails.push(
            parts
                .outbox
                .write_mail(settings, &mail, to, about, tx.now())?,
        );
    }
    outbox::insert(tx, &mails).await
}
