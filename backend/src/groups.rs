//! Groups: made, renamed, deleted, and who is in them (V; PRODUCT.md section 1). Who joins through an invitation does so
//! in the transaction that approves the account, which is elsewhere.

use crate::Backend;
use crate::authority::Caller;
use crate::error::{Error, Result};
use crate::secrets;
use crate::store::accounts::Account;
use crate::store::groups::Named;
use crate::store::{Tx, accounts, audit, groups};
use crate::unicode::ServerUnicode;
use futures::FutureExt as _;
use rules::group::{
    Fault, GroupName, GroupPage, GroupRow, MOST_GROUPS, Member, NamedGroup, each_once, may_change,
};
use rules::ids::{AccountId, GroupId};
use rules::policy::Action;
use serde_json::{Value, json};

impl Backend {
    /// Every group with how many accounts are in it, by name. Needs `groups.manage`.
    pub async fn list_groups(&self, caller: &Caller) -> Result<Vec<GroupRow>> {
        caller.must(Action::GroupsManage)?;
        self.0.store.list_groups().await
    }

    /// The groups that an invitation may carry, by name. Needs `invitations.send`.
    pub async fn groups_to_invite_into(&self, caller: &Caller) -> Result<Vec<NamedGroup>> {
        caller.must(Action::InvitationsSend)?;
        groups::all(self.0.store.read()).await
    }

    /// One group with a page of its accounts, newest first. Needs `groups.manage` and `accounts.read`.
    pub async fn group(&self, caller: &Caller, id: GroupId, page: &str) -> Result<GroupPage> {
        caller.must(Action::GroupsManage)?;
        caller.must(Action::AccountsRead)?;
        let list = format!("group {id}");
        let place = self.place_behind(&list, page)?;
        let store = &self.0.store;
        let group = groups::find(store.read(), id)
            .await?
            .ok_or(Error::NotFound)?;
        let found = store.members_of_group(id, place).await?;
        let member = |found: crate::store::group_list::MemberFound| Member {
            id: found.id,
            name: found.name,
            email: found.email,
            status: found.status,
            joined_at: found.joined_at,
            may_leave: may_change(&caller.actor, self.roles().ceiling_of(&found.role)).is_ok(),
        };
        Ok(GroupPage {
            row: store.group_row(group).await?,
            open_invitations: store.count_open_in(id).await?,
            members: found.rows.into_iter().map(member).collect(),
            first: found.first,
            next: self.cursor_to(&list, found.next)?,
            previous: self.cursor_to(&list, found.previous)?,
        })
    }

    /// Makes a group; answers its id. Needs `groups.manage`.
    ///
    /// [`Error::Invalid`] names `name`: no name, one that is taken, or more groups than there may be.
    pub async fn create_group(&self, caller: &Caller, name: &str) -> Result<GroupId> {
        caller.must(Action::GroupsManage)?;
        let (name, key) = read_name(name)?;
        let caller = caller.clone();
        self.0
            .store
            .write(move |tx| {
                let (caller, name, key) = (caller.clone(), name.clone(), key.clone());
                async move {
                    manages(tx, &caller).await?;
                    if groups::count_to_add(tx).await? >= MOST_GROUPS {
                        return Err(Fault::TooMany.into());
                    }
                    let id = GroupId(secrets::new_id(tx.now()));
                    if !groups::insert(tx, id, &name, &key).await? {
                        return Err(Fault::Taken.into());
                    }
                    let after = json!({ "name": name.as_str() });
                    let event = caller.event("group.created", "group", id, &Value::Null, &after);
                    audit::insert(tx, &[event]).await?;
                    Ok(id)
                }
                .boxed()
            })
            .await
    }

    /// Gives a group another name; who is in it stays. Needs `groups.manage`.
    pub async fn rename_group(&self, caller: &Caller, id: GroupId, name: &str) -> Result<()> {
        caller.must(Action::GroupsManage)?;
        let (name, key) = read_name(name)?;
        let caller = caller.clone();
        self.0
            .store
            .write(move |tx| {
                let (caller, name, key) = (caller.clone(), name.clone(), key.clone());
                async move {
                    manages(tx, &caller).await?;
                    let before = groups::find(tx.conn(), id).await?.ok_or(Error::NotFound)?;
                    if before.name == name.as_str() {
                        return Ok(());
                    }
                    match groups::rename(tx, id, &name, &key).await? {
                        Named::Done => {}
                        Named::Taken => return Err(Fault::Taken.into()),
                        Named::Gone => return Err(Error::NotFound),
                    }
                    let (before, after) = (
                        json!({ "name": before.name }),
                        json!({ "name": name.as_str() }),
                    );
                    let event = caller.event("group.renamed", "group", id, &before, &after);
                    audit::insert(tx, &[event]).await
                }
                .boxed()
            })
            .await
    }

