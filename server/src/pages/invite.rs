//! Behind an invitation's link: every state has its page, and the form completes it (PRODUCT.md 8.6, T3 to T5).

use app::messages::public as words;
use app::messages::public::opt_out as opt_out_words;
use app::public::{self, Accept, Action, Expired, Login, LoginNotice, Look, Statement, Trouble};
use axum::{
    extract::{Path, Query, State, rejection::QueryRejection},
    response::Response,
};
use backend::registrations::{Behind, Completed, Offer, Registration};
use backend::{Error, ServerUnicode, secrets};
use http::{HeaderMap, StatusCode};
use rules::email_address::EmailAddress;
use serde::Deserialize;

use super::answer::{self, BUSY_FOR};
use super::{Sent, Visit, fault, form};
use crate::cookies::Purpose;
use crate::portal::Portal;

/// How long the cookie of an opened link lives: an hour (SECURITY.md WEB-5).
pub(super) const LINK_FOR: u32 = 60 * 60;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    notice: String,
}

/// The registration form; what else there is to know stands in the row (SECURITY.md INV-3).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    full_name: String,
    password: String,
    confirmation: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// What a page is about besides the state of the invitation.
#[derive(Default)]
struct Around {
    /// The name as typed before.
    full_name: Option<String>,
    /// Why the form comes back.
    trouble: Trouble,
    /// What became of asking for a new invitation.
    asked: Option<Result<(), String>>,
}

/// The link: its secret leaves the address bar for an hour's cookie, and nothing else happens (SECURITY.md WEB-5).
pub(super) async fn open(State(portal): State<Portal>, Path(token): Path<String>) -> Response {
    let cookie = secrets::looks_like_a_token(&token)
        .then(|| portal.cookies.set(Purpose::Invite, &token, Some(LINK_FOR)))
        .flatten()
        .unwrap_or_else(|| portal.cookies.remove(Purpose::Invite));
    answer::with_cookie(answer::see_other("/invite"), cookie)
}

/// The page of whatever state the invitation is in.
pub(super) async fn show(
    State(portal): State<Portal>,
    visit: Visit,
    headers: HeaderMap,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let was_asked = asked.is_ok_and(|Query(asked)| asked.notice == "asked");
    let around = Around {
        asked: was_asked.then_some(Ok(())),
        ..Around::default()
    };
    behind_link(&portal, &visit, &token(&portal, &headers), None, around).await
}

/// Completes the invitation. Never logs in.
pub(super) async fn register(
    State(portal): State<Portal>,
    visit: Visit,
    headers: HeaderMap,
    Sent(person): Sent<Person>,
) -> Response {
    let token = token(&portal, &headers);
    match is_for_somebody_else(&portal, &visit, &token).await {
        Ok(false) => {}
        // Nothing happens silently for the wrong person (SECURITY.md INV-13).
        Ok(true) => {
            let status = Some(StatusCode::CONFLICT);
            return behind_link(&portal, &visit, &token, status, Around::default()).await;
        }
        Err(error) => return fault(&portal, &visit, error).await,
    }
    let full_name = person.full_name.clone();
    let registration = Registration {
        full_name: person.full_name,
        password: person.password,
        confirmation: person.confirmation,
    };
    let network = Some(visit.network());
    let again = |trouble| Around {
        full_name: Some(full_name),
        trouble,
        asked: None,
    };
    let (status, around) = match portal
        .backend
        .register(&token, registration, network, &visit.request_id)
        .await
    {
        Ok(Completed::Approved) => {
            let answer = answer::see_other("/login?notice=registered");
            return answer::with_cookie(answer, portal.cookies.remove(Purpose::Invite));
        }
        // The cookie stays: the page says "waiting" as long as that is true.
        Ok(Completed::Waiting) => return answer::see_other("/invite"),
        Err(Error::Invalid(faults)) => (
            StatusCode::BAD_REQUEST,
            again(Trouble::Fields(form::told(faults))),
        ),
        Err(Error::Unavailable(_)) => (
            StatusCode::SERVICE_UNAVAILABLE,
            again(Trouble::Busy(BUSY_FOR)),
        ),
        Err(Error::NotFound) => (StatusCode::NOT_FOUND, Around::default()),
        Err(Error::Conflict(_) | Error::Refused(_)) => (StatusCode::CONFLICT, Around::default()),
        Err(error) => return fault(&portal, &visit, error).await,
    };
    let page = behind_link(&portal, &visit, &token, Some(status), around).await;
    if status == StatusCode::SERVICE_UNAVAILABLE {
        return answer::with_wait(page, BUSY_FOR);
    }
    page
}

