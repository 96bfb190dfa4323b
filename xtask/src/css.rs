//! One style sheet out of many: follows `@import`, and takes the air out for release.
//!
//! Knows just enough of CSS for sheets of our own: files beside one another, `layer(..)` and media
//! conditions on the import. It never changes what a rule says.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

/// The sheet at `entry` with every import in its place, in the order of the imports.
///
/// # Errors
/// A file that is missing, imports itself, or an import this reader does not understand.
pub(crate) fn bundle(entry: &Path) -> Result<String> {
    expand(entry, &mut Vec::new())
}

fn expand(path: &Path, open: &mut Vec<PathBuf>) -> Result<String> {
    ensure!(
        !open.iter().any(|other| other == path),
        "{} imports itself",
        path.display()
    );
    let text =
        fs::read_to_string(path).with_context(|| format!("can't read {}", path.display()))?;
    open.push(path.to_owned());
    let (statements, body) = opening(&text).with_context(|| path.display().to_string())?;
    let mut sheet = String::new();
    for statement in statements {
        match statement {
            Statement::Verbatim(text) => sheet.push_str(&format!("{text}\n")),
            Statement::Import { file, wrappers } => {
                let inner = expand(&path.with_file_name(file), open)?;
                for wrapper in &wrappers {
                    sheet.push_str(&format!("{wrapper} {{\n"));
                }
                sheet.push_str(inner.trim_end());
                sheet.push_str(&"\n}".repeat(wrappers.len()));
                sheet.push('\n');
            }
        }
    }
    sheet.push_str(body);
    open.pop();
    Ok(sheet)
}

enum Statement<'a> {
    /// `@layer a, b;` before the imports: it orders the layers and stays first.
    Verbatim(&'a str),
    /// The file, and the blocks that stand for its conditions, outermost first.
    Import { file: String, wrappers: Vec<String> },
}

/// The statements at the head of a sheet (CSS allows imports nowhere else), and the rest.
fn opening(text: &str) -> Result<(Vec<Statement<'_>>, &str)> {
    let mut statements = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment
                .split_once("*/")
                .context("a comment is not closed")?
                .1;
        } else if let Some(import) = rest.strip_prefix("@import") {
            let (import, after) = import.split_once(';').context("an @import without `;`")?;
            statements.push(parse_import(import.trim())?);
            rest = after;
        } else if rest.starts_with("@layer") && rest.find(';') < rest.find('{').or(Some(rest.len()))
        {
            let (statement, after) = rest.split_at(rest.find(';').map_or(rest.len(), |at| at + 1));
            statements.push(Statement::Verbatim(statement));
            rest = after;
        } else {
            break;
        }
    }
    ensure!(
        !minify(rest).contains("@import"),
        "an @import after the first rule has no effect in CSS"
    );
    Ok((statements, rest))
}

fn parse_import<'a>(text: &str) -> Result<Statement<'a>> {
    let named = text
        .strip_prefix("url(")
        .and_then(|inner| inner.split_once(')'))
        .or_else(|| {
            let quote = text
                .chars()
                .next()
                .filter(|first| matches!(first, '"' | '\''))?;
            text.get(1..)?.split_once(quote)
        });
    let Some((file, conditions)) = named else {
        bail!("@import {text}: no file name");
    };
    let file = file.trim_matches(['"', '\'', ' ']);
    ensure!(
        !file.contains(':') && !file.starts_with('/'),
        "@import {file}: only files beside the sheet"
    );
    let mut conditions = conditions.trim();
    let mut wrappers = Vec::new();
    if let Some(layer) = conditions.strip_prefix("layer(") {
        let (name, after) = layer.split_once(')').context("layer( is not closed")?;
        wrappers.push(format!("@layer {}", name.trim()));
        conditions = after.trim();
    } else if conditions == "layer" {
        wrappers.push("@layer".to_owned());
        conditions = "";
    }
    ensure!(
        !conditions.starts_with("supports"),
        "@import .. supports(..) is not understood here"
    );
    if !conditions.is_empty() {
        wrappers.insert(0, format!("@media {conditions}"));
    }
    Ok(Statement::Import {
        file: file.to_owned(),
        wrappers,
    })
}

