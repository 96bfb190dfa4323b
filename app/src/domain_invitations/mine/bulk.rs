//! Accepting several at once, with an answer for each (TBL-08, TBL-09). Without JavaScript the bar is a plain form that
//! the check boxes belong to.

use super::Loaded;
use crate::domain_invitations::api::{Answered, accept_domain_invitations};
use crate::domain_invitations::inbox::{Inbox, use_inbox};
use crate::error::AppError;
use crate::messages::domain_invitations as words;
use crate::messages::errors;
use crate::outcome::{FaultNotice, from_here};
use crate::state::{use_refused, use_told};
use crate::ui::{Button, Icon, Notice, Tone, Variant, use_hydrated};
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::domain_invitation::{MyListing, Status, standing};
use rules::ids::DomainInvitationId;
use std::collections::BTreeMap;

const ACCEPT_SEVERAL: &str = "/api/domain_invitations/accept_several";
/// The id of the form that the check boxes belong to.
const FORM: &str = "bulk";

/// Which invitations of the page are chosen, and what became of those accepted last. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Bulk {
    loaded: Loaded,
    inbox: Inbox,
    chosen: RwSignal<BTreeMap<DomainInvitationId, String>>,
    answers: RwSignal<Vec<(String, Answered)>>,
    is_busy: RwSignal<bool>,
    error: RwSignal<Option<AppError>>,
}

impl Bulk {
    /// None is chosen.
    pub(super) fn new(listing: Memo<MyListing>, loaded: Loaded) -> Self {
        let bulk = Bulk {
            loaded,
            inbox: use_inbox(),
            chosen: RwSignal::new(BTreeMap::new()),
            answers: RwSignal::new(Vec::new()),
            is_busy: RwSignal::new(false),
            error: RwSignal::new(use_refused(ACCEPT_SEVERAL).map(|form| form.error)),
        };
        // Another view: what was chosen is out of sight.
        Effect::new(move |before: Option<MyListing>| {
            let now = listing.get();
            if before.is_some_and(|before| before != now) {
                bulk.chosen.update(BTreeMap::clear);
                bulk.answers.set(Vec::new());
            }
            now
        });
        bulk
    }

    /// The rows of the page that can be accepted.
    fn on_page(self) -> Vec<(DomainInvitationId, String)> {
        self.loaded
            .with_page(|page| {
                let is_open = |status, until| standing(status, until, page.now) == Status::Pending;
                page.rows
                    .iter()
                    .filter(|row| is_open(row.status, row.valid_until))
                    .map(|row| (row.id, row.domain.title.clone()))
                    .collect()
            })
            .unwrap_or_default()
    }

