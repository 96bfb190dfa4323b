//! What each command does, once its configuration is right. One function a command.

#[cfg(feature = "test-hooks")]
mod demo;
#[cfg(feature = "test-hooks")]
mod hash_times;
mod password;
mod serve;
mod set_up_link;

use std::{fmt::Write as _, fs::DirBuilder, os::unix::fs::DirBuilderExt, path::Path};

use backend::{
    Backend, Error, Setup,
    clock::Clock,
    mail::{self, Smtp},
    passwords::Cost,
    secrets::{self, Keys},
    setup::FirstOwner,
    store::{DatabaseUrl, Guard, Presence, Schema, Store},
};
use secrecy::ExposeSecret;
use url::Url;

use crate::cli::{Outcome, OwnerCreate};
use crate::config::Config;
use crate::key_file;

#[cfg(feature = "test-hooks")]
pub(crate) use demo::demo;
#[cfg(feature = "test-hooks")]
pub(crate) use hash_times::hash_times;
pub(crate) use serve::serve;

/// Why a command failed, for the person at the terminal.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// `portico owner create`
pub(crate) async fn create_owner(
    config: Config,
    no_migrate: bool,
    owner: OwnerCreate,
) -> Result<Outcome, Failure> {
    const TOO_LATE: &str = "there is an Owner already; log in, or ask one";
    let (backend, _guard) = open(
        &config,
        schema(no_migrate),
        Presence::Beside,
        &own_address(&config),
    )
    .await?;
    if backend.has_owner().await.map_err(said)? {
        return Err(TOO_LATE.into());
    }
    let password = match &owner.password_file {
        Some(file) => password::from_file(file)?,
        None => password::asked()?,
    };
    let first = FirstOwner {
        portal_name: owner.portal_name.unwrap_or_default(),
        full_name: owner.name,
        email: owner.email,
        password: password.clone(),
        confirmation: password,
    };
    match backend.create_first_owner(first).await {
        Ok(()) => {
            println!("The Owner is created. Log in at {}", login(&backend));
            Ok(Outcome::Done)
        }
        Err(Error::NotFound) => Err(TOO_LATE.into()),
        Err(error) => Err(said(error)),
    }
}

/// `portico migrate`
pub(crate) async fn migrate(config: Config) -> Result<Outcome, Failure> {
    open(
        &config,
        Schema::Migrate,
        Presence::Alone,
        &own_address(&config),
    )
    .await?;
    println!("The database has the schema of this version.");
    Ok(Outcome::Done)
}

/// `portico check`
pub(crate) async fn check(config: Config) -> Result<Outcome, Failure> {
    let (backend, _guard) = open(
        &config,
        Schema::Expect,
        Presence::Beside,
        &own_address(&config),
    )
    .await?;
    let findings = backend.store().check().await.map_err(said)?;
    let mut outcome = Outcome::Done;
    for finding in findings {
        if finding.broken == 0 {
            println!("ok      {}", finding.invariant);
        } else {
            let first = finding
                .first
                .map_or_else(String::new, |at| format!(", the first at position {at}"));
            println!(
                "BROKEN  {} ({} rows{first})",
                finding.invariant, finding.broken
            );
            outcome = Outcome::Broken;
        }
    }
    match lost_roles(&backend).await? {
        None => println!("ok      {EVERY_ROLE_IS_KNOWN}"),
        Some(lost) => {
            println!("BROKEN  {EVERY_ROLE_IS_KNOWN}\n{lost}");
            outcome = Outcome::Broken;
        }
    }
    Ok(outcome)
}

const EVERY_ROLE_IS_KNOWN: &str = "every role in use stands in the catalogue";

