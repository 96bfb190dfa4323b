//! Deciding about several at once on Requested Access: check boxes, the bar with what can be done, and an answer for
//! each (TBL-08, TBL-09). Without JavaScript the bar is a plain form that the check boxes belong to.

use super::api::{self, Judged};
use super::page::Loaded;
use crate::error::AppError;
use crate::messages::developers as words;
use crate::messages::errors;
use crate::outcome::{FaultNotice, from_here};
use crate::state::{may, use_refused};
use crate::ui::{Button, Icon, Notice, Tone, Variant, use_hydrated};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlButtonElement;
use rules::account::{Command, DeveloperListing, Status};
use rules::ids::AccountId;
use rules::policy::Action;
use std::collections::BTreeMap;

const JUDGE: &str = "/api/developers/judge";
/// The id of the form that the check boxes belong to.
const FORM: &str = "bulk";

/// Which people of the page are chosen, and what became of those decided about last. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Bulk {
    listing: Memo<DeveloperListing>,
    loaded: Loaded,
    chosen: RwSignal<BTreeMap<AccountId, String>>,
    answers: RwSignal<Vec<(String, Command, Judged)>>,
    is_busy: RwSignal<bool>,
    error: RwSignal<Option<AppError>>,
    may_decide: bool,
}

impl Bulk {
    /// Nobody is chosen.
    pub(super) fn new(listing: Memo<DeveloperListing>, loaded: Loaded) -> Self {
        let bulk = Bulk {
            listing,
            loaded,
            chosen: RwSignal::new(BTreeMap::new()),
            answers: RwSignal::new(Vec::new()),
            is_busy: RwSignal::new(false),
            error: RwSignal::new(use_refused(JUDGE).map(|form| form.error)),
            may_decide: may(Action::AccountsDecide),
        };
        // Another page or tab: what was chosen is out of sight.
        Effect::new(move |before: Option<DeveloperListing>| {
            let now = listing.get();
            if before.is_some_and(|before| before != now) {
                bulk.chosen.update(BTreeMap::clear);
                bulk.answers.set(Vec::new());
            }
            now
        });
        bulk
    }

    /// Can several be decided about on this tab?
    pub(super) fn is_offered(self) -> bool {
        self.may_decide && self.listing.with(|now| now.tab == Status::Requested)
    }

    fn on_page(self) -> Vec<(AccountId, String)> {
        self.loaded
            .with_page(|page| {
                let rows = page.rows.iter();
                rows.map(|row| (row.id, row.email.clone())).collect()
            })
            .unwrap_or_default()
    }

    fn carry_out(self, command: Command) {
        let chosen = self.chosen.get_untracked();
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.error.set(None);
        spawn_local(async move {
            let ids = chosen.keys().copied().collect();
            let answer = api::judge_developers(ids, command).await;
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(judged) => {
                    let told = judged.into_iter().map(|one| {
                        let email = chosen.get(&one.id).cloned().unwrap_or_default();
                        (email, command, one)
                    });
                    self.answers.set(told.collect());
                    self.chosen.update(BTreeMap::clear);
                    self.loaded.page.refetch();
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }
}

/// The check box of a row.
#[component]
pub fn Choose(
    /// Whose.
    id: AccountId,
    /// The address, for the name.
    email: String,
    /// Takes it.
    bulk: Bulk,
) -> impl IntoView {
    let name = words::choose(&email);
    let is_chosen = move || bulk.chosen.with(|chosen| chosen.contains_key(&id));
    let toggle = move |event| {
        let is_on = event_target_checked(&event);
        bulk.chosen.update(|chosen| {
            if is_on {
                chosen.insert(id, email.clone());
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

/// The check box of the head: everybody on the page, nobody, or some.
#[component]
pub fn ChooseAll(
    /// Takes it.
    bulk: Bulk,
) -> impl IntoView {
    let count = move || bulk.chosen.with(BTreeMap::len);
    let all = move || bulk.on_page().len();
    let is_everybody = move || count() > 0 && count() == all();
    let is_some = move || count() > 0 && count() != all();
    let toggle = move |event| {
        let is_on = event_target_checked(&event);
        let everybody = bulk.on_page();
        bulk.chosen.set(if is_on {
            everybody.into_iter().collect()
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
                prop:checked=is_everybody
                prop:indeterminate=is_some
                on:change=toggle
            />
        </th>
    }
}

/// The bar: alive it shows with somebody chosen; before, it stands there for the plain form.
#[component]
pub fn BulkBar(
    /// The choice.
    bulk: Bulk,
) -> impl IntoView {
    let hydrated = use_hydrated();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let button = event
            .submitter()
            .map(JsCast::unchecked_into::<HtmlButtonElement>);
        match button.map(|button| button.value()).as_deref() {
            Some("approve") => bulk.carry_out(Command::Approve),
            Some("reject") => bulk.carry_out(Command::Reject),
            _ => {}
        }
    };
    let count = move || bulk.chosen.with(BTreeMap::len);
    let told = move || match count() {
        0 => words::BULK.to_string(),
        n => words::chosen(n),
    };
    let is_shown = move || {
        let has_rows = !bulk.on_page().is_empty();
        bulk.is_offered() && has_rows && (!hydrated.get() || count() > 0)
    };
    view! {
        <FaultNotice error=bulk.error/>
        <Show when=is_shown>
            <form
                id=FORM
                class="bulk-bar row"
                method="post"
                action=from_here(JUDGE)
                aria-label=words::BULK
                on:submit=submit
                on:keydown=move |event| {
                    if event.key() == "Escape" {
                        bulk.chosen.update(BTreeMap::clear);
                    }
                }
            >
                <span class="strong grow">{told}</span>
                <Button
                    kind="submit"
                    icon=Icon::Check
                    busy=bulk.is_busy
                    attr:name="command"
                    attr:value="approve"
                >
                    {words::ACCEPT}
                </Button>
                <Button
                    kind="submit"
                    variant=Variant::Danger
                    icon=Icon::Ban
                    busy=bulk.is_busy
                    attr:name="command"
                    attr:value="reject"
                >
                    {words::REJECT}
                </Button>
                <span class="js-only">
                    <Button
                        variant=Variant::Plain
                        on:click=move |_| bulk.chosen.update(BTreeMap::clear)
                    >
                        {words::CHOOSE_NOBODY}
                    </Button>
                </span>
            </form>
        </Show>
    }
}

/// What became of each of those decided about last.
#[component]
pub fn BulkReport(
    /// The answers.
    bulk: Bulk,
) -> impl IntoView {
    move || {
        let answers = bulk.answers.get();
        let has_refusals = answers.iter().any(|(_, _, one)| one.error.is_some());
        let tone = if has_refusals { Tone::Warn } else { Tone::Good };
        let lines = answers
            .into_iter()
            .map(|(email, command, one)| {
                let why = one.error.as_ref().map(errors::sentence);
                view! { <li><bdi>{words::answered(&email, command, why.as_deref())}</bdi></li> }
            })
            .collect::<Vec<_>>();
        (!lines.is_empty()).then(|| {
            view! {
                <Notice tone title=words::ANSWERS><ul class="error-list">{lines}</ul></Notice>
            }
        })
    }
}
