//! Start-up configuration (PRODUCT.md section 7): what is needed before the database can be asked.
//!
//! [`load`] is a function of its inputs alone, and reports every mistake at once. Settings that the console changes
//! live in the database; here they are only collected, as overrides.

mod keys;
mod roles;
mod sources;
mod values;

use std::{
    collections::BTreeMap,
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use backend::store::DatabaseUrl;
use rules::role::Catalogue;
use rules::settings::{self, Settings};
use secrecy::SecretString;
use url::{Host, Url};

use crate::client_address::Network;
use crate::logging::{self, LogFormat};

#[cfg(test)]
pub(crate) use keys::flags;
pub use sources::{Fault, Inputs, Shown, Source};
pub use values::SecretKey;
pub(crate) use values::secret_key;

/// Everything the process is told at start.
#[derive(Debug)]
pub struct Config {
    /// Where to accept connections.
    pub listen: SocketAddr,
    /// The address people type; see [`Config::public_url`].
    public_url: Option<Url>,
    /// Is readable http accepted for a public URL that is not on this machine?
    pub allow_insecure_http: bool,
    /// Proxies whose forwarded headers are believed.
    pub trusted_proxies: Vec<Network>,
    /// Holds the SQLite file, the key file and the set-up link.
    pub data_dir: PathBuf,
    /// A SQLite file or a PostgreSQL server.
    pub database_url: DatabaseUrl,
    /// The key, when it is given; else it lives in a file of the data folder.
    pub secret_key: Option<SecretKey>,
    /// The mail server; none means the local mailbox.
    pub smtp_url: Option<SecretString>,
    /// A certificate authority to trust besides the system's.
    pub smtp_ca_file: Option<PathBuf>,
    /// The sender's address of every mail.
    pub mail_from: String,
    /// The roles there are: the built-in ones, or those of a file.
    pub roles: Arc<Catalogue>,
    /// What is logged.
    pub log_filter: String,
    /// How it is written.
    pub log_format: LogFormat,
    /// Settings fixed from outside, already checked one by one.
    pub overrides: BTreeMap<settings::Key, String>,
    /// Every value with its source, secrets masked.
    pub shown: Vec<Shown>,
}

/// All mistakes of a configuration, one a line.
#[derive(Debug, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => writeln!(f, "There is a mistake in the configuration:")?,
            count => writeln!(f, "There are {count} mistakes in the configuration:")?,
        }
        for fault in &self.0 {
            writeln!(f, "  {fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

impl Config {
    /// The address people type. Unless configured it is `http://localhost` with the port that was bound, which is only
    /// known then when `listen` left the choice to the system.
    #[must_use]
    pub fn public_url(&self, bound_port: u16) -> Url {
        match &self.public_url {
            Some(url) => url.clone(),
            None => localhost(bound_port),
        }
    }
}

/// Reads the whole configuration.
///
/// # Errors
/// Every mistake in it, in the order of the keys.
pub fn load(inputs: &Inputs<'_>) -> Result<Config, Faults> {
    let mut from = sources::Sources::open(inputs);

    let listen = or_default(&mut from, &keys::LISTEN, "127.0.0.1:3000", values::listen);
    let allow_insecure_http = or_default(
        &mut from,
        &keys::ALLOW_INSECURE_HTTP,
        "false",
        values::switch,
    );
    let public_url = from.take(&keys::PUBLIC_URL, str::to_owned, |text| {
        values::public_url(text, allow_insecure_http == Some(true))
    });
    if !from.is_shown(&keys::PUBLIC_URL) {
        let url = localhost(listen.map_or(3000, |listen| listen.port()));
        from.show(&keys::PUBLIC_URL, origin(&url), Source::Default);
    }
    let trusted_proxies = or_default(
        &mut from,
        &keys::TRUSTED_PROXIES,
        "",
        values::trusted_proxies,
    );

    let data_dir = or_default(&mut from, &keys::DATA_DIR, "./data", values::data_dir);
    let own_file = data_dir
        .as_deref()
        .unwrap_or(Path::new("data"))
        .join("portico.db");
    let database_url = from
        .take(
            &keys::DATABASE_URL,
            values::without_password,
            values::database_url,
        )
        .or_else(|| {
            let is_set = from.is_shown(&keys::DATABASE_URL);
            (!is_set).then(|| {
                let url = DatabaseUrl::Sqlite(own_file.clone());
                let shown = format!("sqlite://{}", own_file.display());
                from.show(&keys::DATABASE_URL, shown, Source::Default);
                url
            })
        });
    let secret_key = from.take(
        &keys::SECRET_KEY,
        |_| "(set)".to_owned(),
        values::secret_key,
    );
    absent(&mut from, &keys::SECRET_KEY, "(a file in the data folder)");

    let smtp_url = from.take(&keys::SMTP_URL, values::without_password, values::smtp_url);
    absent(&mut from, &keys::SMTP_URL, "(none: local mailbox)");
    let smtp_ca_file = from.take(&keys::SMTP_CA_FILE, str::to_owned, |path| {
        values::certificates(path, (inputs.read)(Path::new(path)))
    });
    absent(&mut from, &keys::SMTP_CA_FILE, "(none)");
    let mail_from = sender(&mut from, public_url.as_ref(), smtp_url.is_some());

    let roles = from.take_all(&keys::ROLES_FILE, str::to_owned, |path| {
        roles::read(path, (inputs.read)(Path::new(path)))
    });
    absent(&mut from, &keys::ROLES_FILE, "(built in)");

    let log_filter = or_default(&mut from, &keys::LOG, "info", |text| {
        logging::filter(text)
            .map(|_| text.to_owned())
            .map_err(|error| {
                format!("{error}; write a level, like info, or info,portico::access=off")
            })
    });
    let format = if inputs.is_terminal { "text" } else { "json" };
    let log_format = or_default(&mut from, &keys::LOG_FORMAT, format, |text| {
        text.parse()
            .map_err(|problem: &str| format!("{problem}; write text or json"))
    });
    let overrides = overrides(&mut from);

    let sources::Sources { faults, shown, .. } = from;
    match (
        (listen, allow_insecure_http, trusted_proxies, data_dir),
        (database_url, mail_from, log_filter, log_format),
    ) {
        (
            (Some(listen), Some(allow_insecure_http), Some(trusted_proxies), Some(data_dir)),
            (Some(database_url), Some(mail_from), Some(log_filter), Some(log_format)),
        ) if faults.is_empty() => Ok(Config {
            listen,
            public_url,
            allow_insecure_http,
            trusted_proxies,
            data_dir,
            database_url,
            secret_key,
            smtp_url,
            smtp_ca_file,
            mail_from,
            roles: Arc::new(roles.unwrap_or_default()),
            log_filter,
            log_format,
            overrides,
            shown,
        }),
        _ => Err(Faults(faults)),
    }
}

/// A value that is never absent: `default` goes through the same reader.
fn or_default<T>(
    from: &mut sources::Sources<'_>,
    key: &keys::Key,
    default: &str,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Option<T> {
    let taken = from.take(key, str::to_owned, &parse);
    if taken.is_some() || from.is_shown(key) {
        return taken;
    }
    from.show(key, default.to_owned(), Source::Default);
    parse(default).ok()
}

fn absent(from: &mut sources::Sources<'_>, key: &keys::Key, word: &str) {
    if !from.is_shown(key) {
        from.show(key, word.to_owned(), Source::Default);
    }
}

/// With a mail server the sender has to be named: an invented one would be refused, or worse, bounce elsewhere.
fn sender(
    from: &mut sources::Sources<'_>,
    public_url: Option<&Url>,
    has_server: bool,
) -> Option<String> {
    let taken = from.take(&keys::MAIL_FROM, str::to_owned, values::mail_from);
    if taken.is_some() || from.is_shown(&keys::MAIL_FROM) {
        return taken;
    }
    if has_server {
        from.faults.push(Fault {
            place: keys::MAIL_FROM.variable(),
            value: None,
            problem: "missing: with PORTICO_SMTP_URL set, name the sender's address, like portal@example.org".to_owned(),
        });
        return None;
    }
    let host = match public_url.and_then(Url::host) {
        Some(Host::Domain(name)) => name.to_owned(),
        _ => "localhost".to_owned(),
    };
    let address = format!("noreply@{host}");
    from.show(&keys::MAIL_FROM, address.clone(), Source::Default);
    Some(address)
}

fn overrides(from: &mut sources::Sources<'_>) -> BTreeMap<settings::Key, String> {
    let (mut overrides, mut together) = (BTreeMap::new(), Settings::default());
    for key in settings::Key::ALL {
        let variable = keys::variable(key.as_str());
        let Some(value) = from.variable(&variable).cloned() else {
            continue;
        };
        match together.set(key, &value) {
            Ok(()) => {
                from.shown.push(Shown {
                    name: key.as_str().to_owned(),
                    value: in_one_line(&value),
                    source: variable,
                });
                overrides.insert(key, value);
            }
            Err(fault) => from.faults.push(Fault {
                place: variable,
                value: Some(value),
                problem: fault.reason,
            }),
        }
    }
    let fixed: Vec<settings::Key> = overrides.keys().copied().collect();
    for fault in together.check(&fixed).err().unwrap_or_default() {
        from.faults.push(Fault {
            place: keys::variable(fault.key.as_str()),
            value: overrides.get(&fault.key).cloned(),
            problem: fault.reason,
        });
    }
    overrides
}

/// The first line of a longer text.
fn in_one_line(value: &str) -> String {
    match value.trim().split_once('\n') {
        Some((first, _)) => format!("{}… ({} characters)", first.trim(), value.chars().count()),
        None => value.to_owned(),
    }
}

fn localhost(port: u16) -> Url {
    let mut url = LOCALHOST.clone();
    // http has ports, so this can't be refused.
    let _ = url.set_port(Some(port));
    url
}

static LOCALHOST: std::sync::LazyLock<Url> = std::sync::LazyLock::new(|| {
    Url::parse("http://localhost").unwrap_or_else(|error| unreachable!("{error}"))
});

/// A URL without the slash that the parser adds.
fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

#[cfg(test)]
mod tests;
