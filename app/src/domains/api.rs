//! The server functions of domains and their members: who asks, one use case, the error converted. Anybody with an
//! account may call them; the use cases decide what there is for whom.

use crate::error::AppError;
use crate::strict::{Answer, StrictForm, StrictJson};
use leptos::prelude::*;
use rules::domain::{Domain, DomainRow, OfferedDomain};
use rules::ids::MembershipId;
use rules::membership::{BulkCommand, MemberListing, MemberPage, MemberRow};
use serde::{Deserialize, Serialize};

/// My domains.
#[server(prefix = "/api", endpoint = "domains/list", input = StrictForm, output = Answer)]
pub async fn list_domains() -> Result<Vec<DomainRow>, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.list_domains(&caller).await?)
}

/// The domains that an invitation to the portal may go with.
#[server(prefix = "/api", endpoint = "domains/offered", input = StrictForm, output = Answer)]
pub async fn domains_to_invite_into() -> Result<Vec<OfferedDomain>, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.domains_to_invite_into(&caller).await?)
}

/// One domain, as I see it.
#[server(prefix = "/api", endpoint = "domains/read", input = StrictForm, output = Answer)]
pub async fn read_domain(name: String) -> Result<Domain, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.domain(&caller, &name).await?)
}

/// Makes a domain; answers its name.
#[server(prefix = "/api", endpoint = "domains/create", input = StrictForm, output = Answer)]
pub async fn create_domain(
    name: String,
    title: String,
    #[server(default)] description: String,
) -> Result<String, AppError> {
    let (backend, caller) = crate::request::caller()?;
    let made = backend
        .create_domain(&caller, &name, &title, &description)
        .await?;
    crate::request::send_on(&super::address::done(
        &super::address::Tab::Members.href(&made),
        "domains/create",
    ));
    Ok(made)
}

/// Another title and description.
#[server(prefix = "/api", endpoint = "domains/describe", input = StrictForm, output = Answer)]
pub async fn describe_domain(
    name: String,
    title: String,
    #[server(default)] description: String,
) -> Result<(), AppError> {
    let (backend, caller) = crate::request::caller()?;
    backend
        .describe_domain(&caller, &name, &title, &description)
        .await?;
    crate::request::send_on(&super::address::done(
        &super::address::Tab::Settings.href(&name),
        "domains/describe",
    ));
    Ok(())
}

/// Makes it read-only.
#[server(prefix = "/api", endpoint = "domains/archive", input = StrictForm, output = Answer)]
pub async fn archive_domain(name: String) -> Result<(), AppError> {
    let (backend, caller) = crate::request::caller()?;
    backend.archive_domain(&caller, &name).await?;
    crate::request::send_on(&super::address::done(
        &super::address::Tab::Settings.href(&name),
        "domains/archive",
    ));
    Ok(())
}

/// Brings it back.
#[server(prefix = "/api", endpoint = "domains/unarchive", input = StrictForm, output = Answer)]
pub async fn unarchive_domain(name: String) -> Result<(), AppError> {
    let (backend, caller) = crate::request::caller()?;
    backend.unarchive_domain(&caller, &name).await?;
    crate::request::send_on(&super::address::done(
        &super::address::Tab::Settings.href(&name),
        "domains/unarchive",
    ));
    Ok(())
}

/// One page of the members.
#[server(prefix = "/api", endpoint = "domains/members", input = StrictJson, output = Answer)]
pub async fn list_members(name: String, listing: MemberListing) -> Result<MemberPage, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.list_members(&caller, &name, listing).await?)
}

/// The same page, for an open one that asks by itself.
#[server(prefix = "/api", endpoint = "domains/follow_members", input = StrictJson, output = Answer)]
pub async fn follow_members(name: String, listing: MemberListing) -> Result<MemberPage, AppError> {
    list_members(name, listing).await
}

/// One membership.
#[server(prefix = "/api", endpoint = "domains/member", input = StrictForm, output = Answer)]
pub async fn read_member(name: String, id: MembershipId) -> Result<MemberRow, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.member(&caller, &name, id).await?)
}

/// Another role for a member.
#[server(prefix = "/api", endpoint = "domains/change_role", input = StrictForm, output = Answer)]
pub async fn change_member_role(
    name: String,
    id: MembershipId,
    role: String,
) -> Result<(), AppError> {
    let (backend, caller) = crate::request::caller()?;
    backend
        .change_member_role(&caller, &name, id, &role)
        .await?;
    crate::request::send_on(&super::address::done(
        &super::address::member_href(&name, id),
        "domains/change_role",
    ));
    Ok(())
}

/// The last day of a membership; empty for none.
#[server(prefix = "/api", endpoint = "domains/set_end", input = StrictForm, output = Answer)]
pub async fn set_member_end(
    name: String,
    id: MembershipId,
    #[server(default)] date: String,
) -> Result<(), AppError> {
    let (backend, caller) = crate::request::caller()?;
    backend
        .set_member_end_date(&caller, &name, id, &date)
        .await?;
    crate::request::send_on(&super::address::done(
        &super::address::member_href(&name, id),
        "domains/set_end",
    ));
    Ok(())
}

/// Ends somebody's membership.
#[server(prefix = "/api", endpoint = "domains/remove_member", input = StrictForm, output = Answer)]
pub async fn remove_member(name: String, id: MembershipId) -> Result<(), AppError> {
    let (backend, caller) = crate::request::caller()?;
    backend.remove_member(&caller, &name, id).await?;
    crate::request::send_on(&super::address::done(
        &super::address::Tab::Members.href(&name),
        "domains/remove_member",
    ));
    Ok(())
}

/// What became of one of several members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Which.
    pub id: MembershipId,
    /// The address; empty for one that is not there.
    pub email: String,
    /// Why not; `None`: done.
    pub error: Option<AppError>,
}

/// Remove, or another role, for several at once; answers each by itself.
#[server(prefix = "/api", endpoint = "domains/change_members", input = StrictForm, output = Answer)]
pub async fn change_members(
    name: String,
    #[server(default)] ids: Vec<MembershipId>,
    command: BulkCommand,
    #[server(default)] role: String,
) -> Result<Vec<Changed>, AppError> {
    let (backend, caller) = crate::request::caller()?;
    let answers = match command {
        BulkCommand::Remove => backend.remove_members(&caller, &name, &ids).await?,
        BulkCommand::ChangeRole => {
            let answers = backend.change_member_roles(&caller, &name, &ids, &role);
            answers.await?
        }
    };
    // Sent twice it comes to the same.
    crate::request::show_again();
    let changed = |one: backend::memberships::MemberAnswer| Changed {
        id: one.id,
        email: one.email,
        error: one.answer.err().map(AppError::told),
    };
    Ok(answers.into_iter().map(changed).collect())
}

/// Ends my own membership.
#[server(prefix = "/api", endpoint = "domains/leave", input = StrictForm, output = Answer)]
pub async fn leave_domain(name: String) -> Result<(), AppError> {
    let (backend, caller) = crate::request::caller()?;
    backend.leave_domain(&caller, &name).await?;
    crate::request::send_on(&super::address::done(super::address::PATH, "domains/leave"));
    Ok(())
}
