//! Starting other programs: plainly, or supervised, so that what was started before them can be
//! put away after Ctrl-C.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);
/// Process group of the one supervised child, while it runs.
static CURRENT: Mutex<Option<Pid>> = Mutex::new(None);

/// Runs a program to its end with this terminal as its own.
///
/// # Errors
/// When it can't be started or says that it failed.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let name = name_of(command);
    let status = command
        .status()
        .with_context(|| format!("{name} can't be started"))?;
    if !status.success() {
        bail!("{name} failed ({status})");
    }
    Ok(())
}

/// Runs a program to its end in a process group of its own; SIGINT, SIGTERM and SIGHUP that reach
/// xtask are handed to that group, and xtask itself goes on to clean up.
///
/// # Errors
/// When it can't be started. How it ended is the answer, not an error.
pub(crate) fn supervise(command: &mut Command) -> Result<ExitStatus> {
    let mut child = spawn(command)?;
    let status = child.wait();
    *current() = None;
    Ok(status?)
}

/// As [`supervise`], and hands every line of standard output to `see`.
///
/// # Errors
/// As [`supervise`].
pub(crate) fn supervise_lines(
    command: &mut Command,
    mut see: impl FnMut(&str),
) -> Result<ExitStatus> {
    let mut child = spawn(command.stdout(Stdio::piped()))?;
    if let Some(output) = child.stdout.take() {
        let mut reader = BufReader::new(output);
        let mut line = Vec::new();
        // Bytes, because a test may print what is not UTF-8.
        while reader.read_until(b'\n', &mut line).unwrap_or(0) > 0 {
            see(String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']));
            line.clear();
        }
    }
    let status = child.wait();
    *current() = None;
    Ok(status?)
}

/// Whether somebody asked xtask to stop since supervision began.
pub(crate) fn is_interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// From now on signals are noted and handed on instead of ending xtask. Repeated calls do nothing.
///
/// # Errors
/// When the system refuses the registration.
pub(crate) fn listen() -> Result<()> {
    static ONCE: Once = Once::new();
    let mut outcome = Ok(());
    ONCE.call_once(|| {
        outcome = Signals::new([SIGINT, SIGTERM, SIGHUP]).map(|mut signals| {
            std::thread::spawn(move || {
                for number in signals.forever() {
                    INTERRUPTED.store(true, Ordering::SeqCst);
                    if let (Some(group), Some(signal)) =
                        (*current(), Signal::from_named_raw(number))
                    {
                        // It may have ended in this very moment: nothing to tell it then.
                        let _ = kill_process_group(group, signal);
                    }
                }
            });
        });
    });
    outcome.context("signals can't be watched")
}

fn spawn(command: &mut Command) -> Result<Child> {
    listen()?;
    if is_interrupted() {
        bail!("interrupted");
    }
    let name = name_of(command);
    // Held while spawning: a signal between start and note would miss the child.
    let mut current = current();
    let child = command
        .stdin(Stdio::null())
        .process_group(0)
        .spawn()
        .with_context(|| format!("{name} can't be started"))?;
    *current = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    Ok(child)
}

fn current() -> MutexGuard<'static, Option<Pid>> {
    CURRENT.lock().unwrap_or_else(PoisonError::into_inner)
}

fn name_of(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let mut name = program
        .file_name()
        .unwrap_or(program.as_os_str())
        .to_string_lossy()
        .into_owned();
    for argument in command.get_args().take(2) {
        name.push(' ');
        name.push_str(&argument.to_string_lossy());
    }
    name
}
