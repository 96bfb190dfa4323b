//! The site folder: everything a browser loads, laid out flat in one folder.
//!
//! The contract with `server/src/assets.rs`:
//!
//! - debug: `<target>/site/pkg/`; release: `<target>/site-release/pkg/`, where every file `X` has
//!   `X.br` and `X.gz` beside it. Two folders, so that `run` and `build` don't undo one another.
//! - `portico.js`, `portico.wasm`, `main.css` (all of `style/`, by the imports of `style/main.css`)
//!   and every file of `public/`, by name.
//! - `.hash`: 16 hexadecimal digits over names and contents; the server serves the folder at
//!   `/pkg-<hash>/` as immutable.
//! - `PORTICO_EMBED_DIR` is read while the server is *built* (its build script, release only) and
//!   puts the folder into the binary. `PORTICO_SITE_DIR` is read while a debug server *runs*. Two
//!   names: the second is different for every caller and must never cause a build.
//!
//! Nothing is written that has not changed, and the slow steps (wasm-bindgen, brotli) run only for
//! what has.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::css;
use crate::workspace::Workspace;

/// Which of the two folders.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Quick to make.
    Debug,
    /// Small, and compressed in advance.
    Release,
}

/// Name of the scripts, the same word as `LEPTOS_OUTPUT_NAME`.
const NAME: &str = "portico";

/// Brings the folder up to date with the built wasm, `style/` and `public/`; answers its path.
pub(crate) fn assemble(workspace: &Workspace, kind: Kind, wasm: &Path) -> Result<PathBuf> {
    let site = workspace.target.join(match kind {
        Kind::Debug => "site",
        Kind::Release => "site-release",
    });
    let folder = site.join("pkg");
    fs::create_dir_all(&folder)?;
    bind(kind, wasm, &site, &folder)?;

    let sheet = css::bundle(&workspace.root.join("style/main.css"))?;
    let sheet = match kind {
        Kind::Debug => sheet,
        Kind::Release => css::minify(&sheet),
    };
    write_if_changed(&folder.join("main.css"), sheet.as_bytes())?;

    let mut names = vec![
        format!("{NAME}.js"),
        format!("{NAME}.wasm"),
        "main.css".to_owned(),
    ];
    for (name, path) in files(&workspace.root.join("public"))? {
        ensure!(
            !names.contains(&name),
            "public/{name}: a built file has this name"
        );
        write_if_changed(&folder.join(&name), &fs::read(path)?)?;
        names.push(name);
    }
    names.sort();
    for (name, path) in files(&folder)? {
        let plain = name.strip_suffix(".br").or(name.strip_suffix(".gz"));
        let wanted = name == ".hash"
            || names.contains(&name)
            || (kind == Kind::Release
                && plain.is_some_and(|plain| names.iter().any(|other| other == plain)));
        if !wanted {
            fs::remove_file(path)?;
        }
    }
    if kind == Kind::Release {
        compress(&folder, &names)?;
    }
    write_if_changed(&folder.join(".hash"), version(&folder, &names)?.as_bytes())?;
    Ok(folder)
}

/// Runs wasm-bindgen, unless the wasm (and xtask itself) is the one it ran for last time.
fn bind(kind: Kind, wasm: &Path, site: &Path, folder: &Path) -> Result<()> {
    let stamp = format!(
        "{} {}",
        stamp_of(wasm)?,
        stamp_of(&std::env::current_exe()?)?
    );
    let stamp_file = site.join("bound");
    let script = folder.join(format!("{NAME}.js"));
    let module = folder.join(format!("{NAME}.wasm"));
    if script.is_file()
        && module.is_file()
        && fs::read_to_string(&stamp_file).is_ok_and(|last| last == stamp)
    {
        return Ok(());
    }
    eprintln!("xtask: binding the front end");
    let mut output = Bindgen::new()
        .input_path(wasm)
        .out_name(NAME)
        .web(true)?
        .typescript(false)
        .remove_name_section(kind == Kind::Release)
        .remove_producers_section(kind == Kind::Release)
        .generate_output()?;
    let fresh = site.join("bind");
    output.emit(&fresh)?;
    ensure!(
        !fresh.join("snippets").exists(),
        "a dependency of the front end brings scripts of its own, which the site folder has no place for"
    );
    // Without the suffix, because leptos asks for the name it was compiled with.
    let text = fs::read_to_string(fresh.join(format!("{NAME}.js")))?
        .replace(&format!("{NAME}_bg.wasm"), &format!("{NAME}.wasm"));
    write_if_changed(&script, text.as_bytes())?;
    write_if_changed(&module, &fs::read(fresh.join(format!("{NAME}_bg.wasm")))?)?;
    fs::remove_dir_all(&fresh)?;
    fs::write(stamp_file, stamp)?;
    Ok(())
}

/// Writes brotli 11 and gzip 9 beside every file that is newer than them.
fn compress(folder: &Path, names: &[String]) -> Result<()> {
    std::thread::scope(|scope| {
        let tasks: Vec<_> = names
            .iter()
            .map(|name| scope.spawn(move || compress_one(&folder.join(name))))
            .collect();
        tasks.into_iter().try_for_each(|task| {
            task.join()
                .unwrap_or_else(|_| Err(anyhow::anyhow!("compressing failed")))
        })
    })
}

fn compress_one(path: &Path) -> Result<()> {
    let brotli_path = suffixed(path, "br");
    let gzip_path = suffixed(path, "gz");
    if is_newer(&brotli_path, path) && is_newer(&gzip_path, path) {
        return Ok(());
    }
    let plain = fs::read(path)?;
    let mut small = Vec::new();
    let settings = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: plain.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut plain.as_slice(), &mut small, &settings)?;
    write_whole(&brotli_path, &small)?;
    let mut gzip = flate2::GzBuilder::new().write(Vec::new(), flate2::Compression::best());
    gzip.write_all(&plain)?;
    write_whole(&gzip_path, &gzip.finish()?)
}

/// Not a promise over Rust releases, and needs to be none: it only has to differ when a file does.
fn version(folder: &Path, names: &[String]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for name in names {
        name.hash(&mut hasher);
        fs::read(folder.join(name))?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn files(folder: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("can't read {}", folder.display()))? {
        let entry = entry?;
        ensure!(
            entry.file_type()?.is_file(),
            "{}: the site folder is flat, only plain files go there",
            entry.path().display()
        );
        let name = entry.file_name().to_string_lossy().into_owned();
        found.push((name, entry.path()));
    }
    found.sort();
    Ok(found)
}

fn stamp_of(path: &Path) -> Result<String> {
    let facts = fs::metadata(path).with_context(|| format!("{} is missing", path.display()))?;
    let modified = facts.modified()?.duration_since(UNIX_EPOCH)?;
    Ok(format!("{}.{}", modified.as_nanos(), facts.len()))
}

fn is_newer(path: &Path, than: &Path) -> bool {
    let modified = |path: &Path| fs::metadata(path).and_then(|facts| facts.modified()).ok();
    modified(path).is_some_and(|own| modified(than).is_some_and(|other| own >= other))
}

fn suffixed(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

fn write_if_changed(path: &Path, contents: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == contents) {
        return Ok(());
    }
    write_whole(path, contents)
}

/// By rename, so that Ctrl-C never leaves half a file that looks fresh.
fn write_whole(path: &Path, contents: &[u8]) -> Result<()> {
    let fresh = suffixed(path, "new");
    fs::write(&fresh, contents).with_context(|| format!("can't write {}", fresh.display()))?;
    fs::rename(&fresh, path)?;
    Ok(())
}
