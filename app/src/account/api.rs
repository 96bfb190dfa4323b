//! Server functions of my account. Whose account it is, the session says (SECURITY AZ-5).

use crate::error::AppError;
use crate::strict::{Answer, StrictForm};
use leptos::prelude::*;
use rules::ids::SessionId;
use rules::password::PasswordRules;
use rules::session::OwnSession;

/// My sessions that still count, the last seen first.
#[server(prefix = "/api", endpoint = "account/sessions", input = StrictForm, output = Answer)]
pub async fn list_sessions() -> Result<Vec<OwnSession>, AppError> {
    let (backend, caller, signed_in, _) = crate::request::signed_in()?;
    let sessions = backend.my_sessions(&caller).await?;
    let current = signed_in.session.id;
    Ok(sessions
        .iter()
        .map(|session| session.to_own(current))
        .collect())
}

/// What a new password has to look like.
#[server(prefix = "/api", endpoint = "account/password_rules", input = StrictForm, output = Answer)]
pub async fn read_password_rules() -> Result<PasswordRules, AppError> {
    let (backend, _) = crate::request::caller()?;
    Ok(backend.settings().await?.password_rules())
}

/// Changes my full name; answers it as it is stored.
#[server(prefix = "/api", endpoint = "account/rename", input = StrictForm, output = Answer)]
pub async fn rename_me(full_name: String) -> Result<String, AppError> {
    let (backend, caller) = crate::request::caller()?;
    backend.rename_me(&caller, &full_name).await?;
    Ok(full_name.trim().to_string())
}

/// Changes my password and ends my other sessions.
#[server(prefix = "/api", endpoint = "account/change_password", input = StrictForm, output = Answer)]
pub async fn change_password(
    current: String,
    password: String,
    confirmation: String,
) -> Result<(), AppError> {
    let (backend, caller, signed_in, network) = crate::request::signed_in()?;
    let change = backend::accounts::PasswordChange {
        current,
        password,
        confirmation,
    };
    let secret = backend
        .change_my_password(&caller, signed_in.session.id, change, &network)
        .await?;
    crate::request::replace_session_cookie(secret.expose());
    Ok(())
}

/// Ends one of my sessions.
#[server(prefix = "/api", endpoint = "account/end_session", input = StrictForm, output = Answer)]
pub async fn end_session(id: SessionId) -> Result<SessionId, AppError> {
    let (backend, caller) = crate::request::caller()?;
    backend.end_my_session(&caller, id).await?;
    Ok(id)
}

/// Ends all of my sessions but this one; answers how many.
#[server(prefix = "/api", endpoint = "account/end_other_sessions", input = StrictForm, output = Answer)]
pub async fn end_other_sessions() -> Result<u64, AppError> {
    let (backend, caller, signed_in, _) = crate::request::signed_in()?;
    Ok(backend
        .end_my_other_sessions(&caller, signed_in.session.id)
        .await?)
}
