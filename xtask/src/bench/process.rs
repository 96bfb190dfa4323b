//! How soon the server answers after its start, and how much memory it has then.

use anyhow::{Result, ensure};

use super::portal::{Portal, Running};
use super::report::Report;
use super::rounds::{Effort, median, milliseconds};

/// Resident after start.
const MEMORY_GOAL_MIB: f64 = 64.0;
/// From process start to the first 200, with a current schema.
const START_GOAL_MS: f64 = 100.0;

/// Starts a filled portal again and again.
pub(super) fn start_and_memory(portal: &Portal, effort: Effort, report: &mut Report) -> Result<()> {
    let (mut times, mut resident, mut shared_fairly) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..effort.starts {
        let running = portal.start()?;
        times.push(first_answer(&running)?);
        resident.push(running.memory_kib("status", "VmRSS:")? as f64 / 1024.0);
        shared_fairly.push(running.memory_kib("smaps_rollup", "Pss:")? as f64 / 1024.0);
    }
    report.bound("start-first-200", "ms", median(times), START_GOAL_MS);
    report.bound("memory-resident", "MiB", median(resident), MEMORY_GOAL_MIB);
    report.bound(
        "memory-proportional",
        "MiB",
        median(shared_fairly),
        MEMORY_GOAL_MIB,
    );
    Ok(())
}

/// Milliseconds from the start of the process to the last byte of the login page.
fn first_answer(running: &Running) -> Result<f64> {
    let answer = running.visitor().get("/login")?;
    let took = milliseconds(running.started.elapsed());
    ensure!(
        answer.status == 200,
        "/login was answered with {}",
        answer.status
    );
    Ok(took)
}