/// The rows whose role is not in the catalogue, and what to do about it; `None` when there are none.
async fn lost_roles(backend: &Backend) -> Result<Option<String>, Failure> {
    let lost = backend.store().lost_roles().await.map_err(said)?;
    if lost.total.n == 0 {
        return Ok(None);
    }
    let total = match (lost.total.n, lost.total.or_more) {
        (1, _) => "1 row".to_owned(),
        (n, false) => format!("{n} rows"),
        (n, true) => format!("more than {n} rows"),
    };
    let source = backend.roles().file().unwrap_or("the built-in catalogue");
    let mut text = format!("roles in use are missing from {source} ({total}):");
    for row in &lost.first {
        // Writing to a String can't fail.
        let _ = write!(
            text,
            "\n  {} {} ({}): role {:?}",
            row.noun, row.id, row.status, row.role
        );
    }
    if lost.total.n > lost.first.len() as u64 {
        text.push_str("\n  and others");
    }
    text.push_str(
        "\nPut these roles into PORTICO_ROLES_FILE again; or start with them once more, give the accounts \
         and members another role and delete or resend the invitations, and then take them out",
    );
    Ok(Some(text))
}

/// `portico mail test`
pub(crate) async fn test_mail(config: Config, address: &str) -> Result<Outcome, Failure> {
    let (backend, _guard) = open(
        &config,
        Schema::Expect,
        Presence::Beside,
        &own_address(&config),
    )
    .await?;
    match backend.try_mail_server(address).await.map_err(said)? {
        Some(mail::Outcome::Accepted(words)) => {
            println!("The mail server took it: {words}");
            Ok(Outcome::Done)
        }
        Some(other) => Err(format!("the mail server did not take it: {}", other.words()).into()),
        None => Err("no mail server is configured: set PORTICO_SMTP_URL".into()),
    }
}

/// Everything a use case needs, out of the configuration. The guard keeps others off the SQLite file while it lives.
async fn open(
    config: &Config,
    schema: Schema,
    presence: Presence,
    public_url: &Url,
) -> Result<(Backend, Guard), Failure> {
    if let (DatabaseUrl::Sqlite(file), Schema::Expect) = (&config.database_url, schema)
        && !file.exists()
    {
        return Err(format!("there is no database {} yet", file.display()).into());
    }
    make_data_dir(&config.data_dir)?;
    let file_key;
    let key = match &config.secret_key {
        Some(key) => key,
        None => {
            file_key = key_file::read_or_create(&config.data_dir, || {
                secrets::random_bytes().map_err(std::io::Error::other)
            })?;
            &file_key
        }
    };
    let clock = Clock::system();
    let (store, guard) = Store::open(
        &config.database_url,
        schema,
        presence,
        clock.clone(),
        config.roles.clone(),
    )
    .await
    .map_err(said)?;
    let backend = Backend::new(Setup {
        store,
        clock,
        keys: Keys::derive(key.expose_secret()),
        password_cost: Cost::FLOOR,
        public_url: public_url.as_str().trim_end_matches('/').to_owned(),
        mail_from: config.mail_from.clone(),
        smtp: mail_server(config)?,
        fixed_settings: config.overrides.clone(),
    });
    Ok((backend, guard))
}

/// Only its owner reads what lies in it: database, key, set-up link. A folder that is there keeps its mode.
fn make_data_dir(folder: &Path) -> Result<(), Failure> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|error| {
            format!(
                "the data folder {} can't be made: {error}",
                folder.display()
            )
            .into()
        })
}

/// The public URL for a command that opens no socket.
fn own_address(config: &Config) -> Url {
    config.public_url(config.listen.port())
}

fn mail_server(config: &Config) -> Result<Option<Smtp>, Failure> {
    let Some(url) = &config.smtp_url else {
        return Ok(None);
    };
    let smtp = Smtp::new(url.expose_secret(), config.smtp_ca_file.as_deref())
        .map_err(|fault| format!("PORTICO_SMTP_URL: it {fault}"))?;
    Ok(Some(smtp))
}

fn schema(no_migrate: bool) -> Schema {
    if no_migrate {
        Schema::Expect
    } else {
        Schema::Migrate
    }
}

fn login(backend: &Backend) -> String {
    format!("{}/login", backend.public_url())
}

/// A use case's error in the words of the terminal: what the fields may be, or the whole chain of a fault.
fn said(error: Error) -> Failure {
    match &error {
        Error::Invalid(faults) => {
            let mut text = String::from("not done:");
            for fault in faults {
                // Writing to a String can't fail.
                let _ = write!(text, "\n  {}: {}", fault.field, fault.reason);
            }
            text.into()
        }
        Error::Unavailable(reason) => (*reason).into(),
        _ => error.chain().into(),
    }
}
