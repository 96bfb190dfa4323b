//! Settings as of now: default, then database, then environment (PRODUCT.md section 7). Read anew for
//! every use, so that a change holds on every replica at once.

use crate::Backend;
use crate::authority::Caller;
use crate::error::{Error, Result};
use crate::invitations::Decider;
use crate::store::{Tx, audit, invitations, settings};
use futures::FutureExt as _;
use rules::invitation::{Command, Status};
use rules::policy::Action;
use rules::settings::{Key, Settings, Source, WaitingRows};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Rows that are approved in one transaction when pre-approval is switched on (T20).
const APPROVED_AT_ONCE: u64 = 100;

impl Backend {
    /// The settings as of now.
    pub async fn settings(&self) -> Result<Settings> {
        Ok(self.settings_from(&settings::all(self.0.store.read()).await?))
    }

    /// The settings of these rows and the environment.
    pub(crate) fn settings_from(&self, stored: &HashMap<String, String>) -> Settings {
        combine(stored, &self.0.fixed_settings).0
    }

    /// Has the environment fixed this setting?
    pub fn is_fixed(&self, key: Key) -> bool {
        self.0.fixed_settings.contains_key(&key)
    }

    /// The settings as of now, each with where it comes from. Needs `settings.read`.
    pub async fn settings_with_sources(
        &self,
        caller: &Caller,
    ) -> Result<(Settings, BTreeMap<Key, Source>)> {
        caller.must(Action::SettingsRead)?;
        let stored = settings::all(self.0.store.read()).await?;
        Ok(combine(&stored, &self.0.fixed_settings))
    }

    /// Changes settings, all of them or none. Needs `settings.manage`; `waiting` says what happens to
    /// the Waiting rows when pre-approval is switched on (T20), and to approve them needs
    /// `invitations.review` too.
    ///
    /// Answers how many rows were approved, and how many were kept because their inviter may not
    /// invite any more (T19).
    pub async fn change_settings(
        &self,
        caller: &Caller,
        changes: Vec<(Key, String)>,
        waiting: Option<WaitingRows>,
    ) -> Result<(u64, u64)> {
        caller.must(Action::SettingsManage)?;
        if waiting == Some(WaitingRows::Approve) {
            caller.must(Action::InvitationsReview)?;
        }
        let mut faults = crate::new_password::Faults::default();
        let mut trial = self.settings().await?;
        let was_approving = trial.invitations_auto_approve;
        for (key, value) in &changes {
            if self.0.fixed_settings.contains_key(key) {
                faults.add(key.as_str(), "Fixed by the environment; change it there.");
            } else if let Err(fault) = trial.set(*key, value) {
                faults.add(key.as_str(), fault.reason);
            }
        }
        faults.into_result()?;
        go_together(&trial, &changes)?;
        let switched_on = trial.invitations_auto_approve && !was_approving;
        if switched_on && waiting.is_none() && self.count_waiting_rows().await? > 0 {
            return Err(Error::invalid(
                "waiting_rows",
                "Say what happens to the invitations that wait: approve them now, or keep them.",
            ));
        }
        let (parts, asking) = (Arc::clone(&self.0), caller.clone());
        self.0
            .store
            .write(move |tx| {
                let (caller, changes, fixed) = (
                    asking.clone(),
                    changes.clone(),
                    parts.fixed_settings.clone(),
                );
                async move { store_changes(tx, &caller, &changes, &fixed).await }.boxed()
            })
            .await?;
        if trial.invitations_auto_approve && waiting == Some(WaitingRows::Approve) {
            // Apart from the request, so that its deadline does not stop it half-way; repeated, it goes on.
            let (backend, caller) = (self.clone(), caller.clone());
            let approving = tokio::spawn(async move { backend.approve_waiting(&caller).await });
            return approving
                .await
                .map_err(|error| Error::Internal(Box::new(error)))?;
        }
        if switched_on {
            return Ok((0, self.count_waiting_rows().await?));
        }
        Ok((0, 0))
    }

    async fn count_waiting_rows(&self) -> Result<u64> {
        let shelves = crate::store::counts::shelves(self.0.store.read()).await?;
        Ok(shelves.count(rules::listing::InvitationFilter::Waiting, 0))
    }

