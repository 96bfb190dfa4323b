//! Does a login cost more than its hash, and does the portal log in as many as the processors can hash?

use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::PROXY;
use super::portal::{Portal, Running};
use super::report::Report;
use super::rounds::{Compared, Effort, median, milliseconds, summary};
use super::silence::addresses;
use crate::child;

/// A hash of ours against one of the crate's default.
const HASH_GOAL: f64 = 0.75;
/// The answer to a login against the raw hash.
const ANSWER_GOAL: f64 = 1.15;
/// All processors' time for one login against one hash: nine tenths of the raw rate.
const RATE_GOAL: f64 = 1.0 / 0.9;
/// Logins one after the other in a round.
const IN_TURN: usize = 20;
/// How long everybody logs in at once in a round.
const AT_ONCE: Duration = Duration::from_secs(2);

/// Rounds of raw hashes and logins in turn, so that both meet the same machine.
pub(super) fn compare(portal: &Portal, effort: Effort, report: &mut Report) -> Result<()> {
    let running = portal.start_with(&[PROXY])?;
    // Two for each processor, so that none waits for a disk or for the next request; each an account of their own.
    let processors = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let people = addresses(&mut running.owner()?, "approved", 2 * processors)?;
    log_in_for(&running, &people, AT_ONCE)?;
    let (mut hashes, mut answers, mut rates) = (Vec::new(), Vec::new(), Vec::new());
    // Twice as many as elsewhere: what the processors give swings from second to second.
    for _ in 0..2 * effort.rounds {
        ensure!(!child::is_interrupted(), "interrupted");
        let raw = raw(portal)?;
        hashes.push((raw.ours, raw.by_default));
        answers.push((in_turn(&running, &people[0])?, raw.ours));
        let logins = log_in_for(&running, &people, AT_ONCE)?;
        rates.push((1000.0 / logins, 1000.0 / raw.per_second));
    }
    let mut told = |id: &str, pairs: &[(f64, f64)], goal| {
        let compared: Compared = summary(pairs);
        report.ratio(id, &compared, goal);
    };
    told("hash-time", &hashes, HASH_GOAL);
    told("login-answer", &answers, ANSWER_GOAL);
    told("login-rate", &rates, RATE_GOAL);
    Ok(())
}

/// Hashing without a portal.
struct Raw {
    ours: f64,
    by_default: f64,
    per_second: f64,
}

fn raw(portal: &Portal) -> Result<Raw> {
    let mut command = portal.command()?;
    let long = AT_ONCE.as_millis().to_string();
    command
        .args(["hash-times", "--rounds", "20", "--long", &long])
        .stderr(Stdio::null());
    let output = command.output().context("portico can't be started")?;
    ensure!(
        output.status.success(),
        "portico hash-times ended with {}",
        output.status
    );
    let line: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let figure = |name: &str| line[name].as_f64().with_context(|| format!("no {name}"));
    Ok(Raw {
        ours: figure("ours_ms")?,
        by_default: figure("default_ms")?,
        per_second: figure("per_second")?,
    })
}

/// Milliseconds from the form to its answer; the median of some, one after the other.
fn in_turn(running: &Running, email: &str) -> Result<f64> {
    let mut client = running.visitor();
    let mut times = Vec::with_capacity(IN_TURN);
    for _ in 0..IN_TURN {
        times.push(milliseconds(running.log_in_again(&mut client, email, 0)?));
    }
    Ok(median(times))
}

/// Logins a second with every processor busy.
fn log_in_for(running: &Running, people: &[String], long: Duration) -> Result<f64> {
    let started = Instant::now();
    let log_in = |person: usize, email: &str| -> Result<usize> {
        let mut client = running.visitor();
        let mut done = 0;
        while started.elapsed() < long {
            running.log_in_again(&mut client, email, person)?;
            done += 1;
        }
        Ok(done)
    };
    let done: Result<Vec<usize>> = thread::scope(|scope| {
        let clients: Vec<_> = people
            .iter()
            .enumerate()
            .map(|(person, email)| scope.spawn(move || log_in(person, email)))
            .collect();
        clients
            .into_iter()
            .map(|client| {
                client
                    .join()
                    .unwrap_or_else(|_| Err(anyhow::anyhow!("a client broke")))
            })
            .collect()
    });
    Ok(done?.into_iter().sum::<usize>() as f64 / started.elapsed().as_secs_f64())
}
