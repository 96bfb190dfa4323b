//! What waits for the viewer's answer, once for the whole console: followed while the page is looked at, answered from
//! wherever a row stands.

use super::api;
use super::shown::{self, Shown};
use crate::domains::address::Tab;
use crate::error::AppError;
use crate::messages::domain_invitations as words;
use crate::messages::errors;
use crate::ui::dialog::focus_heading_if_lost;
use crate::ui::{Glyph, Icon, Toast, Toasts, Tone, pulse, use_hydrated, use_toasts};
use gloo_timers::future::TimeoutFuture;
use leptos::either::Either;
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::domain_invitation::{MyInvitation, PopUp};
use rules::ids::DomainInvitationId;
use rules::listing::Count;
use std::collections::BTreeMap;

/// Where the pop-up comes up by itself after the login.
pub const LANDING: &str = "/domains";

/// So long after the rows have moved a click may have been meant for what stood there before, in milliseconds.
const SETTLES_MS: u32 = 600;

const NONE: Count = Count {
    n: 0,
    or_more: false,
};

/// What the viewer can say to an invitation.
#[derive(Clone, Debug)]
pub enum Say {
    Accept,
    /// With a reason that may be empty.
    Decline(String),
}

/// What waits, and what is being done about it. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Inbox {
    pub(super) shown: RwSignal<Vec<Shown>>,
    pub(super) total: RwSignal<Count>,
    /// Is the pop-up open?
    pub(super) is_open: RwSignal<bool>,
    /// The one whose answer is on its way.
    pub(super) busy: RwSignal<Option<DomainInvitationId>>,
    /// Why an answer was refused, until the next one.
    pub(super) faults: RwSignal<BTreeMap<DomainInvitationId, String>>,
    /// How many were answered here: what lists them looks again.
    pub(super) answered: RwSignal<u32>,
    /// Came the pop-up up by itself already?
    pub(super) was_shown: StoredValue<bool>,
    /// How often the rows were set: an older question is not answered over a newer one.
    set: StoredValue<u32>,
    /// The rows have just moved: a click that was meant for another one is not taken (UX TBL-17).
    is_moving: RwSignal<bool>,
    moves: StoredValue<u32>,
    /// The domain that was entered last from here: its title and its name.
    pub(super) entered: RwSignal<Option<(String, String)>>,
    toasts: Toasts,
}

/// Provides the inbox with what the page was rendered with.
pub fn provide_inbox(pop_up: Option<PopUp>) {
    let rows = pop_up.as_ref().map(shown::fresh).unwrap_or_default();
    provide_context(Inbox {
        shown: RwSignal::new(rows),
        total: RwSignal::new(pop_up.map_or(NONE, |pop_up| pop_up.total)),
        is_open: RwSignal::new(false),
        busy: RwSignal::new(None),
        faults: RwSignal::new(BTreeMap::new()),
        answered: RwSignal::new(0),
        was_shown: StoredValue::new(false),
        set: StoredValue::new(0),
        is_moving: RwSignal::new(false),
        moves: StoredValue::new(0),
        entered: RwSignal::new(None),
        toasts: use_toasts(),
    });
}

/// The console's inbox.
pub(super) fn use_inbox() -> Inbox {
    match use_context() {
        Some(inbox) => inbox,
        None => {
            provide_inbox(None);
            expect_context()
        }
    }
}

/// How many invitations were answered here since the page was loaded: what depends on them looks again.
pub fn use_answered() -> Signal<u32> {
    use_inbox().answered.into()
}

impl Inbox {
    /// Follows what others send, withdraw and answer, while the page is looked at.
    pub(super) fn follow(self) {
        pulse(move || async move {
            let before = self.set.try_get_value();
            match api::read_pop_up().await {
                Ok(pop_up) => {
                    if before == self.set.try_get_value() && self.busy.get_untracked().is_none() {
                        self.take(&pop_up, None);
                    }
                    true
                }
                Err(error) => !matches!(error, AppError::Unauthenticated | AppError::Forbidden),
            }
        });
    }

    /// Opens the pop-up with what waits now.
    pub(super) fn open(self) {
        self.forget_gone();
        self.entered.set(None);
        self.is_open.set(true);
        spawn_local(async move {
            if let Ok(pop_up) = api::read_pop_up().await {
                self.take(&pop_up, None);
            }
        });
    }

    /// What went away has said so.
    pub(super) fn forget_gone(self) {
        self.faults.update(BTreeMap::clear);
        if self
            .shown
            .with_untracked(|rows| rows.iter().any(|one| one.is_gone))
        {
            self.shown.update(|rows| rows.retain(|one| !one.is_gone));
        }
    }

