//! Consumers > Invitations: search, filters, table, and what is done with a row.

use super::acting::{ActDialogs, Answer, Asking, Settled};
use super::api;
use super::filters::{Pills, Search, chip};
use super::invite_dialog::{InviteButton, InviteDialog, Inviting};
use super::listing::PATH;
use super::table::{Placeholder, Rows};
use crate::error::AppError;
use crate::list::{FiltersInForce, List, use_listing};
use crate::messages::errors;
use crate::messages::invitations as words;
use crate::state::may;
use crate::ui::dialog::focus_heading_if_lost;
use crate::ui::{PageHead, in_browser};
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::ids::InvitationId;
use rules::listing::{Count, InvitationFilter, InvitationPage};
use rules::policy::Action;
use std::collections::HashMap;

/// The list of the page.
pub(super) type Invitations = List<InvitationPage>;

/// What somebody else did to a row meanwhile.
pub(super) type Notes = RwSignal<HashMap<InvitationId, String>>;

/// How many rows a quick filter holds.
pub(super) fn count_of(list: Invitations, filter: InvitationFilter) -> Option<Count> {
    let counts = list.with_page(|page| page.counts.clone())?;
    let counted = counts.into_iter().find(|(counted, _)| *counted == filter);
    counted.map(|(_, count)| count)
}

/// Reads one row and the counts again; the row stays where it is.
fn refresh(list: Invitations, id: InvitationId) {
    let listing = list.listing.get_untracked();
    spawn_local(async move {
        let row = api::read_invitation_row(id).await;
        let counted = api::list_invitations(listing).await;
        // The person may have left the page meanwhile.
        let _ = list.page.try_update(|page| {
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

/// The page.
#[component]
pub fn InvitationsPage() -> impl IntoView {
    let listing = use_listing();
    let page = Resource::new(move || listing.get(), api::list_invitations);
    let list = Invitations::new(PATH.to_string(), listing, page);
    let notes = Notes::new(HashMap::new());
    let asking = Asking::new(Callback::new(move |settled| show(list, notes, settled)));
    let inviting = may(Action::InvitationsSend)
        .then(|| Inviting::new(Callback::new(move |()| page.refetch())));
    list.say_when_loaded(words::loaded);
    view! {
        <div class="page">
            <PageHead title=words::TITLE>
                {inviting.map(|inviting| view! { <InviteButton inviting/> })}
            </PageHead>
            {inviting.map(|inviting| view! { <InviteDialog inviting/> })}
            <Transition fallback=Placeholder nostrip:set_pending=in_browser(list.is_pending)>
                <Search list/>
                <Pills list/>
                <FiltersInForce list label=chip/>
                <Rows list notes asking/>
            </Transition>
            <ActDialogs asking/>
        </div>
    }
}

/// After an action: what made or hid a row reads the list again, what changed one reads the row.
fn show(list: Invitations, notes: Notes, settled: Settled) {
    let id = settled.row.id;
    match (&settled.answer, &settled.result) {
        (Answer::Resend | Answer::Delete, Ok(_)) | (_, Err(AppError::NotFound)) => {
            notes.update(|notes| drop(notes.remove(&id)));
            list.page.refetch();
        }
        (_, result) => {
            let note = result.as_ref().err().map(errors::sentence);
            notes.update(|notes| match note {
                Some(note) => drop(notes.insert(id, note)),
                None => drop(notes.remove(&id)),
            });
            refresh(list, id);
        }
    }
}
