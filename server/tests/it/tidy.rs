//! The structure of ARCHITECTURE.md, kept by reading the sources: who may name whom, and where. A failure prints the
//! offending line and why the rule is there.

mod sources;

use std::{collections::BTreeSet, fs, process::Command};

use sources::{code_lines, file_name, manifest, names, root, sources};

/// Our crates, and which of them each may depend on. What isn't listed is refused.
const CRATES: [(&str, &[&str]); 7] = [
    ("rules", &[]),
    ("migrations", &[]),
    ("backend", &["rules", "migrations"]),
    ("app", &["rules", "backend"]),
    ("server", &["rules", "backend", "app", "migrations"]),
    ("frontend", &["app"]),
    ("xtask", &[]),
];

/// Lines of a source file: above it, something inside wants a name of its own.
const LONGEST_FILE: usize = 450;

/// Lines of a test file: a list of sentences reads on longer than what it tests.
const LONGEST_TEST_FILE: usize = 650;

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 10] = [
    "manager", "helper", "helpers", "util", "utils", "common", "handler", "handlers", "dto", "info",
];

/// A line that holds one of `words` may only stand where `allowed` says so.
struct Rule {
    /// Folders it watches.
    within: &'static [&'static str],
    words: &'static [&'static str],
    allowed: fn(&str) -> bool,
    reason: &'static str,
}

const EVERYWHERE: &[&str] = &[
    "rules/src/",
    "migrations/src/",
    "backend/src/",
    "app/src/",
    "server/src/",
    "frontend/src/",
];
const NATIVE: &[&str] = &[
    "rules/src/",
    "migrations/src/",
    "backend/src/",
    "server/src/",
];

fn nowhere(_: &str) -> bool {
    false
}

const RULES: [Rule; 17] = [
    Rule {
        within: &[
            "rules/src/",
            "backend/src/",
            "app/src/",
            "server/src/",
            "frontend/src/",
        ],
        words: &["sea_orm::", "sea_query::", "sqlx::"],
        allowed: |path| path.starts_with("backend/src/store/") || path == "backend/src/store.rs",
        reason: "only store/ knows the database: a query elsewhere escapes both databases' tests",
    },
    Rule {
        within: EVERYWHERE,
        words: &["lettre::"],
        allowed: |path| path.starts_with("backend/src/mail/") || path == "backend/src/mail.rs",
        reason: "only mail/ knows how a mail travels",
    },
    Rule {
        within: EVERYWHERE,
        words: &["argon2::"],
        allowed: |path| path.starts_with("backend/src/passwords"),
        reason: "every hash passes the one bounded gate (SECURITY.md PWD-5)",
    },
    Rule {
        within: EVERYWHERE,
        words: &["ammonia::", "pulldown_cmark::"],
        allowed: |path| path == "backend/src/home_page.rs",
        reason: "Markdown becomes HTML in one place, and leaves it sanitised (SECURITY.md WEB-11)",
    },
    Rule {
        within: NATIVE,
        words: &[
            "SystemTime::now",
            "OffsetDateTime::now",
            "Utc::now",
            "Local::now",
            "now_v7",
        ],
        allowed: |path| path == "backend/src/clock.rs",
        reason: "only clock.rs reads the time: elsewhere now is an argument, so that tests and PostgreSQL can decide it",
    },
    Rule {
        within: NATIVE,
        words: &["rand::", "OsRng", "new_v4"],
        allowed: |path| path == "backend/src/secrets.rs",
        reason: "only secrets.rs draws random numbers, from the operating system (SECURITY.md INV-1)",
    },
    Rule {
        within: &["rules/src/"],
        words: &[
            "backend::",
            "app::",
            "server::",
            "migrations::",
            "std::fs",
            "std::net",
            "std::env",
            "async fn",
            "tokio::",
        ],
        // Its tests print the tables that people review.
        allowed: |path| path == "rules/src/golden.rs",
        reason: "rules is pure: no I/O, no async, and nothing of ours",
    },
    Rule {
        within: &["rules/src/"],
        words: &["cfg(feature", "cfg(not(feature", "target_arch"],
        allowed: nowhere,
        reason: "a rule that differs between browser and server is two rules",
    },
    Rule {
        within: &["migrations/src/"],
        words: &["rules::", "backend::", "app::", "server::"],
        allowed: nowhere,
        reason: "history must not change with today's types",
    },
    Rule {
        within: &["backend/src/"],
        words: &[
            "leptos::",
            "axum::",
            "http::",
            "hyper::",
            "use leptos",
            "use axum",
            "use http",
        ],
        allowed: nowhere,
        reason: "use cases know no web: command line and workers call them too",
    },
    Rule {
        within: &["app/src/"],
        words: &["backend::", "use backend"],
        allowed: |path| ["api.rs", "request.rs", "error.rs"].contains(&file_name(path)),
        reason: "in app only api.rs, request.rs and error.rs reach the server's half",
    },
    Rule {
        within: &["app/src/"],
        words: &[
            "cfg(feature",
            "cfg(not(feature",
            "cfg(all(feature",
            "cfg(any(feature",
            "cfg_attr(feature",
            "cfg!(feature",
        ],
        allowed: |path| {
            // What writes HTML stays out of the browser; no text depends on it.
            let erased = "app/src/ui/content.rs";
            [
                "app/src/lib.rs",
                "app/src/error.rs",
                "app/src/request.rs",
                erased,
            ]
            .contains(&path)
        },
        reason: "a component is the same text on both sides, or hydration breaks",
    },
    Rule {
        within: &["app/src/", "server/src/"],
        words: &[" style=", "\tstyle=", " style:"],
        allowed: nowhere,
        reason: "the content security policy refuses inline styles: use a class",
    },
    Rule {
        within: &["app/src/"],
        words: &["new_local(", "SendWrapper"],
        allowed: nowhere,
        reason: "the server drops a page on another thread than it rendered it on, and such a value panics there",
    },
    Rule {
        within: &["app/src/", "server/src/"],
        words: &["inner_html"],
        // The document's own state, as JSON without `<`; a text that is escaped there, because the framework does not
        // do it for text areas; the home page, which the server has sanitised.
        allowed: |path| {
            let known = ["lib.rs", "ui/text_area.rs", "home/prose.rs"];
            path.strip_prefix("app/src/")
                .is_some_and(|path| known.contains(&path))
        },
        reason: "no data becomes markup unescaped (SECURITY.md WEB-11)",
    },
    Rule {
        within: &["server/src/"],
        words: &[
            "#[component]",
            "SELECT ",
            "INSERT INTO ",
            "UPDATE ",
            "DELETE FROM ",
        ],
        allowed: nowhere,
        reason: "the process holds no component and no SQL",
    },
    Rule {
        within: EVERYWHERE,
        words: &["todo!(", "unimplemented!(", "dbg!("],
        allowed: nowhere,
        reason: "nothing on main is a placeholder",
    },
];