/// "Ask for a new one": tells the inviter, at most once a day.
pub(super) async fn ask(
    State(portal): State<Portal>,
    visit: Visit,
    headers: HeaderMap,
    Sent(Nothing {}): Sent<Nothing>,
) -> Response {
    let token = token(&portal, &headers);
    match portal
        .backend
        .ask_for_a_new_one(&token, &visit.request_id)
        .await
    {
        Ok(()) => answer::see_other("/invite?notice=asked"),
        Err(Error::RateLimited { until }) => {
            let asked = Some(Err(words::asked_already(until)));
            let around = Around {
                asked,
                ..Around::default()
            };
            let status = Some(StatusCode::TOO_MANY_REQUESTS);
            let page = behind_link(&portal, &visit, &token, status, around).await;
            let seconds = until.since(portal.backend.now()).retry_after();
            answer::with_wait(page, seconds)
        }
        // It did not expire, or not any more, or nobody is asked: its page says how it stands.
        Err(Error::Refused(_)) => {
            let status = Some(StatusCode::CONFLICT);
            behind_link(&portal, &visit, &token, status, Around::default()).await
        }
        Err(Error::NotFound) => behind_link(&portal, &visit, &token, None, Around::default()).await,
        Err(error) => fault(&portal, &visit, error).await,
    }
}

fn token(portal: &Portal, headers: &HeaderMap) -> String {
    portal
        .cookies
        .read(headers, Purpose::Invite)
        .unwrap_or_default()
}

/// Is somebody signed in who is not the one invited?
async fn is_for_somebody_else(
    portal: &Portal,
    visit: &Visit,
    token: &str,
) -> backend::Result<bool> {
    if visit.signed_in.is_none() {
        return Ok(false);
    }
    let behind = portal.backend.behind_link(token).await?;
    Ok(invited_address(&behind).is_some_and(|email| other_viewer(visit, email).is_some()))
}

/// The address that a link which still works was sent to.
fn invited_address(behind: &Behind) -> Option<&str> {
    match behind {
        Behind::Open(Offer { email, .. }) | Behind::HasAccount { email } => Some(email),
        Behind::Expired { .. }
        | Behind::Superseded
        | Behind::Used
        | Behind::Waiting
        | Behind::Refused
        | Behind::Unknown => None,
    }
}

/// The address of whoever is signed in, when it is another one.
pub(super) fn other_viewer<'a>(visit: &'a Visit, invited: &str) -> Option<&'a str> {
    let account = &visit.signed_in.as_ref()?.account;
    let is_same = EmailAddress::parse(invited, &ServerUnicode)
        .is_ok_and(|invited| invited.canonical() == account.email);
    (!is_same).then_some(account.email_typed.as_str())
}