    fn accept(self) {
        let inbox = self.inbox;
        let chosen = self.chosen.get_untracked();
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.error.set(None);
        let first = chosen.keys().next().copied();
        spawn_local(async move {
            let answer = accept_domain_invitations(chosen.keys().copied().collect()).await;
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(answers) => {
                    let told = answers.into_iter().map(|one| {
                        let title = chosen.get(&one.id).cloned().unwrap_or_default();
                        (title, one)
                    });
                    self.answers.set(told.collect());
                    self.chosen.update(BTreeMap::clear);
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
    let name = words::choose(&title);
    let is_chosen = move || bulk.chosen.with(|chosen| chosen.contains_key(&id));
    let toggle = move |event| {
        let is_on = event_target_checked(&event);
        bulk.chosen.update(|chosen| {
            if is_on {
                chosen.insert(id, title.clone());
            } else {
                chosen.remove(&id);
            }
        });
    };
    view! {
        <td class="cell-choose">
            <input
                type="checkbox"
                name="ids"
                value=id.to_string()
                form=FORM
                aria-label=name
                prop:checked=is_chosen
                on:change=toggle
            />
        </td>
    }
}

/// The check box of the head: all that can be accepted on the page, none, or some.
#[component]
pub fn ChooseAll(
    /// Takes it.
    bulk: Bulk,
) -> impl IntoView {
    let count = move || bulk.chosen.with(BTreeMap::len);
    let all = move || bulk.on_page().len();
    let is_all = move || count() > 0 && count() == all();
    let is_some = move || count() > 0 && count() != all();
    let toggle = move |event| {
        let is_on = event_target_checked(&event);
        let everything = bulk.on_page();
        bulk.chosen.set(if is_on {
            everything.into_iter().collect()
        } else {
            BTreeMap::new()
        });
    };
    view! {
        <th scope="col" class="cell-choose">
            <span class="visually-hidden">{words::CHOOSE}</span>
            <input
                type="checkbox"
                class="js-only"
                aria-label=words::CHOOSE_ALL
                prop:checked=is_all
                prop:indeterminate=is_some
                on:change=toggle
            />
        </th>
    }
}

/// The bar: alive it shows with something chosen; before, it stands there for the plain form.
#[component]
pub fn BulkBar(
    /// The choice.
    bulk: Bulk,
) -> impl IntoView {
    let hydrated = use_hydrated();
    let count = move || bulk.chosen.with(BTreeMap::len);
    let told = move || match count() {
        0 => words::BULK.to_string(),
        n => words::chosen(n),
    };
    let is_shown = move || {
        let has_rows = !bulk.on_page().is_empty();
        has_rows && (!hydrated.get() || count() > 0)
    };
    view! {
        <FaultNotice error=bulk.error/>
        <Show when=is_shown>
            <form
                id=FORM
                class="bulk-bar row"
                method="post"
                action=from_here(ACCEPT_SEVERAL)
                aria-label=words::BULK
                on:submit=move |event| {
                    event.prevent_default();
                    bulk.accept();
                }
            >
                <span class="strong grow">{told}</span>
                <Button kind="submit" icon=Icon::Check busy=bulk.is_busy>{words::ACCEPT_CHOSEN}</Button>
                <span class="js-only">
                    <Button
                        variant=Variant::Plain
                        on:click=move |_| bulk.chosen.update(BTreeMap::clear)
                    >
                        {words::CHOOSE_NONE}
                    </Button>
                </span>
            </form>
        </Show>
    }
}

/// What became of each of those accepted last.
#[component]
pub fn BulkReport(
    /// The answers.
    bulk: Bulk,
) -> impl IntoView {
    // A plain form brings its answers with the page; their names are those of the rows that are still here.
    let told = use_told::<Vec<Answered>>(ACCEPT_SEVERAL);
    let plain = move || {
        let titles = bulk.loaded.with_page(|page| {
            let rows = page.rows.iter();
            rows.map(|row| (row.id, row.domain.title.clone()))
                .collect::<BTreeMap<_, _>>()
        });
        let titles = titles.unwrap_or_default();
        let told = told.iter().flatten();
        told.map(|one| {
            let title = titles.get(&one.id).cloned();
            let title = title.unwrap_or_else(|| words::INVITATION.to_string());
            (title, one.clone())
        })
        .collect::<Vec<_>>()
    };
    move || {
        let mut answers = bulk.answers.get();
        if answers.is_empty() {
            answers = plain();
        }
        let has_refusals = answers.iter().any(|(_, one)| one.error.is_some());
        let tone = if has_refusals { Tone::Warn } else { Tone::Good };
        let lines = answers
            .into_iter()
            .map(|(title, one)| {
                let text = match one.error {
                    None => words::accepted(&title),
                    Some(error) => words::refused(&title, &errors::sentence(&error)),
                };
                view! { <li><bdi>{text}</bdi></li> }
            })
            .collect::<Vec<_>>();
        (!lines.is_empty()).then(|| {
            view! {
                <Notice tone title=words::ANSWERS><ul class="error-list">{lines}</ul></Notice>
            }
        })
    }
}
