use super::*;

#[test]
fn the_policy_table_is_the_golden_one() {
    let mut table = String::from("action");
    for role in &PORTAL_ROLES {
        table.push_str(&format!(" | {}", role.name));
    }
    table.push('\n');
    for action in Action::ALL {
        table.push_str(action.as_str());
        for role in &PORTAL_ROLES {
            table.push_str(if role.actions.allows(action) {
                " | x"
            } else {
                " |  "
            });
        }
        table.push('\n');
    }
    crate::golden::assert_golden("policy.txt", &table);
}

#[test]
fn a_link_never_makes_an_administrator() {
    let by_owner: Vec<_> = roles_to_invite_with(actions_of(OWNER))
        .map(|r| r.name)
        .collect();
    assert_eq!(by_owner, ["Team", "Customer"]);
}

#[test]
fn a_reviewer_cannot_invite_with_a_role_above_their_own() {
    let by_reviewer: Vec<_> = roles_to_invite_with(actions_of("Reviewer"))
        .map(|r| r.name)
        .collect();
    assert_eq!(by_reviewer, ["Customer"]);
}

#[test]
fn covering_is_the_subset_order() {
    for a in &PORTAL_ROLES {
        for b in &PORTAL_ROLES {
            let subset = b.actions.iter().all(|action| a.actions.allows(action));
            assert_eq!(a.actions.covers(b.actions), subset, "{} {}", a.name, b.name);
        }
    }
}

#[test]
fn only_an_owner_lifts_an_opt_out() {
    // T21
    for role in &PORTAL_ROLES {
        let may = role.actions.allows(Action::SuppressionsLift);
        assert_eq!(may, role.name == OWNER, "{}", role.name);
    }
}

#[test]
fn an_unknown_role_holds_nothing() {
    assert_eq!(actions_of("owner"), ActionSet::NONE);
}
