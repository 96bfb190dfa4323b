//! Programs of the system: looking them up, and installing them where that is ours to do.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::child;

/// The first of `names` found on PATH.
pub(crate) fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    names.iter().find_map(|name| {
        env::split_paths(&path)
            .map(|folder| folder.join(name))
            .find(|file| file.is_file())
    })
}

/// Whether this is root, who may install, and must not run a database.
pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Whether a missing piece is a failure instead of a skipped stage.
pub(crate) fn is_ci() -> bool {
    env::var_os("CI").is_some_and(|value| !matches!(value.to_str(), Some("" | "0" | "false")))
}

/// Installs Debian packages, when this is root on a system that has apt.
///
/// # Errors
/// Names the one command to type when it can't or may not.
pub(crate) fn install(what: &str, packages: &[&str]) -> Result<()> {
    let by_hand = format!("sudo apt-get install {}", packages.join(" "));
    if on_path(&["apt-get"]).is_none() {
        bail!("{what} is missing; install it (on Debian or Ubuntu: {by_hand})");
    }
    if !is_root() {
        bail!("{what} is missing; type: {by_hand}");
    }
    eprintln!("xtask: installing {what}");
    let install = || {
        child::run(
            Command::new("apt-get")
                .args(["install", "--yes", "--no-install-recommends"])
                .args(packages)
                .env("DEBIAN_FRONTEND", "noninteractive"),
        )
    };
    // A fresh image has no package lists yet.
    let done = install().or_else(|_| {
        child::run(Command::new("apt-get").arg("update"))?;
        install()
    });
    done.map_err(|error| error.context(format!("{what} can't be installed; try: {by_hand}")))
}
