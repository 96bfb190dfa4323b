//! The people of Send Invitation: searched while somebody types, and picked. Before the console is alive the search is a
//! plain form, and what it found are tick boxes that the form of the invitation sends along (PRODUCT.md section 4).

use super::api::find_people;
use crate::error::AppError;
use crate::invitations::browser_unicode::BrowserUnicode;
use crate::messages::domain_invitations as words;
use crate::messages::errors;
use crate::outcome::from_here;
use crate::state::{use_told, use_typed_all};
use crate::ui::{
    Button, Checks, Chip, Choice, Combobox, Hit, IntoContent as _, Notice, SearchBox, Tone,
    Variant, use_announcer, use_hydrated,
};
use gloo_timers::future::TimeoutFuture;
use leptos::either::Either;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;
use rules::domain_invitation::people::{People, Person, PersonStanding, wanted};
use std::collections::BTreeMap;

/// The plain search.
pub const LOOK: &str = "/api/domain_invitations/look_for_people";
/// The search in the address of the page.
const SEARCH: &str = "search";
/// A pause in the typing, in milliseconds: then it is searched.
const PAUSE_MS: u32 = 350;

/// What the search in the page's address found.
pub type Found = Resource<Option<Result<People, AppError>>>;

/// Who is picked. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Picked {
    /// Their addresses, in order.
    pub emails: RwSignal<Vec<String>>,
    names: RwSignal<BTreeMap<String, String>>,
}

impl Picked {
    /// These addresses, whose names are not known.
    pub fn new(emails: Vec<String>) -> Self {
        Picked {
            emails: RwSignal::new(emails),
            names: RwSignal::new(BTreeMap::new()),
        }
    }

    fn learn(self, people: &People) {
        self.names.update(|names| {
            for person in &people.hits {
                names.insert(person.email.clone(), person.name.clone());
            }
        });
    }

    fn pick(self, email: String) {
        self.emails.update(|emails| {
            if !emails.contains(&email) {
                emails.push(email);
            }
        });
    }

    fn remove(self, email: &str) {
        self.emails
            .update(|emails| emails.retain(|one| one != email));
    }

    fn chips(self) -> Vec<Chip> {
        let names = self.names.get();
        let chip = |email: String| {
            let name = names.get(&email).cloned();
            Chip {
                text: name.clone().unwrap_or_else(|| email.clone()),
                note: name.map(|_| email.clone()),
                key: email,
                tone: Tone::Neutral,
            }
        };
        self.emails.get().into_iter().map(chip).collect()
    }
}

/// What the address of the page asks for.
pub fn use_found(domain: String) -> Found {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| query.get_str(SEARCH).unwrap_or_default().trim().to_string())
    });
    let told = use_told::<People>(LOOK);
    Resource::new(
        move || asked.get(),
        move |text| {
            let (domain, told) = (domain.clone(), told.clone());
            async move {
                if let Some(told) = told {
                    return Some(Ok(told));
                }
                if text.is_empty() {
                    return None;
                }
                Some(find_people(domain, text).await)
            }
        },
    )
}

/// What stood in a field of the form when the plain search was asked.
pub fn use_asked(field: &str) -> Vec<String> {
    use_typed_all(LOOK, field)
}

/// The search of a page that is not alive yet. It stands in the form of the invitation and takes along what is typed
/// and ticked there; it leads back to the form.
#[component]
pub fn PlainSearch() -> impl IntoView {
    let hydrated = use_hydrated();
    let query = use_query_map();
    let text = use_asked(SEARCH).into_iter().next().unwrap_or_else(|| {
        query.with_untracked(|query| query.get_str(SEARCH).unwrap_or_default().to_string())
    });
    let text = StoredValue::new(text);
    view! {
        <Show when=move || !hydrated.get()>
            <div class="search-form" role="search" aria-label=words::FIND_PEOPLE>
                <SearchBox
                    id="search"
                    name=SEARCH
                    label=words::PEOPLE
                    value=text.get_value()
                    hint=Signal::stored(Some(words::PEOPLE_HINT.to_string()))
                />
                <Button
                    kind="submit"
                    variant=Variant::Quiet
                    attr:formaction=from_here(LOOK)
                    attr:formnovalidate=true
                >
                    {words::SEARCH}
                </Button>
            </div>
        </Show>
    }
    .erased()
}

