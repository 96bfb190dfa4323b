//! A portal to measure: filled, started, signed in to, stopped.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};

use super::client::Client;
use crate::child;
use crate::postgres::Cluster;

/// What `portico demo` prints for the Owner.
const OWNER: (&str, &str) = ("owner@demo.example", PASSWORD);
/// The one for whom invitations into domains wait.
const CUSTOMER: &str = "customer@demo.example";
const PASSWORD: &str = "Throw-Away-2026";
/// A server that does not end within this time after being told is killed.
const LONGEST_END: Duration = Duration::from_secs(20);

/// The server under test.
#[derive(Clone)]
pub(super) struct Program {
    pub(super) binary: PathBuf,
    /// Where a debug server finds its assets.
    pub(super) site: Option<PathBuf>,
}

/// A data folder and a database, served or not.
pub(super) struct Portal {
    program: Program,
    folder: PathBuf,
    database: Option<String>,
}

/// A portal of that name with a file of its own.
pub(super) fn on_sqlite(program: &Program, base: &Path, name: &str) -> Portal {
    Portal {
        program: program.clone(),
        folder: base.join(name),
        database: None,
    }
}

/// A portal with a database of that name on the cluster.
///
/// # Errors
/// When the database can't be made.
pub(super) fn on_postgres(
    program: &Program,
    base: &Path,
    cluster: &Cluster,
    name: &str,
) -> Result<Portal> {
    Ok(Portal {
        program: program.clone(),
        folder: base.join(name),
        database: Some(cluster.create_database(name)?),
    })
}

impl Portal {
    /// Fills it with so many invitations.
    pub(super) fn seed(&self, invitations: usize) -> Result<()> {
        self.seed_with(invitations, &[])
    }

    /// The same, with a domain of everybody and so many invitations into others for the Customer.
    pub(super) fn seed_domains(&self, invitations: usize, inbox: usize) -> Result<()> {
        self.seed_with(invitations, &["--inbox", &inbox.to_string()])
    }

    fn seed_with(&self, invitations: usize, more: &[&str]) -> Result<()> {
        let started = Instant::now();
        let status = child::supervise(
            self.command()?
                .args(["demo", "--seed-only", "--invitations"])
                .arg(invitations.to_string())
                .args(more)
                .stdout(Stdio::null()),
        )?;
        ensure!(status.success(), "portico demo ended with {status}");
        eprintln!(
            "xtask: {invitations} invitations in {:.1} s",
            started.elapsed().as_secs_f64()
        );
        Ok(())
    }

    /// Starts the server and waits until it accepts connections.
    pub(super) fn start(&self) -> Result<Running> {
        self.start_with(&[])
    }

    /// The same with more in its environment.
    pub(super) fn start_with(&self, environment: &[(&str, &str)]) -> Result<Running> {
        ensure!(!child::is_interrupted(), "interrupted");
        let log = self.folder.join("log");
        let started = Instant::now();
        let mut child = self
            .command()?
            .args(["serve", "--log-format", "json"])
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log)?)
            .spawn()
            .context("portico can't be started")?;
        let output = child.stdout.take().context("no standard output")?;
        let mut running = Running {
            child,
            port: 0,
            log,
            started,
        };
        let mut lines = BufReader::new(output).lines();
        for line in lines.by_ref() {
            let line = line?;
            if let Some(port) = port_in(&line) {
                running.port = port;
                // Read to its end, so that the server never waits for us.
                std::thread::spawn(move || lines.for_each(drop));
                return Ok(running);
            }
        }
        bail!(
            "portico did not start: {}",
            fs::read_to_string(&running.log).unwrap_or_default()
        )
    }

    /// The program, in front of this portal.
    pub(super) fn command(&self) -> Result<Command> {
        fs::create_dir_all(&self.folder)?;
        let mut command = Command::new(&self.program.binary);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PORTICO_") {
                command.env_remove(&name);
            }
        }
        command
            .current_dir(&self.folder)
            .env("PORTICO_DATA_DIR", &self.folder)
            .env("PORTICO_LISTEN", "127.0.0.1:0");
        if let Some(url) = &self.database {
            command.env("PORTICO_DATABASE_URL", url);
        }
        if let Some(site) = &self.program.site {
            command.env("PORTICO_SITE_DIR", site);
        }
        Ok(command)
    }
}

/// `Portico serves http://localhost:4711/`
fn port_in(line: &str) -> Option<u16> {
    let (_, address) = line.split_once("Portico serves http://")?;
    let (_, port) = address.trim_end_matches('/').rsplit_once(':')?;
    port.parse().ok()
}

/// A server. Dropping it ends it.
pub(super) struct Running {
    child: Child,
    port: u16,
    log: PathBuf,
    /// Just before the process was made.
    pub(super) started: Instant,
}

impl Running {
    /// Somebody who is not signed in.
    pub(super) fn visitor(&self) -> Client {
        Client::new(self.port)
    }

