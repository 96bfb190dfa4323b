//! T20: pre-approval is switched on while invitations wait. A dialog over the form, and without
//! JavaScript the form's second step.

use super::draft::{CHANGE, Draft, WAITING_ROWS};
use crate::messages::{console, settings as words};
use crate::outcome::from_here;
use crate::state::may;
use crate::ui::{Button, Card, Dialog, DialogBody, DialogFoot, LinkButton, Notice, Variant};
use leptos::prelude::*;
use rules::policy::Action;
use rules::settings::WaitingRows;

/// The question as a dialog: open while the server asks it.
#[component]
pub(super) fn WaitingRowsDialog(
    /// The form that was refused with the question.
    draft: Draft,
) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move || {
        if draft.asks_about_waiting_rows() {
            open.set(true);
        }
    });
    let may_review = may(Action::InvitationsReview);
    let answer = move |rows| draft.save(Some(rows), Callback::new(move |_| open.set(false)));
    let approve = move || {
        may_review.then(|| {
            view! {
                <Button
                    variant=Variant::Primary
                    busy=draft.is_busy
                    on:click=move |_| answer(WaitingRows::Approve)
                >
                    {move || words::approve_all(draft.waiting())}
                </Button>
            }
        })
    };
    view! {
        <Dialog
            open
            id="waiting-rows"
            title=Signal::derive(move || words::waiting_question(draft.waiting()))
            close_label=console::CANCEL
            on_close=move |()| draft.error.update(|error| {
                // Left without an answer: nothing is saved and what was chosen stays.
                if draft_asks(error.as_ref()) {
                    *error = None;
                }
            })
        >
            <DialogBody>
                <div class="stack"><Consequences may_review/></div>
            </DialogBody>
            <DialogFoot>
                <Button attr:autofocus=true on:click=move |_| open.set(false)>
                    {console::CANCEL}
                </Button>
                <Button busy=draft.is_busy on:click=move |_| answer(WaitingRows::Keep)>
                    {words::KEEP}
                </Button>
                {approve}
            </DialogFoot>
        </Dialog>
    }
}

fn draft_asks(error: Option<&crate::error::AppError>) -> bool {
    error.is_some_and(|error| error.fault_of(WAITING_ROWS).is_some())
}

/// The question as a page of its own: what was typed is sent again with the answer.
#[component]
pub(super) fn WaitingRowsStep(
    /// The form that was refused with the question.
    draft: Draft,
) -> impl IntoView {
    let may_review = may(Action::InvitationsReview);
    let typed = draft
        .fields()
        .into_iter()
        .map(|(key, value)| view! { <input type="hidden" name=key.as_str() value=value/> })
        .collect_view();
    let answer = |rows: &'static str, variant, label: String| {
        view! {
            <Button variant kind="submit" attr:name=WAITING_ROWS attr:value=rows>{label}</Button>
        }
    };
    view! {
        <Card title=words::waiting_question(draft.waiting())>
            <Consequences may_review/>
            <form class="form" method="post" action=from_here(CHANGE)>
                {typed}
                <div class="form-actions">
                    {may_review.then(|| {
                        answer("approve", Variant::Primary, words::approve_all(draft.waiting()))
                    })}
                    {answer("keep", Variant::Quiet, words::KEEP.to_string())}
                    <LinkButton href="/settings/approval" variant=Variant::Plain>
                        {console::CANCEL}
                    </LinkButton>
                </div>
            </form>
        </Card>
    }
}

#[component]
fn Consequences(may_review: bool) -> impl IntoView {
    view! {
        <p>{words::WAITING_HINT}</p>
        <p class="muted">{words::WAITING_FLAGGED}</p>
        {(!may_review).then(|| view! { <Notice>{words::WAITING_ONLY_KEEP}</Notice> })}
    }
}
