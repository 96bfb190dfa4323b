//! The look at each mail and its test, through the wire and without JavaScript (PRODUCT.md sections 6 and 8.8).

use http::{StatusCode, header};
use rules::outbox::Kind;
use rules::settings::Key;

use crate::support::{OWNER, Portal};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_settings_list_every_mail_with_a_look_and_a_test() {
    let portal = Portal::new().await;
    let page = portal.owner().await.get("/settings/mail").await;
    for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Test) {
        let word = kind.as_str();
        for part in [
            format!(r#"href="/settings/mail/{word}""#),
            format!(r#"aria-label="Preview: {}""#, kind.label()),
            format!(r#"aria-label="Send a test to me: {}""#, kind.label()),
            format!(r#"form="test-{word}""#),
            format!(r#"<form id="test-{word}" method="post""#),
        ] {
            assert!(page.text.contains(&part), "{part}: {}", page.text);
        }
        if let Some(key) = Key::of_mail(kind) {
            let switch = format!(r#"name="{}""#, key.as_str());
            assert_eq!(page.text.matches(&switch).count(), 2, "{kind:?}");
        }
    }
    assert_eq!(page.text.matches("Always sent:").count(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_mail_has_its_page_and_its_html_a_policy_that_lets_nothing_run() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    let mut ada = portal.person("ada").await;
    portal.set(Key::BodyColour, "#7a1f3d").await;
    for kind in Kind::ALL {
        let path = format!("/settings/mail/{}", kind.as_str());
        let page = owner.get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.heading(), format!("<bdi>{}</bdi>", kind.label()));
        let frame = page.tag("<iframe");
        assert!(
            frame.contains(&format!(r#"src="{path}/html""#)) && frame.contains("sandbox"),
            "{frame}"
        );
        assert!(!frame.contains("allow-"), "{frame}");
        assert!(page.text.contains("Harbour"), "{}", page.text);
        let html = owner.get(&format!("{path}/html")).await;
        assert_eq!(html.status, StatusCode::OK);
        assert_eq!(
            html.headers[header::CONTENT_SECURITY_POLICY],
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
        );
        assert_eq!(html.headers[header::CACHE_CONTROL], "no-store");
        assert!(html.text.contains("#7a1f3d"), "{}", html.text);
        for path in [path.clone(), format!("{path}/html")] {
            assert_eq!(ada.get(&path).await.status, StatusCode::FORBIDDEN, "{path}");
            assert_eq!(
                portal.browser().get(&path).await.status,
                StatusCode::SEE_OTHER,
                "{path}"
            );
        }
    }
    assert_eq!(
        owner.get("/settings/mail/nonsense/html").await.status,
        StatusCode::NOT_FOUND
    );
    let page = owner.get("/settings/mail/nonsense").await;
    assert_eq!(page.heading(), "<bdi>There is nothing here</bdi>");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_test_leaves_by_a_plain_form_and_only_to_oneself() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    let form = "/api/mail/send_sample?from=%2Fsettings%2Fmail";
    owner
        .post(form, &[("kind", "approved")])
        .await
        .leads_to("/settings/mail?done=mail%2Fsend_sample");
    assert_eq!(portal.kinds_to(OWNER).await, [Kind::Test]);
    let page = owner.get("/settings/mail?done=mail%2Fsend_sample").await;
    assert!(
        page.text.contains("on its way to your own address"),
        "{}",
        page.text
    );
    // Nobody else's address, and no mail that there is not.
    for fields in [
        vec![("kind", "approved"), ("email", "eve@example.org")],
        vec![("kind", "bomb")],
        vec![],
    ] {
        assert_eq!(
            owner.post(form, &fields).await.status,
            StatusCode::BAD_REQUEST,
            "{fields:?}"
        );
    }
    let mut last = owner.post(form, &[("kind", "revoked")]).await;
    for _ in 0..40 {
        if last.status != StatusCode::SEE_OTHER {
            break;
        }
        last = owner.post(form, &[("kind", "revoked")]).await;
    }
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(last.header("retry-after").is_some());
    assert_eq!(portal.kinds_to(OWNER).await.len(), 30);
}
