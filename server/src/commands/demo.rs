//! `portico demo`: fills an empty portal with believable people and serves it. Hidden, and only in builds with
//! `test-hooks`.

use std::io::{self, Write};

use backend::{
    Backend,
    demo::{Login, PASSWORD, Plan},
    store::{Guard, Presence},
};
use url::Url;

use super::serve::{Door, get_ready};
use super::{Failure, login, open, said, schema};
use crate::cli::{DemoOptions, Outcome};
use crate::config::Config;

/// Seeds, says who can log in, and serves until told to stop.
pub(crate) async fn demo(config: Config, options: DemoOptions) -> Result<Outcome, Failure> {
    if options.seed_only {
        let (backend, _guard) = open_ready(&config, &config.public_url(0)).await?;
        fill(&backend, &options).await?;
        return Ok(Outcome::Done);
    }
    let door = Door::open(&config).await?;
    let (backend, _guard) = open_ready(&config, door.public_url()).await?;
    fill(&backend, &options).await?;
    door.serve(backend, &config, Backend::start_demo_workers)
        .await
}

async fn open_ready(config: &Config, public_url: &Url) -> Result<(Backend, Guard), Failure> {
    let (backend, guard) = open(config, schema(false), Presence::Alone, public_url).await?;
    get_ready(&backend).await?;
    Ok((backend, guard))
}

async fn fill(backend: &Backend, options: &DemoOptions) -> Result<(), Failure> {
    let plan = Plan {
        invitations: options.invitations,
        seed: options.seed,
        inbox: options.inbox,
    };
    let logins = backend.fill_with_demo(plan).await.map_err(said)?;
    let served_at = (!options.seed_only).then(|| login(backend));
    Ok(introduce(served_at.as_deref(), &logins)?)
}

fn introduce(served_at: Option<&str>, logins: &[Login]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match served_at {
        Some(address) => writeln!(out, "A throw-away portal. Log in at {address}\n")?,
        None => writeln!(out, "A throw-away portal. Who can log in:\n")?,
    }
    for login in logins {
        let (role, email, name) = (&login.role, &login.email, &login.full_name);
        writeln!(out, "  {role:<14} {email:<28} {name}")?;
    }
    writeln!(out, "\nEverybody's password is {PASSWORD}")
}
