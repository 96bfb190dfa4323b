//! My account: own name, own password. SECURITY SES-2, PWD-1, AUT-8.

use crate::support::{PASSWORD, Portal, assert_fails, exposed, on_both};
use backend::Error;
use backend::accounts::PasswordChange;
use backend::authority::Caller;

on_both!(
    people_change_their_own_name,
    a_new_password_ends_all_other_sessions,
    the_current_password_is_asked_for,
    a_new_password_meets_the_profile,
    two_changes_at_once_do_not_both_win,
    nobody_without_an_account_has_a_name_to_change,
);

const NEW: &str = "Brick9?Fjord";

fn change(current: &str, password: &str, confirmation: &str) -> PasswordChange {
    PasswordChange {
        current: current.to_string(),
        password: password.to_string(),
        confirmation: confirmation.to_string(),
    }
}

async fn people_change_their_own_name(portal: Portal) {
    let ada = portal.person("ada").await;
    portal.rename_me(&ada.caller, "  Ada King ").await.unwrap();
    assert_eq!(portal.enter(&ada.email).await.name, "Ada King");
    for name in ["", "see www.evil.example", &"x".repeat(65), "a\u{202e}b"] {
        let answer = portal.rename_me(&ada.caller, name).await;
        assert_fails!(answer, Error::Invalid(ref faults) if faults[0].field == "full_name");
    }
    // The trail holds no names.
    assert!(
        portal
            .trail_of(ada.id)
            .await
            .contains(&"account.renamed by account".to_string())
    );
    portal.revoke(&ada).await;
    assert_fails!(
        portal.rename_me(&ada.caller, "Ada").await,
        Error::Unauthenticated
    );
}

async fn a_new_password_ends_all_other_sessions(portal: Portal) {
    let first = portal.person("ada").await;
    let second = portal.enter(&first.email).await;
    let bob = portal.person("bob").await;
    let is_in = |cookie: String| {
        let portal = portal.clone();
        async move {
            portal
                .signed_in(&cookie)
                .await
                .unwrap()
                .map(|signed| signed.session.id)
        }
    };
    let current = is_in(second.cookie.clone()).await.unwrap();
    let wish = change(PASSWORD, NEW, NEW);
    let answer = portal
        .change_my_password(&second.caller, current, wish, "192.0.2.1")
        .await;
    // SES-2: the session goes on with a new cookie; the old one is dead.
    let cookie = exposed(&answer.unwrap());
    assert_eq!(is_in(cookie).await, Some(current));
    assert_eq!(is_in(second.cookie).await, None);
    assert_eq!(is_in(first.cookie).await, None);
    assert!(is_in(bob.cookie).await.is_some());
    assert!(portal.try_login(&first.email, PASSWORD).await.is_none());
    assert!(portal.try_login(&first.email, NEW).await.is_some());
}

async fn the_current_password_is_asked_for(portal: Portal) {
    let ada = portal.person("ada").await;
    let session = portal.my_sessions(&ada.caller).await.unwrap()[0].id;
    let wish = change("Wrong7!Torch", NEW, NEW);
    let answer = portal
        .change_my_password(&ada.caller, session, wish, "192.0.2.1")
        .await;
    assert_fails!(answer, Error::Invalid(ref faults) if faults[0].field == "current");
    assert!(portal.try_login(&ada.email, PASSWORD).await.is_some());
}

async fn a_new_password_meets_the_profile(portal: Portal) {
    let ada = portal.person("ada").await;
    let session = portal.my_sessions(&ada.caller).await.unwrap()[0].id;
    for (password, confirmation, field) in [
        ("short", "short", "password"),
        ("Kelp7!TorchXYZ987", "Kelp7!TorchXYZ987", "password"),
        (NEW, "Brick9?Fjor", "confirmation"),
    ] {
        let wish = change(PASSWORD, password, confirmation);
        let answer = portal
            .change_my_password(&ada.caller, session, wish, "192.0.2.1")
            .await;
        assert_fails!(answer, Error::Invalid(ref faults) if faults[0].field == field);
    }
}

async fn two_changes_at_once_do_not_both_win(portal: Portal) {
    let ada = portal.person("ada").await;
    let session = portal.my_sessions(&ada.caller).await.unwrap()[0].id;
    let try_with = |new: &'static str, network: &'static str| {
        let (portal, caller) = (portal.clone(), ada.caller.clone());
        tokio::spawn(async move {
            let wish = change(PASSWORD, new, new);
            portal
                .change_my_password(&caller, session, wish, network)
                .await
        })
    };
    let first = try_with(NEW, "192.0.2.1");
    let second = try_with("Plank3#Gorse", "192.0.2.2");
    let won = [first.await.unwrap(), second.await.unwrap()].map(|answer| answer.is_ok());
    let works = [
        portal.try_login(&ada.email, NEW).await.is_some(),
        portal.try_login(&ada.email, "Plank3#Gorse").await.is_some(),
    ];
    assert_eq!(won, works);
    assert!(won[0] != won[1]);
}

async fn nobody_without_an_account_has_a_name_to_change(portal: Portal) {
    for caller in [Caller::link_holder(""), Caller::command_line()] {
        assert_fails!(
            portal.rename_me(&caller, "Ada").await,
            Error::Unauthenticated
        );
        assert_fails!(portal.my_sessions(&caller).await, Error::Unauthenticated);
    }
}
