//! Above a list: the search and the drop-downs as a plain GET form, and what narrows the list now. Everything leads to
//! an address; typing replaces it, a committed filter is a step back (UX TBL-03 to TBL-06).

use super::List;
use crate::messages::list as words;
use crate::ui::content::Children;
use crate::ui::{Button, FilterChip, FilterChips, LinkButton, Pause, SearchForm, Variant};
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use rules::listing::{ListPage, Listing, PAGE, SEARCH};

/// A field of the form: its name in the query string, the word that means the plain view's value there, and the signal
/// that it is bound to.
#[derive(Clone, Copy)]
struct Field {
    name: &'static str,
    plain: &'static str,
    value: RwSignal<String>,
}

/// The form's state: its fields follow the address, and lead to another one. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Form {
    fields: StoredValue<Vec<Field>>,
    /// The search of the address that the field was brought to, or that it led to, last.
    sent: StoredValue<String>,
    /// Carried along by the plain form: whatever else narrows or orders the list, but not the page.
    kept: Signal<Vec<(&'static str, String)>>,
    path: Signal<String>,
    plain: Signal<String>,
    go: Callback<bool>,
    pause: Pause,
}

impl Form {
    /// With these fields: the name of each and the word that means the plain view's value, empty for texts. A field named
    /// [`SEARCH`] is typed into.
    pub fn new<P: ListPage>(list: List<P>, fields: &[(&'static str, &'static str)]) -> Self {
        let now = list.listing.with_untracked(Listing::fields);
        let fields: Vec<Field> = fields
            .iter()
            .map(|(name, plain)| Field {
                name,
                plain,
                value: RwSignal::new(value_of(now.get(name), plain)),
            })
            .collect();
        let fields = StoredValue::new(fields);
        let sent = StoredValue::new(now.get(SEARCH).to_string());
        let navigate = StoredValue::new(use_navigate());
        let go = Callback::new(move |replace: bool| {
            let now = list.listing.get_untracked();
            let wanted = fields.with_value(|fields| wanted(&now, fields));
            // The text as sent: an address that comes back with it must not disturb what is typed since.
            if wanted == now.on_page("") {
                return;
            }
            sent.set_value(wanted.fields().get(SEARCH).to_string());
            let options = NavigateOptions {
                replace,
                scroll: false,
                ..Default::default()
            };
            let to = untrack(|| list.href(&wanted));
            navigate.with_value(|navigate| navigate(&to, options));
        });
        let form = Form {
            fields,
            sent,
            kept: Signal::derive(move || {
                let now = list.listing.with(Listing::fields);
                let is_kept = |name: &str| {
                    name != PAGE
                        && fields.with_value(|fields| fields.iter().all(|field| field.name != name))
                };
                let kept = now.iter().filter(|(name, _)| is_kept(name));
                kept.map(|(name, value)| (name, value.to_string()))
                    .collect()
            }),
            path: list.path(),
            plain: Signal::derive(move || list.plain_href()),
            go,
            pause: Pause::new(),
        };
        form.follow(Signal::derive(move || {
            let now = list.listing.with(Listing::fields);
            fields.with_value(|fields| {
                let fields = fields.iter();
                fields
                    .map(|field| value_of(now.get(field.name), field.plain))
                    .collect()
            })
        }));
        form
    }

