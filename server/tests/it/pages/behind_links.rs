//! Every state behind an invitation's link has its page (PRODUCT.md 8.6; SECURITY.md INV-2, INV-6, INV-8, INV-13).

use http::StatusCode;
use rules::time::Span;

use super::behind_link_of;
use super::setting_up::changed_at;
use crate::support::{Answer, OWNER, PASSWORD, Portal, registration};

async fn at_link(portal: &Portal, link: &str) -> Answer {
    portal.browser().open(link).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_used_link_shows_its_page_and_changes_nothing() {
    let portal = Portal::new().await;
    portal.invite_one("ada@example.org").await;
    let link = portal.link_for("ada@example.org").await;
    let mut ada = behind_link_of(&portal, "ada@example.org").await;
    ada.post("/invite", &registration("Ada"))
        .await
        .leads_to("/login?notice=registered");
    let before = portal.bytes();
    let answer = ada.open(&link).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.heading(), "This invitation has been used");
    let answer = ada.post("/invite", &registration("Mallory")).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_eq!(answer.heading(), "This invitation has been used");
    assert!(
        before == portal.bytes(),
        "a used link wrote to the database"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expired_link_says_when_and_by_whom_and_takes_no_registration() {
    let portal = Portal::new().await;
    portal.invite_one("ada@example.org").await;
    let mut ada = behind_link_of(&portal, "ada@example.org").await;
    portal.advance(Span::micros(Span::hours(72).as_micros() - 1));
    assert_eq!(ada.get("/invite").await.heading(), "Create your account");
    portal.advance(Span::micros(1));
    let answer = ada.get("/invite").await;
    assert_eq!(answer.status, StatusCode::GONE);
    assert_eq!(answer.heading(), "This invitation has expired");
    for said in ["18 Jan 2027, 08:00 UTC", "Olga Orlow", "Ask for a new one"] {
        assert!(answer.text.contains(said), "{said}: {}", answer.text);
    }
    let answer = ada.post("/invite", &registration("Ada")).await;
    assert_eq!(answer.status, StatusCode::GONE);
    assert_eq!(answer.heading(), "This invitation has expired");
    let login = [("email", "ada@example.org"), ("password", PASSWORD)];
    assert_eq!(
        ada.post("/login", &login).await.status,
        StatusCode::UNAUTHORIZED
    );
}

// UX-LOG-09
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asking_for_a_new_one_tells_the_inviter_once_a_day() {
    let portal = Portal::new().await;
    portal.invite_one("ada@example.org").await;
    let mut ada = behind_link_of(&portal, "ada@example.org").await;
    portal.advance(Span::hours(72));
    ada.post("/invite/ask", &[])
        .await
        .leads_to("/invite?notice=asked");
    let answer = ada.get("/invite?notice=asked").await;
    assert!(
        answer.text.contains("Olga Orlow gets a mail"),
        "{}",
        answer.text
    );
    assert!(!answer.text.contains("/invite/ask"), "{}", answer.text);
    let answer = ada.post("/invite/ask", &[]).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(
        answer.text.contains("asked for already today"),
        "{}",
        answer.text
    );
    // 2027-01-18 08:00 to midnight UTC.
    assert_eq!(answer.header("retry-after"), Some("57600"));
    portal.advance(Span::hours(16));
    ada.post("/invite/ask", &[])
        .await
        .leads_to("/invite?notice=asked");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_an_expired_invitation_can_be_asked_for_anew() {
    let portal = Portal::new().await;
    portal.invite_one("ada@example.org").await;
    let mut ada = behind_link_of(&portal, "ada@example.org").await;
    let before = portal.bytes();
    let answer = ada.post("/invite/ask", &[]).await;
    assert_eq!(answer.heading(), "Create your account");
    let answer = portal.browser().post("/invite/ask", &[]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(before == portal.bytes(), "asking wrote to the database");
}

// INV-8
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_superseded_link_points_to_the_newest_mail() {
    let portal = Portal::new().await;
    let id = portal.invite_one("ada@example.org").await;
    let old = portal.link_for("ada@example.org").await;
    let mut ada = behind_link_of(&portal, "ada@example.org").await;
    portal
        .resend_invitation(&portal.owner_caller().await, id)
        .await
        .expect("a new invitation");
    let answer = at_link(&portal, &old).await;
    assert_eq!(answer.status, StatusCode::GONE);
    assert_eq!(answer.heading(), "A newer invitation was sent");
    assert!(!answer.text.contains("ada@example.org"), "{}", answer.text);
    let answer = ada.post("/invite", &registration("Ada")).await;
    assert_eq!(answer.heading(), "A newer invitation was sent");
    let new = portal.link_for("ada@example.org").await;
    assert_ne!(old, new);
    assert_eq!(
        at_link(&portal, &new).await.heading(),
        "Create your account"
    );
}

// INV-7, INV-2: deleted, mistyped, of another purpose, never there: one neutral text.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deleted_changed_foreign_and_unknown_links_look_the_same() {
    let portal = Portal::new().await;
    let set_up = portal.set_up_path().await;
    let mut ada = portal.browser();
    let id = portal.invite_one("ada@example.org").await;
    let deleted = portal.link_for("ada@example.org").await;
    ada.open(&deleted).await;
    portal
        .delete_invitation(&portal.owner_caller().await, id)
        .await
        .expect("a deletion");
    portal.invite_one("grace@example.org").await;
    let open = portal.link_for("grace@example.org").await;
    let other_purpose = set_up.replace("/setup/", "/invite/");

    let neutral = at_link(&portal, &deleted).await;
    assert_eq!(neutral.status, StatusCode::NOT_FOUND);
    assert_eq!(neutral.heading(), "This link does not work");
    let answer = ada.post("/invite", &registration("Ada")).await;
    assert_eq!(answer.heading(), neutral.heading());

    let mut unknown = vec![other_purpose, "/invite/x".to_owned(), "/invite".to_owned()];
    unknown.extend(("/invite/".len()..open.len()).map(|place| changed_at(&open, place)));
    for link in unknown {
        let mut browser = portal.browser();
        let answer = browser.open(&link).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{link}");
        assert_eq!(answer.heading(), neutral.heading(), "{link}");
        assert_eq!(answer.text.len(), neutral.text.len(), "{link}");
        let answer = browser.post("/invite", &registration("Mallory")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{link}");
    }
    assert_eq!(
        at_link(&portal, &open).await.heading(),
        "Create your account"
    );
    // And an invitation's token is no set-up link.
    let portal = Portal::new().await;
    let token = open.replace("/invite/", "/setup/");
    assert_eq!(
        at_link(&portal, &token).await.heading(),
        "This set-up link does not work"
    );
}

// UX-LOG-07, INV-13
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signed_in_as_somebody_else_both_addresses_are_named_and_nothing_happens() {
    let portal = Portal::new().await;
    portal.invite_one("ada@example.org").await;
    let link = portal.link_for("ada@example.org").await;
    let mut owner = portal.owner().await;
    let answer = owner.open(&link).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.heading(), "This invitation is for another address");
    for said in [
        "ada@example.org",
        OWNER,
        "Log out and continue",
        "Stay logged in",
    ] {
        assert!(answer.text.contains(said), "{said}: {}", answer.text);
    }
    let before = portal.bytes();
    let answer = owner.post("/invite", &registration("Olga")).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_eq!(answer.heading(), "This invitation is for another address");
    assert!(
        before == portal.bytes(),
        "the wrong person wrote to the database"
    );

    // Stay: the session is as it was. Switch: the link goes on without it.
    owner.get("/login").await.leads_to("/");
    owner
        .post("/logout", &[("next", "/invite")])
        .await
        .leads_to("/invite");
    assert_eq!(owner.get("/invite").await.heading(), "Create your account");
    owner
        .post("/invite", &registration("Ada"))
        .await
        .leads_to("/login?notice=registered");
}

// INV-12, LOG-3: what stands in the cookie stands nowhere on the page.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_page_prints_the_token() {
    let portal = Portal::new().await;
    portal.invite_one("ada@example.org").await;
    let link = portal.link_for("ada@example.org").await;
    let token = link.strip_prefix("/invite/").expect("a link").to_owned();
    assert_eq!(token.len(), 43);
    let mut ada = behind_link_of(&portal, "ada@example.org").await;
    for _ in 0..2 {
        let answer = ada.get("/invite").await;
        assert!(!answer.text.contains(&token), "{}", answer.text);
        assert!(
            !format!("{:?}", answer.headers).contains(&token),
            "{:?}",
            answer.headers
        );
        portal.advance(Span::hours(72));
    }
}