#[test]
fn every_line_stands_where_it_may() {
    let sources = sources();
    let mut offences = Vec::new();
    for source in &sources {
        for rule in RULES.iter().filter(|rule| {
            rule.within
                .iter()
                .any(|folder| source.path.starts_with(folder))
        }) {
            if (rule.allowed)(&source.path) {
                continue;
            }
            for (number, line) in code_lines(&source.text) {
                if rule.words.iter().any(|word| names(line, word)) {
                    offences.push(format!(
                        "{}:{number}: {}\n    {}",
                        source.path,
                        line.trim(),
                        rule.reason
                    ));
                }
            }
        }
    }
    report(&offences);
}

#[test]
fn the_product_blind_parts_name_no_feature() {
    let features: Vec<String> = fs::read_dir(root().join("app/src"))
        .expect("app/src")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .map(|path| format!("crate::{}", file_name(&path.to_string_lossy())))
        .filter(|name| name != "crate::ui")
        .collect();
    let mut offences = Vec::new();
    for source in sources()
        .iter()
        .filter(|source| source.path.starts_with("app/src/ui/"))
    {
        for (number, line) in code_lines(&source.text) {
            if features.iter().any(|feature| names(line, feature)) {
                offences.push(format!(
                    "{}:{number}: {}\n    ui/ serves every feature and knows none",
                    source.path,
                    line.trim()
                ));
            }
        }
    }
    report(&offences);
}

#[test]
fn a_file_says_what_it_is_and_stays_short() {
    let mut offences = Vec::new();
    for source in sources() {
        let longest = if source.path.contains("/tests/") {
            LONGEST_TEST_FILE
        } else {
            LONGEST_FILE
        };
        let lines = source.text.lines().count();
        if lines > longest {
            offences.push(format!(
                "{}: {lines} lines\n    above {longest} something inside wants a name",
                source.path
            ));
        }
        let stem = file_name(&source.path).trim_end_matches(".rs");
        if EMPTY_NAMES.contains(&stem) {
            offences.push(format!(
                "{}\n    the name says nothing about what is inside",
                source.path
            ));
        }
        let is_test = stem == "tests" || source.path.contains("/tests/");
        if !is_test && !source.text.starts_with("//!") {
            offences.push(format!(
                "{}:1\n    a module opens with what it is and what it must not know",
                source.path
            ));
        }
    }
    report(&offences);
}

