//! The stories: Playwright against the debug server, once a project.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::browser::{self, Browser};
use crate::child;
use crate::compile::{self, Lints};
use crate::postgres::Cluster;
use crate::tally::Tally;
use crate::workspace::Workspace;

/// `cargo xtask e2e [PLAYWRIGHT ARGS]`.
pub(crate) fn e2e(workspace: &Workspace, arguments: &[String]) -> Result<ExitCode> {
    compile::server(workspace, Lints::Off)?;
    let site = compile::debug_site(workspace, Lints::Off)?;
    child::listen()?;
    let mut tally = Tally::default();
    let cluster = tally.cluster(Cluster::start());
    stories(workspace, &site, cluster.as_ref(), arguments, &mut tally)?;
    drop(cluster);
    Ok(tally.finish())
}

/// Runs Playwright on a server that was built, and counts what it says.
///
/// # Errors
/// When Node, its packages or a browser are missing: nothing was run then.
pub(crate) fn stories(
    workspace: &Workspace,
    site: &Path,
    cluster: Option<&Cluster>,
    arguments: &[String],
    tally: &mut Tally,
) -> Result<()> {
    let folder = browser::ensure_packages(&workspace.root)?;
    let browser = browser::ensure_browser(&folder)?;
    let report = workspace.target.join("e2e-report.json");
    // The report of another run must not be counted as this one's.
    if report.exists() {
        fs::remove_file(&report)?;
    }
    let mut command = Command::new("node");
    command
        .arg("node_modules/@playwright/test/cli.js")
        .arg("test")
        .args(arguments.iter().skip_while(|argument| *argument == "--"))
        .current_dir(&folder)
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .env("PORTICO_E2E_REPORT", &report)
        .env("PORTICO_BIN", compile::debug_server(workspace))
        .env("PORTICO_SITE_DIR", site);
    if let Browser::System(path) = browser {
        command.env("CHROMIUM", path);
    }
    match cluster {
        Some(cluster) => command.env("PORTICO_TEST_POSTGRES", cluster.url()),
        // The configuration leaves the project out when there is nothing to run it on.
        None => command.env_remove("PORTICO_TEST_POSTGRES"),
    };
    let status = child::supervise(&mut command)?;
    match counts(&report) {
        Ok(counts) => {
            tally.count(
                "playwright",
                counts.passed,
                counts.failed,
                &format!(
                    "{} passed; {} failed; {} skipped",
                    counts.passed, counts.failed, counts.skipped
                ),
            );
            if !status.success() && counts.failed == 0 {
                tally.fail("playwright", &format!("ended with {status}"));
            }
        }
        Err(error) => tally.fail(
            "playwright",
            &format!("ended with {status}, no report ({error:#})"),
        ),
    }
    Ok(())
}

struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
}

fn counts(report: &Path) -> Result<Counts> {
    let report: serde_json::Value = serde_json::from_slice(&fs::read(report)?)?;
    let number = |name: &str| {
        report["stats"][name]
            .as_u64()
            .with_context(|| format!("no stats.{name}"))
    };
    // An error outside a test (a file that does not load) has no place in the statistics.
    let outside = report["errors"]
        .as_array()
        .map_or(0, |errors| errors.len() as u64);
    Ok(Counts {
        passed: number("expected")? + number("flaky")?,
        failed: number("unexpected")? + outside,
        skipped: number("skipped")?,
    })
}
