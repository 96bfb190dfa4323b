//! Logging in, sessions and their limits: SECURITY sections 4 and 5.

use crate::support::{
    CHEAP, PASSWORD, PUBLIC_URL, Portal, START, assert_fails, attempt, exposed, on_both,
};
use backend::Error;
use backend::passwords::Cost;
use backend::sessions::{Login, LoginAttempt};
use rules::ids::SessionId;
use rules::settings::Key;
use rules::time::Span;

on_both!(
    the_right_password_begins_a_session,
    every_failed_login_gets_the_one_answer,
    only_the_right_password_learns_that_an_account_is_not_approved,
    passwords_are_compared_in_nfc_and_otherwise_byte_by_byte,
    a_login_ends_the_session_that_the_browser_had,
    an_idle_session_ends,
    what_a_page_asks_by_itself_keeps_no_session_alive,
    an_administrative_session_idles_out_sooner,
    no_session_outlives_its_absolute_limit,
    the_limits_follow_the_settings_at_once,
    the_limits_of_administrators_and_of_every_session_follow_too,
    a_session_ends_with_the_approval_of_its_account,
    a_cookie_that_is_not_ours_is_ignored,
    logging_out_ends_the_session_on_the_server,
    people_see_and_end_their_own_sessions_only,
    a_raised_hashing_cost_is_met_at_the_next_login,
);

async fn the_right_password_begins_a_session(portal: Portal) {
    let ada = portal.person("ada").await;
    let Login::In {
        session,
        counts_for,
        is_invited,
        ..
    } = portal
        .log_in(attempt("ADA@example.org", PASSWORD))
        .await
        .unwrap()
    else {
        panic!("not in")
    };
    let settings = portal.settings().await.unwrap();
    assert_eq!(counts_for, settings.session_absolute);
    assert!(!is_invited);
    let signed_in = portal.signed_in(&exposed(&session)).await.unwrap().unwrap();
    assert_eq!(signed_in.session.account, ada.id);
    assert_eq!(signed_in.session.began_at, portal.now());
    assert_eq!(signed_in.session.address, "192.0.2.1");
    assert_eq!(signed_in.session.user_agent, "Test/1.0");
    let trail = portal.trail_of(signed_in.session.id).await;
    assert_eq!(trail, ["session.began by account"]);
}

async fn every_failed_login_gets_the_one_answer(portal: Portal) {
    // AUT-1: and the same rows are written for known and unknown people.
    portal.person("ada").await;
    let mut written = Vec::new();
    for (email, password) in [
        ("ada@example.org", "Wrong7!Torch"),
        ("nobody@example.org", PASSWORD),
        ("no address", PASSWORD),
        ("ada@example.org\0", PASSWORD),
        ("ada@example.org", "Kelp7!\0"),
        ("", ""),
    ] {
        let before = portal.dump().await;
        assert!(matches!(
            portal.log_in(attempt(email, password)).await.unwrap(),
            Login::Refused
        ));
        let after = portal.dump().await;
        let counts = |dump: &std::collections::BTreeMap<&str, Vec<String>>| {
            dump.iter()
                .map(|(table, rows)| (table.to_string(), rows.len()))
                .collect::<Vec<_>>()
        };
        let grown: Vec<_> = counts(&before)
            .into_iter()
            .zip(counts(&after))
            .map(|((table, before), (_, after))| (table, after - before))
            .filter(|(table, n)| *n > 0 && table != "throttle")
            .collect();
        written.push(grown);
    }
    for grown in &written {
        assert_eq!(*grown, [("audit_event".to_string(), 1)]);
    }
    // PWD-2: too long fails without hashing, and is the same answer.
    let long = "x".repeat(1025);
    let answer = portal
        .log_in(attempt("ada@example.org", &long))
        .await
        .unwrap();
    assert!(matches!(answer, Login::Refused));
}

async fn only_the_right_password_learns_that_an_account_is_not_approved(portal: Portal) {
    let ada = portal.person("ada").await;
    portal.revoke(&ada).await;
    let right = portal.log_in(attempt(&ada.email, PASSWORD)).await.unwrap();
    assert!(matches!(
        right,
        Login::NotApproved(rules::account::Status::Revoked)
    ));
    let wrong = portal
        .log_in(attempt(&ada.email, "Wrong7!Torch"))
        .await
        .unwrap();
    assert!(matches!(wrong, Login::Refused));
}

