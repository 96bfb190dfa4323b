//! `cargo xtask bench`: the figures of docs/benchmarks.md, measured as ratios within one run.
//!
//! Everything it starts (servers, a PostgreSQL) it stops, and it leaves no files. Knows pages by their
//! addresses and the portal by its command line; holds no noun of the product beyond that.

mod bytes;
mod client;
mod lists;
mod logins;
mod portal;
mod process;
mod report;
mod rounds;
mod silence;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::child;
use crate::compile::{self, Lints};
use crate::postgres::Cluster;
use crate::site::{self, Kind};
use crate::toolchain;
use crate::workspace::{NATIVE, TEST_HOOKS, Workspace};
use portal::Program;
use report::Report;
use rounds::Effort;

/// What was asked for.
struct Options {
    effort: Effort,
    /// Invitations of the large portal; the small one has a hundredth.
    invitations: usize,
    /// The debug server on debug assets: to try the benchmark itself. Figures mean nothing then.
    debug: bool,
    /// The one database to measure; both without.
    database: Option<Database>,
    /// The one part to measure; all of them without.
    only: Option<Part>,
}

impl Options {
    fn measures(&self, part: Part) -> bool {
        self.only.is_none_or(|only| only == part)
    }
}

/// What can be measured by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Bytes,
    Start,
    Logins,
    Silence,
    Lists,
}

impl Part {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "bytes" => Part::Bytes,
            "start" => Part::Start,
            "logins" => Part::Logins,
            "silence" => Part::Silence,
            "lists" => Part::Lists,
            _ => return None,
        })
    }
}

/// Whose forwarded addresses are believed, so that every request comes from another network.
const PROXY: (&str, &str) = ("PORTICO_TRUSTED_PROXIES", "127.0.0.1/32");

#[derive(Clone, Copy, PartialEq, Eq)]
enum Database {
    Sqlite,
    Postgres,
}

const USAGE: &str = "bench [--quick] [--invitations N] [--database sqlite|postgres] \
    [--only bytes|start|logins|silence|lists] [--debug]";

fn options(arguments: &[String]) -> Result<Options> {
    let mut options = Options {
        effort: Effort::FULL,
        invitations: 100_000,
        debug: false,
        database: None,
        only: None,
    };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--quick" => options.effort = Effort::QUICK,
            "--debug" => options.debug = true,
            "--invitations" => {
                let number = rest.next().and_then(|text| text.parse().ok());
                options.invitations = number
                    .filter(|number| *number >= 10_000)
                    .context("--invitations takes a number from 10000 up")?;
            }
            "--database" => {
                options.database = Some(match rest.next().map(String::as_str) {
                    Some("sqlite") => Database::Sqlite,
                    Some("postgres") => Database::Postgres,
                    _ => bail!("--database takes sqlite or postgres"),
                });
            }
            "--only" => {
                let part = rest.next().and_then(|word| Part::parse(word));
                options.only =
                    Some(part.context("--only takes bytes, start, logins, silence or lists")?);
            }
            other => bail!("bench does not know `{other}`: {USAGE}"),
        }
    }
    Ok(options)
}

/// `cargo xtask bench [--quick] [--invitations N]`.
pub(crate) fn bench(workspace: &Workspace, arguments: &[String]) -> Result<ExitCode> {
    let options = options(arguments)?;
    let mut report = Report::default();
    let program = if options.debug {
        Program {
            binary: compile::server(workspace, Lints::Off)?,
            site: Some(compile::debug_site(workspace, Lints::Off)?),
        }
    } else if !options.measures(Part::Bytes) {
        Program {
            binary: server(workspace, None)?,
            site: Some(compile::debug_site(workspace, Lints::Off)?),
        }
    } else {
        let site = bytes::release_site(workspace)?;
        bytes::console(workspace, &site, &mut report)?;
        Program {
            binary: server(workspace, Some(&site))?,
            site: None,
        }
    };
    child::listen()?;
    let folder = Folder::make()?;
    if options.database != Some(Database::Postgres) {
        sqlite(&program, &folder, &options, &mut report)?;
    }
    if options.database != Some(Database::Sqlite) && options.measures(Part::Lists) {
        match Cluster::start() {
            Ok(cluster) => postgres(&program, &folder, &cluster, &options, &mut report)?,
            Err(error) => report.lack("lists on PostgreSQL", &error),
        }
    }
    Ok(report.finish())
}

