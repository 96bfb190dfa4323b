//! Names, and who may do what with a domain: everything enumerated.

use super::*;
use crate::role::Catalogue;

#[test]
fn a_name_is_3_to_40_of_a_to_z_0_to_9_and_hyphen() {
    let longest = "a".repeat(40);
    for good in ["abc", "a-1", "0-0", longest.as_str(), "  trimmed  "] {
        assert_eq!(DomainName::parse(good).unwrap().as_str(), good.trim());
    }
    let too_long = "a".repeat(41);
    for bad in ["", "ab", too_long.as_str()] {
        assert_eq!(DomainName::parse(bad), Err(NameFault::Length), "{bad}");
    }
    for bad in [
        "Abc",
        "a_b",
        "a b c",
        "é12",
        "a.b",
        "a/b",
        "abc\n d",
        "a\u{200b}bc",
    ] {
        assert_eq!(DomainName::parse(bad), Err(NameFault::Character), "{bad}");
    }
}

#[test]
fn a_description_says_which_field_is_at_fault() {
    let fault = |title: &str, text: &str| Description::parse(title, text).unwrap_err();
    assert_eq!(fault(" ", ""), ("title", TextFault::Empty));
    assert_eq!(
        fault(&"x".repeat(65), ""),
        ("title", TextFault::NameTooLong)
    );
    assert_eq!(
        fault("Billing", "see www.evil.example"),
        ("description", TextFault::WebAddress)
    );
    let kept = Description::parse(" Billing ", "").unwrap();
    assert_eq!(kept.title.as_str(), "Billing");
}

#[test]
fn only_the_right_role_changes_a_domain_and_an_archived_one_is_read_only() {
    let catalogue = Catalogue::default();
    for command in Command::ALL {
        for is_archived in [false, true] {
            for role in ["Administrator", "Editor", "Viewer", "nobody"] {
                let held = catalogue.domain_actions_of(role);
                let answer = decide(is_archived, command, held);
                let may = match command {
                    Command::Describe => matches!(role, "Administrator" | "Editor"),
                    Command::Archive | Command::Unarchive => role == "Administrator",
                };
                let fits = is_archived == (command == Command::Unarchive);
                assert_eq!(
                    answer.is_ok(),
                    may && fits,
                    "{command:?} {is_archived} {role}"
                );
                let is_about_rights = matches!(answer, Err(Refusal::NotAllowed { .. }));
                assert_eq!(is_about_rights, !may, "{command:?} {is_archived} {role}");
            }
        }
    }
}

#[test]
fn who_reads_all_domains_holds_everything_in_each() {
    // PRODUCT.md section 4: domains.read_all stands for every domain action in all domains.
    assert_eq!(
        held(&Actor::COMMAND_LINE, DomainActionSet::NONE),
        DomainActionSet::ALL
    );
    let viewer = Catalogue::default().domain_actions_of("Viewer");
    assert_eq!(held(&Actor::VISITOR, viewer), viewer);
}

#[test]
fn what_a_form_left_alone_is_not_chosen() {
    let sent = [String::new(), OfferedDomain::choice("billing", "Editor")];
    let billing = ("billing".to_string(), "Editor".to_string());
    assert_eq!(chosen(&sent), [billing]);
}
