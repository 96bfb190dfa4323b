//! A forgotten password: asking for a link, and choosing a new password behind it (PRODUCT.md section 3, K;
//! SECURITY.md AUT-2, AUT-3, WEB-5). Nobody is logged in here.

use app::messages::public::{self as words, reset as texts};
use app::public::{self, Action, Forgotten, ForgottenFault, Reset, Statement, Trouble};
use axum::{
    extract::{Path, State},
    response::Response,
};
use backend::password_reset::{NewPassword, ResetOffer};
use backend::{Error, secrets};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::answer::{self, BUSY_FOR};
use super::invite::LINK_FOR;
use super::{Sent, Visit, fault, form};
use crate::cookies::Purpose;
use crate::portal::Portal;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Whose {
    email: String,
}

/// The form behind the link; whose password it is stands in the row.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Chosen {
    password: String,
    confirmation: String,
}

/// The form that asks for a link, unless that is switched off.
pub(super) async fn forgotten(State(portal): State<Portal>, visit: Visit) -> Response {
    ask_form(&portal, &visit, StatusCode::OK, Forgotten::default()).await
}

/// Asks for a link: one answer for every address, known or not, whatever its account (SECURITY.md AUT-2).
pub(super) async fn ask(
    State(portal): State<Portal>,
    visit: Visit,
    Sent(Whose { email }): Sent<Whose>,
) -> Response {
    let network = visit.network();
    let asked = portal
        .backend
        .ask_for_reset(&email, &network, &visit.request_id);
    let again = |fault| Forgotten {
        email: email.clone(),
        fault: Some(fault),
    };
    match asked.await {
        Ok(()) => {
            let look = visit.look(&portal).await;
            answer::page(StatusCode::ACCEPTED, public::statement(&look, asked_page()))
        }
        Err(Error::NotFound) => off(&portal, &visit).await,
        Err(Error::Invalid(faults)) => {
            let reason = faults.into_iter().map(|fault| fault.reason).collect();
            let page = again(ForgottenFault::Address(reason));
            ask_form(&portal, &visit, StatusCode::BAD_REQUEST, page).await
        }
        Err(Error::RateLimited { until }) => {
            let seconds = until.since(portal.backend.now()).retry_after().max(1);
            let page = again(ForgottenFault::TooOften(seconds));
            let page = ask_form(&portal, &visit, StatusCode::TOO_MANY_REQUESTS, page).await;
            answer::with_wait(page, seconds)
        }
        Err(Error::Unavailable(_)) => {
            let page = again(ForgottenFault::Busy(BUSY_FOR));
            let page = ask_form(&portal, &visit, StatusCode::SERVICE_UNAVAILABLE, page).await;
            answer::with_wait(page, BUSY_FOR)
        }
        Err(error) => fault(&portal, &visit, error).await,
    }
}

/// The link: its secret leaves the address bar for an hour's cookie, and nothing else happens (SECURITY.md WEB-5).
pub(super) async fn open(State(portal): State<Portal>, Path(token): Path<String>) -> Response {
    let cookie = secrets::looks_like_a_token(&token)
        .then(|| portal.cookies.set(Purpose::Reset, &token, Some(LINK_FOR)))
        .flatten()
        .unwrap_or_else(|| portal.cookies.remove(Purpose::Reset));
    answer::with_cookie(answer::see_other("/reset/new"), cookie)
}

/// The form, while the link works.
pub(super) async fn show(
    State(portal): State<Portal>,
    visit: Visit,
    headers: HeaderMap,
) -> Response {
    let token = token(&portal, &headers);
    new_form(&portal, &visit, &token, StatusCode::OK, Trouble::None).await
}

/// Saves the new password; ends on the LOGIN tab.
pub(super) async fn choose(
    State(portal): State<Portal>,
    visit: Visit,
    headers: HeaderMap,
    Sent(chosen): Sent<Chosen>,
) -> Response {
    let token = token(&portal, &headers);
    match portal.backend.reset_behind(&token).await {
        // Nothing happens silently for the wrong person (UX.md UX-LOG-07).
        Ok(Some(offer)) if other_viewer(&visit, &offer).is_some() => {
            let status = StatusCode::CONFLICT;
            return new_form(&portal, &visit, &token, status, Trouble::None).await;
        }
        Ok(_) => {}
        Err(error) => return fault(&portal, &visit, error).await,
    }
    let new = NewPassword {
        password: chosen.password,
        confirmation: chosen.confirmation,
    };
    match portal
        .backend
        .reset_password(&token, new, &visit.network(), &visit.request_id)
        .await
    {
        Ok(()) => {
            let answer = answer::see_other("/login?notice=password-reset");
            answer::with_cookie(answer, portal.cookies.remove(Purpose::Reset))
        }
        Err(Error::NotFound) => dead(&portal, &visit).await,
        Err(Error::Invalid(faults)) => {
            let trouble = Trouble::Fields(form::told(faults));
            new_form(&portal, &visit, &token, StatusCode::BAD_REQUEST, trouble).await
        }
        Err(Error::Unavailable(_)) => {
            let (status, trouble) = (StatusCode::SERVICE_UNAVAILABLE, Trouble::Busy(BUSY_FOR));
            let page = new_form(&portal, &visit, &token, status, trouble).await;
            answer::with_wait(page, BUSY_FOR)
        }
        Err(error) => fault(&portal, &visit, error).await,
    }
}

