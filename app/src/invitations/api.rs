//! The server functions of invitations: who asks, one use case, the error converted. Public endpoints:
//! the table in `access.rs` guards them, and the use cases decide again.

#![expect(
    clippy::too_many_arguments,
    reason = "the arguments of a server function are the fields of its form"
)]

use crate::error::AppError;
use crate::strict::{Answer, StrictForm, StrictJson};
use leptos::prelude::*;
use rules::ids::{GroupId, InvitationId, SubmissionId};
use rules::invitation::{InvitationDetail, InvitationRow};
use rules::listing::{InvitationListing, InvitationPage};
use rules::submission::Report;

/// One page of the table.
#[server(prefix = "/api", endpoint = "invitations/list", input = StrictJson, output = Answer)]
pub async fn list_invitations(listing: InvitationListing) -> Result<InvitationPage, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.list_invitations(&caller, listing).await?)
}

/// One row of the table, as of now.
#[server(prefix = "/api", endpoint = "invitations/row", input = StrictJson, output = Answer)]
pub async fn read_invitation_row(id: InvitationId) -> Result<InvitationRow, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.invitation_row(&caller, id).await?)
}

/// One invitation with its chain and history.
#[server(prefix = "/api", endpoint = "invitations/detail", input = StrictJson, output = Answer)]
pub async fn read_invitation(id: InvitationId) -> Result<InvitationDetail, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.invitation_detail(&caller, id).await?)
}

/// The invitation that has waited longest for a decision, but those that were passed over.
#[server(prefix = "/api", endpoint = "invitations/next_waiting", input = StrictJson, output = Answer)]
pub async fn next_waiting_invitation(
    passed: Vec<InvitationId>,
) -> Result<Option<InvitationRow>, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.next_waiting(&caller, &passed).await?)
}

/// SUBMIT in the invite dialog. `key` is chosen by the browser: the same key with the same content
/// invites once. Each of `domains` is a name, `=` and the role there. `validity_hours` is a number of hours, or `custom` for those in `custom_hours`.
#[server(prefix = "/api", endpoint = "invitations/invite", input = StrictForm, output = Answer)]
pub async fn invite(
    key: SubmissionId,
    addresses: String,
    role: String,
    #[server(default)] groups: Vec<GroupId>,
    #[server(default)] domains: Vec<String>,
    validity_hours: String,
    #[server(default)] custom_hours: String,
    #[server(default)] message: String,
) -> Result<Report, AppError> {
    let (backend, caller) = crate::request::caller()?;
    let validity = super::draft::validity(&validity_hours, &custom_hours)?;
    let invite = backend::submissions::Invite {
        key,
        addresses,
        role,
        groups,
        domains: rules::domain::chosen(&domains),
        validity,
        message,
    };
    let report = backend.invite(&caller, invite).await?;
    crate::request::send_on(&super::listing::submission_href(report.id));
    Ok(report)
}

/// What became of a submission so far.
#[server(prefix = "/api", endpoint = "invitations/submission", input = StrictJson, output = Answer)]
pub async fn read_submission(id: SubmissionId) -> Result<Report, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.submission_report(&caller, id).await?)
}

/// The envelope; answers the new invitation's id.
#[server(prefix = "/api", endpoint = "invitations/resend", input = StrictForm, output = Answer)]
pub async fn resend_invitation(id: InvitationId) -> Result<InvitationId, AppError> {
    let (backend, caller) = crate::request::caller()?;
    let new = backend.resend_invitation(&caller, id).await?;
    crate::request::send_on(&format!(
        "{}?done=invitations%2Fresend",
        super::listing::detail_href(new)
    ));
    Ok(new)
}

/// "Correct and resend"; answers the new invitation's id.
#[server(prefix = "/api", endpoint = "invitations/correct", input = StrictForm, output = Answer)]
pub async fn correct_invitation(
    id: InvitationId,
    email: String,
    role: String,
    #[server(default)] message: String,
) -> Result<InvitationId, AppError> {
    let (backend, caller) = crate::request::caller()?;
    let correction = backend::invitations::Correction {
        email,
        role,
        message,
    };
    let new = backend.correct_invitation(&caller, id, correction).await?;
    crate::request::send_on(&format!(
        "{}?done=invitations%2Fcorrect",
        super::listing::detail_href(new)
    ));
    Ok(new)
}

/// The trash can.
#[server(prefix = "/api", endpoint = "invitations/delete", input = StrictForm, output = Answer)]
pub async fn delete_invitation(id: InvitationId) -> Result<(), AppError> {
    let (backend, caller) = crate::request::caller()?;
    backend.delete_invitation(&caller, id).await?;
    crate::request::send_on(&format!(
        "{}?done=invitations%2Fdelete",
        super::listing::detail_href(id)
    ));
    Ok(())
}

/// ACCEPT in the review dialog.
#[server(prefix = "/api", endpoint = "invitations/accept", input = StrictForm, output = Answer)]
pub async fn accept_invitation(id: InvitationId) -> Result<(), AppError> {
    let (backend, caller) = crate::request::caller()?;
    backend.accept_invitation(&caller, id).await?;
    crate::request::send_on(&format!(
        "{}?done=invitations%2Faccept",
        super::listing::detail_href(id)
    ));
    Ok(())
}

/// DENY in the review dialog, with a reason that may be empty.
#[server(prefix = "/api", endpoint = "invitations/deny", input = StrictForm, output = Answer)]
pub async fn deny_invitation(
    id: InvitationId,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let (backend, caller) = crate::request::caller()?;
    backend.deny_invitation(&caller, id, &reason).await?;
    crate::request::send_on(&format!(
        "{}?done=invitations%2Fdeny",
        super::listing::detail_href(id)
    ));
    Ok(())
}

/// Lets the address of this invitation be invited again, although it asked not to be. `reason` stands in the
/// audit trail.
#[server(prefix = "/api", endpoint = "invitations/lift_opt_out", input = StrictForm, output = Answer)]
pub async fn lift_opt_out(
    id: InvitationId,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let (backend, caller) = crate::request::caller()?;
    backend.lift_opt_out(&caller, id, &reason).await?;
    crate::request::send_on(&format!(
        "{}?done=invitations%2Flift_opt_out",
        super::listing::detail_href(id)
    ));
    Ok(())
}
