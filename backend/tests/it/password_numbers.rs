//! The numbers of the password profiles as settings: PRODUCT.md section 7; SECURITY PWD-1, PWD-2.

use crate::support::{CHEAP, PASSWORD, Portal, assert_fails, first_owner, on_both, registration};
use backend::accounts::PasswordChange;
use backend::password_reset::NewPassword;
use backend::registrations::Registration;
use backend::{Error, Result};
use rules::settings::{Key, Source};

on_both!(
    other_numbers_hold_for_registration_reset_and_own_account,
    other_numbers_hold_for_the_first_owner,
    either_uses_the_numbers_of_both,
    numbers_that_do_not_go_together_are_refused_and_change_nothing,
    stored_numbers_that_contradict_the_environment_count_as_unset,
    a_password_of_before_still_logs_in,
    other_classes_hold_at_once,
);

const EIGHT: &str = "Gr5!nite";
const NINE: &str = "Gr5!nite?";
const SEVENTEEN: &str = "Gr5!nite?Dusk7ree";
const EIGHTEEN: &str = "Gr5!nite?Dusk7rees";

async fn nine_to_seventeen(portal: &Portal) {
    portal.set(Key::PasswordClassicMin, "9").await;
    portal.set(Key::PasswordClassicMax, "17").await;
}

fn with(password: &str) -> Registration {
    Registration {
        password: password.to_string(),
        confirmation: password.to_string(),
        ..registration("Vera Holm")
    }
}

fn new(password: &str) -> NewPassword {
    NewPassword {
        password: password.to_string(),
        confirmation: password.to_string(),
    }
}

fn reason<T: std::fmt::Debug>(answer: Result<T>) -> String {
    match answer {
        Err(Error::Invalid(faults)) => {
            assert_eq!(faults[0].field, "password");
            faults[0].reason.clone()
        }
        other => panic!("{other:?}"),
    }
}

async fn other_numbers_hold_for_registration_reset_and_own_account(portal: Portal) {
    nine_to_seventeen(&portal).await;
    let owner = portal.owner().await;
    portal.invite_one(&owner.caller, "vera@example.org").await;
    let token = portal.token_for("vera@example.org").await;
    let short = portal.register(&token, with(EIGHT), None, "").await;
    assert!(reason(short).contains("at least 9 characters"));
    let long = portal.register(&token, with(EIGHTEEN), None, "").await;
    assert!(reason(long).contains("at most 17 characters"));
    portal.register(&token, with(NINE), None, "").await.unwrap();

    portal.forgot("vera@example.org").await;
    let reset = portal.reset_token_for("vera@example.org").await;
    let answer = portal
        .reset_password(&reset, new(EIGHTEEN), "net", "")
        .await;
    assert!(reason(answer).contains("at most 17 characters"));
    portal
        .reset_password(&reset, new(SEVENTEEN), "net", "")
        .await
        .unwrap();
    let (cookie, _) = portal
        .try_login("vera@example.org", SEVENTEEN)
        .await
        .unwrap();

    let signed_in = portal.signed_in(&cookie).await.unwrap().unwrap();
    let change = |password: &str| PasswordChange {
        current: SEVENTEEN.to_string(),
        password: password.to_string(),
        confirmation: password.to_string(),
    };
    let (caller, session) = (signed_in.caller(""), signed_in.session.id);
    let answer = portal
        .change_my_password(&caller, session, change(EIGHT), "net")
        .await;
    assert!(reason(answer).contains("at least 9 characters"));
    portal
        .change_my_password(&caller, session, change(NINE), "net")
        .await
        .unwrap();
}

async fn other_numbers_hold_for_the_first_owner(portal: Portal) {
    let replica = portal
        .replica_with(
            CHEAP,
            [
                (Key::PasswordClassicMax, "20"),
                (Key::PasswordClassicMin, "12"),
            ],
        )
        .await;
    let first = |password: &str| backend::setup::FirstOwner {
        password: password.to_string(),
        confirmation: password.to_string(),
        ..first_owner("olga@portico.example")
    };
    let answer = replica.create_first_owner(first(NINE)).await;
    assert!(reason(answer).contains("at least 12 characters"));
    replica.create_first_owner(first(EIGHTEEN)).await.unwrap();
}

