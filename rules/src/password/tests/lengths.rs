//! The numbers of the profiles: what they may be, and that check and checklist follow them.

use super::*;
use crate::password::{ChecklistGroup, Classes, LEAST_ROOM, LengthFault, Lengths};

/// Numbers that nobody has by default.
const OTHER: Lengths = Lengths {
    classic_min: 9,
    classic_max: 17,
    modern_min: 20,
    modern_max: 64,
    classes: Classes::DEFAULT,
};

fn length_lines(rules: &PasswordRules) -> Vec<(ChecklistGroup, String)> {
    let items = rules.checklist().into_iter();
    items
        .filter(|item| item.text.contains(" to "))
        .map(|item| (item.group, item.text))
        .collect()
}

#[test]
fn the_default_numbers_are_those_of_the_profiles() {
    assert_eq!(Lengths::default(), Lengths::DEFAULT);
    for profile in Profile::ALL {
        assert_eq!(
            PasswordRules::with(profile, Lengths::DEFAULT),
            PasswordRules::of(profile)
        );
    }
}

#[test]
fn classic_with_9_to_17_takes_both_and_nothing_beyond() {
    let rules = PasswordRules::with(Profile::Classic, OTHER);
    for length in 9..=17 {
        assert_eq!(check(&rules, &composed(length)), [], "{length}");
    }
    let told = |length| check(&rules, &composed(length))[0].reason().into_owned();
    assert!(told(8).contains("at least 9 characters"), "{}", told(8));
    assert!(told(18).contains("at most 17 characters"), "{}", told(18));
    assert_eq!(
        length_lines(&rules),
        [(ChecklistGroup::All, "9 to 17 characters".to_owned())]
    );
}

#[test]
fn modern_with_20_to_64_takes_both_and_nothing_beyond() {
    let rules = PasswordRules::with(Profile::Modern, OTHER);
    for (length, faults) in [
        (19, vec![PasswordFault::TooShort { least: 20 }]),
        (20, vec![]),
        (64, vec![]),
        (65, vec![PasswordFault::TooLong { most: 64 }]),
    ] {
        assert_eq!(check(&rules, &"a".repeat(length)), faults, "{length}");
    }
    assert!(!rules.deviates_from_nist());
    let short = Lengths {
        modern_min: 14,
        ..OTHER
    };
    assert!(PasswordRules::with(Profile::Modern, short).deviates_from_nist());
}

#[test]
fn either_uses_the_numbers_of_both() {
    let rules = PasswordRules::with(Profile::Either, OTHER);
    assert_eq!(
        length_lines(&rules),
        [
            (ChecklistGroup::Composed, "9 to 17 characters".to_owned()),
            (
                ChecklistGroup::Passphrase,
                "20 to 64 characters of any kind".to_owned()
            ),
        ]
    );
    for length in [9, 17, 20, 64] {
        assert_eq!(check(&rules, &composed(length)), [], "{length}");
    }
    // Between the two neither fits.
    for length in [18, 19] {
        let faults = [PasswordFault::TooLong { most: 17 }];
        assert_eq!(check(&rules, &composed(length)), faults, "{length}");
    }
    assert_eq!(
        check(&rules, &composed(65)),
        [PasswordFault::TooLong { most: 64 }]
    );
}

#[test]
fn either_takes_a_composed_password_that_is_longer_than_any_passphrase() {
    let lengths = Lengths {
        classic_max: 100,
        ..OTHER
    };
    let rules = PasswordRules::with(Profile::Either, lengths);
    assert_eq!(check(&rules, &composed(100)), []);
    let plain = check(&rules, &"a".repeat(100));
    assert!(
        plain.contains(&PasswordFault::TooFewUpper { least: 1 }),
        "{plain:?}"
    );
    assert_eq!(
        check(&rules, &composed(101)),
        [PasswordFault::TooLong { most: 100 }]
    );
}

#[test]
fn under_either_a_passphrase_is_never_the_shorter_way() {
    let lengths = Lengths {
        classic_min: 24,
        classic_max: 40,
        ..OTHER
    };
    let rules = PasswordRules::with(Profile::Either, lengths);
    assert_eq!(rules.either_passphrase_min, Some(24));
    assert_eq!(rules.validate(), Ok(()));
}

#[test]
fn whatever_the_bounds_allow_makes_sense() {
    let ends = |range: std::ops::RangeInclusive<u16>| [*range.start(), *range.end()];
    let mut fitting = 0;
    let most = *Classes::EACH.end();
    let most_of_each = Classes {
        lower: most,
        upper: most,
        digit: most,
        special: most,
    };
    for classic_min in ends(Lengths::CLASSIC_MIN) {
        for classic_max in ends(Lengths::CLASSIC_MAX) {
            for modern_min in ends(Lengths::MODERN_MIN) {
                for modern_max in ends(Lengths::MODERN_MAX) {
                    let lengths = Lengths {
                        classic_min,
                        classic_max,
                        modern_min,
                        modern_max,
                        classes: most_of_each,
                    };
                    let fits = |least: u16, most: u16| least + LEAST_ROOM <= most;
                    let wanted: Vec<LengthFault> = [
                        (fits(classic_min, classic_max), LengthFault::Classic),
                        (fits(modern_min, modern_max), LengthFault::Modern),
                    ]
                    .into_iter()
                    .filter_map(|(is_right, fault)| (!is_right).then_some(fault))
                    .collect();
                    assert_eq!(lengths.validate().err().unwrap_or_default(), wanted);
                    if wanted.is_empty() {
                        fitting += 1;
                        for profile in Profile::ALL {
                            let rules = PasswordRules::with(profile, lengths);
                            assert_eq!(rules.validate(), Ok(()), "{rules:?}");
                        }
                    }
                }
            }
        }
    }
    assert_eq!(fitting, 9);
    // A login looks at 1,024 bytes: the longest password fits, four bytes a code point (PWD-2).
    assert!(Lengths::MODERN_MAX.end() * 4 <= 1_024);
    assert!(Lengths::CLASSIC_MAX.end() * 4 <= 1_024);
}

#[test]
fn the_classes_of_classic_may_be_more_or_fewer() {
    let rules = |lower, upper, digit, special| {
        let classes = Classes {
            lower,
            upper,
            digit,
            special,
        };
        let lengths = Lengths {
            classes,
            ..Lengths::DEFAULT
        };
        PasswordRules::with(Profile::Classic, lengths)
    };
    assert_eq!(check(&rules(1, 1, 1, 1), "granite5!Meadow"), []);
    assert_eq!(
        check(&rules(1, 1, 2, 1), "granite5!Meadow"),
        [PasswordFault::TooFewDigits { least: 2 }]
    );
    assert_eq!(check(&rules(1, 0, 0, 0), "granitemeadow"), []);
    let texts = rules(0, 2, 1, 0).checklist();
    let texts: Vec<&str> = texts.iter().map(|item| item.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "10 to 16 characters",
            "2 upper-case letters",
            "a number",
            "both entries equal"
        ]
    );
    // A passphrase has none.
    let modern = PasswordRules::with(Profile::Modern, Lengths::DEFAULT);
    assert_eq!(check(&modern, "granite meadow orbits"), []);
}
