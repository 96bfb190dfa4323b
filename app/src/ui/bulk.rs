//! Several rows of a table at once: check boxes, the bar with what can be done, and an answer for each (TBL-08,
//! TBL-09). Without JavaScript the bar is a plain form that the check boxes belong to.

use super::{Button, LinkItem, Notice, Text, Tone, Variant, ViewFn, of_answer, use_hydrated};
use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlButtonElement;
use std::collections::BTreeMap;
use std::str::FromStr;

/// The id of the form that the check boxes belong to.
const FORM: &str = "bulk";

/// Which rows of a page are chosen: their ids, with what names them. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Selection {
    chosen: RwSignal<BTreeMap<String, String>>,
    on_page: Signal<Vec<(String, String)>>,
    /// The row that was chosen or left out last: a range begins there.
    last: StoredValue<String>,
    /// Was Shift held at the click that is under way?
    is_range: StoredValue<bool>,
}

impl Selection {
    /// None is chosen; `on_page` tells which can be, with their names.
    pub fn new<Id: ToString>(
        on_page: impl Fn() -> Vec<(Id, String)> + Send + Sync + 'static,
    ) -> Self {
        let text = |(id, name): (Id, String)| (id.to_string(), name);
        Selection {
            chosen: RwSignal::new(BTreeMap::new()),
            on_page: Signal::derive(move || on_page().into_iter().map(text).collect()),
            last: StoredValue::new(String::new()),
            is_range: StoredValue::new(false),
        }
    }

    /// The chosen ids.
    pub fn ids<Id: FromStr>(self) -> Vec<Id> {
        self.chosen
            .with_untracked(|chosen| chosen.keys().filter_map(|id| id.parse().ok()).collect())
    }

    /// What names the row of an id, as long as it is chosen.
    pub fn name_of(self, id: impl ToString) -> String {
        self.chosen
            .with_untracked(|chosen| chosen.get(&id.to_string()).cloned())
            .unwrap_or_default()
    }

    /// How many are chosen.
    pub fn count(self) -> usize {
        self.chosen.with(BTreeMap::len)
    }

    /// Chooses none.
    pub fn clear(self) {
        self.chosen.update(BTreeMap::clear);
    }

    /// Chooses a row or leaves it out; with Shift every row from the last one to this (UX TBL-08).
    fn toggle(self, id: &str, is_on: bool) {
        let rows = self.on_page.get_untracked();
        let place = |id: &str| rows.iter().position(|(listed, _)| listed == id);
        let from = self
            .is_range
            .get_value()
            .then(|| self.last.with_value(|last| place(last)));
        let Some(to) = place(id) else {
            return;
        };
        let from = from.flatten().unwrap_or(to);
        self.chosen.update(|chosen| {
            for (id, title) in &rows[from.min(to)..=from.max(to)] {
                if is_on {
                    chosen.insert(id.clone(), title.clone());
                } else {
                    chosen.remove(id);
                }
            }
        });
        self.last.set_value(id.to_string());
    }

    /// Escape leaves all out, at a check box and in the bar (UX TBL-09).
    fn clear_on_escape(self, event: &KeyboardEvent) {
        if event.key() == "Escape" {
            self.clear();
        }
    }

    fn all(self) -> usize {
        self.on_page.with(Vec::len)
    }
}

/// The cell with the check box of a row.
#[component]
pub fn ChooseRow(
    /// Takes it.
    selection: Selection,
    /// Of the row.
    #[prop(into)]
    id: String,
    /// The name of the check box.
    label: String,
) -> impl IntoView {
    let (value, asked) = (id.clone(), id.clone());
    let is_chosen = move || selection.chosen.with(|chosen| chosen.contains_key(&asked));
    let toggle = move |event| selection.toggle(&id, event_target_checked(&event));
    view! {
        <td class="cell-choose">
            <input
                type="checkbox"
                name="ids"
                value=value
                form=FORM
                aria-label=label
                prop:checked=is_chosen
                // Before the change that it makes.
                on:click=move |event| selection.is_range.set_value(event.shift_key())
                on:change=toggle
                on:keydown=move |event| selection.clear_on_escape(&event)
            />
        </td>
    }
}

/// The cell of a row that can't be chosen.
#[component]
pub fn ChooseNothing() -> impl IntoView {
    view! { <td class="cell-choose"></td> }
}

