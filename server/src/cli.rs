//! The command line (PRODUCT.md section 9): what may be typed, and which command does it.
//!
//! Flags of the configuration are read as plain text here; `config` judges them together with environment and file.

use std::{
    collections::BTreeMap,
    env, fs,
    io::{self, IsTerminal},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand};

use crate::commands::{self, Failure};
use crate::config::{self, Config, Inputs};
use crate::logging;

const EXIT_CODES: &str = "Exit codes:
  0  done
  1  failed; the reason is on standard error
  2  a mistake on the command line or in the configuration; nothing was started
  3  `check` found something that must not be

Every option below Configuration is also an environment variable (--data-dir is PORTICO_DATA_DIR) and a key of the
configuration file (data_dir). An option wins over the variable, the variable over the file. Settings of the console are
fixed by variables too: PORTICO_PORTAL_NAME, PORTICO_INVITATION_VALIDITY and so on.";

/// A portal that lets people in by invitation.
#[derive(Debug, Parser)]
#[command(name = "portico", version = env!("PORTICO_VERSION"), after_long_help = EXIT_CODES, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// Don't bring the database to this version's schema; refuse to start when it is older
    #[arg(long, global = true)]
    no_migrate: bool,
    #[command(flatten)]
    flags: Flags,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the portal (what happens without a command)
    Serve,
    /// Owners of the portal
    #[command(subcommand)]
    Owner(Owner),
    /// Bring the database to this version's schema, and end
    Migrate,
    /// Verify what must always be true of the data; reads only
    Check,
    /// The start-up configuration
    #[command(subcommand)]
    Config(Configuration),
    /// The mail server
    #[command(subcommand)]
    Mail(Mail),
    /// Fill an empty portal with believable people and serve it
    #[cfg(feature = "test-hooks")]
    #[command(hide = true)]
    Demo(DemoOptions),
    /// How long hashing takes here, as a line of JSON
    #[cfg(feature = "test-hooks")]
    #[command(hide = true)]
    HashTimes(HashTimesOptions),
}

/// How much `hash-times` measures.
#[cfg(feature = "test-hooks")]
#[derive(Debug, Args)]
pub struct HashTimesOptions {
    /// So many hashes of each kind in turn
    #[arg(long, default_value_t = 20)]
    pub rounds: usize,
    /// So long on every processor, milliseconds
    #[arg(long, default_value_t = 1000)]
    pub long: u64,
}

/// What `demo` fills the portal with.
#[cfg(feature = "test-hooks")]
#[derive(Debug, Args)]
pub struct DemoOptions {
    /// So many invitations
    #[arg(long, default_value_t = 300)]
    pub invitations: usize,
    /// The same seed gives the same people
    #[arg(long, default_value_t = 42)]
    pub seed: u64,
    /// A domain with everybody, and so many invitations into others for the Customer
    #[arg(long)]
    pub inbox: Option<usize>,
    /// Fill and end, without serving
    #[arg(long)]
    pub seed_only: bool,
}

#[derive(Debug, Subcommand)]
enum Owner {
    /// Create the first Owner, as the set-up link does; the password comes from standard input
    Create(OwnerCreate),
}

/// The person `owner create` makes an Owner.
#[derive(Debug, Args)]
pub struct OwnerCreate {
    /// E-mail address, with which the Owner logs in
    #[arg(long)]
    pub email: String,
    /// Full name
    #[arg(long)]
    pub name: String,
    /// What the portal calls itself [default: as it is]
    #[arg(long)]
    pub portal_name: Option<String>,
    /// Read the password from this file instead of standard input
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Configuration {
    /// Print every value with its source, secrets masked
    Show,
}

#[derive(Debug, Subcommand)]
enum Mail {
    /// Send a test mail and print what the mail server says
    Test {
        /// Who gets it
        address: String,
    },
}

/// Start-up configuration as typed.
#[derive(Debug, Args)]
#[command(next_help_heading = "Configuration")]
struct Flags {
    /// Read values from this TOML file [variable: PORTICO_CONFIG]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<String>,
    /// Where to accept connections [default: 127.0.0.1:3000]
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// The address people type; https unless it is this machine [default: http://localhost and the port of --listen]
    #[arg(long, global = true, value_name = "URL")]
    public_url: Option<String>,
    /// Accept a public URL without https that is not this machine
    #[arg(long, global = true, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    allow_insecure_http: Option<String>,
    /// Proxies whose X-Forwarded-For is believed, address blocks separated by commas [default: none]
    #[arg(long, global = true, value_name = "BLOCKS")]
    trusted_proxies: Option<String>,
    /// Folder of the database file, the key file and the set-up link [default: ./data]
    #[arg(long, global = true, value_name = "FOLDER")]
    data_dir: Option<String>,
    /// sqlite://PATH or postgres://.. [default: sqlite://<data dir>/portico.db]
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
    /// Read --database-url from this file
    #[arg(long, global = true, value_name = "FILE")]
    database_url_file: Option<String>,
    /// 32 bytes in base64 that seal and sign [default: a file in the data folder, made at the first start]
    #[arg(long, global = true, value_name = "KEY")]
    secret_key: Option<String>,
    /// Read --secret-key from this file
    #[arg(long, global = true, value_name = "FILE")]
    secret_key_file: Option<String>,
    /// smtps://user:password@host, or smtp://.. for STARTTLS [default: none, mails wait in the local mailbox]
    #[arg(long, global = true, value_name = "URL")]
    smtp_url: Option<String>,
    /// Read --smtp-url from this file
    #[arg(long, global = true, value_name = "FILE")]
    smtp_url_file: Option<String>,
    /// Trust the certificate authority in this PEM file for the mail server
    #[arg(long, global = true, value_name = "FILE")]
    smtp_ca_file: Option<String>,
    /// Sender's address of every mail; needed with --smtp-url [default: noreply@<host of the public URL>]
    #[arg(long, global = true, value_name = "ADDRESS")]
    mail_from: Option<String>,
    /// Take the catalogue of roles from this TOML file [default: the built-in one]
    #[arg(long, global = true, value_name = "FILE")]
    roles_file: Option<String>,
    /// What is logged, as a level or a filter [default: info]
    #[arg(long, global = true, value_name = "FILTER")]
    log: Option<String>,
    /// text or json [default: text at a terminal, else json]
    #[arg(long, global = true, value_name = "FORMAT")]
    log_format: Option<String>,
}

impl Flags {
    fn given(self) -> BTreeMap<&'static str, String> {
        [
            ("config", self.config),
            ("listen", self.listen),
            ("public_url", self.public_url),
            ("allow_insecure_http", self.allow_insecure_http),
            ("trusted_proxies", self.trusted_proxies),
            ("data_dir", self.data_dir),
            ("database_url", self.database_url),
            ("database_url_file", self.database_url_file),
            ("secret_key", self.secret_key),
            ("secret_key_file", self.secret_key_file),
            ("smtp_url", self.smtp_url),
            ("smtp_url_file", self.smtp_url_file),
            ("smtp_ca_file", self.smtp_ca_file),
            ("mail_from", self.mail_from),
            ("roles_file", self.roles_file),
            ("log", self.log),
            ("log_format", self.log_format),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }
}

/// How a command ended. The numbers are documented in `--help`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It did what was asked.
    Done,
    /// `check` found a broken invariant.
    Broken,
}