fn sqlite(
    program: &Program,
    folder: &Folder,
    options: &Options,
    report: &mut Report,
) -> Result<()> {
    eprintln!("xtask: SQLite");
    let small = portal::on_sqlite(program, &folder.0, "small");
    let large = portal::on_sqlite(program, &folder.0, "large");
    small.seed(options.invitations / 100)?;
    if options.measures(Part::Bytes) {
        bytes::public_pages(&small, report)?;
    }
    if options.measures(Part::Logins) {
        logins::compare(&small, options.effort, report)?;
    }
    if matches!(options.only, Some(Part::Bytes | Part::Logins)) {
        return Ok(());
    }
    large.seed(options.invitations)?;
    if options.measures(Part::Start) {
        process::start_and_memory(&large, options.effort, report)?;
    }
    if options.measures(Part::Silence) {
        silence::compare(&large, options.effort, report)?;
    }
    if !options.measures(Part::Lists) {
        return Ok(());
    }
    lists::compare("sqlite", &small, &large, options.effort, report)?;
    let few = portal::on_sqlite(program, &folder.0, "few");
    let many = portal::on_sqlite(program, &folder.0, "many");
    accounts("sqlite", &few, &many, options, report)
}

/// Half of the demo's invitations have made an account: lists of accounts, and the domain that all of them are in.
fn accounts(
    database: &str,
    few: &portal::Portal,
    many: &portal::Portal,
    options: &Options,
    report: &mut Report,
) -> Result<()> {
    few.seed_domains(options.invitations / 50, lists::FEW)?;
    many.seed_domains(options.invitations * 2, lists::MANY)?;
    lists::compare_developers(database, few, many, options.effort, report)?;
    lists::compare_members(database, few, many, options.effort, report)?;
    lists::compare_pop_ups(database, few, many, options.effort, report)
}

fn postgres(
    program: &Program,
    folder: &Folder,
    cluster: &Cluster,
    options: &Options,
    report: &mut Report,
) -> Result<()> {
    eprintln!("xtask: PostgreSQL");
    let small = portal::on_postgres(program, &folder.0, cluster, "bench_small")?;
    let large = portal::on_postgres(program, &folder.0, cluster, "bench_large")?;
    small.seed(options.invitations / 100)?;
    large.seed(options.invitations)?;
    lists::compare("postgres", &small, &large, options.effort, report)?;
    let few = portal::on_postgres(program, &folder.0, cluster, "bench_few")?;
    let many = portal::on_postgres(program, &folder.0, cluster, "bench_many")?;
    accounts("postgres", &few, &many, options, report)
}

/// The server as fast as a release, linked faster, with the hooks that fill a portal; with the assets of
/// `site` inside, when there is one.
fn server(workspace: &Workspace, site: Option<&std::path::Path>) -> Result<PathBuf> {
    let mut command = workspace.cargo();
    command
        .arg("build")
        .args(NATIVE)
        .args(TEST_HOOKS)
        .args(["--profile", "bench-loop"]);
    if let Some(site) = site {
        command.env("PORTICO_EMBED_DIR", site);
    }
    child::run(&mut command)?;
    Ok(workspace.target.join("bench-loop/portico"))
}

/// A folder that goes with its value.
struct Folder(PathBuf);

impl Folder {
    fn make() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("portico-bench-{}", std::process::id()));
        fs::create_dir_all(&folder).with_context(|| format!("can't make {}", folder.display()))?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            eprintln!("xtask: can't remove {}: {error}", self.0.display());
        }
    }
}

/// The release assets, built when they are not up to date.
fn assemble(workspace: &Workspace) -> Result<PathBuf> {
    toolchain::ensure_wasm_target()?;
    let wasm = compile::front_end(workspace, Kind::Release, Lints::Off)?;
    site::assemble(workspace, Kind::Release, &wasm)
}

#[cfg(test)]
mod tests {
    use super::options;

    #[test]
    fn a_mistyped_option_is_refused() {
        let given = |text: &str| {
            let arguments: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
            options(&arguments)
        };
        assert!(given("--quik").is_err());
        assert!(given("--invitations").is_err());
        assert!(given("--invitations 10").is_err());
        assert!(given("--database mysql").is_err());
        assert!(given("--only speed").is_err());
        assert_eq!(
            given("--only logins").expect("a part").only,
            Some(super::Part::Logins)
        );
        let options = given("--debug --invitations 20000").expect("good options");
        assert_eq!(options.invitations, 20_000);
        assert!(options.debug);
    }
}
