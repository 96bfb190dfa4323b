//! Doing something with an account: what is offered, the questions before it, and the call. A page makes one
//! [`Asking`], draws [`ActDialogs`] once, and is told how each ended.

use super::api;
use super::listing::tab_href;
use crate::error::AppError;
use crate::messages::developers as words;
use crate::messages::{console, errors};
use crate::ui::{ConfirmDialog, TextArea, Toast, Toasts, Tone, use_toasts};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use rules::account::{Command, DeveloperRow, Refusal, Status, offered};
use rules::ids::AccountId;
use rules::plain_text::MOST_NOTE_CHARACTERS;
use rules::policy::ActionSet;

/// What a row offers to somebody who holds these actions: the rules' list, nothing that they may not, and nothing on
/// their own row.
pub(super) fn acts(row: &DeveloperRow, actions: ActionSet) -> Vec<Command> {
    offered(row.status)
        .iter()
        .copied()
        .filter(|command| actions.allows(command.permission()) && !row.is_oneself)
        .collect()
}

/// Where the form of a command stands on the page of the account.
pub(super) const fn anchor(command: Command) -> &'static str {
    match command {
        Command::Approve => "approve",
        Command::Reject => "reject",
        Command::Revoke => "revoke",
        Command::Delete => "delete",
    }
}

/// The questions that are open on a page.
#[derive(Clone, Copy)]
pub struct Asking {
    row: RwSignal<Option<DeveloperRow>>,
    is_rejecting: RwSignal<bool>,
    is_revoking: RwSignal<bool>,
    is_deleting: RwSignal<bool>,
    pub(super) reason: RwSignal<String>,
    pub(super) is_busy: RwSignal<bool>,
    pub(super) error: RwSignal<Option<AppError>>,
    on_settled: Callback<()>,
    toasts: Toasts,
    show_tab: Callback<Status>,
}

impl Asking {
    /// No question yet; `on_settled` is told when something was done or overtaken.
    pub fn new(on_settled: Callback<()>) -> Self {
        let navigate = use_navigate();
        let show_tab = move |tab| navigate(&tab_href(tab), NavigateOptions::default());
        Asking {
            row: RwSignal::new(None),
            is_rejecting: RwSignal::new(false),
            is_revoking: RwSignal::new(false),
            is_deleting: RwSignal::new(false),
            reason: RwSignal::new(String::new()),
            is_busy: RwSignal::new(false),
            error: RwSignal::new(None),
            on_settled,
            toasts: use_toasts(),
            show_tab: Callback::new(show_tab),
        }
    }

    /// Opens the question; letting in asks none.
    pub fn ask(self, command: Command, row: DeveloperRow) {
        self.error.set(None);
        self.row.set(Some(row.clone()));
        match command {
            Command::Approve => self.carry_out(Command::Approve, row),
            Command::Reject => self.is_rejecting.set(true),
            Command::Revoke => self.is_revoking.set(true),
            Command::Delete => self.is_deleting.set(true),
        }
    }

    /// Why it was refused, in words.
    pub(super) fn refusal(self) -> Option<String> {
        self.error
            .with(|error| error.as_ref().map(errors::sentence))
    }

    fn confirmed(self, command: Command) {
        if let Some(row) = self.row.get_untracked() {
            self.carry_out(command, row);
        }
    }

    /// Does it. What somebody else did meanwhile is told and shown; anything else is said in place.
    pub(super) fn carry_out(self, command: Command, row: DeveloperRow) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.error.set(None);
        let reason = self.reason.get_untracked();
        spawn_local(async move {
            let result = call(command, row.id, reason).await;
            // The page may be gone by now; the account is changed all the same.
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            match &result {
                Ok(()) => self.toasts.push(self.said(command, &row)),
                Err(error) if is_overtaken(error) => {
                    let told = errors::sentence(error);
                    self.toasts.push(Toast::new(Tone::Warn, told));
                }
                Err(error) => {
                    if command == Command::Approve {
                        let told = errors::sentence(error);
                        self.toasts.push(Toast::new(Tone::Bad, told));
                    }
                    self.error.set(Some(error.clone()));
                    return;
                }
            }
            for open in [self.is_rejecting, self.is_revoking, self.is_deleting] {
                if open.get_untracked() {
                    open.set(false);
                }
            }
            self.reason.set(String::new());
            self.on_settled.run(());
        });
    }

    /// The notice leads to the tab on which the account stands now.
    fn said(self, command: Command, row: &DeveloperRow) -> Toast {
        let toast = Toast::new(Tone::Good, words::done_with(command, &row.email));
        let tab = match command {
            Command::Approve => Status::Approved,
            Command::Reject => Status::Rejected,
            Command::Revoke => Status::Revoked,
            Command::Delete => return toast,
        };
        let show = self.show_tab;
        toast.with_action(words::show_tab(tab), Callback::new(move |()| show.run(tab)))
    }
}

