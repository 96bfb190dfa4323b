use super::*;
use crate::normalise::AsciiOnly;
use crate::role::{CUSTOMER, Catalogue, OWNER};

fn id(n: u128) -> GroupId {
    GroupId(uuid::Uuid::from_u128(n))
}

#[test]
fn a_group_has_a_plain_name_of_1_to_64_code_points() {
    for text in ["Beta testers", "Команда", "R&D", "a", &"é".repeat(64)] {
        assert_eq!(GroupName::parse(text).unwrap().as_str(), text);
    }
    assert_eq!(GroupName::parse("  Beta ").unwrap().as_str(), "Beta");
    for (text, fault) in [
        ("", TextFault::Empty),
        (" \u{3000}", TextFault::Empty),
        (&"é".repeat(65), TextFault::NameTooLong),
        ("a\tb", TextFault::ControlCharacter),
        ("a\nb", TextFault::ControlCharacter),
        ("a\u{200b}b", TextFault::InvisibleCharacter),
        ("<b>", TextFault::Markup),
        ("see evil.example", TextFault::WebAddress),
        ("https://evil", TextFault::WebAddress),
        ("ada@example.org", TextFault::EmailAddress),
    ] {
        assert_eq!(GroupName::parse(text), Err(Fault::Name(fault)), "{text:?}");
    }
}

#[test]
fn names_that_read_alike_have_one_key() {
    let key = |text: &str| GroupName::parse(text).unwrap().key(&AsciiOnly);
    assert_eq!(key("Beta Testers"), key("beta  testers"));
    assert_eq!(key("ÉQUIPE"), key("équipe"));
    assert_ne!(key("Beta"), key("Beta 2"));
}

#[test]
fn a_group_is_carried_once_and_no_more_than_twenty_are() {
    assert_eq!(choose(&[]), Ok(Vec::new()));
    assert_eq!(choose(&[id(2), id(1), id(2)]), Ok(vec![id(1), id(2)]));
    let many: Vec<GroupId> = (0..21).map(id).collect();
    assert_eq!(choose(&many), Err(Fault::TooManyCarried));
    let twice: Vec<GroupId> = (0..40).map(|n| id(n / 2)).collect();
    assert_eq!(choose(&twice).map(|chosen| chosen.len()), Ok(20));
}

#[test]
fn groups_are_managed_within_the_ceiling_of_whoever_holds_the_action() {
    // PRODUCT.md section 4: never on an account whose role holds an action they lack.
    let someone = AccountId(uuid::Uuid::from_u128(7));
    let roles = Catalogue::default();
    for by in roles.portal_roles() {
        for of in roles.portal_roles() {
            let answer = may_change(&Actor::account(someone, by.actions), of.actions);
            let expected = match by.name.as_str() {
                OWNER => Ok(()),
                "Administrator" if of.name == OWNER => Err(account::Refusal::AboveCeiling),
                "Administrator" => Ok(()),
                _ => Err(account::Refusal::NotAllowed {
                    action: Action::GroupsManage,
                }),
            };
            assert_eq!(answer, expected, "{} on {}", by.name, of.name);
        }
    }
    assert!(may_change(&Actor::COMMAND_LINE, roles.actions_of(OWNER)).is_ok());
    assert!(may_change(&Actor::SYSTEM, roles.actions_of(CUSTOMER)).is_err());
}

#[test]
fn every_fault_names_its_field_and_its_fix() {
    for fault in [
        Fault::Name(TextFault::Empty),
        Fault::Taken,
        Fault::TooMany,
        Fault::TooManyCarried,
        Fault::Unknown,
    ] {
        assert!(["name", "groups"].contains(&fault.field()));
        assert!(fault.reason().ends_with('.'));
    }
    assert!(Fault::TooMany.reason().contains(&MOST_GROUPS.to_string()));
    assert!(
        Fault::TooManyCarried
            .reason()
            .contains(&MOST_CARRIED.to_string())
    );
}

#[test]
fn who_is_in_a_group_is_seen_by_whoever_sees_accounts_and_by_nobody_else() {
    use crate::policy::ActionSet;
    let held_by = |actions| Actor::account(AccountId(uuid::Uuid::from_u128(1)), actions);
    for action in Action::ALL {
        let actor = held_by(ActionSet::of(&[action]));
        assert_eq!(
            may_be_seen_by(&actor),
            action == Action::AccountsRead,
            "{action:?}"
        );
    }
}
