//! A PostgreSQL of our own for one run: a temporary cluster on a Unix socket, gone afterwards.
//!
//! Knows how to make, start and stop it. What the tests do in it is theirs: they get an address
//! with the right to create databases.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::packages;

const PREFIX: &str = "portico-postgres-";
const USER: &str = "portico";

/// A running cluster. Dropping it stops it and removes its folder.
pub(crate) struct Cluster {
    folder: PathBuf,
    programs: PathBuf,
    run_as: Option<String>,
}

impl Cluster {
    /// Makes and starts a cluster, installing PostgreSQL first where that is possible.
    ///
    /// # Errors
    /// When there is no PostgreSQL (the message says what to type) or it does not start.
    pub(crate) fn start() -> Result<Self> {
        let programs = match find_programs() {
            Some(folder) => folder,
            None => {
                packages::install("PostgreSQL", &["postgresql", "postgresql-contrib"])?;
                find_programs()
                    .context("PostgreSQL was installed, but its initdb is nowhere to be found")?
            }
        };
        let run_as = unprivileged_user()?;
        let base = base_folder();
        sweep(&base, &programs, run_as.as_deref());

        let folder = base.join(format!("{PREFIX}{}", std::process::id()));
        fs::create_dir(&folder).with_context(|| format!("can't make {}", folder.display()))?;
        // From here on Drop cleans up, however far it got.
        let cluster = Self {
            folder,
            programs,
            run_as,
        };
        if let Some(user) = &cluster.run_as {
            let mut chown = Command::new("chown");
            quietly(chown.arg(format!("{user}:")).arg(&cluster.folder))?;
        }
        let locale = if cfg!(target_os = "linux") {
            "C.UTF-8"
        } else {
            "C"
        };
        quietly(
            cluster
                .program("initdb")
                .args([
                    "--no-sync",
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--username",
                    USER,
                ])
                .arg(format!("--locale={locale}"))
                .arg("-D")
                .arg(cluster.data()),
        )?;
        let socket = cluster.folder.display().to_string();
        let options = format!(
            "-c listen_addresses='' -c unix_socket_directories='{socket}' -c max_connections=200 -c shared_buffers=64MB -c max_wal_size=256MB"
        );
        quietly(
            cluster
                .program("pg_ctl")
                .args(["start", "--wait", "--silent", "-o", &options, "-l"])
                .arg(cluster.folder.join("log"))
                .arg("-D")
                .arg(cluster.data()),
        )
        .with_context(|| fs::read_to_string(cluster.folder.join("log")).unwrap_or_default())?;
        Ok(cluster)
    }

    /// Address of the maintenance database, as sqlx reads it; its user may create databases.
    pub(crate) fn url(&self) -> String {
        format!(
            "postgres://{USER}@localhost/postgres?host={}",
            self.folder.display()
        )
    }

    /// Makes an empty database; answers its address.
    ///
    /// # Errors
    /// When the cluster refuses, for one because there is one of that name.
    pub(crate) fn create_database(&self, name: &str) -> Result<String> {
        let mut create = self.program("createdb");
        quietly(
            create
                .arg("--host")
                .arg(&self.folder)
                .args(["--username", USER, name]),
        )?;
        Ok(self.url().replace("/postgres?", &format!("/{name}?")))
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// A program of PostgreSQL, as somebody it accepts: it refuses to run as root.
    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = match &self.run_as {
            None => Command::new(program),
            Some(user) => {
                let mut command = Command::new("setpriv");
                command
                    .arg(format!("--reuid={user}"))
                    .arg(format!(
                        "--regid={}",
                        group_of(user).unwrap_or_else(|| user.clone())
                    ))
                    .arg("--clear-groups")
                    .arg(program);
                command
            }
        };
        // A folder it may read: the caller's own is often closed to it.
        command.current_dir("/");
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.data().join("postmaster.pid").exists() {
            let stopped = quietly(
                self.program("pg_ctl")
                    .args(["stop", "--wait", "--silent", "--mode=immediate", "-D"])
                    .arg(self.data()),
            );
            if let Err(error) = stopped {
                eprintln!(
                    "xtask: PostgreSQL in {} was not stopped: {error:#}",
                    self.folder.display()
                );
                return;
            }
        }
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            eprintln!("xtask: can't remove {}: {error}", self.folder.display());
        }
    }
}

