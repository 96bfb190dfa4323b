//! The checklist: what it says, and that ticking it off means what the check means (PWD-1).

use proptest::prelude::*;

use super::super::{Class, Lengths, PasswordRules, Profile};
use super::*;

#[test]
fn the_checklist_says_what_is_checked() {
    let told = |rules: &PasswordRules| -> Vec<(ChecklistGroup, String)> {
        rules
            .checklist()
            .into_iter()
            .map(|item| (item.group, item.text))
            .collect()
    };
    use ChecklistGroup::{All, Composed, Passphrase};
    assert_eq!(
        told(&PasswordRules::of(Profile::Classic)),
        [
            (All, "10 to 16 characters"),
            (All, "a lower-case letter"),
            (All, "an upper-case letter"),
            (All, "a number"),
            (All, "a special character"),
            (All, "both entries equal"),
        ]
        .map(|(group, text)| (group, text.to_owned()))
    );
    assert_eq!(
        told(&PasswordRules::of(Profile::Modern)),
        [(All, "15 to 128 characters"), (All, "both entries equal")]
            .map(|(group, text)| (group, text.to_owned()))
    );
    assert_eq!(
        told(&PasswordRules::of(Profile::Either)),
        [
            (Composed, "10 to 16 characters"),
            (Composed, "a lower-case letter"),
            (Composed, "an upper-case letter"),
            (Composed, "a number"),
            (Composed, "a special character"),
            (Passphrase, "15 to 128 characters of any kind"),
            (All, "both entries equal"),
        ]
        .map(|(group, text)| (group, text.to_owned()))
    );
    let three = PasswordRules {
        min_digit: 3,
        ..PasswordRules::of(Profile::Classic)
    };
    assert!(
        three
            .checklist()
            .iter()
            .any(|item| item.text == "3 numbers" && item.least == 3)
    );
}

#[test]
fn the_patterns_say_in_the_browsers_words_what_the_classes_say() {
    // Read by hand in a browser: `\p{..}` needs the `u` flag, `.` counts code points with it and line breaks with `s`.
    assert_eq!(ChecklistKind::Length.pattern(), Some("."));
    assert_eq!(
        ChecklistKind::Special.pattern(),
        Some(r"[\p{M}\p{Nl}\p{No}\p{P}\p{S}]")
    );
    assert_eq!(ChecklistKind::Confirmation.pattern(), None);
    let kinds = [
        ChecklistKind::Length,
        ChecklistKind::Lower,
        ChecklistKind::Upper,
        ChecklistKind::Digit,
        ChecklistKind::Special,
        ChecklistKind::Confirmation,
    ];
    for kind in kinds {
        // Both go into attributes of the page.
        let printed = [kind.as_str(), kind.pattern().unwrap_or_default()].concat();
        assert!(!printed.contains(['"', '<', '&']), "{printed}");
    }
}

/// What the script on the page concludes from the printed checklist.
fn ticks_off(rules: &PasswordRules, password: &str) -> bool {
    let holds = |item: &ChecklistItem| {
        let of = |class| password.chars().filter(|c| Class::of(*c) == class).count();
        let found = match item.kind {
            ChecklistKind::Length => password.chars().count(),
            ChecklistKind::Lower => of(Class::Lower),
            ChecklistKind::Upper => of(Class::Upper),
            ChecklistKind::Digit => of(Class::Digit),
            ChecklistKind::Special => of(Class::Special),
            ChecklistKind::Confirmation => 1,
        };
        found >= usize::from(item.least) && item.most.is_none_or(|most| found <= usize::from(most))
    };
    let items = rules.checklist();
    let group = |group| items.iter().filter(|item| item.group == group).all(holds);
    let has = |group| items.iter().any(|item| item.group == group);
    group(ChecklistGroup::All)
        && (!has(ChecklistGroup::Passphrase)
            || group(ChecklistGroup::Composed)
            || group(ChecklistGroup::Passphrase))
}

proptest! {
    #[test]
    fn list_and_check_agree(password in "[a-cA-C0-2!? ]{0,20}|[a-cA-C0-2!? ]{120,132}") {
        let other = Lengths { classic_min: 8, classic_max: 19, modern_min: 12, modern_max: 17, ..Lengths::DEFAULT };
        let others = Profile::ALL.map(|profile| PasswordRules::with(profile, other));
        for rules in Profile::ALL.map(PasswordRules::of).into_iter().chain(others) {
            prop_assert_eq!(ticks_off(&rules, &password), rules.check::<&str>(&password, &[], |_| false).is_empty(), "{:?}", rules);
        }
    }
}
