//! Above the table: the search form, the quick filters with their counts, and what the filters are called (TBL-05,
//! TBL-06).

use super::page::{Invitations, count_of};
use crate::groups::filter::{GroupFilter, name_of};
use crate::list::{Form, ListForm};
use crate::messages::groups as group_words;
use crate::messages::invitations as words;
use crate::ui::{LinkItem, QuickFilters, SearchBox, SelectField, SelectOption};
use leptos::prelude::*;
use rules::listing::{InvitationFilter, Listing as _, SEARCH};

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
    /// The list.
    list: Invitations,
) -> impl IntoView {
    let every_status = InvitationFilter::All.as_str();
    let form = Form::new(
        list,
        &[(SEARCH, ""), ("status", every_status), ("group", "")],
    );
    let options = InvitationFilter::ALL
        .into_iter()
        .map(|filter| SelectOption::new(filter.as_str(), filter.label()))
        .collect();
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
            <SelectField
                id="status"
                name="status"
                label=words::STATUS_FILTER
                options
                bind=form.value(1)
            />
            <GroupFilter groups bind=form.value(2)/>
        </ListForm>
    }
}

/// Pills with counts, and "sent by me".
#[component]
pub fn Pills(
    /// The list.
    list: Invitations,
) -> impl IntoView {
    let items = Signal::derive(move || {
        let now = list.listing.get();
        let pill = |filter: InvitationFilter| {
            let item = LinkItem::new(filter.label(), list.href(&now.filtered_by(filter)))
                .current(now.status == filter);
            match count_of(list, filter) {
                Some(count) => item.count(words::number(count)),
                None => item,
            }
        };
        let mut items: Vec<LinkItem> = QUICK.into_iter().map(pill).collect();
        let toggled = now.with("mine", if now.mine { "" } else { "true" });
        items.push(LinkItem::new(words::SENT_BY_ME, list.href(&toggled)).current(now.mine));
        items
    });
    view! { <QuickFilters name=words::QUICK_FILTERS items/> }
}

/// What a filter in force is called.
pub(super) fn chip(list: Invitations, name: &str, value: &str) -> Option<String> {
    match name {
        SEARCH => Some(words::search_chip(value)),
        "status" => {
            let filter = InvitationFilter::parse(value)?;
            Some(words::status_chip(filter, count_of(list, filter)))
        }
        "group" => {
            let group = list.listing.with(|now| now.group)?;
            let name = list.with_page(|page| name_of(&page.groups, group));
            Some(group_words::chip(&name.unwrap_or_default()))
        }
        "mine" => Some(words::SENT_BY_ME.to_string()),
        _ => None,
    }
}
