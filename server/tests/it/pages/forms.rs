//! What no form takes, whatever page it belongs to: other fields, doubled fields, other bodies (SECURITY.md AZ-6).

use axum::body::Body;
use http::{Request, StatusCode, header};
use tower::ServiceExt;

use super::behind_link_of;
use crate::support::{Browser, OWNER, PASSWORD, PUBLIC_URL, Portal};

const LOGIN: [(&str, &str); 2] = [("email", OWNER), ("password", PASSWORD)];
const INVITE: [(&str, &str); 3] = [
    ("full_name", "Ada"),
    ("password", PASSWORD),
    ("confirmation", PASSWORD),
];
const SET_UP: [(&str, &str); 5] = [
    ("portal_name", "Harbour"),
    ("full_name", "Olga"),
    ("email", OWNER),
    ("password", PASSWORD),
    ("confirmation", PASSWORD),
];

/// Sends the form with each of these fields added; all are refused and nothing is written.
async fn refuses(portal: &Portal, browser: &mut Browser, path: &str, good: &[(&str, &str)]) {
    let mut extra = vec![
        ("role", "Owner"),
        ("email_verified", "true"),
        ("password[]", "x"),
    ];
    extra.extend(good);
    let before = portal.bytes();
    for field in extra {
        let mut fields = good.to_vec();
        fields.push(field);
        let answer = browser.post(path, &fields).await;
        assert_eq!(
            answer.status,
            StatusCode::BAD_REQUEST,
            "{path} with {field:?}: {}",
            answer.text
        );
        let name = field.0.trim_end_matches("[]");
        assert!(
            answer.text.contains(name),
            "{path}: the page names {name}: {}",
            answer.text
        );
        assert!(!answer.text.contains(PASSWORD), "{path}: {}", answer.text);
        assert!(answer.cookies().is_empty(), "{path}");
    }
    assert!(
        before == portal.bytes(),
        "{path}: a refused form wrote to the database"
    );
}

// AZ-6, INV-3
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unknown_and_doubled_fields_are_refused_by_every_form() {
    let portal = Portal::new().await;
    let mut stranger = portal.browser();
    let path = portal.set_up_path().await;
    stranger.open(&path).await;
    refuses(&portal, &mut stranger, "/setup", &SET_UP).await;
    stranger
        .post("/setup", &SET_UP)
        .await
        .leads_to("/login?notice=set-up");

    refuses(&portal, &mut stranger, "/login", &LOGIN).await;
    refuses(&portal, &mut stranger, "/logout", &[("next", "/invite")]).await;
    refuses(&portal, &mut stranger, "/theme", &[("theme", "dark")]).await;

    portal.invite_one("ada@example.org").await;
    let mut ada = behind_link_of(&portal, "ada@example.org").await;
    refuses(&portal, &mut ada, "/invite", &INVITE).await;
    // The address is fixed by the row; nobody sends one (INV-3).
    let mut fields = INVITE.to_vec();
    fields.push(("email", "mallory@example.org"));
    assert_eq!(
        ada.post("/invite", &fields).await.status,
        StatusCode::BAD_REQUEST
    );
    refuses(&portal, &mut ada, "/invite/ask", &[]).await;
    refuses(&portal, &mut stranger, "/reset", &[("email", OWNER)]).await;
    let link = portal.reset_link_for(OWNER).await;
    stranger.open(&link).await;
    refuses(&portal, &mut stranger, "/reset/new", &INVITE[1..]).await;
    ada.post("/invite", &INVITE)
        .await
        .leads_to("/login?notice=registered");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_field_is_named() {
    let portal = Portal::new().await;
    let answer = portal.browser().post("/login", &[("email", OWNER)]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(
        answer.text.contains("missing field `password`"),
        "{}",
        answer.text
    );
}

// WEB-1: pages take forms only.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn json_is_no_form() {
    let portal = Portal::new().await;
    let request = Request::post("/login")
        .header(header::HOST, "localhost:3000")
        .header(header::ORIGIN, PUBLIC_URL)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(format!(
            r#"{{"email":"{OWNER}","password":"{PASSWORD}"}}"#
        )))
        .expect("a request");
    let answer = portal
        .router()
        .oneshot(request)
        .await
        .expect("the router answers");
    assert_eq!(answer.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

// WEB-1: login and registration included.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_of_another_site_is_refused() {
    let portal = Portal::new().await;
    portal.owner().await;
    for path in [
        "/login",
        "/logout",
        "/setup",
        "/invite",
        "/invite/ask",
        "/reset",
        "/reset/new",
        "/theme",
    ] {
        for origin in [Some("https://evil.example"), Some("null"), None] {
            let mut request = Request::post(path)
                .header(header::HOST, "localhost:3000")
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            if let Some(origin) = origin {
                request = request.header(header::ORIGIN, origin);
            }
            let request = request
                .body(Body::from("email=a&password=b"))
                .expect("a request");
            let answer = portal
                .router()
                .oneshot(request)
                .await
                .expect("the router answers");
            assert_eq!(
                answer.status(),
                StatusCode::FORBIDDEN,
                "{path} from {origin:?}"
            );
        }
    }
}

// WEB-8
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_is_too_large_is_413() {
    let portal = Portal::new().await;
    let long = "a".repeat(70_000);
    let answer = portal
        .browser()
        .post("/login", &[("email", &long), ("password", "x")])
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}
