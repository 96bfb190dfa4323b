//! Every page and every server function against every kind of caller (SECURITY AZ-1, AZ-2, AZ-9).
//! A function that is registered and not listed in `app::access` fails here, and at the start.

use app::access::{Access, FUNCTIONS, PAGES};
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::{Method, Request, StatusCode, header};
use rules::role::Catalogue;
use std::net::SocketAddr;
use tower::ServiceExt;

use crate::support::{OWNER, PASSWORD, Portal};

/// Everybody who may come along: the name of a role, or nobody.
const CALLERS: [Option<&str>; 6] = [
    None,
    Some("Customer"),
    Some("Team"),
    Some("Reviewer"),
    Some("Administrator"),
    Some("Owner"),
];

/// The session cookie of somebody with that role.
async fn session_of(portal: &Portal, role: &str) -> String {
    let email = if role == "Owner" {
        portal.owner().await;
        OWNER.to_owned()
    } else {
        let name = role.to_lowercase();
        portal.person(&name).await;
        let email = format!("{name}@example.org");
        portal
            .give_role_for_test(&email, role)
            .await
            .expect("a role");
        email
    };
    let browser = portal.enter(&email).await;
    browser.cookie("session").expect("a session").to_owned()
}

async fn ask(
    portal: &Portal,
    method: Method,
    path: &str,
    cookie: Option<&str>,
    accept: &str,
) -> StatusCode {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "localhost:3000")
        .header(header::ORIGIN, portal.public_url())
        .header(header::ACCEPT, accept)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, format!("portico_session={cookie}"));
    }
    let mut request = request.body(Body::empty()).expect("a request");
    request
        .extensions_mut()
        .insert(ConnectInfo(SocketAddr::from(([192, 0, 2, 9], 40_000))));
    portal
        .router()
        .oneshot(request)
        .await
        .expect("an answer")
        .status()
}

fn may(access: Access, role: Option<&str>) -> bool {
    match (access, role) {
        (_, None) => false,
        (Access::SignedIn, Some(_)) => true,
        (Access::Needs(action), Some(role)) => Catalogue::default().actions_of(role).allows(action),
    }
}

#[tokio::test]
async fn every_page_opens_for_those_who_may_and_for_nobody_else() {
    let portal = Portal::new().await;
    for role in CALLERS {
        let cookie = match role {
            Some(role) => Some(session_of(&portal, role).await),
            None => None,
        };
        for (route, access) in PAGES {
            let path = route
                .replace("{id}", "01890000-0000-7000-8000-000000000000")
                .replace("{name}", "nobodys");
            let status = ask(&portal, Method::GET, &path, cookie.as_deref(), "text/html").await;
            match role {
                None => assert_eq!(status, StatusCode::SEE_OTHER, "{path} as nobody"),
                Some(_) if may(access, role) => assert!(
                    // The id and the name are nobody's: a page with one may say that it is not there.
                    status == StatusCode::OK
                        || status == StatusCode::SEE_OTHER && path == "/"
                        || status == StatusCode::NOT_FOUND && route.contains('{'),
                    "{path} as {role:?}: {status}"
                ),
                Some(_) => assert_eq!(status, StatusCode::FORBIDDEN, "{path} as {role:?}"),
            }
        }
    }
}

#[tokio::test]
async fn every_function_runs_for_those_who_may_and_for_nobody_else() {
    let portal = Portal::new().await;
    for role in CALLERS {
        let cookie = match role {
            Some(role) => Some(session_of(&portal, role).await),
            None => None,
        };
        for (path, access) in FUNCTIONS {
            let status = ask(
                &portal,
                Method::POST,
                path,
                cookie.as_deref(),
                "application/json",
            )
            .await;
            match role {
                None => assert_eq!(status, StatusCode::UNAUTHORIZED, "{path} as nobody"),
                // Past the guard an empty body is malformed, or all that is needed.
                Some(_) if may(access, role) => assert!(
                    !matches!(status, StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED)
                        && !status.is_server_error(),
                    "{path} as {role:?}: {status}"
                ),
                Some(_) => assert_eq!(status, StatusCode::FORBIDDEN, "{path} as {role:?}"),
            }
        }
    }
}

#[tokio::test]
async fn a_function_does_not_answer_to_get() {
    // SECURITY INV-4, WEB-1
    let portal = Portal::new().await;
    let cookie = session_of(&portal, "Owner").await;
    for (path, _) in FUNCTIONS {
        let status = ask(&portal, Method::GET, path, Some(&cookie), "text/html").await;
        assert!(status.is_client_error(), "{path}: {status}");
    }
}

#[tokio::test]
async fn an_unknown_function_is_not_there() {
    let portal = Portal::new().await;
    let cookie = session_of(&portal, "Owner").await;
    let status = ask(
        &portal,
        Method::POST,
        "/api/invitations/approve_all",
        Some(&cookie),
        "*/*",
    )
    .await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_role_that_was_taken_away_is_gone_with_the_next_request() {
    // SECURITY SES-4
    let portal = Portal::new().await;
    let cookie = session_of(&portal, "Administrator").await;
    let page = "/consumers/invitations";
    let status = ask(&portal, Method::GET, page, Some(&cookie), "text/html").await;
    assert_eq!(status, StatusCode::OK);
    portal
        .give_role_for_test("administrator@example.org", "Customer")
        .await
        .expect("a role");
    let status = ask(&portal, Method::GET, page, Some(&cookie), "text/html").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn nobody_is_asked_to_log_in_and_led_back() {
    let portal = Portal::new().await;
    let answer = portal
        .browser()
        .get("/consumers/invitations?status=waiting")
        .await;
    assert_eq!(
        answer.location(),
        Some("/login?next=%2Fconsumers%2Finvitations%3Fstatus%3Dwaiting")
    );
}

#[tokio::test]
async fn a_session_of_a_known_password_is_needed_and_nothing_less() {
    let portal = Portal::new().await;
    portal.owner().await;
    let mut browser = portal.browser();
    let answer = browser
        .post("/login", &[("email", OWNER), ("password", "Wrong7!Torch")])
        .await;
    assert_ne!(answer.status, StatusCode::SEE_OTHER);
    assert!(browser.cookie("session").is_none());
    let answer = browser
        .post("/login", &[("email", OWNER), ("password", PASSWORD)])
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}
