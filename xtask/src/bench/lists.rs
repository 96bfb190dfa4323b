//! Does the list stay as fast when it grows, and when somebody reads far into it?

use anyhow::{Context, Result, ensure};

use super::client::Client;
use super::portal::{Portal, Running};
use super::report::Report;
use super::rounds::{self, Effort, Side};
use crate::child;

const LIST: &str = "/consumers/invitations";
const DEVELOPERS: &str = "/consumers/developers";
const MEMBERS: &str = "/domains/everybody/members";
const DOMAINS: &str = "/domains";
const ROWS: usize = 50;
/// Invitations into domains that wait for somebody, and for somebody with few of them.
pub(super) const MANY: usize = 1_000;
/// As many as the pop-up shows.
pub(super) const FEW: usize = 5;
/// Many waiting against few.
const POP_UP_GOAL: f64 = 1.5;
/// A large list against a small one.
const SIZE_GOAL: f64 = 1.3;
/// A page far down against the first.
const DEPTH_GOAL: f64 = 1.2;
/// How far down.
const DEPTH: f64 = 0.45;

/// The list of the large portal against the small one's, and its page at 45 % against its first.
pub(super) fn compare(
    database: &str,
    small: &Portal,
    large: &Portal,
    effort: Effort,
    report: &mut Report,
) -> Result<()> {
    let (small, large) = (small.start()?, large.start()?);
    let first = format!("{LIST}?size={ROWS}");
    let mut ours = side(&large, &first)?;
    let mut base = side(&small, &first)?;
    let outcome = rounds::compare(&mut ours, &mut base, effort)?;
    report.outcome(&format!("list-size-{database}"), &outcome, SIZE_GOAL);
    drop(base);
    drop(small);

    let deep = page_at(&mut ours.client, &first)?;
    let mut base = ours;
    let mut ours = side(&large, &deep)?;
    let outcome = rounds::compare(&mut ours, &mut base, effort)?;
    report.outcome(&format!("list-depth-{database}"), &outcome, DEPTH_GOAL);
    Ok(())
}

/// The tab of approved people of a portal with many accounts against one with few.
pub(super) fn compare_developers(
    database: &str,
    small: &Portal,
    large: &Portal,
    effort: Effort,
    report: &mut Report,
) -> Result<()> {
    let (small, large) = (small.start()?, large.start()?);
    let tab = format!("{DEVELOPERS}?tab=approved&size={ROWS}");
    let mut ours = side(&large, &tab)?;
    let mut base = side(&small, &tab)?;
    let outcome = rounds::compare(&mut ours, &mut base, effort)?;
    report.outcome(&format!("developers-size-{database}"), &outcome, SIZE_GOAL);
    Ok(())
}

/// The members of a domain with everybody of a portal with many accounts against one with few.
pub(super) fn compare_members(
    database: &str,
    small: &Portal,
    large: &Portal,
    effort: Effort,
    report: &mut Report,
) -> Result<()> {
    let (small, large) = (small.start()?, large.start()?);
    let members = format!("{MEMBERS}?size={ROWS}");
    let mut ours = side(&large, &members)?;
    let mut base = side(&small, &members)?;
    let outcome = rounds::compare(&mut ours, &mut base, effort)?;
    report.outcome(&format!("members-size-{database}"), &outcome, SIZE_GOAL);
    Ok(())
}

/// The page on which somebody lands for whom many invitations into domains wait, against one with [`FEW`].
pub(super) fn compare_pop_ups(
    database: &str,
    small: &Portal,
    large: &Portal,
    effort: Effort,
    report: &mut Report,
) -> Result<()> {
    let (small, large) = (small.start()?, large.start()?);
    let mut ours = pop_up(&large, MANY)?;
    let mut base = pop_up(&small, FEW)?;
    let outcome = rounds::compare(&mut ours, &mut base, effort)?;
    report.outcome(&format!("pop-up-{database}"), &outcome, POP_UP_GOAL);
    Ok(())
}