async fn passwords_are_compared_in_nfc_and_otherwise_byte_by_byte(portal: Portal) {
    // PWD-3
    let owner = portal.owner().await;
    portal.invite_one(&owner.caller, "ada@example.org").await;
    let token = portal.token_for("ada@example.org").await;
    let (composed, decomposed) = ("K\u{e9}lp7!Torch", "Ke\u{301}lp7!Torch");
    let form = backend::registrations::Registration {
        full_name: "Ada".to_string(),
        password: decomposed.to_string(),
        confirmation: decomposed.to_string(),
    };
    portal.register(&token, form, None, "").await.unwrap();
    assert!(
        portal
            .try_login("ada@example.org", composed)
            .await
            .is_some()
    );
    assert!(
        portal
            .try_login("ada@example.org", decomposed)
            .await
            .is_some()
    );
    for other in ["K\u{e9}lp7!Torch ", " K\u{e9}lp7!Torch", "k\u{e9}lp7!Torch"] {
        assert!(portal.try_login("ada@example.org", other).await.is_none());
    }
}

async fn a_login_ends_the_session_that_the_browser_had(portal: Portal) {
    // SES-2
    let ada = portal.person("ada").await;
    let again = LoginAttempt {
        old_session: Some(ada.cookie.clone()),
        ..attempt(&ada.email, PASSWORD)
    };
    let Login::In { session, .. } = portal.log_in(again).await.unwrap() else {
        panic!("not in")
    };
    assert_ne!(exposed(&session), ada.cookie);
    assert!(portal.signed_in(&ada.cookie).await.unwrap().is_none());
    assert!(
        portal
            .signed_in(&exposed(&session))
            .await
            .unwrap()
            .is_some()
    );
}

async fn an_idle_session_ends(portal: Portal) {
    // SES-3
    let ada = portal.person("ada").await;
    for _ in 0..3 {
        portal.advance(Span::hours(23));
        assert!(portal.signed_in(&ada.cookie).await.unwrap().is_some());
    }
    portal.advance(Span::hours(24));
    assert!(portal.signed_in(&ada.cookie).await.unwrap().is_none());
}

async fn what_a_page_asks_by_itself_keeps_no_session_alive(portal: Portal) {
    // SES-3
    let ada = portal.person("ada").await;
    for _ in 0..3 {
        portal.advance(Span::hours(7));
        let found = portal.signed_in_unattended(&ada.cookie).await.unwrap();
        assert!(found.is_some());
    }
    portal.advance(Span::hours(3));
    let found = portal.signed_in_unattended(&ada.cookie).await.unwrap();
    assert!(found.is_none());
}

async fn an_administrative_session_idles_out_sooner(portal: Portal) {
    let owner = portal.owner().await;
    portal.advance(Span::hours(7));
    assert!(portal.signed_in(&owner.cookie).await.unwrap().is_some());
    portal.advance(Span::hours(8));
    assert!(portal.signed_in(&owner.cookie).await.unwrap().is_none());
}

async fn no_session_outlives_its_absolute_limit(portal: Portal) {
    let ada = portal.person("ada").await;
    for _ in 0..13 {
        portal.advance(Span::hours(12));
        assert!(portal.signed_in(&ada.cookie).await.unwrap().is_some());
    }
    portal.advance(Span::hours(12));
    assert_eq!(portal.now(), START.plus(Span::days(7)));
    assert!(portal.signed_in(&ada.cookie).await.unwrap().is_none());
    let kept = format!(
        "SELECT count(*) FROM session WHERE began_at = {}",
        START.as_micros()
    );
    portal.advance(Span::hours(1));
    portal.sweep().await.unwrap();
    assert_eq!(portal.number(&kept).await, 0);
}

async fn the_limits_follow_the_settings_at_once(portal: Portal) {
    let ada = portal.person("ada").await;
    portal.advance(Span::minutes(30));
    assert!(portal.signed_in(&ada.cookie).await.unwrap().is_some());
    portal.set(Key::SessionIdle, "5").await;
    portal.advance(Span::minutes(5));
    assert!(portal.signed_in(&ada.cookie).await.unwrap().is_none());
}

async fn the_limits_of_administrators_and_of_every_session_follow_too(portal: Portal) {
    let adam = portal.staff("adam", "Administrator").await;
    let ada = portal.person("ada").await;
    portal.set(Key::SessionIdleAdmin, "30").await;
    portal.advance(Span::minutes(31));
    assert!(portal.signed_in(&adam.cookie).await.unwrap().is_none());
    assert!(portal.signed_in(&ada.cookie).await.unwrap().is_some());
    portal.set(Key::SessionAbsolute, "60").await;
    portal.advance(Span::minutes(28));
    assert!(portal.signed_in(&ada.cookie).await.unwrap().is_some());
    portal.advance(Span::minutes(1));
    assert!(portal.signed_in(&ada.cookie).await.unwrap().is_none());
}

