//! The page Audit: what happened, as a list, as a file, and whether the sealed chain still fits
//! (SECURITY LOG-1, UX DST-06). Only reads; whatever changes something writes its own event.

use crate::Backend;
use crate::authority::Caller;
use crate::error::{Error, FieldFault, Result};
use crate::store::accounts;
use crate::store::audit::{Link, STRETCH, Stretch};
use crate::store::audit_list::Place;
use rules::audit::{
    AuditBy, AuditFilter, AuditListing, AuditPage, AuditRow, AuditVerification, EVENTS_A_PAGE,
};
use rules::listing::Listing as _;
use rules::policy::Action;
use serde::{Deserialize, Serialize};

/// So many events are verified in one request at most.
const A_REQUEST: u64 = 10 * STRETCH;
/// What a verification is signed for.
const VERIFIED: &str = "audit verified";

/// Events as a file: read on stretch by stretch, newest first.
pub struct AuditExport {
    backend: Backend,
    filter: AuditFilter,
    place: Option<Place>,
    is_over: bool,
}

/// What a verification says, as it is signed.
#[derive(Serialize, Deserialize)]
struct Signed {
    link: Link,
    verification: AuditVerification,
}

impl Backend {
    /// One page of Audit, newest first. Needs `audit.read`.
    pub async fn list_audit(&self, caller: &Caller, listing: AuditListing) -> Result<AuditPage> {
        caller.must(Action::AuditRead)?;
        let filter = understood(&listing)?;
        // A cursor belongs to its filter: signed with it, it fits no other list.
        let purpose = format!("audit?{}", listing.unpaged().query());
        let place: Option<Place> = if listing.page.is_empty() {
            None
        } else {
            let place = self.0.keys.verify(&purpose, &listing.page);
            let place = place.and_then(|bytes| serde_json::from_slice(&bytes).ok());
            Some(place.ok_or_else(|| Error::invalid("page", "Not a page of this list."))?)
        };
        let with_addresses = caller.actor.may(Action::InvitationsRead);
        let found = self
            .0
            .store
            .list_audit(&filter, place, EVENTS_A_PAGE, with_addresses)
            .await?;
        let cursor = |place: Option<Place>| -> Result<Option<String>> {
            place
                .map(|place| Ok(self.0.keys.sign(&purpose, &bytes_of(&place)?)))
                .transpose()
        };
        let by_name = match filter.by {
            AuditBy::Account(id) => accounts::names_of(self.0.store.read(), vec![id.0])
                .await?
                .remove(&id.0)
                .map(|named| named.name),
            AuditBy::Anybody | AuditBy::Kind(_) => None,
        };
        Ok(AuditPage {
            total: self.0.store.count_audit(&filter).await?,
            next: cursor(found.next)?,
            previous: cursor(found.previous)?,
            rows: found.rows,
            first: found.first,
            by_name,
            verification: self
                .read_verification(&listing.verified)
                .map(|signed| signed.verification),
            listing,
        })
    }

    /// The events of a listing as a file, all of them. Needs `audit.read`.
    pub fn export_audit(&self, caller: &Caller, listing: &AuditListing) -> Result<AuditExport> {
        caller.must(Action::AuditRead)?;
        Ok(AuditExport {
            backend: self.clone(),
            filter: understood(listing)?,
            place: None,
            is_over: false,
        })
    }

    /// Verifies the sealed chain, from where `token` (of an answer before) left off or from its beginning,
    /// a bounded way. Needs `audit.read`.
    pub async fn verify_audit(&self, caller: &Caller, token: &str) -> Result<AuditVerification> {
        caller.must(Action::AuditRead)?;
        let mut link = match token {
            "" => Link::default(),
            token => match self.read_verification(token) {
                // What is over begins anew.
                Some(signed) if signed.verification.is_over => Link::default(),
                Some(signed) => signed.link,
                None => return Err(Error::invalid("token", "Begin the verification anew.")),
            },
        };
        let (mut broken_at, mut is_over, mut walked) = (None, false, 0);
        while !is_over && walked < A_REQUEST {
            match self.0.store.verify_chain(link.clone(), STRETCH).await? {
                Stretch::Whole(end) => (link, is_over) = (end, true),
                Stretch::GoesOn(on) => link = on,
                Stretch::Broken { at } => (broken_at, is_over) = (Some(at.position), true),
            }
            walked += STRETCH;
        }
        // What stands before a break fits.
        let fits = broken_at.map_or(link.position, |at| at - 1);
        let mut verification = AuditVerification {
            verified: u64::try_from(fits).unwrap_or(0),
            unsealed: self.0.store.count_unsealed().await?,
            broken_at,
            is_over,
            at: self.now(),
            token: String::new(),
        };
        let signed = Signed {
            link,
            verification: verification.clone(),
        };
        verification.token = self.0.keys.sign(VERIFIED, &bytes_of(&signed)?);
        Ok(verification)
    }

    /// What was found before, as the portal itself signed it: nothing else is shown.
    fn read_verification(&self, token: &str) -> Option<Signed> {
        let bytes = self.0.keys.verify(VERIFIED, token)?;
        let mut signed: Signed = serde_json::from_slice(&bytes).ok()?;
        signed.verification.token = token.to_string();
        Some(signed)
    }
}

impl AuditExport {
    /// The next events; `None` after the last. Names are those of now; no addresses.
    pub async fn next(&mut self) -> Result<Option<Vec<AuditRow>>> {
        /// Events at a time: what is held in memory.
        const CHUNK: u16 = 500;
        if self.is_over {
            return Ok(None);
        }
        let store = &self.backend.0.store;
        let found = store
            .list_audit(&self.filter, self.place, CHUNK, false)
            .await?;
        self.place = found.next;
        self.is_over = self.place.is_none();
        Ok(Some(found.rows))
    }
}

fn understood(listing: &AuditListing) -> Result<AuditFilter> {
    listing.understood().map_err(|faults| {
        let faults = faults.into_iter();
        Error::Invalid(
            faults
                .map(|fault| FieldFault::new(fault.field(), fault.reason()))
                .collect(),
        )
    })
}

fn bytes_of(value: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|error| Error::Internal(Box::new(error)))
}
