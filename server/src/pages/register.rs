//! The tab CREATE AN ACCOUNT without an invitation (PRODUCT.md 8.1): asks by full name and e-mail, and answers the
//! same whatever is known of the address (SECURITY.md AUT-1).

use app::messages::public as words;
use app::messages::public::self_registration as own;
use app::public::{self, Action, Register, Statement, Trouble};
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    response::Response,
};
use backend::Error;
use backend::self_registrations::SelfRegistration;
use http::StatusCode;
use serde::Deserialize;

use super::answer::{self, BUSY_FOR};
use super::{Sent, Visit, fault, form};
use crate::portal::Portal;

/// Where whoever has asked is led.
const SENT: &str = "/register?notice=sent";

/// Where whoever has confirmed and waits is led.
pub(super) const WAITING: &str = "/register?notice=waiting";

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    notice: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    full_name: String,
    email: String,
}

/// The form, or that an invitation is needed; after a form what comes next, from a closed set (SECURITY.md WEB-3).
pub(super) async fn show(
    State(portal): State<Portal>,
    visit: Visit,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    // A query that can't be read asks for nothing.
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    let statement = match asked.notice.as_str() {
        "sent" => look_into_your_mailbox(),
        "waiting" => Statement {
            title: words::WAITING.to_owned(),
            text: vec![words::WAITING_HINT.to_owned()],
            ..Statement::default()
        },
        _ => return page(&portal, &visit, StatusCode::OK, Register::default()).await,
    };
    let look = visit.look(&portal).await;
    answer::page(StatusCode::OK, public::statement(&look, statement))
}

/// Asks for an account.
pub(super) async fn ask(
    State(portal): State<Portal>,
    visit: Visit,
    Sent(person): Sent<Person>,
) -> Response {
    let form = SelfRegistration {
        full_name: person.full_name.clone(),
        email: person.email.clone(),
        network: visit.network(),
        request_id: visit.request_id.clone(),
    };
    let again = |trouble| Register {
        full_name: person.full_name,
        email: person.email,
        trouble,
    };
    match portal.backend.self_register(form).await {
        Ok(()) => answer::see_other(SENT),
        Err(Error::Forbidden) => closed(&portal, &visit).await,
        Err(Error::Invalid(faults)) => {
            let again = again(Trouble::Fields(form::told(faults)));
            page(&portal, &visit, StatusCode::BAD_REQUEST, again).await
        }
        Err(Error::RateLimited { until }) => {
            let seconds = until.since(portal.backend.now()).retry_after().max(1);
            let again = again(Trouble::TooMany(seconds));
            let page = page(&portal, &visit, StatusCode::TOO_MANY_REQUESTS, again).await;
            answer::with_wait(page, seconds)
        }
        Err(Error::Unavailable(_)) => {
            let again = again(Trouble::Busy(BUSY_FOR));
            let page = page(&portal, &visit, StatusCode::SERVICE_UNAVAILABLE, again).await;
            answer::with_wait(page, BUSY_FOR)
        }
        Err(error) => fault(&portal, &visit, error).await,
    }
}

/// The form, when anybody may ask.
async fn page(portal: &Portal, visit: &Visit, status: StatusCode, form: Register) -> Response {
    match portal.backend.is_self_registration_open().await {
        Ok(true) => {
            let look = visit.look(portal).await;
            answer::page(status, public::register(&look, form))
        }
        Ok(false) => {
            let look = visit.look(portal).await;
            answer::page(status, public::invitation_needed(&look))
        }
        Err(error) => fault(portal, visit, error).await,
    }
}

/// Only invited people get an account: said to whoever sends a form all the same.
pub(super) async fn closed(portal: &Portal, visit: &Visit) -> Response {
    let look = visit.look(portal).await;
    answer::page(StatusCode::FORBIDDEN, public::invitation_needed(&look))
}

fn look_into_your_mailbox() -> Statement {
    Statement {
        title: own::SENT.to_owned(),
        text: vec![own::SENT_HINT.to_owned(), own::NOTHING_CAME.to_owned()],
        actions: vec![
            Action::link(words::TO_LOGIN, "/login"),
            Action::link(own::ASK_AGAIN, "/register"),
        ],
        retry: None,
    }
}
