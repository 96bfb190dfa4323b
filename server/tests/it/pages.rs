//! The public pages through the wire: the first HTML of every page and state, cookies, redirects, refusals.

mod behind_links;
mod forms;
mod joining;
mod logging_in;
mod looks;
mod numbers;
mod opting_out;
mod registering;
mod resetting;
mod setting_up;

use http::StatusCode;
use rules::time::Span;

use crate::support::{Browser, OWNER, PASSWORD, Portal};

/// A browser that opened this person's invitation link.
async fn behind_link_of(portal: &Portal, email: &str) -> Browser {
    let mut browser = portal.browser();
    let link = portal.link_for(email).await;
    browser.open(&link).await;
    browser
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_is_a_whole_document_with_one_heading_and_no_wasm() {
    let portal = Portal::new().await;
    portal.owner().await;
    portal.invite_one("ada@example.org").await;
    let mut browser = behind_link_of(&portal, "ada@example.org").await;
    for path in [
        "/login",
        "/register",
        "/register?notice=sent",
        "/register?notice=waiting",
        "/reset",
        "/reset/new",
        "/opt-out",
        "/setup",
        "/invite",
        "/confirm",
        "/nowhere",
        "/a/b/c",
    ] {
        let answer = browser.get(path).await;
        assert_eq!(
            answer.header("content-type"),
            Some("text/html; charset=utf-8"),
            "{path}"
        );
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        assert!(
            answer.text.starts_with("<!DOCTYPE html>"),
            "{path}: {}",
            answer.text
        );
        assert!(answer.tag("<html").contains(r#"lang="en""#), "{path}");
        assert!(!answer.heading().is_empty(), "{path}");
        assert_eq!(answer.text.matches("<main").count(), 1, "{path}");
        assert!(
            answer.text.contains(" · Harbour</title>"),
            "{path}: {}",
            answer.text
        );
        assert!(!answer.text.contains("wasm"), "{path}: {}", answer.text);
    }
}

// WEB-4: what the page brings along is what its policy allows.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn script_and_style_carry_the_nonce_of_the_policy() {
    let portal = Portal::new().await;
    let mut browser = portal.browser();
    let mut seen = Vec::new();
    for _ in 0..2 {
        let answer = browser.get("/login").await;
        let policy = answer.header("content-security-policy").expect("a policy");
        let nonce = policy.split_once("'nonce-").expect("a nonce").1;
        let nonce = nonce.split_once('\'').expect("a nonce").0.to_owned();
        for tag in ["<style", "<script"] {
            assert!(
                answer.tag(tag).contains(&format!(r#"nonce="{nonce}""#)),
                "{}",
                answer.text
            );
        }
        assert!(!answer.text.contains(" style="), "{}", answer.text);
        seen.push(nonce);
    }
    assert_ne!(seen[0], seen[1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_body_colour_is_that_of_the_settings() {
    let portal = Portal::new().await;
    portal
        .set(rules::settings::Key::BodyColour, "#204060")
        .await;
    let answer = portal.browser().get("/login").await;
    assert!(
        answer.text.contains(":root{--body-colour:#204060}</style>"),
        "{}",
        answer.text
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_leads_nowhere_is_404_and_a_wrong_method_405() {
    let portal = Portal::new().await;
    let mut browser = portal.browser();
    assert_eq!(browser.get("/nowhere").await.status, StatusCode::NOT_FOUND);
    let answer = browser.get("/logout").await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.header("allow"), Some("POST"));
    assert!(
        answer.text.starts_with("<!DOCTYPE html>"),
        "{}",
        answer.text
    );
    let answer = browser.post("/confirm/x", &[]).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.header("allow"), Some("GET,HEAD"));
}

// INV-4, WEB-1: pages are opened by scanners, preview robots and impatient people.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_get_or_head_writes_a_byte_to_the_database() {
    let portal = Portal::new().await;
    let set_up = portal.set_up_path().await;
    let mut stranger = portal.browser();
    let before = portal.bytes();
    for path in [
        set_up.as_str(),
        "/setup",
        "/login",
        "/register",
        "/register?notice=sent",
        "/reset",
        "/reset/new",
        "/invite",
        "/confirm/unknown",
        "/confirm",
        "/nowhere",
    ] {
        stranger.get(path).await;
        stranger.head(path).await;
    }
    assert!(
        before == portal.bytes(),
        "a page before the set-up wrote to the database"
    );

    let mut owner = portal.owner().await;
    portal.invite_one("ada@example.org").await;
    portal.invite_one("grace@example.org").await;
    let link = portal.link_for("ada@example.org").await;
    let overdue = portal.link_for("grace@example.org").await;
    let reset = portal.reset_link_for(OWNER).await;
    for (step, span) in [(1, Span::hours(1)), (2, Span::hours(72))] {
        portal.advance(span);
        let before = portal.bytes();
        for link in [&link, &overdue, &reset, &"/invite/unknown".to_owned()] {
            let mut stranger = portal.browser();
            for path in [
                link.as_str(),
                "/reset/new",
                "/invite",
                "/invite?notice=asked",
                "/invite/ask",
                "/logout",
            ] {
                stranger.get(path).await;
                stranger.head(path).await;
            }
        }
        assert!(
            before == portal.bytes(),
            "step {step}: a page wrote to the database"
        );
    }
    // A session is marked as seen, once a minute; then a signed-in reader writes nothing either.
    owner.get("/invite").await;
    let before = portal.bytes();
    owner.open(&link).await;
    owner.head("/invite").await;
    owner.get("/login").await;
    assert!(
        before == portal.bytes(),
        "a signed-in reader wrote to the database"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_theme_is_kept_and_leads_back() {
    let portal = Portal::new().await;
    let mut browser = portal.browser();
    let answer = browser
        .post(
            "/theme",
            &[("theme", "dark"), ("next", "/login?next=%2Fmail")],
        )
        .await;
    answer.leads_to("/login?next=%2Fmail");
    assert_eq!(
        answer.cookies(),
        ["theme=dark; Path=/; Max-Age=31536000; SameSite=Lax"]
    );
    let answer = browser.get("/login").await;
    assert!(
        answer.tag("<html").contains(r#"data-theme="dark""#),
        "{}",
        answer.text
    );
    browser
        .post("/theme", &[("theme", "system")])
        .await
        .leads_to("/");
    let answer = browser.get("/login").await;
    assert!(
        !answer.tag("<html").contains("data-theme"),
        "{}",
        answer.text
    );
    let answer = browser.post("/theme", &[("theme", "\"><script>")]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.cookies().is_empty());
    browser
        .post("/theme", &[("theme", "light"), ("next", "//evil.example")])
        .await
        .leads_to("/");
}

// P-12: the HTML is the smaller part; script and style are weighed with the built files.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_longest_page_stays_small() {
    let portal = Portal::new().await;
    portal
        .set(rules::settings::Key::PasswordProfile, "either")
        .await;
    portal
        .invite_with("ada@example.org", &"word ".repeat(99))
        .await;
    let mut browser = behind_link_of(&portal, "ada@example.org").await;
    let fields = [
        ("full_name", ""),
        ("password", "short"),
        ("confirmation", "other"),
    ];
    let answer = browser.post("/invite", &fields).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text.len() < 20_000, "{} bytes", answer.text.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_owner_of_the_harness_is_who_it_says() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    owner.get("/login").await.leads_to("/");
    let answer = portal
        .browser()
        .post("/login", &[("email", OWNER), ("password", PASSWORD)])
        .await;
    answer.leads_to("/");
}
