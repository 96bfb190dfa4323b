//! What is tried first and what is not (PWD-4).

use proptest::prelude::*;
use rules::password::{PasswordFault, PasswordRules, Profile, context_words};

use super::*;

fn is_blocked_for_ada(password: &str) -> bool {
    is_blocked(
        password,
        &context_words(Some("Ada Lovelace"), None, Some("Analytical Engines")),
    )
}

#[test]
fn words_of_the_dictionary_are_blocked() {
    for password in [
        "password",
        "Password123!",
        "P@ssw0rd2024!",
        "Passw0rd!!",
        "drowssap",
        "Welcome1Welcome1",
        "correcthorsebatterystaple1",
    ] {
        let is_listed = is_blocked_for_ada(password);
        // The last one is four words: long known, but in no dictionary here.
        assert_eq!(
            is_listed,
            !password.starts_with("correcthorse"),
            "{password}"
        );
    }
}

#[test]
fn a_word_with_a_year_or_a_number_and_a_sign_is_blocked() {
    for password in [
        "Summer2026!",
        "Summer#2026",
        "2026Summer!",
        "Winter26!!",
        "Sommer2026!",
        "Frühling2026!",
        "Лето2026!",
        "Antarctica7!",
        "Moonlight#88",
        "Kennwort123!",
        "Geheim12345!",
        "Zebra!Zebra1",
        "Summer2026!Summer",
        "Password1!23",
    ] {
        assert!(is_blocked_for_ada(password), "{password}");
    }
}

#[test]
fn walks_over_the_keyboard_are_blocked() {
    for password in [
        "Qwertyuiop1!",
        "Qwertzuiop1!",
        "Azertyuiop1!",
        "Asdfghjkl;1A",
        "1qaz2wsx3EDC!",
        "!QAZ2wsx#EDC",
        "qwertyuiopasdfgh",
        "Poiuytrewq1!",
        "1234567890Aa!",
        "qweasdzxc123!Q",
    ] {
        assert!(is_blocked_for_ada(password), "{password}");
    }
}

#[test]
fn sequences_and_repetitions_are_blocked() {
    for password in [
        "aaaaaaaaaaaaaaa",
        "abcdefghijklmnopq",
        "               ",
        &"ab".repeat(60),
        &"1".repeat(128),
    ] {
        assert!(is_blocked_for_ada(password), "{password}");
    }
}

#[test]
fn the_own_name_adds_nothing_to_a_pattern() {
    for password in [
        "Lovelace1843!",
        "AdaLovelace1!",
        "Analytical.Engines.1",
        "Engines+Lovelace2",
    ] {
        assert!(is_blocked_for_ada(password), "{password}");
    }
    // For somebody else it is one word among others.
    assert!(!is_blocked::<&str>("Lovelace+Kyoto9", &[]));
    assert!(is_blocked("Lovelace+Kyoto9", &["kyoto", "lovelace"]));
}

#[test]
fn other_passwords_are_not_blocked() {
    for password in [
        "Correct4Horse!",
        "Horse$Battery9",
        "BlueTrain42!x",
        "xK9#mQ2$vL",
        "zW8!kq4&Lm2p",
        "83749!#52%10",
        "correct horse battery staple",
        "my dog eats blue cars",
        "Der Hund frisst blaue Autos",
        "山田太郎は毎朝五時に起きて散歩します",
        &"Correct4Horse!".repeat(2),
    ] {
        assert!(!is_blocked_for_ada(password), "{password}");
    }
}

#[test]
fn an_empty_password_is_somebody_elses_fault() {
    assert!(!is_blocked::<&str>("", &[]));
}

#[test]
fn the_profiles_refuse_what_is_blocked() {
    let rules = PasswordRules::of(Profile::Classic);
    let check = |password: &str| {
        rules.check::<&str>(password, &[], |password| is_blocked::<&str>(password, &[]))
    };
    assert_eq!(check("Summer2026!"), [PasswordFault::Blocked]);
    assert_eq!(check("Qwertyuiop1!"), [PasswordFault::Blocked]);
    assert_eq!(check("Correct4Horse!"), []);
}

#[test]
fn the_worst_input_is_bounded() {
    is_blocked::<&str>("warm up the dictionaries", &[]);
    let worst = "4@8({[<369&!1|!0$5+7%2".repeat(6);
    let started = std::time::Instant::now();
    is_blocked::<&str>(&worst, &[]);
    // The whole of it takes many seconds in a debug build.
    assert!(started.elapsed().as_secs() < 3, "{:?}", started.elapsed());
}

#[test]
fn neighbours_and_years_are_counted_as_they_are_guessed() {
    assert_eq!(distinct_neighbours("!!1!"), 3);
    assert_eq!(distinct_neighbours(""), 0);
    assert_eq!(without_years("2026!"), (1, "!".to_owned()));
    assert_eq!(without_years("é1999é2100"), (1, "éé2100".to_owned()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn judging_never_panics(password in "\\PC{0,60}", context in prop::collection::vec("\\PC{0,12}", 0..3)) {
        is_blocked(&password, &context);
    }
}
