//! What of the Rust toolchain has to be there: the wasm target and clippy's driver.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::child;

/// The target of the front end.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Adds the wasm target when this toolchain lacks it.
///
/// # Errors
/// Names the command to type when rustup is not there or can't fetch it.
pub(crate) fn ensure_wasm_target() -> Result<()> {
    if sysroot()?.join("lib/rustlib").join(WASM).is_dir() {
        return Ok(());
    }
    eprintln!("xtask: adding the target {WASM}");
    let added = child::run(Command::new("rustup").args(["target", "add", WASM]));
    if let Err(error) = added {
        bail!(
            "the Rust target {WASM} is missing and could not be added ({error:#}).\n\
             With rustup: rustup target add {WASM}\n\
             With Rust from a distribution: install its wasm package (Debian: libstd-rust-dev-wasm32)"
        );
    }
    Ok(())
}

/// The program that lints while it compiles.
///
/// # Errors
/// Names the command to type when clippy is not installed.
pub(crate) fn clippy_driver() -> Result<PathBuf> {
    let driver = sysroot()?.join("bin/clippy-driver");
    ensure!(
        driver.is_file(),
        "clippy is missing: rustup component add clippy rustfmt"
    );
    Ok(driver)
}

fn sysroot() -> Result<PathBuf> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .args(["--print", "sysroot"])
        .output()
        .context("rustc can't be started")?;
    ensure!(output.status.success(), "rustc --print sysroot failed");
    Ok(PathBuf::from(String::from_utf8(output.stdout)?.trim()))
}
