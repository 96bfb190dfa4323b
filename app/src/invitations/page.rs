//! Consumers > Invitations: search, filters, table, and what is done with a row.

use super::acting::{ActDialogs, Answer, Asking, Settled};
use super::api;
use super::filters::{FiltersInForce, Pills, Search};
use super::invite_dialog::{InviteButton, InviteDialog, Inviting};
use super::listing::use_listing;
use super::table::{Placeholder, Rows};
use crate::error::AppError;
use crate::messages::errors;
use crate::messages::invitations as words;
use crate::state::may;
use crate::ui::dialog::focus_heading_if_lost;
use crate::ui::{PageHead, in_browser, use_announcer};
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::ids::InvitationId;
use rules::listing::{Count, InvitationFilter, InvitationListing, InvitationPage};
use rules::policy::Action;
use std::collections::HashMap;

/// The page of rows that is shown, changed in place after an action.
#[derive(Clone, Copy)]
pub struct Loaded {
    /// As the server answered. Read it inside of the page's `Transition`.
    pub(super) page: Resource<Result<InvitationPage, AppError>>,
    /// What somebody else did to a row meanwhile.
    pub(super) notes: RwSignal<HashMap<InvitationId, String>>,
}

impl Loaded {
    /// Reads the page, when there is one.
    pub(super) fn with_page<T>(self, read: impl FnOnce(&InvitationPage) -> T) -> Option<T> {
        self.page
            .with(|page| page.as_ref()?.as_ref().ok().map(read))
    }

    /// How many rows a quick filter holds.
    pub(super) fn count_of(self, filter: InvitationFilter) -> Option<Count> {
        self.with_page(|page| {
            page.counts
                .iter()
                .find(|(counted, _)| *counted == filter)
                .copied()
        })
        .flatten()
        .map(|(_, count)| count)
    }

    /// Reads one row and the counts again; the row stays where it is.
    fn refresh(self, id: InvitationId, listing: InvitationListing) {
        spawn_local(async move {
            let row = api::read_invitation_row(id).await;
            let counted = api::list_invitations(listing).await;
            // The person may have left the page meanwhile.
            let _ = self.page.try_update(|page| {
                let Some(Ok(page)) = page else { return };
                if let Ok(counted) = counted {
                    page.counts = counted.counts;
                    page.total = counted.total;
                    page.now = counted.now;
                }
                if let Ok(row) = row
                    && let Some(shown) = page.rows.iter_mut().find(|shown| shown.id == id)
                {
                    *shown = row;
                }
            });
            // The button that was pressed is gone with what it offered.
            focus_heading_if_lost();
        });
    }
}

/// The page.
#[component]
pub fn InvitationsPage() -> impl IntoView {
    let listing = use_listing();
    let loaded = Loaded {
        page: Resource::new(move || listing.get(), api::list_invitations),
        notes: RwSignal::new(HashMap::new()),
    };
    let (is_pending, set_pending) = signal(false);
    let asking = Asking::new(Callback::new(move |settled| show(loaded, listing, settled)));
    let inviting = may(Action::InvitationsSend)
        .then(|| Inviting::new(Callback::new(move |()| loaded.page.refetch())));
    say_when_loaded(loaded, is_pending);
    view! {
        <div class="page">
            <PageHead title=words::TITLE>
                {inviting.map(|inviting| view! { <InviteButton inviting/> })}
            </PageHead>
            {inviting.map(|inviting| view! { <InviteDialog inviting/> })}
            <Transition
                fallback=|| view! { <Placeholder/> }
                nostrip:set_pending=in_browser(set_pending)
            >
                <Search listing loaded/>
                <Pills listing loaded/>
                <FiltersInForce listing loaded/>
                <Rows listing loaded asking is_pending/>
            </Transition>
            <ActDialogs asking/>
        </div>
    }
}

/// After an action: what made or hid a row reads the list again, what changed one reads the row.
fn show(loaded: Loaded, listing: Memo<InvitationListing>, settled: Settled) {
    let id = settled.row.id;
    match (&settled.answer, &settled.result) {
        (Answer::Resend | Answer::Delete, Ok(_)) | (_, Err(AppError::NotFound)) => {
            loaded.notes.update(|notes| drop(notes.remove(&id)));
            loaded.page.refetch();
        }
        (_, result) => {
            let note = result.as_ref().err().map(errors::sentence);
            loaded.notes.update(|notes| match note {
                Some(note) => drop(notes.insert(id, note)),
                None => drop(notes.remove(&id)),
            });
            loaded.refresh(id, listing.get_untracked());
        }
    }
}

/// Tells screen readers how many there are, each time another list has arrived.
fn say_when_loaded(loaded: Loaded, is_pending: ReadSignal<bool>) {
    let announcer = use_announcer();
    Effect::new(move |was_pending: Option<bool>| {
        let is_pending = is_pending.get();
        if was_pending == Some(true) && !is_pending {
            let told = untrack(|| loaded.with_page(words::loaded));
            if let Some(told) = told {
                announcer.say(told);
            }
            // The row that had the focus may have left the table (A11Y-06).
            focus_heading_if_lost();
        }
        is_pending
    });
}
