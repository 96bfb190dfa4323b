//! Forgotten passwords: PRODUCT.md section 3 (K), SECURITY AUT-2, AUT-3, AUT-5, INV-2, MAIL-2, MAIL-7.

use crate::support::{PASSWORD, Portal, START, assert_fails, attempt, on_both};
use backend::password_reset::NewPassword;
use backend::registrations::Behind;
use backend::sessions::Login;
use backend::{Error, Result};
use rules::account::Status;
use rules::outbox::Kind;
use rules::settings::Key;
use rules::time::Span;

mod races;
mod started;

on_both!(
    whoever_reads_the_mail_chooses_a_new_password,
    an_account_of_any_status_resets_its_password_and_keeps_the_status,
    a_known_and_an_unknown_address_leave_the_same_rows,
    what_is_no_address_is_refused_at_its_field,
    asking_is_slowed_down_by_address_for_known_and_unknown_alike,
    asking_is_slowed_down_by_network,
    an_account_is_mailed_three_links_an_hour_and_nobody_is_told,
    a_link_works_as_long_as_the_setting_said_when_it_was_asked_for,
    a_link_works_once,
    a_link_of_another_purpose_or_with_another_character_is_unknown,
    looking_at_a_link_changes_nothing,
    a_refused_password_uses_nothing_up,
    a_reset_ends_every_other_link_with_its_mail,
    a_change_of_the_password_ends_every_link,
    a_reset_clears_what_strangers_tried,
    switched_off_nobody_gets_a_link_by_asking,
    the_person_is_told_of_the_reset_while_the_switch_is_on,
    an_overdue_link_is_swept_with_its_text,
    a_request_that_waited_too_long_is_not_answered,
);

const NEW: &str = "Brick9?Fjord";

fn chosen(password: &str) -> NewPassword {
    NewPassword {
        password: password.to_string(),
        confirmation: password.to_string(),
    }
}

async fn reset(portal: &Portal, token: &str, password: &str) -> Result<()> {
    portal
        .reset_password(token, chosen(password), "192.0.2.1", "a request")
        .await
}

