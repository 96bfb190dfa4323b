//! Accepting several at once, with an answer for each (TBL-08, TBL-09).

use super::Loaded;
use crate::domain_invitations::api::{Answered, accept_domain_invitations};
use crate::domain_invitations::inbox::{Inbox, use_inbox};
use crate::error::AppError;
use crate::messages::domain_invitations as words;
use crate::messages::errors;
use crate::outcome::{FaultNotice, from_here};
use crate::state::{use_refused, use_told};
use crate::ui::{BulkAnswer, BulkAnswers, BulkBar, Button, ChooseAll, ChooseRow, Icon, Selection};
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::domain_invitation::{MyListing, Status, standing};
use rules::ids::DomainInvitationId;
use std::collections::BTreeMap;

const ACCEPT_SEVERAL: &str = "/api/domain_invitations/accept_several";

/// Which invitations of the page are chosen, and what became of those accepted last. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Bulk {
    loaded: Loaded,
    inbox: Inbox,
    selection: Selection,
    answers: RwSignal<Vec<BulkAnswer>>,
    is_busy: RwSignal<bool>,
    error: RwSignal<Option<AppError>>,
}

impl Bulk {
    /// None is chosen.
    pub(super) fn new(listing: Memo<MyListing>, loaded: Loaded) -> Self {
        // The rows that can be accepted.
        let on_page = move || {
            loaded
                .with_page(|page| {
                    let is_open =
                        |status, until| standing(status, until, page.now) == Status::Pending;
                    page.rows
                        .iter()
                        .filter(|row| is_open(row.status, row.valid_until))
                        .map(|row| (row.id, row.domain.title.clone()))
                        .collect()
                })
                .unwrap_or_default()
        };
        let bulk = Bulk {
            loaded,
            inbox: use_inbox(),
            selection: Selection::new(on_page),
            answers: RwSignal::new(Vec::new()),
            is_busy: RwSignal::new(false),
            error: RwSignal::new(use_refused(ACCEPT_SEVERAL).map(|form| form.error)),
        };
        // Another view: what was chosen is out of sight.
        Effect::new(move |before: Option<MyListing>| {
            let now = listing.get();
            if before.is_some_and(|before| before != now) {
                bulk.selection.clear();
                bulk.answers.set(Vec::new());
            }
            now
        });
        bulk
    }

    fn accept(self) {
        let (inbox, selection) = (self.inbox, self.selection);
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.error.set(None);
        let ids = selection.ids();
        let first = ids.first().copied();
        spawn_local(async move {
            let answer = accept_domain_invitations(ids).await;
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(answers) => {
                    let told = answers
                        .iter()
                        .map(|one| in_words(&selection.name_of(one.id), one));
                    self.answers.set(told.collect());
                    selection.clear();
                }
                Err(error) => self.error.set(Some(error)),
            }
            inbox.refill(first).await;
            inbox.answered.update(|n| *n = n.wrapping_add(1));
        });
    }
}

/// The check box of a row.
#[component]
pub fn Choose(
    /// Which.
    id: DomainInvitationId,
    /// The domain, for the name.
    title: String,
    /// Takes it.
    bulk: Bulk,
) -> impl IntoView {
    let label = words::choose(&title);
    view! { <ChooseRow selection=bulk.selection id=id.to_string() title label/> }
}

/// The check box of the head: all that can be accepted on the page, none, or some.
#[component]
pub fn ChoosePending(
    /// Takes it.
    bulk: Bulk,
) -> impl IntoView {
    view! {
        <ChooseAll selection=bulk.selection column=words::CHOOSE label=words::CHOOSE_ALL/>
    }
}

/// The bar with Accept.
#[component]
pub fn AcceptBar(
    /// The choice.
    bulk: Bulk,
) -> impl IntoView {
    view! {
        <FaultNotice error=bulk.error/>
        <BulkBar
            selection=bulk.selection
            is_offered=true
            action=from_here(ACCEPT_SEVERAL)
            name=words::BULK
            told=words::chosen
            clear=words::CHOOSE_NONE
            on_submit=move |_: String| bulk.accept()
        >
            <Button kind="submit" icon=Icon::Check busy=bulk.is_busy>{words::ACCEPT_CHOSEN}</Button>
        </BulkBar>
    }
}

/// What became of each of those accepted last.
#[component]
pub fn BulkReport(
    /// The answers.
    bulk: Bulk,
) -> impl IntoView {
    // A plain form brings its answers with the page; their names are those of the rows that are still here.
    let plain = use_told::<Vec<Answered>>(ACCEPT_SEVERAL);
    let told = move || {
        let answers = bulk.answers.get();
        if !answers.is_empty() {
            return answers;
        }
        let titles = bulk.loaded.with_page(|page| {
            let rows = page.rows.iter();
            rows.map(|row| (row.id, row.domain.title.clone()))
                .collect::<BTreeMap<_, _>>()
        });
        let titles = titles.unwrap_or_default();
        let answers = plain.iter().flatten().map(|one| {
            let title = titles.get(&one.id).cloned();
            let title = title.unwrap_or_else(|| words::INVITATION.to_string());
            in_words(&title, one)
        });
        answers.collect()
    };
    view! { <BulkAnswers title=words::ANSWERS answers=Signal::derive(told)/> }
}

fn in_words(title: &str, one: &Answered) -> BulkAnswer {
    BulkAnswer {
        text: match &one.error {
            None => words::accepted(title),
            Some(error) => words::refused(title, &errors::sentence(error)),
        },
        is_refusal: one.error.is_some(),
    }
}
