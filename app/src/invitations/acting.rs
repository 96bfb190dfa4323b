//! Doing something with an invitation: what is offered, the questions before it, and the call. A page
//! makes one [`Asking`], draws [`ActDialogs`] once, and is told how each ended.

use super::api;
use super::review_dialog::ReviewDialog;
use crate::error::AppError;
use crate::messages::invitations::acting as words;
use crate::messages::{console, errors};
use crate::ui::{ConfirmDialog, Toast, Toasts, Tone, use_toasts};
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::ids::InvitationId;
use rules::invitation::{Command, InvitationRow, Refusal, Status, offered};
use rules::policy::ActionSet;

/// An icon of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The clock.
    Review,
    /// The envelope.
    Resend,
    /// The pencil: the form on the page of the invitation.
    Correct,
    /// The trash can.
    Delete,
}

impl Act {
    /// Where its form stands on the page of the invitation.
    pub(super) const fn anchor(self) -> &'static str {
        match self {
            Act::Review => "review",
            Act::Resend => "resend",
            Act::Correct => "correct",
            Act::Delete => "delete",
        }
    }
}

/// What a row of this standing offers to somebody who holds these actions: the rules' list, and nothing
/// that they may not.
pub(super) fn acts(standing: Status, actions: ActionSet) -> Vec<Act> {
    let mut acts = Vec::new();
    for command in offered(standing) {
        let act = match command {
            Command::Accept | Command::Deny => Act::Review,
            Command::Resend => Act::Resend,
            Command::Correct => Act::Correct,
            Command::Delete => Act::Delete,
            Command::Complete { .. }
            | Command::Expire
            | Command::ApproveOtherwise
            | Command::OptOut
            | Command::Withdraw => continue,
        };
        let is_allowed = command
            .permission()
            .is_some_and(|action| actions.allows(action));
        if is_allowed && !acts.contains(&act) {
            acts.push(act);
        }
    }
    acts
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// ACCEPT.
    Accept,
    /// DENY, with a reason that may be empty.
    Deny(String),
    /// Resend, confirmed.
    Resend,
    /// Delete, confirmed.
    Delete,
}

/// How it ended, for the page to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The row as it was.
    pub row: InvitationRow,
    /// What was decided.
    pub answer: Answer,
    /// The new invitation of a resend, or why it was not done: only what the row itself can show.
    pub result: Result<Option<InvitationId>, AppError>,
}

/// The questions that are open on a page.
#[derive(Clone, Copy)]
pub struct Asking {
    pub(super) row: RwSignal<Option<InvitationRow>>,
    pub(super) is_reviewing: RwSignal<bool>,
    is_resending: RwSignal<bool>,
    is_deleting: RwSignal<bool>,
    pub(super) is_busy: RwSignal<bool>,
    pub(super) error: RwSignal<Option<AppError>>,
    on_settled: Callback<Settled>,
    toasts: Toasts,
}

impl Asking {
    /// No question yet; `on_settled` is told of everything that was done or overtaken.
    pub fn new(on_settled: Callback<Settled>) -> Self {
        Asking {
            row: RwSignal::new(None),
            is_reviewing: RwSignal::new(false),
            is_resending: RwSignal::new(false),
            is_deleting: RwSignal::new(false),
            is_busy: RwSignal::new(false),
            error: RwSignal::new(None),
            on_settled,
            toasts: use_toasts(),
        }
    }

    /// Opens the question.
    pub fn ask(self, act: Act, row: InvitationRow) {
        self.row.set(Some(row));
        self.error.set(None);
        match act {
            Act::Review => self.is_reviewing.set(true),
            Act::Resend => self.is_resending.set(true),
            Act::Delete => self.is_deleting.set(true),
            // Its form stands on the page.
            Act::Correct => {}
        }
    }

    /// Why it was refused, in words.
    pub(super) fn refusal(self) -> Option<String> {
        self.error
            .with(|error| error.as_ref().map(errors::sentence))
    }

    fn answer_about_row(self, answer: Answer) {
        if let Some(row) = self.row.get_untracked() {
            self.carry_out(answer, row);
        }
    }

