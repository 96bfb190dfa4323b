use std::collections::BTreeMap;

use rules::policy::ActionSet;

use super::super::{Config, Faults, Inputs, load};
use super::*;

const RIGHT: &str = r#"
[[portal]]
name = "Owner"
description = "Holds everything."
actions = "all"

[[portal]]
name = "Support"
description = "Helps, and creates domains."
actions = ["domains.create", "credentials.own"]

[[portal]]
name = "Customer"
description = "Uses the portal."
actions = ["credentials.own"]

[[domain]]
name = "Administrator"
description = "Holds everything in the domain."
actions = "all"

[[domain]]
name = "Guest"
description = "Looks."
actions = ["domain:read"]
"#;

fn started(
    flag: Option<&str>,
    variable: Option<&str>,
    file_key: bool,
    text: &str,
) -> Result<Config, Faults> {
    let text = text.to_owned();
    let read = move |path: &Path| match path.to_str() {
        Some("/etc/portico/roles.toml") => Ok(text.clone()),
        Some("portico.toml") => Ok("roles_file = \"/etc/portico/roles.toml\"".to_owned()),
        _ => Err(io::Error::from(io::ErrorKind::NotFound)),
    };
    let mut flags: BTreeMap<&'static str, String> = BTreeMap::new();
    flags.extend(flag.map(|path| ("roles_file", path.to_owned())));
    flags.extend(file_key.then(|| ("config", "portico.toml".to_owned())));
    let variable = variable.map(|path| ("PORTICO_ROLES_FILE".to_owned(), path.to_owned()));
    load(&Inputs {
        flags,
        variables: variable.into_iter().collect(),
        read: &read,
        is_terminal: true,
    })
}

fn shown(config: &Config) -> (&str, &str) {
    let line = config.shown.iter().find(|line| line.name == "roles_file");
    let line = line.expect("a line");
    (&line.value, &line.source)
}

/// What is wrong with the file, without its place.
fn mistakes(text: &str) -> Vec<String> {
    read("roles.toml", Ok(text.to_owned()))
        .err()
        .unwrap_or_default()
}

#[test]
fn the_file_is_named_by_flag_variable_or_key_and_shown_with_its_source() {
    const PATH: &str = "/etc/portico/roles.toml";
    let by_key = started(None, None, true, RIGHT).expect("right");
    assert_eq!(shown(&by_key), (PATH, "roles_file in portico.toml"));
    let by_variable = started(None, Some(PATH), true, RIGHT).expect("right");
    assert_eq!(shown(&by_variable), (PATH, "PORTICO_ROLES_FILE"));
    let by_flag = started(Some(PATH), Some("elsewhere"), true, RIGHT).expect("right");
    assert_eq!(shown(&by_flag), (PATH, "--roles-file"));
    for config in [by_key, by_variable, by_flag] {
        let names: Vec<_> = config
            .roles
            .portal_roles()
            .iter()
            .map(|r| &r.name)
            .collect();
        assert_eq!(names, ["Owner", "Support", "Customer"]);
        assert_eq!(config.roles.actions_of("Owner"), ActionSet::ALL);
        assert_eq!(config.roles.file(), Some("roles.toml"));
    }
    let built_in = started(None, None, false, RIGHT).expect("right");
    assert_eq!(shown(&built_in), ("(built in)", "default"));
    assert_eq!(*built_in.roles, Catalogue::default());
}

// UX-OPS-03
#[test]
fn every_mistake_in_the_file_is_a_line_of_its_own_beside_all_others() {
    let text = RIGHT
        .replace("domains.create", "domain.create")
        .replace("domain:read", "mail.read");
    let faults = started(None, Some("/etc/portico/roles.toml"), false, &text);
    let told = faults.expect_err("a refusal").to_string();
    assert!(told.starts_with("There are 3 mistakes"), "{told}");
    for line in [
        r#"PORTICO_ROLES_FILE = "/etc/portico/roles.toml": portal role "Support", actions: there is no portal action "domain.create"; did you mean domains.create?"#,
        r#"PORTICO_ROLES_FILE = "/etc/portico/roles.toml": domain role "Guest", actions: "mail.read" is no domain action; take it out here"#,
        r#"domain role "Guest", actions: a member must be able to enter the domain; add domain:read"#,
    ] {
        assert!(told.contains(line), "{line}\nin\n{told}");
    }
    let told = started(None, Some("nowhere"), false, "")
        .expect_err("a refusal")
        .to_string();
    assert!(
        told.contains("PORTICO_ROLES_FILE = \"nowhere\": the file can't be read"),
        "{told}"
    );
}

#[test]
fn another_shape_is_named_once_and_not_again_as_something_missing() {
    let text = RIGHT
        .replace(
            "description = \"Looks.\"",
            "descripton = 5\ndescription = 5",
        )
        .replace("actions = [\"domain:read\"]", "actions = \"some\"")
        .replace("name = \"Support\"", "name = 7");
    assert_eq!(
        mistakes(&text),
        [
            "portal role number 2, name: it is no text",
            r#"domain role "Guest", description: it is no text"#,
            r#"domain role "Guest", actions: write a list of actions, or "all""#,
            r#"domain role "Guest", descripton: there is no such key; did you mean description?"#,
        ]
    );
}

#[test]
fn what_is_left_out_is_asked_for() {
    let text = RIGHT.replace("actions = [\"domains.create\", \"credentials.own\"]\n", "");
    assert_eq!(
        mistakes(&text),
        [r#"portal role "Support", actions: write a list of actions, or "all""#]
    );
    let text = RIGHT.replace("description = \"Looks.\"\n", "");
    assert_eq!(
        mistakes(&text),
        [r#"domain role "Guest", description: Nothing is written here; fill it in."#]
    );
    assert_eq!(mistakes("").len(), 3);
}

#[test]
fn a_table_of_another_name_or_kind_is_refused() {
    let text = format!("{RIGHT}\n[roles]\nx = 1");
    let found = mistakes(&text);
    assert!(
        found.len() == 1 && found[0].starts_with("roles: there is no such key"),
        "{found:?}"
    );
    let found = mistakes("[portal]\nname = \"Owner\"");
    assert!(
        found[0].starts_with("portal: write [[portal]]"),
        "{found:?}"
    );
    let found = mistakes("[[portal]\n");
    assert!(
        found.len() == 1 && found[0].starts_with("it is no TOML"),
        "{found:?}"
    );
}

#[test]
fn the_file_of_the_documentation_is_the_built_in_catalogue() {
    let document = include_str!("../../../../docs/operating.md");
    let (_, rest) = document
        .split_once("```toml\n# roles.toml")
        .expect("the example");
    let (example, _) = rest.split_once("```").expect("its end");
    let read = read("roles.toml", Ok(example.to_owned())).expect("an example that is right");
    let built_in = Catalogue::default();
    assert_eq!(read.portal_roles(), built_in.portal_roles());
    assert_eq!(read.domain_roles(), built_in.domain_roles());
}
