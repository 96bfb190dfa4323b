//! What an event changed, read from its JSON: what was, what is, side by side. Knows no sentence.

use rules::time::Timestamp;
use serde_json::Value;
use std::collections::BTreeSet;
use uuid::Uuid;

/// One thing that is another now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// Which; empty when there is only one.
    pub(super) name: String,
    /// What it was.
    pub(super) before: Option<String>,
    /// What it is.
    pub(super) after: Option<String>,
}

/// What is not told in a row, because it tells nobody anything: it stands in the details.
const UNTOLD: [&str; 1] = ["chain"];

/// The changes between two texts of JSON, either of which may be empty.
pub(super) fn changes(before: &str, after: &str) -> Vec<Change> {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or(Value::Null);
    let (before, after) = (read(before), read(after));
    if before.is_object() || after.is_object() {
        let keys: BTreeSet<&String> = [&before, &after]
            .into_iter()
            .filter_map(Value::as_object)
            .flat_map(serde_json::Map::keys)
            .filter(|key| !UNTOLD.contains(&key.as_str()))
            .collect();
        return keys
            .into_iter()
            .filter_map(|key| change(key, before.get(key), after.get(key)))
            .collect();
    }
    change("", Some(&before), Some(&after))
        .into_iter()
        .collect()
}

fn change(name: &str, before: Option<&Value>, after: Option<&Value>) -> Option<Change> {
    let (before, after) = (before.and_then(text), after.and_then(text));
    (before != after).then(|| Change {
        name: name.replace('_', " "),
        before,
        after,
    })
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(short(text)),
        other => Some(other.to_string()),
    }
}

/// An id by its last digits, which tell ids of the same minute apart; a moment by its day and minute; any
/// other text as it is.
pub(super) fn short(text: &str) -> String {
    if let Some(moment) = minute(text) {
        return moment;
    }
    match Uuid::parse_str(text) {
        Ok(id) => {
            let digits = id.simple().to_string();
            format!("\u{2026}{}", digits.get(24..).unwrap_or(&digits))
        }
        Err(_) => text.to_string(),
    }
}

/// `2026-11-20T14:05:09Z` to the minute.
fn minute(text: &str) -> Option<String> {
    let (day, time) = text.strip_suffix('Z')?.split_once('T')?;
    Timestamp::from_date(day)?;
    Some(format!("{day} {}", time.get(..5)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(before: &str, after: &str) -> Vec<String> {
        let tell = |change: Change| {
            let side = |text: Option<String>| text.unwrap_or_else(|| "-".into());
            format!(
                "{}: {} > {}",
                change.name,
                side(change.before),
                side(change.after)
            )
        };
        changes(before, after).into_iter().map(tell).collect()
    }

    #[test]
    fn what_differs_is_told_and_nothing_else() {
        assert_eq!(
            told(
                r#"{"status":"pending","role":"Team","chain":"7"}"#,
                r#"{"status":"approved","role":"Team","sessions_ended":2,"reason":""}"#
            ),
            ["sessions ended: - > 2", "status: pending > approved"]
        );
        assert_eq!(told("\"72\"", "\"24\""), [": 72 > 24"]);
        assert_eq!(told("", r#"{"more":7}"#), ["more: - > 7"]);
    }

    #[test]
    fn what_is_no_json_or_nothing_tells_nothing() {
        assert!(told("", "").is_empty());
        assert!(told("{", "]").is_empty());
        assert!(told("null", "{}").is_empty());
    }

    #[test]
    fn an_id_is_told_by_its_end() {
        assert_eq!(
            short("01890000-0000-7000-8000-0000c0ffee12"),
            "\u{2026}c0ffee12"
        );
        assert_eq!(short("unknown"), "unknown");
        assert_eq!(short("2026-11-20T14:05:09Z"), "2026-11-20 14:05");
        assert_eq!(short("TZ"), "TZ");
    }
}
