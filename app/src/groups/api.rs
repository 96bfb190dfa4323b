//! The server functions of groups: who asks, one use case, the error converted. Public endpoints: the table in
//! `access.rs` guards them, and the use cases decide again.

use crate::error::AppError;
use crate::strict::{Answer, StrictForm, StrictJson};
use leptos::prelude::*;
use rules::group::{GroupPage, GroupRow, NamedGroup};
use rules::ids::{AccountId, GroupId};

/// Every group with how many accounts are in it.
#[server(prefix = "/api", endpoint = "groups/list", input = StrictForm, output = Answer)]
pub async fn list_groups() -> Result<Vec<GroupRow>, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.list_groups(&caller).await?)
}

/// The groups that an invitation may carry.
#[server(prefix = "/api", endpoint = "groups/offered", input = StrictForm, output = Answer)]
pub async fn groups_to_invite_into() -> Result<Vec<NamedGroup>, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.groups_to_invite_into(&caller).await?)
}

/// One group with a page of its accounts.
#[server(prefix = "/api", endpoint = "groups/one", input = StrictJson, output = Answer)]
pub async fn read_group(id: GroupId, page: String) -> Result<GroupPage, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.group(&caller, id, &page).await?)
}

/// Makes a group; answers its id.
#[server(prefix = "/api", endpoint = "groups/create", input = StrictForm, output = Answer)]
pub async fn create_group(name: String) -> Result<GroupId, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.create_group(&caller, &name).await?)
}

/// Gives a group another name.
#[server(prefix = "/api", endpoint = "groups/rename", input = StrictForm, output = Answer)]
pub async fn rename_group(id: GroupId, name: String) -> Result<(), AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.rename_group(&caller, id, &name).await?)
}

/// Deletes a group.
#[server(prefix = "/api", endpoint = "groups/delete", input = StrictForm, output = Answer)]
pub async fn delete_group(id: GroupId) -> Result<(), AppError> {
    let (backend, caller) = crate::request::caller()?;
    backend.delete_group(&caller, id).await?;
    crate::request::send_on(&format!("{}?done=groups%2Fdelete", super::PATH));
    Ok(())
}

/// Takes an account out of a group.
#[server(prefix = "/api", endpoint = "groups/remove", input = StrictForm, output = Answer)]
pub async fn remove_from_group(id: GroupId, account: AccountId) -> Result<(), AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.remove_from_group(&caller, id, account).await?)
}

/// Puts an account into exactly these groups.
#[server(prefix = "/api", endpoint = "groups/set", input = StrictForm, output = Answer)]
pub async fn set_groups(
    id: AccountId,
    #[server(default)] groups: Vec<GroupId>,
) -> Result<(), AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.set_groups(&caller, id, &groups).await?)
}
