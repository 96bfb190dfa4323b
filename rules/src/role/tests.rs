use super::*;
use proptest::prelude::*;

fn built_in() -> Catalogue {
    Catalogue::default()
}

/// A table with a row for each action and a column for each role, with what that role holds by name.
fn table(roles: &[(&str, Vec<&'static str>)], actions: &[&'static str]) -> String {
    let mut table = String::from("action");
    for (name, _) in roles {
        table.push_str(&format!(" | {name}"));
    }
    table.push('\n');
    for action in actions {
        table.push_str(action);
        for (_, held) in roles {
            table.push_str(if held.contains(action) {
                " | x"
            } else {
                " |  "
            });
        }
        table.push('\n');
    }
    table
}

#[test]
fn the_policy_table_is_the_golden_one() {
    let roles = built_in();
    let columns: Vec<(&str, Vec<&str>)> = roles
        .portal_roles()
        .iter()
        .map(|role| {
            let held = role.actions.iter().map(Action::as_str).collect();
            (role.name.as_str(), held)
        })
        .collect();
    let table = table(&columns, &Action::ALL.map(Action::as_str));
    crate::golden::assert_golden("policy.txt", &table);
}

#[test]
fn the_policy_table_of_domains_is_the_golden_one() {
    let roles = built_in();
    let columns: Vec<(&str, Vec<&str>)> = roles
        .domain_roles()
        .iter()
        .map(|role| {
            let held = role.actions.iter().map(DomainAction::as_str).collect();
            (role.name.as_str(), held)
        })
        .collect();
    let table = table(&columns, &DomainAction::ALL.map(DomainAction::as_str));
    crate::golden::assert_golden("domain_policy.txt", &table);
}

#[test]
fn a_link_never_makes_an_administrator() {
    let roles = built_in();
    let by_owner: Vec<_> = roles
        .roles_to_invite_with(roles.actions_of(OWNER))
        .map(|role| role.name.as_str())
        .collect();
    assert_eq!(by_owner, ["Team", "Customer"]);
}

#[test]
fn a_reviewer_cannot_invite_with_a_role_above_their_own() {
    let roles = built_in();
    let by_reviewer: Vec<_> = roles
        .roles_to_invite_with(roles.actions_of("Reviewer"))
        .map(|role| role.name.as_str())
        .collect();
    assert_eq!(by_reviewer, ["Customer"]);
}

#[test]
fn nobody_gives_a_role_above_their_own_on_an_account_or_in_a_domain() {
    // PRODUCT.md section 4
    let roles = built_in();
    for by in roles.portal_roles() {
        for given in roles.portal_roles_within(by.actions) {
            assert!(
                by.actions.covers(given.actions),
                "{} {}",
                by.name,
                given.name
            );
        }
    }
    let by_editor: Vec<_> = roles
        .domain_roles_within(roles.domain_actions_of("Editor"))
        .map(|role| role.name.as_str())
        .collect();
    assert_eq!(by_editor, ["Editor", "Viewer"]);
}

#[test]
fn only_an_owner_lifts_an_opt_out() {
    // T21
    for role in built_in().portal_roles() {
        let may = role.actions.allows(Action::SuppressionsLift);
        assert_eq!(may, role.name == OWNER, "{}", role.name);
    }
}

#[test]
fn an_unknown_role_holds_nothing_and_only_who_holds_everything_decides_about_it() {
    let roles = built_in();
    assert_eq!(roles.actions_of("owner"), ActionSet::NONE);
    assert_eq!(roles.domain_actions_of("viewer"), DomainActionSet::NONE);
    assert_eq!(roles.ceiling_of("owner"), ActionSet::ALL);
    assert_eq!(roles.ceiling_of("Team"), roles.actions_of("Team"));
}

fn portal_set(bits: u32) -> ActionSet {
    let chosen: Vec<Action> = Action::ALL
        .into_iter()
        .filter(|action| bits & (1 << (*action as u32)) != 0)
        .collect();
    ActionSet::of(&chosen)
}

fn domain_set(bits: u32) -> DomainActionSet {
    let chosen: Vec<DomainAction> = DomainAction::ALL
        .into_iter()
        .filter(|action| bits & (1 << (*action as u32)) != 0)
        .collect();
    DomainActionSet::of(&chosen)
}

proptest! {
    // The ceiling: covering is the subset order, for any sets (SECURITY INV-10).
    #[test]
    fn covering_is_the_subset_order(a: u32, b: u32, c: u32) {
        let (a, b, c) = (portal_set(a), portal_set(b), portal_set(c));
        let subset = b.iter().all(|action| a.allows(action));
        prop_assert_eq!(a.covers(b), subset);
        prop_assert!(a.covers(a) && a.covers(ActionSet::NONE) && ActionSet::ALL.covers(a));
        prop_assert!(!(a.covers(b) && b.covers(a)) || a == b);
        prop_assert!(!(a.covers(b) && b.covers(c)) || a.covers(c));
        prop_assert_eq!(a.minus(b) == ActionSet::NONE, b.covers(a));
    }

    #[test]
    fn covering_is_the_subset_order_in_domains_too(a in 0u32..128, b in 0u32..128, c in 0u32..128) {
        let (a, b, c) = (domain_set(a), domain_set(b), domain_set(c));
        let subset = b.iter().all(|action| a.allows(action));
        prop_assert_eq!(a.covers(b), subset);
        prop_assert!(a.covers(a) && DomainActionSet::ALL.covers(a));
        prop_assert!(!(a.covers(b) && b.covers(a)) || a == b);
        prop_assert!(!(a.covers(b) && b.covers(c)) || a.covers(c));
    }
}
