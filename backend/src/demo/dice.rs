//! Repeatable choices: the same seed, the same people. No randomness: what must not be guessed comes
//! from `secrets.rs`. (SplitMix64, Steele, Lea and Flood 2014.)

use rules::time::{Span, Timestamp};
use uuid::Uuid;

/// A sequence of choices that its seed decides.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Dice {
    /// The sequence of that name and number under a seed: independent of every other.
    pub(super) fn new(seed: u64, name: &str, number: u64) -> Self {
        let mut dice = Dice(seed);
        for byte in name.bytes() {
            dice.0 = dice.next() ^ u64::from(byte);
        }
        dice.0 = dice.next() ^ number.wrapping_mul(STEP);
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number in [0, 1).
    pub(super) fn fraction(&mut self) -> f64 {
        // 53 bits: what an f64 holds exactly.
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number below `bound`; 0 when there is none.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        // The bias of the remainder is far below what anybody sees in a few hundred people.
        usize::try_from(self.next() % (bound.max(1) as u64)).unwrap_or(0)
    }

    /// True so many times in a hundred.
    pub(super) fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// One of them. The slice must not be empty.
    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// A part of a span, the early part more often than the late one.
    pub(super) fn early_part(&mut self, span: Span) -> Span {
        let fraction = self.fraction();
        Span::micros((span.as_micros() as f64 * fraction * fraction) as i64)
    }

    /// A span between two.
    pub(super) fn between(&mut self, least: Span, most: Span) -> Span {
        let width = most.as_micros() - least.as_micros();
        Span::micros(least.as_micros() + (width as f64 * self.fraction()) as i64)
    }

    /// So many bytes.
    pub(super) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes()[..chunk.len()]);
        }
        bytes
    }

    /// A UUID v7 of that moment.
    pub(super) fn id(&mut self, at: Timestamp) -> Uuid {
        let millis = u64::try_from(at.as_micros() / 1000).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid()
    }
}
