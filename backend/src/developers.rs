//! Consumers > Developers: other people's accounts, as administrators see them and decide about them (K;
//! PRODUCT.md sections 3 and 8.4). One's own account is in `accounts`.

use crate::Backend;
use crate::authority::Caller;
use crate::cursor::check_search;
use crate::error::{Error, Result};
use crate::store::developer_list::account_counts;
use crate::store::groups;
use futures::FutureExt as _;
use rules::account::{Command, DeveloperListing, DeveloperPage, DeveloperRow, Status};
use rules::ids::AccountId;
use rules::listing::Listing as _;
use rules::plain_text::Note;
use rules::policy::Action;
use std::sync::Arc;

mod judge;
mod role;
mod story;
pub(crate) use judge::Judge;
pub use role::RoleChange;

/// So many accounts can be decided about at once.
pub const MOST_AT_ONCE: usize = 100;

/// What became of one account of several.
pub type Answer = (AccountId, Result<()>);

impl Backend {
    /// One page of Consumers > Developers. Needs `accounts.read`.
    pub async fn list_developers(
        &self,
        caller: &Caller,
        listing: DeveloperListing,
    ) -> Result<DeveloperPage> {
        caller.must(Action::AccountsRead)?;
        check_search(&listing.search)?;
        let plain = listing.on_page("");
        let list = format!("developers?{}", plain.query());
        let place = self.place_behind(&list, &listing.page)?;
        let now = self.now();
        let found = self
            .0
            .store
            .list_developers(&listing, place, caller.actor.account_id())
            .await?;
        Ok(DeveloperPage {
            next: self.cursor_to(&list, found.next)?,
            previous: self.cursor_to(&list, found.previous)?,
            listing,
            rows: found.rows,
            first: found.first,
            total: found.total,
            groups: groups::all(self.0.store.read()).await?,
            counts: found.counts,
            search_is_prefix: found.search_is_prefix,
            now,
        })
    }

    /// How many accounts stand on each tab. Needs `accounts.read`.
    pub async fn count_developers(&self, caller: &Caller) -> Result<Vec<(Status, u64)>> {
        caller.must(Action::AccountsRead)?;
        account_counts(self.0.store.read()).await
    }

    /// One row of the table, as of now. Needs `accounts.read`.
    pub async fn developer_row(&self, caller: &Caller, id: AccountId) -> Result<DeveloperRow> {
        caller.must(Action::AccountsRead)?;
        let me = caller.actor.account_id();
        let row = self.0.store.developer_row(id, me).await?;
        row.ok_or(Error::NotFound)
    }

    /// Accept, Approve or Re-approve, by where the account stands. Needs `accounts.decide`.
    pub async fn approve_developer(&self, caller: &Caller, id: AccountId) -> Result<()> {
        self.judge(caller, id, Command::Approve, "").await
    }

    /// Reject, with a reason that may be empty. Needs `accounts.decide`.
    pub async fn reject_developer(
        &self,
        caller: &Caller,
        id: AccountId,
        reason: &str,
    ) -> Result<()> {
        self.judge(caller, id, Command::Reject, reason).await
    }

    /// Revoke: every session ends with the next request. Needs `accounts.decide`.
    pub async fn revoke_developer(&self, caller: &Caller, id: AccountId) -> Result<()> {
        self.judge(caller, id, Command::Revoke, "").await
    }

    /// Delete: frees the address and keeps the history. Needs `accounts.delete`.
    pub async fn delete_developer(&self, caller: &Caller, id: AccountId) -> Result<()> {
        self.judge(caller, id, Command::Delete, "").await
    }

    /// The same for several accounts, one transaction each, so that one that is refused does not stop the others.
    /// Answers each in the order given; the same id twice is one.
    pub async fn judge_developers(
        &self,
        caller: &Caller,
        ids: &[AccountId],
        command: Command,
    ) -> Result<Vec<Answer>> {
        caller.must(command.permission())?;
        if ids.is_empty() {
            return Err(Error::invalid("ids", "Choose at least one person."));
        }
        if ids.len() > MOST_AT_ONCE {
            return Err(Error::invalid("ids", "At most 100 people at once."));
        }
        let mut answers: Vec<Answer> = Vec::with_capacity(ids.len());
        for id in ids {
            if answers.iter().any(|(answered, _)| answered == id) {
                continue;
            }
            match self.judge(caller, *id, command, "").await {
                Err(fault @ (Error::Internal(_) | Error::Unauthenticated)) => return Err(fault),
                answer => answers.push((*id, answer)),
            }
        }
        Ok(answers)
    }

    async fn judge(
        &self,
        caller: &Caller,
        id: AccountId,
        command: Command,
        reason: &str,
    ) -> Result<()> {
        caller.must(command.permission())?;
        let reason =
            Note::parse(reason).map_err(|fault| Error::invalid("reason", fault.reason()))?;
        let reason = reason.as_str().to_string();
        let settings = self.settings().await?;
        let (parts, caller) = (Arc::clone(&self.0), caller.clone());
        self.0
            .store
            .write(move |tx| {
                let (parts, caller) = (parts.clone(), caller.clone());
                let (settings, reason) = (settings.clone(), reason.clone());
                async move {
                    let judge = Judge {
                        parts: &parts,
                        caller: &caller,
                        settings: &settings,
                    };
                    judge.judge(tx, id, command, &reason).await
                }
                .boxed()
            })
            .await?;
        self.0.mail_bell.notify_one();
        Ok(())
    }
}
