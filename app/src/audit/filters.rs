//! Above the trail: the filter as a plain GET form, and what narrows the list now (TBL-06). Everything
//! leads to an address.

use super::change::short;
use super::listing::{PATH, href};
use crate::messages::audit as words;
use crate::messages::list as around;
use crate::ui::{
    Button, FilterChip, FilterChips, LinkButton, SearchForm, SelectField, SelectOption, TextField,
    Variant,
};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use rules::audit::{ActorKind, AuditFamily, AuditListing};
use rules::listing::Listing as _;

/// The form. It follows the address: Back, Forward and links bring its fields along.
#[component]
pub fn Filters(
    /// The view that the address asks for.
    listing: Memo<AuditListing>,
    /// The name of the account in `by`, once known.
    by_name: Signal<Option<String>>,
) -> impl IntoView {
    let at_first = listing.get_untracked();
    let about = RwSignal::new(at_first.about.as_str().to_string());
    let by = RwSignal::new(at_first.by.clone());
    let object = RwSignal::new(at_first.object.clone());
    let from = RwSignal::new(at_first.from.clone());
    let to = RwSignal::new(at_first.to.clone());
    let whose = Memo::new(move |_| listing.with(|listing| listing.by.clone()));
    let navigate = StoredValue::new(use_navigate());
    Effect::new(move |before: Option<()>| {
        let now = listing.get();
        if before.is_some() {
            about.set(now.about.as_str().to_string());
            object.set(now.object);
            from.set(now.from);
            to.set(now.to);
        }
    });
    let submit = move |()| {
        let wanted = AuditListing {
            about: AuditFamily::parse(&about.get_untracked()).unwrap_or_default(),
            by: by.get_untracked(),
            object: object.get_untracked().trim().to_string(),
            from: from.get_untracked(),
            to: to.get_untracked(),
            ..AuditListing::default()
        };
        let options = NavigateOptions {
            scroll: false,
            ..Default::default()
        };
        navigate.with_value(|navigate| navigate(&href(&wanted), options));
    };
    let families = AuditFamily::ALL
        .into_iter()
        .map(|family| SelectOption::new(family.as_str(), words::family(family)))
        .collect();
    view! {
        <SearchForm name=words::FILTER_NAME action=PATH on_submit=submit>
            <SelectField
                id="about"
                name="about"
                label=words::ABOUT
                options=families
                bind=about
            />
            // Its lines follow whose events are shown.
            {move || {
                let chosen = whose.get();
                let options = actors(&chosen, by_name.get());
                by.set(chosen);
                view! { <SelectField id="by" name="by" label=words::BY options bind=by/> }
            }}
            <TextField id="object" name="object" label=words::OBJECT_ID bind=object maxlength=100/>
            <TextField id="from" name="from" label=words::FROM kind="date" bind=from/>
            <TextField id="to" name="to" label=words::TO kind="date" bind=to/>
            <Button kind="submit" variant=Variant::Quiet>{words::FILTER}</Button>
            <LinkButton href=PATH variant=Variant::Plain>{words::CLEAR}</LinkButton>
        </SearchForm>
    }
}

/// Whose events can be chosen: everybody's, those of a kind, and those that are shown now.
fn actors(by: &str, name: Option<String>) -> Vec<SelectOption> {
    let mut options = vec![SelectOption::new("", words::EVERYBODY)];
    let kinds = ActorKind::ALL
        .into_iter()
        .filter(|kind| *kind != ActorKind::Account);
    let kinds = kinds.map(|kind| SelectOption::new(kind.as_str(), words::actor_kind(kind)));
    options.extend(kinds);
    if !by.is_empty() && ActorKind::parse(by).is_none() {
        let name = name.unwrap_or_else(|| short(by));
        options.push(SelectOption::new(by.to_string(), name));
    }
    options
}

/// The filters in force, each with a way to take it off.
#[component]
pub fn FiltersInForce(
    /// The view that the address asks for.
    listing: Memo<AuditListing>,
    /// The name of the account in `by`, once known.
    by_name: Signal<Option<String>>,
) -> impl IntoView {
    let label = move |name: &str, value: &str| {
        let (field, value) = match name {
            "about" => (
                words::ABOUT,
                words::family(AuditFamily::parse(value)?).into(),
            ),
            "by" => match ActorKind::parse(value) {
                Some(kind) => (words::BY, words::actor_kind(kind).into()),
                None => (words::BY, by_name.get().unwrap_or_else(|| short(value))),
            },
            "object" => (words::ON, short(value)),
            "from" => (words::FROM, value.to_string()),
            "to" => (words::TO, value.to_string()),
            _ => return None,
        };
        Some(around::chip(field, &value))
    };
    let chips = Signal::derive(move || {
        let now = listing.get().unpaged();
        let fields = now.fields();
        let chip = |(name, value)| {
            let label = label(name, value)?;
            Some(FilterChip {
                remove_name: around::remove_filter(&label).into(),
                label: label.into(),
                href: href(&now.with(name, "")).into(),
            })
        };
        fields.narrowing().filter_map(chip).collect()
    });
    let clear = Signal::stored(PATH.to_string());
    view! {
        <FilterChips name=around::FILTERS chips clear_href=clear clear_label=around::CLEAR_ALL/>
    }
}
