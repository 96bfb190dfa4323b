//! What became of a submission: invited, skipped, failed, each with its reasons, every address named
//! (PRODUCT.md 8.3, UX-INV-03, UX-INV-07).

use super::listing::{detail_href, submission_href};
use crate::messages::invitations::inviting as words;
use crate::ui::{Address, Card, Icon, LinkButton, Meter, Notice, Text, Tone, use_hydrated};
use leptos::either::Either;
use leptos::prelude::*;
use rules::ids::InvitationId;
use rules::policy::Action;
use rules::submission::{Group, Outcome, Report};
use wasm_bindgen::JsCast;

/// Addresses under one reason that are drawn as links of their own; longer lists are running text.
const MOST_LINKS: usize = 100;

const ID: &str = "invite-result";

/// Puts the focus on the answer, once it stands: it may be out of sight.
pub(super) fn focus_answer() {
    request_animation_frame(|| {
        let answer = document()
            .get_element_by_id(ID)
            .and_then(|answer| answer.dyn_into().ok());
        if let Some(answer) = answer {
            let answer: web_sys::HtmlElement = answer;
            // Focus is a courtesy; without it nothing is lost.
            let _ = answer.focus();
        }
    });
}

/// Addresses that share a reason.
#[derive(Debug, PartialEq, Eq)]
struct Reason {
    words: String,
    addresses: Vec<(String, Option<InvitationId>)>,
}

/// The answer to a submission, as far as it got.
#[component]
pub fn ReportView(
    /// The answer; changes while a long list is under way.
    #[prop(into)]
    report: Signal<Option<Report>>,
) -> impl IntoView {
    move || report.get().map(|report| view! { <Answer report/> })
}

#[component]
fn Answer(report: Report) -> impl IntoView {
    let tone = match (report.is_finished(), count(&report, Group::Failed)) {
        (false, _) => Tone::Accent,
        (true, 0) => Tone::Good,
        (true, _) => Tone::Warn,
    };
    let has_failed = count(&report, Group::Failed) > 0;
    let note = if has_failed {
        words::FAILED_STAY
    } else {
        words::ALL_NAMED
    };
    let groups = [Group::Failed, Group::Skipped, Group::Invited]
        .into_iter()
        .filter(|group| count(&report, *group) > 0)
        .map(|group| view! { <GroupView group reasons=reasons(&report, group)/> })
        .collect_view();
    let mails = (report.is_local_mailbox && count(&report, Group::Invited) > 0)
        .then(|| view! { <LocalMailbox/> });
    view! {
        <section class="stack" id=ID tabindex="-1" aria-label=words::RESULT>
            <Notice tone title=words::summary(&report)>{note}</Notice>
            {(!report.is_finished()).then(|| view! { <Progress report=report.clone()/> })}
            {mails}
            <Card><div class="stack">{groups}</div></Card>
        </section>
    }
}

#[component]
fn Progress(report: Report) -> impl IntoView {
    let hydrated = use_hydrated();
    let href = submission_href(report.id);
    view! {
        <div class="stack-tight">
            <Meter
                label=words::PROGRESS
                value=f64::from(report.done)
                max=report.lines.len() as f64
                text=words::progress(&report)
            />
            <p class="muted small">
                {words::PROGRESS_HINT} " "
                <a href=href>{move || if hydrated.get() { words::PROGRESS_LINK } else { words::REFRESH }}</a>
            </p>
        </div>
    }
}

/// No mail leaves this machine (UX-INV-09).
#[component]
fn LocalMailbox() -> impl IntoView {
    let may_read = crate::state::may(Action::MailRead);
    view! {
        <Notice tone=Tone::Warn icon=Icon::Mail>
            <p>{words::LOCAL_MAILBOX}</p>
            {may_read.then(|| view! { <LinkButton href="/mail">{words::LOCAL_MAILBOX_LINK}</LinkButton> })}
        </Notice>
    }
}