/// Reads the command line and does what it says.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let config = match configuration(cli.flags) {
        Ok(config) => config,
        Err(faults) => {
            eprint!("{faults}");
            return ExitCode::from(2);
        }
    };
    if let Some(Command::Config(Configuration::Show)) = cli.command {
        print!("{}", table(&config));
        return ExitCode::SUCCESS;
    }
    match start(
        cli.command.unwrap_or(Command::Serve),
        cli.no_migrate,
        config,
    ) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Broken) => ExitCode::from(3),
        Err(error) => {
            eprintln!("portico: {}", chain(&*error));
            ExitCode::FAILURE
        }
    }
}

fn configuration(flags: Flags) -> Result<Config, config::Faults> {
    let variables = env::vars_os()
        .map(|(name, value)| {
            (
                name.to_string_lossy().into_owned(),
                value.to_string_lossy().into_owned(),
            )
        })
        .collect();
    config::load(&Inputs {
        flags: flags.given(),
        variables,
        read: &|path| fs::read_to_string(path),
        is_terminal: io::stderr().is_terminal(),
    })
}

fn start(command: Command, no_migrate: bool, config: Config) -> Result<Outcome, Failure> {
    logging::start(logging::filter(&config.log_filter)?, config.log_format);
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        // One worker alone can wait for itself while a page renders.
        .worker_threads(cores.max(2))
        // A page is one deep value while it renders; an unoptimised build needs more than the usual 2 MiB for it. Only
        // what is touched takes memory.
        .thread_stack_size(8 * 1024 * 1024)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        match command {
            Command::Serve => commands::serve(config, no_migrate).await,
            Command::Owner(Owner::Create(owner)) => {
                commands::create_owner(config, no_migrate, owner).await
            }
            Command::Migrate => commands::migrate(config).await,
            Command::Check => commands::check(config).await,
            Command::Mail(Mail::Test { address }) => commands::test_mail(config, &address).await,
            #[cfg(feature = "test-hooks")]
            Command::Demo(options) => commands::demo(config, options).await,
            #[cfg(feature = "test-hooks")]
            Command::HashTimes(options) => commands::hash_times(&options),
            // Answered before anything was started.
            Command::Config(Configuration::Show) => Ok(Outcome::Done),
        }
    })
}

fn table(config: &Config) -> String {
    let width = |of: fn(&config::Shown) -> &String| {
        config
            .shown
            .iter()
            .map(|line| of(line).len())
            .max()
            .unwrap_or(0)
    };
    let (names, values) = (width(|line| &line.name), width(|line| &line.value));
    let mut table = String::new();
    for line in &config.shown {
        let row = format!(
            "{:names$}  {:values$}  {}",
            line.name, line.value, line.source
        );
        table.push_str(row.trim_end());
        table.push('\n');
    }
    table
}

/// An error with everything that caused it.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let next = error.to_string();
        if !text.contains(&next) {
            text.push_str(": ");
            text.push_str(&next);
        }
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn without_a_command_it_serves_and_options_go_anywhere() {
        let cli = Cli::try_parse_from(["portico", "--listen", "127.0.0.1:1"]).expect("parses");
        assert!(cli.command.is_none());
        let cli = Cli::try_parse_from([
            "portico", "owner", "create", "--email", "a@x.org", "--name", "A", "--log", "warn",
        ]);
        assert_eq!(
            cli.expect("parses")
                .flags
                .given()
                .get("log")
                .map(String::as_str),
            Some("warn")
        );
        let cli =
            Cli::try_parse_from(["portico", "serve", "--allow-insecure-http", "--no-migrate"])
                .expect("parses");
        assert!(cli.no_migrate);
        assert_eq!(
            cli.flags
                .given()
                .get("allow_insecure_http")
                .map(String::as_str),
            Some("true")
        );
    }

    #[test]
    fn every_key_is_a_flag_and_stands_in_the_help() {
        let help = Cli::command().render_long_help().to_string();
        for flag in config::flags() {
            assert!(
                help.contains(&format!("{flag} <")) || help.contains(&format!("{flag} [<")),
                "{flag} is not in the help"
            );
        }
    }
}
