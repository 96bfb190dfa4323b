//! Consumers > Developers: tabs, search, table, and what is done with a row or with several.

use super::acting::{ActDialogs, Asking};
use super::api;
use super::bulk::{Bulk, BulkReport, DecideBar};
use super::listing::{PATH, href, use_listing};
use super::table::{Placeholder, Rows};
use crate::error::AppError;
use crate::groups::filter::{GroupFilter, line, name_of, read};
use crate::messages::developers as words;
use crate::messages::numbers::grouped;
use crate::messages::{groups as group_words, invitations as list_words};
use crate::outcome::DoneNotice;
use crate::own_mail;
use crate::state::use_viewing;
use crate::ui::dialog::focus_heading_if_lost;
use crate::ui::{
    Button, FilterChip, FilterChips, Icon, LinkButton, LinkItem, PageHead, Pause, SearchBox,
    SearchForm, Tabs, Variant, in_browser, pulse, use_announcer,
};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use rules::account::{DeveloperListing, DeveloperPage, Status};
use rules::policy::Action;

/// The page of rows that is shown.
#[derive(Clone, Copy)]
pub struct Loaded {
    /// As the server answered. Read it inside of the page's `Transition`.
    pub(super) page: Resource<Result<DeveloperPage, AppError>>,
}

impl Loaded {
    /// Reads the page, when there is one.
    pub(super) fn with_page<T>(self, read: impl FnOnce(&DeveloperPage) -> T) -> Option<T> {
        self.page
            .with(|page| page.as_ref()?.as_ref().ok().map(read))
    }
}

/// The page.
#[component]
pub fn DevelopersPage() -> impl IntoView {
    let listing = use_listing();
    let loaded = Loaded {
        page: Resource::new(move || listing.get(), api::list_developers),
    };
    let live = live_counts(loaded);
    let (is_pending, set_pending) = signal(false);
    let refetch = Callback::new(move |()| loaded.page.refetch());
    let asking = Asking::new(refetch);
    let bulk = Bulk::new(listing, loaded);
    say_when_loaded(loaded, is_pending);
    // Whether the portal itself mails invitations does not matter here.
    let may_invite =
        use_viewing().with_untracked(|viewing| viewing.actions.allows(Action::InvitationsSend));
    view! {
        <div class="page">
            <PageHead title=words::TITLE>
                {may_invite.then(|| view! {
                    <LinkButton href=own_mail::PATH icon=Icon::Mail>
                        {crate::messages::own_mail::TITLE}
                    </LinkButton>
                })}
            </PageHead>
            <DoneNotice/>
            <Transition
                fallback=|| view! { <Placeholder/> }
                nostrip:set_pending=in_browser(set_pending)
            >
                <StatusTabs listing loaded live/>
                <Search listing loaded/>
                <GroupInForce listing loaded/>
                <BulkReport bulk/>
                <DecideBar bulk/>
                <Rows listing loaded asking bulk is_pending/>
            </Transition>
            <ActDialogs asking/>
        </div>
    }
}

/// How many stand on each tab.
type Counts = Vec<(Status, u64)>;

/// What other administrators do meanwhile shows in the counters while the page is open.
fn live_counts(loaded: Loaded) -> RwSignal<Option<Counts>> {
    let live = RwSignal::new(None);
    // Counts that were asked for before the page arrived know less than it does.
    let arrived = StoredValue::new(0_u32);
    Effect::new(move || {
        loaded.page.track();
        arrived.update_value(|n| *n = n.wrapping_add(1));
        live.set(None);
    });
    pulse(move || async move {
        let before = arrived.try_get_value();
        match api::count_developers().await {
            Ok(counts) if before == arrived.try_get_value() => live.try_set(Some(counts)).is_none(),
            Ok(_) => !live.is_disposed(),
            Err(error) => !matches!(error, AppError::Unauthenticated | AppError::Forbidden),
        }
    });
    live
}

/// The four tabs with how many stand on each (K).
#[component]
fn StatusTabs(
    listing: Memo<DeveloperListing>,
    loaded: Loaded,
    live: RwSignal<Option<Counts>>,
) -> impl IntoView {
    let items = Signal::derive(move || {
        let now = listing.get();
        let counts = live
            .get()
            .or_else(|| loaded.with_page(|page| page.counts.clone()));
        let tab = |status: Status| {
            let item =
                LinkItem::new(status.tab(), href(&now.on_tab(status))).current(now.tab == status);
            let count = counts
                .iter()
                .flatten()
                .find(|(counted, _)| *counted == status);
            match count {
                Some((_, n)) => item.count(grouped(*n)),
                None => item,
            }
        };
        Status::ALL.into_iter().map(tab).collect()
    });
    view! { <Tabs name=words::TABS items/> }
}