    /// Deletes a group: its accounts leave it and stay as they are; invitations that carry it keep their others, and
    /// say so. Needs `groups.manage`.
    pub async fn delete_group(&self, caller: &Caller, id: GroupId) -> Result<()> {
        caller.must(Action::GroupsManage)?;
        let caller = caller.clone();
        self.0
            .store
            .write(move |tx| {
                let caller = caller.clone();
                async move {
                    manages(tx, &caller).await?;
                    let group = groups::find(tx.conn(), id).await?.ok_or(Error::NotFound)?;
                    let left = groups::delete(tx, id).await?.ok_or(Error::NotFound)?;
                    let before = json!({ "name": group.name, "accounts": left });
                    let event = caller.event("group.deleted", "group", id, &before, &Value::Null);
                    audit::insert(tx, &[event]).await
                }
                .boxed()
            })
            .await
    }

    /// Puts an account into exactly these groups. Needs `groups.manage`, and what the account's role holds.
    pub async fn set_groups(
        &self,
        caller: &Caller,
        account: AccountId,
        chosen: &[GroupId],
    ) -> Result<()> {
        caller.must(Action::GroupsManage)?;
        let (caller, chosen) = (caller.clone(), each_once(chosen));
        self.0
            .store
            .write(move |tx| {
                let (caller, chosen) = (caller.clone(), chosen.clone());
                async move {
                    let person = to_change(tx, &caller, account).await?;
                    change(tx, &caller, &person, |_| chosen.clone()).await
                }
                .boxed()
            })
            .await
    }

    /// Takes an account out of a group. Needs `groups.manage`, and what the account's role holds.
    pub async fn remove_from_group(
        &self,
        caller: &Caller,
        group: GroupId,
        account: AccountId,
    ) -> Result<()> {
        caller.must(Action::GroupsManage)?;
        let caller = caller.clone();
        self.0
            .store
            .write(move |tx| {
                let caller = caller.clone();
                async move {
                    let person = to_change(tx, &caller, account).await?;
                    if !groups_of(tx, account).await?.contains(&group) {
                        return Err(Error::NotFound);
                    }
                    let without = |before: &[GroupId]| {
                        before.iter().copied().filter(|id| *id != group).collect()
                    };
                    change(tx, &caller, &person, without).await
                }
                .boxed()
            })
            .await
    }
}

fn read_name(text: &str) -> Result<(GroupName, String)> {
    let name = GroupName::parse(text)?;
    let key = name.key(&ServerUnicode);
    Ok((name, key))
}

/// Does the caller manage groups, as of this transaction?
async fn manages(tx: &Tx, caller: &Caller) -> Result<()> {
    if caller.refreshed(tx).await?.may(Action::GroupsManage) {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}

/// The account, locked, if the caller may change in which groups it is.
async fn to_change(tx: &Tx, caller: &Caller, id: AccountId) -> Result<Account> {
    let actor = caller.refreshed(tx).await?;
    let person = accounts::find_locked(tx, id).await?;
    let person = person.ok_or(Error::NotFound)?;
    may_change(&actor, tx.roles().ceiling_of(&person.role))?;
    Ok(person)
}

async fn groups_of(tx: &Tx, account: AccountId) -> Result<Vec<GroupId>> {
    let found = groups::of_accounts(tx.conn(), &[account.0]).await?;
    let ids: Vec<GroupId> = found
        .into_values()
        .flatten()
        .map(|group| group.id)
        .collect();
    Ok(each_once(&ids))
}

/// Writes the difference and its audit event, if there is one.
async fn change(
    tx: &Tx,
    caller: &Caller,
    person: &Account,
    wanted: impl FnOnce(&[GroupId]) -> Vec<GroupId>,
) -> Result<()> {
    let before = groups_of(tx, person.id).await?;
    let after = wanted(&before);
    let beyond = |these: &[GroupId], those: &[GroupId]| -> Vec<GroupId> {
        let missing = these.iter().filter(|id| !those.contains(id));
        missing.copied().collect()
    };
    let (added, removed) = (beyond(&after, &before), beyond(&before, &after));
    if added.is_empty() && removed.is_empty() {
        return Ok(());
    }
    groups::remove(tx, person.id, &removed).await?;
    if groups::add(tx, person.id, &added).await? != added {
        return Err(Fault::Unknown.into());
    }
    let event = caller.event(
        "account.groups_changed",
        "account",
        person.id,
        &json!({ "groups": before }),
        &json!({ "groups": after }),
    );
    audit::insert(tx, &[event]).await
}
