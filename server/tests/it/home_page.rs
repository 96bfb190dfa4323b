//! The restricted content through the wire: who sees it, and its settings without JavaScript (PRODUCT.md sections 7, 8).

use http::StatusCode;
use rules::settings::Key;

use crate::support::{PASSWORD, PUBLIC_URL, Portal, registration};

const TEXT: &str = "# Tide tables\n\nAsk **the pilot**.\n\n<img src=x onerror=alert(1)>";
const SHOWN: &str = "<strong>the pilot</strong>";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn approved_people_see_the_home_page_whole_in_the_first_html() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    let mut ada = portal.person("ada").await;
    let empty = ada.get("/").await;
    assert_eq!(empty.heading(), "<bdi>Harbour</bdi>");
    assert!(empty.text.contains("Welcome, ada."), "{}", empty.text);
    portal.set(Key::HomePage, TEXT).await;
    let page = ada.get("/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.heading(), "<bdi>Harbour</bdi>");
    assert!(page.text.contains("<h2>Tide tables</h2>"), "{}", page.text);
    assert!(page.text.contains(SHOWN), "{}", page.text);
    assert_eq!(page.text.matches("<h1").count(), 1);
    assert!(!page.text.contains("onerror"), "{}", page.text);
    // Administrative roles go where their work is, and see the page where it is written.
    owner.get("/").await.leads_to("/consumers/invitations");
    let settings = owner.get("/settings/home").await;
    assert!(settings.text.contains(SHOWN), "{}", settings.text);
    assert!(
        settings.text.contains("What is saved."),
        "{}",
        settings.text
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_who_is_not_approved_sees_a_word_of_it() {
    let portal = Portal::new().await;
    portal.owner().await;
    portal.set(Key::HomePage, TEXT).await;
    for name in ["rex", "max"] {
        portal.invite_one(&format!("{name}@example.org")).await;
    }
    portal.person("vic").await;
    let mut vic = portal.enter("vic@example.org").await;
    portal.revoke("vic@example.org").await;
    portal.set(Key::InvitationsAutoApprove, "off").await;
    let mut waiting = Vec::new();
    for name in ["rex", "max"] {
        let mut person = portal.browser();
        person
            .open(&portal.link_for(&format!("{name}@example.org")).await)
            .await;
        let answer = person.post("/invite", &registration(name)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        waiting.push(person);
    }
    let rejected = portal.oldest_waiting().await;
    let caller = portal.owner_caller().await;
    portal
        .deny_invitation(&caller, rejected, "")
        .await
        .expect("a denial");

    let mut guest = portal.browser();
    for (name, browser) in [("rex", &mut waiting[0])]
        .into_iter()
        .chain([("vic", &mut vic), ("nobody", &mut guest)])
    {
        let email = format!("{name}@example.org");
        let login = [("email", email.as_str()), ("password", PASSWORD)];
        let mut answers = vec![browser.post("/login", &login).await];
        for path in [
            "/",
            "/login",
            "/register",
            "/reset",
            "/invite",
            "/confirm",
            "/setup",
            "/nowhere",
            "/account",
            "/settings/home",
        ] {
            answers.push(browser.get(path).await);
        }
        for path in [
            "/api/home/read",
            "/api/settings/read",
            "/api/settings/preview_home",
        ] {
            answers.push(browser.post(path, &[("home_page", "x")]).await);
        }
        for answer in answers {
            assert!(
                !answer.text.contains("the pilot") && !answer.text.contains("Tide tables"),
                "{name}: {}",
                answer.text
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_javascript_a_preview_shows_the_page_above_the_unsaved_text() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    let page = owner.get("/settings/home").await;
    assert!(
        page.text
            .contains("formaction=\"/api/settings/preview_home?from=%2Fsettings%2Fhome\""),
        "{}",
        page.text
    );
    let before = portal.bytes();
    let form = "/api/settings/preview_home?from=%2Fsettings%2Fhome";
    let answer = owner
        .post(form, &[("home_page", "# Draft\r\n\r\n</textarea><b>x & y")])
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text.contains("<h2>Draft</h2>"), "{}", answer.text);
    assert!(
        answer.text.contains("What is typed, not saved yet."),
        "{}",
        answer.text
    );
    let area = answer.text.split_once("<textarea").expect("a text area").1;
    let area = area.split_once("</textarea>").expect("its end").0;
    assert!(
        area.contains("# Draft") && area.contains("&lt;/textarea") && area.contains("x &amp; y"),
        "{area}"
    );
    assert!(before == portal.bytes(), "a preview wrote to the database");

    let long = "x".repeat(20_001);
    let refused = owner.post(form, &[("home_page", &long)]).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(
        refused.text.contains("At most 20,000 characters."),
        "{}",
        refused.text
    );
    assert!(refused.text.contains(&long), "what was typed is lost");

    let answer = owner
        .post(
            "/api/settings/change?from=%2Fsettings%2Fhome",
            &[("home_page", "# Final")],
        )
        .await;
    answer.leads_to("/settings/home?done=settings%2Fchange");
    let page = portal.person("ada").await.get("/").await;
    assert!(page.text.contains("<h2>Final</h2>"), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_that_the_environment_fixes_is_shown_and_has_no_field() {
    let portal = Portal::with(PUBLIC_URL, &[(Key::HomePage, "# Fixed\n\nby *them*")]).await;
    let page = portal.owner().await.get("/settings/home").await;
    assert!(
        page.text.contains("Fixed by PORTICO_HOME_PAGE"),
        "{}",
        page.text
    );
    assert!(page.text.contains("<em>them</em>"), "{}", page.text);
    assert!(page.text.contains("by *them*"), "{}", page.text);
    assert!(!page.text.contains(r#"name="home_page""#), "{}", page.text);
}
