//! The text of the home page: Markdown as it is typed and kept. Knows not how it is rendered.

use serde::{Deserialize, Serialize};

/// Most code points of the text.
pub const MOST_HOME_PAGE: usize = 20_000;

/// Most code points of it that stand in one event of the audit trail.
const MOST_IN_TRAIL: usize = 500;
/// How many before the first difference are among them.
const LEAD_IN_TRAIL: usize = 40;

/// The restricted content that only approved accounts see (PRODUCT.md section 7).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HomePage(String);

impl HomePage {
    /// The text, with the line breaks of a form made plain, and nothing but blank at its end.
    ///
    /// # Errors
    /// Why it can't be kept.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = text.trim_end().to_owned();
        if text.chars().count() > MOST_HOME_PAGE {
            return Err("At most 20,000 characters.");
        }
        if text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t')) {
            return Err("Leave out control characters other than tabs and line breaks.");
        }
        Ok(HomePage(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Has nobody written anything?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// This text and the one that follows it as they may stand in the audit trail: where they begin to differ, so
    /// many characters of each, and no address (SECURITY LOG-1).
    pub fn in_trail(&self, after: &HomePage) -> (String, String) {
        let (before, after) = (without_addresses(&self.0), without_addresses(&after.0));
        let common = before
            .iter()
            .zip(&after)
            .take_while(|(one, other)| one == other)
            .count();
        let from = common.saturating_sub(LEAD_IN_TRAIL);
        (cut(&before, from), cut(&after, from))
    }
}

fn without_addresses(text: &str) -> Vec<char> {
    let masked = text.split_inclusive(char::is_whitespace).map(|word| {
        let bare = word.trim_end();
        match bare.contains('@') {
            true => format!("(address){}", &word[bare.len()..]),
            false => word.to_owned(),
        }
    });
    masked.collect::<String>().chars().collect()
}

fn cut(text: &[char], from: usize) -> String {
    let shown: String = text.iter().skip(from).take(MOST_IN_TRAIL).collect();
    let head = if from > 0 { "…" } else { "" };
    match text.len().saturating_sub(from) > MOST_IN_TRAIL {
        true => format!("{head}{shown}… ({} characters)", text.len()),
        false => format!("{head}{shown}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_as_typed_but_for_the_line_breaks_of_forms() {
        let text = HomePage::parse("# Hello\r\n\r\n\tcode\rmore").unwrap();
        assert_eq!(text.as_str(), "# Hello\n\n\tcode\nmore");
        assert!(HomePage::parse(" \n ").unwrap().is_empty());
        assert!(!text.is_empty());
    }

    #[test]
    fn what_is_too_long_or_holds_control_characters_is_refused() {
        let longest = "é".repeat(MOST_HOME_PAGE);
        assert!(HomePage::parse(&longest).is_ok());
        assert!(HomePage::parse(&(longest + "x")).is_err());
        for bad in ["a\0b", "a\u{7}", "\u{85}x"] {
            assert!(HomePage::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn the_trail_gets_what_differs_and_no_address() {
        let page = |text: &str| HomePage::parse(text).unwrap();
        let told =
            page("Ask ada@example.org\nor <mailto:bob@example.org> soon").in_trail(&page(""));
        assert_eq!(
            told,
            ("Ask (address)\nor (address) soon".into(), String::new())
        );
        let long = "x".repeat(5_000);
        let (before, after) = page(&format!("{long}one")).in_trail(&page(&format!("{long}two")));
        assert!(
            before.starts_with("…x") && before.ends_with("xone"),
            "{before}"
        );
        assert!(after.ends_with("xtwo"), "{after}");
        let (before, after) = page(&long).in_trail(&page("# New"));
        assert!(before.ends_with("x… (5000 characters)"), "{before}");
        assert!(before.chars().count() < 600);
        assert_eq!(after, "# New");
    }
}
