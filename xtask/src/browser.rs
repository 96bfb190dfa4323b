//! What the stories need besides the portal: Node, the packages of `end2end`, a browser.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::child;
use crate::packages;

/// Where a browser was found.
pub(crate) enum Browser {
    /// One of the system, by its path.
    System(PathBuf),
    /// The one Playwright keeps for itself and finds by itself.
    Own,
}

/// Makes sure that Node and the locked packages are there; answers the folder of the stories.
///
/// # Errors
/// When Node is missing (the message says what to type) or npm fails.
pub(crate) fn ensure_packages(root: &Path) -> Result<PathBuf> {
    if packages::on_path(&["node"]).is_none() || packages::on_path(&["npm"]).is_none() {
        packages::install("Node.js", &["nodejs", "npm"])?;
    }
    let folder = root.join("end2end");
    let wanted = fs::read(folder.join("package-lock.json")).context("end2end/package-lock.json")?;
    // A copy of the lock file the folder was filled from: exact, where times are not.
    let installed = folder.join("node_modules/.installed-from");
    if fs::read(&installed).is_ok_and(|last| last == wanted) {
        return Ok(folder);
    }
    eprintln!("xtask: installing the packages of end2end");
    child::run(
        Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(&folder)
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),
    )?;
    fs::write(installed, wanted)?;
    Ok(folder)
}

/// Finds a Chromium: named by `CHROMIUM`, of the system, Playwright's own; else installs one.
///
/// # Errors
/// When there is none and it can't be installed; the message says what to type.
pub(crate) fn ensure_browser(stories: &Path) -> Result<Browser> {
    if let Some(named) = env::var_os("CHROMIUM").filter(|value| !value.is_empty()) {
        let named = PathBuf::from(named);
        ensure!(
            named.is_file(),
            "CHROMIUM names {}, which is no file",
            named.display()
        );
        return Ok(Browser::System(named));
    }
    if let Some(found) = of_the_system() {
        return Ok(Browser::System(found));
    }
    if playwrights_own(stories) {
        return Ok(Browser::Own);
    }
    packages::install("Chromium", &["chromium"])
        .context("or type: (cd end2end && npx playwright install chromium)")?;
    of_the_system()
        .map(Browser::System)
        .context("Chromium was installed, but is nowhere to be found")
}

fn of_the_system() -> Option<PathBuf> {
    let on_mac = PathBuf::from("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    packages::on_path(&["chromium", "google-chrome", "google-chrome-stable"])
        .or_else(|| on_mac.is_file().then_some(on_mac))
}

fn playwrights_own(stories: &Path) -> bool {
    let question = "process.stdout.write(require('playwright-core').chromium.executablePath())";
    Command::new("node")
        .args(["-e", question])
        .current_dir(stories)
        .output()
        .is_ok_and(|output| Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_file())
}
