//! Walks over the keyboard: three or more neighbouring keys in a row or a column, there or back.
//!
//! Must not know what else makes a password predictable.

/// Rows and columns of the usual layouts (QWERTY, QWERTZ, AZERTY), unshifted.
const LINES: [&str; 20] = [
    "`1234567890-=",
    "qwertyuiop[]\\",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "qwertzuiop",
    "yxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "1qaz",
    "2wsx",
    "3edc",
    "4rfv",
    "5tgb",
    "6yhn",
    "7ujm",
    "8ik,",
    "9ol.",
    "0p;/",
    "1qay",
];
/// Shorter walks happen inside words.
const LEAST_WALK: usize = 3;

/// How many characters of a text belong to no walk.
pub(super) fn letters_off_the_walks(text: &str) -> usize {
    let keys: Vec<char> = text.chars().map(unshifted).collect();
    let mut rest = keys.as_slice();
    let mut off = 0;
    while !rest.is_empty() {
        let walked = LINES
            .iter()
            .map(|line| walk_along(line, rest))
            .max()
            .unwrap_or_default();
        if walked >= LEAST_WALK {
            rest = &rest[walked..];
        } else {
            rest = &rest[1..];
            off += 1;
        }
    }
    off
}

/// How many keys from the start of `keys` follow a line, in either direction.
fn walk_along(line: &str, keys: &[char]) -> usize {
    let follow = |line: &mut dyn Iterator<Item = char>| {
        line.skip_while(|key| Some(key) != keys.first())
            .zip(keys)
            .take_while(|(on_line, key)| on_line == *key)
            .count()
    };
    follow(&mut line.chars()).max(follow(&mut line.chars().rev()))
}

/// The character of the same key without Shift, on a US keyboard.
fn unshifted(character: char) -> char {
    const SHIFTED: &str = "~!@#$%^&*()_+{}|:\"<>?";
    const PLAIN: &str = "`1234567890-=[]\\;',./";
    SHIFTED
        .chars()
        .zip(PLAIN.chars())
        .find_map(|(shifted, plain)| (shifted == character).then_some(plain))
        .unwrap_or_else(|| character.to_ascii_lowercase())
}