/// The same sheet without comments and spare white space; strings and `url(..)` stay as they are.
pub(crate) fn minify(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    let mut air = false;
    while let Some(first) = rest.chars().next() {
        if rest.starts_with("/*") {
            rest = rest.split_once("*/").map_or("", |(_, after)| after);
            air = true;
            continue;
        }
        if first.is_ascii_whitespace() {
            rest = &rest[1..];
            air = true;
            continue;
        }
        let tight = |side: char| matches!(side, '{' | '}' | ';' | ',');
        // After a colon air means nothing: no selector goes on after `: `, and a value starts where it starts.
        let tight_after = |side: char| tight(side) || side == ':';
        if air
            && !tight(first)
            && out
                .chars()
                .next_back()
                .is_some_and(|last| !tight_after(last))
        {
            out.push(' ');
        }
        air = false;
        if first == '}' && out.ends_with(';') {
            out.pop();
        }
        let (token, after) = rest.split_at(token_length(rest, first));
        out.push_str(token);
        rest = after;
    }
    out
}

/// Bytes that belong together at the start of `rest`: a whole string, a whole `url(..)`, else one character.
fn token_length(rest: &str, first: char) -> usize {
    match first {
        '"' | '\'' => {
            let mut escaped = false;
            rest.char_indices()
                .skip(1)
                .find(|&(_, character)| {
                    let ends = character == first && !escaped;
                    escaped = character == '\\' && !escaped;
                    ends
                })
                .map_or(rest.len(), |(at, _)| at + 1)
        }
        'u' if rest.starts_with("url(") && !rest[4..].trim_start().starts_with(['"', '\'']) => {
            rest.find(')').map_or(rest.len(), |at| at + 1)
        }
        _ => first.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{bundle, minify};

    fn sheets(name: &str, files: &[(&str, &str)]) -> std::path::PathBuf {
        let folder =
            std::env::temp_dir().join(format!("portico-css-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for (file, text) in files {
            fs::write(folder.join(file), text).unwrap();
        }
        folder
    }

    #[test]
    fn imports_are_replaced_in_order_and_wrapped_in_their_layers() {
        let folder = sheets(
            "order",
            &[
                (
                    "main.css",
                    "/* order */\n@layer base, ui;\n@import \"b.css\" layer(ui);\n@import url('a.css') layer(base) (width > 40rem);\nbody { color: red; }\n",
                ),
                ("a.css", "a { top: 0; }\n"),
                ("b.css", "@import \"c.css\";\nb { top: 1px; }\n"),
                ("c.css", "c { top: 2px; }\n"),
            ],
        );
        let sheet = minify(&bundle(&folder.join("main.css")).unwrap());
        assert_eq!(
            sheet,
            "@layer base,ui;@layer ui{c{top:2px}b{top:1px}}@media (width > 40rem){@layer base{a{top:0}}}body{color:red}"
        );
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_circle_and_a_late_import_are_refused() {
        let folder = sheets(
            "refused",
            &[
                ("circle.css", "@import \"circle.css\";"),
                ("late.css", "a { top: 0 }\n@import \"circle.css\";"),
                ("far.css", "@import \"https://example.org/a.css\";"),
            ],
        );
        for file in ["circle.css", "late.css", "far.css", "missing.css"] {
            assert!(bundle(&folder.join(file)).is_err(), "{file}");
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn minifying_keeps_strings_addresses_and_meaning() {
        assert_eq!(
            minify("a:hover  >  b { content: \"x  /* y */ \\\" z\"; /* gone */ }\n"),
            "a:hover > b{content:\"x  /* y */ \\\" z\"}"
        );
        assert_eq!(
            minify("i { background: url(data:image/*;x,  y); width: calc(1px + 2px) }"),
            "i{background:url(data:image/*;x,  y);width:calc(1px + 2px)}"
        );
        assert_eq!(minify("a :is(b, c) { }"), "a :is(b,c){}");
    }

    // UX-PERF-01
    #[test]
    fn the_whole_style_stays_within_20_kilobytes() {
        let entry = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../style/main.css");
        let bytes = minify(&bundle(&entry).unwrap()).len();
        assert!(bytes <= 20_000, "{bytes} bytes");
    }
}
