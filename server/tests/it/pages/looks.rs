//! Every public page shows the portal's name and its colour, whatever it says (PRODUCT.md sections 7 and 8.1).

use http::StatusCode;
use rules::settings::Key;
use rules::time::Span;

use super::behind_link_of;
use crate::support::{Answer, Browser, OWNER, PASSWORD, Portal, registration};

const NAME: &str = "Copper & Works";

/// Counts the pages it has seen, so that a walk that ends early is seen too.
struct Walk(usize);

impl Walk {
    fn sees(&mut self, place: &str, answer: &Answer) {
        let text = &answer.text;
        assert!(text.starts_with("<!DOCTYPE html>"), "{place}: {text}");
        assert!(
            text.contains(" · Copper &amp; Works</title>"),
            "{place}: {text}"
        );
        let brand = text
            .split_once("public-brand")
            .unwrap_or_else(|| panic!("{place}: {text}"))
            .1;
        let brand = brand.split_once("</p>").expect("a paragraph").0;
        assert!(brand.contains(">Copper &amp; Works<"), "{place}: {brand}");
        assert!(text.contains("--body-colour:#7a1f3d"), "{place}: {text}");
        self.0 += 1;
    }

    async fn visits(&mut self, browser: &mut Browser, path: &str) {
        let answer = browser.open(path).await;
        self.sees(path, &answer);
    }

    async fn sends(&mut self, browser: &mut Browser, path: &str, fields: &[(&str, &str)]) {
        let answer = browser.post(path, fields).await;
        self.sees(path, &answer);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_public_page_shows_name_and_colour() {
    let fixed = [(Key::PortalName, NAME), (Key::BodyColour, "#7a1f3d")];
    let portal = Portal::with(crate::support::PUBLIC_URL, &fixed).await;
    let mut walk = Walk(0);
    let set_up = portal.set_up_path().await;
    let mut first = portal.browser();
    walk.visits(&mut first, &set_up).await;
    let fields = [
        ("full_name", "Olga Orlow"),
        ("email", OWNER),
        ("password", "short"),
        ("confirmation", "other"),
    ];
    walk.sends(&mut first, "/setup", &fields).await;
    let right = [
        fields[0],
        fields[1],
        ("password", PASSWORD),
        ("confirmation", PASSWORD),
    ];
    first
        .post("/setup", &right)
        .await
        .leads_to("/login?notice=set-up");
    let mut owner = portal.enter(OWNER).await;

    let mut guest = portal.browser();
    for path in [
        "/setup",
        "/login",
        "/login?notice=set-up",
        "/login?notice=registered",
        "/register",
        "/register?notice=sent",
        "/register?notice=waiting",
        "/reset",
        "/reset/new",
        "/invite",
        "/confirm",
        "/nowhere",
        "/logout",
    ] {
        walk.visits(&mut guest, path).await;
    }
    walk.sends(
        &mut guest,
        "/login",
        &[("email", OWNER), ("password", "Wrong7!Torch")],
    )
    .await;
    walk.sends(&mut guest, "/login", &[("unknown", "x")]).await;
    walk.sends(
        &mut guest,
        "/register",
        &[("full_name", ""), ("email", "x")],
    )
    .await;
    walk.sends(&mut guest, "/reset", &[("email", "nonsense")])
        .await;
    walk.sends(&mut guest, "/reset", &[("email", "nobody@example.org")])
        .await;

    // Behind an invitation's link, in every state.
    let caller = portal.owner_caller().await;
    for name in ["ada", "bob", "cyd", "dan", "eve"] {
        portal.invite_one(&format!("{name}@example.org")).await;
    }
    let mut ada = behind_link_of(&portal, "ada@example.org").await;
    walk.visits(&mut ada, "/invite").await;
    let poor = [
        ("full_name", ""),
        ("password", "short"),
        ("confirmation", "other"),
    ];
    walk.sends(&mut ada, "/invite", &poor).await;
    let ada_link = portal.link_for("ada@example.org").await;
    walk.visits(&mut owner, &ada_link).await;
    ada.post("/invite", &registration("Ada Byron")).await;
    walk.visits(&mut ada, "/invite").await;
    let mut bob = behind_link_of(&portal, "bob@example.org").await;
    let bob_id = row_of(&portal, "bob@example.org").await;
    portal
        .resend_invitation(&caller, bob_id)
        .await
        .expect("a resend");
    walk.visits(&mut bob, "/invite").await;
    let mut cyd = behind_link_of(&portal, "cyd@example.org").await;
    let cyd_id = row_of(&portal, "cyd@example.org").await;
    portal
        .delete_invitation(&caller, cyd_id)
        .await
        .expect("a deletion");
    walk.visits(&mut cyd, "/invite").await;
    let mut eve = behind_link_of(&portal, "eve@example.org").await;
    portal.set(Key::InvitationsAutoApprove, "off").await;
    let waits = eve.post("/invite", &registration("Eve Holm")).await;
    let waits = waits.location().expect("a page").to_owned();
    walk.visits(&mut eve, &waits).await;
    walk.visits(&mut eve, "/invite").await;
    let login = [("email", "eve@example.org"), ("password", PASSWORD)];
    walk.sends(&mut eve, "/login", &login).await;
    let row = portal.oldest_waiting().await;
    portal
        .deny_invitation(&caller, row, "no")
        .await
        .expect("a denial");
    walk.visits(&mut eve, "/invite").await;
    walk.sends(&mut eve, "/login", &login).await;
    let mut dan = behind_link_of(&portal, "dan@example.org").await;
    portal.advance(Span::hours(72));
    walk.visits(&mut dan, "/invite").await;
    dan.post("/invite/ask", &[]).await;
    walk.visits(&mut dan, "/invite?notice=asked").await;

    // Accounts: forbidden pages, resets, the end.
    let mut ada = portal.enter("ada@example.org").await;
    walk.visits(&mut ada, "/mail").await;
    let reset = portal.reset_link_for("ada@example.org").await;
    let mut forgetful = portal.browser();
    walk.visits(&mut forgetful, &reset).await;
    walk.sends(&mut forgetful, "/reset/new", &poor[1..]).await;
    portal.revoke("ada@example.org").await;
    let login = [("email", "ada@example.org"), ("password", PASSWORD)];
    walk.sends(&mut guest, "/login", &login).await;

    // Self-registration, on and off.
    let asks = [("full_name", "Fay Ng"), ("email", "fay@example.org")];
    guest.post("/register", &asks).await;
    let confirm = portal.confirmation_for("fay@example.org").await;
    let mut fay = portal.browser();
    walk.visits(&mut fay, &confirm).await;
    walk.sends(&mut fay, "/confirm", &poor).await;
    portal.set(Key::SelfRegistration, "off").await;
    portal.set(Key::PortalResetEmail, "off").await;
    for path in ["/register", "/confirm", "/reset"] {
        walk.visits(&mut fay, path).await;
    }
    assert_eq!(walk.0, 42);
    let answer = guest.post("/confirm/x", &[]).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    walk.sees("a wrong method", &answer);
}

async fn row_of(portal: &Portal, email: &str) -> rules::ids::InvitationId {
    let listing = rules::listing::InvitationListing {
        search: email.to_owned(),
        ..rules::listing::InvitationListing::default()
    };
    let caller = portal.owner_caller().await;
    let page = portal.list_invitations(&caller, listing).await;
    page.expect("a page").rows[0].id
}
