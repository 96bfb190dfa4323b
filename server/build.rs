//! Tells the compiler which folder of built assets goes into the binary, and what `--version` says.
//!
//! `PORTICO_EMBED_DIR` is set by the release build alone. Without it the binary embeds an empty folder, and a debug
//! run reads its assets from `PORTICO_SITE_DIR` at start (see `src/assets.rs`).

use std::{env, fs, io, path::PathBuf};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=PORTICO_EMBED_DIR");
    let folder = match env::var_os("PORTICO_EMBED_DIR") {
        Some(folder) => {
            let folder = PathBuf::from(folder);
            println!("cargo:rerun-if-changed={}", folder.join(".hash").display());
            folder
        }
        None => {
            let out =
                env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
            let folder = PathBuf::from(out).join("no-assets");
            fs::create_dir_all(&folder)?;
            folder
        }
    };
    println!("cargo:rustc-env=PORTICO_EMBED_FOLDER={}", folder.display());
    println!("cargo:rerun-if-env-changed=PORTICO_COMMIT");
    let version = env::var("CARGO_PKG_VERSION").map_err(io::Error::other)?;
    let commit = env::var("PORTICO_COMMIT").unwrap_or_else(|_| "unknown".to_owned());
    println!("cargo:rustc-env=PORTICO_VERSION={version} ({commit})");
    Ok(())
}
