use super::*;

fn role(name: &str, actions: &[&str]) -> WrittenRole {
    WrittenRole {
        name: name.to_owned(),
        description: "Does something.".to_owned(),
        actions: WrittenActions::Named(actions.iter().map(|a| (*a).to_owned()).collect()),
    }
}

fn all(name: &str) -> WrittenRole {
    WrittenRole {
        actions: WrittenActions::All,
        ..role(name, &[])
    }
}

/// The least that a catalogue must hold.
fn least() -> (Vec<WrittenRole>, Vec<WrittenRole>) {
    let portal = vec![all(OWNER), role(CUSTOMER, &["credentials.own"])];
    (portal, vec![all(DOMAIN_ADMINISTRATOR)])
}

/// What is wrong with the least catalogue and these besides.
fn with(portal: &[WrittenRole], domain: &[WrittenRole]) -> Vec<String> {
    let (mut least_portal, mut least_domain) = least();
    least_portal.extend_from_slice(portal);
    least_domain.extend_from_slice(domain);
    told(Catalogue::written(
        "roles.toml",
        &least_portal,
        &least_domain,
    ))
}

fn told(read: Result<Catalogue, Vec<Mistake>>) -> Vec<String> {
    let mistakes = read.err().unwrap_or_default();
    mistakes.iter().map(ToString::to_string).collect()
}

#[test]
fn a_role_of_ones_own_is_read_with_its_actions_in_the_order_written() {
    let (mut portal, mut domain) = least();
    portal.push(role("Support", &["domains.create", "credentials.own"]));
    domain.push(role("Guest", &["domain:read"]));
    let roles = Catalogue::written("roles.toml", &portal, &domain).unwrap();
    let names: Vec<_> = roles.portal_roles().iter().map(|r| &r.name).collect();
    assert_eq!(names, ["Owner", "Customer", "Support"]);
    let support = roles.portal_role("Support").unwrap();
    let expected = ActionSet::of(&[Action::DomainsCreate, Action::CredentialsOwn]);
    assert_eq!(support.actions, expected);
    assert!(support.may_travel_by_link());
    assert_eq!(support.description, "Does something.");
    let guest = roles.domain_role("Guest").unwrap();
    assert_eq!(guest.actions, DomainActionSet::of(&[DomainAction::Read]));
    assert_eq!(roles.file(), Some("roles.toml"));
    assert_eq!(roles.actions_of(OWNER), ActionSet::ALL);
}

#[test]
fn the_built_in_catalogue_could_have_been_written() {
    let built_in = Catalogue::default();
    let portal: Vec<_> = built_in
        .portal_roles()
        .iter()
        .map(|role| WrittenRole {
            name: role.name.clone(),
            description: role.description.clone(),
            actions: WrittenActions::Named(
                role.actions.iter().map(|a| a.as_str().to_owned()).collect(),
            ),
        })
        .collect();
    let domain: Vec<_> = built_in
        .domain_roles()
        .iter()
        .map(|role| WrittenRole {
            name: role.name.clone(),
            description: role.description.clone(),
            actions: WrittenActions::Named(
                role.actions.iter().map(|a| a.as_str().to_owned()).collect(),
            ),
        })
        .collect();
    let read = Catalogue::written("roles.toml", &portal, &domain).unwrap();
    assert_eq!(read.portal_roles(), built_in.portal_roles());
    assert_eq!(read.domain_roles(), built_in.domain_roles());
    assert_eq!(built_in.file(), None);
}

#[test]
fn the_roles_that_must_be_there_are_asked_for_all_at_once() {
    let found = told(Catalogue::written("roles.toml", &[], &[]));
    assert_eq!(
        found,
        [
            r#"portal role "Owner", name: there must be a role of this name"#,
            r#"portal role "Customer", name: there must be a role of this name"#,
            r#"domain role "Administrator", name: there must be a role of this name"#,
        ]
    );
}

