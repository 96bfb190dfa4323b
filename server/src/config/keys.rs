//! The names of start-up configuration: each a flag, an environment variable and a key of the file.

use rules::settings;

/// One value of the start-up configuration.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// The key in the file; the flag and the variable follow from it.
    pub(super) name: &'static str,
    /// A secret is never printed, and may be read from a file named by `<name>_file`.
    pub(super) is_secret: bool,
}

const fn plain(name: &'static str) -> Key {
    Key {
        name,
        is_secret: false,
    }
}

const fn secret(name: &'static str) -> Key {
    Key {
        name,
        is_secret: true,
    }
}

pub(super) const LISTEN: Key = plain("listen");
pub(super) const PUBLIC_URL: Key = plain("public_url");
pub(super) const DATA_DIR: Key = plain("data_dir");
pub(super) const DATABASE_URL: Key = secret("database_url");
pub(super) const SMTP_URL: Key = secret("smtp_url");
pub(super) const SMTP_CA_FILE: Key = plain("smtp_ca_file");
pub(super) const MAIL_FROM: Key = plain("mail_from");
pub(super) const SECRET_KEY: Key = secret("secret_key");
pub(super) const TRUSTED_PROXIES: Key = plain("trusted_proxies");
pub(super) const ALLOW_INSECURE_HTTP: Key = plain("allow_insecure_http");
pub(super) const ROLES_FILE: Key = plain("roles_file");
pub(super) const LOG: Key = plain("log");
pub(super) const LOG_FORMAT: Key = plain("log_format");

/// Every key, in the order in which `config show` prints them.
pub(super) const ALL: [&Key; 13] = [
    &LISTEN,
    &PUBLIC_URL,
    &ALLOW_INSECURE_HTTP,
    &TRUSTED_PROXIES,
    &DATA_DIR,
    &DATABASE_URL,
    &SECRET_KEY,
    &SMTP_URL,
    &SMTP_CA_FILE,
    &MAIL_FROM,
    &ROLES_FILE,
    &LOG,
    &LOG_FORMAT,
];

/// The variable that names the configuration file.
pub(super) const CONFIG: &str = "PORTICO_CONFIG";

/// What every variable of ours begins with.
pub(super) const PREFIX: &str = "PORTICO_";

/// Read by `assets`: where a debug run finds the front end's files.
const SITE_DIR: &str = "PORTICO_SITE_DIR";

/// Read by builds with test hooks only.
const TEST_PREFIX: &str = "PORTICO_TEST_";

impl Key {
    /// `PORTICO_LISTEN`
    #[must_use]
    pub(super) fn variable(&self) -> String {
        variable(self.name)
    }

    /// The key of the file that holds this secret: `secret_key_file`.
    #[must_use]
    pub(super) fn file_key(&self) -> String {
        format!("{}_file", self.name)
    }
}

pub(super) fn variable(name: &str) -> String {
    format!("{PREFIX}{}", name.to_ascii_uppercase())
}

pub(super) fn flag(name: &str) -> String {
    format!("--{}", name.replace('_', "-"))
}

/// Every key of the configuration file.
pub(super) fn file_keys() -> Vec<String> {
    let mut keys = Vec::with_capacity(ALL.len() + 3);
    for key in ALL {
        keys.push(key.name.to_owned());
        if key.is_secret {
            keys.push(key.file_key());
        }
    }
    keys
}

/// Every variable this binary reads, but the test hooks.
pub(super) fn variables() -> Vec<String> {
    let settings = settings::Key::ALL.iter().map(|key| variable(key.as_str()));
    let fixed = [CONFIG.to_owned(), SITE_DIR.to_owned()];
    file_keys()
        .iter()
        .map(|key| variable(key))
        .chain(settings)
        .chain(fixed)
        .collect()
}

pub(super) fn is_test_hook(variable: &str) -> bool {
    variable.starts_with(TEST_PREFIX)
}

/// The known name that is nearest to a mistyped one, if any is near. The prefix that all variables share says nothing.
pub(super) fn nearest<'a>(typed: &str, known: &'a [String]) -> Option<&'a str> {
    let bare = |name: &str| name.strip_prefix(PREFIX).unwrap_or(name).to_owned();
    let typed = bare(typed);
    known
        .iter()
        .map(|name| (bare(name), name))
        .map(|(bare, name)| {
            let longest_miss = bare.len().min(typed.len()) / 3;
            (
                strsim::damerau_levenshtein(&typed, &bare),
                longest_miss,
                name,
            )
        })
        .filter(|(distance, longest_miss, _)| distance <= longest_miss)
        .min_by_key(|(distance, ..)| *distance)
        .map(|(.., name)| name.as_str())
}

/// Every flag, for the test that the command line has them all.
#[cfg(test)]
pub(crate) fn flags() -> Vec<String> {
    file_keys().iter().map(|key| flag(key)).collect()
}