#[test]
fn crates_depend_downwards_only() {
    let ours: Vec<&str> = CRATES.iter().map(|(name, _)| *name).collect();
    let mut offences = Vec::new();
    for (name, allowed) in CRATES {
        let manifest = manifest(name);
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let Some(table) = manifest.get(section).and_then(toml::Value::as_table) else {
                continue;
            };
            for dependency in table.keys().filter(|key| ours.contains(&key.as_str())) {
                if !allowed.contains(&dependency.as_str()) {
                    offences.push(format!(
                        "{name}/Cargo.toml: [{section}] {dependency}\n    {name} may not know it"
                    ));
                }
            }
        }
    }
    report(&offences);
}

// OPS-11
#[test]
fn test_hooks_are_in_no_default_and_switched_on_by_no_dependency() {
    let mut offences = Vec::new();
    for (name, _) in CRATES {
        let path = root().join(name).join("Cargo.toml");
        let text = fs::read_to_string(&path).expect("a manifest");
        let manifest: toml::Table = text.parse().expect("TOML");
        let default = manifest
            .get("features")
            .and_then(|features| features.get("default"));
        if default.is_some_and(|default| default.to_string().contains("test-hooks")) {
            offences.push(format!(
                "{name}/Cargo.toml: default features hold test-hooks"
            ));
        }
        for section in ["dependencies", "dev-dependencies"] {
            let dependencies = manifest
                .get(section)
                .map_or_else(String::new, ToString::to_string);
            if dependencies.contains("test-hooks") {
                offences.push(format!(
                    "{name}/Cargo.toml: [{section}] switches test-hooks on"
                ));
            }
        }
    }
    let workspace = fs::read_to_string(root().join("Cargo.toml")).expect("a manifest");
    if workspace.contains("test-hooks") {
        offences.push("Cargo.toml: the workspace switches test-hooks on".to_owned());
    }
    report(&offences);
}

#[test]
fn the_browser_gets_no_server_crate() {
    const SERVER_ONLY: [&str; 21] = [
        "backend",
        "migrations",
        "server",
        "sea-orm",
        "sea-query",
        "sqlx",
        "sqlx-core",
        "rusqlite",
        "libsqlite3-sys",
        "lettre",
        "argon2",
        "axum",
        "hyper",
        "tokio",
        "rustls",
        "leptos_axum",
        "zxcvbn",
        "ammonia",
        "html5ever",
        "pulldown-cmark",
        "clap",
    ];
    let tree = Command::new(env!("CARGO"))
        .args([
            "tree",
            "-p",
            "frontend",
            "--target",
            "wasm32-unknown-unknown",
            "-e",
            "normal,no-proc-macro",
            "--prefix",
            "none",
        ])
        .args(["--offline", "--locked"])
        .current_dir(root())
        .output()
        .expect("cargo starts");
    assert!(
        tree.status.success(),
        "{}",
        String::from_utf8_lossy(&tree.stderr)
    );
    let tree = String::from_utf8(tree.stdout).expect("text");
    let packages: BTreeSet<&str> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(
        packages.contains("app") && packages.contains("leptos"),
        "an odd tree:\n{tree}"
    );
    let offences: Vec<String> = SERVER_ONLY
        .iter()
        .filter(|name| packages.contains(**name))
        .map(|name| format!("{name} is in the wasm build: cargo tree -p frontend --target wasm32-unknown-unknown -i {name}"))
        .collect();
    report(&offences);
}

#[test]
fn the_rules_of_this_file_can_fail() {
    assert!(names("use sea_orm::Set;", "sea_orm::"));
    assert!(!names("use my_sea_orm::Set;", "sea_orm::"));
    assert!(names("<p style=\"x\">", " style="));
    assert!(names("<p style:color=x>", " style:"));
    assert!(!names("fn f(style: String)", " style:"));
    let code: Vec<&str> = code_lines("//! sea_orm::\nlet a = 1; // sea_orm::\n/// argon2::")
        .map(|(_, line)| line)
        .collect();
    assert_eq!(code, ["let a = 1; "]);
}

fn report(offences: &[String]) {
    assert!(
        offences.is_empty(),
        "{} offences\n{}",
        offences.len(),
        offences.join("\n")
    );
}
