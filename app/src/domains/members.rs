//! /domains/{name}/members: who is in the domain. The whole view stands in the address.

use super::acting::{Asking, EndDialog};
use super::address::Tab;
use super::api;
use super::frame::{DomainFrame, use_domain, use_name};
use super::listing::use_listing;
use super::member_bulk::{Bulk, BulkReport, MemberBar};
use super::member_filters::{Filters, FiltersInForce};
use super::member_table::{Placeholder, Rows};
use crate::error::AppError;
use crate::messages::domains::members as words;
use crate::ui::dialog::focus_heading_if_lost;
use crate::ui::{IntoContent, in_browser, use_announcer};
use leptos::prelude::*;
use rules::domain::Domain;
use rules::membership::{MemberListing, MemberPage};

/// The page of rows that is shown.
#[derive(Clone, Copy)]
pub struct Loaded {
    /// Of the domain of that name.
    pub(super) domain: Memo<String>,
    /// The view that the address asks for.
    pub(super) listing: Memo<MemberListing>,
    /// As the server answered. Read it inside of a `Transition`.
    pub(super) page: Resource<Result<MemberPage, AppError>>,
}

impl Loaded {
    /// Reads the page, when there is one.
    pub(super) fn with_page<T>(self, read: impl FnOnce(&MemberPage) -> T) -> Option<T> {
        self.page
            .with(|page| page.as_ref()?.as_ref().ok().map(read))
    }
}

/// The tab Members.
#[component]
pub fn MembersPage() -> impl IntoView {
    let domain = use_domain();
    view! {
        <DomainFrame
            domain
            tab=Tab::Members
            content=|domain, _| view! { <Members domain/> }.erased()
        />
    }
}

#[component]
fn Members(domain: Domain) -> impl IntoView {
    let (name, listing) = (use_name(), use_listing());
    let page = Resource::new(
        move || (name.get(), listing.get()),
        |(name, listing)| api::list_members(name, listing),
    );
    let loaded = Loaded {
        domain: name,
        listing,
        page,
    };
    let (is_pending, set_pending) = signal(false);
    let asking = Asking::new(name, Callback::new(move |()| page.refetch()));
    say_when_loaded(loaded, is_pending);
    let roles = domain.roles.clone();
    let domain = StoredValue::new(domain);
    let bulk = Bulk::new(loaded, domain);
    view! {
        <Transition
            fallback=|| view! { <Placeholder/> }
            nostrip:set_pending=in_browser(set_pending)
        >
            <Filters loaded roles=roles.clone()/>
            <FiltersInForce loaded/>
            <BulkReport bulk/>
            <MemberBar bulk/>
            <Rows loaded domain asking bulk is_pending/>
        </Transition>
        <EndDialog asking/>
    }
}

/// Tells screen readers how many there are, each time another list has arrived.
fn say_when_loaded(loaded: Loaded, is_pending: ReadSignal<bool>) {
    let announcer = use_announcer();
    Effect::new(move |was_pending: Option<bool>| {
        let is_pending = is_pending.get();
        if was_pending == Some(true) && !is_pending {
            if let Some(told) = untrack(|| loaded.with_page(words::loaded)) {
                announcer.say(told);
            }
            focus_heading_if_lost();
        }
        is_pending
    });
}