    /// The Owner, signed in through the login form.
    pub(super) fn owner(&self) -> Result<Client> {
        let mut client = self.visitor();
        self.log_in(&mut client)?;
        Ok(client)
    }

    /// The Customer, signed in the same way.
    pub(super) fn customer(&self) -> Result<Client> {
        let mut client = self.visitor();
        self.log_in_as(&mut client, (CUSTOMER, PASSWORD), "127.0.0.1")?;
        Ok(client)
    }

    /// The Owner logs in, once more if need be; answers how long that took.
    pub(super) fn log_in(&self, client: &mut Client) -> Result<Duration> {
        self.log_in_as(client, OWNER, "127.0.0.1")
    }

    /// The login of somebody whose session is over, one of several people on networks of their own.
    pub(super) fn log_in_again(
        &self,
        client: &mut Client,
        email: &str,
        person: usize,
    ) -> Result<Duration> {
        client.forget_session();
        self.log_in_as(
            client,
            (email, PASSWORD),
            &format!("192.0.2.{}", person + 1),
        )
    }

    fn log_in_as(
        &self,
        client: &mut Client,
        (email, password): (&str, &str),
        address: &str,
    ) -> Result<Duration> {
        let form = [("email", email), ("password", password), ("next", "")];
        let answer = client.post_from(address, "/login", &form)?;
        ensure!(
            answer.status == 303,
            "the login of {email} was answered with {}:\n{}",
            answer.status,
            self.last_words()
        );
        Ok(answer.took)
    }

    /// A line of `/proc/<pid>/<file>` that begins with `name`, in KiB.
    pub(super) fn memory_kib(&self, file: &str, name: &str) -> Result<u64> {
        let path = format!("/proc/{}/{file}", self.child.id());
        let text = fs::read_to_string(&path).with_context(|| format!("can't read {path}"))?;
        text.lines()
            .find_map(|line| {
                line.strip_prefix(name)?
                    .split_whitespace()
                    .next()?
                    .parse()
                    .ok()
            })
            .with_context(|| format!("{path} has no {name}"))
    }

    /// Processor time that its threads have used, milliseconds: what a busy machine hardly changes.
    pub(super) fn processor_ms(&self) -> Result<f64> {
        let mut nanoseconds = 0_u64;
        for task in fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            // A thread may end between the listing and the look.
            let Ok(text) = fs::read_to_string(task?.path().join("schedstat")) else {
                continue;
            };
            let ran = text
                .split(' ')
                .next()
                .and_then(|first| first.parse::<u64>().ok());
            nanoseconds += ran.unwrap_or(0);
        }
        Ok(nanoseconds as f64 / 1e6)
    }

    /// The end of what the server has logged, for an error.
    pub(super) fn last_words(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().rev().take(4).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }

    /// How much the server has logged; a mark for [`Running::server_times`].
    pub(super) fn logged(&self) -> Result<usize> {
        Ok(usize::try_from(fs::metadata(&self.log)?.len())?)
    }

    /// Milliseconds from request to answer by the server's own access log, since a mark.
    pub(super) fn server_times(&self, since: usize) -> Result<Vec<f64>> {
        let log = fs::read(&self.log)?;
        let text = String::from_utf8_lossy(log.get(since..).unwrap_or_default());
        Ok(text.lines().filter_map(time_in).collect())
    }
}

fn time_in(line: &str) -> Option<f64> {
    let line: serde_json::Value = serde_json::from_str(line).ok()?;
    if line["target"] != "portico::access" {
        return None;
    }
    line["fields"]["ms"]
        .as_f64()
        .or_else(|| line["ms"].as_f64())
}

impl Drop for Running {
    fn drop(&mut self) {
        let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) else {
            return;
        };
        // Gone already: nothing to tell.
        let _ = kill_process(pid, Signal::TERM);
        let (ended, wait) = mpsc::channel::<()>();
        let watchdog = std::thread::spawn(move || {
            if wait.recv_timeout(LONGEST_END) == Err(mpsc::RecvTimeoutError::Timeout) {
                let _ = kill_process(pid, Signal::KILL);
            }
        });
        if let Err(error) = self.child.wait() {
            eprintln!("xtask: portico was not waited for: {error}");
        }
        drop(ended);
        drop(watchdog.join());
    }
}

#[cfg(test)]
mod tests {
    use super::{port_in, time_in};

    #[test]
    fn the_port_is_read_from_what_the_server_prints() {
        assert_eq!(port_in("Portico serves http://localhost:4711/"), Some(4711));
        assert_eq!(port_in("Nobody owns this portal yet."), None);
    }

    #[test]
    fn only_lines_of_the_access_log_hold_times() {
        let line = r#"{"target":"portico::access","fields":{"ms":1.5,"route":"/login"}}"#;
        assert_eq!(time_in(line), Some(1.5));
        assert_eq!(time_in(r#"{"target":"server","fields":{"ms":1.5}}"#), None);
    }
}
