//! Where the workspace is, and how cargo is called in it.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// The only set of native packages ever built together. Another set means other features of shared
/// dependencies, and everything above them compiled a second time.
pub(crate) const NATIVE: [&str; 10] = [
    "-p",
    "server",
    "-p",
    "backend",
    "-p",
    "rules",
    "-p",
    "app",
    "-p",
    "migrations",
];

/// Every debug build of xtask carries the hooks that tests move, so that `run` and `test` share one build.
/// `build` never asks for them.
pub(crate) const TEST_HOOKS: [&str; 2] = ["--features", "server/test-hooks"];

/// The two folders everything else is found from, absolute.
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
}

impl Workspace {
    /// Asks cargo, because the target folder may be set by environment or configuration.
    pub(crate) fn find() -> Result<Self> {
        let root = env::var_os("CARGO_MANIFEST_DIR")
            .map(PathBuf::from)
            .and_then(|own| own.parent().map(PathBuf::from))
            .context("start it as `cargo xtask ..`, from inside the workspace")?;
        let output = cargo()
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .current_dir(&root)
            .output()
            .context("cargo metadata")?;
        ensure!(
            output.status.success(),
            "cargo metadata: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout)?;
        let target = answer["target_directory"]
            .as_str()
            .context("cargo metadata names no target_directory")?;
        Ok(Self {
            target: PathBuf::from(target),
            root,
        })
    }

    /// A cargo command at the root of the workspace.
    pub(crate) fn cargo(&self) -> Command {
        let mut command = cargo();
        command.current_dir(&self.root);
        command
    }
}

/// Cargo tells a program it runs about the program's own package. Passed on to another cargo, those
/// variables make build scripts that watch them (ring's does) run again, and half the tree with them.
fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in env::vars_os() {
        let Some(text) = name.to_str() else { continue };
        let own = text.starts_with("CARGO_PKG_")
            || text.starts_with("CARGO_MANIFEST_")
            || matches!(
                text,
                "CARGO_BIN_NAME" | "CARGO_CRATE_NAME" | "CARGO_PRIMARY_PACKAGE" | "OUT_DIR"
            );
        if own {
            command.env_remove(&name);
        }
    }
    command
}
