//! Forms as pages take them: the named fields, each once, and nothing else (SECURITY.md AZ-6).

use app::error::Fault;
use app::messages::public as words;
use app::public::{self, Action, Statement};
use axum::{
    Form,
    extract::{FromRequest, FromRequestParts, Request},
    response::Response,
};
use backend::FieldFault;
use http::StatusCode;
use serde::de::DeserializeOwned;

use super::{Visit, answer};
use crate::portal::Portal;

/// A form's fields. The type says `#[serde(deny_unknown_fields)]`; doubled and missing fields are refused anyway.
#[derive(Debug, Clone)]
pub struct Sent<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Portal> for Sent<T> {
    type Rejection = Response;

    async fn from_request(request: Request, portal: &Portal) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let whole = Request::from_parts(parts.clone(), body);
        let refusal = match Form::from_request(whole, portal).await {
            Ok(Form(fields)) => return Ok(Self(fields)),
            Err(refusal) => (refusal.status(), refusal.body_text()),
        };
        let status = match refusal.0 {
            // Bad input is 400; 422 is kept for nothing.
            StatusCode::UNPROCESSABLE_ENTITY => StatusCode::BAD_REQUEST,
            status => status,
        };
        let visit = Visit::from_request_parts(&mut parts, portal).await?;
        Err(unreadable(portal, &visit, status, &refusal.1).await)
    }
}

/// `reason` names fields, never what they hold.
async fn unreadable(portal: &Portal, visit: &Visit, status: StatusCode, reason: &str) -> Response {
    let look = visit.look(portal).await;
    let statement = Statement {
        title: words::UNREADABLE.to_owned(),
        text: vec![words::unreadable_hint(reason)],
        actions: vec![Action::link(words::TO_PORTAL, "/")],
        retry: None,
    };
    answer::page(status, public::statement(&look, statement))
}

/// Faults of fields as views take them.
pub(super) fn told(faults: Vec<FieldFault>) -> Vec<Fault> {
    faults
        .into_iter()
        .map(|fault| Fault {
            field: fault.field.to_owned(),
            reason: fault.reason,
        })
        .collect()
}
