//! Does the time of an answer tell whether an address has an account, and how that stands (SECURITY AUT-1, AUT-2)?

use std::collections::{BTreeSet, VecDeque};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::PROXY;
use super::client::Client;
use super::portal::{Portal, Running};
use super::report::Report;
use super::rounds::{Effort, median, milliseconds, summary};
use crate::child;

/// Answers about known and unknown addresses differ by no more than this, either way.
const ALIKE: f64 = 1.1;
/// Between two requests: what a worker does afterwards is over by then.
const PAUSE: Duration = Duration::from_millis(25);
/// Requests of each kind in a round.
const IN_A_ROUND: usize = 10;
const STATUSES: [&str; 4] = ["requested", "approved", "rejected", "revoked"];

/// A form that anybody may send for any address.
struct Form {
    name: &'static str,
    path: &'static str,
    others: &'static [(&'static str, &'static str)],
    /// What it answers, whoever is asked about.
    status: u16,
}

const FORMS: [Form; 3] = [
    Form {
        name: "login",
        path: "/login",
        others: &[("password", "Wrong7!Torch"), ("next", "")],
        status: 401,
    },
    Form {
        name: "register",
        path: "/register",
        others: &[("full_name", "Nobody Else")],
        status: 303,
    },
    Form {
        name: "reset",
        path: "/reset",
        others: &[],
        status: 202,
    },
];

/// Each form for addresses of each status and for unknown ones, in turn.
pub(super) fn compare(portal: &Portal, effort: Effort, report: &mut Report) -> Result<()> {
    let running = portal.start_with(&[PROXY])?;
    let mut owner = running.owner()?;
    for status in STATUSES {
        let known = addresses(&mut owner, status, effort.rounds * IN_A_ROUND)?;
        for form in &FORMS {
            let mut asker = Asker::new(&running, form);
            let mut known: VecDeque<String> = known.iter().cloned().collect();
            let mut pairs = Vec::with_capacity(effort.rounds);
            for _ in 0..effort.rounds {
                ensure!(!child::is_interrupted(), "interrupted");
                let (mut ours, mut base) = (Vec::new(), Vec::new());
                for turn in 0..IN_A_ROUND {
                    let address = known.pop_front().context("too few addresses")?;
                    let nobody = format!("nobody.{status}.{}@example.org", asker.asked);
                    // Now one first, now the other: what is done after an answer may slow the next one.
                    if turn % 2 == 0 {
                        ours.push(asker.ask(&address)?);
                        base.push(asker.ask(&nobody)?);
                    } else {
                        base.push(asker.ask(&nobody)?);
                        ours.push(asker.ask(&address)?);
                    }
                }
                pairs.push((median(ours), median(base)));
            }
            let id = format!("silence-{}-{status}", form.name);
            report.alike(&id, &summary(&pairs), ALIKE);
        }
    }
    Ok(())
}

/// Somebody who comes from another network each time.
struct Asker<'a> {
    form: &'a Form,
    running: &'a Running,
    asked: u32,
}

impl<'a> Asker<'a> {
    fn new(running: &'a Running, form: &'a Form) -> Self {
        Asker {
            form,
            running,
            asked: 0,
        }
    }

    /// Milliseconds from the form to its answer.
    fn ask(&mut self, address: &str) -> Result<f64> {
        #[expect(
            clippy::disallowed_methods,
            reason = "there is no event to wait for: the server must be idle, whatever it has to do"
        )]
        thread::sleep(PAUSE);
        self.asked += 1;
        let [_, a, b, c] = self.asked.to_be_bytes();
        let from = format!("10.{a}.{b}.{c}");
        let mut fields = vec![("email", address)];
        fields.extend_from_slice(self.form.others);
        // A connection of their own, as somebody else would have.
        let mut client = self.running.visitor();
        let answer = client.post_from(&from, self.form.path, &fields)?;
        ensure!(
            answer.status == self.form.status,
            "{} was answered with {} for {address}",
            self.form.path,
            answer.status
        );
        Ok(milliseconds(answer.took))
    }
}

/// Addresses of accounts on that tab, as its pages show them.
pub(super) fn addresses(owner: &mut Client, tab: &str, count: usize) -> Result<Vec<String>> {
    let mut found = BTreeSet::new();
    let mut path = format!("/consumers/developers?tab={tab}&size=50");
    while found.len() < count {
        let html = owner.get(&path)?.text();
        found.extend(addresses_in(&html));
        match super::lists::next_in(&html) {
            Some(next) => path = next,
            None => break,
        }
    }
    ensure!(
        found.len() >= count,
        "only {} accounts are {tab}",
        found.len()
    );
    Ok(found.into_iter().take(count).collect())
}

/// What stands in the table's cells of addresses.
fn addresses_in(html: &str) -> Vec<String> {
    let body = html.split_once("<tbody").map_or("", |(_, body)| body);
    let body = body.split_once("</tbody>").map_or(body, |(body, _)| body);
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "@._+-".contains(letter);
    body.split(|letter| !is_part(letter))
        .filter(|word| {
            let parts = word.split_once('@');
            parts.is_some_and(|(local, host)| !local.is_empty() && host.contains('.'))
        })
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::addresses_in;

    #[test]
    fn addresses_are_read_from_the_rows() {
        let html = "<thead>x@head.example</thead><tbody><tr><td><bdi>ada.byron@<wbr>x.example</bdi></td>\
            <td><button aria-label=\"Revoke ada.byron@x.example\"></button></td></tr></tbody> z@z.example";
        assert_eq!(addresses_in(html), ["ada.byron@x.example"]);
    }
}
