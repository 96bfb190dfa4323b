//! The warning that a membership ends: to the person and to the administrators of the domain, once for each end date,
//! by a worker that any replica may run (PRODUCT.md section 6). It is always sent.

use crate::authority::Caller;
use crate::error::{Error, Result};
use crate::mail::Mail;
use crate::outbox::About;
use crate::store::membership_warnings::{self as rows, Administrator, Ending, Place};
use crate::store::outbox::NewMail;
use crate::store::{Tx, accounts, audit, domains, outbox};
use crate::{Backend, Parts};
use futures::FutureExt as _;
use rules::ids::DomainId;
use rules::membership::{self, Status, WARNED_BEFORE, is_warning_due};
use rules::settings::Settings;
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;

/// Rows a transaction.
const STEP: u64 = 50;
/// After so many mails a transaction ends: a domain may have many administrators.
const MAILS: usize = 200;

impl Backend {
    /// Queues the warnings that are due. Any number of workers may do so at once: each row has one winner.
    pub async fn warn_of_ends(&self) -> Result<()> {
        let read = self.0.store.read();
        if !rows::is_any_due(read, WARNED_BEFORE, self.now()).await? {
            return Ok(());
        }
        let mut place = Some(Place::START);
        while let Some(after) = place {
            let parts = Arc::clone(&self.0);
            place = self
                .0
                .store
                .write(move |tx| {
                    let parts = Arc::clone(&parts);
                    async move { step(tx, &parts, after).await }.boxed()
                })
                .await?;
            self.0.mail_bell.notify_one();
        }
        Ok(())
    }
}

/// Warns of some ends; answers where to go on.
async fn step(tx: &Tx, parts: &Parts, after: Place) -> Result<Option<Place>> {
    let settings = crate::settings::within(tx, &parts.fixed_settings).await?;
    let mut desk = Desk {
        parts,
        settings: &settings,
        domains: HashMap::new(),
    };
    let due = rows::due(tx, WARNED_BEFORE, after, STEP).await?;
    let is_full = due.len() as u64 == STEP;
    let mut mails = 0;
    for ending in &due {
        mails += desk.warn(tx, ending).await?;
        if mails >= MAILS {
            return Ok(Some(ending.place));
        }
    }
    Ok(due.last().filter(|_| is_full).map(|ending| ending.place))
}

/// What the mails about one domain have in common.
#[derive(Clone)]
struct Known {
    domain: domains::Stored,
    administrators: Arc<[Administrator]>,
}

struct Desk<'a> {
    parts: &'a Parts,
    settings: &'a Settings,
    domains: HashMap<DomainId, Known>,
}

impl Desk<'_> {
    /// One row: the compare-and-set first, then the mails and the audit event. Answers how many mails.
    async fn warn(&mut self, tx: &Tx, ending: &Ending) -> Result<usize> {
        let person = accounts::find(tx.conn(), ending.account).await?;
        let known = membership::Ending {
            status: Status::Active,
            ends_at: Some(ending.ends_at),
            warned_at: None,
            account: person.as_ref().map(|person| person.status),
        };
        let (Some(person), true) = (person, is_warning_due(&known, tx.now())) else {
            return Ok(0);
        };
        if !rows::settle(tx, ending).await? {
            return Ok(0);
        }
        let about = self.domain(tx, ending.domain).await?;
        let mut mails = vec![self.mail(tx, ending, &about, None, &person.email_typed)?];
        for reader in about.administrators.iter() {
            if reader.account != ending.account {
                let name = Some((person.full_name.as_str(), reader));
                mails.push(self.mail(tx, ending, &about, name, &reader.email)?);
            }
        }
        outbox::insert(tx, &mails).await?;
        let after = json!({ "domain": ending.domain, "ends_at": ending.ends_at.as_micros() });
        let nothing = serde_json::Value::Null;
        let caller = Caller::system();
        let event = caller.event("member.warned", "account", ending.account, &nothing, &after);
        audit::insert(tx, &[event]).await?;
        Ok(mails.len())
    }

    async fn domain(&mut self, tx: &Tx, id: DomainId) -> Result<Known> {
        if let Some(known) = self.domains.get(&id) {
            return Ok(known.clone());
        }
        // Not locked: whoever changes a membership has the domain first, and the row after it.
        let domain = domains::find_by_id(tx.conn(), id).await?;
        let known = Known {
            domain: domain.ok_or_else(|| Error::internal("a membership without domain"))?,
            administrators: rows::administrators(tx, id).await?.into(),
        };
        self.domains.insert(id, known.clone());
        Ok(known)
    }

    /// To the person, or about the person of that name to that administrator.
    fn mail(
        &self,
        tx: &Tx,
        ending: &Ending,
        known: &Known,
        reader: Option<(&str, &Administrator)>,
        to: &str,
    ) -> Result<NewMail> {
        let members = format!("/domains/{}/members", known.domain.name);
        let path = match reader {
            Some(_) => format!("{members}/{}", ending.id),
            None => "/domains".to_string(),
        };
        let mail = Mail::MembershipEnds {
            person_name: reader.map(|(name, _)| name.to_string()),
            domain: known.domain.title.clone(),
            role: ending.role.clone(),
            ends_at: ending.ends_at,
            link: format!("{}{path}", self.parts.outbox.public_url),
        };
        let about = About {
            account: Some(reader.map_or(ending.account, |(_, reader)| reader.account)),
            membership: Some(ending.id),
            token_expires: Some(ending.ends_at),
            ..About::default()
        };
        let outbox = &self.parts.outbox;
        outbox.write_mail(self.settings, &mail, to, about, tx.now())
    }
}