/// The Customer in front of what waits, which must be so many.
fn pop_up(running: &Running, waiting: usize) -> Result<Side<'_>> {
    let mut client = running.customer()?;
    let html = client.get(DOMAINS)?.text();
    let told = format!("{} pending invitations", grouped(waiting));
    ensure!(html.contains(&told), "{DOMAINS} does not say {told:?}");
    Ok(Side {
        running,
        client,
        path: DOMAINS.to_owned(),
    })
}

/// `1,000`
fn grouped(number: usize) -> String {
    match number {
        0..1_000 => number.to_string(),
        _ => format!("{},{:03}", number / 1_000, number % 1_000),
    }
}

/// The Owner in front of that page, which must show what it is measured for.
fn side<'a>(running: &'a Running, path: &str) -> Result<Side<'a>> {
    let mut client = running.owner()?;
    let html = client.get(path)?.text();
    let rows = rows_in(&html);
    ensure!(rows == ROWS, "{path} shows {rows} rows instead of {ROWS}");
    Ok(Side {
        running,
        client,
        path: path.to_owned(),
    })
}

/// Walks from page to page, as a person would, until 45 % of the rows lie behind.
fn page_at(client: &mut Client, first: &str) -> Result<String> {
    let mut path = first.to_owned();
    let mut pages = None;
    for page in 0.. {
        ensure!(!child::is_interrupted(), "interrupted");
        let html = client.get(&path)?.text();
        let goal = *pages.get_or_insert_with(|| pages_to_walk(&html));
        if page == goal {
            break;
        }
        path = next_in(&html).with_context(|| format!("page {} has no next one", page + 1))?;
    }
    Ok(path)
}

fn pages_to_walk(html: &str) -> usize {
    let total = total_in(html).unwrap_or(0);
    (total as f64 * DEPTH) as usize / ROWS
}

/// `1–50 of 85,310`
fn total_in(html: &str) -> Option<usize> {
    let (_, range) = html.split_once("class=\"pager-range\"")?;
    let (range, _) = range.split_once("</span>")?;
    let (_, total) = range.rsplit_once("of ")?;
    let digits: String = total.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// Where `rel="next"` leads.
pub(super) fn next_in(html: &str) -> Option<String> {
    let tag = html
        .split('<')
        .find(|tag| tag.starts_with("a ") && tag.contains("rel=\"next\""))?;
    let (_, href) = tag.split_once("href=\"")?;
    let (href, _) = href.split_once('"')?;
    Some(href.replace("&amp;", "&"))
}

/// Rows of the table's body.
fn rows_in(html: &str) -> usize {
    let body = html.split_once("<tbody").map_or("", |(_, body)| body);
    let body = body.split_once("</tbody>").map_or(body, |(body, _)| body);
    body.matches("<tr").count()
}

#[cfg(test)]
mod tests {
    use super::{grouped, next_in, rows_in, total_in};

    #[test]
    fn a_thousand_has_a_comma() {
        assert_eq!((grouped(5), grouped(1_000)), ("5".into(), "1,000".into()));
    }

    #[test]
    fn the_way_to_the_next_page_is_read_from_the_pager() {
        let html = "<a class=\"button\" rel=\"prev\" href=\"/a\"></a>\
            <a class=\"button\" role=\"link\" rel=\"next\" href=\"/b?size=50&amp;page=x\">Next</a>";
        assert_eq!(next_in(html).as_deref(), Some("/b?size=50&page=x"));
        assert_eq!(next_in("<a class=\"button\" rel=\"next\">Next</a>"), None);
    }

    #[test]
    fn total_and_rows_are_read_from_the_page() {
        let html = "<span class=\"pager-range\">1–50 of 85,310</span><table><thead><tr></tr></thead>\
            <tbody><tr class=\"row\"></tr><tr></tr></tbody></table>";
        assert_eq!(total_in(html), Some(85_310));
        assert_eq!(rows_in(html), 2);
    }
}
