use super::*;
use crate::ids::AccountId;
use crate::listing::Listing as _;
use crate::policy::{ActionSet, Actor};
use crate::role::Catalogue;
use crate::time::Timestamp;

const AT: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

fn roles() -> Catalogue {
    Catalogue::default()
}

fn id(n: u128) -> AccountId {
    AccountId(uuid::Uuid::from_u128(n))
}

fn subject(status: Status, role: &str) -> Subject {
    Subject {
        id: id(1),
        status,
        role_actions: roles().actions_of(role),
        inviter_vouches: false,
        is_last_owner: false,
    }
}

fn actor(role: &str) -> Actor {
    Actor::account(id(2), roles().actions_of(role))
}

#[test]
fn the_table_of_decisions_is_the_golden_one() {
    let mut table = String::from("status | role | command | actor | answer\n");
    for status in Status::ALL {
        for role in roles().portal_roles() {
            for command in Command::ALL {
                for by in roles().portal_roles() {
                    let subject = subject(status, &role.name);
                    let answer = match decide(&subject, command, &actor(&by.name), AT) {
                        Ok(decision) => format!(
                            "-> {} {:?}",
                            decision.to.map_or("(deleted)", Status::as_str),
                            decision.effects
                        ),
                        Err(Refusal::NotAllowed { action }) => format!("needs {}", action.as_str()),
                        Err(Refusal::Status { .. }) => "not in this status".to_string(),
                        Err(refusal) => format!("{refusal:?}"),
                    };
                    table.push_str(&format!(
                        "{} | {} | {command:?} | {} | {answer}\n",
                        status.as_str(),
                        role.name,
                        by.name
                    ));
                }
            }
        }
    }
    crate::golden::assert_golden("accounts.txt", &table);
}

#[test]
fn nobody_decides_about_themselves() {
    for status in Status::ALL {
        for command in Command::ALL {
            let me = Actor::account(id(1), ActionSet::ALL);
            let answer = decide(&subject(status, "Customer"), command, &me, AT);
            assert_eq!(answer, Err(Refusal::Oneself), "{status:?} {command:?}");
        }
    }
    let me = Actor::account(id(1), ActionSet::ALL);
    let mine = subject(Status::Approved, "Owner");
    assert_eq!(
        change_role(&mine, &roles(), "Team", &me),
        Err(Refusal::Oneself)
    );
}

#[test]
fn the_last_owner_stays_by_every_way() {
    let last = Subject {
        is_last_owner: true,
        ..subject(Status::Approved, "Owner")
    };
    for by in [actor("Owner"), Actor::COMMAND_LINE] {
        for command in [Command::Revoke, Command::Delete] {
            assert_eq!(decide(&last, command, &by, AT), Err(Refusal::LastOwner));
        }
        for role in roles().portal_roles() {
            let may_stay = role.name == "Owner";
            assert_eq!(
                change_role(&last, &roles(), &role.name, &by).is_ok(),
                may_stay
            );
        }
    }
}

#[test]
fn a_role_changes_within_the_ceiling_only() {
    for by in roles().portal_roles() {
        for from in roles().portal_roles() {
            for to in roles().portal_roles() {
                let answer = change_role(
                    &subject(Status::Approved, &from.name),
                    &roles(),
                    &to.name,
                    &actor(&by.name),
                );
                let allowed = by.actions.allows(crate::policy::Action::AccountsRole)
                    && by.actions.covers(from.actions)
                    && by.actions.covers(to.actions);
                assert_eq!(
                    answer.is_ok(),
                    allowed,
                    "{} {} {}",
                    by.name,
                    from.name,
                    to.name
                );
            }
        }
    }
    let anybody = subject(Status::Approved, "Customer");
    assert_eq!(
        change_role(&anybody, &roles(), "Emperor", &actor("Owner")),
        Err(Refusal::UnknownRole)
    );
}

#[test]
fn an_inviter_who_may_lifts_the_ceiling_of_an_approval_only() {
    // T6, T24
    let vouched = |status| Subject {
        inviter_vouches: true,
        ..subject(status, "Team")
    };
    let reviewer = actor("Reviewer");
    for status in [Status::Requested, Status::Rejected] {
        assert!(decide(&vouched(status), Command::Approve, &reviewer, AT).is_ok());
        assert_eq!(
            decide(&subject(status, "Team"), Command::Approve, &reviewer, AT),
            Err(Refusal::AboveCeiling)
        );
    }
    for (status, command) in [
        (Status::Revoked, Command::Approve),
        (Status::Approved, Command::Revoke),
    ] {
        assert_eq!(
            decide(&vouched(status), command, &reviewer, AT),
            Err(Refusal::AboveCeiling)
        );
    }
}

#[test]
fn what_a_row_offers_is_what_the_rules_allow() {
    for status in Status::ALL {
        for command in Command::ALL {
            let allowed =
                decide(&subject(status, "Customer"), command, &actor("Owner"), AT).is_ok();
            assert_eq!(
                offered(status).contains(&command),
                allowed,
                "{status:?} {command:?}"
            );
        }
    }
}

#[test]
fn an_actor_without_actions_does_nothing() {
    let nobody = Actor {
        actions: ActionSet::NONE,
        ..actor("Customer")
    };
    for status in Status::ALL {
        for command in Command::ALL {
            let answer = decide(&subject(status, "Customer"), command, &nobody, AT);
            assert!(matches!(answer, Err(Refusal::NotAllowed { .. })));
        }
    }
}

#[test]
fn the_whole_view_stands_in_the_query() {
    // UX TBL-03
    let listing = DeveloperListing {
        tab: Status::Revoked,
        search: "a&b".into(),
        sort: DeveloperSort::Name,
        dir: crate::listing::Direction::Ascending,
        ..DeveloperListing::default()
    };
    assert_eq!(
        listing.query(),
        "tab=revoked&search=a%26b&sort=name&dir=asc"
    );
    assert_eq!(DeveloperListing::default().query(), "tab=requested");
    let deep = DeveloperListing {
        page: "deep".into(),
        ..listing
    };
    assert!(deep.on_tab(Status::Approved).page.is_empty());
    assert!(deep.sorted_by("email").page.is_empty());
}