/// What the address of the page asks for, to tick; and whoever was picked before.
#[component]
pub fn FoundPeople(
    /// As it is read.
    found: Found,
    /// Takes who is ticked.
    picked: Picked,
) -> impl IntoView {
    // Not those who are picked later: the chips show them.
    let before = picked.emails.get_untracked();
    let shown = move || {
        let people = match found.get().flatten() {
            None if before.is_empty() => return None,
            None => People::default(),
            Some(Ok(people)) => people,
            Some(Err(error)) => {
                return Some(Either::Left(view! {
                    <Notice tone=Tone::Warn>{errors::sentence(&error)}</Notice>
                }));
            }
        };
        let is_search = found.with(|found| matches!(found, Some(Some(_))));
        let told = is_search.then(|| words::found(&people));
        let (free, others): (Vec<Person>, Vec<Person>) = people
            .hits
            .into_iter()
            .partition(|person| person.standing == PersonStanding::Free);
        let is_found = |email: &&String| free.iter().any(|person| &&person.email == email);
        let left = before.iter().filter(|email| !is_found(email));
        let options: Vec<Choice> = left
            .map(|email| Choice::new(email.clone(), email.clone()))
            .chain(free.iter().map(|person| {
                Choice::new(
                    person.email.clone(),
                    words::person(&person.name, &person.email),
                )
            }))
            .collect();
        let others = others.into_iter().map(|person| {
            let why = words::standing(person.standing).unwrap_or_default();
            view! { <p class="field-hint"><bdi>{person.name}</bdi> ": " {why}</p> }
        });
        let others = others.collect_view();
        let boxes = (!options.is_empty()).then(|| {
            view! {
                <Checks legend=words::FOUND_PEOPLE name="people" options bind=picked.emails/>
            }
        });
        Some(Either::Right(view! {
            {told.map(|told| view! { <p class="field-hint" role="status">{told}</p> })}
            {boxes}
            {others}
        }))
    };
    view! { <Transition>{shown}</Transition> }.erased()
}

/// The search of a page that is alive.
#[component]
pub fn PeopleField(
    /// The domain.
    domain: String,
    /// Takes who is picked.
    picked: Picked,
) -> impl IntoView {
    let hydrated = use_hydrated();
    let announcer = use_announcer();
    let typed = RwSignal::new(String::new());
    let found = RwSignal::new(Vec::new());
    let told = RwSignal::new(String::new());
    // An older answer never stands under a newer text.
    let turn = StoredValue::new(0_u32);
    Effect::new(move |before: Option<()>| {
        let text = typed.get();
        turn.update_value(|turn| *turn = turn.wrapping_add(1));
        let mine = turn.get_value();
        if before.is_none() {
            return;
        }
        found.set(Vec::new());
        if text.trim().is_empty() {
            told.set(String::new());
            return;
        }
        if let Err(unclear) = wanted(&text, &BrowserUnicode) {
            told.set(unclear.reason().to_string());
            return;
        }
        let domain = domain.clone();
        spawn_local(async move {
            TimeoutFuture::new(PAUSE_MS).await;
            if turn.try_get_value() != Some(mine) {
                return;
            }
            let answer = find_people(domain, text).await;
            if turn.try_get_value() != Some(mine) {
                return;
            }
            let sentence = match answer {
                Ok(people) => {
                    picked.learn(&people);
                    let sentence = words::found(&people);
                    let chosen = picked.emails.get_untracked();
                    let hits = people.hits.into_iter();
                    found.set(hits.map(|person| hit(person, &chosen)).collect());
                    sentence
                }
                Err(error) => errors::sentence(&error),
            };
            announcer.say(sentence.clone());
            told.set(sentence);
        });
    });
    let hint = Signal::derive(move || match told.get() {
        told if told.is_empty() => words::PEOPLE_HINT.to_string(),
        told => told,
    });
    view! {
        <Show when=move || hydrated.get()>
            <Combobox
                id="people"
                label=words::PEOPLE
                picked_name=words::PICKED_PEOPLE
                found_name=words::FOUND_PEOPLE
                typed
                found
                picked=Signal::derive(move || picked.chips())
                hint
                on_pick=move |email| picked.pick(email)
                on_remove=move |email: String| picked.remove(&email)
                remove_name=|name: String| words::action_name(words::REMOVE, &name)
            />
        </Show>
    }
    .erased()
}

/// Somebody who was found; whoever is picked already is not offered again.
fn hit(person: Person, chosen: &[String]) -> Hit {
    let why = if chosen.contains(&person.email) {
        Some(words::PICKED)
    } else {
        words::standing(person.standing)
    };
    Hit {
        text: person.name,
        note: match why {
            Some(why) => format!("{}, {why}", person.email),
            None => person.email.clone(),
        },
        is_offered: why.is_none(),
        key: person.email,
    }
}
