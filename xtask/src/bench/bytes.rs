//! What a browser has to load: for a public page, and for the console against a bare hydrated app that
//! is built by the same tools from the same lock file (`frontend/examples/bare.rs`).

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use super::client::Client;
use super::portal::Portal;
use super::report::Report;
use crate::child;
use crate::toolchain::WASM;
use crate::workspace::Workspace;

/// Everything a public page needs, as it travels.
const PUBLIC_GOAL: f64 = 40_000.0;
/// The console against the bare app.
const CONSOLE_GOAL: f64 = 1.5;

/// The release assets; answers their folder.
pub(super) fn release_site(workspace: &Workspace) -> Result<PathBuf> {
    super::assemble(workspace)
}

/// Script, wasm and style of the console, brotli 11, against the bare app's.
pub(super) fn console(workspace: &Workspace, site: &Path, report: &mut Report) -> Result<()> {
    let mut ours = 0;
    for name in ["portico.wasm.br", "portico.js.br", "main.css.br"] {
        let file = site.join(name);
        let facts = fs::metadata(&file).with_context(|| format!("no {}", file.display()))?;
        ours += facts.len();
    }
    let base = bare(workspace)?;
    report.exact_ratio("console-bytes", "B", ours, base, CONSOLE_GOAL);
    Ok(())
}

/// Builds the bare app and answers the brotli size of its wasm and script; it has no style.
fn bare(workspace: &Workspace) -> Result<u64> {
    let mut command = workspace.cargo();
    command
        .args([
            "build",
            "-p",
            "frontend",
            "--example",
            "bare",
            "--target",
            WASM,
        ])
        .args(["--profile", "wasm-release"]);
    child::run(&mut command)?;
    let built = workspace
        .target
        .join(WASM)
        .join("wasm-release/examples/bare.wasm");
    let mut output = Bindgen::new()
        .input_path(&built)
        .out_name("bare")
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()?;
    let folder = workspace.target.join("bench-bare");
    output.emit(&folder)?;
    let mut sum = 0;
    for name in ["bare_bg.wasm", "bare.js"] {
        sum += brotli_size(&fs::read(folder.join(name))?)?;
    }
    fs::remove_dir_all(&folder)?;
    Ok(sum)
}

/// As the release build compresses: quality 11.
fn brotli_size(plain: &[u8]) -> Result<u64> {
    let settings = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: plain.len(),
        ..Default::default()
    };
    let mut small = Vec::new();
    brotli::BrotliCompress(&mut &*plain, &mut small, &settings)?;
    Ok(small.len() as u64)
}

/// The three public pages, each with everything it loads, as it travels to a browser.
pub(super) fn public_pages(portal: &Portal, report: &mut Report) -> Result<()> {
    let running = portal.start()?;
    let token_path = invitation_link(&mut running.owner()?)?;
    for (id, path) in [
        ("public-bytes-login", "/login"),
        ("public-bytes-register", "/register"),
        ("public-bytes-invite", "/invite"),
    ] {
        let mut client = running.visitor();
        if path == "/invite" {
            let answer = client.get(&token_path)?;
            ensure!(
                answer
                    .location
                    .as_deref()
                    .is_some_and(|to| to.ends_with("/invite")),
                "an invitation's link was answered with {}",
                answer.status
            );
        }
        let page = client.get_compressed(path)?;
        ensure!(
            page.status == 200,
            "{path} was answered with {}",
            page.status
        );
        let html = client.get(path)?.text();
        let mut sum = page.body.len();
        for file in loaded_by(&html) {
            ensure!(!file.ends_with(".wasm"), "{path} loads {file}");
            let answer = client.get_compressed(&file)?;
            ensure!(
                answer.status == 200,
                "{file} was answered with {}",
                answer.status
            );
            sum += answer.body.len();
        }
        report.bound(id, "B", sum as f64, PUBLIC_GOAL);
    }
    Ok(())
}

/// The path of a working invitation, from the local mailbox.
fn invitation_link(owner: &mut Client) -> Result<String> {
    let list = owner.get("/mail?state=held")?.text();
    for mail in links_to(&list, "/mail/") {
        let letter = owner.get(&mail)?.text();
        if let Some((_, token)) = letter.split_once("/invite/") {
            let is_part = |letter: &char| letter.is_ascii_alphanumeric() || "-_".contains(*letter);
            let token: String = token.chars().take_while(is_part).collect();
            if token.len() == 43 {
                return Ok(format!("/invite/{token}"));
            }
        }
    }
    anyhow::bail!("no mail in the local mailbox shows an invitation's link")
}

fn links_to(html: &str, prefix: &str) -> BTreeSet<String> {
    html.split("href=\"")
        .filter_map(|rest| rest.split_once('"'))
        .map(|(href, _)| href.to_owned())
        .filter(|href| href.starts_with(prefix))
        .collect()
}

/// What a browser fetches at once: styles, scripts, preloads. Not icons, and not what is only
/// prefetched for the next page.
fn loaded_by(html: &str) -> BTreeSet<String> {
    let attribute = |tag: &str, name: &str| {
        let (_, value) = tag.split_once(&format!("{name}=\""))?;
        let (value, _) = value.split_once('"')?;
        Some(value.replace("&amp;", "&"))
    };
    html.split('<')
        .filter_map(|rest| {
            let tag = rest.split('>').next().unwrap_or_default();
            if tag.starts_with("script") {
                return attribute(tag, "src");
            }
            let rel = attribute(tag, "rel")?;
            let fetches = ["stylesheet", "preload", "modulepreload"].contains(&rel.as_str());
            (tag.starts_with("link") && fetches).then(|| attribute(tag, "href"))?
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{links_to, loaded_by};

    #[test]
    fn a_page_loads_styles_and_scripts_but_not_what_is_prefetched() {
        let html = "<link rel=\"stylesheet\" href=\"/pkg-1/main.css\"><script src=\"/pkg-1/public.js\" defer></script>\
            <link rel=\"prefetch\" href=\"/pkg-1/portico.wasm\"><link rel=\"icon\" href=\"/favicon.svg\">\
            <script>inline()</script>";
        let files: Vec<String> = loaded_by(html).into_iter().collect();
        assert_eq!(files, ["/pkg-1/main.css", "/pkg-1/public.js"]);
    }

    #[test]
    fn links_are_told_by_their_beginning() {
        let html = "<a href=\"/mail\"></a><a href=\"/mail/17\"></a><a href=\"/login\"></a>";
        assert_eq!(
            links_to(html, "/mail/").into_iter().collect::<Vec<_>>(),
            ["/mail/17"]
        );
    }
}