/// The page of the state. `status` stands in for the state's own when a form led here.
async fn behind_link(
    portal: &Portal,
    visit: &Visit,
    token: &str,
    status: Option<StatusCode>,
    around: Around,
) -> Response {
    let (settings, behind) = match portal.backend.behind_link(token).await {
        Ok(behind) => match portal.backend.settings().await {
            Ok(settings) => (settings, behind),
            Err(error) => return fault(portal, visit, error).await,
        },
        Err(error) => return fault(portal, visit, error).await,
    };
    let look = visit.look_by(portal, &settings);
    let other =
        invited_address(&behind).and_then(|invited| Some((invited, other_viewer(visit, invited)?)));
    if let Some((invited, viewer)) = other {
        let page = public::statement(&look, somebody_else(invited, viewer));
        return answer::page(status.unwrap_or(StatusCode::OK), page);
    }
    let (own, html) = match behind {
        Behind::Open(offer) => {
            let page = Accept {
                full_name: around.full_name.unwrap_or_else(|| offer.known_name.clone()),
                comes_back: !offer.known_name.is_empty(),
                email: offer.email,
                inviter: offer.inviter,
                role: offer.role,
                domains: offer.domains,
                has_more_domains: offer.has_more_domains,
                message: offer.message,
                valid_until: offer.valid_until,
                needs_approval: offer.needs_approval,
                rules: settings.password_rules(),
                trouble: around.trouble,
            };
            (StatusCode::OK, public::accept(&look, page))
        }
        Behind::HasAccount { email } => {
            let login = Login {
                email,
                offers_reset: settings.portal_reset_email,
                ..Login::default()
            };
            (StatusCode::OK, has_account(&look, visit, login))
        }
        Behind::Expired {
            valid_until,
            inviter,
            is_suppressed,
        } => {
            let nobody = if is_suppressed {
                Some(opt_out_words::NOBODY_IS_ASKED)
            } else {
                (!settings.portal_invite_email).then_some(words::NOBODY_CAN_BE_ASKED)
            };
            let page = Expired {
                valid_until,
                inviter,
                asked: around.asked.or(nobody.map(|words| Err(words.to_owned()))),
            };
            (StatusCode::GONE, public::expired(&look, page))
        }
        Behind::Superseded => {
            let page = closed(words::SUPERSEDED, words::SUPERSEDED_HINT, visit);
            (StatusCode::GONE, public::statement(&look, page))
        }
        Behind::Used => {
            let page = closed(words::USED, words::USED_HINT, visit);
            (StatusCode::OK, public::statement(&look, page))
        }
        Behind::Waiting => {
            let page = Statement {
                actions: Vec::new(),
                ..closed(words::WAITING, words::WAITING_HINT, visit)
            };
            (StatusCode::OK, public::statement(&look, page))
        }
        Behind::Refused => {
            let page = closed(words::REFUSED, words::REFUSED_HINT, visit);
            (StatusCode::GONE, public::statement(&look, page))
        }
        Behind::Unknown => {
            let page = closed(words::UNKNOWN, words::UNKNOWN_HINT, visit);
            (StatusCode::NOT_FOUND, public::statement(&look, page))
        }
    };
    // An expired link says so by its status too, whatever led here but a limit.
    let status = match (status, own) {
        (Some(StatusCode::CONFLICT), StatusCode::GONE) | (None, _) => own,
        (Some(status), _) => status,
    };
    answer::page(status, html)
}

fn closed(title: &str, text: &str, visit: &Visit) -> Statement {
    let action = if visit.signed_in.is_some() {
        Action::link(words::TO_PORTAL, "/")
    } else {
        Action::link(words::TO_LOGIN, "/login")
    };
    Statement {
        title: title.to_owned(),
        text: vec![text.to_owned()],
        actions: vec![action],
        retry: None,
    }
}

/// Both addresses, and the choice to switch or to stay (UX.md UX-LOG-07).
fn somebody_else(invited: &str, viewer: &str) -> Statement {
    let text = words::somebody_else(invited, viewer);
    answer::switch_or_stay(words::SOMEBODY_ELSE, text, viewer, "/invite")
}

/// LOGIN with an explanation; somebody who is in already needs only the way on.
pub(super) fn has_account(look: &Look, visit: &Visit, login: Login) -> String {
    let email = &login.email;
    if visit.signed_in.is_some() {
        let statement = Statement {
            title: words::IS_IN.to_owned(),
            text: vec![words::is_in(email)],
            actions: vec![Action::link(words::TO_PORTAL, "/")],
            retry: None,
        };
        return public::statement(look, statement);
    }
    let notice = Some(LoginNotice::HasAccount(email.clone()));
    public::login(look, Login { notice, ..login })
}