/// The search by name and address.
#[component]
fn Search(listing: Memo<DeveloperListing>, loaded: Loaded) -> impl IntoView {
    let at_first = listing.get_untracked();
    let text = RwSignal::new(at_first.search);
    let group = RwSignal::new(line(at_first.group));
    let navigate = StoredValue::new(use_navigate());
    let pause = Pause::new();
    let go = move |replace: bool| {
        let now = listing.get_untracked();
        let search = text.get_untracked().trim().to_string();
        let group = read(&group.get_untracked());
        if now.search == search && now.group == group {
            return;
        }
        let to = DeveloperListing {
            search,
            group,
            ..now.on_page("")
        };
        let options = NavigateOptions {
            replace,
            scroll: false,
            ..Default::default()
        };
        navigate.with_value(|navigate| navigate(&href(&to), options));
    };
    Effect::new(move |before: Option<String>| {
        let (now, in_group) = listing.with(|now| (now.search.clone(), now.group));
        // Back, Forward and links bring the field along; what is being typed stays.
        let is_typing = document()
            .active_element()
            .is_some_and(|active| active.id() == "search");
        if before.is_some() && !is_typing && text.get_untracked().trim() != now {
            text.set(now.clone());
        }
        if before.is_some() {
            group.set(line(in_group));
        }
        now
    });
    Effect::new(move |before: Option<String>| {
        let chosen = group.get();
        if before.is_some_and(|before| before != chosen) {
            go(false);
        }
        chosen
    });
    let groups = Signal::derive(move || {
        let groups = loaded.with_page(|page| page.groups.clone());
        (groups.unwrap_or_default(), listing.with(|now| now.group))
    });
    let hint = Signal::derive(move || {
        let is_prefix = loaded.with_page(|page| page.search_is_prefix);
        is_prefix
            .unwrap_or_default()
            .then(|| words::SEARCH_IS_PREFIX.to_string())
    });
    let tab = move || listing.with(|now| now.tab.as_str());
    let cleared = move || {
        let now = listing.get();
        let plain = DeveloperListing::default();
        href(&plain.on_tab(now.tab))
    };
    view! {
        <SearchForm
            name=words::SEARCH_NAME
            action=PATH
            on_submit=move |()| {
                pause.cancel();
                go(false);
            }
        >
            <input type="hidden" name="tab" value=tab/>
            <SearchBox
                id="search"
                name="search"
                label=words::SEARCH_LABEL
                placeholder=words::SEARCH_PLACEHOLDER
                bind=text
                on_type=move |_: String| pause.then(move || go(true))
                hint
            />
            <GroupFilter groups bind=group/>
            <KeptFields listing/>
            <Button kind="submit" variant=Variant::Quiet>{words::SEARCH}</Button>
            {move || view! {
                <LinkButton href=cleared() variant=Variant::Plain>{words::CLEAR}</LinkButton>
            }}
        </SearchForm>
    }
}

/// The group that the list is narrowed to, with a way to take it off (TBL-06).
#[component]
fn GroupInForce(listing: Memo<DeveloperListing>, loaded: Loaded) -> impl IntoView {
    let without = move || {
        let now = listing.get();
        href(&DeveloperListing {
            group: None,
            ..now.on_page("")
        })
    };
    let chips = Signal::derive(move || {
        let chip = |group| {
            let name = loaded.with_page(|page| name_of(&page.groups, group));
            let label = group_words::chip(&name.unwrap_or_default());
            FilterChip {
                remove_name: list_words::remove_filter(&label).into(),
                label: label.into(),
                href: without().into(),
            }
        };
        listing
            .with(|now| now.group)
            .map(chip)
            .into_iter()
            .collect()
    });
    view! {
        <FilterChips
            name=list_words::FILTERS
            chips
            clear_href=PATH
            clear_label=list_words::CLEAR_ALL
        />
    }
}

/// What the plain form carries along: how the list is ordered, but not the page.
#[component]
fn KeptFields(listing: Memo<DeveloperListing>) -> impl IntoView {
    let plain = DeveloperListing::default();
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

/// Tells screen readers how many there are, each time another list has arrived.
fn say_when_loaded(loaded: Loaded, is_pending: ReadSignal<bool>) {
    let announcer = use_announcer();
    Effect::new(move |was_pending: Option<bool>| {
        let is_pending = is_pending.get();
        if was_pending == Some(true) && !is_pending {
            let told = untrack(|| loaded.with_page(words::loaded));
            if let Some(told) = told {
                announcer.say(told);
            }
            // The row that had the focus may have left the tab (A11Y-06).
            focus_heading_if_lost();
        }
        is_pending
    });
}
