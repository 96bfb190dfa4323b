//! The server functions of developers: who asks, one use case, the error converted. Public endpoints: the table in
//! `access.rs` guards them, and the use cases decide again.

use crate::error::AppError;
use crate::strict::{Answer, StrictForm, StrictJson};
use leptos::prelude::*;
use rules::account::{Command, Developer, DeveloperListing, DeveloperPage, Status};
use rules::ids::AccountId;
use serde::{Deserialize, Serialize};

/// What became of one of several accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// Which.
    pub id: AccountId,
    /// Why not; `None`: done.
    pub error: Option<AppError>,
}

/// One page of the table.
#[server(prefix = "/api", endpoint = "developers/list", input = StrictJson, output = Answer)]
pub async fn list_developers(listing: DeveloperListing) -> Result<DeveloperPage, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.list_developers(&caller, listing).await?)
}

/// How many accounts stand on each tab, for a page that is open.
#[server(prefix = "/api", endpoint = "developers/counts", input = StrictForm, output = Answer)]
pub async fn count_developers() -> Result<Vec<(Status, u64)>, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.count_developers(&caller).await?)
}

/// One account with its story.
#[server(prefix = "/api", endpoint = "developers/detail", input = StrictJson, output = Answer)]
pub async fn read_developer(id: AccountId) -> Result<Developer, AppError> {
    let (backend, caller, signed_in, _) = crate::request::signed_in()?;
    Ok(backend.developer(&signed_in, &caller, id).await?)
}

/// Accept, Approve or Re-approve.
#[server(prefix = "/api", endpoint = "developers/approve", input = StrictForm, output = Answer)]
pub async fn approve_developer(id: AccountId) -> Result<(), AppError> {
    let (backend, caller) = crate::request::caller()?;
    backend.approve_developer(&caller, id).await?;
    crate::request::send_on(&format!(
        "{}?done=developers%2Fapprove",
        super::listing::detail_href(id)
    ));
    Ok(())
}

/// Reject, with a reason that may be empty.
#[server(prefix = "/api", endpoint = "developers/reject", input = StrictForm, output = Answer)]
pub async fn reject_developer(
    id: AccountId,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let (backend, caller) = crate::request::caller()?;
    backend.reject_developer(&caller, id, &reason).await?;
    crate::request::send_on(&format!(
        "{}?done=developers%2Freject",
        super::listing::detail_href(id)
    ));
    Ok(())
}

/// Revoke.
#[server(prefix = "/api", endpoint = "developers/revoke", input = StrictForm, output = Answer)]
pub async fn revoke_developer(id: AccountId) -> Result<(), AppError> {
    let (backend, caller) = crate::request::caller()?;
    backend.revoke_developer(&caller, id).await?;
    crate::request::send_on(&format!(
        "{}?done=developers%2Frevoke",
        super::listing::detail_href(id)
    ));
    Ok(())
}

/// Delete.
#[server(prefix = "/api", endpoint = "developers/delete", input = StrictForm, output = Answer)]
pub async fn delete_developer(id: AccountId) -> Result<(), AppError> {
    let (backend, caller) = crate::request::caller()?;
    backend.delete_developer(&caller, id).await?;
    crate::request::send_on(&format!(
        "{}?done=developers%2Fdelete",
        super::listing::detail_href(id)
    ));
    Ok(())
}

/// Accept or Reject for several at once; answers each by itself.
#[server(prefix = "/api", endpoint = "developers/judge", input = StrictForm, output = Answer)]
pub async fn judge_developers(
    #[server(default)] ids: Vec<AccountId>,
    command: Command,
) -> Result<Vec<Judged>, AppError> {
    let (backend, caller) = crate::request::caller()?;
    let answers = backend.judge_developers(&caller, &ids, command).await?;
    crate::request::send_on(&format!(
        "{}&done=developers%2Fjudge",
        super::listing::tab_href(rules::account::Status::Requested)
    ));
    let judged = |(id, answer): (AccountId, backend::Result<()>)| Judged {
        id,
        error: answer.err().map(AppError::told),
    };
    Ok(answers.into_iter().map(judged).collect())
}

/// Starts a reset of the account's password: the person gets a link by mail.
#[server(prefix = "/api", endpoint = "developers/start_reset", input = StrictForm, output = Answer)]
pub async fn start_developer_reset(id: AccountId) -> Result<(), AppError> {
    let (backend, caller) = crate::request::caller()?;
    backend.start_reset(&caller, id).await?;
    crate::request::send_on(&format!(
        "{}?done=developers%2Fstart_reset",
        super::listing::detail_href(id)
    ));
    Ok(())
}

/// Another portal role. `password` is the giver's own, where it must be proved.
#[server(prefix = "/api", endpoint = "developers/change_role", input = StrictForm, output = Answer)]
pub async fn change_developer_role(
    id: AccountId,
    role: String,
    #[server(default)] password: String,
) -> Result<(), AppError> {
    let (backend, caller, signed_in, network) = crate::request::signed_in()?;
    let change = backend::developers::RoleChange { id, role, password };
    backend
        .change_developer_role(&signed_in, &caller, change, &network)
        .await?;
    crate::request::send_on(&format!(
        "{}?done=developers%2Fchange_role",
        super::listing::detail_href(id)
    ));
    Ok(())
}