async fn either_uses_the_numbers_of_both(portal: Portal) {
    nine_to_seventeen(&portal).await;
    portal.set(Key::PasswordModernMin, "20").await;
    portal.set(Key::PasswordProfile, "either").await;
    let owner = portal.owner().await;
    for (name, password, is_taken) in [
        ("ann", NINE, true),
        ("ben", EIGHTEEN, false),
        ("cid", "quiet herons at dusk", true),
        ("dan", "quiet herons atdusk", false),
    ] {
        let email = format!("{name}@example.org");
        portal.invite_one(&owner.caller, &email).await;
        let token = portal.token_for(&email).await;
        let answer = portal.register(&token, with(password), None, "").await;
        assert_eq!(answer.is_ok(), is_taken, "{password}: {answer:?}");
    }
}

async fn numbers_that_do_not_go_together_are_refused_and_change_nothing(portal: Portal) {
    let owner = portal.owner().await;
    let before = portal.dump().await;
    for (changes, field) in [
        (
            vec![(Key::PasswordClassicMin, "13")],
            "password_classic_min",
        ),
        (
            vec![(Key::PasswordClassicMax, "13")],
            "password_classic_max",
        ),
        (
            vec![
                (Key::PasswordModernMin, "62"),
                (Key::PasswordModernMax, "65"),
            ],
            "password_modern_max",
        ),
    ] {
        let changes = changes
            .into_iter()
            .map(|(key, value)| (key, value.to_string()));
        let answer = portal
            .change_settings(&owner.caller, changes.collect(), None)
            .await;
        assert_fails!(answer, Error::Invalid(ref faults) if faults[0].field == field && faults[0].reason.contains("4 "));
    }
    assert_eq!(portal.dump().await, before);
    let together = vec![
        (Key::PasswordClassicMin, "20".to_string()),
        (Key::PasswordClassicMax, "24".to_string()),
    ];
    portal
        .change_settings(&owner.caller, together, None)
        .await
        .unwrap();
}

async fn stored_numbers_that_contradict_the_environment_count_as_unset(portal: Portal) {
    let owner = portal.owner().await;
    portal.set(Key::PasswordClassicMax, "40").await;
    portal.set(Key::PasswordClassicMin, "30").await;
    let fixed = [(Key::PasswordClassicMax, "20")];
    let replica = portal.replica_with(CHEAP, fixed).await;
    let (settings, sources) = replica.settings_with_sources(&owner.caller).await.unwrap();
    assert_eq!(settings.password_lengths.classic_max, 20);
    assert_eq!(settings.password_lengths.classic_min, 10);
    assert_eq!(sources[&Key::PasswordClassicMin], Source::Default);
}

async fn a_password_of_before_still_logs_in(portal: Portal) {
    let vera = portal.person("vera").await;
    portal.set(Key::PasswordClassicMax, "24").await;
    portal.set(Key::PasswordClassicMin, "20").await;
    assert!(portal.try_login(&vera.email, PASSWORD).await.is_some());
}

async fn other_classes_hold_at_once(portal: Portal) {
    let owner = portal.owner().await;
    portal.invite_one(&owner.caller, "vera@example.org").await;
    let token = portal.token_for("vera@example.org").await;
    portal.set(Key::PasswordClassicDigit, "2").await;
    let one = portal
        .register(&token, with("Gr5!nite?Dusk"), None, "")
        .await;
    assert!(reason(one).contains("2 numbers"));
    portal.set(Key::PasswordClassicDigit, "0").await;
    portal
        .register(&token, with("Gr!nite?Dusk"), None, "")
        .await
        .unwrap();
}