    /// Answers one; the rows come anew from the server. `on_done` is told when it was taken.
    pub(super) fn answer(self, row: &MyInvitation, say: Say, on_done: Callback<()>) {
        if self.busy.get_untracked().is_some() || self.is_moving.get_untracked() {
            return;
        }
        let (id, title) = (row.id, row.domain.title.clone());
        self.busy.set(Some(id));
        self.faults.update(|faults| {
            faults.remove(&id);
        });
        spawn_local(async move {
            let is_accepted = matches!(say, Say::Accept);
            let result = match say {
                Say::Accept => api::accept_domain_invitation(id).await,
                Say::Decline(reason) => api::decline_domain_invitation(id, reason).await,
            };
            let answered = result.is_ok().then_some(id);
            match result {
                Ok(name) if is_accepted => {
                    let (label, to) = (words::open_members(&title), Tab::Members.href(&name));
                    let told = Toast::new(Tone::Good, words::accepted(&title));
                    self.toasts.push(told.with_link(label, to));
                    self.entered.set(Some((title, name)));
                    on_done.try_run(());
                }
                Ok(_) => {
                    let told = words::declined(&title);
                    self.toasts.push(Toast::new(Tone::Good, told));
                    on_done.try_run(());
                }
                Err(error) => {
                    let told = errors::sentence(&error);
                    self.faults.update(|faults| {
                        faults.insert(id, told);
                    });
                }
            }
            self.refill(answered).await;
            self.busy.set(None);
            focus_heading_if_lost();
            self.answered.update(|n| *n = n.wrapping_add(1));
        });
    }

    /// Reads the rows anew.
    pub(super) async fn refill(self, answered: Option<DomainInvitationId>) {
        match api::read_pop_up().await {
            Ok(pop_up) => self.take(&pop_up, answered),
            // What was answered is not offered again, whatever comes next.
            Err(_) => self
                .shown
                .update(|rows| rows.retain(|one| Some(one.row.id) != answered)),
        }
        let is_empty = self.shown.with_untracked(Vec::is_empty);
        if answered.is_some() && is_empty {
            self.is_open.set(false);
        }
    }

    fn take(self, pop_up: &PopUp, answered: Option<DomainInvitationId>) {
        self.set.update_value(|n| *n = n.wrapping_add(1));
        let rows = self
            .shown
            .with_untracked(|before| shown::merged(before, pop_up, answered));
        let has_moved = self.shown.with_untracked(|before| {
            let ids = |rows: &[Shown]| rows.iter().map(|one| one.row.id).collect::<Vec<_>>();
            !before.is_empty() && ids(before) != ids(&rows)
        });
        if has_moved {
            self.settle();
        }
        self.shown.set(rows);
        self.total.set(pop_up.total);
    }

    /// Takes no answer until whoever was about to give one has seen the rows as they stand now.
    fn settle(self) {
        self.is_moving.set(true);
        self.moves.update_value(|n| *n = n.wrapping_add(1));
        let mine = self.moves.get_value();
        spawn_local(async move {
            TimeoutFuture::new(SETTLES_MS).await;
            if self.moves.try_get_value() == Some(mine) {
                self.is_moving.set(false);
            }
        });
    }

    /// Is the answer to this one on its way?
    pub(super) fn is_busy(self, id: DomainInvitationId) -> Signal<bool> {
        Signal::derive(move || self.busy.get() == Some(id))
    }

    /// Can this one not be answered now: while another answer is on its way, and just after the rows have moved?
    pub(super) fn is_held(self, id: DomainInvitationId) -> Signal<bool> {
        Signal::derive(move || {
            self.is_moving.get() || self.busy.with(|busy| busy.is_some_and(|busy| busy != id))
        })
    }
}

/// Opens the pop-up at any time, and says how many wait. Before the console is alive it leads to the list.
#[component]
pub fn InboxButton() -> impl IntoView {
    let inbox = use_inbox();
    let hydrated = use_hydrated();
    move || {
        let total = inbox.total.get();
        let name = words::inbox(total);
        let inside = view! {
            <Glyph icon=Icon::Mail/>
            <span class="count">{words::count(total)}</span>
        };
        if hydrated.get() {
            Either::Left(view! {
                <button
                    type="button"
                    class="pill"
                    title=name.clone()
                    aria-label=name
                    on:click=move |_| inbox.open()
                >
                    {inside}
                </button>
            })
        } else {
            Either::Right(view! {
                <a class="pill" href=super::mine::PATH title=name.clone() aria-label=name>{inside}</a>
            })
        }
    }
}