    /// Does it. What the row itself can show closes the question; anything else is said in place.
    pub(super) fn carry_out(self, answer: Answer, row: InvitationRow) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.error.set(None);
        spawn_local(async move {
            let result = call(&answer, row.id).await;
            // The page may be gone by now; the invitation is changed all the same.
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            match &result {
                Ok(_) => self.toasts.push(self.said(&answer, &row)),
                Err(error) if is_overtaken(error) => {
                    self.toasts
                        .push(Toast::new(Tone::Warn, errors::sentence(error)));
                }
                Err(error) => {
                    self.error.set(Some(error.clone()));
                    return;
                }
            }
            for open in [self.is_reviewing, self.is_resending, self.is_deleting] {
                if open.get_untracked() {
                    open.set(false);
                }
            }
            if matches!(answer, Answer::Accept | Answer::Deny(_)) {
                self.offer_next(row.id);
            }
            self.on_settled.run(Settled {
                row,
                answer,
                result,
            });
        });
    }

    fn said(self, answer: &Answer, row: &InvitationRow) -> Toast {
        let email = &row.email;
        let text = match answer {
            Answer::Accept => words::accepted(email),
            Answer::Deny(_) => words::denied(email),
            Answer::Resend => words::resent(email),
            Answer::Delete => words::deleted(email),
        };
        Toast::new(Tone::Good, text)
    }

    /// After a decision the next one that waits is a click away.
    fn offer_next(self, decided: InvitationId) {
        spawn_local(async move {
            let Ok(Some(next)) = api::next_waiting_invitation(vec![decided]).await else {
                return;
            };
            let text = words::also_waits(&next.email);
            let open = Callback::new(move |()| self.ask(Act::Review, next.clone()));
            let toast = Toast::new(Tone::Neutral, text).with_action(words::REVIEW_VERB, open);
            if self.is_busy.try_get_untracked().is_some() {
                self.toasts.push(toast);
            }
        });
    }
}

async fn call(answer: &Answer, id: InvitationId) -> Result<Option<InvitationId>, AppError> {
    match answer {
        Answer::Accept => api::accept_invitation(id).await.map(|()| None),
        Answer::Deny(reason) => api::deny_invitation(id, reason.clone())
            .await
            .map(|()| None),
        Answer::Resend => api::resend_invitation(id).await.map(Some),
        Answer::Delete => api::delete_invitation(id).await.map(|()| None),
    }
}

/// Somebody was faster: the row itself says how it stands now.
fn is_overtaken(error: &AppError) -> bool {
    matches!(
        error,
        AppError::Conflict { .. } | AppError::NotFound | AppError::Refused(Refusal::Status { .. })
    )
}

/// The three dialogs of a page.
#[component]
pub fn ActDialogs(
    /// The page's questions.
    asking: Asking,
) -> impl IntoView {
    let email = move || {
        asking
            .row
            .with(|row| row.as_ref().map(|row| row.email.clone()))
    };
    let title = move |words: fn(&str) -> String| {
        Signal::derive(move || email().map(|email| words(&email)).unwrap_or_default())
    };
    let error = Signal::derive(move || asking.refusal());
    view! {
        <ConfirmDialog
            open=asking.is_deleting
            id="delete-dialog"
            title=title(words::delete_title)
            confirm=Signal::stored(words::DELETE_VERB.to_string())
            cancel=console::CANCEL
            danger=true
            busy=asking.is_busy
            error
            on_confirm=move |()| asking.answer_about_row(Answer::Delete)
        >
            <p>{words::DELETE_TEXT}</p>
        </ConfirmDialog>
        <ConfirmDialog
            open=asking.is_resending
            id="resend-dialog"
            title=title(words::resend_title)
            confirm=Signal::stored(words::RESEND_VERB.to_string())
            cancel=console::CANCEL
            busy=asking.is_busy
            error
            on_confirm=move |()| asking.answer_about_row(Answer::Resend)
        >
            <p>{words::RESEND_TEXT}</p>
        </ConfirmDialog>
        <ReviewDialog asking/>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::role::Catalogue;

    #[test]
    fn a_row_offers_what_the_rules_offer_and_the_viewer_may() {
        // PRODUCT.md section 2: absent, not greyed
        let roles = Catalogue::default();
        let owner = roles.actions_of("Owner");
        assert_eq!(acts(Status::Waiting, owner), [Act::Review]);
        assert_eq!(
            acts(Status::Pending, owner),
            [Act::Resend, Act::Correct, Act::Delete]
        );
        assert_eq!(acts(Status::Rejected, owner), [Act::Resend, Act::Correct]);
        assert_eq!(acts(Status::Approved, owner), []);
        let reviewer = roles.actions_of("Reviewer");
        assert_eq!(acts(Status::Waiting, reviewer), [Act::Review]);
        assert_eq!(acts(Status::Pending, reviewer), []);
    }
}
