//! The password profiles of SECURITY.md, at every boundary.

mod lengths;

use proptest::prelude::*;

use super::*;
use crate::normalise::AsciiOnly;

const CLASSIC: PasswordRules = PasswordRules::of(Profile::Classic);
const MODERN: PasswordRules = PasswordRules::of(Profile::Modern);
const EITHER: PasswordRules = PasswordRules::of(Profile::Either);

fn check(rules: &PasswordRules, password: &str) -> Vec<PasswordFault> {
    rules.check::<&str>(password, &[], |_| false)
}

/// A password of four classes with so many code points.
fn composed(length: usize) -> String {
    format!("aB1!{}", "x".repeat(length - 4))
}

#[test]
fn classic_takes_10_to_16_characters_of_four_classes() {
    // PRODUCT.md section 3 (S).
    for length in 10..=16 {
        assert_eq!(check(&CLASSIC, &composed(length)), [], "{length}");
    }
    assert_eq!(
        check(&CLASSIC, &composed(9)),
        [PasswordFault::TooShort { least: 10 }]
    );
    // Never cut silently.
    assert_eq!(
        check(&CLASSIC, &composed(17)),
        [PasswordFault::TooLong { most: 16 }]
    );
    assert_eq!(
        check(&CLASSIC, &composed(1 << 20)),
        [PasswordFault::TooLong { most: 16 }]
    );
}

#[test]
fn classic_names_every_missing_class_at_once() {
    for (password, fault) in [
        ("ABCDEFGH1!", PasswordFault::TooFewLower { least: 1 }),
        ("abcdefgh1!", PasswordFault::TooFewUpper { least: 1 }),
        ("abcdefghA!", PasswordFault::TooFewDigits { least: 1 }),
        ("abcdefghA1", PasswordFault::TooFewSpecial { least: 1 }),
    ] {
        assert_eq!(check(&CLASSIC, password), [fault], "{password}");
    }
    assert_eq!(
        check(&CLASSIC, ""),
        [
            PasswordFault::TooShort { least: 10 },
            PasswordFault::TooFewLower { least: 1 },
            PasswordFault::TooFewUpper { least: 1 },
            PasswordFault::TooFewDigits { least: 1 },
            PasswordFault::TooFewSpecial { least: 1 },
        ]
    );
}

#[test]
fn modern_takes_15_to_128_characters_of_any_kind() {
    for length in [15, 16, 64, 127, 128] {
        assert_eq!(check(&MODERN, &"a".repeat(length)), [], "{length}");
        assert_eq!(check(&MODERN, &"山".repeat(length)), [], "{length}");
    }
    assert_eq!(
        check(&MODERN, &composed(14)),
        [PasswordFault::TooShort { least: 15 }]
    );
    assert_eq!(
        check(&MODERN, &"a".repeat(129)),
        [PasswordFault::TooLong { most: 128 }]
    );
}

#[test]
fn either_takes_the_one_or_the_other() {
    for length in 10..=16 {
        assert_eq!(check(&EITHER, &composed(length)), [], "{length}");
    }
    for length in [15, 16, 17, 128] {
        assert_eq!(check(&EITHER, &"a".repeat(length)), [], "{length}");
    }
    assert_eq!(
        check(&EITHER, &composed(9)),
        [PasswordFault::TooShort { least: 10 }]
    );
    assert_eq!(
        check(&EITHER, &"a".repeat(14)),
        [
            PasswordFault::TooFewUpper { least: 1 },
            PasswordFault::TooFewDigits { least: 1 },
            PasswordFault::TooFewSpecial { least: 1 },
        ]
    );
    assert_eq!(
        check(&EITHER, &composed(129)),
        [PasswordFault::TooLong { most: 128 }]
    );
}