fn token(portal: &Portal, headers: &HeaderMap) -> String {
    portal
        .cookies
        .read(headers, Purpose::Reset)
        .unwrap_or_default()
}

async fn ask_form(portal: &Portal, visit: &Visit, status: StatusCode, page: Forgotten) -> Response {
    let settings = visit.settings(portal).await;
    if !settings.portal_reset_email {
        return off(portal, visit).await;
    }
    let look = visit.look_by(portal, &settings);
    answer::page(status, public::forgotten(&look, page))
}

/// The same words whatever became of it.
fn asked_page() -> Statement {
    Statement {
        title: texts::ASKED.to_owned(),
        text: vec![
            texts::ASKED_HINT.to_owned(),
            texts::ASKED_NOTHING.to_owned(),
        ],
        actions: vec![
            Action::link(words::TO_LOGIN, "/login"),
            Action::link(texts::ASK_AGAIN, "/reset"),
        ],
        retry: None,
    }
}

async fn off(portal: &Portal, visit: &Visit) -> Response {
    let look = visit.look(portal).await;
    let statement = Statement {
        title: texts::OFF.to_owned(),
        text: vec![texts::OFF_HINT.to_owned()],
        actions: vec![Action::link(words::TO_LOGIN, "/login")],
        retry: None,
    };
    answer::page(StatusCode::FORBIDDEN, public::statement(&look, statement))
}

/// The form behind the link, or what is said instead.
async fn new_form(
    portal: &Portal,
    visit: &Visit,
    token: &str,
    status: StatusCode,
    trouble: Trouble,
) -> Response {
    let offer = match portal.backend.reset_behind(token).await {
        Ok(Some(offer)) => offer,
        Ok(None) => return dead(portal, visit).await,
        Err(error) => return fault(portal, visit, error).await,
    };
    let settings = match portal.backend.settings().await {
        Ok(settings) => settings,
        Err(error) => return fault(portal, visit, error).await,
    };
    let look = visit.look_by(portal, &settings);
    if let Some(viewer) = other_viewer(visit, &offer) {
        let page = somebody_else(&offer.email, viewer);
        return answer::page(status, public::statement(&look, page));
    }
    let page = Reset {
        email: offer.email,
        valid_until: offer.valid_until,
        rules: settings.password_rules(),
        trouble,
    };
    answer::page(status, public::reset(&look, page))
}

/// The address of whoever is signed in, when the link is for another account.
fn other_viewer<'a>(visit: &'a Visit, offer: &ResetOffer) -> Option<&'a str> {
    let account = &visit.signed_in.as_ref()?.account;
    (account.email_typed != offer.email).then_some(account.email_typed.as_str())
}

/// Both addresses, and the choice to switch or to stay (UX.md UX-LOG-07).
fn somebody_else(whose: &str, viewer: &str) -> Statement {
    let text = texts::somebody_else(whose, viewer);
    answer::switch_or_stay(texts::SOMEBODY_ELSE, text, viewer, "/reset/new")
}

/// Used, too late, changed, of another purpose, never there: they look the same.
async fn dead(portal: &Portal, visit: &Visit) -> Response {
    let settings = visit.settings(portal).await;
    let look = visit.look_by(portal, &settings);
    let mut text = vec![texts::DEAD_HINT.to_owned()];
    let mut actions = vec![Action::link(words::TO_LOGIN, "/login")];
    if settings.portal_reset_email {
        actions.insert(0, Action::link(texts::ASK_NEW, "/reset"));
    } else {
        text.push(texts::DEAD_OFF_HINT.to_owned());
    }
    let statement = Statement {
        title: texts::DEAD.to_owned(),
        text,
        actions,
        retry: None,
    };
    answer::page(StatusCode::NOT_FOUND, public::statement(&look, statement))
}