    /// Back, Forward and links bring the fields along; a choice in a drop-down leads on. What was typed since the search
    /// was sent stays when its answer comes.
    fn follow(self, at: Signal<Vec<String>>) {
        Effect::new(move |before: Option<()>| {
            let at = at.get();
            if before.is_none() {
                return;
            }
            let fields = self.fields.get_value();
            for (field, now) in fields.into_iter().zip(at) {
                if field.name == SEARCH {
                    let is_answer = self.sent.with_value(|sent| *sent == now);
                    if is_answer || field.value.with_untracked(|text| text.trim() == now) {
                        continue;
                    }
                    self.sent.set_value(now.clone());
                }
                if field.value.with_untracked(|value| *value != now) {
                    field.value.set(now);
                }
            }
        });
        Effect::new(move |before: Option<()>| {
            let fields = self.fields.get_value();
            let chosen: Vec<_> = fields
                .into_iter()
                .map(|field| (field.name, field.value))
                .collect();
            let at = at.get_untracked();
            // What the address brought along is no choice.
            let mut is_chosen = false;
            for ((name, value), at) in chosen.into_iter().zip(at) {
                is_chosen |= name != SEARCH && value.get() != at;
            }
            if before.is_some() && is_chosen {
                self.go.run(false);
            }
        });
    }

    /// The signal of a field, by its place.
    pub fn value(self, at: usize) -> RwSignal<String> {
        self.fields.with_value(|fields| fields[at].value)
    }

    /// The link beside the search leads to the plain view: what was typed and not yet searched goes too.
    fn clear_search(self, event: &MouseEvent) {
        let is_elsewhere = event.ctrl_key() || event.meta_key() || event.shift_key();
        if is_elsewhere {
            return;
        }
        self.pause.cancel();
        self.sent.set_value(String::new());
        self.fields.with_value(|fields| {
            for field in fields.iter().filter(|field| field.name == SEARCH) {
                field.value.set(String::new());
            }
        });
    }

    /// For a keystroke in the search.
    pub fn typed(self) -> Callback<String> {
        Callback::new(move |_| self.pause.then(move || self.go.run(true)))
    }
}

/// What a field shows: the value of the address, or the word that means the plain one.
fn value_of(value: &str, plain: &str) -> String {
    if value.is_empty() { plain } else { value }.to_string()
}

/// The view that the fields ask for, on page one.
fn wanted<L: Listing>(now: &L, fields: &[Field]) -> L {
    let mut wanted = now.fields();
    for field in fields {
        wanted.put(field.name, field.value.get_untracked().trim());
    }
    wanted.put(PAGE, "");
    L::read(&|name| wanted.get(name).to_string())
}

/// The form, with SEARCH and CLEAR.
#[component]
pub fn ListForm(
    /// Its state.
    form: Form,
    /// The name of this search.
    name: &'static str,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let kept = move || {
        let hidden = |(name, value)| view! { <input type="hidden" name=name value=value/> };
        form.kept.get().into_iter().map(hidden).collect_view()
    };
    view! {
        <SearchForm
            name
            action=form.path.get_untracked()
            on_submit=move |()| {
                form.pause.cancel();
                form.go.run(false);
            }
        >
            {children.run()}
            {kept}
            <Button kind="submit" variant=Variant::Quiet>{words::SEARCH}</Button>
            {move || view! {
                <LinkButton
                    href=form.plain.get()
                    variant=Variant::Plain
                    on:click=move |event| form.clear_search(&event)
                >
                    {words::CLEAR}
                </LinkButton>
            }}
        </SearchForm>
    }
}

/// The filters in force, each with a way to take it off. Nothing when there is none.
#[component]
pub fn FiltersInForce<P: ListPage>(
    /// The list.
    list: List<P>,
    /// What a filter is called, by its name in the query string and its value; `None` for one that is not told.
    label: fn(List<P>, &str, &str) -> Option<String>,
) -> impl IntoView {
    let chips = Signal::derive(move || {
        let now = list.listing.get();
        let fields = now.fields();
        let chip = |(name, value)| {
            let label = label(list, name, value)?;
            Some(FilterChip {
                remove_name: words::remove_filter(&label).into(),
                label: label.into(),
                href: list.href(&now.with(name, "")).into(),
            })
        };
        fields.narrowing().filter_map(chip).collect()
    });
    let clear = Signal::derive(move || list.plain_href());
    view! {
        <FilterChips name=words::FILTERS chips clear_href=clear clear_label=words::CLEAR_ALL/>
    }
}
