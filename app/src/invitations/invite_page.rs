//! /consumers/invitations/new: the invite dialog as a page, whole without JavaScript; with
//! `?submission=` it shows what became of one, also of a long one that still goes on.

use super::address_chips::failed_text;
use super::api;
use super::draft::Draft;
use super::invite_form::{InviteFields, ManyDialog, SubmitButton};
use super::listing::{PATH, submission_href};
use super::report::{ReportView, focus_answer};
use super::submission::follow;
use crate::error::AppError;
use crate::messages::errors;
use crate::messages::invitations::detail::BACK;
use crate::messages::invitations::inviting as words;
use crate::outcome::from_here;
use crate::own_mail::OpenInMailApp;
use crate::state::{may, use_fresh_key, use_refused};
use crate::ui::{Card, LinkButton, LinkItem, Notice, PageHead, Tone, use_hydrated};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use rules::ids::SubmissionId;
use rules::policy::Action;
use rules::submission::Report;

const FUNCTION: &str = "/api/invitations/invite";

type Answered = Option<Result<Report, AppError>>;

/// The page to invite people.
#[component]
pub fn InvitePage() -> impl IntoView {
    let query = use_query_map();
    let submission = Memo::new(move |_| {
        query.with(|query| query.get_str("submission")?.parse::<SubmissionId>().ok())
    });
    let answered = Resource::new(
        move || submission.get(),
        async |submission| match submission {
            Some(id) => Some(api::read_submission(id).await),
            None => None,
        },
    );
    let is_off = !may(Action::InvitationsSend);
    view! {
        <div class="page page-narrow">
            <PageHead title=words::TITLE lead=words::LEAD back=LinkItem::new(BACK, PATH)/>
            {is_off.then(|| view! { <Notice tone=Tone::Warn>{errors::INVITES_OFF}</Notice> })}
            <Transition>
                {move || answered.get().map(|answered| {
                    // What became of an earlier submission is told all the same.
                    (!is_off || answered.is_some()).then(|| view! { <Invite answered/> })
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Invite(answered: Answered) -> impl IntoView {
    let refused = use_refused(FUNCTION);
    let (report, fault) = match answered {
        Some(Ok(report)) => (Some(report), None),
        Some(Err(error)) => (None, Some(error)),
        None => (None, None),
    };
    let written = refused
        .as_ref()
        .and_then(|form| form.value("addresses"))
        .or_else(|| report.as_ref().map(failed_text))
        .unwrap_or_default();
    // While the form holds what failed before, an older draft waits for the empty form.
    let is_fresh = report.is_none();
    let draft = Draft::new(refused);
    let report = RwSignal::new(report);
    let hydrated = use_hydrated();
    let was_alive = hydrated.get_untracked();
    let first = written.clone();
    Effect::new(move |done: Option<bool>| {
        if !hydrated.get() || done == Some(true) {
            return done.unwrap_or_default();
        }
        follow(report, Callback::new(move |()| refill(draft, report)));
        if !is_fresh && !draft.is_unsent() && !first.is_empty() {
            draft.take_up(&first);
        }
        if is_fresh || draft.is_unsent() {
            draft.keep();
        }
        if !is_fresh && was_alive {
            focus_answer();
        }
        true
    });
    view! {
        {fault.map(|error| view! {
            <Notice tone=Tone::Bad title=words::UNKNOWN_SUBMISSION>{errors::sentence(&error)}</Notice>
        })}
        <ReportView report/>
        <Form draft written/>
    }
}

/// What failed stays editable.
fn refill(draft: Draft, report: RwSignal<Option<Report>>) {
    if !draft.is_unsent() {
        report.with_untracked(|report| report.iter().for_each(|report| draft.settle(report)));
    }
}

#[component]
fn Form(draft: Draft, written: String) -> impl IntoView {
    let hydrated = use_hydrated();
    let navigate = StoredValue::new(use_navigate());
    // The answer has an address of its own: it survives a reload, and a long one goes on behind it.
    let show_answer = move |report: Report| {
        draft.settle(&report);
        navigate.with_value(|navigate| {
            navigate(&submission_href(report.id), NavigateOptions::default());
        });
    };
    let on_report = Callback::new(show_answer);
    view! {
        <Card>
            <form
                class="form"
                method="post"
                action=from_here(FUNCTION)
                novalidate=move || hydrated.get()
                on:submit=move |event| {
                    event.prevent_default();
                    draft.submit(on_report);
                }
            >
                <input type="hidden" name="key" value=use_fresh_key()/>
                <InviteFields draft written/>
                <div class="form-actions">
                    <SubmitButton draft/>
                    <LinkButton href=PATH>{crate::messages::console::CANCEL}</LinkButton>
                </div>
                <OpenInMailApp written=Callback::new(move |()| draft.written())/>
            </form>
        </Card>
        <ManyDialog draft on_report/>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invitations::listing::INVITE_PATH;

    #[test]
    fn the_form_posts_to_the_function_that_the_table_guards() {
        assert!(crate::access::of_function(FUNCTION).is_some());
        assert!(
            crate::access::PAGES
                .iter()
                .any(|(path, _)| *path == INVITE_PATH)
        );
    }
}
