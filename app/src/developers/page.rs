//! Consumers > Developers: tabs, search, table, and what is done with a row or with several.

use super::acting::{ActDialogs, Asking};
use super::api;
use super::bulk::{Bulk, BulkReport, DecideBar};
use super::listing::PATH;
use super::table::{Placeholder, Rows};
use crate::error::AppError;
use crate::groups::filter::{GroupFilter, name_of};
use crate::list::{FiltersInForce, Form, List, ListForm, use_listing};
use crate::messages::developers as words;
use crate::messages::groups as group_words;
use crate::messages::numbers::grouped;
use crate::outcome::DoneNotice;
use crate::own_mail;
use crate::state::may;
use crate::ui::{Icon, LinkButton, LinkItem, PageHead, SearchBox, Tabs, in_browser, pulse};
use leptos::prelude::*;
use rules::account::{DeveloperPage, Status};
use rules::listing::SEARCH;
use rules::policy::Action;

/// The list of the page.
pub(super) type Developers = List<DeveloperPage>;

/// The page.
#[component]
pub fn DevelopersPage() -> impl IntoView {
    let listing = use_listing();
    let page = Resource::new(move || listing.get(), api::list_developers);
    let list = List::new(PATH.to_string(), listing, page);
    let live = live_counts(list);
    let asking = Asking::new(Callback::new(move |()| page.refetch()));
    let bulk = Bulk::new(list);
    list.say_when_loaded(words::loaded);
    let may_invite = may(Action::InvitationsSend);
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
            <Transition fallback=Placeholder nostrip:set_pending=in_browser(list.is_pending)>
                <StatusTabs list live/>
                <Search list/>
                <FiltersInForce list label=chip/>
                <BulkReport bulk/>
                <Rows list asking bulk/>
                <DecideBar bulk/>
            </Transition>
            <ActDialogs asking/>
        </div>
    }
}

/// How many stand on each tab.
type Counts = Vec<(Status, u64)>;

/// What other administrators do meanwhile shows in the counters while the page is open.
fn live_counts(list: Developers) -> RwSignal<Option<Counts>> {
    let live = RwSignal::new(None);
    // Counts that were asked for before the page arrived know less than it does.
    let arrived = StoredValue::new(0_u32);
    Effect::new(move || {
        list.page.track();
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
fn StatusTabs(list: Developers, live: RwSignal<Option<Counts>>) -> impl IntoView {
    let items = Signal::derive(move || {
        let now = list.listing.get();
        let counts = live
            .get()
            .or_else(|| list.with_page(|page| page.counts.clone()));
        let tab = |status: Status| {
            let item = LinkItem::new(status.tab(), list.href(&now.on_tab(status)))
                .current(now.tab == status);
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

/// The search by name and address, and the drop-down of groups.
#[component]
fn Search(list: Developers) -> impl IntoView {
    let form = Form::new(list, &[(SEARCH, ""), ("group", "")]);
    let groups = Signal::derive(move || {
        let groups = list.with_page(|page| page.groups.clone());
        (
            groups.unwrap_or_default(),
            list.listing.with(|now| now.group),
        )
    });
    let hint = Signal::derive(move || {
        let is_prefix = list.with_page(|page| page.search_is_prefix);
        (is_prefix == Some(true)).then(|| words::SEARCH_IS_PREFIX.to_string())
    });
    view! {
        <ListForm form name=words::SEARCH_NAME>
            <SearchBox
                id=SEARCH
                name=SEARCH
                label=words::SEARCH_LABEL
                placeholder=words::SEARCH_PLACEHOLDER
                bind=form.value(0)
                on_type=form.typed()
                hint
            />
            <GroupFilter groups bind=form.value(1)/>
        </ListForm>
    }
}

/// The group that the list is narrowed to; the text stands in the field.
fn chip(list: Developers, name: &str, _: &str) -> Option<String> {
    let group = list.listing.with(|now| now.group)?;
    let named = || list.with_page(|page| name_of(&page.groups, group));
    (name == "group").then(|| group_words::chip(&named().unwrap_or_default()))
}
