//! The numbers of a password profile on every page that asks for a new password (SECURITY PWD-1).

use http::StatusCode;
use rules::settings::Key;

use super::behind_link_of;
use crate::support::{Answer, PUBLIC_URL, Portal};

const NINE: &str = "Gr5!nite?";
const EIGHTEEN: &str = "Gr5!nite?Dusk7rees";

/// What the list says, and what the script on the page counts by.
fn asks_for(place: &str, answer: &Answer, least: u16, most: u16) {
    let text = &answer.text;
    let said = format!("{least} to {most} characters");
    assert!(text.contains(&said), "{place}: {text}");
    let counted = format!(r#"data-min="{least}" data-max="{most}""#);
    assert!(text.contains(&counted), "{place}: {text}");
    assert!(!text.contains("10 to 16"), "{place}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changed_numbers_stand_on_every_page_and_are_what_is_checked() {
    let fixed = [
        (Key::PasswordClassicMin, "9"),
        (Key::PasswordClassicMax, "17"),
    ];
    let portal = Portal::with(PUBLIC_URL, &fixed).await;
    let set_up = portal.set_up_path().await;
    let page = portal.browser().open(&set_up).await;
    asks_for("set-up", &page, 9, 17);

    portal.invite_one("ada@example.org").await;
    let mut ada = behind_link_of(&portal, "ada@example.org").await;
    asks_for("invitation", &ada.get("/invite").await, 9, 17);
    let fields = |password| {
        [
            ("full_name", "Ada Byron"),
            ("password", password),
            ("confirmation", password),
        ]
    };
    let refused = ada.post("/invite", &fields(EIGHTEEN)).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(
        refused.text.contains("use at most 17 characters"),
        "{}",
        refused.text
    );
    asks_for("refused", &refused, 9, 17);
    ada.post("/invite", &fields(NINE))
        .await
        .leads_to("/login?notice=registered");

    let reset = portal.reset_link_for("ada@example.org").await;
    asks_for("reset", &portal.browser().open(&reset).await, 9, 17);
    let mut guest = portal.browser();
    guest
        .post(
            "/register",
            &[("full_name", "Fay Ng"), ("email", "fay@example.org")],
        )
        .await;
    let confirm = portal.confirmation_for("fay@example.org").await;
    asks_for("confirm", &guest.open(&confirm).await, 9, 17);

    let login = [("email", "ada@example.org"), ("password", NINE)];
    ada.post("/login", &login).await;
    let account = ada.get("/account").await;
    asks_for("account", &account, 9, 17);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_of_the_settings_shows_the_numbers_of_the_chosen_profile() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    let hidden = |answer: &Answer, legend: &str| {
        let before = answer.text.split_once(legend).expect("the numbers").0;
        let open = before.rfind("<fieldset").expect("a group");
        before[open..]
            .split_once('>')
            .expect("a tag")
            .0
            .contains("hidden")
    };
    let (classic, modern) = ("Classic: how short", "Passphrase: how short");
    for (profile, is_classic_hidden, is_modern_hidden) in [
        ("classic", false, true),
        ("modern", true, false),
        ("either", false, false),
    ] {
        portal.set(Key::PasswordProfile, profile).await;
        let page = owner.get("/settings/passwords").await;
        assert_eq!(hidden(&page, classic), is_classic_hidden, "{profile}");
        assert_eq!(hidden(&page, modern), is_modern_hidden, "{profile}");
    }
    // A fault is never hidden.
    portal.set(Key::PasswordProfile, "classic").await;
    let refused = owner
        .post(
            "/api/settings/change?from=/settings/passwords",
            &[("password_modern_max", "7")],
        )
        .await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(!hidden(&refused, modern), "{}", refused.text);
    assert!(
        refused.text.contains("A whole number from 64 to 256"),
        "{}",
        refused.text
    );
    let tight = [
        ("password_classic_min", "14"),
        ("password_classic_max", "16"),
    ];
    let refused = owner
        .post("/api/settings/change?from=/settings/passwords", &tight)
        .await;
    assert!(
        refused
            .tag(r#"id="password_classic_max""#)
            .contains("aria-invalid"),
        "{}",
        refused.text
    );
    assert!(
        refused
            .text
            .contains("At least 18: 4 more than the shortest, 14."),
        "{}",
        refused.text
    );
}