/// In memory where there is room: fsync stays on (the server refuses to start otherwise) and costs nothing there.
fn base_folder() -> PathBuf {
    const ROOM: u64 = 2 << 30;
    let memory = Path::new("/dev/shm");
    let free = rustix::fs::statvfs(memory)
        .map_or(0, |facts| facts.f_bavail.saturating_mul(facts.f_frsize));
    if free >= ROOM {
        memory.to_owned()
    } else {
        env::temp_dir()
    }
}

/// Puts away what runs left behind that were killed before they could.
fn sweep(base: &Path, programs: &Path, run_as: Option<&str>) {
    if !Path::new("/proc/self").exists() {
        return;
    }
    for entry in fs::read_dir(base).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let owner = name
            .to_str()
            .and_then(|name| name.strip_prefix(PREFIX))
            .and_then(|pid| pid.parse::<u32>().ok());
        if owner.is_some_and(|pid| !Path::new("/proc").join(pid.to_string()).exists()) {
            drop(Cluster {
                folder: entry.path(),
                programs: programs.to_owned(),
                run_as: run_as.map(str::to_owned),
            });
        }
    }
}

/// The folder of initdb and pg_ctl, with pg_trgm beside them: PATH first, then where packages put them.
fn find_programs() -> Option<PathBuf> {
    let from_path = packages::on_path(&["initdb"])
        // Often a link into the real folder, where the other programs are.
        .and_then(|initdb| initdb.canonicalize().ok())
        .and_then(|initdb| initdb.parent().map(Path::to_owned));
    let mut packaged: Vec<PathBuf> = [
        "/usr/lib/postgresql",
        "/usr",
        "/opt/homebrew/opt",
        "/usr/local/opt",
    ]
    .iter()
    .flat_map(|base| fs::read_dir(base).into_iter().flatten().flatten())
    .map(|entry| entry.path())
    .filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        path.starts_with("/usr/lib/postgresql")
            || name.starts_with("postgresql")
            || name.starts_with("pgsql-")
    })
    .map(|path| path.join("bin"))
    .collect();
    packaged.sort_by_key(|path| std::cmp::Reverse(version_in(path)));
    from_path.into_iter().chain(packaged).find(|folder| {
        folder.join("initdb").is_file() && folder.join("pg_ctl").is_file() && has_trigrams(folder)
    })
}

/// The number in `/usr/lib/postgresql/15/bin`, so that 9 comes before 15.
fn version_in(path: &Path) -> u32 {
    let digits: String = path
        .to_string_lossy()
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    digits.parse().unwrap_or(0)
}

/// Whether pg_trgm, which the search needs, is installed with it.
fn has_trigrams(programs: &Path) -> bool {
    let Ok(output) = Command::new(programs.join("pg_config"))
        .arg("--sharedir")
        .output()
    else {
        // Without pg_config (a package of its own on some systems) the tests will find out.
        return true;
    };
    let shared = String::from_utf8_lossy(&output.stdout);
    Path::new(shared.trim())
        .join("extension/pg_trgm.control")
        .is_file()
}

/// As root: the user the cluster belongs to.
fn unprivileged_user() -> Result<Option<String>> {
    if !packages::is_root() {
        return Ok(None);
    }
    ensure!(
        packages::on_path(&["setpriv"]).is_some(),
        "PostgreSQL does not run as root, and setpriv (util-linux) is missing"
    );
    for user in ["postgres", "nobody"] {
        if group_of(user).is_some() {
            return Ok(Some(user.to_owned()));
        }
    }
    bail!("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")
}

fn group_of(user: &str) -> Option<String> {
    let output = Command::new("id").args(["-gn", user]).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs a program whose words matter only when it fails.
fn quietly(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .with_context(|| format!("{name} can't be started"))?;
    ensure!(
        output.status.success(),
        "{name} failed ({}): {}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}
