//! `portico hash-times`: for the benchmark. Hidden, and only in builds with `test-hooks`.

use std::io::Write;
use std::time::Duration;

use super::{Failure, said};
use crate::cli::{HashTimesOptions, Outcome};

/// Measures and prints `{ours_ms, default_ms, per_second}`.
pub(crate) fn hash_times(options: &HashTimesOptions) -> Result<Outcome, Failure> {
    let long = Duration::from_millis(options.long);
    let times = backend::passwords::measure(options.rounds, long).map_err(said)?;
    let line = serde_json::json!({
        "ours_ms": times.ours, "default_ms": times.by_default, "per_second": times.per_second,
    });
    writeln!(std::io::stdout().lock(), "{line}")?;
    Ok(Outcome::Done)
}