    /// T20: approves every Waiting row but those whose inviter may not invite any more.
    async fn approve_waiting(&self, caller: &Caller) -> Result<(u64, u64)> {
        let settings = self.settings().await?;
        let (mut approved, mut kept, mut passed) = (0, 0, Vec::new());
        loop {
            let ids = invitations::waiting(self.0.store.read(), APPROVED_AT_ONCE, &passed).await?;
            if ids.is_empty() {
                self.0.mail_bell.notify_one();
                return Ok((approved, kept));
            }
            let (parts, asking, current) = (Arc::clone(&self.0), caller.clone(), settings.clone());
            let (done, flagged, left) = self
                .0
                .store
                .write(move |tx| {
                    let (parts, caller, settings, ids) =
                        (parts.clone(), asking.clone(), current.clone(), ids.clone());
                    async move {
                        let by = Decider {
                            parts: &parts,
                            caller: &caller,
                            settings: &settings,
                        };
                        let (mut done, mut flagged, mut left) = (0_u64, 0_u64, Vec::new());
                        for id in ids {
                            let row = invitations::find(tx.conn(), id).await?;
                            let row = row.ok_or(Error::NotFound)?;
                            let holds = crate::invitations::inviter_of(tx, &row).await?;
                            if row.status != Status::Waiting {
                                continue;
                            }
                            if !row.for_rules(tx.roles(), holds).inviter_vouches() {
                                flagged += 1;
                                left.push(id);
                                continue;
                            }
                            let savepoint = tx.savepoint().await?;
                            let answer = by.decide(&savepoint, id, Command::Accept, "").await;
                            match savepoint.end(answer).await {
                                Ok(_) => done += 1,
                                // Somebody decided it meanwhile.
                                Err(Error::Conflict(_)) => left.push(id),
                                Err(error) => return Err(error),
                            }
                        }
                        Ok((done, flagged, left))
                    }
                    .boxed()
                })
                .await?;
            approved += done;
            kept += flagged;
            passed.extend(left);
        }
    }
}

async fn store_changes(
    tx: &Tx,
    caller: &Caller,
    changes: &[(Key, String)],
    fixed: &BTreeMap<Key, String>,
) -> Result<()> {
    let actor = caller.refreshed(tx).await?;
    if !actor.may(Action::SettingsManage) {
        return Err(Error::Forbidden);
    }
    // What goes together is decided by one at a time, and what was before is what is replaced.
    settings::lock(tx).await?;
    let (before, _) = combine(&settings::all(tx.conn()).await?, fixed);
    let mut after = before.clone();
    let mut events = Vec::new();
    for (key, value) in changes {
        after
            .set(*key, value)
            .map_err(|fault| Error::invalid(key.as_str(), fault.reason))?;
        let (old, new) = (before.text(*key), after.text(*key));
        if old == new {
            continue;
        }
        settings::set(tx, key.as_str(), &new, actor.account_id()).await?;
        let (old, new) = in_trail(*key, &before, &after);
        events.push(caller.event("setting.changed", "setting", key.as_str(), &old, &new));
    }
    go_together(&after, changes)?;
    audit::insert(tx, &events).await
}

/// Do the settings go together, after these changes?
fn go_together(settings: &Settings, changes: &[(Key, String)]) -> Result<()> {
    let changed: Vec<Key> = changes.iter().map(|(key, _)| *key).collect();
    let mut faults = crate::new_password::Faults::default();
    for fault in settings.check(&changed).err().unwrap_or_default() {
        faults.add(fault.key.as_str(), fault.reason);
    }
    faults.into_result()
}

/// What was and what is, as the trail may hold it: bounded, and without addresses (SECURITY LOG-1).
fn in_trail(key: Key, before: &Settings, after: &Settings) -> (Value, Value) {
    match key {
        Key::SmtpAdminEmails => {
            let count =
                |text: &str| json!(text.split(',').filter(|t| !t.trim().is_empty()).count());
            (count(&before.text(key)), count(&after.text(key)))
        }
        Key::HomePage => {
            let (old, new) = before.home_page.in_trail(&after.home_page);
            (json!(old), json!(new))
        }
        _ => (json!(before.text(key)), json!(after.text(key))),
    }
}

/// Default, then database, then environment. A stored value that is not valid any more counts as unset, and so do
/// stored values that do not go together with the environment's: those were checked at the start.
fn combine(
    stored: &HashMap<String, String>,
    fixed: &BTreeMap<Key, String>,
) -> (Settings, BTreeMap<Key, Source>) {
    let mut settings = Settings::default();
    let mut sources = BTreeMap::new();
    for key in Key::ALL {
        let mut source = Source::Default;
        if let Some(value) = stored.get(key.as_str())
            && settings.set(key, value).is_ok()
        {
            source = Source::Database;
        }
        if let Some(value) = fixed.get(&key)
            && settings.set(key, value).is_ok()
        {
            source = Source::Environment;
        }
        sources.insert(key, source);
    }
    let contradicting: Vec<Key> = settings
        .check(&[])
        .err()
        .into_iter()
        .flatten()
        .filter_map(|fault| fault.key.length_pair())
        .flatten()
        .collect();
    for key in contradicting {
        if sources.get(&key) == Some(&Source::Database)
            && settings.set(key, key.default_value()).is_ok()
        {
            sources.insert(key, Source::Default);
        }
    }
    (settings, sources)
}

/// The settings inside a transaction: what is decided "at this moment" (T4).
pub(crate) async fn within(tx: &Tx, fixed: &BTreeMap<Key, String>) -> Result<Settings> {
    Ok(combine(&settings::all(tx.conn()).await?, fixed).0)
}
