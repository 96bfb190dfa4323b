//! Guessing is slowed down: SECURITY AUT-4, AUT-5; on every replica at once.

use crate::support::{PASSWORD, Portal, assert_fails, attempt, on_both};
use backend::Error;
use backend::accounts::PasswordChange;
use backend::sessions::{Login, LoginAttempt};
use rules::time::Span;

on_both!(
    guessing_one_account_is_slowed_down_from_everywhere,
    known_and_unknown_people_are_throttled_alike,
    guessing_from_one_network_is_slowed_down_for_every_account,
    a_right_password_ends_the_count,
    a_device_that_was_in_before_gets_in_during_an_attack,
    a_device_cookie_of_somebody_else_or_changed_counts_for_nothing,
    guessing_the_current_password_is_slowed_down_too,
    a_day_of_quiet_forgets,
    a_flood_of_tries_is_let_through_no_faster,
);

/// From a network of its own.
fn from(network: usize, email: &str, password: &str) -> LoginAttempt {
    LoginAttempt {
        network: format!("198.51.100.{network}"),
        ..attempt(email, password)
    }
}

async fn guess(portal: &Portal, email: &str, times: usize) {
    for n in 0..times {
        let answer = portal.log_in(from(n, email, "Wrong7!Torch")).await;
        assert!(matches!(answer, Ok(Login::Refused)), "try {n}");
    }
}

macro_rules! assert_throttled {
    ($answer:expr, $until:expr) => {
        match $answer {
            Err(Error::RateLimited { until }) => assert_eq!(until, $until),
            Err(other) => panic!("{other:?}"),
            Ok(_) => panic!("not throttled"),
        }
    };
}

async fn guessing_one_account_is_slowed_down_from_everywhere(portal: Portal) {
    portal.person("ada").await;
    guess(&portal, "ada@example.org", 5).await;
    // On another replica, with the right password even.
    let replica = portal.replica().await;
    let until = portal.now().plus(Span::seconds(1));
    assert_throttled!(
        replica.log_in(from(9, "Ada@Example.org", PASSWORD)).await,
        until
    );
    portal.advance_to(until);
    let answer = replica
        .log_in(from(9, "ada@example.org", "Wrong7!Torch"))
        .await
        .unwrap();
    assert!(matches!(answer, Login::Refused));
    let until = portal.now().plus(Span::seconds(2));
    assert_throttled!(
        portal.log_in(from(10, "ada@example.org", PASSWORD)).await,
        until
    );
    portal.advance_to(until);
    let answer = portal
        .log_in(from(10, "ada@example.org", PASSWORD))
        .await
        .unwrap();
    assert!(matches!(answer, Login::In { .. }));
}

async fn known_and_unknown_people_are_throttled_alike(portal: Portal) {
    // AUT-1
    portal.person("ada").await;
    guess(&portal, "ada@example.org", 5).await;
    guess(&portal, "nobody@example.org", 5).await;
    guess(&portal, "no address", 5).await;
    let until = portal.now().plus(Span::seconds(1));
    for email in ["ada@example.org", "nobody@example.org", "no address"] {
        assert_throttled!(portal.log_in(from(9, email, PASSWORD)).await, until);
    }
}

async fn guessing_from_one_network_is_slowed_down_for_every_account(portal: Portal) {
    portal.person("ada").await;
    for n in 0..20 {
        let email = format!("p{n}@example.org");
        let answer = portal
            .log_in(from(1, &email, "Wrong7!Torch"))
            .await
            .unwrap();
        assert!(matches!(answer, Login::Refused));
    }
    let until = portal.now().plus(Span::seconds(1));
    assert_throttled!(
        portal.log_in(from(1, "ada@example.org", PASSWORD)).await,
        until
    );
    let elsewhere = portal
        .log_in(from(2, "ada@example.org", PASSWORD))
        .await
        .unwrap();
    assert!(matches!(elsewhere, Login::In { .. }));
}

async fn a_right_password_ends_the_count(portal: Portal) {
    portal.person("ada").await;
    for _ in 0..4 {
        guess(&portal, "ada@example.org", 4).await;
        let answer = portal
            .log_in(from(9, "ada@example.org", PASSWORD))
            .await
            .unwrap();
        assert!(matches!(answer, Login::In { .. }));
    }
}

