//! A throw-away portal filled with believable people, in every status and every age: for looking at
//! screens and for measuring. Only with `test-hooks`, never in a release.
//!
//! The same seed gives the same people, with times counted back from now. Everybody has the same
//! password, and every link follows from the seed: nothing here is secret.

mod dice;
mod domains;
mod letters;
mod people;
mod plots;
mod staff;
mod story;
#[cfg(test)]
mod tests;

use crate::Backend;
use crate::error::{Error, Result};
use crate::passwords::Asker;
use crate::store::demo::Person;
use crate::store::settings;
use dice::Dice;
use futures::FutureExt as _;
use letters::Post;
use rules::settings::Key;
use rules::time::Timestamp;
use staff::Staff;
use std::future::Future;
use std::time::Duration;
use story::{Link, Teller};
use tokio_util::sync::CancellationToken;

/// Everybody's password. It satisfies `classic`.
pub const PASSWORD: &str = "Throw-Away-2026";
/// Whom the invitations into domains wait for.
pub const INVITEE: &str = "customer@demo.example";
/// What the portal calls itself.
const PORTAL_NAME: &str = "Orbit Partners";
/// The audit trail of so many invitations is written, the newest: sealing goes event by event.
const MOST_WITH_TRAIL: usize = 2_000;

/// What is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// So many invitations.
    pub invitations: usize,
    /// The same seed gives the same people.
    pub seed: u64,
    /// A domain with everybody in it, and so many invitations for [`INVITEE`]; `None` for a few domains and groups as
    /// people make them.
    pub inbox: Option<usize>,
}

/// Somebody who can log in, with [`PASSWORD`].
#[derive(Clone, Debug)]
pub struct Login {
    /// The portal role.
    pub role: String,
    /// The address.
    pub email: String,
    /// The full name.
    pub full_name: String,
}

impl Backend {
    /// Fills an empty portal and verifies its invariants; answers who can log in, the Owner first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when somebody is there already.
    pub async fn fill_with_demo(&self, plan: Plan) -> Result<Vec<Login>> {
        let store = &self.0.store;
        if !store.is_untouched().await? {
            return Err(Error::Unavailable(
                "a demo fills an empty portal only, this one has people",
            ));
        }
        let now = self.now();
        let staff = Staff::new(plan.seed, now)?;
        self.settle_settings(&staff).await?;
        let (links, people) = stories(plan, &staff, now)?;
        let current = self.settings().await?;
        let mut post = Post::new(&self.0.outbox, &current, &staff, plan.seed, now);
        for (number, link) in links.iter().enumerate().rev() {
            post.write(number, link)?;
        }
        let (mut mails, tokens) = (post.letters, post.tokens);
        mails.sort_by_key(|letter| letter.created_at);
        let recent = &links[links.len().saturating_sub(MOST_WITH_TRAIL)..];
        let mut events: Vec<_> = recent.iter().flat_map(letters::events).collect();
        events.sort_by_key(|event| event.at);

        let password_hash = self.0.passwords.hash(PASSWORD, &Asker::default()).await?;
        store.fill_accounts(people.clone(), &password_hash).await?;
        store
            .fill_invitations(links.into_iter().map(|link| link.row).collect())
            .await?;
        store.fill_tokens(tokens).await?;
        store.fill_mails(mails).await?;
        store.fill_events(events).await?;
        match plan.inbox {
            None => self.settle_domains(&staff, &people).await?,
            Some(inbox) => {
                let (owner, invitee) = (staff.owner.id, &staff.customer);
                store.fill_domains(owner, invitee, inbox, plan.seed).await?;
            }
        }
        self.seal_audit_trail().await?;
        store.study().await?;
        if let Some(finding) = store
            .check()
            .await?
            .into_iter()
            .find(|found| found.broken != 0)
        {
            return Err(Error::internal(format!(
                "the demo breaks an invariant: {} ({} rows)",
                finding.invariant, finding.broken
            )));
        }
        Ok(staff.logins())
    }

    /// Review on, so that the demo has something to decide.
    async fn settle_settings(&self, staff: &Staff) -> Result<()> {
        let owner = staff.owner.id;
        self.0
            .store
            .write(move |tx| {
                async move {
                    settings::set(tx, Key::PortalName.as_str(), PORTAL_NAME, Some(owner)).await?;
                    let key = Key::InvitationsAutoApprove.as_str();
                    settings::set(tx, key, "off", Some(owner)).await
                }
                .boxed()
            })
            .await
    }

    /// The workers without the outbox: its mails stay in the states in which the demo shows them.
    pub fn start_demo_workers(&self, stop: CancellationToken) -> impl Future<Output = ()> + use<> {
        let backend = self.clone();
        let worker = tokio::spawn(async move {
            for second in 0_u64.. {
                let done = async {
                    backend.seal_audit_trail().await?;
                    backend.expand_submissions().await?;
                    if second % 60 == 0 {
                        backend.sweep().await
                    } else {
                        Ok(())
                    }
                };
                if let Err(error) = done.await {
                    tracing::warn!(error = error.chain(), "a worker's step failed");
                }
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = backend.0.submission_bell.notified() => {}
                    () = tokio::time::sleep(Duration::from_secs(1)) => {}
                }
            }
        });
        // It ends with the process; a panic in it has been reported.
        async move { drop(worker.await) }
    }
}

/// What happened to everybody: invitations in the order in which they were sent, and accounts.
fn stories(plan: Plan, staff: &Staff, now: Timestamp) -> Result<(Vec<Link>, Vec<Person>)> {
    let mut teller = Teller {
        now,
        staff,
        dice: Dice::new(plan.seed, "people", 0),
        town: people::Town::default(),
        room: plan.invitations,
        links: Vec::with_capacity(plan.invitations),
        people: staff.all().into_iter().cloned().collect(),
    };
    let mut fate = Dice::new(plan.seed, "fate", 0);
    for plans in plots::of_each_kind(now, staff, &mut fate) {
        teller.tell(plans)?;
    }
    while teller.room > 0 {
        let plans = plots::life(now, staff, &mut fate);
        teller.tell(plans)?;
    }
    teller.links.sort_by_key(|link| link.row.created_at);
    Ok((teller.links, teller.people))
}
