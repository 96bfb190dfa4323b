//! `cargo xtask test`: everything, or one suite.
//!
//! Every stage runs whatever the others said, and PostgreSQL is stopped on every way out.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Result, ensure};

use crate::check;
use crate::child;
use crate::compile::{self, Lints, TestBinary};
use crate::e2e;
use crate::postgres::Cluster;
use crate::tally::Tally;
use crate::workspace::Workspace;

/// In the order they run: what fails fastest comes first.
const NATIVE_SUITES: [&str; 5] = ["rules", "migrations", "backend", "app", "server"];

/// `cargo xtask test [SUITE [FILTER..]]`.
pub(crate) fn test(workspace: &Workspace, arguments: &[String]) -> Result<ExitCode> {
    match arguments.split_first() {
        None => everything(workspace),
        Some((suite, filter)) if suite == "e2e" => e2e::e2e(workspace, filter),
        Some((suite, filter)) => one(workspace, suite, filter),
    }
}

fn everything(workspace: &Workspace) -> Result<ExitCode> {
    let mut tally = Tally::default();
    tally.record("format", &check::format(workspace));
    let native = linted("lints (native)", &mut tally, |lints| {
        compile::tests(workspace, lints)
    });
    let own = linted("lints (xtask)", &mut tally, |lints| {
        compile::own_tests(workspace, lints)
    });
    let site = linted("lints (wasm)", &mut tally, |lints| {
        compile::debug_site(workspace, lints)
    });

    child::listen()?;
    let cluster = tally.cluster(Cluster::start());
    for binary in in_order(native.as_deref().unwrap_or_default()) {
        run(binary, site.as_ref(), cluster.as_ref(), &[], &mut tally);
    }
    for binary in own.iter().flatten() {
        run(binary, None, None, &[], &mut tally);
    }
    match (&native, &site) {
        (Some(_), Some(site)) => {
            let ran = e2e::stories(workspace, site, cluster.as_ref(), &[], &mut tally);
            if let Err(error) = ran {
                tally.lack("playwright", &error);
            }
        }
        _ => tally.fail("playwright", "not run: the portal does not compile"),
    }
    drop(cluster);
    Ok(tally.finish())
}

/// One suite for the inner loop: without lints, on the build that `run` uses.
fn one(workspace: &Workspace, suite: &str, filter: &[String]) -> Result<ExitCode> {
    let mut tally = Tally::default();
    ensure!(
        suite == "xtask" || NATIVE_SUITES.contains(&suite),
        "there is no suite `{suite}`: {}, xtask, e2e",
        NATIVE_SUITES.join(", ")
    );
    let binaries = compile::suite(workspace, suite)?;
    child::listen()?;
    let needs_database = matches!(suite, "backend" | "server" | "migrations");
    let cluster = if needs_database {
        tally.cluster(Cluster::start())
    } else {
        None
    };
    // As it was left by the last build: the tests of the server do without when there is none.
    let site = Some(workspace.target.join("site/pkg")).filter(|folder| folder.is_dir());
    for binary in binaries.iter().filter(|binary| binary.package == suite) {
        run(binary, site.as_ref(), cluster.as_ref(), filter, &mut tally);
    }
    drop(cluster);
    Ok(tally.finish())
}

/// Builds with lints; where they complain, notes it and builds without, so that the tests still run.
fn linted<T>(stage: &str, tally: &mut Tally, build: impl Fn(Lints) -> Result<T>) -> Option<T> {
    match build(Lints::Deny) {
        Ok(built) => {
            tally.pass(stage);
            Some(built)
        }
        Err(error) => {
            tally.fail(stage, &format!("{error:#}"));
            build(Lints::Off)
                .map_err(|error| tally.fail("build", &format!("{error:#}")))
                .ok()
        }
    }
}

fn in_order(binaries: &[TestBinary]) -> Vec<&TestBinary> {
    let place = |binary: &&TestBinary| {
        NATIVE_SUITES
            .iter()
            .position(|suite| *suite == binary.package)
    };
    let mut ordered: Vec<_> = binaries.iter().collect();
    ordered.sort_by_key(place);
    ordered
}

/// Runs one program of tests as cargo would, shows what it says and counts it.
fn run(
    binary: &TestBinary,
    site: Option<&PathBuf>,
    cluster: Option<&Cluster>,
    filter: &[String],
    tally: &mut Tally,
) {
    let stage = if binary.package == binary.target {
        binary.package.clone()
    } else {
        format!("{} ({})", binary.package, binary.target)
    };
    println!("\n=== {stage}");
    let mut command = Command::new(&binary.executable);
    command
        .args(filter)
        .current_dir(&binary.folder)
        .env("CARGO_MANIFEST_DIR", &binary.folder)
        .env_remove("PORTICO_SITE_DIR")
        .env_remove("PORTICO_TEST_POSTGRES");
    if let Some(site) = site {
        command.env("PORTICO_SITE_DIR", site);
    }
    if let Some(cluster) = cluster {
        command.env("PORTICO_TEST_POSTGRES", cluster.url());
    }
    let mut has_summary = false;
    let ended = child::supervise_lines(&mut command, |line| {
        println!("{line}");
        has_summary |= tally.read(&stage, line);
    });
    match ended {
        Ok(_) if has_summary => {}
        Ok(status) => tally.fail(
            &stage,
            &format!("ended with {status} before it had a result"),
        ),
        Err(error) => tally.fail(&stage, &format!("{error:#}")),
    }
}