/// The check box of the head: all on the page, none, or some.
#[component]
pub fn ChooseAll(
    /// Takes it.
    selection: Selection,
    /// The name of the column, read aloud.
    column: &'static str,
    /// The name of the check box.
    label: &'static str,
) -> impl IntoView {
    let is_all = move || selection.count() > 0 && selection.count() == selection.all();
    let is_some = move || selection.count() > 0 && selection.count() != selection.all();
    let toggle = move |event| {
        let is_on = event_target_checked(&event);
        selection.chosen.set(if is_on {
            selection.on_page.get_untracked().into_iter().collect()
        } else {
            BTreeMap::new()
        });
    };
    view! {
        <th scope="col" class="cell-choose">
            <span class="visually-hidden">{column}</span>
            <input
                type="checkbox"
                class="js-only"
                aria-label=label
                prop:checked=is_all
                prop:indeterminate=is_some
                on:change=toggle
                on:keydown=move |event| selection.clear_on_escape(&event)
            />
        </th>
    }
}

/// The bar: alive it shows with something chosen; before, it stands there for the plain form.
#[component]
pub fn BulkBar(
    /// What is chosen.
    selection: Selection,
    /// Can anything be done with several here?
    #[prop(into)]
    is_offered: Signal<bool>,
    /// Where the plain form posts to.
    action: String,
    /// The name of the bar.
    name: &'static str,
    /// How many are chosen, in words.
    told: fn(usize) -> String,
    /// The button that chooses none.
    #[prop(into)]
    clear: Text,
    /// Told the value of the button that sends the form.
    #[prop(into)]
    on_submit: Callback<String>,
    /// Fields and buttons of the form.
    children: ViewFn,
) -> impl IntoView {
    let hydrated = use_hydrated();
    let (action, clear) = (StoredValue::new(action), StoredValue::new(clear));
    let children = StoredValue::new(children);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let button = event
            .submitter()
            .map(JsCast::unchecked_into::<HtmlButtonElement>);
        on_submit.run(button.map(|button| button.value()).unwrap_or_default());
    };
    let text = move || match selection.count() {
        0 => name.to_string(),
        n => told(n),
    };
    let is_shown = of_answer(move || {
        is_offered.get() && selection.all() > 0 && (!hydrated.get() || selection.count() > 0)
    });
    let form = move || {
        view! {
            <form
                id=FORM
                class="bulk-bar row"
                method="post"
                action=action.get_value()
                aria-label=name
                on:submit=submit
                on:keydown=move |event| selection.clear_on_escape(&event)
            >
                <span class="strong">{text}</span>
                {children.with_value(ViewFn::run)}
                <span class="js-only">
                    <Button variant=Variant::Plain on:click=move |_| selection.clear()>
                        {clear.get_value()}
                    </Button>
                </span>
            </form>
        }
    };
    move || is_shown.get().then(form)
}

/// What became of one of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkAnswer {
    text: String,
    is_refusal: bool,
    link: Option<LinkItem>,
}

impl BulkAnswer {
    /// A sentence, and whether it was not done.
    pub fn new(text: String, is_refusal: bool) -> Self {
        BulkAnswer {
            text,
            is_refusal,
            link: None,
        }
    }

    /// With the way to what came of it.
    #[must_use]
    pub fn link(mut self, link: Option<LinkItem>) -> Self {
        self.link = link;
        self
    }
}

/// What became of each of those that were sent last.
#[component]
pub fn BulkAnswers(
    /// The heading.
    title: &'static str,
    /// One a row.
    #[prop(into)]
    answers: Signal<Vec<BulkAnswer>>,
) -> impl IntoView {
    move || {
        let answers = answers.get();
        let has_refusals = answers.iter().any(|answer| answer.is_refusal);
        let tone = if has_refusals { Tone::Warn } else { Tone::Good };
        let lines = answers
            .into_iter()
            .map(|answer| {
                let link = answer.link;
                let link = link.map(|link| view! { " " <a href=link.href>{link.label}</a> });
                view! { <li><bdi>{answer.text}</bdi>{link}</li> }
            })
            .collect::<Vec<_>>();
        (!lines.is_empty())
            .then(|| view! { <Notice tone title><ul class="error-list">{lines}</ul></Notice> })
    }
}
