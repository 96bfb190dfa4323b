//! Ending a membership, somebody else's or one's own: the question before it, and the call.

use super::address::PATH;
use super::api;
use crate::error::AppError;
use crate::messages::domains::members as words;
use crate::messages::{console, errors};
use crate::ui::{ConfirmDialog, Toast, Toasts, Tone, use_toasts};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use rules::membership::{MemberRow, Refusal};

/// The question that is open on a page.
#[derive(Clone, Copy)]
pub struct Asking {
    domain: Memo<String>,
    row: RwSignal<Option<MemberRow>>,
    is_open: RwSignal<bool>,
    pub(super) is_busy: RwSignal<bool>,
    error: RwSignal<Option<AppError>>,
    on_settled: Callback<()>,
    on_left: Callback<()>,
    toasts: Toasts,
}

impl Asking {
    /// No question yet; `on_settled` is told when somebody was removed, or was gone already.
    pub fn new(domain: Memo<String>, on_settled: Callback<()>) -> Self {
        let navigate = use_navigate();
        let on_left = move |()| navigate(PATH, NavigateOptions::default());
        Asking {
            domain,
            row: RwSignal::new(None),
            is_open: RwSignal::new(false),
            is_busy: RwSignal::new(false),
            error: RwSignal::new(None),
            on_settled,
            on_left: Callback::new(on_left),
            toasts: use_toasts(),
        }
    }

    /// Opens the question.
    pub fn ask(self, row: MemberRow) {
        self.error.set(None);
        self.row.set(Some(row));
        self.is_open.set(true);
    }

    fn is_leaving(self) -> bool {
        self.row
            .with(|row| row.as_ref().is_some_and(|row| row.is_oneself))
    }

    /// Does it. What somebody else did meanwhile is told and shown; a refusal stands in the question.
    fn carry_out(self) {
        let Some(row) = self.row.get_untracked() else {
            return;
        };
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.error.set(None);
        let domain = self.domain.get_untracked();
        spawn_local(async move {
            let answer = if row.is_oneself {
                api::leave_domain(domain).await
            } else {
                api::remove_member(domain, row.id).await
            };
            // The page may be gone by now; the membership has ended all the same.
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(()) => {
                    let told = words::ended(&row);
                    self.toasts.push(Toast::new(Tone::Good, told));
                }
                Err(error @ (AppError::MembershipRefused(Refusal::Ended) | AppError::NotFound)) => {
                    let told = errors::sentence(&error);
                    self.toasts.push(Toast::new(Tone::Warn, told));
                }
                Err(error) => {
                    self.error.set(Some(error));
                    return;
                }
            }
            self.is_open.set(false);
            if row.is_oneself {
                self.on_left.run(());
            } else {
                self.on_settled.run(());
            }
        });
    }
}

/// The dialog of a page.
#[component]
pub(super) fn EndDialog(asking: Asking) -> impl IntoView {
    let title = Signal::derive(move || {
        let question = |row: &Option<MemberRow>| row.as_ref().map(words::question);
        asking.row.with(question).unwrap_or_default()
    });
    let confirm = Signal::derive(move || {
        let label = if asking.is_leaving() {
            words::LEAVE
        } else {
            words::REMOVE
        };
        label.to_string()
    });
    let error = Signal::derive(move || {
        asking
            .error
            .with(|error| error.as_ref().map(errors::sentence))
    });
    let text = move || {
        if asking.is_leaving() {
            words::LEAVE_TEXT
        } else {
            words::REMOVE_TEXT
        }
    };
    view! {
        <ConfirmDialog
            open=asking.is_open
            id="end-dialog"
            title
            confirm
            cancel=console::CANCEL
            danger=true
            busy=asking.is_busy
            error
            on_confirm=move |()| asking.carry_out()
        >
            <p>{text}</p>
        </ConfirmDialog>
    }
}