async fn call(command: Command, id: AccountId, reason: String) -> Result<(), AppError> {
    match command {
        Command::Approve => api::approve_developer(id).await,
        Command::Reject => api::reject_developer(id, reason).await,
        Command::Revoke => api::revoke_developer(id).await,
        Command::Delete => api::delete_developer(id).await,
    }
}

/// Somebody was faster: the list itself says how it stands now.
pub(super) fn is_overtaken(error: &AppError) -> bool {
    matches!(
        error,
        AppError::Conflict { .. }
            | AppError::NotFound
            | AppError::AccountRefused(Refusal::Status { .. })
    )
}

/// The dialogs of a page.
#[component]
pub fn ActDialogs(
    /// The page's questions.
    asking: Asking,
) -> impl IntoView {
    let title = move |command: Command| {
        Signal::derive(move || {
            asking.row.with(|row| {
                row.as_ref()
                    .map(|row| words::question(command, &row.name, &row.email))
                    .unwrap_or_default()
            })
        })
    };
    let error = Signal::derive(move || asking.refusal());
    let reason = asking.reason;
    let fault = Signal::derive(move || {
        asking
            .error
            .with(|error| error.as_ref()?.fault_of("reason"))
    });
    view! {
        <ConfirmDialog
            open=asking.is_rejecting
            id="reject-dialog"
            title=title(Command::Reject)
            confirm=Signal::stored(words::REJECT.to_string())
            cancel=console::CANCEL
            danger=true
            busy=asking.is_busy
            error
            on_confirm=move |()| asking.confirmed(Command::Reject)
        >
            <p>{words::REJECT_TEXT}</p>
            <TextArea
                id="dialog-reason"
                name="reason"
                label=words::REASON
                optional=words::OPTIONAL
                hint=words::REASON_HINT
                rows=2
                maxlength=u32::from(MOST_NOTE_CHARACTERS)
                counter=true
                bind=reason
                error=fault
            />
        </ConfirmDialog>
        <ConfirmDialog
            open=asking.is_revoking
            id="revoke-dialog"
            title=title(Command::Revoke)
            confirm=Signal::stored(words::REVOKE.to_string())
            cancel=console::CANCEL
            danger=true
            busy=asking.is_busy
            error
            on_confirm=move |()| asking.confirmed(Command::Revoke)
        >
            <p>{words::REVOKE_TEXT}</p>
        </ConfirmDialog>
        <ConfirmDialog
            open=asking.is_deleting
            id="delete-dialog"
            title=title(Command::Delete)
            confirm=Signal::stored(words::DELETE.to_string())
            cancel=console::CANCEL
            danger=true
            busy=asking.is_busy
            error
            on_confirm=move |()| asking.confirmed(Command::Delete)
        >
            <p>{words::DELETE_TEXT}</p>
        </ConfirmDialog>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::account::Origin;
    use rules::role::Catalogue;
    use rules::time::Timestamp;

    fn row(status: Status, is_oneself: bool) -> DeveloperRow {
        DeveloperRow {
            id: AccountId(uuid::Uuid::from_u128(1)),
            name: "Ada".into(),
            email: "ada@example.org".into(),
            created_at: Timestamp::EPOCH,
            role: "Customer".into(),
            groups: Vec::new(),
            status,
            origin: Origin::Setup,
            inviter: None,
            is_oneself,
        }
    }

    #[test]
    fn a_row_offers_what_the_rules_offer_and_the_viewer_may() {
        // PRODUCT.md section 3: absent, not greyed
        let roles = Catalogue::default();
        let owner = roles.actions_of("Owner");
        let approved = acts(&row(Status::Approved, false), owner);
        assert_eq!(approved, [Command::Revoke, Command::Delete]);
        assert!(acts(&row(Status::Approved, true), owner).is_empty());
        let reviewer = roles.actions_of("Reviewer");
        assert_eq!(
            acts(&row(Status::Approved, false), reviewer),
            [Command::Revoke]
        );
        assert_eq!(
            acts(&row(Status::Rejected, false), reviewer),
            [Command::Approve]
        );
    }
}
