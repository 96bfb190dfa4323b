//! The catalogue of roles through the wire: the page for every caller, a portal with roles of its own, and the start
//! that is refused (PRODUCT.md sections 1, 4 and 8.8).

use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use backend::submissions::Invite;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::StatusCode;
use rules::ids::SubmissionId;
use rules::role::{Catalogue, WrittenActions, WrittenRole};
use rules::time::Span;

use crate::process::portico;
use crate::support::{Portal, registration, unique};

fn written(name: &str, actions: &[&str]) -> WrittenRole {
    WrittenRole {
        name: name.to_owned(),
        description: format!("What {name} is for."),
        actions: WrittenActions::Named(actions.iter().map(|a| (*a).to_owned()).collect()),
    }
}

fn all(name: &str) -> WrittenRole {
    WrittenRole {
        actions: WrittenActions::All,
        ..written(name, &[])
    }
}

/// A portal role and a domain role of one's own beside those that must be there.
fn own_roles() -> Catalogue {
    let portal = [
        all("Owner"),
        written("Support & help", &["domains.create", "credentials.own"]),
        written("Customer", &["credentials.own"]),
    ];
    let domain = [all("Administrator"), written("Guest", &["domain:read"])];
    Catalogue::written("roles.toml", &portal, &domain).expect("a catalogue")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_shows_every_role_with_its_actions_whole_in_the_first_html() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    let page = owner.get("/roles").await;
    assert_eq!(
        (page.status, page.heading()),
        (StatusCode::OK, "<bdi>Roles</bdi>")
    );
    assert!(page.text.contains("These are the built-in roles."));
    let roles = Catalogue::default();
    let descriptions = roles.portal_roles().iter().map(|r| &r.description);
    for text in descriptions.chain(roles.domain_roles().iter().map(|r| &r.description)) {
        assert!(page.text.contains(text.as_str()), "{text}");
    }
    for name in ["suppressions.lift", "domain:archive", "domains.read_all"] {
        assert!(page.text.contains(name), "{name}");
    }
    assert!(
        page.text.contains("href=\"/roles\""),
        "it stands in the navigation"
    );
    // Read-only: no form of its own, but those of the frame.
    let main = page.text.split("<main").nth(1).unwrap_or_default();
    let main = main.split("</main>").next().unwrap_or_default();
    assert!(
        !main.contains("<form") && !main.contains("<input"),
        "{main}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_may_not_read_settings_neither_sees_the_page_nor_its_entry() {
    let portal = Portal::new().await;
    portal.owner().await;
    portal.person("rita").await;
    portal
        .give_role_for_test("rita@example.org", "Reviewer")
        .await
        .expect("a role");
    let mut rita = portal.enter("rita@example.org").await;
    assert_eq!(rita.get("/roles").await.status, StatusCode::FORBIDDEN);
    let refused = rita.post("/api/roles/read", &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let page = rita.get("/consumers/invitations").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text.contains("href=\"/roles\""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_portal_with_roles_of_its_own_offers_and_shows_them() {
    let portal = Portal::with_roles(own_roles()).await;
    let mut owner = portal.owner().await;
    let page = owner.get("/roles").await;
    for text in [
        "These roles come from roles.toml.",
        "Support &amp; help",
        "What Guest is for.",
    ] {
        assert!(page.text.contains(text), "{text}");
    }
    assert!(!page.text.contains("Reviewer"));
    let dialog = owner.get("/consumers/invitations/new").await;
    assert!(dialog.text.contains("What Support &amp; help is for."));
    // What the browser gets of the catalogue is what may be offered, and no administrative role.
    let state = dialog
        .text
        .split("id=\"page-state\">")
        .nth(1)
        .unwrap_or_default();
    let state = state.split("</script>").next().unwrap_or_default();
    assert!(
        state.contains("Support & help") && !state.contains("What Owner is for."),
        "{state}"
    );
    let invite = Invite {
        key: SubmissionId(uuid::Uuid::from_u128(1)),
        addresses: "sue@example.org".to_owned(),
        role: "Support & help".to_owned(),
        validity: Span::hours(72),
        message: String::new(),
        groups: Vec::new(),
        domains: Vec::new(),
    };
    let caller = portal.owner_caller().await;
    portal.invite(&caller, invite).await.expect("an invitation");
    let mut sue = portal.browser();
    sue.open(&portal.link_for("sue@example.org").await).await;
    let done = sue.post("/invite", &registration("sue")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let mut sue = portal.enter("sue@example.org").await;
    let home = sue.get("/").await;
    assert!(
        home.text.contains("Support &amp; help"),
        "her role stands in the frame"
    );
}

/// Serves until it ends by itself, as it should, or half a minute: exit code and standard error.
#[expect(
    clippy::disallowed_methods,
    reason = "another process is waited for, which tells nobody when it ends"
)]
fn served(variables: &[(&str, &str)]) -> (Option<i32>, String) {
    let mut server = Command::new(env!("CARGO_BIN_EXE_portico"))
        .arg("serve")
        .env_clear()
        .envs(variables.iter().copied())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let began = Instant::now();
    while server.try_wait().expect("an answer").is_none() {
        if began.elapsed() > Duration::from_secs(30) {
            server.kill().expect("an end");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let output = server.wait_with_output().expect("its words");
    let words = String::from_utf8(output.stderr).expect("text");
    (output.status.code(), words)
}

/// A folder with a copy of the portal's data and a roles file; removed by the system's cleaning of temporary files.
fn folder_with(portal: &Portal, file: &str) -> PathBuf {
    let name = format!("portico-roles-{}-{}", std::process::id(), unique());
    let folder = std::env::temp_dir().join(name);
    fs::create_dir_all(&folder).expect("a folder");
    portal.copy_to(&folder);
    fs::write(folder.join("roles.toml"), file).expect("a file");
    folder
}

const LEAST: &str = r#"
[[portal]]
name = "Owner"
description = "Everything."
actions = "all"
[[portal]]
name = "Customer"
description = "Uses it."
actions = []
[[domain]]
name = "Administrator"
description = "Everything."
actions = "all"
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_without_a_role_in_use_is_refused_and_names_the_rows() {
    let portal = Portal::new().await;
    portal.owner().await;
    portal.person("rita").await;
    portal
        .give_role_for_test("rita@example.org", "Reviewer")
        .await
        .expect("a role");
    let folder = folder_with(&portal, LEAST);
    let file = folder.join("roles.toml").display().to_string();
    let data = folder.display().to_string();
    let key = STANDARD.encode([7_u8; 32]);
    let mut variables = vec![
        ("PORTICO_DATA_DIR", data.as_str()),
        ("PORTICO_SECRET_KEY", key.as_str()),
        ("PORTICO_LISTEN", "127.0.0.1:0"),
        ("PORTICO_ROLES_FILE", file.as_str()),
    ];
    let (code, err) = served(&variables);
    assert_eq!(code, Some(1), "{err}");
    assert!(
        err.contains("roles in use are missing from roles.toml (1 row)"),
        "{err}"
    );
    assert!(err.contains("(approved): role \"Reviewer\""), "{err}");
    assert!(err.contains("PORTICO_ROLES_FILE again"), "{err}");
    let (code, out, _) = portico(&["check"], &variables);
    assert_eq!(code, Some(3), "{out}");
    assert!(
        out.contains("BROKEN  every role in use stands in the catalogue"),
        "{out}"
    );
    assert!(out.contains("(approved): role \"Reviewer\""), "{out}");
    variables.pop();
    let (code, out, err) = portico(&["check"], &variables);
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(
        out.contains("ok      every role in use stands in the catalogue"),
        "{out}"
    );
    drop(fs::remove_dir_all(folder));
}

#[test]
fn a_wrong_roles_file_ends_with_2_before_anything_is_started() {
    let folder = std::env::temp_dir().join(format!("portico-roles-{}", unique()));
    fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("roles.toml");
    let wrong = LEAST
        .replace("actions = []", "actions = [\"audit.read\", \"audit.raed\"]")
        .replace("name = \"Administrator\"", "name = \"Chief\"");
    fs::write(&file, wrong).expect("a file");
    let file = file.display().to_string();
    let variables = [
        ("PORTICO_ROLES_FILE", file.as_str()),
        ("PORTICO_LISTEN", "here"),
    ];
    let (code, out, err) = portico(&["serve"], &variables);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(err.contains("There are 4 mistakes"), "{err}");
    assert!(err.contains("did you mean audit.read?"), "{err}");
    assert!(err.contains("take out audit.read"), "{err}");
    assert!(
        err.contains("domain role \"Administrator\", name: there must be"),
        "{err}"
    );
    let (code, out, _) = portico(&["config", "show"], &[]);
    assert_eq!(code, Some(0));
    assert!(
        out.lines()
            .any(|l| l.starts_with("roles_file") && l.contains("(built in)")),
        "{out}"
    );
    drop(fs::remove_dir_all(folder));
}