#[test]
fn an_owner_who_lacks_an_action_is_refused_by_each_of_them() {
    for lacking in Action::ALL {
        let names: Vec<&str> = Action::ALL
            .into_iter()
            .filter(|action| *action != lacking)
            .map(Action::as_str)
            .collect();
        let (mut portal, domain) = least();
        portal[0] = role(OWNER, &names);
        let found = told(Catalogue::written("roles.toml", &portal, &domain));
        let expected = format!("lacks {};", lacking.as_str());
        assert!(
            found.len() == 1 && found[0].contains(&expected),
            "{found:?}"
        );
    }
}

#[test]
fn a_domain_administrator_who_lacks_an_action_is_refused_by_each_of_them() {
    for lacking in DomainAction::ALL {
        let names: Vec<&str> = DomainAction::ALL
            .into_iter()
            .filter(|action| *action != lacking)
            .map(DomainAction::as_str)
            .collect();
        let (portal, mut domain) = least();
        domain[0] = role(DOMAIN_ADMINISTRATOR, &names);
        let found = told(Catalogue::written("roles.toml", &portal, &domain));
        let expected = format!("lacks {};", lacking.as_str());
        assert!(
            found.len() == 1 && found[0].contains(&expected),
            "{found:?}"
        );
    }
}

#[test]
fn a_customer_with_an_administrative_action_is_refused_by_each_of_them() {
    for action in Action::ALL {
        let (mut portal, domain) = least();
        portal[1] = role(CUSTOMER, &[action.as_str()]);
        let found = told(Catalogue::written("roles.toml", &portal, &domain));
        let is_administrative = ActionSet::of(&[action]).is_administrative();
        assert_eq!(found.len(), usize::from(is_administrative), "{found:?}");
        assert!(found.iter().all(|text| text.contains(action.as_str())));
    }
}

#[test]
fn every_mistake_is_named_with_its_role_and_field() {
    let long = "x".repeat(65);
    let found = with(
        &[
            role("", &["credentials.own"]),
            role(&long, &[]),
            role("www.example.org", &[]),
            WrittenRole {
                description: String::new(),
                ..role("Support", &["invitation.send", "domain:read"])
            },
            role("support", &[]),
            WrittenRole {
                description: "y".repeat(501),
                ..role("Long", &[])
            },
            WrittenRole {
                description: "One line\nand another".to_owned(),
                ..role("Two", &[])
            },
        ],
        &[
            role("Ghost", &["domain:archive"]),
            role("Odd", &["domain:read", "mail.read"]),
        ],
    );
    assert_eq!(
        found,
        [
            "portal role number 3, name: Nothing is written here; fill it in.",
            "portal role number 4, name: The name is too long; use at most 64 characters.",
            "portal role number 5, name: The text holds something like a web address; remove it, or put a space after the full stop.",
            r#"portal role "Support", description: Nothing is written here; fill it in."#,
            r#"portal role "Support", actions: there is no portal action "invitation.send""#,
            r#"portal role "Support", actions: "domain:read" is no portal action; take it out here"#,
            r#"portal role "support", name: another role has this name; capital letters make no difference"#,
            r#"portal role "Long", description: The text is too long; use at most 500 characters."#,
            r#"portal role "Two", description: The text holds a control character such as a tab; remove it, or type the text by hand."#,
            r#"domain role "Odd", actions: "mail.read" is no domain action; take it out here"#,
            r#"domain role "Ghost", actions: a member must be able to enter the domain; add domain:read"#,
        ]
    );
}

#[test]
fn more_roles_than_anybody_could_choose_from_are_refused() {
    let many: Vec<_> = (0..MOST_ROLES)
        .map(|n| role(&format!("Role {n}"), &[]))
        .collect();
    let found = with(&many, &[]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("more than 50 portal roles"), "{found:?}");
    assert_eq!(with(&many[..MOST_ROLES - 2], &[]), Vec::<String>::new());
}
