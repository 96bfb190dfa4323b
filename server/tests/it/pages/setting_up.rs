//! The set-up link and its form (PRODUCT.md section 4; SECURITY.md INV-21).

use http::StatusCode;
use rules::time::Span;

use crate::support::{Browser, OWNER, PASSWORD, Portal};

fn fields<'a>(email: &'a str, password: &'a str) -> [(&'a str, &'a str); 5] {
    [
        ("portal_name", "Harbour"),
        ("full_name", "Olga Orlow"),
        ("email", email),
        ("password", password),
        ("confirmation", password),
    ]
}

async fn opened(portal: &Portal) -> Browser {
    let path = portal.set_up_path().await;
    let mut browser = portal.browser();
    browser.open(&path).await;
    browser
}

// WEB-5
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_link_leaves_the_address_bar_for_an_hour_s_cookie() {
    let portal = Portal::at("https://portal.example.org").await;
    let path = portal.set_up_path().await;
    let token = path.strip_prefix("/setup/").expect("a link");
    let answer = portal.browser().get(&path).await;
    answer.leads_to("/setup");
    let cookie = format!(
        "__Host-portico_setup={token}; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=3600"
    );
    assert_eq!(answer.cookies(), [cookie.as_str()]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_opens_the_link_names_the_portal_and_becomes_its_owner() {
    let portal = Portal::new().await;
    let mut browser = opened(&portal).await;
    let answer = browser.get("/setup").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.heading(), "Set up your portal");
    for name in [
        "portal_name",
        "full_name",
        "email",
        "password",
        "confirmation",
    ] {
        answer.tag(&format!(r#"name="{name}""#));
    }
    assert!(
        answer.text.contains("10 to 16 characters"),
        "{}",
        answer.text
    );

    let answer = browser.post("/setup", &fields(OWNER, PASSWORD)).await;
    answer.leads_to("/login?notice=set-up");
    assert_eq!(browser.cookie("portico_setup"), None);
    // Registration never logs in.
    assert_eq!(browser.cookie("portico_session"), None);
    let answer = browser.get("/login?notice=set-up").await;
    assert!(
        answer.text.contains("The portal is set up"),
        "{}",
        answer.text
    );
    assert!(answer.text.contains("Harbour"), "{}", answer.text);
    portal.enter(OWNER).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_link_is_dead_after_its_use_and_a_second_set_up_changes_nothing() {
    let portal = Portal::new().await;
    let path = portal.set_up_path().await;
    let (mut first, mut second) = (opened(&portal).await, portal.browser());
    second.open(&path).await;
    first
        .post("/setup", &fields(OWNER, PASSWORD))
        .await
        .leads_to("/login?notice=set-up");
    let before = portal.bytes();
    let answer = second
        .post("/setup", &fields("mallory@example.org", PASSWORD))
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.heading(), "This set-up link does not work");
    let answer = second.open(&path).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(
        before == portal.bytes(),
        "a dead link wrote to the database"
    );
}

// INV-21: of N racers exactly one wins.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_set_ups_at_once_one_wins() {
    let portal = Portal::new().await;
    let (mut first, mut second) = (opened(&portal).await, opened(&portal).await);
    let (ours, theirs) = (
        fields("a@example.org", PASSWORD),
        fields("b@example.org", PASSWORD),
    );
    let (first, second) = tokio::join!(first.post("/setup", &ours), second.post("/setup", &theirs));
    let mut statuses = [first.status, second.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::NOT_FOUND]);
}

// A dead link and one that never was look the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_that_is_overdue_and_one_that_never_was_look_the_same() {
    let portal = Portal::new().await;
    let path = portal.set_up_path().await;
    portal.advance(Span::hours(1));
    let overdue = portal.browser().open(&path).await;
    assert_eq!(overdue.status, StatusCode::NOT_FOUND);
    let changed = changed_at(&path, "/setup/".len());
    for unknown in [
        changed.as_str(),
        "/setup/short",
        "/setup/%22%3E%3Cscript%3E",
        "/setup",
    ] {
        let answer = portal.browser().open(unknown).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{unknown}");
        assert_eq!(answer.heading(), overdue.heading(), "{unknown}");
        assert_eq!(answer.text.len(), overdue.text.len(), "{unknown}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fault_keeps_what_was_typed_but_for_the_passwords() {
    let portal = Portal::new().await;
    let mut browser = opened(&portal).await;
    let fields = [
        ("portal_name", "Harbour & Sons"),
        ("full_name", "Olga \"O\" Orlow"),
        ("email", "no address"),
        ("password", PASSWORD),
        ("confirmation", PASSWORD),
    ];
    let answer = browser.post("/setup", &fields).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(
        answer
            .tag(r#"id="portal_name""#)
            .contains("Harbour &amp; Sons"),
        "{}",
        answer.text
    );
    assert!(
        answer
            .tag(r#"id="full_name""#)
            .contains("Olga &quot;O&quot; Orlow"),
        "{}",
        answer.text
    );
    let email = answer.tag(r#"id="email""#);
    assert!(email.contains(r#"value="no address""#), "{email}");
    assert!(email.contains(r#"aria-invalid="true""#), "{email}");
    assert!(
        answer.text.contains(r##"href="#email""##),
        "{}",
        answer.text
    );
    assert!(!answer.text.contains(PASSWORD), "{}", answer.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_login_of_a_portal_without_an_owner_says_what_to_do() {
    let portal = Portal::new().await;
    let answer = portal.browser().get("/login").await;
    assert!(answer.text.contains("not set up yet"), "{}", answer.text);
    portal.owner().await;
    let answer = portal.browser().get("/login").await;
    assert!(!answer.text.contains("not set up yet"), "{}", answer.text);
}

/// The text with another character at this place.
pub(super) fn changed_at(text: &str, place: usize) -> String {
    let other = if text[place..].starts_with('A') {
        'B'
    } else {
        'A'
    };
    format!("{}{other}{}", &text[..place], &text[place + 1..])
}
