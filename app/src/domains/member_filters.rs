//! Above the members: the search and the drop-downs as a plain GET form, and what narrows the list now (TBL-06).

use super::address::Tab;
use super::listing::{export_href, href};
use super::members::Loaded;
use crate::groups::filter::{GroupFilter, line, name_of, read};
use crate::messages::domains::members as words;
use crate::messages::groups as group_words;
use crate::ui::{
    Button, FilterChip, FilterChips, Glyph, Icon, LinkButton, Pause, SearchBox, SearchForm,
    SelectField, SelectOption, Variant,
};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use rules::membership::{MemberListing, Status};
use rules::role::DomainRole;

/// The form. It follows the address: Back, Forward and links bring its fields along.
#[component]
pub(super) fn Filters(loaded: Loaded, roles: Vec<DomainRole>) -> impl IntoView {
    let listing = loaded.listing;
    let at_first = listing.get_untracked();
    let text = RwSignal::new(at_first.search);
    let role = RwSignal::new(at_first.role);
    let group = RwSignal::new(line(at_first.group));
    let status = RwSignal::new(at_first.status.as_str().to_string());
    let navigate = StoredValue::new(use_navigate());
    let pause = Pause::new();
    let go = move |replace: bool| {
        let now = listing.get_untracked();
        let wanted = MemberListing {
            search: text.get_untracked().trim().to_string(),
            role: role.get_untracked(),
            group: read(&group.get_untracked()),
            status: Status::parse(&status.get_untracked()).unwrap_or_default(),
            ..now.on_page("")
        };
        if wanted == now.on_page("") {
            return;
        }
        let options = NavigateOptions {
            replace,
            scroll: false,
            ..Default::default()
        };
        let to = loaded.domain.with_untracked(|domain| href(domain, &wanted));
        navigate.with_value(|navigate| navigate(&to, options));
    };
    Effect::new(move |before: Option<()>| {
        let now = listing.get();
        if before.is_none() {
            return;
        }
        role.set(now.role);
        group.set(line(now.group));
        status.set(now.status.as_str().to_string());
        // What is being typed stays.
        let is_typing = document()
            .active_element()
            .is_some_and(|active| active.id() == "search");
        if !is_typing && text.get_untracked().trim() != now.search {
            text.set(now.search);
        }
    });
    let hint = Signal::derive(move || {
        let is_prefix = loaded.with_page(|page| page.search_is_prefix);
        is_prefix
            .unwrap_or_default()
            .then(|| words::SEARCH_IS_PREFIX.to_string())
    });
    // None for whoever may not see groups; a group in the address is refused then.
    let groups = Signal::derive(move || {
        let groups = loaded.with_page(|page| page.groups.clone()).flatten();
        match groups {
            Some(groups) => (groups, listing.with(|now| now.group)),
            None => (Vec::new(), None),
        }
    });
    let file = move || {
        let now = listing.get();
        loaded.domain.with(|domain| export_href(domain, &now))
    };
    let mut offered = vec![SelectOption::new("", words::EVERY_ROLE)];
    offered.extend(
        roles
            .into_iter()
            .map(|role| SelectOption::new(role.name.clone(), role.name)),
    );
    let statuses = Status::ALL
        .map(|status| SelectOption::new(status.as_str(), words::status(status)))
        .to_vec();
    let path = loaded
        .domain
        .with_untracked(|domain| Tab::Members.href(domain));
    view! {
        <SearchForm
            name=words::SEARCH_NAME
            action=path.clone()
            on_submit=move |()| {
                pause.cancel();
                go(false);
            }
        >
            <SearchBox
                id="search"
                name="search"
                label=words::SEARCH_LABEL
                placeholder=words::SEARCH_PLACEHOLDER
                bind=text
                on_type=move |_: String| pause.then(move || go(true))
                hint
            />
            <SelectField id="role" name="role" label=words::ROLE options=offered bind=role/>
            <SelectField
                id="status"
                name="status"
                label=words::STATUS
                options=statuses
                bind=status
            />
            <GroupFilter groups bind=group/>
            <KeptFields listing/>
            <Button kind="submit" variant=Variant::Quiet>{words::SEARCH}</Button>
            <LinkButton href=path variant=Variant::Plain>{words::CLEAR}</LinkButton>
            // Not a page of the console: the browser itself fetches it.
            <a class="button" href=file rel="external" download="">
                <Glyph icon=Icon::Document/>
                <span>{words::EXPORT}</span>
            </a>
        </SearchForm>
    }
}

/// What the plain form carries along: how the list is ordered, but not the page.
#[component]
fn KeptFields(listing: Memo<MemberListing>) -> impl IntoView {
    let plain = MemberListing::default();
    move || {
        let now = listing.get();
        let mut fields = Vec::new();
        if now.sort != plain.sort || now.dir != plain.dir {
            fields.push(("sort", now.sort.as_str().to_string()));
            fields.push(("dir", now.dir.as_str().to_string()));
        }
        if now.size != plain.size {
            fields.push(("size", now.size.get().to_string()));
        }
        let hidden = |(name, value)| view! { <input type="hidden" name=name value=value/> };
        fields.into_iter().map(hidden).collect_view()
    }
}

/// The filters in force, each with a way to take it off.
#[component]
pub(super) fn FiltersInForce(loaded: Loaded) -> impl IntoView {
    let chips = Signal::derive(move || {
        let now = loaded.listing.get().on_page("");
        let domain = loaded.domain.get();
        let mut chips = Vec::new();
        let mut chip = |label: String, without: MemberListing| {
            chips.push(FilterChip {
                remove_name: words::remove_filter(&label).into(),
                label: label.into(),
                href: href(&domain, &without).into(),
            });
        };
        if now.status != Status::default() {
            let without = MemberListing {
                status: Status::default(),
                ..now.clone()
            };
            chip(
                words::chip(words::STATUS, words::status(now.status)),
                without,
            );
        }
        if !now.role.is_empty() {
            let without = MemberListing {
                role: String::new(),
                ..now.clone()
            };
            chip(words::chip(words::ROLE, &now.role), without);
        }
        if let Some(group) = now.group {
            let without = MemberListing {
                group: None,
                ..now.clone()
            };
            let name = loaded.with_page(|page| page.groups.as_ref().map(|all| name_of(all, group)));
            if let Some(name) = name.flatten() {
                chip(group_words::chip(&name), without);
            }
        }
        if !now.search.is_empty() {
            let without = MemberListing {
                search: String::new(),
                ..now.clone()
            };
            chip(words::chip(words::SEARCHED, &now.search), without);
        }
        chips
    });
    let clear = loaded
        .domain
        .with_untracked(|domain| Tab::Members.href(domain));
    view! {
        <FilterChips name=words::FILTERS chips clear_href=clear clear_label=words::CLEAR_ALL/>
    }
}