async fn a_session_ends_with_the_approval_of_its_account(portal: Portal) {
    // SES-4: the account is read anew at every request.
    let ada = portal.person("ada").await;
    let sql = format!(
        "UPDATE account SET status = 'revoked' WHERE email = '{}'",
        ada.email
    );
    portal.execute(&sql).await;
    assert!(portal.signed_in(&ada.cookie).await.unwrap().is_none());
    portal.execute(&sql.replace("revoked", "approved")).await;
    portal.revoke(&ada).await;
}

async fn a_cookie_that_is_not_ours_is_ignored(portal: Portal) {
    let ada = portal.person("ada").await;
    let mut changed = ada.cookie.clone();
    let other = if changed.starts_with('A') { "B" } else { "A" };
    changed.replace_range(0..1, other);
    for cookie in [changed.as_str(), "", "x", PUBLIC_URL, &"x".repeat(43)] {
        assert!(portal.signed_in(cookie).await.unwrap().is_none());
        portal.log_out(cookie, "").await.unwrap();
    }
    assert!(portal.signed_in(&ada.cookie).await.unwrap().is_some());
}

async fn logging_out_ends_the_session_on_the_server(portal: Portal) {
    // SES-7
    let ada = portal.person("ada").await;
    let session = portal
        .signed_in(&ada.cookie)
        .await
        .unwrap()
        .unwrap()
        .session
        .id;
    portal.log_out(&ada.cookie, "").await.unwrap();
    assert!(portal.signed_in(&ada.cookie).await.unwrap().is_none());
    portal.log_out(&ada.cookie, "").await.unwrap();
    let trail = portal.trail_of(session).await;
    assert_eq!(
        trail,
        ["session.began by account", "session.ended by account"]
    );
}

async fn people_see_and_end_their_own_sessions_only(portal: Portal) {
    let ada = portal.person("ada").await;
    let bob = portal.person("bob").await;
    portal.advance(Span::minutes(10));
    let second = portal.enter(&ada.email).await;
    let third = portal.enter(&ada.email).await;
    let current = portal
        .signed_in(&third.cookie)
        .await
        .unwrap()
        .unwrap()
        .session
        .id;
    let mine = portal.my_sessions(&ada.caller).await.unwrap();
    assert_eq!(mine.len(), 3);
    assert!(mine.iter().all(|session| session.account == ada.id));
    let of_bob = portal.my_sessions(&bob.caller).await.unwrap()[0].id;
    assert_fails!(
        portal.end_my_session(&ada.caller, of_bob).await,
        Error::NotFound
    );
    let unknown = SessionId(uuid::Uuid::from_u128(1));
    assert_fails!(
        portal.end_my_session(&ada.caller, unknown).await,
        Error::NotFound
    );
    let of_second = portal
        .signed_in(&second.cookie)
        .await
        .unwrap()
        .unwrap()
        .session
        .id;
    portal.end_my_session(&ada.caller, of_second).await.unwrap();
    assert!(portal.signed_in(&second.cookie).await.unwrap().is_none());
    assert_eq!(
        portal
            .end_my_other_sessions(&ada.caller, current)
            .await
            .unwrap(),
        1
    );
    assert!(portal.signed_in(&ada.cookie).await.unwrap().is_none());
    assert!(portal.signed_in(&third.cookie).await.unwrap().is_some());
    assert!(portal.signed_in(&bob.cookie).await.unwrap().is_some());
}

async fn a_raised_hashing_cost_is_met_at_the_next_login(portal: Portal) {
    // PWD-5
    let ada = portal.person("ada").await;
    let sql = format!(
        "SELECT password_hash FROM account WHERE email = '{}'",
        ada.email
    );
    let hash = || async {
        portal.rows(&sql).await[0]
            .try_get_by_index::<String>(0)
            .unwrap()
    };
    let old = hash().await;
    let raised = portal
        .replica_with(
            Cost {
                memory: 128,
                ..CHEAP
            },
            [],
        )
        .await;
    let wrong = raised
        .log_in(attempt(&ada.email, "Wrong7!Torch"))
        .await
        .unwrap();
    assert!(matches!(wrong, Login::Refused));
    assert_eq!(hash().await, old);
    let right = raised.log_in(attempt(&ada.email, PASSWORD)).await.unwrap();
    assert!(matches!(right, Login::In { .. }));
    assert!(hash().await.contains("m=128,"));
    let again = raised.log_in(attempt(&ada.email, PASSWORD)).await.unwrap();
    assert!(matches!(again, Login::In { .. }));
}
