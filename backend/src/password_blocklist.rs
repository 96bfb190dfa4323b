//! The passwords that are tried first: words of zxcvbn's dictionaries, and a word with a year, a number or a sign beside it
//! (SECURITY.md PWD-4). Offline, and on the server only: the dictionaries are larger than a page.
//!
//! It judges structure, not strength: two unrelated words are never blocked, however common each is. Length and classes are
//! `rules::password`'s business, and so is the comparison of the whole password with the person's own names.

use std::collections::BTreeSet;

use zxcvbn::matching::Match;
use zxcvbn::matching::patterns::MatchPattern;

mod keyboard;
#[cfg(test)]
mod tests;

/// How much of a password is looked at, in code points. The search for substituted letters takes cubic time: a hundred
/// chosen characters cost most of a second. What is predictable for this long is predictable.
const MOST_EXAMINED: usize = 40;
/// How many digits and signs beside a word are still a guess away.
const MOST_AFFIXED: usize = 3;
/// A repetition of something that takes more guesses than this is no pattern.
const MOST_REPEATED_GUESSES: u64 = 1_000_000;

/// Whether a password stands among those that are tried first.
///
/// `context` are words about the person and the portal (`rules::password::context_words`): an attacker knows them, so they
/// don't count as words. Takes up to some tens of milliseconds for the worst input.
pub(crate) fn is_blocked<Word: AsRef<str>>(password: &str, context: &[Word]) -> bool {
    let examined: String = password.chars().take(MOST_EXAMINED).collect();
    if examined.is_empty() {
        return false;
    }
    keyboard::letters_off_the_walks(&examined) <= MOST_AFFIXED
        || is_context_alone(&examined, context)
        || is_word_with_year(&examined)
        || is_one_word(&examined, context)
}

/// Context words with nothing beside them but a year and a character or two: `Ada+Lovelace1843`.
fn is_context_alone<Word: AsRef<str>>(password: &str, context: &[Word]) -> bool {
    let mut words: Vec<String> = context
        .iter()
        .map(|word| word.as_ref().to_lowercase())
        .filter(|word| !word.is_empty())
        .collect();
    // Longest first, so that a name is taken out before a word of it.
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let whole = password.to_lowercase();
    let beside = words
        .iter()
        .fold(whole.clone(), |rest, word| rest.replace(word.as_str(), ""));
    let (_, others) = without_years(&beside);
    beside.len() < whole.len() && distinct_neighbours(&others) <= MOST_AFFIXED
}

/// One run of letters, a year, and at most a sign or two, in any order: `Summer2026!`, in every language.
fn is_word_with_year(password: &str) -> bool {
    let mut words = password
        .split(|character: char| !character.is_alphabetic())
        .filter(|word| !word.is_empty());
    let (Some(_), None) = (words.next(), words.next()) else {
        return false;
    };
    let beside: String = password
        .chars()
        .filter(|character| !character.is_alphabetic())
        .collect();
    let (years, others) = without_years(&beside);
    years == 1 && distinct_neighbours(&others) <= MOST_AFFIXED
}

/// At most one dictionary word, and beside it only what is guessed along: context words, sequences, dates, repetitions and
/// up to [`MOST_AFFIXED`] digits or signs.
fn is_one_word<Word: AsRef<str>>(password: &str, context: &[Word]) -> bool {
    let context: Vec<&str> = context.iter().map(AsRef::as_ref).collect();
    let mut words = BTreeSet::new();
    let mut beside = String::new();
    for part in zxcvbn::zxcvbn(password, &context).sequence() {
        match Part::of(part, &context) {
            Part::Word(word) => {
                words.insert(word);
            }
            Part::Guessed => {}
            Part::Beside => beside.push_str(&part.token),
            Part::Unguessed => return false,
        }
    }
    let (_, others) = without_years(&beside);
    words.len() <= 1 && distinct_neighbours(&others) <= MOST_AFFIXED
}

/// What a part of a password is worth.
enum Part {
    /// A dictionary word, by its letters.
    Word(String),
    /// Found by a pattern, without adding anything.
    Guessed,
    /// Digits and signs that no pattern explains.
    Beside,
    /// Letters that no pattern explains.
    Unguessed,
}

impl Part {
    fn of(part: &Match, context: &[&str]) -> Self {
        let has_letters = part.token.contains(char::is_alphabetic);
        match &part.pattern {
            MatchPattern::Dictionary(found) => {
                let is_context = context
                    .iter()
                    .any(|word| word.to_lowercase() == found.matched_word);
                let is_number = part.token.chars().nth(2).is_some();
                match (is_context, has_letters, is_number) {
                    (true, ..) | (false, false, true) => Self::Guessed,
                    // `!` reads as the word `i`.
                    (false, false, false) => Self::Beside,
                    // `zebra` and `zebra1` are one word.
                    (false, true, _) => Self::Word(
                        found
                            .matched_word
                            .chars()
                            .filter(|character| character.is_alphabetic())
                            .collect(),
                    ),
                }
            }
            MatchPattern::Repeat(found) if found.base_guesses > MOST_REPEATED_GUESSES => {
                Self::Unguessed
            }
            MatchPattern::Spatial(_)
            | MatchPattern::Repeat(_)
            | MatchPattern::Sequence(_)
            | MatchPattern::Regex(_)
            | MatchPattern::Date(_) => Self::Guessed,
            MatchPattern::BruteForce if has_letters => Self::Unguessed,
            MatchPattern::BruteForce => Self::Beside,
        }
    }
}

/// Takes out the years from 1800 to 2099; answers how many there were, and what is left.
fn without_years(text: &str) -> (usize, String) {
    let mut others = String::with_capacity(text.len());
    let mut years = 0;
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let year = rest.get(..4).filter(|year| {
            year.bytes().all(|octet| octet.is_ascii_digit())
                && ["18", "19", "20"]
                    .iter()
                    .any(|century| year.starts_with(century))
        });
        rest = match year {
            Some(_) => {
                years += 1;
                &rest[4..]
            }
            None => {
                others.push(character);
                &rest[character.len_utf8()..]
            }
        };
    }
    (years, others)
}

/// How many characters there are when a run of the same one counts once: `!!!` is as guessable as `!`.
fn distinct_neighbours(text: &str) -> usize {
    let mut before = None;
    text.chars()
        .filter(|character| before.replace(*character) != Some(*character))
        .count()
}
