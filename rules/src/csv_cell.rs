//! A cell of a CSV file that no spreadsheet takes for a formula (SECURITY WEB-11). Quoting is the
//! writer's affair.

use std::borrow::Cow;

/// The cell, with an apostrophe before it when it begins like a formula.
pub fn safe_cell(text: &str) -> Cow<'_, str> {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\0') => Cow::Owned(format!("'{text}")),
        Some(_) | None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_a_formula_gets_an_apostrophe() {
        for begin in ["=", "+", "-", "@", "\t", "\r", "\0"] {
            let cell = format!("{begin}HYPERLINK(\"x\")");
            assert_eq!(safe_cell(&cell), format!("'{cell}"));
        }
    }

    #[test]
    fn anything_else_stays_as_it_is() {
        for cell in ["", "Ada", " =1", "a=b", "'=1", "{\"status\":\"pending\"}"] {
            assert_eq!(safe_cell(cell), cell);
        }
    }
}
