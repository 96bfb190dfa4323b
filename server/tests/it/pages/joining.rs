//! The registration form behind an invitation's link (PRODUCT.md 8.6, T3 to T5; SECURITY.md PWD-1, INV-3 to INV-6).

use http::StatusCode;
use rules::settings::Key;

use super::behind_link_of;
use crate::support::{PASSWORD, Portal, registration};

// WEB-5
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_link_leaves_the_address_bar_for_an_hour_s_cookie() {
    let portal = Portal::at("https://portal.example.org").await;
    portal.invite_one("ada@example.org").await;
    let link = portal.link_for("ada@example.org").await;
    let token = link.strip_prefix("/invite/").expect("a link");
    let answer = portal.browser().get(&link).await;
    answer.leads_to("/invite");
    let cookie = format!(
        "__Host-portico_invite={token}; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=3600"
    );
    assert_eq!(answer.cookies(), [cookie.as_str()]);
    assert!(!answer.text.contains(token), "{}", answer.text);
}

// UX-LOG-06, UX-LOG-08
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_form_says_everything_before_anything_happens() {
    let portal = Portal::new().await;
    portal
        .invite_with("Ada@Example.org", "We miss you <3")
        .await;
    let mut ada = behind_link_of(&portal, "Ada@Example.org").await;
    let answer = ada.get("/invite").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.heading(), "Create your account");
    for said in [
        "CREATE AN ACCOUNT",
        "LOGIN",
        "Harbour",
        "Olga Orlow invites you",
        "Customer",
        "We miss you &lt;3",
        "18 Jan 2027, 08:00 UTC",
        "10 to 16 characters",
        "both entries equal",
    ] {
        assert!(answer.text.contains(said), "{said}: {}", answer.text);
    }
    let email = answer.tag(r#"id="email""#);
    assert!(
        email.contains(r#"value="Ada@Example.org""#) && email.contains("readonly"),
        "{email}"
    );
    assert!(
        !answer.text.contains("administrator looks at it"),
        "{}",
        answer.text
    );
}

// T4
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pre_approved_registration_ends_on_the_login_without_a_session() {
    let portal = Portal::new().await;
    portal.invite_one("ada@example.org").await;
    let mut ada = behind_link_of(&portal, "ada@example.org").await;
    let answer = ada.post("/invite", &registration("Ada Lovelace")).await;
    answer.leads_to("/login?notice=registered");
    assert_eq!(ada.cookie("portico_invite"), None);
    assert_eq!(ada.cookie("portico_session"), None);
    let answer = ada.get("/login?notice=registered").await;
    assert!(
        answer.text.contains("Your account is ready"),
        "{}",
        answer.text
    );
    portal.enter("ada@example.org").await;
}

// T5
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_pre_approval_the_page_says_waiting_as_long_as_that_is_true() {
    let portal = Portal::new().await;
    portal.set(Key::InvitationsAutoApprove, "off").await;
    portal.invite_one("ada@example.org").await;
    let mut ada = behind_link_of(&portal, "ada@example.org").await;
    let form = ada.get("/invite").await;
    assert!(
        form.text.contains("administrator looks at it"),
        "{}",
        form.text
    );
    ada.post("/invite", &registration("Ada"))
        .await
        .leads_to("/invite");
    for _ in 0..2 {
        let answer = ada.get("/invite").await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.heading(), "Waiting for approval");
    }
    let caller = portal.owner_caller().await;
    let waiting = portal.oldest_waiting().await;
    portal
        .accept_invitation(&caller, waiting)
        .await
        .expect("an approval");
    assert_eq!(
        ada.get("/invite").await.heading(),
        "This invitation has been used"
    );
    portal.enter("ada@example.org").await;
}