#[test]
fn classes_are_those_of_unicode() {
    for (character, class) in [
        ('a', Class::Lower),
        ('ß', Class::Lower),
        ('ж', Class::Lower),
        ('A', Class::Upper),
        ('Ж', Class::Upper),
        ('7', Class::Digit),
        ('٣', Class::Digit),
        ('!', Class::Special),
        ('_', Class::Special),
        ('~', Class::Special),
        ('€', Class::Special),
        ('½', Class::Special),
        ('Ⅷ', Class::Special),
        ('🦀', Class::Special),
        ('\u{301}', Class::Special),
        (' ', Class::Other),
        ('\u{A0}', Class::Other),
        ('\u{3000}', Class::Other),
        ('山', Class::Other),
        ('ǅ', Class::Other),
        ('ª', Class::Other),
        ('\u{200D}', Class::Other),
        ('\0', Class::Forbidden),
        ('\t', Class::Forbidden),
        ('\n', Class::Forbidden),
        ('\u{7F}', Class::Forbidden),
        ('\u{85}', Class::Forbidden),
        ('\u{378}', Class::Forbidden),
        ('\u{FFFF}', Class::Forbidden),
    ] {
        assert_eq!(Class::of(character), class, "{character:?}");
    }
}

#[test]
fn a_space_counts_for_length_only_and_nothing_is_trimmed() {
    // PWD-3.
    assert_eq!(check(&CLASSIC, " abcdeA1! "), []);
    assert_eq!(
        check(&CLASSIC, "abcde fA1 "),
        [PasswordFault::TooFewSpecial { least: 1 }]
    );
    assert_eq!(check(&MODERN, &" ".repeat(15)), []);
}

#[test]
fn length_is_counted_in_code_points() {
    assert_eq!(check(&CLASSIC, "äöüßÄÖÜ1€🦀"), []);
    assert_eq!(
        check(&CLASSIC, "äöüßÄÖ1€🦀"),
        [PasswordFault::TooShort { least: 10 }]
    );
}

#[test]
fn control_characters_and_unassigned_code_points_are_refused() {
    for forbidden in ['\0', '\t', '\n', '\u{9F}', '\u{378}', '\u{10FFFF}'] {
        for rules in [&CLASSIC, &MODERN, &EITHER] {
            let password = format!("aB1!abcdefghijk{forbidden}");
            assert_eq!(
                check(rules, &password),
                [PasswordFault::ForbiddenCharacter],
                "{forbidden:?}"
            );
        }
    }
}

#[test]
fn the_own_name_and_address_and_the_portals_name_are_no_passwords() {
    // PWD-4: whole-string comparison.
    let address = EmailAddress::parse("Augusta.Ada.King@example.org", &AsciiOnly).unwrap();
    let context = context_words(
        Some("Augusta Ada Byron-Lovelace"),
        Some(&address),
        Some("The Very Long Portal"),
    );
    let rules = PasswordRules {
        min_len: 8,
        min_lower: 0,
        min_upper: 0,
        min_digit: 0,
        min_special: 0,
        max_len: 128,
        ..CLASSIC
    };
    for password in [
        "Augusta Ada Byron-Lovelace",
        "AugustaAdaByron-Lovelace",
        "LOVELACE",
        "augusta.ada.king",
        "Augusta.Ada.King@Example.org",
        "The Very Long Portal",
        "theverylongportal",
    ] {
        assert_eq!(
            rules.check(password, &context, |_| false),
            [PasswordFault::ContextWord],
            "{password}"
        );
    }
    for password in ["Lovelace1", "The Long Portal", "Augusta Ada"] {
        assert_eq!(rules.check(password, &context, |_| false), [], "{password}");
    }
    assert!(context.contains(&"portico".to_owned()));
    assert!(
        !context.contains(&"ada".to_owned()),
        "three letters are no word of their own"
    );
    assert_eq!(context_words(None, None, None), ["portico"]);
    let off = PasswordRules {
        context_words: false,
        ..rules
    };
    assert_eq!(off.check("LOVELACE", &context, |_| false), []);
}

#[test]
fn the_blocklist_is_asked_about_acceptable_passwords_only() {
    assert_eq!(
        CLASSIC.check::<&str>("Summer2026!", &[], |password| password == "Summer2026!"),
        [PasswordFault::Blocked]
    );
    for password in ["Short1!", "Muchtoolongforthis1!", "aB1!abcdefg\u{7}"] {
        let mut was_asked = false;
        let faults = CLASSIC.check::<&str>(password, &[], |_| {
            was_asked = true;
            true
        });
        assert!(
            !was_asked && !faults.contains(&PasswordFault::Blocked),
            "{password}"
        );
    }
    let off = PasswordRules {
        blocklist: false,
        ..CLASSIC
    };
    assert_eq!(off.check::<&str>("Summer2026!", &[], |_| true), []);
}

