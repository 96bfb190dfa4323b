//! Asking for an account and confirming the address through the wire (PRODUCT.md section 3, 8.1; SECURITY.md AUT-1,
//! INV-2 to INV-5, INV-13, WEB-3, WEB-5).

use std::time::{Duration, Instant};

use http::StatusCode;
use rules::settings::Key;
use rules::time::Span;

use super::logging_in::visible;
use crate::support::{Answer, Browser, PASSWORD, Portal, registration};

fn person<'a>(name: &'a str, email: &'a str) -> [(&'a str, &'a str); 2] {
    [("full_name", name), ("email", email)]
}

/// A portal with its Owner.
async fn set_up() -> Portal {
    let portal = Portal::new().await;
    portal.owner().await;
    portal
}

/// A browser that asked for an account and opened the link in the mail.
async fn behind_confirmation_of(portal: &Portal, email: &str) -> Browser {
    let mut browser = portal.browser();
    let answer = browser
        .post("/register", &person("Ada Lovelace", email))
        .await;
    answer.leads_to("/register?notice=sent");
    let link = portal.confirmation_for(email).await;
    browser.open(&link).await;
    browser
}

/// An address without an account, and one for each status of an account.
async fn everybody(portal: &Portal) -> [&'static str; 5] {
    let caller = portal.owner_caller().await;
    portal.person("approved").await;
    portal.set(Key::InvitationsAutoApprove, "off").await;
    for email in ["rejected@example.org", "requested@example.org"] {
        portal.invite_one(email).await;
        let mut browser = super::behind_link_of(portal, email).await;
        browser
            .post("/invite", &registration("Ada"))
            .await
            .leads_to("/invite");
    }
    let oldest = portal.oldest_waiting().await;
    portal
        .deny_invitation(&caller, oldest, "")
        .await
        .expect("a refusal");
    [
        "unknown@example.org",
        "requested@example.org",
        "approved@example.org",
        "rejected@example.org",
        "invited@example.org",
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tab_asks_for_name_and_address_and_nothing_else() {
    let portal = set_up().await;
    let answer = portal.browser().get("/register").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.heading(), "Create your account");
    let form = answer.tag(r#"action="/register""#);
    assert!(form.contains(r#"method="post""#), "{form}");
    assert!(answer.tag(r#"id="email""#).contains(r#"type="email""#));
    assert_eq!(answer.text.matches("<input").count(), 2, "{}", answer.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn switched_off_the_tab_says_that_an_invitation_is_needed_and_the_form_is_refused() {
    let portal = set_up().await;
    portal.set(Key::SelfRegistration, "off").await;
    let answer = portal.browser().get("/register").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(
        answer.text.contains("You need an invitation"),
        "{}",
        answer.text
    );
    assert!(!answer.text.contains("<form"), "{}", answer.text);
    let before = portal.bytes();
    let answer = portal
        .browser()
        .post("/register", &person("Ada", "ada@example.org"))
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(
        answer.text.contains("You need an invitation"),
        "{}",
        answer.text
    );
    assert!(
        before == portal.bytes(),
        "a refused form wrote to the database"
    );
}

// AUT-1
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_known_of_an_address_the_answer_is_the_same_to_the_byte() {
    let portal = set_up().await;
    portal.invite_one("invited@example.org").await;
    let mut seen = Vec::new();
    for email in everybody(&portal).await {
        let mut browser = portal.browser();
        let answer = browser.post("/register", &person("Ada", email)).await;
        answer.leads_to("/register?notice=sent");
        assert!(answer.cookies().is_empty(), "{email}");
        let page = browser.get("/register?notice=sent").await;
        assert_eq!(page.heading(), "Look into your mailbox");
        assert!(!page.text.contains('@'), "{}", page.text);
        seen.push((headers(&answer), answer.text, visible(&page, email)));
    }
    for other in &seen[1..] {
        assert_eq!(&seen[0], other);
    }
}

/// Everything but what is new in every answer.
fn headers(answer: &Answer) -> Vec<(String, String)> {
    let all = answer.headers.iter();
    all.filter(|(name, _)| !["x-request-id", "content-security-policy"].contains(&name.as_str()))
        .map(|(name, value)| (name.to_string(), value.to_str().expect("text").to_owned()))
        .collect()
}

// AUT-1: the quickest of many tells what a path costs; the rest is what else the machine did.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_address_takes_as_long_as_a_known_one() {
    let portal = set_up().await;
    for n in 0..3 {
        portal.person(&format!("known{n}")).await;
    }
    let mut quickest = [Duration::MAX; 2];
    let mut network = 0;
    for hour in 0..8 {
        for n in 0..3 {
            for (which, kind) in ["known", "unknown"].into_iter().enumerate() {
                network += 1;
                let email = format!("{kind}{n}@example.org");
                let mut browser = portal.browser().at_address([198, 51, 100, network]);
                let began = Instant::now();
                let answer = browser.post("/register", &person("Ada", &email)).await;
                quickest[which] = quickest[which].min(began.elapsed());
                assert_eq!(answer.status, StatusCode::SEE_OTHER, "{hour} {email}");
            }
        }
        portal.advance(Span::hours(1));
    }
    let [known, unknown] = quickest.map(|time| time.as_secs_f64());
    let ratio = known.max(unknown) / known.min(unknown);
    assert!(ratio < 1.5, "known {known} s, unknown {unknown} s");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_taken_is_400_at_its_field_and_what_was_typed_is_kept() {
    let portal = set_up().await;
    let before = portal.bytes();
    for (name, email, fields) in [
        ("", "ada@example.org", vec!["full_name"]),
        ("Ada & Co", "a@x.org, b@x.org", vec!["email"]),
        ("see http://x.org", "ada", vec!["full_name", "email"]),
    ] {
        let answer = portal
            .browser()
            .post("/register", &person(name, email))
            .await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{name} {email}");
        for field in ["full_name", "email"] {
            let input = answer.tag(&format!(r#"id="{field}""#));
            let is_wrong = input.contains(r#"aria-invalid="true""#);
            assert_eq!(is_wrong, fields.contains(&field), "{input}");
        }
        let kept = format!(r#"value="{}""#, name.replace('&', "&amp;"));
        assert!(
            name.is_empty() || answer.tag(r#"id="full_name""#).contains(&kept),
            "{}",
            answer.text
        );
        assert!(
            answer.tag(r#"id="email""#).contains(email),
            "{}",
            answer.text
        );
        assert_eq!(
            answer.text.matches("autofocus").count(),
            1,
            "{}",
            answer.text
        );
    }
    // Doubled, missing and unknown fields (AZ-6).
    for fields in [
        vec![("full_name", "Ada")],
        vec![
            ("full_name", "Ada"),
            ("email", "a@x.org"),
            ("email", "b@x.org"),
        ],
        vec![
            ("full_name", "Ada"),
            ("email", "a@x.org"),
            ("role", "Owner"),
        ],
    ] {
        let answer = portal.browser().post("/register", &fields).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{fields:?}");
    }
    assert!(
        before == portal.bytes(),
        "a refused form wrote to the database"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_is_429_with_the_wait_alike_for_known_and_unknown_and_other_pages_go_on() {
    let portal = set_up().await;
    portal.person("ada").await;
    let mut seen = Vec::new();
    for (email, network) in [("ada@example.org", 7), ("bob@example.org", 8)] {
        let mut browser = portal.browser().at_address([198, 51, 100, network]);
        let fields = person("Ada", email);
        for _ in 0..10 {
            browser
                .post("/register", &fields)
                .await
                .leads_to("/register?notice=sent");
        }
        let answer = browser.post("/register", &fields).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(answer.header("retry-after"), Some("3600"));
        assert!(
            answer.text.contains("Send it again in 60 minutes"),
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
    // One network, every address.
    let mut browser = portal.browser().at_address([198, 51, 100, 9]);
    for n in 0..60 {
        let email = format!("p{n}@example.org");
        browser
            .post("/register", &person("Ada", &email))
            .await
            .leads_to("/register?notice=sent");
    }
    let answer = browser
        .post("/register", &person("Ada", "q@example.org"))
        .await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.header("retry-after"), Some("3600"));
    let login = [("email", "ada@example.org"), ("password", PASSWORD)];
    browser.post("/login", &login).await.leads_to("/");
}

// WEB-5
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_link_leaves_the_address_bar_for_an_hour_s_cookie() {
    let portal = Portal::at("https://portal.example.org").await;
    portal.owner().await;
    portal
        .browser()
        .post("/register", &person("Ada", "ada@example.org"))
        .await
        .leads_to("/register?notice=sent");
    let link = portal.confirmation_for("ada@example.org").await;
    let token = link.strip_prefix("/confirm/").expect("a link");
    let before = portal.bytes();
    let answer = portal.browser().get(&link).await;
    answer.leads_to("/confirm");
    let cookie = format!(
        "__Host-portico_confirm={token}; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=3600"
    );
    assert_eq!(answer.cookies(), [cookie.as_str()]);
    assert!(!answer.text.contains(token), "{}", answer.text);
    let mut browser = portal.browser();
    browser.open(&link).await;
    browser.head("/confirm").await;
    assert!(
        before == portal.bytes(),
        "a link that was opened wrote to the database"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_is_that_of_an_invitation_and_ends_on_waiting_for_approval() {
    let portal = set_up().await;
    let mut ada = behind_confirmation_of(&portal, "Ada@Example.org").await;
    let form = ada.get("/confirm").await;
    assert_eq!(form.status, StatusCode::OK);
    assert_eq!(form.heading(), "Create your account");
    for said in [
        "CREATE AN ACCOUNT",
        "Customer",
        "16 Jan 2027, 08:00 UTC",
        "administrator looks at it",
        "10 to 16 characters",
        "both entries equal",
    ] {
        assert!(form.text.contains(said), "{said}: {}", form.text);
    }
    assert!(
        form.tag(r#"id="full_name""#)
            .contains(r#"value="Ada Lovelace""#)
    );
    let email = form.tag(r#"id="email""#);
    assert!(
        email.contains(r#"value="Ada@Example.org""#) && email.contains("readonly"),
        "{email}"
    );
    let wrong = [
        ("full_name", "Ada K."),
        ("password", "short"),
        ("confirmation", "other"),
    ];
    let answer = ada.post("/confirm", &wrong).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(
        answer
            .tag(r#"id="full_name""#)
            .contains(r#"value="Ada K.""#)
    );
    assert!(!answer.text.contains("short\""), "{}", answer.text);
    let answer = ada.post("/confirm", &registration("Ada K.")).await;
    answer.leads_to("/register?notice=waiting");
    assert_eq!(ada.cookie("portico_confirm"), None);
    assert_eq!(ada.cookie("portico_session"), None);
    let page = ada.get("/register?notice=waiting").await;
    assert_eq!(page.heading(), "Waiting for approval");
    let login = [("email", "ada@example.org"), ("password", PASSWORD)];
    let answer = ada.post("/login", &login).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.heading(), "Waiting for approval");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_auto_approve_it_ends_on_the_login_without_a_session() {
    let portal = set_up().await;
    portal.set(Key::PortalAutoApprove, "on").await;
    let mut ada = behind_confirmation_of(&portal, "ada@example.org").await;
    let form = ada.get("/confirm").await;
    assert!(
        !form.text.contains("administrator looks at it"),
        "{}",
        form.text
    );
    let answer = ada.post("/confirm", &registration("Ada")).await;
    answer.leads_to("/login?notice=registered");
    assert_eq!(ada.cookie("portico_session"), None);
    portal.enter("ada@example.org").await;
}

// One neutral page: status, headers and bytes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_dead_link_shows_the_same_page_with_a_next_step() {
    let portal = set_up().await;
    portal.invite_one("ida@example.org").await;
    let invitation = portal.link_for("ida@example.org").await;
    let mut used = behind_confirmation_of(&portal, "used@example.org").await;
    let used_link = portal.confirmation_for("used@example.org").await;
    used.post("/confirm", &registration("Ursula")).await;
    behind_confirmation_of(&portal, "twice@example.org").await;
    let replaced = portal.confirmation_for("twice@example.org").await;
    behind_confirmation_of(&portal, "twice@example.org").await;
    behind_confirmation_of(&portal, "late@example.org").await;
    let overdue = portal.confirmation_for("late@example.org").await;
    portal.advance(Span::hours(24));
    let mut changed = overdue.clone();
    let last = if changed.ends_with('A') { "B" } else { "A" };
    changed.replace_range(changed.len() - 1.., last);
    let other = invitation.replace("/invite/", "/confirm/");
    let mut seen = Vec::new();
    for link in [
        "/confirm/unknown",
        &used_link,
        &replaced,
        &overdue,
        &changed,
        &other,
    ] {
        let mut browser = portal.browser();
        let page = browser.open(link).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{link}");
        assert_eq!(page.heading(), "This link does not work");
        for step in [r#"href="/login""#, r#"href="/register""#] {
            assert!(page.text.contains(step), "{step}: {}", page.text);
        }
        seen.push(visible(&page, "-"));
        let sent = browser.post("/confirm", &registration("Ada")).await;
        assert_eq!(sent.status, StatusCode::NOT_FOUND, "{link}");
        seen.push(visible(&sent, "-"));
    }
    for other in &seen[1..] {
        assert_eq!(&seen[0], other);
    }
}

// INV-5, UX-LOG-10
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_clicks_make_one_account() {
    let portal = set_up().await;
    let mut left = behind_confirmation_of(&portal, "ada@example.org").await;
    let mut right = left.clone();
    let fields = registration("Ada");
    let (left, right) = tokio::join!(
        left.post("/confirm", &fields),
        right.post("/confirm", &fields)
    );
    let statuses = [left.status, right.status];
    let won = statuses
        .iter()
        .filter(|status| **status == StatusCode::SEE_OTHER);
    assert_eq!(won.count(), 1, "{statuses:?}");
    let late = statuses
        .iter()
        .find(|status| **status != StatusCode::SEE_OTHER);
    assert_eq!(late, Some(&StatusCode::NOT_FOUND), "{statuses:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_got_an_account_meanwhile_is_led_to_the_login() {
    let portal = set_up().await;
    let mut ada = behind_confirmation_of(&portal, "ada@example.org").await;
    portal.person("ada").await;
    let answer = ada.get("/confirm").await;
    assert_eq!(answer.heading(), "Log in");
    assert!(
        answer.text.contains("has an account here already"),
        "{}",
        answer.text
    );
    let answer = ada.post("/confirm", &registration("Mallory")).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(
        answer.text.contains("has an account here already"),
        "{}",
        answer.text
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn switched_off_meanwhile_the_link_says_that_an_invitation_is_needed() {
    let portal = set_up().await;
    let mut ada = behind_confirmation_of(&portal, "ada@example.org").await;
    portal.set(Key::SelfRegistration, "off").await;
    for answer in [
        ada.get("/confirm").await,
        ada.post("/confirm", &registration("Ada")).await,
    ] {
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(
            answer.text.contains("You need an invitation"),
            "{}",
            answer.text
        );
    }
}

// INV-13, UX-LOG-07
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_signed_in_as_another_sees_both_addresses_and_nothing_happens() {
    let portal = set_up().await;
    let mut bob = portal.person("bob").await;
    behind_confirmation_of(&portal, "ada@example.org").await;
    let link = portal.confirmation_for("ada@example.org").await;
    let before = portal.bytes();
    let page = bob.open(&link).await;
    assert_eq!(page.status, StatusCode::OK);
    for answer in [page, bob.post("/confirm", &registration("Ada")).await] {
        assert_eq!(answer.heading(), "This link is for another address");
        for email in ["ada@example.org", "bob@example.org"] {
            assert!(answer.text.contains(email), "{}", answer.text);
        }
        assert!(answer.tag(r#"name="next""#).contains(r#"value="/confirm""#));
    }
    assert!(
        before == portal.bytes(),
        "the wrong person wrote to the database"
    );
    bob.post("/logout", &[("next", "/confirm")])
        .await
        .leads_to("/confirm");
    assert_eq!(bob.get("/confirm").await.heading(), "Create your account");
}
