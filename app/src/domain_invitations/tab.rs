//! A domain's Invitations tab: who was invited, by whom, and what became of it (M; PRODUCT.md 8.5).

pub mod acting;
pub mod flagged;
pub mod listing;
pub mod row;

use super::api::list_domain_invitations;
use crate::domains::address::Tab;
use crate::domains::frame::{DomainFrame, use_domain, use_name};
use crate::error::AppError;
use crate::messages::domain_invitations as words;
use crate::messages::{console, errors, invitations, numbers};
use crate::ui::dialog::focus_heading_if_lost;
use crate::ui::{
    Button, DataTable, EmptyState, Icon, IntoContent, LinkButton, LinkItem, Pager, QuickFilters,
    SearchBox, SearchForm, SkeletonRows, Tone, Variant, in_browser, use_announcer,
};
use acting::Acting;
use flagged::{FlaggedNotice, SettleAll, Settlement};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use listing::{href, new_path_of, path_of, use_listing};
use row::Row;
use rules::domain::Domain;
use rules::domain_invitation::{Filter, Listing, Page};
use rules::listing::PageSize;
use rules::role::DomainAction;

/// The tab.
#[component]
pub fn DomainInvitationsPage() -> impl IntoView {
    let domain = use_domain();
    view! {
        <DomainFrame
            domain
            tab=Tab::Invitations
            content=|domain, _| view! { <Invitations domain/> }.erased()
        />
    }
}

#[component]
fn Invitations(domain: Domain) -> impl IntoView {
    let (name, listing) = (use_name(), use_listing());
    let page = Resource::new(
        move || (name.get(), listing.get()),
        |(name, listing)| list_domain_invitations(name, listing),
    );
    let is_pending = RwSignal::new(false);
    let acting = Acting::new(name, Callback::new(move |()| page.refetch()));
    let settlement = Settlement::new(name, Callback::new(move |()| page.refetch()));
    let announcer = use_announcer();
    Effect::new(move |was_pending: Option<bool>| {
        let is_pending = is_pending.get();
        if was_pending == Some(true) && !is_pending {
            let told =
                untrack(|| page.with(|page| page.as_ref()?.as_ref().ok().map(words::loaded)));
            if let Some(told) = told {
                announcer.say(told);
            }
            focus_heading_if_lost();
        }
        is_pending
    });
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
    let domain = StoredValue::new(domain);
    view! {
        {acting.refusal()}
        {settlement.report()}
        {send}
        <Search domain=name listing/>
        <Filters domain=name listing/>
        <Transition fallback=Waiting nostrip:set_pending=in_browser(is_pending)>
            {move || page.get().map(|page| match page {
                Ok(page) => Either::Left(view! {
                    <FlaggedNotice
                        domain=domain.with_value(|domain| domain.row.name.clone())
                        page=page.clone()
                    />
                    <SettleAll
                        held=domain.with_value(|domain| domain.held)
                        page=page.clone()
                        settlement
                    />
                    <Listed domain page acting is_pending/>
                }),
                Err(error) => Either::Right(view! { <NotLoaded domain=name error/> }),
            })}
        </Transition>
    }
}

/// The search by address; a plain GET form before the console is alive.
#[component]
fn Search(domain: Memo<String>, listing: Memo<Listing>) -> impl IntoView {
    let text = RwSignal::new(listing.get_untracked().search);
    let navigate = StoredValue::new(use_navigate());
    Effect::new(move |before: Option<()>| {
        let now = listing.with(|now| now.search.clone());
        if before.is_some() {
            text.set(now);
        }
    });
    let submit = move |()| {
        let to = Listing {
            search: text.get_untracked().trim().to_string(),
            ..listing.get_untracked().on_page("")
        };
        let options = NavigateOptions {
            scroll: false,
            ..Default::default()
        };
        let to = href(&domain.get_untracked(), &to);
        navigate.with_value(|navigate| navigate(&to, options));
    };
    let kept = move || {
        let now = listing.get();
        let filter = (now.filter != Filter::All).then(|| {
            view! { <input type="hidden" name="filter" value=now.filter.as_str()/> }
        });
        let mine = now
            .mine
            .then(|| view! { <input type="hidden" name="mine" value="true"/> });
        (filter, mine)
    };
    let cleared = move || {
        let plain = Listing {
            search: String::new(),
            ..listing.get().on_page("")
        };
        href(&domain.get(), &plain)
    };
    view! {
        <SearchForm
            name=words::SEARCH_NAME
            action=path_of(&domain.get_untracked())
            on_submit=submit
        >
            <SearchBox id="search" name="search" label=words::SEARCH_LABEL bind=text/>
            {kept}
            <Button kind="submit" variant=Variant::Quiet>{words::SEARCH}</Button>
            {move || view! {
                <LinkButton href=cleared() variant=Variant::Plain>{words::CLEAR}</LinkButton>
            }}
        </SearchForm>
    }
}