async fn whoever_reads_the_mail_chooses_a_new_password(portal: Portal) {
    let ada = portal.person("ada").await;
    let elsewhere = portal.enter(&ada.email).await;
    let bob = portal.person("bob").await;
    portal.forgot("ADA@Example.org").await;
    let token = portal.reset_tokens_for(&ada.email).await.remove(0);
    let offer = portal.reset_behind(&token).await.unwrap().unwrap();
    assert_eq!(offer.email, "ada@example.org");
    assert_eq!(offer.valid_until, START.plus(Span::seconds(21_600)));
    let mail = portal.mails_to(&ada.email).await.remove(0);
    let text = portal.text_of(&mail).await;
    for said in ["Portico", "for 6 hours", "14:00 UTC", "ignore this mail"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    reset(&portal, &token, NEW).await.unwrap();
    assert!(portal.try_login(&ada.email, PASSWORD).await.is_none());
    assert!(portal.try_login(&ada.email, NEW).await.is_some());
    for ended in [&ada.cookie, &elsewhere.cookie] {
        assert!(portal.signed_in(ended).await.unwrap().is_none());
    }
    assert!(portal.signed_in(&bob.cookie).await.unwrap().is_some());
    let kinds = portal.kinds_to(&ada.email).await;
    assert_eq!(kinds[1..], [Kind::PasswordReset, Kind::ResetDone]);
    let trail = portal.trail_of(ada.id).await;
    for event in ["account.reset_asked", "account.password_reset"] {
        assert!(trail.contains(&format!("{event} by link")), "{trail:?}");
    }
}

async fn an_account_of_any_status_resets_its_password_and_keeps_the_status(portal: Portal) {
    let owner = portal.owner().await;
    let revoked = portal.person("ada").await;
    portal.revoke(&revoked).await;
    portal.waiting("requested@example.org").await;
    let denied = portal.waiting("rejected@example.org").await;
    portal
        .deny_invitation(&owner.caller, denied, "")
        .await
        .unwrap();
    for (email, status) in [
        ("requested@example.org", Status::Requested),
        ("rejected@example.org", Status::Rejected),
        ("ada@example.org", Status::Revoked),
    ] {
        let token = portal.reset_token_for(email).await;
        reset(&portal, &token, NEW).await.unwrap();
        let answer = portal.log_in(attempt(email, NEW)).await.unwrap();
        assert!(
            matches!(answer, Login::NotApproved(now) if now == status),
            "{email}"
        );
    }
}

async fn a_known_and_an_unknown_address_leave_the_same_rows(portal: Portal) {
    // AUT-1, AUT-2: the same work, and the lookup comes later.
    portal.person("ada").await;
    let mut seen = Vec::new();
    for email in ["ada@example.org", "nobody@example.org"] {
        let before = portal.dump().await;
        portal.ask_for_reset(email, "192.0.2.7", "").await.unwrap();
        let after = portal.dump().await;
        let grown: Vec<_> = after
            .iter()
            .map(|(table, lines)| (*table, lines.len() - before[table].len()))
            .filter(|(table, n)| *n > 0 && *table != "throttle")
            .collect();
        seen.push(grown);
    }
    assert_eq!(seen[0], [("reset_request", 1)]);
    assert_eq!(seen[0], seen[1]);
    assert_eq!(
        portal
            .number(
                "SELECT count(*) FROM throttle WHERE key LIKE 'reset account %' AND failures = 1"
            )
            .await,
        2
    );
    portal.answer_reset_requests().await.unwrap();
    assert_eq!(portal.mails_to("nobody@example.org").await.len(), 0);
    assert_eq!(portal.mails_to("ada@example.org").await.len(), 2);
    // Nothing is kept of who asked.
    assert_eq!(portal.number("SELECT count(*) FROM reset_request").await, 0);
    assert_eq!(
        portal.trail_of("unknown").await,
        ["account.reset_asked by link"]
    );
}

async fn what_is_no_address_is_refused_at_its_field(portal: Portal) {
    portal.person("ada").await;
    let before = portal.dump().await;
    for email in ["", "ada", "ada@example.org, bob@example.org", "a\0@x.org"] {
        let answer = portal.ask_for_reset(email, "192.0.2.1", "").await;
        assert_fails!(answer, Error::Invalid(ref faults) if faults[0].field == "email");
    }
    assert_eq!(portal.dump().await, before);
}

async fn asking_is_slowed_down_by_address_for_known_and_unknown_alike(portal: Portal) {
    portal.person("ada").await;
    let replica = portal.replica().await;
    for email in ["ada@example.org", "nobody@example.org"] {
        for n in 0..5 {
            let network = format!("198.51.100.{n}");
            portal.ask_for_reset(email, &network, "").await.unwrap();
        }
        let expected = portal.now().plus(Span::seconds(1));
        let answer = replica.ask_for_reset(email, "198.51.100.9", "").await;
        assert_fails!(answer, Error::RateLimited { until } if until == expected);
    }
    // Logging in has a count of its own.
    assert!(
        portal
            .try_login("ada@example.org", PASSWORD)
            .await
            .is_some()
    );
}

async fn asking_is_slowed_down_by_network(portal: Portal) {
    portal.person("ada").await;
    for n in 0..20 {
        let email = format!("p{n}@example.org");
        portal.ask_for_reset(&email, "192.0.2.1", "").await.unwrap();
    }
    // Blocked requests write nothing but a bounded number of events: memory is bounded by time, not by who asks.
    let mut before = portal.dump().await;
    for n in 20..40 {
        let email = format!("p{n}@example.org");
        let answer = portal.ask_for_reset(&email, "192.0.2.1", "").await;
        assert_fails!(answer, Error::RateLimited { .. });
    }
    let mut after = portal.dump().await;
    let (told, known) = (after.remove("audit_event"), before.remove("audit_event"));
    assert!(told.unwrap().len() <= known.unwrap().len() + 10);
    assert!(after == before);
    let elsewhere = portal.ask_for_reset("ada@example.org", "192.0.2.2", "");
    elsewhere.await.unwrap();
}

async fn an_account_is_mailed_three_links_an_hour_and_nobody_is_told(portal: Portal) {
    portal.person("ada").await;
    let mailed = || async { portal.reset_tokens_for("ada@example.org").await.len() };
    for _ in 0..5 {
        portal.forgot("ada@example.org").await;
    }
    assert_eq!(mailed().await, 3);
    // A stranger who asks shuts nobody out: every link that came works (AUT-5).
    for token in portal.reset_tokens_for("ada@example.org").await {
        assert!(portal.reset_behind(&token).await.unwrap().is_some());
    }
    portal.advance(Span::hours(1));
    portal.forgot("ada@example.org").await;
    assert_eq!(mailed().await, 4);
}

async fn a_link_works_as_long_as_the_setting_said_when_it_was_asked_for(portal: Portal) {
    portal.person("ada").await;
    portal.set(Key::PortalTokenExp, "300").await;
    portal
        .ask_for_reset("ada@example.org", "192.0.2.1", "")
        .await
        .unwrap();
    portal.set(Key::PortalTokenExp, "86400").await;
    portal.answer_reset_requests().await.unwrap();
    let token = portal.reset_tokens_for("ada@example.org").await.remove(0);
    portal.advance(Span::micros(Span::seconds(300).as_micros() - 1));
    assert!(portal.reset_behind(&token).await.unwrap().is_some());
    portal.advance(Span::micros(1));
    assert_eq!(portal.reset_behind(&token).await.unwrap(), None);
    assert_fails!(reset(&portal, &token, NEW).await, Error::NotFound);
    assert!(
        portal
            .try_login("ada@example.org", PASSWORD)
            .await
            .is_some()
    );
}

async fn a_link_works_once(portal: Portal) {
    portal.person("ada").await;
    let token = portal.reset_token_for("ada@example.org").await;
    reset(&portal, &token, NEW).await.unwrap();
    assert_eq!(portal.reset_behind(&token).await.unwrap(), None);
    assert_fails!(
        reset(&portal, &token, "Plank3#Gorse").await,
        Error::NotFound
    );
    assert!(portal.try_login("ada@example.org", NEW).await.is_some());
}

async fn a_link_of_another_purpose_or_with_another_character_is_unknown(portal: Portal) {
    // INV-2
    let set_up = portal.new_set_up_link().await.unwrap().unwrap();
    let set_up = set_up.rsplit('/').next().unwrap().to_string();
    let owner = portal.owner().await;
    portal.person("ada").await;
    portal.invite_one(&owner.caller, "grace@example.org").await;
    let invitation = portal.token_for("grace@example.org").await;
    let token = portal.reset_token_for("ada@example.org").await;
    let mut unknown = vec![set_up, invitation, String::new(), "new".to_string()];
    unknown.extend((0..token.len()).map(|at| {
        let other = if token[at..].starts_with('A') {
            "B"
        } else {
            "A"
        };
        let mut changed = token.clone();
        changed.replace_range(at..=at, other);
        changed
    }));
    for link in unknown {
        assert_eq!(portal.reset_behind(&link).await.unwrap(), None, "{link}");
        assert_fails!(reset(&portal, &link, NEW).await, Error::NotFound);
    }
    assert_eq!(portal.behind_link(&token).await.unwrap(), Behind::Unknown);
    assert!(!portal.is_set_up_link_alive(&token).await.unwrap());
    reset(&portal, &token, NEW).await.unwrap();
}

async fn looking_at_a_link_changes_nothing(portal: Portal) {
    portal.person("ada").await;
    let token = portal.reset_token_for("ada@example.org").await;
    let before = portal.dump().await;
    for _ in 0..3 {
        portal.reset_behind(&token).await.unwrap().unwrap();
    }
    portal.advance(Span::hours(7));
    assert_eq!(portal.reset_behind(&token).await.unwrap(), None);
    assert_eq!(portal.dump().await, before);
}

async fn a_refused_password_uses_nothing_up(portal: Portal) {
    portal.person("ada").await;
    let token = portal.reset_token_for("ada@example.org").await;
    let before = portal.dump().await;
    let too_long = "Kelp7!".repeat(400);
    for (password, confirmation, field) in [
        ("short", "short", "password"),
        (too_long.as_str(), too_long.as_str(), "password"),
        // The person's own address.
        ("Ada@example.org1", "Ada@example.org1", "password"),
        (NEW, "Brick9?Fjor", "confirmation"),
    ] {
        let new = NewPassword {
            password: password.to_string(),
            confirmation: confirmation.to_string(),
        };
        let answer = portal.reset_password(&token, new, "192.0.2.1", "").await;
        assert_fails!(answer, Error::Invalid(ref faults) if faults[0].field == field);
    }
    assert_eq!(portal.dump().await, before);
    portal.set(Key::PasswordProfile, "modern").await;
    assert_fails!(reset(&portal, &token, NEW).await, Error::Invalid(_));
    reset(&portal, &token, "seven quiet lanterns drift")
        .await
        .unwrap();
}

async fn a_reset_ends_every_other_link_with_its_mail(portal: Portal) {
    portal.person("ada").await;
    portal.person("bob").await;
    let of_bob = portal.reset_token_for("bob@example.org").await;
    let first = portal.reset_token_for("ada@example.org").await;
    let second = portal.reset_token_for("ada@example.org").await;
    // Asking anew ends nothing: a stranger could.
    assert!(portal.reset_behind(&first).await.unwrap().is_some());
    reset(&portal, &second, NEW).await.unwrap();
    assert_eq!(portal.reset_behind(&first).await.unwrap(), None);
    assert_fails!(reset(&portal, &first, NEW).await, Error::NotFound);
    // MAIL-2: no text of a dead link is kept.
    let texts = portal.reset_tokens_for("ada@example.org").await;
    assert!(texts.is_empty());
    assert!(portal.reset_behind(&of_bob).await.unwrap().is_some());
}

async fn a_change_of_the_password_ends_every_link(portal: Portal) {
    let ada = portal.person("ada").await;
    let token = portal.reset_token_for("ada@example.org").await;
    let session = portal.my_sessions(&ada.caller).await.unwrap()[0].id;
    let change = backend::accounts::PasswordChange {
        current: PASSWORD.to_string(),
        password: NEW.to_string(),
        confirmation: NEW.to_string(),
    };
    portal
        .change_my_password(&ada.caller, session, change, "192.0.2.1")
        .await
        .unwrap();
    assert_eq!(portal.reset_behind(&token).await.unwrap(), None);
}

async fn a_reset_clears_what_strangers_tried(portal: Portal) {
    portal.person("ada").await;
    for n in 0..5 {
        let wrong = backend::sessions::LoginAttempt {
            network: format!("198.51.100.{n}"),
            ..attempt("ada@example.org", "Wrong7!Torch")
        };
        let answer = portal.log_in(wrong).await;
        assert!(matches!(answer, Ok(Login::Refused)));
    }
    let locked = portal.log_in(attempt("ada@example.org", PASSWORD)).await;
    assert!(matches!(locked, Err(Error::RateLimited { .. })));
    let token = portal.reset_token_for("ada@example.org").await;
    reset(&portal, &token, NEW).await.unwrap();
    assert!(portal.try_login("ada@example.org", NEW).await.is_some());
}

async fn switched_off_nobody_gets_a_link_by_asking(portal: Portal) {
    portal.person("ada").await;
    let token = portal.reset_token_for("ada@example.org").await;
    let waits = portal.ask_for_reset("ada@example.org", "192.0.2.1", "");
    waits.await.unwrap();
    portal.set(Key::PortalResetEmail, "off").await;
    let replica = portal.replica().await;
    let before = portal.dump().await;
    for email in ["ada@example.org", "nobody@example.org", "no address"] {
        let answer = replica.ask_for_reset(email, "192.0.2.1", "").await;
        assert_fails!(answer, Error::NotFound);
    }
    assert_eq!(portal.dump().await, before);
    replica.answer_reset_requests().await.unwrap();
    assert_eq!(portal.reset_tokens_for("ada@example.org").await.len(), 1);
    // What was mailed before keeps its word, and the notice names no page that is off.
    reset(&portal, &token, NEW).await.unwrap();
    let notice = portal.mails_to("ada@example.org").await.remove(0);
    let text = portal.text_of(&notice).await;
    assert!(!text.contains("localhost:3000/reset"), "{text}");
}

async fn the_person_is_told_of_the_reset_while_the_switch_is_on(portal: Portal) {
    portal.person("ada").await;
    let told = || async {
        let kinds = portal.kinds_to("ada@example.org").await;
        kinds.iter().filter(|k| **k == Kind::ResetDone).count()
    };
    portal.set(Key::PortalResetSuccessEmail, "off").await;
    let token = portal.reset_token_for("ada@example.org").await;
    reset(&portal, &token, NEW).await.unwrap();
    assert_eq!(told().await, 0);
    portal.set(Key::PortalResetSuccessEmail, "on").await;
    let token = portal.reset_token_for("ada@example.org").await;
    reset(&portal, &token, PASSWORD).await.unwrap();
    assert_eq!(told().await, 1);
}

async fn an_overdue_link_is_swept_with_its_text(portal: Portal) {
    portal.person("ada").await;
    portal.reset_token_for("ada@example.org").await;
    let tokens = "SELECT count(*) FROM token WHERE purpose = 'reset'";
    portal.advance(Span::hours(6));
    portal.sweep().await.unwrap();
    assert!(portal.reset_tokens_for("ada@example.org").await.is_empty());
    assert_eq!(portal.number(tokens).await, 1);
    portal.advance(Span::hours(25));
    portal.sweep().await.unwrap();
    assert_eq!(portal.number(tokens).await, 0);
}

async fn a_request_that_waited_too_long_is_not_answered(portal: Portal) {
    portal.person("ada").await;
    let waits = portal.ask_for_reset("ada@example.org", "192.0.2.1", "");
    waits.await.unwrap();
    portal.advance(Span::hours(6));
    portal.answer_reset_requests().await.unwrap();
    assert!(portal.reset_tokens_for("ada@example.org").await.is_empty());
    assert_eq!(portal.number("SELECT count(*) FROM reset_request").await, 0);
}
