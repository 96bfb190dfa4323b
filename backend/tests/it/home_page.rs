//! The restricted content: PRODUCT.md section 7; SECURITY WEB-11, LOG-1.

use crate::support::{CHEAP, Portal, assert_fails, on_both};
use backend::Error;
use backend::authority::Caller;
use rules::settings::{Key, MOST_HOME_PAGE, Source};

on_both!(
    the_home_page_is_for_everybody_who_is_signed_in_and_for_nobody_else,
    a_text_holds_on_every_replica_at_once,
    a_preview_changes_nothing_and_is_for_those_who_may_change_it,
    the_trail_says_what_was_and_what_is,
    the_environment_may_fix_a_text_of_many_lines,
    a_text_that_is_too_long_is_refused_and_the_longest_is_kept,
);

const TEXT: &str = "# Keys\n\n<script>alert(1)</script>\n\nAsk **us**.";

async fn the_home_page_is_for_everybody_who_is_signed_in_and_for_nobody_else(portal: Portal) {
    let cora = portal.person("cora").await;
    assert_eq!(portal.home_page(&cora.caller).await.unwrap(), "");
    portal.set(Key::HomePage, TEXT).await;
    let rita = portal.staff("rita", "Reviewer").await;
    for person in [&portal.owner().await, &cora, &rita] {
        let html = portal.home_page(&person.caller).await.unwrap();
        assert!(html.contains("<h2>Keys</h2>"), "{html}");
        assert!(html.contains("Ask <strong>us</strong>."), "{html}");
        assert!(!html.contains("script"), "{html}");
    }
    for nobody in [
        Caller::visitor("a request".to_owned()),
        Caller::command_line(),
    ] {
        assert_fails!(portal.home_page(&nobody).await, Error::Unauthenticated);
    }
    // A revoked account has no session any more: no caller can be made of it.
    portal.revoke(&cora).await;
    assert!(portal.signed_in(&cora.cookie).await.unwrap().is_none());
    // Only who reads settings gets the text itself.
    for person in [&cora, &rita] {
        assert_fails!(
            portal.settings_with_sources(&person.caller).await,
            Error::Forbidden
        );
    }
}

async fn a_text_holds_on_every_replica_at_once(portal: Portal) {
    let replica = portal.replica().await;
    let cora = portal.person("cora").await;
    for text in ["one", "two", ""] {
        portal.set(Key::HomePage, text).await;
        let html = replica.home_page(&cora.caller).await.unwrap();
        let wanted = if text.is_empty() {
            String::new()
        } else {
            format!("<p>{text}</p>\n")
        };
        assert_eq!(html, wanted);
    }
}

async fn a_preview_changes_nothing_and_is_for_those_who_may_change_it(portal: Portal) {
    let owner = portal.owner().await;
    let rita = portal.staff("rita", "Reviewer").await;
    let cora = portal.person("cora").await;
    let before = portal.dump().await;
    let html = portal.preview_home_page(&owner.caller, TEXT).await.unwrap();
    assert!(html.contains("<h2>Keys</h2>"), "{html}");
    for person in [&rita, &cora] {
        let answer = portal.preview_home_page(&person.caller, TEXT).await;
        assert_fails!(answer, Error::Forbidden);
    }
    let long = "x".repeat(MOST_HOME_PAGE + 1);
    let answer = portal.preview_home_page(&owner.caller, &long).await;
    assert_fails!(answer, Error::Invalid(ref faults) if faults[0].field == "home_page");
    assert_eq!(portal.dump().await, before);
}

async fn the_trail_says_what_was_and_what_is(portal: Portal) {
    portal.set(Key::HomePage, "Ask ada@example.org").await;
    portal.set(Key::HomePage, &"long ".repeat(1_000)).await;
    let events = "SELECT before, after FROM audit_event WHERE object_id = 'home_page' ORDER BY seq";
    let rows = portal.rows(events).await;
    let read =
        |row: usize, column: usize| -> String { rows[row].try_get_by_index(column).unwrap() };
    assert_eq!(
        (read(0, 0).as_str(), read(0, 1).as_str()),
        ("\"\"", "\"Ask (address)\"")
    );
    assert_eq!(read(1, 0), "\"Ask (address)\"");
    assert!(read(1, 1).contains("(4999 characters)"), "{}", read(1, 1));
    assert!(read(1, 1).len() < 700);
    assert_eq!(rows.len(), 2);
}

async fn the_environment_may_fix_a_text_of_many_lines(portal: Portal) {
    let owner = portal.owner().await;
    portal.set(Key::HomePage, "ours").await;
    let replica = portal
        .replica_with(CHEAP, [(Key::HomePage, "# Theirs\n\ntext\n")])
        .await;
    let html = replica.home_page(&owner.caller).await.unwrap();
    assert_eq!(html, "<h2>Theirs</h2>\n<p>text</p>\n");
    let (_, sources) = replica.settings_with_sources(&owner.caller).await.unwrap();
    assert_eq!(sources[&Key::HomePage], Source::Environment);
    let change = vec![(Key::HomePage, "mine".to_string())];
    let answer = replica.change_settings(&owner.caller, change, None).await;
    assert_fails!(answer, Error::Invalid(ref faults) if faults[0].field == "home_page");
}

async fn a_text_that_is_too_long_is_refused_and_the_longest_is_kept(portal: Portal) {
    let owner = portal.owner().await;
    let longest = "山".repeat(MOST_HOME_PAGE);
    portal.set(Key::HomePage, &longest).await;
    let change = vec![(Key::HomePage, longest.clone() + "x")];
    let answer = portal.change_settings(&owner.caller, change, None).await;
    assert_fails!(answer, Error::Invalid(ref faults) if faults[0].reason.contains("20,000"));
    assert_eq!(portal.settings().await.unwrap().home_page.as_str(), longest);
}
