//! The page Audit and its file, and which denials of requests stand in the trail (SECURITY.md LOG-2, WEB-11).

use axum::body::Body;
use axum::extract::ConnectInfo;
use backend::authority::Caller;
use http::{Request, StatusCode, header};
use rules::audit::{AuditFamily, AuditListing, AuditRow};
use rules::settings::Key;
use rules::time::Span;
use std::net::SocketAddr;
use tower::ServiceExt;

use crate::support::{Portal, registration};

async fn trail(portal: &Portal, about: AuditFamily) -> Vec<AuditRow> {
    let listing = AuditListing {
        about,
        ..AuditListing::default()
    };
    let page = portal
        .list_audit(&Caller::command_line(), listing)
        .await
        .expect("a page");
    page.rows
}

/// "what on what", newest first.
async fn denials(portal: &Portal) -> Vec<String> {
    let rows = trail(portal, AuditFamily::Denial).await;
    let line = |row: AuditRow| format!("{} {}", row.action, row.object.id);
    rows.into_iter().map(line).collect()
}

// WEB-1, LOG-2
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_another_site_asks_for_is_an_event() {
    let portal = Portal::new().await;
    for (path, site) in [
        ("/login", "cross-site"),
        ("/api/settings/change?token=secret", "same-site"),
    ] {
        let mut request = Request::post(path)
            .header(header::HOST, "localhost:3000")
            .header(header::ORIGIN, "https://evil.example")
            .header("sec-fetch-site", site)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from("email=a%40x.example"))
            .expect("a request");
        request
            .extensions_mut()
            .insert(ConnectInfo(SocketAddr::from(([192, 0, 2, 9], 40_000))));
        let answer = portal.router().oneshot(request).await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    }
    assert_eq!(
        denials(&portal).await,
        ["denied.cross_site /api/{*rest}", "denied.cross_site /login"]
    );
    let rows = trail(&portal, AuditFamily::Denial).await;
    assert!(rows.iter().all(|row| !row.request_id.is_empty()));
}

// AZ-1, LOG-2, INV-4
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forbidden_change_is_an_event_and_a_forbidden_page_writes_nothing() {
    let portal = Portal::new().await;
    let mut ada = portal.person("ada").await;
    // The session is marked as seen, once a minute.
    ada.get("/account").await;
    let before = portal.bytes();
    for page in ["/audit", "/audit/export.csv", "/settings/approval"] {
        let answer = ada.get(page).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{page}");
        ada.head(page).await;
    }
    assert!(before == portal.bytes(), "a forbidden page wrote");
    let answer = ada.post("/api/settings/change?from=/settings", &[]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(
        denials(&portal).await,
        ["denied.forbidden /api/settings/change"]
    );
    let rows = trail(&portal, AuditFamily::Denial).await;
    assert_eq!(rows[0].actor.name.as_deref(), Some("ada"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_made_up_link_that_is_used_is_an_event() {
    let portal = Portal::new().await;
    portal.owner().await;
    let mut stranger = portal.browser();
    stranger.open(&format!("/invite/{}", "A".repeat(43))).await;
    assert_eq!(denials(&portal).await, Vec::<String>::new());
    stranger.post("/invite", &registration("Eve")).await;
    assert_eq!(denials(&portal).await, ["denied.unknown_link /invite"]);
}

// UX TBL-04, TBL-14
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_shows_the_trail_in_its_first_html() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    portal.set(Key::InvitationValidity, "24").await;
    let page = owner.get("/audit?about=setting").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.heading(), "<bdi>Audit</bdi>");
    for shown in [
        "Setting changed",
        "An invitation is valid for",
        "Olga Orlow",
        "About: Settings",
    ] {
        assert!(page.text.contains(shown), "{shown}");
    }
    assert!(page.text.contains("/audit/export.csv?about=setting"));
    assert!(!page.text.contains("Logged in"), "the filter is on");
    let none = owner.get("/audit?about=mail&by=visitor").await;
    assert!(none.text.contains("No event matches"));
    let wrong = owner.get("/audit?from=yesterday").await;
    assert!(wrong.text.contains("A day is written as 2026-11-21."));
}

// UX TBL-19
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_file_holds_what_the_filter_leaves_and_no_address() {
    let portal = Portal::new().await;
    portal.person("ada").await;
    portal.set(Key::PortalName, "=cmd").await;
    portal.seal_audit_trail().await.expect("a seal");
    let mut owner = portal.owner().await;
    let file = owner.get("/audit/export.csv?about=setting").await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.header("cache-control"), Some("no-store"));
    assert_eq!(
        file.header("content-disposition"),
        Some("attachment; filename=\"audit-2027-01-15.csv\"")
    );
    let kind = file.header("content-type").expect("a type");
    assert!(kind.starts_with("text/csv"), "{kind}");
    let lines: Vec<&str> = file.text.split_terminator("\r\n").collect();
    assert!(lines[0].starts_with("at,actor_kind,actor_id,actor_name,action,"));
    assert!(
        lines[1].starts_with("2027-01-15T08:00:00Z,account,"),
        "{}",
        lines[1]
    );
    assert!(lines[1].contains(",setting.changed,setting,portal_name,"));
    assert!(lines[1].contains("\"\"\"=cmd\"\"\""), "{}", lines[1]);
    let everything = owner.get("/audit/export.csv").await;
    assert!(everything.text.contains("invitation.sent"));
    assert!(!everything.text.contains('@'), "{}", everything.text);
    let events = trail(&portal, AuditFamily::All).await.len();
    assert_eq!(everything.text.split_terminator("\r\n").count(), events + 1);
    for wrong in ["about=x", "from=yesterday", "by=somebody"] {
        let refused = owner.get(&format!("/audit/export.csv?{wrong}")).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
    let nobody = portal.browser().get("/audit/export.csv").await;
    nobody.leads_to("/login?next=%2Faudit%2Fexport.csv");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_file_is_whole() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    for _ in 0..3 {
        for n in 0..250 {
            portal
                .set(Key::InvitationValidity, &(24 + n % 2).to_string())
                .await;
        }
        portal.advance(Span::seconds(1));
    }
    let file = owner.get("/audit/export.csv?about=setting").await;
    let lines = file.text.split_terminator("\r\n");
    let changed = lines.filter(|line| line.contains(",invitation_validity,"));
    assert_eq!(changed.count(), 750);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_trail_is_verified_without_javascript() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    portal.seal_audit_trail().await.expect("a seal");
    let answer = owner
        .post("/api/audit/verify?from=%2Faudit", &[("token", "")])
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let next = answer.location().expect("a way on").to_owned();
    let page = owner.get(&next).await;
    assert!(page.text.contains("The audit trail is whole"), "{next}");
    let made_up = owner.get("/audit?verified=e30.AAAA").await;
    assert!(!made_up.text.contains("The audit trail is whole"));
}
