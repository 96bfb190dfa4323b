//! A forgotten password through the wire (PRODUCT.md section 3; SECURITY.md AUT-2, AUT-3, INV-2, WEB-5).

use http::StatusCode;
use rules::outbox::Kind;
use rules::settings::Key;
use rules::time::Span;

use super::behind_link_of;
use super::logging_in::visible;
use super::setting_up::changed_at;
use crate::support::{Browser, OWNER, PASSWORD, Portal, registration};

const ADA: &str = "ada@example.org";
const NEW: &str = "Brick9?Fjord";
const CHOSEN: [(&str, &str); 2] = [("password", NEW), ("confirmation", NEW)];

/// A portal with an account of every status: `<status>@example.org`.
async fn with_every_status() -> Portal {
    let portal = Portal::new().await;
    portal.owner().await;
    portal.person("approved").await;
    portal.person("revoked").await;
    portal.revoke("revoked@example.org").await;
    portal.set(Key::InvitationsAutoApprove, "off").await;
    for name in ["rejected", "requested"] {
        let email = format!("{name}@example.org");
        portal.invite_one(&email).await;
        let mut browser = behind_link_of(&portal, &email).await;
        let answer = browser.post("/invite", &registration(name)).await;
        answer.leads_to("/invite");
        if name == "rejected" {
            let waiting = portal.oldest_waiting().await;
            let caller = portal.owner_caller().await;
            let denied = portal.deny_invitation(&caller, waiting, "").await;
            denied.expect("a refusal");
        }
    }
    portal
}

