//! Settings, mail and own account without JavaScript: what a plain form does, and what is shown when it is refused.

use http::{StatusCode, header};
use rules::settings::Key;

use crate::support::{PASSWORD, PUBLIC_URL, Portal, registration};

const NEW_PASSWORD: &str = "Reef4?Lantern";

fn at<'a>(text: &'a str, beginning: &str, end: &str) -> &'a str {
    let rest = text
        .split_once(beginning)
        .unwrap_or_else(|| panic!("no {beginning} in {text}"))
        .1;
    rest.split_once(end)
        .unwrap_or_else(|| panic!("no {end} after {beginning}"))
        .0
}

/// The address that the form on this page posts to.
fn action<'a>(page: &'a str, function: &str) -> &'a str {
    let found = page
        .split("action=\"")
        .find(|rest| rest.starts_with(function));
    let address = found.unwrap_or_else(|| panic!("no form for {function} in {page}"));
    address.split('"').next().expect("an address")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_setting_that_is_refused_twice_stays_on_its_page_with_what_was_typed() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    let page = owner.get("/settings/limits").await;
    let mut form = action(&page.text, "/api/settings/change").to_owned();
    for _ in 0..2 {
        let fields = [("budget_inviter", "77"), ("session_idle", "3")];
        let refused = owner.post(&form, &fields).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        assert!(
            refused
                .tag(r#"id="budget_inviter""#)
                .contains(r#"value="77""#)
        );
        let told = at(&refused.text, r#"id="session_idle-error""#, "</p>");
        assert!(told.contains("A whole number from 5"), "{told}");
        form = action(&refused.text, "/api/settings/change").to_owned();
    }
    let fields = [("budget_inviter", "77"), ("session_idle", "30")];
    let answer = owner.post(&form, &fields).await;
    answer.leads_to("/settings/limits?done=settings%2Fchange");
    let page = owner.get("/settings/limits?done=settings%2Fchange").await;
    assert!(page.text.contains("Saved."), "{}", page.text);
    assert!(
        page.text.contains("the default is 24 hours"),
        "{}",
        page.text
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_value_that_the_environment_fixes_is_told_and_has_no_field() {
    let fixed = [(Key::BodyColour, "#336699")];
    let portal = Portal::with(PUBLIC_URL, &fixed).await;
    let page = portal.owner().await.get("/settings/appearance").await;
    assert!(
        page.text.contains("Fixed by PORTICO_BODY_COLOUR"),
        "{}",
        page.text
    );
    assert!(
        !page.text.contains(r#"name="body_colour""#),
        "{}",
        page.text
    );
    assert!(page.text.contains(r#"name="portal_name""#), "{}", page.text);
}

// T20
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn switching_pre_approval_on_asks_what_happens_to_those_who_wait() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    let page = owner.get("/settings/approval").await;
    let form = action(&page.text, "/api/settings/change").to_owned();
    owner
        .post(&form, &[("invitations_auto_approve", "off")])
        .await;
    portal.invite_one("ada@example.org").await;
    let mut ada = portal.browser();
    ada.open(&portal.link_for("ada@example.org").await).await;
    ada.post("/invite", &registration("ada")).await;

    let wish = [
        ("invitations_auto_approve", "on"),
        ("invitation_validity", "48"),
    ];
    let question = owner.post(&form, &wish).await;
    assert_eq!(question.status, StatusCode::BAD_REQUEST);
    assert!(
        question.text.contains("One invitation waits for approval"),
        "{}",
        question.text
    );
    assert!(
        question.text.contains("Keep for review"),
        "{}",
        question.text
    );
    let again = action(&question.text, "/api/settings/change").to_owned();
    let answered = [wish[0], wish[1], ("waiting_rows", "approve")];
    let answer = owner.post(&again, &answered).await;
    answer.leads_to("/settings/approval?done=settings/approved");
    // She is in: her login leads on.
    portal.enter("ada@example.org").await;
}

// SECURITY SES-2
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_password_renews_this_session_and_ends_the_others() {
    let portal = Portal::new().await;
    let mut elsewhere = portal.person("ada").await;
    let mut here = portal.enter("ada@example.org").await;
    let before = here.cookie("session").expect("a session").to_owned();
    let page = here.get("/account").await;
    let form = action(&page.text, "/api/account/change_password").to_owned();
    let wrong = [
        ("current", "x"),
        ("password", "short"),
        ("confirmation", "shorty"),
    ];
    let refused = here.post(&form, &wrong).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(at(&refused.text, r#"id="password-error""#, "</p>").contains("at least 10"));
    assert!(at(&refused.text, r#"id="confirmation-error""#, "</p>").contains("differ"));
    assert!(!refused.text.contains("shorty"), "a password came back");

    let right = [
        ("current", PASSWORD),
        ("password", NEW_PASSWORD),
        ("confirmation", NEW_PASSWORD),
    ];
    here.post(&form, &right)
        .await
        .leads_to("/account?done=account%2Fchange_password");
    assert_ne!(here.cookie("session").expect("a session"), before);
    assert_eq!(here.get("/account").await.status, StatusCode::OK);
    elsewhere
        .get("/account")
        .await
        .leads_to("/login?next=%2Faccount");
}

// UX-LOG-12
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_other_sessions_can_be_ended_and_this_one_is_marked() {
    let portal = Portal::new().await;
    let mut elsewhere = portal.person("ada").await;
    let mut here = portal.enter("ada@example.org").await;
    let page = here.get("/account").await;
    assert_eq!(page.text.matches("This device").count(), 1);
    let form = action(&page.text, "/api/account/end_session").to_owned();
    let rest = page.text.split_once(&form).expect("the form").1;
    let id = at(at(rest, r#"name="id""#, ">"), r#"value=""#, "\"").to_owned();
    here.post(&form, &[("id", &id)])
        .await
        .leads_to("/account?done=account%2Fend_session");
    elsewhere
        .get("/account")
        .await
        .leads_to("/login?next=%2Faccount");
    let page = here.get("/account").await;
    assert!(page.text.contains("on this device only"), "{}", page.text);
}

// PRODUCT.md section 6, STACK.md section 3, SECURITY INV-12
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_of_the_local_mailbox_shows_its_link_to_administrators_alone() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    portal.invite_with("ada@example.org", "Fish & chips").await;
    let path = portal.link_for("ada@example.org").await;
    let list = owner.get("/mail?state=held").await;
    // An id, not the list of those who were not told.
    let letter = format!("/mail/01{}", at(&list.text, "href=\"/mail/01", "\""));
    let page = owner.get(&letter).await;
    assert!(
        at(&page.text, r#"class="secret""#, "</span>").contains(&path),
        "{}",
        page.text
    );
    assert!(page.text.contains("Fish &amp; chips"), "{}", page.text);

    let html = owner.get(&format!("{letter}/html")).await;
    assert_eq!(html.status, StatusCode::OK);
    assert!(html.text.contains("Confirm your account"), "{}", html.text);
    assert_eq!(
        html.headers[header::CONTENT_SECURITY_POLICY],
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    );
    assert_eq!(html.headers[header::CACHE_CONTROL], "no-store");
    let frame = format!("{letter}/html");
    assert_eq!(
        portal.browser().get(&frame).await.status,
        StatusCode::SEE_OTHER
    );
    let mut customer = portal.person("bob").await;
    let refused = customer.get(&frame).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(!refused.text.contains(&path), "{}", refused.text);
    assert_eq!(
        owner.get("/mail/7/html").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(owner.get("/mail/7").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_test_mail_leads_to_its_letter() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    let page = owner.get("/settings/mail").await;
    assert!(page.text.contains("PORTICO_SMTP_URL"), "{}", page.text);
    let form = action(&page.text, "/api/mail/test").to_owned();
    let refused = owner.post(&form, &[("email", "nowhere")]).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(
        refused
            .tag(r#"id="test-email""#)
            .contains(r#"value="nowhere""#)
    );
    let answer = owner.post(&form, &[("email", "ada@example.org")]).await;
    let letter = answer.location().expect("an address").to_owned();
    assert!(
        letter.starts_with("/mail/") && letter.ends_with("?done=mail/test"),
        "{letter}"
    );
    let page = owner.get(&letter).await;
    assert!(page.text.contains("Held (local mailbox)"), "{}", page.text);
    assert!(page.text.contains("ada@example.org"), "{}", page.text);
}
