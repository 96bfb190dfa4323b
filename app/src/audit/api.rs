//! Server functions of the page Audit.

use crate::error::AppError;
use crate::strict::{Answer, StrictForm, StrictJson};
use leptos::prelude::*;
use rules::audit::{AuditListing, AuditPage, AuditVerification};

/// One page of the trail, newest first.
#[server(prefix = "/api", endpoint = "audit/list", input = StrictJson, output = Answer)]
pub async fn list_audit(listing: AuditListing) -> Result<AuditPage, AppError> {
    let (backend, caller) = crate::request::caller()?;
    Ok(backend.list_audit(&caller, listing).await?)
}

/// Verifies the sealed chain a bounded way, from where the token left off; from its beginning when it is
/// empty.
#[server(prefix = "/api", endpoint = "audit/verify", input = StrictForm, output = Answer)]
pub async fn verify_audit(token: String) -> Result<AuditVerification, AppError> {
    let (backend, caller) = crate::request::caller()?;
    let found = backend.verify_audit(&caller, &token).await?;
    crate::request::send_on(&format!("/audit?verified={}", found.token));
    Ok(found)
}
