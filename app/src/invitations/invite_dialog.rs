//! The dialog behind + INVITE, over the table. What is written survives closing and a reload of the tab; the
//! answer stays until it is put away (PRODUCT.md 8.3).

use super::draft::Draft;
use super::invite_form::{InviteFields, ManyDialog, SubmitButton};
use super::listing::INVITE_PATH;
use super::report::{ReportView, focus_answer};
use super::submission::follow;
use crate::messages::console;
use crate::messages::invitations as table_words;
use crate::messages::invitations::inviting as words;
use crate::own_mail::OpenInMailApp;
use crate::ui::{
    Button, Dialog, DialogBody, DialogFoot, Icon, LinkButton, Notice, Tone, Variant, use_hydrated,
};
use leptos::either::Either;
use leptos::prelude::*;
use rules::submission::{Group, Report};

/// The dialog's state; it belongs to the page, so that a long submission goes on when the dialog closes.
#[derive(Clone, Copy)]
pub struct Inviting {
    is_open: RwSignal<bool>,
    draft: Draft,
    report: RwSignal<Option<Report>>,
    /// Closing would lose something: asked once.
    asks_to_discard: RwSignal<bool>,
    on_sent: Callback<()>,
}

impl Inviting {
    /// Closed; `on_sent` is told when invitations were sent, so that the table can be read again.
    pub fn new(on_sent: Callback<()>) -> Self {
        Inviting {
            is_open: RwSignal::new(false),
            draft: Draft::new(None),
            report: RwSignal::new(None),
            asks_to_discard: RwSignal::new(false),
            on_sent,
        }
    }

    fn open(self) {
        if self
            .report
            .with_untracked(|report| report.as_ref().is_some_and(Report::is_finished))
        {
            self.report.set(None);
        }
        self.is_open.set(true);
    }

    fn answered(self, report: Report) {
        self.draft.settle(&report);
        self.report.set(Some(report));
        focus_answer();
        self.on_sent.run(());
        let finished = move |()| {
            self.report.with_untracked(|report| {
                report.iter().for_each(|report| self.draft.settle(report));
            });
            self.on_sent.run(());
        };
        follow(self.report, Callback::new(finished));
    }

    /// The first try to close over something unsent asks, the second one leaves.
    fn may_close(self) -> bool {
        let is_mending = self.report.with_untracked(Option::is_some);
        if is_mending || !self.draft.is_unsent() || self.asks_to_discard.get_untracked() {
            return true;
        }
        self.asks_to_discard.set(true);
        false
    }

    fn closed(self) {
        self.asks_to_discard.set(false);
        self.draft.clear();
    }
}

/// The button at the top right: a link to the page before the console is alive.
#[component]
pub fn InviteButton(
    /// The dialog's state.
    inviting: Inviting,
) -> impl IntoView {
    let hydrated = use_hydrated();
    move || {
        if hydrated.get() {
            Either::Left(view! {
                <Button variant=Variant::Primary icon=Icon::Plus on:click=move |_| inviting.open()>
                    {table_words::INVITE}
                </Button>
            })
        } else {
            Either::Right(view! {
                <LinkButton href=INVITE_PATH variant=Variant::Primary icon=Icon::Plus>
                    {table_words::INVITE}
                </LinkButton>
            })
        }
    }
}

/// The dialog, and above the table a line while a long submission goes on.
#[component]
pub fn InviteDialog(
    /// The dialog's state.
    inviting: Inviting,
) -> impl IntoView {
    let Inviting {
        is_open,
        draft,
        report,
        ..
    } = inviting;
    Effect::new(move || draft.keep());
    view! {
        <UnderWay inviting/>
        <Dialog
            open=is_open
            id="invite-dialog"
            title=Signal::stored(words::TITLE.to_string())
            close_label=console::CLOSE
            wide=true
            may_close=move |()| inviting.may_close()
            on_close=move |()| inviting.closed()
        >
            <form
                class="dialog-form"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    draft.submit(Callback::new(move |report| inviting.answered(report)));
                }
            >
                <DialogBody>
                    <div class="stack">
                        <ReportView report/>
                        <FormBelow inviting/>
                    </div>
                </DialogBody>
                <Foot inviting/>
            </form>
        </Dialog>
        <ManyDialog draft on_report=Callback::new(move |report| inviting.answered(report))/>
    }
}

/// The form: alone at first; under an answer only while something failed.
#[component]
fn FormBelow(inviting: Inviting) -> impl IntoView {
    let Inviting { draft, report, .. } = inviting;
    let has_answer = Memo::new(move |_| report.with(Option::is_some));
    view! {
        <Show when=move || !has_answer.get() || has_failed(report)>
            <InviteFields draft/>
            <OpenInMailApp kind="button" written=Callback::new(move |()| draft.written())/>
        </Show>
    }
}

fn has_failed(report: RwSignal<Option<Report>>) -> bool {
    report.with(|report| {
        report.as_ref().is_some_and(|report| {
            let outcomes = report.lines.iter().filter_map(|line| line.outcome.as_ref());
            outcomes
                .map(|outcome| outcome.group())
                .any(|group| group == Group::Failed)
        })
    })
}

#[component]
fn Foot(inviting: Inviting) -> impl IntoView {
    let Inviting {
        is_open,
        draft,
        report,
        asks_to_discard,
        ..
    } = inviting;
    let close = move |_| {
        if inviting.may_close() {
            is_open.set(false);
        }
    };
    let begin_anew = move |_| {
        draft.clear();
        report.set(None);
    };
    let question = move || {
        let count = draft
            .chips
            .with(|chips| chips.sendable() + chips.unreadable());
        view! {
            <Notice tone=Tone::Warn alert=true>
                <p>{words::discard_question(count)}</p>
                <div class="row">
                    <Button on:click=move |_| asks_to_discard.set(false)>{words::KEEP}</Button>
                    <Button variant=Variant::Danger on:click=move |_| is_open.set(false)>
                        {words::DISCARD}
                    </Button>
                </div>
            </Notice>
        }
    };
    let buttons = move || match (report.with(Option::is_some), has_failed(report)) {
        (false, _) => view! {
            <Button on:click=close>{console::CANCEL}</Button>
            <SubmitButton draft/>
        }
        .into_any(),
        (true, has_failed) => view! {
            <Button on:click=begin_anew>{words::MORE}</Button>
            <Button
                variant=if has_failed { Variant::Quiet } else { Variant::Primary }
                on:click=close
            >
                {words::CLOSE}
            </Button>
            {has_failed.then(|| view! { <SubmitButton draft/> })}
        }
        .into_any(),
    };
    view! {
        <DialogFoot>
            {move || if asks_to_discard.get() {
                Either::Left(question())
            } else {
                Either::Right(buttons())
            }}
        </DialogFoot>
    }
}

/// A long submission that goes on while the dialog is closed.
#[component]
fn UnderWay(inviting: Inviting) -> impl IntoView {
    let Inviting {
        is_open, report, ..
    } = inviting;
    let unfinished = move || {
        let progress = report.with(|report| {
            report
                .as_ref()
                .filter(|report| !report.is_finished())
                .map(words::progress)
        });
        progress.filter(|_| !is_open.get())
    };
    move || {
        unfinished().map(|progress| {
            view! {
                <Notice tone=Tone::Accent title=words::PROGRESS>
                    <span class="num">{progress}</span> " "
                    <Button variant=Variant::Plain on:click=move |_| is_open.set(true)>
                        {words::RESULT}
                    </Button>
                </Notice>
            }
        })
    }
}
