//! The set-up link and its form: names the portal, creates the first Owner (PRODUCT.md section 4; SECURITY.md INV-21).

use app::messages::public as words;
use app::public::{self, Action, SetUp, Statement, Trouble};
use axum::{
    extract::{Path, State},
    response::Response,
};
use backend::{Error, secrets, setup::FirstOwner};
use http::{HeaderMap, StatusCode};
use rules::settings::Key;
use serde::Deserialize;

use super::answer::{self, BUSY_FOR};
use super::invite::LINK_FOR;
use super::{Sent, Visit, fault, form};
use crate::cookies::Purpose;
use crate::portal::Portal;

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Owner {
    #[serde(default)]
    portal_name: String,
    full_name: String,
    email: String,
    password: String,
    confirmation: String,
}

/// The link: its secret leaves the address bar for an hour's cookie, and nothing else happens (SECURITY.md WEB-5).
pub(super) async fn open(State(portal): State<Portal>, Path(token): Path<String>) -> Response {
    let cookie = secrets::looks_like_a_token(&token)
        .then(|| portal.cookies.set(Purpose::Setup, &token, Some(LINK_FOR)))
        .flatten()
        .unwrap_or_else(|| portal.cookies.remove(Purpose::Setup));
    answer::with_cookie(answer::see_other("/setup"), cookie)
}

/// The form, while the link works.
pub(super) async fn show(
    State(portal): State<Portal>,
    visit: Visit,
    headers: HeaderMap,
) -> Response {
    let token = portal
        .cookies
        .read(&headers, Purpose::Setup)
        .unwrap_or_default();
    let settings = match portal.backend.is_set_up_link_alive(&token).await {
        Ok(true) => portal.backend.settings().await,
        Ok(false) => return dead(&portal, &visit).await,
        Err(error) => return fault(&portal, &visit, error).await,
    };
    let settings = match settings {
        Ok(settings) => settings,
        Err(error) => return fault(&portal, &visit, error).await,
    };
    let page = SetUp {
        portal_name: names_portal(&portal).then(|| settings.portal_name.clone()),
        full_name: String::new(),
        email: String::new(),
        rules: settings.password_rules(),
        trouble: Trouble::None,
    };
    let look = visit.look_by(&portal, &settings);
    answer::page(StatusCode::OK, public::set_up(&look, page))
}

/// Creates the Owner; of several racers one wins, and the link is dead for the others.
pub(super) async fn set_up(
    State(portal): State<Portal>,
    visit: Visit,
    headers: HeaderMap,
    Sent(owner): Sent<Owner>,
) -> Response {
    let token = portal
        .cookies
        .read(&headers, Purpose::Setup)
        .unwrap_or_default();
    let first = FirstOwner {
        portal_name: owner.portal_name.clone(),
        full_name: owner.full_name.clone(),
        email: owner.email.clone(),
        password: owner.password.clone(),
        confirmation: owner.confirmation.clone(),
    };
    match portal
        .backend
        .set_up(&token, first, &visit.request_id)
        .await
    {
        Ok(()) => {
            let answer = answer::see_other("/login?notice=set-up");
            answer::with_cookie(answer, portal.cookies.remove(Purpose::Setup))
        }
        Err(Error::NotFound) => dead(&portal, &visit).await,
        Err(Error::Invalid(faults)) => {
            let trouble = Trouble::Fields(form::told(faults));
            again(&portal, &visit, StatusCode::BAD_REQUEST, owner, trouble).await
        }
        Err(Error::Unavailable(_)) => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            let page = again(&portal, &visit, status, owner, Trouble::Busy(BUSY_FOR)).await;
            answer::with_wait(page, BUSY_FOR)
        }
        Err(error) => fault(&portal, &visit, error).await,
    }
}

/// A name that the environment has fixed is not asked for.
fn names_portal(portal: &Portal) -> bool {
    !portal.backend.is_fixed(Key::PortalName)
}

/// The form with what was typed, but for the passwords.
async fn again(
    portal: &Portal,
    visit: &Visit,
    status: StatusCode,
    owner: Owner,
    trouble: Trouble,
) -> Response {
    let settings = match portal.backend.settings().await {
        Ok(settings) => settings,
        Err(error) => return fault(portal, visit, error).await,
    };
    let page = SetUp {
        portal_name: names_portal(portal).then_some(owner.portal_name),
        full_name: owner.full_name,
        email: owner.email,
        rules: settings.password_rules(),
        trouble,
    };
    answer::page(
        status,
        public::set_up(&visit.look_by(portal, &settings), page),
    )
}

/// Used, too late, never there: they look the same.
async fn dead(portal: &Portal, visit: &Visit) -> Response {
    let look = visit.look(portal).await;
    let statement = Statement {
        title: words::SET_UP_DEAD.to_owned(),
        text: vec![words::SET_UP_DEAD_HINT.to_owned()],
        actions: vec![Action::link(words::TO_LOGIN, "/login")],
        retry: None,
    };
    answer::page(StatusCode::NOT_FOUND, public::statement(&look, statement))
}
