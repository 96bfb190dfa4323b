//! Login and logout (PRODUCT.md 8.1; SECURITY.md AUT-1, AUT-4, AUT-5, AUT-7, SES-1, SES-7).

use http::StatusCode;
use rules::settings::Key;
use rules::time::Span;

use super::behind_link_of;
use crate::support::{Answer, OWNER, PASSWORD, Portal, registration};

/// What somebody could compare: everything but what is new in every answer.
pub(super) fn visible(answer: &Answer, email: &str) -> (StatusCode, Vec<(String, String)>, String) {
    let policy = answer.header("content-security-policy").expect("a policy");
    let nonce = policy.split_once("'nonce-").expect("a nonce").1;
    let nonce = nonce.split_once('\'').expect("a nonce").0;
    let headers = answer
        .headers
        .iter()
        .filter(|(name, _)| name.as_str() != "x-request-id")
        .map(|(name, value)| {
            let value = value.to_str().expect("text").replace(nonce, "NONCE");
            (name.to_string(), value)
        })
        .collect();
    (
        answer.status,
        headers,
        answer.text.replace(nonce, "NONCE").replace(email, "EMAIL"),
    )
}

// SES-1, AUT-5
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_sets_both_cookies_and_leads_to_the_first_page() {
    let portal = Portal::at("https://portal.example.org").await;
    portal.owner().await;
    let mut browser = portal.browser();
    let answer = browser
        .post("/login", &[("email", OWNER), ("password", PASSWORD)])
        .await;
    answer.leads_to("/");
    let cookies = answer.cookies();
    assert_eq!(cookies.len(), 2, "{cookies:?}");
    let (_, attributes) = cookies[0].split_once("; ").expect("attributes");
    assert!(
        cookies[0].starts_with("__Host-portico_session="),
        "{cookies:?}"
    );
    assert_eq!(
        attributes,
        "Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=604800"
    );
    assert!(
        cookies[1].starts_with("__Host-portico_device="),
        "{cookies:?}"
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

// AUT-1, UX-LOG-03
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_an_unknown_and_a_malformed_address_get_the_same_answer() {
    let portal = Portal::new().await;
    portal.owner().await;
    portal.person("ada").await;
    let mut seen = Vec::new();
    for (email, password) in [
        ("ada@example.org", "Wrong-Password1"),
        ("bob@example.org", "Wrong-Password1"),
        ("no address here", "Wrong-Password1"),
        ("ada@example.org", ""),
        ("ada@example.org", &"x".repeat(2_000)),
    ] {
        let mut browser = portal.browser();
        let answer = browser
            .post("/login", &[("email", email), ("password", password)])
            .await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{email}");
        assert!(answer.cookies().is_empty(), "{email}");
        // The address is kept, the password is not.
        assert!(
            answer
                .tag(r#"id="email""#)
                .contains(&format!(r#"value="{email}""#)),
            "{email}"
        );
        assert!(
            !answer.tag(r#"id="password""#).contains("value="),
            "{email}"
        );
        seen.push(visible(&answer, email));
    }
    for other in &seen[1..] {
        assert_eq!(&seen[0], other);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_is_never_trimmed_nor_cut() {
    let portal = Portal::new().await;
    portal.owner().await;
    for wrong in [
        format!("{PASSWORD} "),
        format!(" {PASSWORD}"),
        format!("{PASSWORD}x"),
    ] {
        let mut browser = portal.browser();
        let answer = browser
            .post("/login", &[("email", OWNER), ("password", &wrong)])
            .await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{wrong:?}");
    }
}

// AUT-7
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_login_next_leads_to_our_own_pages_only() {
    let portal = Portal::new().await;
    portal.owner().await;
    for (next, goes_to) in [
        ("/mail?state=failed", "/mail?state=failed"),
        ("http://localhost:3000/account", "/account"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/.//evil.example", "/"),
        ("http://localhost:3000@evil.example/", "/"),
        ("http://localhost:3001/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ] {
        let mut browser = portal.browser();
        let fields = [("email", OWNER), ("password", PASSWORD), ("next", next)];
        browser.post("/login", &fields).await.leads_to(goes_to);
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("next", next)
            .finish();
        browser
            .get(&format!("/login?{query}"))
            .await
            .leads_to(goes_to);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn next_survives_a_refusal() {
    let portal = Portal::new().await;
    portal.owner().await;
    let mut browser = portal.browser();
    let page = browser.get("/login?next=%2Fmail%3Fstate%3Dfailed").await;
    assert!(
        page.tag(r#"name="next""#)
            .contains(r#"value="/mail?state=failed""#),
        "{}",
        page.text
    );
    let fields = [
        ("email", OWNER),
        ("password", "no"),
        ("next", "/mail?state=failed"),
    ];
    let page = browser.post("/login", &fields).await;
    assert!(
        page.tag(r#"name="next""#)
            .contains(r#"value="/mail?state=failed""#),
        "{}",
        page.text
    );
    let page = browser.get("/login?next=%2F%2Fevil.example").await;
    assert!(!page.text.contains("evil"), "{}", page.text);
}

// WEB-3: only codes of a closed set say anything.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notice_comes_from_a_closed_set() {
    let portal = Portal::new().await;
    portal.owner().await;
    let mut browser = portal.browser();
    let plain = browser.get("/login").await;
    for code in [
        "registered",
        "set-up",
        "logged-out",
        "password-changed",
        "password-reset",
        "session-ended",
    ] {
        let page = browser.get(&format!("/login?notice={code}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.len() > plain.text.len(), "{code}");
    }
    for code in ["<script>", "Registered", "\0", "registered "] {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("notice", code)
            .finish();
        let page = browser.get(&format!("/login?{query}")).await;
        assert_eq!(page.text.len(), plain.text.len(), "{code}: {}", page.text);
    }
    let doubled = browser.get("/login?notice=registered&notice=set-up").await;
    assert_eq!(doubled.text.len(), plain.text.len(), "{}", doubled.text);
}

// AUT-4, UX-LOG-04
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_tries_are_429_with_the_wait_in_words_alike_for_known_and_unknown() {
    let portal = Portal::new().await;
    portal.owner().await;
    portal.person("ada").await;
    let mut seen = Vec::new();
    for (email, network) in [("ada@example.org", 7), ("bob@example.org", 8)] {
        let mut browser = portal.browser().at_address([198, 51, 100, network]);
        let fields = [("email", email), ("password", "Wrong-Password1")];
        for attempt in 1..=5 {
            let answer = browser.post("/login", &fields).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "try {attempt}");
        }
        let answer = browser.post("/login", &fields).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(answer.header("retry-after"), Some("1"));
        assert!(
            answer.text.contains("Wait 1 second before you try again"),
            "{}",
            answer.text
        );
        assert!(
            answer.tag(r#"id="email""#).contains(email),
            "{}",
            answer.text
        );
        seen.push(visible(&answer, email));
    }
    assert_eq!(seen[0], seen[1]);
    // The right password waits too, and works after the wait (AUT-5: nobody is locked out for good).
    let mut browser = portal.browser();
    let fields = [("email", "ada@example.org"), ("password", PASSWORD)];
    assert_eq!(
        browser.post("/login", &fields).await.status,
        StatusCode::TOO_MANY_REQUESTS
    );
    portal.advance(Span::seconds(1));
    browser.post("/login", &fields).await.leads_to("/");
}

// AUT-5: strangers can't keep somebody out of their own device.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_that_logged_in_before_is_not_slowed_by_strangers() {
    let portal = Portal::new().await;
    portal.owner().await;
    let mut ada = portal.person("ada").await;
    ada.post("/logout", &[]).await;
    let mut stranger = portal.browser().at_address([198, 51, 100, 7]);
    for _ in 0..6 {
        stranger
            .post(
                "/login",
                &[("email", "ada@example.org"), ("password", "no")],
            )
            .await;
    }
    let fields = [("email", "ada@example.org"), ("password", PASSWORD)];
    let elsewhere = portal.browser().post("/login", &fields).await;
    assert_eq!(elsewhere.status, StatusCode::TOO_MANY_REQUESTS);
    ada.post("/login", &fields).await.leads_to("/");
}

// PRODUCT.md section 3: only after the right password, and without a session.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_registration_that_waits_gets_its_page_after_the_right_password_only() {
    let portal = Portal::new().await;
    portal.set(Key::InvitationsAutoApprove, "off").await;
    portal.invite_one("ada@example.org").await;
    let mut ada = behind_link_of(&portal, "ada@example.org").await;
    ada.post("/invite", &registration("Ada"))
        .await
        .leads_to("/invite");
    let fields = [("email", "ada@example.org"), ("password", PASSWORD)];
    let answer = ada.post("/login", &fields).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.heading(), "Waiting for approval");
    assert!(answer.cookies().is_empty());
    let wrong = ada
        .post(
            "/login",
            &[("email", "ada@example.org"), ("password", "no")],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);

    let caller = portal.owner_caller().await;
    let waiting = portal.oldest_waiting().await;
    portal
        .deny_invitation(&caller, waiting, "")
        .await
        .expect("a refusal");
    let answer = ada.post("/login", &fields).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.heading(), "Your registration was not approved");
    assert!(answer.cookies().is_empty());
}

// SES-7
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logging_out_ends_the_session_on_the_server() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    let held = owner
        .cookie("portico_session")
        .expect("a session")
        .to_owned();
    let answer = owner.post("/logout", &[]).await;
    answer.leads_to("/login?notice=logged-out");
    assert_eq!(
        answer.cookies(),
        ["portico_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"]
    );
    assert_eq!(
        answer.header("clear-site-data"),
        Some("\"cache\", \"storage\"")
    );
    // Whoever kept the cookie has nothing.
    let mut thief = portal.browser();
    thief.set_cookie("portico_session", &held);
    assert_eq!(thief.get("/login").await.status, StatusCode::OK);
    // Again, without a session: the same answer.
    owner
        .post("/logout", &[])
        .await
        .leads_to("/login?notice=logged-out");
    owner
        .post("/logout", &[("next", "//evil.example")])
        .await
        .leads_to("/");
}

// SES-2
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_ends_the_session_that_the_browser_had() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    let old = owner
        .cookie("portico_session")
        .expect("a session")
        .to_owned();
    owner
        .post("/login", &[("email", OWNER), ("password", PASSWORD)])
        .await
        .leads_to("/");
    assert_ne!(owner.cookie("portico_session"), Some(old.as_str()));
    assert!(portal.signed_in(&old).await.expect("an answer").is_none());
}