async fn a_device_that_was_in_before_gets_in_during_an_attack(portal: Portal) {
    // AUT-5
    portal.person("ada").await;
    let (_, device) = portal.try_login("ada@example.org", PASSWORD).await.unwrap();
    guess(&portal, "ada@example.org", 5).await;
    assert!(
        portal
            .log_in(from(9, "ada@example.org", PASSWORD))
            .await
            .is_err()
    );
    let known = |password: &str| LoginAttempt {
        device: Some(device.clone()),
        ..from(9, "ada@example.org", password)
    };
    let answer = portal.log_in(known(PASSWORD)).await.unwrap();
    assert!(matches!(answer, Login::In { .. }));
    // The attack goes on for everybody else, and the device has a count of its own.
    assert!(
        portal
            .log_in(from(9, "ada@example.org", PASSWORD))
            .await
            .is_err()
    );
    for _ in 0..5 {
        let answer = portal.log_in(known("Wrong7!Torch")).await.unwrap();
        assert!(matches!(answer, Login::Refused));
    }
    let until = portal.now().plus(Span::seconds(1));
    assert_throttled!(portal.log_in(known(PASSWORD)).await, until);
}

async fn a_device_cookie_of_somebody_else_or_changed_counts_for_nothing(portal: Portal) {
    portal.person("ada").await;
    portal.person("bob").await;
    let (_, of_bob) = portal.try_login("bob@example.org", PASSWORD).await.unwrap();
    let (_, of_ada) = portal.try_login("ada@example.org", PASSWORD).await.unwrap();
    let changed = format!("{of_ada}x");
    guess(&portal, "ada@example.org", 5).await;
    for device in [of_bob, changed, "nonsense".to_string()] {
        let known = LoginAttempt {
            device: Some(device),
            ..from(9, "ada@example.org", PASSWORD)
        };
        assert!(matches!(
            portal.log_in(known).await,
            Err(Error::RateLimited { .. })
        ));
    }
}

async fn guessing_the_current_password_is_slowed_down_too(portal: Portal) {
    // AUT-8: every way in shares the controls.
    let ada = portal.person("ada").await;
    let session = portal.my_sessions(&ada.caller).await.unwrap()[0].id;
    let change = |current: &str| PasswordChange {
        current: current.to_string(),
        password: "Brick9?Fjord".to_string(),
        confirmation: "Brick9?Fjord".to_string(),
    };
    for n in 0..5 {
        let network = format!("198.51.100.{n}");
        let wrong = change("Wrong7!Torch");
        let answer = portal
            .change_my_password(&ada.caller, session, wrong, &network)
            .await;
        assert_fails!(answer, Error::Invalid(ref faults) if faults[0].field == "current");
    }
    let answer = portal.change_my_password(&ada.caller, session, change(PASSWORD), "192.0.2.9");
    assert_fails!(answer.await, Error::RateLimited { .. });
}

async fn a_day_of_quiet_forgets(portal: Portal) {
    portal.person("ada").await;
    guess(&portal, "ada@example.org", 5).await;
    portal.advance(Span::hours(25));
    portal.sweep().await.unwrap();
    assert_eq!(portal.number("SELECT count(*) FROM throttle").await, 0);
    guess(&portal, "ada@example.org", 5).await;
}

async fn a_flood_of_tries_is_let_through_no_faster(portal: Portal) {
    // AUT-4: the try is reserved atomically before hashing.
    portal.person("ada").await;
    let replica = portal.replica().await;
    let tries = (0..64).map(|n| {
        let backend = if n % 2 == 0 {
            (*portal).clone()
        } else {
            replica.clone()
        };
        tokio::spawn(async move {
            backend
                .log_in(from(n, "ada@example.org", "Wrong7!Torch"))
                .await
        })
    });
    let mut hashed = 0;
    for answer in futures::future::join_all(tries).await {
        match answer.unwrap() {
            Ok(Login::Refused) => hashed += 1,
            // A try that was not looked at, because hashing is busy, does not count.
            Err(Error::RateLimited { .. } | Error::Unavailable(_)) => {}
            Ok(_) => panic!("a wrong password got in"),
            Err(other) => panic!("{other:?}"),
        }
    }
    assert!((1..=5).contains(&hashed), "{hashed}");
}
