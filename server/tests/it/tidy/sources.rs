//! The sources and manifests of the workspace, as text.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::CRATES;

/// One Rust file.
pub(super) struct Source {
    /// Relative to the workspace, with `/`.
    pub(super) path: String,
    pub(super) text: String,
}

pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("a workspace")
        .to_owned()
}

pub(super) fn manifest(name: &str) -> toml::Table {
    let text = fs::read_to_string(root().join(name).join("Cargo.toml")).expect("a manifest");
    text.parse().expect("TOML")
}

/// Every Rust file of our crates, tests included.
pub(super) fn sources() -> Vec<Source> {
    let mut sources = Vec::new();
    for (name, _) in CRATES {
        for folder in ["src", "tests"] {
            collect(&root().join(name).join(folder), &mut sources);
        }
    }
    assert!(sources.len() > 20, "where are the sources?");
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

fn collect(folder: &Path, sources: &mut Vec<Source>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let relative = path
                .strip_prefix(root())
                .expect("inside")
                .to_string_lossy()
                .replace('\\', "/");
            let text = fs::read_to_string(&path).expect("text");
            sources.push(Source {
                path: relative,
                text,
            });
        }
    }
}

pub(super) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Lines with what is code in them, comments cut off. What a string holds stays, and may have to be put otherwise.
pub(super) fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("//") && !line.trim().is_empty())
        .map(|(index, line)| (index + 1, line.split("// ").next().unwrap_or(line)))
}

/// Does the line hold this word, not as the end of a longer one? After a word that ends in `:` something follows at once,
/// so that `style:color` is told from a parameter `style: String`.
pub(super) fn names(line: &str, word: &str) -> bool {
    let is_part_of_word = |c: char| c.is_alphanumeric() || c == '_';
    let starts_as_word = word.starts_with(char::is_alphanumeric);
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let is_tail = starts_as_word && before.is_some_and(is_part_of_word);
        let is_followed = !word.ends_with(':') || after.is_none_or(|c| !c.is_whitespace());
        !is_tail && is_followed
    })
}
