//! /domains/{name}/members: who is in the domain. The whole view stands in the address.

use super::acting::{Asking, EndDialog};
use super::address::Tab;
use super::api;
use super::frame::{DomainFrame, use_domain, use_name};
use super::member_bulk::{Bulk, BulkReport, MemberBar};
use super::member_filters::{Filters, chip};
use super::member_table::{Placeholder, Rows};
use crate::list::{FiltersInForce, List, use_listing};
use crate::messages::domains::members as words;
use crate::ui::{IntoContent, in_browser};
use leptos::prelude::*;
use rules::domain::Domain;
use rules::membership::MemberPage;

/// The list of the tab.
pub(super) type Members = List<MemberPage>;

/// The tab Members.
#[component]
pub fn MembersPage() -> impl IntoView {
    let domain = use_domain();
    view! {
        <DomainFrame
            domain
            tab=Tab::Members
            content=|domain, _| view! { <MembersOf domain/> }.erased()
        />
    }
}

#[component]
fn MembersOf(domain: Domain) -> impl IntoView {
    let (name, listing) = (use_name(), use_listing());
    let page = Resource::new(
        move || (name.get(), listing.get()),
        |(name, listing)| api::list_members(name, listing),
    );
    let path = Signal::derive(move || name.with(|name| Tab::Members.href(name)));
    let list = Members::new(path, listing, page);
    list.say_when_loaded(words::loaded);
    let ask = move |listing| api::follow_members(name.get_untracked(), listing);
    list.follow(ask, |row| row.id);
    let asking = Asking::new(name, Callback::new(move |()| page.refetch()));
    let roles = domain.roles.clone();
    let domain = StoredValue::new(domain);
    let bulk = Bulk::new(list, name, domain);
    view! {
        <Transition fallback=Placeholder nostrip:set_pending=in_browser(list.is_pending)>
            <Filters list name roles=roles.clone()/>
            <FiltersInForce list label=chip/>
            <BulkReport bulk/>
            <Rows list domain asking bulk/>
            <MemberBar bulk/>
        </Transition>
        <EndDialog asking/>
    }
}