/// Opens the link in a new browser.
async fn behind(portal: &Portal, link: &str) -> Browser {
    let mut browser = portal.browser();
    browser.open(link).await;
    browser
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_reads_the_mail_chooses_a_new_password_without_script() {
    let portal = Portal::new().await;
    let mut elsewhere = portal.person("ada").await;
    let mut ada = portal.browser();
    let login = ada.get("/login").await;
    assert!(
        login
            .text
            .contains(r#"<a href="/reset">Reset Password</a>"#),
        "{}",
        login.text
    );
    assert_eq!(ada.get("/reset").await.heading(), "Reset Password");
    let link = portal.reset_link_for(ADA).await;
    let answer = ada.get(&link).await;
    answer.leads_to("/reset/new");
    let form = ada.get("/reset/new").await;
    assert_eq!(form.status, StatusCode::OK);
    assert_eq!(form.heading(), "Choose a new password");
    assert!(form.tag(r#"id="email""#).contains(ADA), "{}", form.text);
    assert!(!form.tag(r#"id="email""#).contains("name="));
    assert!(form.text.contains("until 15 Jan 2027, 14:00 UTC"));
    assert!(form.text.contains("data-checklist"), "{}", form.text);
    let answer = ada.post("/reset/new", &CHOSEN).await;
    answer.leads_to("/login?notice=password-reset");
    // AUT-3: nobody is logged in by it.
    assert_eq!(
        answer.cookies(),
        ["portico_reset=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"]
    );
    let page = ada.get("/login?notice=password-reset").await;
    assert!(page.text.contains("Your new password is saved."));
    elsewhere
        .get("/account")
        .await
        .leads_to("/login?next=%2Faccount");
    let old = [("email", ADA), ("password", PASSWORD)];
    let refused = ada.post("/login", &old).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    let new = [("email", ADA), ("password", NEW)];
    ada.post("/login", &new).await.leads_to("/");
    assert_eq!(
        portal.kinds_to(ADA).await,
        [Kind::Invitation, Kind::PasswordReset, Kind::ResetDone]
    );
}

// AUT-2: known or not, and whatever the status: the same bytes, and the mail comes later.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_address_gets_the_same_answer() {
    let portal = with_every_status().await;
    let names = ["unknown", "approved", "requested", "rejected", "revoked"];
    let mut seen = Vec::new();
    for (number, name) in (1..).zip(names) {
        let email = format!("{name}@example.org");
        let mut browser = portal.browser().at_address([198, 51, 100, number]);
        let answer = browser.post("/reset", &[("email", &email)]).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{name}");
        assert_eq!(answer.heading(), "Look into your mailbox");
        assert!(answer.cookies().is_empty(), "{name}");
        assert!(!answer.text.contains("@example.org"), "{}", answer.text);
        seen.push(visible(&answer, &email));
        // Nobody was looked up yet.
        let kinds = portal.kinds_to(&email).await;
        assert!(!kinds.contains(&Kind::PasswordReset), "{name}");
    }
    for (other, name) in seen.iter().zip(names) {
        assert_eq!(&seen[0], other, "{name}");
    }
    portal.answer_reset_requests().await.expect("an answer");
    for name in names {
        let kinds = portal.kinds_to(&format!("{name}@example.org")).await;
        let is_mailed = kinds.contains(&Kind::PasswordReset);
        assert_eq!(is_mailed, name != "unknown", "{name}: {kinds:?}");
    }
}

// AUT-4
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn floods_are_429_alike_for_every_address_and_other_pages_go_on() {
    let portal = with_every_status().await;
    let mut seen = Vec::new();
    let names = ["unknown", "approved", "requested", "rejected", "revoked"];
    for (number, name) in (1..).zip(names) {
        let email = format!("{name}@example.org");
        let fields = [("email", email.as_str())];
        for part in 0..5 {
            let mut browser = portal.browser().at_address([198, 51, number, part]);
            let answer = browser.post("/reset", &fields).await;
            assert_eq!(answer.status, StatusCode::ACCEPTED, "{name} {part}");
        }
        let mut browser = portal.browser().at_address([198, 51, number, 9]);
        let answer = browser.post("/reset", &fields).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{name}");
        assert_eq!(answer.header("retry-after"), Some("1"));
        assert!(answer.text.contains("Wait 1 second"), "{}", answer.text);
        assert!(answer.tag(r#"id="email""#).contains(&email));
        // The address comes back in its field, so only its own length differs.
        let (status, mut headers, text) = visible(&answer, &email);
        headers.retain(|(name, _)| name != "content-length");
        seen.push((status, headers, text));
    }
    for (other, name) in seen.iter().zip(names) {
        assert_eq!(&seen[0], other, "{name}");
    }
    // One network is stopped whatever it asks for.
    let mut flood = portal.browser().at_address([203, 0, 113, 1]);
    let mut statuses = Vec::new();
    for n in 0..30 {
        let email = format!("p{n}@example.org");
        statuses.push(flood.post("/reset", &[("email", &email)]).await.status);
    }
    assert_eq!(statuses[..20], [StatusCode::ACCEPTED; 20]);
    assert_eq!(statuses[20..], [StatusCode::TOO_MANY_REQUESTS; 10]);
    assert_eq!(flood.get("/login").await.status, StatusCode::OK);
    let login = [("email", "approved@example.org"), ("password", PASSWORD)];
    flood.post("/login", &login).await.leads_to("/");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_address_comes_back_to_its_field() {
    let portal = Portal::new().await;
    portal.owner().await;
    let before = portal.bytes();
    for email in ["", "no address", "ada@example.org, bob@example.org"] {
        let answer = portal.browser().post("/reset", &[("email", email)]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{email}");
        let field = answer.tag(r#"id="email""#);
        assert!(field.contains(r#"aria-invalid="true""#), "{field}");
        assert!(
            answer.text.contains(r##"href="#email""##),
            "{}",
            answer.text
        );
    }
    let two = [("email", ADA), ("email", OWNER)];
    let answer = portal.browser().post("/reset", &two).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(before == portal.bytes(), "a refused form wrote");
}

// WEB-5
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_link_leaves_the_address_bar_for_an_hour_and_uses_nothing_up() {
    let portal = Portal::at("https://portal.example.org").await;
    portal.owner().await;
    let link = portal.reset_link_for(OWNER).await;
    let token = link.strip_prefix("/reset/").expect("a link").to_owned();
    let before = portal.bytes();
    let mut browser = portal.browser();
    for _ in 0..2 {
        browser.head(&link).await;
        let answer = browser.get(&link).await;
        answer.leads_to("/reset/new");
        let cookie = format!(
            "__Host-portico_reset={token}; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=3600"
        );
        assert_eq!(answer.cookies(), [cookie]);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let form = browser.get("/reset/new").await;
        assert_eq!(form.heading(), "Choose a new password");
        assert!(!form.text.contains(&token), "{}", form.text);
        assert!(!format!("{:?}", form.headers).contains(&token));
    }
    assert!(before == portal.bytes(), "opening a link wrote");
    // What is no token sets no cookie.
    for path in ["/reset/x", "/reset/%22%3E%3Cscript%3E"] {
        let answer = browser.get(path).await;
        answer.leads_to("/reset/new");
        assert!(answer.cookies()[0].contains("Max-Age=0"), "{path}");
    }
    browser.post("/reset/new", &CHOSEN).await.heading();
}

// INV-2, UX-LOG-09: used, overdue, mistyped, of another purpose, never there: one neutral page with a next step.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_dead_link_gets_the_same_page() {
    let portal = Portal::new().await;
    let set_up = portal.set_up_path().await;
    portal.person("ada").await;
    portal.invite_one("grace@example.org").await;
    let invitation = portal.link_for("grace@example.org").await;
    let overdue = portal.reset_link_for(ADA).await;
    portal.advance(Span::hours(6));
    let used = portal.reset_link_for(ADA).await;
    let mut ada = behind(&portal, &used).await;
    ada.post("/reset/new", &CHOSEN)
        .await
        .leads_to("/login?notice=password-reset");
    let alive = portal.reset_link_for(ADA).await;
    let mut dead = vec![
        used,
        overdue,
        set_up.replace("/setup/", "/reset/"),
        invitation.replace("/invite/", "/reset/"),
        "/reset/short".to_owned(),
        "/reset/new".to_owned(),
    ];
    dead.extend(("/reset/".len()..alive.len()).map(|place| changed_at(&alive, place)));
    let mut seen = Vec::new();
    let before = portal.bytes();
    for link in &dead {
        let mut browser = portal.browser();
        let answer = browser.open(link).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{link}");
        assert_eq!(answer.heading(), "This link does not work", "{link}");
        assert!(answer.text.contains("Ask for a new link"), "{link}");
        seen.push(visible(&answer, "nobody"));
        let answer = browser.post("/reset/new", &CHOSEN).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{link}");
        assert!(answer.cookies().is_empty(), "{link}");
        seen.push(visible(&answer, "nobody"));
    }
    for (place, other) in seen.iter().enumerate() {
        assert_eq!(&seen[0], other, "{}", dead[place / 2]);
    }
    assert!(before == portal.bytes(), "a dead link wrote");
    // And a link of this purpose opens no other page.
    let as_invitation = alive.replace("/reset/", "/invite/");
    let answer = portal.browser().open(&as_invitation).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let as_set_up = alive.replace("/reset/", "/setup/");
    let answer = portal.browser().open(&as_set_up).await;
    assert_eq!(answer.heading(), "This set-up link does not work");
    let mut ada = behind(&portal, &alive).await;
    ada.post(
        "/reset/new",
        &[("password", PASSWORD), ("confirmation", PASSWORD)],
    )
    .await
    .leads_to("/login?notice=password-reset");
}

// PWD-1, UX-LOG-03
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_password_keeps_the_page_and_the_link() {
    let portal = Portal::new().await;
    portal.person("ada").await;
    let link = portal.reset_link_for(ADA).await;
    let mut ada = behind(&portal, &link).await;
    let before = portal.bytes();
    for (password, confirmation, field) in [
        ("short", "short", "password"),
        (NEW, "Brick9?Fjor", "confirmation"),
    ] {
        let fields = [("password", password), ("confirmation", confirmation)];
        let answer = ada.post("/reset/new", &fields).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_eq!(answer.heading(), "Choose a new password");
        let tag = answer.tag(&format!(r#"id="{field}""#)).to_owned();
        assert!(tag.contains(r#"aria-invalid="true""#), "{tag}");
        assert!(!answer.text.contains(NEW), "{}", answer.text);
        assert!(answer.cookies().is_empty());
    }
    assert!(before == portal.bytes(), "a refused password wrote");
    ada.post("/reset/new", &CHOSEN)
        .await
        .leads_to("/login?notice=password-reset");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn switched_off_the_link_is_gone_and_the_page_says_who_can_help() {
    let portal = Portal::new().await;
    portal.person("ada").await;
    let mailed = portal.reset_link_for(ADA).await;
    portal.set(Key::PortalResetEmail, "off").await;
    let mut browser = portal.browser();
    let wrong = [("email", ADA), ("password", "no")];
    for login in [
        browser.get("/login").await,
        browser.post("/login", &wrong).await,
    ] {
        assert!(!login.text.contains("/reset"), "{}", login.text);
    }
    let before = portal.bytes();
    let shown = browser.get("/reset").await;
    let asked = browser.post("/reset", &[("email", ADA)]).await;
    for answer in [shown, asked] {
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert_eq!(answer.heading(), "Reset Password is switched off");
        assert!(answer.text.contains("An administrator of the portal can"));
        assert!(
            !answer.text.contains(r#"action="/reset""#),
            "{}",
            answer.text
        );
    }
    // A dead link does not send to a page that is off.
    let dead = browser.open(&changed_at(&mailed, 12)).await;
    assert_eq!(dead.heading(), "This link does not work");
    assert!(!dead.text.contains(r#"href="/reset""#), "{}", dead.text);
    assert!(before == portal.bytes(), "a page that is off wrote");
    // What an administrator starts, or was mailed before, works.
    let mut ada = behind(&portal, &mailed).await;
    ada.post("/reset/new", &CHOSEN)
        .await
        .leads_to("/login?notice=password-reset");
}

// UX-LOG-07
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signed_in_as_somebody_else_both_are_named_and_nothing_happens() {
    let portal = Portal::new().await;
    let mut ada = portal.person("ada").await;
    let link = portal.reset_link_for(ADA).await;
    let mut owner = portal.owner().await;
    let answer = owner.open(&link).await;
    assert_eq!(answer.heading(), "This link is for another account");
    for said in [ADA, OWNER, "Log out and continue", "Stay logged in"] {
        assert!(answer.text.contains(said), "{said}: {}", answer.text);
    }
    let before = portal.bytes();
    let answer = owner.post("/reset/new", &CHOSEN).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(before == portal.bytes(), "the wrong person wrote");
    owner
        .post("/logout", &[("next", "/reset/new")])
        .await
        .leads_to("/reset/new");
    let form = owner.get("/reset/new").await;
    assert_eq!(form.heading(), "Choose a new password");
    // Whoever is signed in with the account itself goes on, and out.
    let form = ada.open(&link).await;
    assert_eq!(form.heading(), "Choose a new password");
    ada.post("/reset/new", &CHOSEN)
        .await
        .leads_to("/login?notice=password-reset");
    let page = ada.get("/login?notice=password-reset").await;
    assert_eq!(page.status, StatusCode::OK);
}