#[component]
fn Filters(domain: Memo<String>, listing: Memo<Listing>) -> impl IntoView {
    let items = Signal::derive(move || {
        let (domain, now) = (domain.get(), listing.get());
        let first = now.on_page("");
        let item = |filter: Filter| {
            let to = Listing {
                filter,
                ..first.clone()
            };
            LinkItem::new(words::filter(filter), href(&domain, &to)).current(now.filter == filter)
        };
        let mut items: Vec<LinkItem> = Filter::ALL.into_iter().map(item).collect();
        let mine = Listing {
            mine: !now.mine,
            ..first
        };
        items.push(LinkItem::new(words::SENT_BY_ME, href(&domain, &mine)).current(now.mine));
        items
    });
    view! { <QuickFilters name=words::STATUS items/> }
}

#[component]
fn Waiting() -> impl IntoView {
    view! {
        <DataTable id="domain-invitations-loading" caption=words::TAB busy=true head=Head>
            <SkeletonRows rows=5 columns=7/>
        </DataTable>
    }
}

#[component]
fn NotLoaded(domain: Memo<String>, error: AppError) -> impl IntoView {
    let again = path_of(&domain.get_untracked());
    view! {
        <EmptyState icon=Icon::Alert tone=Tone::Bad title=words::FAILED actions=move || view! {
            <LinkButton href=again.clone()>{console::RETRY}</LinkButton>
        }>
            {errors::sentence(&error)}
        </EmptyState>
    }
}

/// The rows, or why there are none (TBL-14).
#[component]
fn Listed(
    domain: StoredValue<Domain>,
    page: Page,
    acting: Acting,
    is_pending: RwSignal<bool>,
) -> impl IntoView {
    if !page.rows.is_empty() {
        return EitherOf3::A(view! { <Rows domain page acting is_pending/> });
    }
    if page.listing == Listing::default() {
        return EitherOf3::B(view! {
            <EmptyState icon=Icon::Inbox title=words::NONE>{words::NONE_HINT}</EmptyState>
        });
    }
    let all = domain.with_value(|domain| path_of(&domain.row.name));
    EitherOf3::C(view! {
        <EmptyState icon=Icon::Search title=words::NO_MATCH actions=move || view! {
            <LinkButton href=all.clone()>{words::SHOW_ALL}</LinkButton>
        }>
            {words::NO_MATCH_HINT}
        </EmptyState>
    })
}

#[component]
fn Rows(
    domain: StoredValue<Domain>,
    page: Page,
    acting: Acting,
    is_pending: RwSignal<bool>,
) -> impl IntoView {
    let (listing, now) = (page.listing, page.now);
    let name = domain.with_value(|domain| domain.row.name.clone());
    let range = numbers::range_of(page.first, page.rows.len(), page.total);
    let at = |cursor: Option<String>| {
        Signal::stored(cursor.map(|cursor| href(&name, &listing.on_page(&cursor))))
    };
    let (newer, older) = (at(page.previous), at(page.next));
    let size = |size: PageSize| {
        let sized = Listing {
            size,
            ..listing.on_page("")
        };
        LinkItem::new(size.get().to_string(), href(&name, &sized)).current(listing.size == size)
    };
    let sizes: Vec<LinkItem> = PageSize::ALL
        .into_iter()
        .filter_map(PageSize::new)
        .map(size)
        .collect();
    let rows = page.rows.into_iter();
    let rows = rows
        .map(|row| view! { <Row row now domain acting/> })
        .collect_view();
    view! {
        <DataTable id="domain-invitations" caption=words::TAB busy=is_pending head=Head>
            {rows}
        </DataTable>
        <Pager
            name=words::PAGES
            range=Signal::stored(range)
            prev=newer
            next=older
            prev_label=invitations::PREVIOUS
            next_label=invitations::NEXT
            sizes_label=invitations::PER_PAGE
            sizes=Signal::stored(sizes)
        />
    }
}

#[component]
fn Head() -> impl IntoView {
    [
        words::NAME,
        words::ROLE,
        words::INVITED_BY,
        words::STATUS,
        words::CONFIRMED_AT,
        words::REJECTED_AT,
        words::ACTIONS,
    ]
    .map(|label| view! { <th scope="col">{label}</th> })
}
