//! The server functions of domain invitations: who asks, one use case, the error converted. Public endpoints: the table
//! in `access.rs` guards them, and the use cases decide again.

use crate::error::AppError;
use crate::strict::{Answer, StrictForm, StrictJson};
use leptos::prelude::*;
use rules::domain_invitation::people::People;
use rules::domain_invitation::{Listing, MyListing, MyPage, Page, PopUp};
use rules::ids::DomainInvitationId;
use serde::{Deserialize, Serialize};

/// What became of one of several of the caller's invitations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Which.
    pub id: DomainInvitationId,
    /// The name of the domain that the caller is in now, or why not.
    pub answer: Result<String, AppError>,
}

/// What became of one address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// As it was written.
    pub address: String,
    /// Why not; `None`: done.
    pub error: Option<AppError>,
}

impl Sent {
    /// Of an address and why not.
    pub fn new((address, error): (String, Option<AppError>)) -> Self {
        Sent { address, error }
    }
}

/// What waits for the caller's answer; open pages ask it by themselves.
#[server(prefix = "/api", endpoint = "domain_invitations/pop_up", input = StrictForm, output = Answer)]
pub async fn read_pop_up() -> Result<PopUp, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.pop_up(&caller).await?)
}

/// One page of My invitations.
#[server(prefix = "/api", endpoint = "domain_invitations/mine", input = StrictJson, output = Answer)]
pub async fn list_my_invitations(listing: MyListing) -> Result<MyPage, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.my_invitations(&caller, listing).await?)
}

/// Accept; answers the domain's name.
#[server(prefix = "/api", endpoint = "domain_invitations/accept", input = StrictForm, output = Answer)]
pub async fn accept_domain_invitation(id: DomainInvitationId) -> Result<String, AppError> {
    let (backend, caller) = crate::request::caller()?;
    let domain = backend.accept_domain_invitation(&caller, id).await?;
    crate::request::tell_about(&domain);
    Ok(domain)
}

/// Decline, with a reason that may be empty; answers the domain's name.
#[server(prefix = "/api", endpoint = "domain_invitations/decline", input = StrictForm, output = Answer)]
pub async fn decline_domain_invitation(
    id: DomainInvitationId,
    #[server(default)] reason: String,
) -> Result<String, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend
        .decline_domain_invitation(&caller, id, &reason)
        .await?)
}

/// Accept for several at once; answers each by itself.
#[server(prefix = "/api", endpoint = "domain_invitations/accept_several", input = StrictForm, output = Answer)]
pub async fn accept_domain_invitations(
    #[server(default)] ids: Vec<DomainInvitationId>,
) -> Result<Vec<Answered>, AppError> {
    let (backend, caller) = crate::request::caller()?;
    let answers = backend.accept_domain_invitations(&caller, &ids).await?;
    crate::request::show_again();
    let answered = |(id, answer): (DomainInvitationId, backend::Result<String>)| Answered {
        id,
        answer: answer.map_err(AppError::told),
    };
    Ok(answers.into_iter().map(answered).collect())
}

/// One page of a domain's invitations.
#[server(prefix = "/api", endpoint = "domain_invitations/list", input = StrictJson, output = Answer)]
pub async fn list_domain_invitations(domain: String, listing: Listing) -> Result<Page, AppError> {
    let (backend, caller) = crate::request::caller()?;
    let page = backend.list_domain_invitations(&caller, &domain, listing);
    Ok(page.await?)
}

/// The same page, for an open one that asks by itself.
#[server(prefix = "/api", endpoint = "domain_invitations/follow", input = StrictJson, output = Answer)]
pub async fn follow_domain_invitations(domain: String, listing: Listing) -> Result<Page, AppError> {
    list_domain_invitations(domain, listing).await
}

/// Finds people to invite, by name or by whole address.
#[server(prefix = "/api", endpoint = "domain_invitations/find_people", input = StrictForm, output = Answer)]
pub async fn find_people(domain: String, search: String) -> Result<People, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.find_people(&caller, &domain, &search).await?)
}

