//! What was found: a line of JSON for each figure as it comes, a table for people at the end.

use std::fs;
use std::process::ExitCode;

use serde_json::json;

use super::rounds::{Compared, Outcome};
use crate::packages;

/// Figures, in the order in which they were taken.
#[derive(Default)]
pub(super) struct Report {
    rows: Vec<Row>,
    lacking: Vec<String>,
}

struct Row {
    id: String,
    ours: String,
    base: String,
    ratio: String,
    goal: String,
    passes: bool,
}

impl Report {
    /// A ratio with its interval. It holds when the interval's upper end does.
    pub(super) fn ratio(&mut self, id: &str, compared: &Compared, goal: f64) {
        let passes = compared.high <= goal;
        self.compared(id, compared, (goal, format!("≤ {goal}")), passes);
    }

    /// Two sides that must not be told apart: the whole interval lies within `goal` and its inverse.
    pub(super) fn alike(&mut self, id: &str, compared: &Compared, goal: f64) {
        let passes = compared.high <= goal && compared.low >= 1.0 / goal;
        let told = format!("{:.2} to {goal}", 1.0 / goal);
        self.compared(id, compared, (goal, told), passes);
    }

    fn compared(&mut self, id: &str, compared: &Compared, goal: (f64, String), passes: bool) {
        self.line(
            json!({
                "id": id, "unit": "ms", "ours": rounded(compared.ours),
                "base": rounded(compared.base), "ratio": rounded(compared.ratio),
                "lo": rounded(compared.low), "hi": rounded(compared.high),
                "goal": goal.0, "pass": passes,
            }),
            Row {
                id: id.to_owned(),
                ours: format!("{:.2} ms", compared.ours),
                base: format!("{:.2} ms", compared.base),
                ratio: format!(
                    "{:.2} ({:.2} to {:.2})",
                    compared.ratio, compared.low, compared.high
                ),
                goal: goal.1,
                passes,
            },
        );
    }

    /// The three ratios of two pages.
    pub(super) fn outcome(&mut self, id: &str, outcome: &Outcome, goal: f64) {
        self.ratio(id, &outcome.wall, goal);
        self.ratio(&format!("{id}-server"), &outcome.server, goal);
        self.ratio(&format!("{id}-processor"), &outcome.processor, goal);
    }

    /// A ratio that is the same in every run: bytes.
    pub(super) fn exact_ratio(&mut self, id: &str, unit: &str, ours: u64, base: u64, goal: f64) {
        let ratio = ours as f64 / base as f64;
        let passes = ratio <= goal;
        self.line(
            json!({
                "id": id, "unit": unit, "ours": ours, "base": base, "ratio": rounded(ratio),
                "lo": rounded(ratio), "hi": rounded(ratio), "goal": goal, "pass": passes,
            }),
            Row {
                id: id.to_owned(),
                ours: format!("{ours} {unit}"),
                base: format!("{base} {unit}"),
                ratio: format!("{ratio:.2}"),
                goal: format!("≤ {goal}"),
                passes,
            },
        );
    }

    /// A figure with a bound of its own.
    pub(super) fn bound(&mut self, id: &str, unit: &str, ours: f64, goal: f64) {
        let passes = ours <= goal;
        self.line(
            json!({
                "id": id, "unit": unit, "ours": rounded(ours), "base": null, "ratio": null,
                "lo": null, "hi": null, "goal": goal, "pass": passes,
            }),
            Row {
                id: id.to_owned(),
                ours: format!("{} {unit}", rounded(ours)),
                base: String::new(),
                ratio: String::new(),
                goal: format!("≤ {goal} {unit}"),
                passes,
            },
        );
    }

    /// What could not be measured here: a failure in CI, said loudly elsewhere.
    pub(super) fn lack(&mut self, what: &str, why: &anyhow::Error) {
        eprintln!("\n!!! {what}: {why:#}\n");
        self.lacking.push(format!("{what}: not measured: {why:#}"));
    }

    fn line(&mut self, mut line: serde_json::Value, row: Row) {
        line["load"] = json!(load());
        println!("{line}");
        self.rows.push(row);
    }

    /// Prints the table; the exit code says whether every goal was reached.
    pub(super) fn finish(self) -> ExitCode {
        println!("\n| figure | ours | base | ratio (95 %) | goal | |\n|---|---|---|---|---|---|");
        for row in &self.rows {
            println!(
                "| {} | {} | {} | {} | {} | {} |",
                row.id,
                row.ours,
                row.base,
                row.ratio,
                row.goal,
                if row.passes { "ok" } else { "MISSED" }
            );
        }
        for line in &self.lacking {
            println!("\n{line}");
        }
        let is_complete = self.lacking.is_empty() || !packages::is_ci();
        if is_complete && self.rows.iter().all(|row| row.passes) {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

/// How many processes want a processor, over the last minute: a busy machine widens intervals.
fn load() -> Option<f64> {
    let text = fs::read_to_string("/proc/loadavg").ok()?;
    text.split(' ').next()?.parse().ok()
}

/// Three digits after the point are more than a measurement is worth.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
