//! Above the table: the search form, the quick filters with their counts, and what narrows the list now.
//! Everything leads to an address; typing replaces it, a committed filter is a step back (TBL-03).

use super::listing::{PATH, href};
use super::page::Loaded;
use crate::groups::filter::{GroupFilter, line, name_of, read};
use crate::messages::groups as group_words;
use crate::messages::invitations as words;
use crate::ui::{
    Button, FilterChip, FilterChips, LinkButton, LinkItem, Pause, QuickFilters, SearchBox,
    SearchForm, SelectField, SelectOption, Variant,
};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use rules::listing::{InvitationFilter, InvitationListing};

/// The filters that are a click away.
const QUICK: [InvitationFilter; 6] = [
    InvitationFilter::All,
    InvitationFilter::Pending,
    InvitationFilter::Waiting,
    InvitationFilter::Approved,
    InvitationFilter::Rejected,
    InvitationFilter::Expired,
];

/// The search form (PRODUCT.md 8.2).
#[component]
pub fn Search(
    /// The view that the address asks for.
    listing: Memo<InvitationListing>,
    /// The rows, for the hint.
    loaded: Loaded,
) -> impl IntoView {
    let at_first = listing.get_untracked();
    let text = RwSignal::new(at_first.search.clone());
    let status = RwSignal::new(at_first.status.as_str().to_string());
    let group = RwSignal::new(line(at_first.group));
    let navigate = StoredValue::new(use_navigate());
    let go = move |to: InvitationListing, replace: bool| {
        // The text as sent: an address that comes back with it must not disturb what is typed since.
        if listing.with_untracked(|now| *now == to) {
            return;
        }
        let options = NavigateOptions {
            replace,
            scroll: false,
            ..Default::default()
        };
        navigate.with_value(|navigate| navigate(&href(&to), options));
    };
    let wanted = move || {
        let chosen = InvitationFilter::parse(&status.get_untracked()).unwrap_or_default();
        let now = listing.get_untracked();
        let search = text.get_untracked().trim().to_string();
        let group = read(&group.get_untracked());
        if now.search == search && now.status == chosen && now.group == group {
            return now;
        }
        InvitationListing {
            search,
            group,
            ..now.filtered_by(chosen)
        }
    };
    let pause = Pause::new();
    let on_type = move |_: String| pause.then(move || go(wanted(), true));
    Effect::new(move |before: Option<InvitationListing>| {
        let now = listing.get();
        // Back, Forward and links bring the fields along; what is being typed stays.
        if before.is_some() {
            if text.with_untracked(|text| text.trim() != now.search) && !is_typing() {
                text.set(now.search.clone());
            }
            status.set(now.status.as_str().to_string());
            group.set(line(now.group));
        }
        now
    });
    Effect::new(move |before: Option<(String, String)>| {
        let chosen = (status.get(), group.get());
        if before.is_some_and(|before| before != chosen) {
            go(wanted(), false);
        }
        chosen
    });
    let options = InvitationFilter::ALL
        .into_iter()
        .map(|filter| SelectOption::new(filter.as_str(), filter.label()))
        .collect();
    let groups = Signal::derive(move || {
        let groups = loaded.with_page(|page| page.groups.clone());
        (groups.unwrap_or_default(), listing.with(|now| now.group))
    });
    let hint = Signal::derive(move || {
        let is_prefix = loaded
            .with_page(|page| page.search_is_prefix)
            .unwrap_or_default();
        is_prefix.then(|| words::SEARCH_IS_PREFIX.to_string())
    });
    view! {
        <SearchForm
            name=words::SEARCH_NAME
            action=PATH
            on_submit=move |()| {
                pause.cancel();
                go(wanted(), false);
            }
        >
            <SearchBox
                id="search"
                name="search"
                label=words::SEARCH_LABEL
                placeholder=words::SEARCH_PLACEHOLDER
                bind=text
                on_type=on_type
                hint
            />
            <SelectField
                id="status"
                name="status"
                label=words::STATUS_FILTER
                options
                bind=status
            />
            <GroupFilter groups bind=group/>
            <KeptFields listing/>
            <Button kind="submit" variant=Variant::Quiet>{words::SEARCH}</Button>
            <LinkButton href=PATH variant=Variant::Plain>{words::CLEAR}</LinkButton>
        </SearchForm>
    }
}

/// Is the person in the search field?
fn is_typing() -> bool {
    document()
        .active_element()
        .is_some_and(|active| active.id() == "search")
}

/// What the plain form carries along: whatever else narrows or orders the list, but not the page.
#[component]
fn KeptFields(listing: Memo<InvitationListing>) -> impl IntoView {
    let plain = InvitationListing::default();
    move || {
        let now = listing.get();
        let mut fields = Vec::new();
        if now.mine {
            fields.push(("mine", "true".to_string()));
        }
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

/// Pills with counts, and "sent by me".
#[component]
pub fn Pills(
    /// The view that the address asks for.
    listing: Memo<InvitationListing>,
    /// The rows, for the counts.
    loaded: Loaded,
) -> impl IntoView {
    let items = Signal::derive(move || {
        let now = listing.get();
        let pill = |filter: InvitationFilter| {
            let item = LinkItem::new(filter.label(), href(&now.filtered_by(filter)))
                .current(now.status == filter);
            match loaded.count_of(filter) {
                Some(count) => item.count(words::number(count)),
                None => item,
            }
        };
        let mut items: Vec<LinkItem> = QUICK.into_iter().map(pill).collect();
        let toggled = InvitationListing {
            mine: !now.mine,
            page: String::new(),
            ..now.clone()
        };
        items.push(LinkItem::new(words::SENT_BY_ME, href(&toggled)).current(now.mine));
        items
    });
    view! { <QuickFilters name=words::QUICK_FILTERS items/> }
}

/// The filters in force, each with a way to take it off (TBL-06).
#[component]
pub fn FiltersInForce(
    /// The view that the address asks for.
    listing: Memo<InvitationListing>,
    /// The rows, for the count of the status.
    loaded: Loaded,
) -> impl IntoView {
    let chips = Signal::derive(move || {
        let now = listing.get();
        let first = InvitationListing {
            page: String::new(),
            ..now.clone()
        };
        let chip = |label: String, without: InvitationListing| FilterChip {
            remove_name: words::remove_filter(&label).into(),
            label: label.into(),
            href: href(&without).into(),
        };
        let mut chips = Vec::new();
        if !now.search.is_empty() {
            let without = InvitationListing {
                search: String::new(),
                ..first.clone()
            };
            chips.push(chip(words::search_chip(&now.search), without));
        }
        if now.status != InvitationFilter::All {
            let label = words::status_chip(now.status, loaded.count_of(now.status));
            chips.push(chip(label, first.filtered_by(InvitationFilter::All)));
        }
        if let Some(group) = now.group {
            let name = loaded.with_page(|page| name_of(&page.groups, group));
            let without = InvitationListing {
                group: None,
                ..first.clone()
            };
            chips.push(chip(group_words::chip(&name.unwrap_or_default()), without));
        }
        if now.mine {
            let without = InvitationListing {
                mine: false,
                ..first
            };
            chips.push(chip(words::SENT_BY_ME.to_string(), without));
        }
        chips
    });
    view! {
        <FilterChips name=words::FILTERS chips clear_href=PATH clear_label=words::CLEAR_ALL/>
    }
}
