//! How a text is looked for in a list: by trigrams, by looking at every row of a short list, or at the beginning
//! only (PRODUCT.md 8.2; PERFORMANCE section 5). Knows no list.

use sea_orm::Value;

/// Above so many rows a short search looks at the beginning only.
pub(crate) const LONGEST_SCAN: u64 = 100_000;
/// So many hits of a search are found by their trigrams and put in order; more are met on the walk.
pub(crate) const MOST_HITS: u64 = 5000;
/// Searches are counted up to here.
pub(crate) const COUNT_BOUND: u64 = 1000;

/// How a search text is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Search {
    /// Not at all.
    None,
    /// By trigrams: `run` is the longest part of the term without a wildcard of LIKE.
    Trigrams { term: String, run: String },
    /// By looking at every row of a list that is short enough.
    Scan(String),
    /// At the beginning only.
    Prefix(String),
}

impl Search {
    /// Chooses by the length of the term and of the list.
    pub(crate) fn read(text: &str, has_trigrams: bool, is_short_list: bool) -> Self {
        let term = text.trim().to_lowercase();
        if term.is_empty() {
            return Search::None;
        }
        let run = term
            .split(['%', '_', '\\'])
            .max_by_key(|part| part.chars().count())
            .unwrap_or_default();
        if has_trigrams && run.chars().count() >= 3 {
            return Search::Trigrams {
                run: run.to_string(),
                term,
            };
        }
        if is_short_list {
            Search::Scan(term)
        } else {
            Search::Prefix(term)
        }
    }

    /// `FROM .. WHERE ..` of everything that the trigrams find in that column of that table; `None` for another way
    /// of searching.
    pub(crate) fn hits(
        &self,
        is_postgres: bool,
        table: &str,
        column: &str,
    ) -> Option<(String, Vec<Value>)> {
        let Search::Trigrams { run, .. } = self else {
            return None;
        };
        Some(if is_postgres {
            // In an order, so that what is met everywhere is met on a walk and not on a scan.
            let like = format!("%{}%", escape_like(run)).into();
            (
                format!("FROM {table} WHERE {column} LIKE $1 ORDER BY seq DESC"),
                vec![like],
            )
        } else {
            let like = format!("%{run}%").into();
            (
                format!("FROM {table}_search WHERE {column} LIKE $1"),
                vec![like],
            )
        })
    }
}

/// The text with LIKE's wildcards taken literally.
pub(crate) fn escape_like(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}
