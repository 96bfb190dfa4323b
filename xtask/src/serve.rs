//! Running the portal from a checkout: `run` for one that stays, `demo` for one that goes.

use std::fs;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::child;
use crate::compile::{self, Lints};
use crate::workspace::Workspace;

/// `cargo xtask run [-- ARGS]`: builds what changed, then *becomes* `portico ARGS`, so that every
/// signal reaches it and its exit code is the answer.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<ExitCode> {
    let mut command = portico(workspace)?;
    command.args(with_default_subcommand(arguments));
    Err(command.exec()).context("portico can't be started")
}

/// `cargo xtask demo [ARGS]`: `portico demo ARGS` on a data folder that is removed afterwards.
pub(crate) fn demo(workspace: &Workspace, arguments: &[String]) -> Result<ExitCode> {
    let mut command = portico(workspace)?;
    child::listen()?;
    let folder = std::env::temp_dir().join(format!("portico-demo-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let status = child::supervise(
        command
            .arg("demo")
            .args(arguments.iter().skip_while(|argument| *argument == "--"))
            .env("PORTICO_DATA_DIR", &folder),
    );
    fs::remove_dir_all(&folder).with_context(|| format!("can't remove {}", folder.display()))?;
    let ended_well = status?.success() || child::is_interrupted();
    Ok(if ended_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The debug server, built, told where its assets are. It starts at the root, so that ./data is always the same.
fn portico(workspace: &Workspace) -> Result<Command> {
    let binary = compile::server(workspace, Lints::Off)?;
    let site = compile::debug_site(workspace, Lints::Off)?;
    let mut command = Command::new(binary);
    command
        .current_dir(&workspace.root)
        .env("PORTICO_SITE_DIR", site);
    Ok(command)
}

/// `serve` where no subcommand was named. Leading `--` is what separates them from xtask's own.
fn with_default_subcommand(arguments: &[String]) -> Vec<String> {
    let given = match arguments.split_first() {
        Some((first, rest)) if first == "--" => rest,
        _ => arguments,
    };
    let asks_for_itself = |first: &String| {
        !first.starts_with('-') || matches!(first.as_str(), "-h" | "--help" | "-V" | "--version")
    };
    let mut all = Vec::new();
    if !given.first().is_some_and(asks_for_itself) {
        all.push("serve".to_owned());
    }
    all.extend_from_slice(given);
    all
}

#[cfg(test)]
mod tests {
    use super::with_default_subcommand;

    fn call(text: &str) -> String {
        let arguments: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        with_default_subcommand(&arguments).join(" ")
    }

    #[test]
    fn serve_is_the_subcommand_when_none_is_named() {
        assert_eq!(call(""), "serve");
        assert_eq!(call("--"), "serve");
        assert_eq!(
            call("-- --listen 127.0.0.1:0"),
            "serve --listen 127.0.0.1:0"
        );
        assert_eq!(call("-- owner create"), "owner create");
        assert_eq!(call("check"), "check");
        assert_eq!(call("-- --help"), "--help");
    }
}
