//! A password typed at the terminal, unseen, or read from a file or a pipe.

use std::{
    fs,
    io::{self, BufRead, IsTerminal, Write},
    path::Path,
    process::{Command, Stdio},
};

/// The first line of a file.
pub(super) fn from_file(path: &Path) -> Result<String, super::Failure> {
    let text = fs::read_to_string(path)
        .map_err(|error| format!("{} can't be read: {error}", path.display()))?;
    Ok(first_line(&text).to_owned())
}

/// Asked for twice at a terminal; one line of standard input otherwise.
pub(super) fn asked() -> Result<String, super::Failure> {
    if !io::stdin().is_terminal() {
        return Ok(line()?);
    }
    let (first, second) = (typed("Password: ")?, typed("Password again: ")?);
    if first != second {
        return Err("the two passwords differ".into());
    }
    Ok(first)
}

fn typed(prompt: &str) -> Result<String, super::Failure> {
    eprint!("{prompt}");
    io::stderr().flush()?;
    let is_hidden = echo("-echo");
    let typed = line();
    if is_hidden {
        echo("echo");
        eprintln!();
    }
    Ok(typed?)
}

/// `stty` does without unsafe code what no safe interface of the standard library does. Without it the password shows.
fn echo(switch: &str) -> bool {
    Command::new("stty")
        .arg(switch)
        .stdin(Stdio::inherit())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn line() -> io::Result<String> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(first_line(&line).to_owned())
}

/// Without its end; spaces belong to a password.
fn first_line(text: &str) -> &str {
    text.split(['\r', '\n']).next().unwrap_or_default()
}
