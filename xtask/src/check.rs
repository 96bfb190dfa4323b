//! Format and lints, for both targets.

use std::process::ExitCode;

use anyhow::{Result, ensure};

use crate::child;
use crate::compile::{self, Lints};
use crate::site::Kind;
use crate::tally::Tally;
use crate::toolchain;
use crate::workspace::Workspace;

/// `cargo xtask check`: every complaint of every stage, not only the first stage's.
pub(crate) fn check(workspace: &Workspace, arguments: &[String]) -> Result<ExitCode> {
    ensure!(arguments.is_empty(), "check takes no arguments");
    let mut tally = Tally::default();
    tally.record("format", &format(workspace));
    tally.record(
        "lints (native)",
        &compile::tests(workspace, Lints::Deny).map(drop),
    );
    tally.record("lints (wasm)", &lint_front_end(workspace));
    tally.record(
        "lints (xtask)",
        &compile::own_tests(workspace, Lints::Deny).map(drop),
    );
    Ok(tally.finish())
}

/// rustfmt over every crate, changing nothing.
pub(crate) fn format(workspace: &Workspace) -> Result<()> {
    child::run(workspace.cargo().args(["fmt", "--all", "--check"]))
}

fn lint_front_end(workspace: &Workspace) -> Result<()> {
    toolchain::ensure_wasm_target()?;
    compile::front_end(workspace, Kind::Debug, Lints::Deny).map(drop)
}
