//! Two sides in turn, many rounds, and what their ratio is worth: the median of the per-round ratios
//! with a bootstrap interval. Neighbours in time are compared, never figures of different minutes.

use std::time::Duration;

use anyhow::{Result, ensure};

use super::client::Client;
use super::portal::Running;
use crate::child;

/// How much is measured.
#[derive(Clone, Copy)]
pub(super) struct Effort {
    /// Rounds of both sides.
    pub(super) rounds: usize,
    /// Requests of each side in a round.
    pub(super) requests: usize,
    /// Starts of the process.
    pub(super) starts: usize,
}

impl Effort {
    pub(super) const FULL: Effort = Effort {
        rounds: 15,
        requests: 100,
        starts: 10,
    };
    pub(super) const QUICK: Effort = Effort {
        rounds: 7,
        requests: 40,
        starts: 10,
    };
}

/// A page that is asked for again and again.
pub(super) struct Side<'a> {
    pub(super) running: &'a Running,
    pub(super) client: Client,
    pub(super) path: String,
}

/// One side in one round, milliseconds a request.
struct Half {
    wall: f64,
    server: f64,
    processor: f64,
}

/// What two sides differ in.
pub(super) struct Outcome {
    /// Median, as the client sees it.
    pub(super) wall: Compared,
    /// Median, by the server's own clock.
    pub(super) server: Compared,
    /// Mean processor time of the server's process.
    pub(super) processor: Compared,
}

/// One figure of both sides over all rounds.
pub(super) struct Compared {
    /// Medians over the rounds, milliseconds.
    pub(super) ours: f64,
    pub(super) base: f64,
    /// Median of the per-round ratios.
    pub(super) ratio: f64,
    /// 95 % interval of it.
    pub(super) low: f64,
    pub(super) high: f64,
}

/// Both sides in turn.
pub(super) fn compare(ours: &mut Side<'_>, base: &mut Side<'_>, effort: Effort) -> Result<Outcome> {
    let warm_up = effort.requests / 2;
    ours.half(warm_up)?;
    base.half(warm_up)?;
    let mut halves = Vec::with_capacity(effort.rounds);
    for _ in 0..effort.rounds {
        halves.push((ours.half(effort.requests)?, base.half(effort.requests)?));
    }
    let of = |figure: fn(&Half) -> f64| {
        let pairs: Vec<(f64, f64)> = halves
            .iter()
            .map(|(ours, base)| (figure(ours), figure(base)))
            .collect();
        summary(&pairs)
    };
    Ok(Outcome {
        wall: of(|half| half.wall),
        server: of(|half| half.server),
        processor: of(|half| half.processor),
    })
}

impl Side<'_> {
    fn half(&mut self, requests: usize) -> Result<Half> {
        let mark = self.running.logged()?;
        let used = self.running.processor_ms()?;
        let mut walls = Vec::with_capacity(requests);
        for _ in 0..requests {
            ensure!(!child::is_interrupted(), "interrupted");
            let answer = self.client.get(&self.path)?;
            ensure!(
                answer.status == 200,
                "{} was answered with {}:\n{}",
                self.path,
                answer.status,
                self.running.last_words()
            );
            walls.push(milliseconds(answer.took));
        }
        let used = self.running.processor_ms()? - used;
        let servers = self.running.server_times(mark)?;
        ensure!(
            servers.len() * 2 > requests,
            "the server logged {} of {requests} requests",
            servers.len()
        );
        Ok(Half {
            wall: median(walls),
            server: median(servers),
            processor: used / requests as f64,
        })
    }
}

/// What pairs of ours and base, one a round, are worth.
pub(super) fn summary(pairs: &[(f64, f64)]) -> Compared {
    let ratios: Vec<f64> = pairs.iter().map(|(ours, base)| ours / base).collect();
    let (low, high) = interval(&ratios);
    Compared {
        ours: median(pairs.iter().map(|pair| pair.0).collect()),
        base: median(pairs.iter().map(|pair| pair.1).collect()),
        ratio: median(ratios),
        low,
        high,
    }
}

/// The middle 95 % of medians of resamples. The draws are the same in every run.
fn interval(ratios: &[f64]) -> (f64, f64) {
    const RESAMPLES: usize = 4_000;
    if ratios.is_empty() {
        return (f64::NAN, f64::NAN);
    }
    let mut state = 42_u64;
    let mut medians: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let resample = ratios.iter().map(|_| {
                // Knuth's multiplier; the upper half is random enough to draw from twenty.
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                ratios[(state >> 33) as usize % ratios.len()]
            });
            median(resample.collect())
        })
        .collect();
    medians.sort_by(f64::total_cmp);
    (
        medians[RESAMPLES / 40],
        medians[RESAMPLES - 1 - RESAMPLES / 40],
    )
}

/// The middle value; of an even number the mean of the two.
pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => values[odd / 2],
        even => (values[even / 2 - 1] + values[even / 2]) / 2.0,
    }
}

pub(super) fn milliseconds(span: Duration) -> f64 {
    span.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::{interval, median, summary};

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
    }

    #[test]
    fn an_interval_holds_the_median_and_narrows_with_agreement() {
        let wide = interval(&[0.5, 0.8, 1.0, 1.2, 1.9, 1.0, 1.1]);
        assert!(wide.0 <= 1.0 && 1.0 <= wide.1);
        assert_eq!(interval(&[1.0; 9]), (1.0, 1.0));
    }

    #[test]
    fn the_ratio_is_taken_within_each_round() {
        // The machine was twice as slow in the second round: no difference between the sides.
        let compared = summary(&[(1.0, 1.0), (2.0, 2.0), (1.1, 1.1)]);
        assert_eq!(compared.ratio, 1.0);
    }
}
