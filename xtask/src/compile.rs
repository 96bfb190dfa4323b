//! What cargo is asked to build, and where the result lies.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::child;
use crate::site::{self, Kind};
use crate::toolchain::{self, WASM};
use crate::workspace::{NATIVE, TEST_HOOKS, Workspace};

/// Whether the compiler lints our own crates in the same pass.
///
/// The two leave different files for our crates and the same ones for dependencies, so `run` and
/// `e2e` (off) and `check` and `test` (on) don't disturb one another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lints {
    /// Plain rustc: a warning does not stand in the way of trying something out.
    Off,
    /// Clippy's driver instead of rustc, every warning an error.
    Deny,
}

/// A program that holds tests.
pub(crate) struct TestBinary {
    /// Name of the package, which is also the name of its folder.
    pub(crate) package: String,
    /// Folder of the package, where cargo would start it.
    pub(crate) folder: PathBuf,
    /// Name of the test target: the crate's own, or `it`.
    pub(crate) target: String,
    /// The program.
    pub(crate) executable: PathBuf,
}

/// `cargo xtask build`: everything in one file.
pub(crate) fn build(workspace: &Workspace, arguments: &[String]) -> Result<ExitCode> {
    ensure!(arguments.is_empty(), "build takes no arguments");
    let start = Instant::now();
    toolchain::ensure_wasm_target()?;
    let wasm = front_end(workspace, Kind::Release, Lints::Off)?;
    let site = site::assemble(workspace, Kind::Release, &wasm)?;
    let mut command = workspace.cargo();
    command
        .arg("build")
        .args(NATIVE)
        .arg("--release")
        .env("PORTICO_EMBED_DIR", &site);
    if let Some(commit) = commit(workspace) {
        command.env("PORTICO_COMMIT", commit);
    }
    child::run(&mut command)?;
    let folder = workspace.target.join("dist");
    fs::create_dir_all(&folder)?;
    let binary = folder.join("portico");
    // Beside and renamed: a running `portico` keeps the file it was started from.
    let fresh = folder.join(".portico.new");
    fs::copy(workspace.target.join("release/portico"), &fresh)
        .with_context(|| format!("can't copy to {}", fresh.display()))?;
    fs::rename(&fresh, &binary)?;
    eprintln!(
        "xtask: {} ({:.1} MB), {} s",
        binary.display(),
        fs::metadata(&binary)?.len() as f64 / 1e6,
        start.elapsed().as_secs()
    );
    Ok(ExitCode::SUCCESS)
}

/// What `portico --version` names; a source archive has none.
fn commit(workspace: &Workspace) -> Option<String> {
    let output = Command::new("git")
        .args(["describe", "--always", "--dirty", "--exclude=*"])
        .current_dir(&workspace.root)
        .output()
        .ok()?;
    let name = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !name.is_empty()).then_some(name)
}

/// Builds the debug server, with the hooks of the tests, and answers where `portico` lies.
pub(crate) fn server(workspace: &Workspace, lints: Lints) -> Result<PathBuf> {
    let mut command = workspace.cargo();
    command.arg("build").args(NATIVE).args(TEST_HOOKS);
    lint(&mut command, lints)?;
    child::run(&mut command)?;
    Ok(debug_server(workspace))
}

/// Where the debug server lies once it was built.
pub(crate) fn debug_server(workspace: &Workspace) -> PathBuf {
    workspace.target.join("debug/portico")
}

/// Builds the front end and answers where cargo left its wasm.
pub(crate) fn front_end(workspace: &Workspace, kind: Kind, lints: Lints) -> Result<PathBuf> {
    let mut command = workspace.cargo();
    command.args(["build", "-p", "frontend", "--lib", "--target", WASM]);
    let profile = match kind {
        Kind::Debug => "debug",
        Kind::Release => {
            command.args(["--profile", "wasm-release"]);
            "wasm-release"
        }
    };
    lint(&mut command, lints)?;
    child::run(&mut command)?;
    Ok(workspace
        .target
        .join(WASM)
        .join(profile)
        .join("frontend.wasm"))
}

/// Front end and site folder of a debug build; answers the folder.
pub(crate) fn debug_site(workspace: &Workspace, lints: Lints) -> Result<PathBuf> {
    toolchain::ensure_wasm_target()?;
    let wasm = front_end(workspace, Kind::Debug, lints)?;
    site::assemble(workspace, Kind::Debug, &wasm)
}

/// Builds every native test and program without running them.
pub(crate) fn tests(workspace: &Workspace, lints: Lints) -> Result<Vec<TestBinary>> {
    let mut command = workspace.cargo();
    command.arg("test").args(NATIVE).args(TEST_HOOKS);
    test_binaries(command, lints)
}

/// Builds the tests of xtask, alone: see [`NATIVE`].
pub(crate) fn own_tests(workspace: &Workspace, lints: Lints) -> Result<Vec<TestBinary>> {
    let mut command = workspace.cargo();
    command.args(["test", "-p", "xtask"]);
    test_binaries(command, lints)
}

/// Builds the tests of one crate for the inner loop. `rules` and `backend` stand on their own, which
/// spares compiling what is above them; everything else comes with the whole native set.
pub(crate) fn suite(workspace: &Workspace, suite: &str) -> Result<Vec<TestBinary>> {
    let mut command = workspace.cargo();
    match suite {
        "rules" => command.args(["test", "-p", "rules"]),
        "backend" => command.args(["test", "-p", "backend", "--features", "backend/test-hooks"]),
        "xtask" => return own_tests(workspace, Lints::Off),
        _ => return tests(workspace, Lints::Off),
    };
    test_binaries(command, Lints::Off)
}

fn test_binaries(mut command: Command, lints: Lints) -> Result<Vec<TestBinary>> {
    command
        .args(["--no-run", "--message-format", "json-render-diagnostics"])
        .stdout(Stdio::piped());
    lint(&mut command, lints)?;
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .context("cargo can't be started")?;
    ensure!(
        output.status.success(),
        "the tests don't compile ({})",
        output.status
    );
    Ok(String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(test_binary)
        .collect())
}

/// One line of cargo's report, when it is about a program with tests.
fn test_binary(line: &str) -> Option<TestBinary> {
    let message: serde_json::Value = serde_json::from_str(line).ok()?;
    if message["reason"] != "compiler-artifact" || message["profile"]["test"] != true {
        return None;
    }
    let folder = Path::new(message["manifest_path"].as_str()?).parent()?;
    Some(TestBinary {
        package: folder.file_name()?.to_str()?.to_owned(),
        folder: folder.to_owned(),
        target: message["target"]["name"].as_str()?.to_owned(),
        executable: PathBuf::from(message["executable"].as_str()?),
    })
}

/// The recipe of `cargo clippy`, on a build that is wanted anyway: one pass instead of two.
fn lint(command: &mut Command, lints: Lints) -> Result<()> {
    if lints == Lints::Deny {
        command
            .env("RUSTC_WORKSPACE_WRAPPER", toolchain::clippy_driver()?)
            .env("CLIPPY_ARGS", "-Dwarnings__CLIPPY_HACKERY__");
    }
    Ok(())
}
