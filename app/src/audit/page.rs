//! The page Audit: the filter, the trail as a table, its file and its verification. The whole view stands
//! in the address.

use super::api::list_audit;
use super::filters::{Filters, FiltersInForce};
use super::listing::{PATH, export_href, href};
use super::row::{Head, Row};
use super::verify::{Verification, VerifyButton, Verifying};
use crate::error::AppError;
use crate::list::use_listing;
use crate::messages::{audit as words, console, errors, list, numbers};
use crate::outcome::FaultNotice;
use crate::ui::dialog::focus_heading_if_lost;
use crate::ui::{
    DataTable, EmptyState, Glyph, Icon, LinkButton, PageHead, Pager, SkeletonRows, Tone,
    use_announcer,
};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use rules::audit::AuditPage as Page;
use rules::listing::Listing as _;

/// Who did what to what, and when.
#[component]
pub fn AuditPage() -> impl IntoView {
    let listing = use_listing();
    let page = Resource::new(move || listing.get(), list_audit);
    let (is_pending, set_pending) = signal(false);
    let verifying = Verifying::new();
    let by_name = Signal::derive(move || of_page(page, |page| page.by_name.clone()));
    let verified = Signal::derive(move || of_page(page, |page| page.verification.clone()));
    let file = move || export_href(&listing.get());
    let announcer = use_announcer();
    Effect::new(move |was_pending: Option<bool>| {
        let is_pending = is_pending.get();
        if was_pending == Some(true) && !is_pending {
            if let Some(told) = untrack(|| of_page(page, |page| Some(words::loaded(page)))) {
                announcer.say(told);
            }
            focus_heading_if_lost();
        }
        is_pending
    });
    view! {
        <div class="page">
            <PageHead title=console::AUDIT lead=words::LEAD>
                // Not a page of the console: the browser itself fetches it.
                <a class="button" href=file rel="external" download="">
                    <Glyph icon=Icon::Document/>
                    <span>{words::EXPORT}</span>
                </a>
                <VerifyButton verifying listing/>
            </PageHead>
            <FaultNotice error=verifying.error/>
            <Transition fallback=Waiting set_pending=set_pending>
                <Verification verifying told=verified/>
                <Filters listing by_name/>
                <FiltersInForce listing by_name/>
                {move || page.get().map(|page| match page {
                    Ok(page) => Either::Left(view! { <Trail page is_pending/> }),
                    Err(error) => Either::Right(view! { <NotLoaded error/> }),
                })}
            </Transition>
        </div>
    }
}

/// Something of the page that was loaded. Read it inside of the page's `Transition`.
fn of_page<T>(
    page: Resource<Result<Page, AppError>>,
    read: impl FnOnce(&Page) -> Option<T>,
) -> Option<T> {
    page.with(|page| page.as_ref()?.as_ref().ok().and_then(read))
}

#[component]
fn Waiting() -> impl IntoView {
    view! {
        <DataTable id="events" caption=words::CAPTION busy=true head=Head>
            <SkeletonRows rows=8 columns=6/>
        </DataTable>
    }
}

#[component]
fn NotLoaded(error: AppError) -> impl IntoView {
    view! {
        <EmptyState
            icon=Icon::Alert
            tone=Tone::Bad
            title=words::NOT_LOADED
            actions=|| view! { <LinkButton href=PATH>{console::RETRY}</LinkButton> }
        >
            {errors::sentence(&error)}
        </EmptyState>
    }
}

/// The rows, or why there are none (TBL-14).
#[component]
fn Trail(page: Page, is_pending: ReadSignal<bool>) -> impl IntoView {
    if !page.rows.is_empty() {
        return EitherOf3::A(view! { <Rows page is_pending/> });
    }
    if page.listing.is_filtered() {
        return EitherOf3::B(view! {
            <EmptyState
                icon=Icon::Search
                title=words::NONE_MATCH
                actions=|| view! { <LinkButton href=PATH>{list::CLEAR_ALL}</LinkButton> }
            >
                {words::NONE_MATCH_HINT}
            </EmptyState>
        });
    }
    EitherOf3::C(view! {
        <EmptyState icon=Icon::Shield title=words::NONE_YET>{words::NONE_YET_HINT}</EmptyState>
    })
}

#[component]
fn Rows(page: Page, is_pending: ReadSignal<bool>) -> impl IntoView {
    let listing = page.listing;
    let range = numbers::range_of(page.first, page.rows.len(), page.total);
    let at = |cursor: Option<String>| cursor.map(|cursor| href(&listing.on_page(&cursor)));
    let (newer, older) = (at(page.previous), at(page.next));
    let filter = listing.unpaged();
    let rows = page
        .rows
        .into_iter()
        .map(|row| view! { <Row row filter=filter.clone()/> })
        .collect_view();
    view! {
        <DataTable id="events" caption=words::CAPTION busy=is_pending head=Head>
            {rows}
        </DataTable>
        <Pager
            name=words::PAGES
            range=Signal::stored(range)
            prev=Signal::stored(newer)
            next=Signal::stored(older)
            prev_label=words::NEWER
            next_label=words::OLDER
            sizes_label=words::A_PAGE
            sizes=Signal::stored(Vec::new())
        />
    }
}