// "Must refuse": 9 and 17 characters under `classic`, with nothing lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nine_and_seventeen_characters_are_refused_and_the_form_is_kept() {
    let portal = Portal::new().await;
    portal.invite_one("ada@example.org").await;
    let mut ada = behind_link_of(&portal, "ada@example.org").await;
    let before = portal.bytes();
    for (password, reason) in [
        ("Kelp7!Tor", "use at least 10 characters"),
        ("Kelp7!Torch-Lamps", "use at most 16 characters"),
        ("kelp7!torch", "needs an upper-case letter"),
        ("KELP7!TORCH", "needs a lower-case letter"),
        ("Kelp!Torches", "needs a number"),
        ("Kelp7Torches", "needs a special character"),
    ] {
        let fields = [
            ("full_name", "Ada & Co"),
            ("password", password),
            ("confirmation", password),
        ];
        let answer = ada.post("/invite", &fields).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{password}");
        assert!(answer.text.contains(reason), "{password}: {}", answer.text);
        assert!(
            answer
                .tag(r#"id="full_name""#)
                .contains(r#"value="Ada &amp; Co""#),
            "{password}"
        );
        assert!(
            answer
                .tag(r#"id="password""#)
                .contains(r#"aria-invalid="true""#),
            "{password}"
        );
        assert!(
            !answer.text.contains(password),
            "the password comes back: {}",
            answer.text
        );
        assert_eq!(
            answer.text.matches("autofocus").count(),
            1,
            "{}",
            answer.text
        );
    }
    assert!(
        before == portal.bytes(),
        "a refused password wrote to the database"
    );
    for password in ["Kelp7!Torc", "Kelp7!Torch-Lamp"] {
        let email = format!("{}@example.org", password.len());
        portal.invite_one(&email).await;
        let mut person = behind_link_of(&portal, &email).await;
        let fields = [
            ("full_name", "Ada"),
            ("password", password),
            ("confirmation", password),
        ];
        person
            .post("/invite", &fields)
            .await
            .leads_to("/login?notice=registered");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_faults_are_told_at_once_each_at_its_field() {
    let portal = Portal::new().await;
    portal.invite_one("ada@example.org").await;
    let mut ada = behind_link_of(&portal, "ada@example.org").await;
    let fields = [
        ("full_name", "see http://x.org"),
        ("password", "short"),
        ("confirmation", "other"),
    ];
    let answer = ada.post("/invite", &fields).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    for field in ["full_name", "password", "confirmation"] {
        let input = answer.tag(&format!(r#"id="{field}""#));
        assert!(input.contains(r#"aria-invalid="true""#), "{input}");
        assert!(
            answer.text.contains(&format!(r##"href="#{field}""##)),
            "{field}: {}",
            answer.text
        );
    }
}

// INV-5, UX-LOG-10
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_clicks_make_one_account() {
    let portal = Portal::new().await;
    portal.invite_one("ada@example.org").await;
    let mut left = behind_link_of(&portal, "ada@example.org").await;
    let mut right = left.clone();
    let fields = registration("Ada");
    let (left, right) = tokio::join!(
        left.post("/invite", &fields),
        right.post("/invite", &fields)
    );
    let mut statuses = [left.status, right.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::CONFLICT]);
    let late = if left.status == StatusCode::CONFLICT {
        left
    } else {
        right
    };
    assert_eq!(late.heading(), "This invitation has been used");
}

// T18
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_rejected_before_finds_the_form_filled_in() {
    let portal = Portal::new().await;
    portal.set(Key::InvitationsAutoApprove, "off").await;
    portal.invite_one("ada@example.org").await;
    let mut ada = behind_link_of(&portal, "ada@example.org").await;
    ada.post("/invite", &registration("Ada Lovelace"))
        .await
        .leads_to("/invite");
    let caller = portal.owner_caller().await;
    let waiting = portal.oldest_waiting().await;
    portal
        .deny_invitation(&caller, waiting, "")
        .await
        .expect("a refusal");
    assert_eq!(
        ada.get("/invite").await.heading(),
        "This invitation is closed"
    );

    portal
        .resend_invitation(&caller, waiting)
        .await
        .expect("a new invitation");
    let mut ada = behind_link_of(&portal, "ada@example.org").await;
    let form = ada.get("/invite").await;
    assert!(
        form.tag(r#"id="full_name""#)
            .contains(r#"value="Ada Lovelace""#),
        "{}",
        form.text
    );
    assert!(
        form.text.contains("You have registered here before"),
        "{}",
        form.text
    );
    // A name that was emptied stays empty when the form comes back.
    let fields = [
        ("full_name", ""),
        ("password", PASSWORD),
        ("confirmation", PASSWORD),
    ];
    let form = ada.post("/invite", &fields).await;
    assert_eq!(form.status, StatusCode::BAD_REQUEST);
    assert!(
        !form.tag(r#"id="full_name""#).contains("Ada"),
        "{}",
        form.text
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_profile_prints_its_own_checklist() {
    let portal = Portal::new().await;
    portal.invite_one("ada@example.org").await;
    let mut ada = behind_link_of(&portal, "ada@example.org").await;
    for (profile, said) in [
        ("modern", vec!["15 to 128 characters"]),
        (
            "either",
            vec!["10 to 16 characters", "15 to 128 characters of any kind"],
        ),
    ] {
        portal.set(Key::PasswordProfile, profile).await;
        let answer = ada.get("/invite").await;
        for said in said {
            assert!(answer.text.contains(said), "{profile}: {}", answer.text);
        }
    }
    let long = "a calm sea of green lamps";
    let fields = [
        ("full_name", "Ada"),
        ("password", long),
        ("confirmation", long),
    ];
    ada.post("/invite", &fields)
        .await
        .leads_to("/login?notice=registered");
}
