//! A domain's Invitations tab: who was invited, by whom, and what became of it (M; PRODUCT.md 8.5).

pub mod acting;
pub mod flagged;
pub mod listing;
pub mod row;

use super::api::{follow_domain_invitations, list_domain_invitations};
use crate::domains::address::Tab;
use crate::domains::frame::{DomainFrame, use_domain, use_name};
use crate::list::{
    FiltersInForce, Form, List, ListForm, ListRows, ListWaiting, ListWords, use_listing,
};
use crate::messages::domain_invitations as words;
use crate::messages::list as around;
use crate::messages::numbers::number;
use crate::ui::{
    EmptyState, Icon, IntoContent, LinkButton, LinkItem, QuickFilters, SearchBox, Variant,
    in_browser,
};
use acting::Acting;
use flagged::{FlaggedNotice, SettleAll, Settlement};
use leptos::prelude::*;
use listing::{new_path_of, path_of};
use row::Row;
use rules::domain::Domain;
use rules::domain_invitation::{DomainInvitationRow, Filter, Page};
use rules::listing::{Count, Listing as _, SEARCH};
use rules::role::DomainAction;

/// The list of the tab.
type Invitations = List<Page>;

/// What the list says of itself.
const WORDS: ListWords = ListWords {
    caption: words::TAB,
    pager: words::PAGES,
    no_match: words::NO_MATCH,
    no_match_hint: words::NO_MATCH_HINT,
    failed: words::FAILED,
};

const COLUMNS: [&str; 7] = [
    words::NAME,
    words::ROLE,
    words::INVITED_BY,
    words::STATUS,
    words::CONFIRMED_AT,
    words::REJECTED_AT,
    words::ACTIONS,
];

/// The tab.
#[component]
pub fn DomainInvitationsPage() -> impl IntoView {
    let domain = use_domain();
    view! {
        <DomainFrame
            domain
            tab=Tab::Invitations
            content=|domain, _| view! { <InvitationsOf domain/> }.erased()
        />
    }
}

#[component]
fn InvitationsOf(domain: Domain) -> impl IntoView {
    let (name, listing) = (use_name(), use_listing());
    let page = Resource::new(
        move || (name.get(), listing.get()),
        |(name, listing)| list_domain_invitations(name, listing),
    );
    let path = Signal::derive(move || name.with(|name| path_of(name)));
    let list = Invitations::new(path, listing, page);
    list.say_when_loaded(words::loaded);
    let ask = move |listing| follow_domain_invitations(name.get_untracked(), listing);
    list.follow(ask, |row: &DomainInvitationRow| row.id);
    let acting = Acting::new(name, Callback::new(move |()| page.refetch()));
    let settlement = Settlement::new(name, Callback::new(move |()| page.refetch()));
    let may_send =
        domain.row.archived_at.is_none() && domain.held.allows(DomainAction::InvitationsManage);
    let send = may_send.then(|| {
        view! {
            <div class="row">
                <LinkButton
                    href=new_path_of(&domain.row.name)
                    variant=Variant::Primary
                    icon=Icon::Plus
                >
                    {words::SEND}
                </LinkButton>
            </div>
        }
    });
    let held = domain.held;
    let domain = StoredValue::new(domain);
    let row = Callback::new(move |(row, now)| view! { <Row row now domain acting/> }.erased());
    view! {
        {acting.refusal()}
        {settlement.report()}
        {send}
        <Search list/>
        <Transition fallback=Waiting nostrip:set_pending=in_browser(list.is_pending)>
            <Filters list/>
            <FiltersInForce list label=chip/>
            {move || list.with_page(|page| view! {
                <FlaggedNotice list page=page.clone()/>
                <SettleAll held page=page.clone() settlement/>
            })}
            <ListRows
                list
                id="domain-invitations"
                words=&WORDS
                head=|| COLUMNS.map(|label| view! { <th scope="col">{label}</th> })
                key=|row: &DomainInvitationRow, now| format!("{row:?}{:?}", row.standing(now))
                row
                nothing=|| view! {
                    <EmptyState icon=Icon::Inbox title=words::NONE>{words::NONE_HINT}</EmptyState>
                }
            />
        </Transition>
    }
}

/// The search by address.
#[component]
fn Search(list: Invitations) -> impl IntoView {
    let form = Form::new(list, &[(SEARCH, "")]);
    view! {
        <ListForm form name=words::SEARCH_NAME>
            <SearchBox
                id=SEARCH
                name=SEARCH
                label=words::SEARCH_LABEL
                bind=form.value(0)
                on_type=form.typed()
            />
        </ListForm>
    }
}

fn count_of(list: Invitations, filter: Filter) -> Option<Count> {
    list.with_page(|page| match filter {
        Filter::Flagged => page.flagged,
        _ => page.standings.of(filter.status()),
    })
}

#[component]
fn Filters(list: Invitations) -> impl IntoView {
    let items = Signal::derive(move || {
        let now = list.listing.get();
        let item = |filter: Filter| {
            let item = LinkItem::new(words::filter(filter), list.href(&now.filtered_by(filter)))
                .current(now.filter == filter);
            match count_of(list, filter) {
                Some(count) => item.count(number(count)),
                None => item,
            }
        };
        let mut items: Vec<LinkItem> = Filter::ALL.into_iter().map(item).collect();
        let mine = now.with("mine", if now.mine { "" } else { "true" });
        items.push(LinkItem::new(words::SENT_BY_ME, list.href(&mine)).current(now.mine));
        items
    });
    view! { <QuickFilters name=words::STATUS items/> }
}

/// What a filter in force is called; the pills say the others.
fn chip(_: Invitations, name: &str, value: &str) -> Option<String> {
    (name == SEARCH).then(|| around::chip(words::SEARCH_LABEL, value))
}

#[component]
fn Waiting() -> impl IntoView {
    view! {
        <ListWaiting id="domain-invitations-loading" caption=words::TAB columns=&COLUMNS/>
    }
}