#[component]
fn GroupView(group: Group, reasons: Vec<Reason>) -> impl IntoView {
    let total = reasons.iter().map(|reason| reason.addresses.len()).sum();
    let lists = reasons
        .into_iter()
        .map(|reason| {
            view! {
                <div class="stack-tight">
                    <p class="muted small">{reason.words}</p>
                    <Addresses addresses=reason.addresses/>
                </div>
            }
        })
        .collect_view();
    view! {
        <details open=group != Group::Invited || total <= MOST_LINKS>
            <summary class="strong">{words::group(group, total)}</summary>
            <div class="stack">{lists}</div>
        </details>
    }
}

#[component]
fn Addresses(addresses: Vec<(String, Option<InvitationId>)>) -> impl IntoView {
    if addresses.len() > MOST_LINKS {
        let all: Vec<String> = addresses.into_iter().map(|(text, _)| text).collect();
        return Either::Left(view! { <p class="small breakable">{all.join(", ")}</p> });
    }
    let items = addresses
        .into_iter()
        .map(|(text, id)| {
            let href: Option<Text> = id.map(|id| detail_href(id).into());
            view! { <li><Address text nostrip:href=href/></li> }
        })
        .collect_view();
    Either::Right(view! { <ul class="list-plain small">{items}</ul> })
}

fn count(report: &Report, group: Group) -> usize {
    let outcomes = report.lines.iter().filter_map(|line| line.outcome.as_ref());
    outcomes.filter(|outcome| outcome.group() == group).count()
}

/// The addresses of a group by what is said about them, in the order of the list.
fn reasons(report: &Report, group: Group) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = Vec::new();
    for line in &report.lines {
        let Some(outcome) = line
            .outcome
            .as_ref()
            .filter(|outcome| outcome.group() == group)
        else {
            continue;
        };
        let words = words::outcome(outcome);
        let address = (line.text.clone(), invitation_of(outcome));
        match reasons.iter_mut().find(|reason| reason.words == words) {
            Some(reason) => reason.addresses.push(address),
            None => reasons.push(Reason {
                words,
                addresses: vec![address],
            }),
        }
    }
    reasons
}

const fn invitation_of(outcome: &Outcome) -> Option<InvitationId> {
    match outcome {
        Outcome::Invited { id } | Outcome::Resent { id } | Outcome::AlreadyOpen { id, .. } => {
            Some(*id)
        }
        Outcome::HasAccount { .. }
        | Outcome::IntoDomains { .. }
        | Outcome::Suppressed { .. }
        | Outcome::Malformed { .. }
        | Outcome::Duplicate
        | Outcome::OverBudget { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::ids::SubmissionId;
    use rules::invitation::Status;
    use rules::submission::Line;

    #[test]
    fn every_address_is_named_under_its_reason() {
        // UX-INV-03
        let id = |n| InvitationId(uuid::Uuid::from_u128(n));
        let line = |text: &str, outcome| Line {
            text: text.into(),
            outcome: Some(outcome),
        };
        let report = Report {
            id: SubmissionId(uuid::Uuid::from_u128(1)),
            lines: vec![
                line(
                    "a@x.org",
                    Outcome::AlreadyOpen {
                        id: id(1),
                        status: Status::Pending,
                    },
                ),
                line("b@x.org", Outcome::Duplicate),
                line(
                    "c@x.org",
                    Outcome::AlreadyOpen {
                        id: id(2),
                        status: Status::Pending,
                    },
                ),
            ],
            done: 3,
            is_local_mailbox: false,
        };
        let skipped = reasons(&report, Group::Skipped);
        assert_eq!(skipped.len(), 2);
        assert_eq!(
            skipped[0].addresses,
            [
                ("a@x.org".to_string(), Some(id(1))),
                ("c@x.org".to_string(), Some(id(2))),
            ]
        );
        assert_eq!(skipped[1].addresses, [("b@x.org".to_string(), None)]);
        assert!(reasons(&report, Group::Failed).is_empty());
    }
}