#[test]
fn rules_that_make_no_sense_are_refused_at_once() {
    for profile in Profile::ALL {
        assert_eq!(PasswordRules::of(profile).validate(), Ok(()), "{profile:?}");
    }
    for (rules, fault) in [
        (
            PasswordRules {
                min_len: 7,
                ..CLASSIC
            },
            RulesFault::MinLenTooSmall,
        ),
        (
            PasswordRules {
                max_len: 1025,
                ..CLASSIC
            },
            RulesFault::MaxLenTooLarge,
        ),
        (
            PasswordRules {
                max_len: 9,
                ..CLASSIC
            },
            RulesFault::MaxBelowMin,
        ),
        (
            PasswordRules {
                min_lower: 14,
                ..CLASSIC
            },
            RulesFault::ClassesBeyondMaxLen,
        ),
        (
            PasswordRules {
                either_passphrase_min: Some(9),
                ..EITHER
            },
            RulesFault::PassphraseOutOfRange,
        ),
        (
            PasswordRules {
                either_passphrase_min: Some(129),
                ..EITHER
            },
            RulesFault::PassphraseOutOfRange,
        ),
    ] {
        assert_eq!(rules.validate(), Err(vec![fault]), "{rules:?}");
        assert!(fault.reason().contains("min_") || fault.reason().contains("max_"));
    }
    let wrong = PasswordRules {
        min_len: 5,
        max_len: 4,
        min_upper: u16::MAX,
        min_digit: u16::MAX,
        ..CLASSIC
    };
    assert_eq!(
        wrong.validate(),
        Err(vec![
            RulesFault::MinLenTooSmall,
            RulesFault::MaxBelowMin,
            RulesFault::ClassesBeyondMaxLen
        ])
    );
    assert_eq!(
        PasswordRules {
            min_len: 8,
            max_len: 1024,
            ..CLASSIC
        }
        .validate(),
        Ok(())
    );
}

#[test]
fn only_modern_meets_nist() {
    assert!(CLASSIC.deviates_from_nist());
    assert!(EITHER.deviates_from_nist());
    assert!(!MODERN.deviates_from_nist());
    assert!(
        PasswordRules {
            blocklist: false,
            ..MODERN
        }
        .deviates_from_nist()
    );
}

#[test]
fn profiles_are_named_as_in_the_settings() {
    assert_eq!(Profile::default(), Profile::Classic);
    for profile in Profile::ALL {
        assert_eq!(Profile::parse(profile.as_str()), Some(profile));
    }
    assert_eq!(Profile::parse("Classic"), None);
    assert_eq!(Profile::parse(""), None);
}

#[test]
fn every_fault_speaks() {
    for fault in [
        PasswordFault::TooShort { least: 10 },
        PasswordFault::TooLong { most: 16 },
        PasswordFault::TooFewLower { least: 1 },
        PasswordFault::TooFewUpper { least: 2 },
        PasswordFault::TooFewDigits { least: 1 },
        PasswordFault::TooFewSpecial { least: 1 },
        PasswordFault::ForbiddenCharacter,
        PasswordFault::ContextWord,
        PasswordFault::Blocked,
        PasswordFault::ConfirmationDiffers,
    ] {
        assert!(
            fault.reason().ends_with('.') && fault.reason().contains(';'),
            "{fault:?}"
        );
    }
    assert!(
        PasswordFault::TooFewUpper { least: 2 }
            .reason()
            .contains("2 upper-case letters")
    );
    assert!(PasswordFault::TooLong { most: 16 }.reason().contains("16"));
}

proptest! {
    #[test]
    fn checking_never_panics(password in any::<String>(), name in any::<String>()) {
        let context = context_words(Some(&name), None, Some(&name));
        for rules in [CLASSIC, MODERN, EITHER] {
            let _ = rules.check(&password, &context, |_| false);
        }
    }
}
