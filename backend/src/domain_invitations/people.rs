//! The people search of Send Invitation (PRODUCT.md section 4): so often a person and no more, and each search with an
//! event that says who searched in which domain, how, and how many they found; never for whom. Nothing else is written.

use crate::Backend;
use crate::authority::Caller;
use crate::cursor::check_search;
use crate::error::{Error, Result};
use crate::store::{audit, throttles};
use crate::unicode::ServerUnicode;
use futures::FutureExt as _;
use rules::denial::Denial;
use rules::domain_invitation::Refusal;
use rules::domain_invitation::people::{People, SEARCHES, wanted};
use rules::ids::AccountId;
use rules::role::DomainAction;
use rules::time::Timestamp;
use serde_json::{Value, json};

impl Backend {
    /// Approved people whom the caller may invite into the domain, by whole address or by name from three letters on.
    /// Needs `domain:invitations.manage`; [`Error::RateLimited`] after [`SEARCHES`], counted for all replicas.
    pub async fn find_people(&self, caller: &Caller, domain: &str, text: &str) -> Result<People> {
        let me = caller.actor.account_id().ok_or(Error::Unauthenticated)?;
        let domain = self.domain(caller, domain).await?;
        if !domain.held.allows(DomainAction::InvitationsManage) {
            return Err(Error::Forbidden);
        }
        if domain.row.archived_at.is_some() {
            return Err(Refusal::Archived.into());
        }
        check_search(text)?;
        let wanted = wanted(text, &ServerUnicode)
            .map_err(|unclear| Error::invalid("search", unclear.reason()))?;
        let id = domain.row.id;
        if let Some(until) = self.count_search(me).await? {
            let object = ("domain", id.to_string());
            self.note_denial(Denial::Throttled, caller, "people", object)
                .await;
            return Err(Error::RateLimited { until });
        }
        let people = self.0.store.find_people(id, &wanted, me).await?;
        let after = json!({ "by": wanted.by(), "hits": people.hits.len() });
        let event = caller.event("domain.people_searched", "domain", id, &Value::Null, &after);
        // Nobody is told before it stands in the trail.
        self.0
            .store
            .write(move |tx| {
                let event = event.clone();
                async move { audit::insert(tx, &[event]).await }.boxed()
            })
            .await?;
        Ok(people)
    }

    /// Counts one search of that person, or answers when there is one again.
    async fn count_search(&self, me: AccountId) -> Result<Option<Timestamp>> {
        let bucket = format!("people {me}");
        self.0
            .store
            .write(move |tx| {
                let bucket = bucket.clone();
                async move {
                    let taken = SEARCHES.take(throttles::lock(tx, &bucket).await?, tx.now());
                    match taken {
                        Ok(taken) => throttles::store(tx, &bucket, taken).await.map(|()| None),
                        Err(until) => Ok(Some(until)),
                    }
                }
                .boxed()
            })
            .await
    }
}
