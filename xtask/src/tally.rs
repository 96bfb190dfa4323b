//! What a run adds up to: the runners' own summaries, then one line.

use std::process::ExitCode;

use anyhow::Result;

use crate::child;
use crate::packages;
use crate::postgres::Cluster;

/// Results of stages, in order.
#[derive(Default)]
pub(crate) struct Tally {
    lines: Vec<String>,
    passed: u64,
    failed: u64,
}

impl Tally {
    /// A stage that counts its tests itself.
    pub(crate) fn count(&mut self, stage: &str, passed: u64, failed: u64, summary: &str) {
        self.passed += passed;
        self.failed += failed;
        self.lines.push(format!("{stage}: {summary}"));
    }

    /// A stage that is one check, and held.
    pub(crate) fn pass(&mut self, stage: &str) {
        self.count(stage, 1, 0, "ok");
    }

    /// A stage that is one check, and did not hold, or that could not report.
    pub(crate) fn fail(&mut self, stage: &str, why: &str) {
        self.count(stage, 0, 1, &format!("FAILED: {why}"));
    }

    /// A stage whose outcome is an error or nothing.
    pub(crate) fn record(&mut self, stage: &str, outcome: &Result<()>) {
        match outcome {
            Ok(()) => self.pass(stage),
            Err(error) => self.fail(stage, &format!("{error:#}")),
        }
    }

    /// A stage that lacks its tools: a failure in CI, said loudly elsewhere.
    pub(crate) fn lack(&mut self, stage: &str, why: &anyhow::Error) {
        eprintln!("\n!!! {stage}: {why:#}\n");
        if packages::is_ci() {
            self.fail(stage, &format!("{why:#}"));
        } else {
            self.lines.push(format!("{stage}: SKIPPED: {why:#}"));
        }
    }

    /// The cluster, or a note that the tests on PostgreSQL will be missing.
    pub(crate) fn cluster(&mut self, started: Result<Cluster>) -> Option<Cluster> {
        started
            .map_err(|error| self.lack("PostgreSQL", &error))
            .ok()
    }

    /// One line of a test binary's output; takes notice when it is the summary, and says so.
    pub(crate) fn read(&mut self, stage: &str, line: &str) -> bool {
        let Some(summary) = line.strip_prefix("test result: ") else {
            return false;
        };
        let number = |word: &str| {
            summary
                .split([';', '.'])
                .find_map(|part| part.trim().strip_suffix(word)?.trim().parse::<u64>().ok())
                .unwrap_or(0)
        };
        self.count(stage, number("passed"), number("failed"), line);
        true
    }

    /// Prints the summaries and the one line, and answers with the exit code.
    pub(crate) fn finish(mut self) -> ExitCode {
        if child::is_interrupted() {
            self.fail("run", "interrupted");
        }
        println!();
        for line in &self.lines {
            println!("{line}");
        }
        println!("{} passed, {} failed", self.passed, self.failed);
        if self.failed == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn summaries_of_the_test_runner_add_up() {
        let mut tally = Tally::default();
        assert!(!tally.read("rules", "test a_test ... ok"));
        assert!(tally.read(
            "rules",
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.10s"
        ));
        assert!(tally.read(
            "backend",
            "test result: FAILED. 30 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.2s"
        ));
        assert_eq!((tally.passed, tally.failed), (42, 2));
    }
}