/// The same for a form that is not alive yet: its page comes again, with all that is typed and ticked in it. By POST,
/// so that neither notes nor addresses stand in the page's address (UX-INV-11).
#[server(prefix = "/api", endpoint = "domain_invitations/look_for_people", input = StrictForm, output = Answer)]
pub async fn look_for_people(
    domain: String,
    #[server(default)] search: String,
    #[server(default)] people: Vec<String>,
    #[server(default)] emails: String,
    #[server(default)] role: String,
    #[server(default)] validity_hours: String,
    #[server(default)] message: String,
) -> Result<People, AppError> {
    drop((people, emails, role, validity_hours, message));
    let found = find_people(domain, search).await?;
    crate::request::show_again();
    Ok(found)
}

/// Send Invitation: answers each address.
#[server(prefix = "/api", endpoint = "domain_invitations/send", input = StrictForm, output = Answer)]
pub async fn send_domain_invitations(
    domain: String,
    #[server(default)] people: Vec<String>,
    #[server(default)] emails: String,
    #[server(default)] role: String,
    validity_hours: i64,
    #[server(default)] message: String,
    #[server(default)] search: String,
) -> Result<Vec<Sent>, AppError> {
    // The search of a page that is not alive stands in the same form.
    drop(search);
    let (backend, caller) = crate::request::caller()?;
    let wish = backend::domain_invitations::DomainWish {
        role,
        message,
        validity: rules::time::Span::hours(validity_hours),
    };
    let answers = backend.invite_list_into_domain(&caller, &domain, &people, &emails, wish);
    let answers = answers.await?;
    crate::request::show_again();
    Ok(crate::request::each(answers).map(Sent::new).collect())
}

/// Resend, with that role.
#[server(prefix = "/api", endpoint = "domain_invitations/resend", input = StrictForm, output = Answer)]
pub async fn resend_domain_invitation(
    domain: String,
    id: DomainInvitationId,
    role: String,
) -> Result<(), AppError> {
    let (backend, caller) = crate::request::caller()?;
    let sent = backend.resend_domain_invitation(&caller, &domain, id, Some(role));
    sent.await?;
    Ok(())
}

/// Delete.
#[server(prefix = "/api", endpoint = "domain_invitations/delete", input = StrictForm, output = Answer)]
pub async fn delete_domain_invitation(
    domain: String,
    id: DomainInvitationId,
) -> Result<(), AppError> {
    let (backend, caller) = crate::request::caller()?;
    let deleted = backend.delete_domain_invitation(&caller, &domain, id);
    Ok(deleted.await?)
}

/// Vouch, in the inviter's place.
#[server(prefix = "/api", endpoint = "domain_invitations/vouch", input = StrictForm, output = Answer)]
pub async fn vouch_for_domain_invitation(
    domain: String,
    id: DomainInvitationId,
) -> Result<(), AppError> {
    let (backend, caller) = crate::request::caller()?;
    let vouched = backend.vouch_for_domain_invitation(&caller, &domain, id);
    Ok(vouched.await?)
}

/// Stands for those that need confirmation, each by itself.
#[server(prefix = "/api", endpoint = "domain_invitations/vouch_for_flagged", input = StrictForm, output = Answer)]
pub async fn vouch_for_flagged(
    domain: String,
    #[server(default)] ids: Vec<DomainInvitationId>,
) -> Result<Vec<Sent>, AppError> {
    let (backend, caller) = crate::request::caller()?;
    let answers = backend.settle_flagged(
        &caller,
        &domain,
        &ids,
        rules::domain_invitation::Settling::Vouch,
    );
    let answers = answers.await?;
    crate::request::show_again();
    Ok(crate::request::each(answers).map(Sent::new).collect())
}

/// Withdraws those that need confirmation, each by itself.
#[server(prefix = "/api", endpoint = "domain_invitations/withdraw_flagged", input = StrictForm, output = Answer)]
pub async fn withdraw_flagged(
    domain: String,
    #[server(default)] ids: Vec<DomainInvitationId>,
) -> Result<Vec<Sent>, AppError> {
    let (backend, caller) = crate::request::caller()?;
    let answers = backend.settle_flagged(
        &caller,
        &domain,
        &ids,
        rules::domain_invitation::Settling::Withdraw,
    );
    let answers = answers.await?;
    crate::request::show_again();
    Ok(crate::request::each(answers).map(Sent::new).collect())
}
