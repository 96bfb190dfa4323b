//! Behind the link that confirms an address: the form that makes the account, and the pages of a link that does not
//! work any more (PRODUCT.md section 3, T23).

use app::messages::public as words;
use app::messages::public::self_registration as own;
use app::public::{self, Action, Confirm, Login, Statement, Trouble};
use axum::{
    extract::{Path, State},
    response::Response,
};
use backend::registrations::{Completed, Registration};
use backend::self_registrations::BehindConfirmation;
use backend::{Error, secrets};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::answer::{self, BUSY_FOR};
use super::invite::{LINK_FOR, has_account, other_viewer};
use super::{Sent, Visit, fault, form, register};
use crate::cookies::Purpose;
use crate::portal::Portal;

/// The form; the address stands in the row (SECURITY.md INV-3).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    full_name: String,
    password: String,
    confirmation: String,
}

/// The link: its secret leaves the address bar for an hour's cookie, and nothing else happens (SECURITY.md WEB-5).
pub(super) async fn open(State(portal): State<Portal>, Path(token): Path<String>) -> Response {
    let cookie = secrets::looks_like_a_token(&token)
        .then(|| portal.cookies.set(Purpose::Confirm, &token, Some(LINK_FOR)))
        .flatten()
        .unwrap_or_else(|| portal.cookies.remove(Purpose::Confirm));
    answer::with_cookie(answer::see_other("/confirm"), cookie)
}

/// The page of whatever stands behind the link.
pub(super) async fn show(
    State(portal): State<Portal>,
    visit: Visit,
    headers: HeaderMap,
) -> Response {
    behind_link(&portal, &visit, &token(&portal, &headers), None, None).await
}

/// Confirms the address and makes the account. Never logs in.
pub(super) async fn confirm(
    State(portal): State<Portal>,
    visit: Visit,
    headers: HeaderMap,
    Sent(person): Sent<Person>,
) -> Response {
    let token = token(&portal, &headers);
    if visit.signed_in.is_some() {
        // Nothing happens silently for the wrong person (SECURITY.md INV-13).
        let status = Some(StatusCode::CONFLICT);
        return behind_link(&portal, &visit, &token, status, None).await;
    }
    let full_name = person.full_name.clone();
    let registration = Registration {
        full_name: person.full_name,
        password: person.password,
        confirmation: person.confirmation,
    };
    let network = Some(visit.network());
    let (status, trouble) = match portal
        .backend
        .confirm_self_registration(&token, registration, network, &visit.request_id)
        .await
    {
        Ok(completed) => {
            let next = match completed {
                Completed::Approved => "/login?notice=registered",
                Completed::Waiting => register::WAITING,
            };
            let gone = portal.cookies.remove(Purpose::Confirm);
            return answer::with_cookie(answer::see_other(next), gone);
        }
        Err(Error::Invalid(faults)) => {
            (StatusCode::BAD_REQUEST, Trouble::Fields(form::told(faults)))
        }
        Err(Error::Unavailable(_)) => (StatusCode::SERVICE_UNAVAILABLE, Trouble::Busy(BUSY_FOR)),
        Err(Error::NotFound) => (StatusCode::NOT_FOUND, Trouble::None),
        Err(Error::Refused(_)) => (StatusCode::CONFLICT, Trouble::None),
        Err(Error::Forbidden) => (StatusCode::FORBIDDEN, Trouble::None),
        Err(error) => return fault(&portal, &visit, error).await,
    };
    let again = Some((full_name, trouble));
    let page = behind_link(&portal, &visit, &token, Some(status), again).await;
    if status == StatusCode::SERVICE_UNAVAILABLE {
        return answer::with_wait(page, BUSY_FOR);
    }
    page
}

fn token(portal: &Portal, headers: &HeaderMap) -> String {
    portal
        .cookies
        .read(headers, Purpose::Confirm)
        .unwrap_or_default()
}

/// The page. `status` stands in for the page's own when a form led here; `again` is what was typed, and why the form
/// comes back.
async fn behind_link(
    portal: &Portal,
    visit: &Visit,
    token: &str,
    status: Option<StatusCode>,
    again: Option<(String, Trouble)>,
) -> Response {
    let (settings, behind) = match portal.backend.behind_confirmation(token).await {
        Ok(behind) => match portal.backend.settings().await {
            Ok(settings) => (settings, behind),
            Err(error) => return fault(portal, visit, error).await,
        },
        Err(error) => return fault(portal, visit, error).await,
    };
    let look = visit.look_by(portal, &settings);
    let asked = match &behind {
        BehindConfirmation::Open(open) => Some(open.email.as_str()),
        BehindConfirmation::HasAccount { email } => Some(email.as_str()),
        BehindConfirmation::Closed | BehindConfirmation::Unknown => None,
    };
    if let Some((asked, viewer)) =
        asked.and_then(|asked| Some((asked, other_viewer(visit, asked)?)))
    {
        let page = public::statement(&look, somebody_else(asked, viewer));
        return answer::page(status.unwrap_or(StatusCode::OK), page);
    }
    let (own, html) = match behind {
        BehindConfirmation::Open(open) => {
            let (full_name, trouble) = again.unwrap_or((open.full_name, Trouble::None));
            let page = Confirm {
                email: open.email,
                role: open.role,
                valid_until: open.valid_until,
                needs_approval: open.needs_approval,
                full_name,
                rules: settings.password_rules(),
                trouble,
            };
            (StatusCode::OK, public::confirm(&look, page))
        }
        BehindConfirmation::HasAccount { email } => {
            let login = Login {
                email,
                offers_reset: settings.portal_reset_email,
                ..Login::default()
            };
            (StatusCode::OK, has_account(&look, visit, login))
        }
        BehindConfirmation::Closed => (StatusCode::FORBIDDEN, public::invitation_needed(&look)),
        BehindConfirmation::Unknown => (StatusCode::NOT_FOUND, public::statement(&look, dead())),
    };
    // A dead link is one page with one status, whatever led here.
    let status = if own == StatusCode::OK {
        status.unwrap_or(own)
    } else {
        own
    };
    answer::page(status, html)
}

/// Used, overdue, replaced and unknown links look the same.
fn dead() -> Statement {
    Statement {
        title: own::DEAD.to_owned(),
        text: vec![own::DEAD_HINT.to_owned(), own::DEAD_NEXT.to_owned()],
        actions: vec![
            Action::link(words::TO_LOGIN, "/login"),
            Action::link(own::NEW_LINK, "/register"),
        ],
        retry: None,
    }
}

/// Both addresses, and the choice to switch or to stay (UX.md UX-LOG-07).
fn somebody_else(asked: &str, viewer: &str) -> Statement {
    let text = own::somebody_else(asked, viewer);
    answer::switch_or_stay(own::SOMEBODY_ELSE, text, viewer, "/confirm")
}
