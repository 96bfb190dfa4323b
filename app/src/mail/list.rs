//! The page Mail: the outbox as a table, filtered by state, the whole view in the address.

use super::api::{list_mails, retry_mail};
use super::delivery::DeliveryBadge;
use crate::error::AppError;
use crate::list::use_listing;
use crate::messages::{console, errors, mail as words, not_told as not_told_words, numbers};
use crate::outcome::{DoneNotice, FaultNotice, from_here};
use crate::state::{may, use_refused};
use crate::ui::{
    Address, DataTable, EmptyState, Icon, IconButton, LinkButton, LinkItem, Notice, PageHead,
    Pager, QuickFilters, SkeletonRows, Time, Toast, Tone, Variant, in_browser, use_toasts,
};
use leptos::either::Either;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::listing::Listing as _;
use rules::outbox::{Delivery, MailFilter, MailListing, MailPage as Page, MailRow};
use rules::policy::Action;

const PATH: &str = "/mail";
/// The function that the rows' forms post to.
const RETRY: &str = "/api/mail/retry";

/// The outbox.
#[component]
pub fn MailPage() -> impl IntoView {
    let listing = use_listing::<MailListing>();
    let page = Resource::new(move || listing.get(), list_mails);
    let is_pending = RwSignal::new(false);
    let error = RwSignal::new(use_refused(RETRY).map(|form| form.error));
    let toasts = use_toasts();
    let retry = Callback::new(move |row: MailRow| {
        error.set(None);
        spawn_local(async move {
            match retry_mail(row.id).await {
                Ok(_) => toasts.push(Toast::new(Tone::Good, words::RETRIED)),
                Err(refused) => error.set(Some(refused)),
            }
            page.refetch();
        });
    });
    view! {
        <div class="page">
            <PageHead title=console::MAIL lead=words::LEAD/>
            <DoneNotice/>
            <FaultNotice error/>
            <Transition fallback=Waiting nostrip:set_pending=in_browser(is_pending)>
                {move || page.get().map(|page| match page {
                    Ok(page) => Either::Left(view! { <Outbox page is_pending retry/> }),
                    Err(error) => Either::Right(view! { <NotLoaded error/> }),
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Waiting() -> impl IntoView {
    view! {
        <DataTable id="mails" caption=words::CAPTION busy=true head=Head>
            <SkeletonRows rows=8 columns=7/>
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

/// What the page says once its rows are there.
#[component]
fn Outbox(page: Page, is_pending: RwSignal<bool>, retry: Callback<MailRow>) -> impl IntoView {
    let chosen = page.listing.state;
    let not_told = page.not_told;
    let not_told = LinkItem::new(not_told_words::TITLE, super::not_told::PATH)
        .count(numbers::number(not_told));
    let pills: Vec<LinkItem> = page
        .counts
        .iter()
        .filter(|(filter, count)| *filter == MailFilter::All || *filter == chosen || count.n > 0)
        .map(|(filter, count)| {
            LinkItem::new(
                words::filter(*filter),
                address(&MailListing::filtered_by(*filter)),
            )
            .count(numbers::number(*count))
            .current(*filter == chosen)
        })
        .chain([not_told])
        .collect();
    let is_empty = page.rows.is_empty();
    view! {
        {(!page.has_mail_server).then(|| view! { <LocalMailbox/> })}
        <QuickFilters name=words::FILTERS items=Signal::stored(pills)/>
        {if is_empty {
            Either::Left(view! { <NoRows is_filtered={chosen != MailFilter::All}/> })
        } else {
            Either::Right(view! { <Rows page is_pending retry/> })
        }}
    }
}

/// Without a mail server this page is how people get their links.
#[component]
fn LocalMailbox() -> impl IntoView {
    view! {
        <Notice tone=Tone::Accent icon=Icon::Inbox title=words::LOCAL_MAILBOX>
            {words::LOCAL_MAILBOX_HINT} " " {words::LOCAL_MAILBOX_WAY_OUT}
        </Notice>
    }
}

#[component]
fn NoRows(is_filtered: bool) -> impl IntoView {
    if is_filtered {
        Either::Left(view! {
            <EmptyState
                icon=Icon::Search
                title=words::NONE_MATCH
                actions=|| view! { <LinkButton href=PATH>{words::SHOW_ALL}</LinkButton> }
            >
                {words::NONE_MATCH_HINT}
            </EmptyState>
        })
    } else {
        let may_invite = may(Action::InvitationsSend);
        let invite = move || {
            may_invite.then(|| view! {
            <LinkButton href="/consumers/invitations/new" variant=Variant::Primary icon=Icon::Plus>
                {words::INVITE}
            </LinkButton>
        })
        };
        Either::Right(view! {
            <EmptyState icon=Icon::Mail title=words::NONE_YET actions=invite>
                {words::NONE_YET_HINT}
            </EmptyState>
        })
    }
}

#[component]
fn Rows(page: Page, is_pending: RwSignal<bool>, retry: Callback<MailRow>) -> impl IntoView {
    let listing = page.listing;
    let has_mail_server = page.has_mail_server;
    let range = numbers::range_of(page.first, page.rows.len(), page.total);
    let at = |cursor: Option<String>| cursor.map(|cursor| address(&listing.on_page(&cursor)));
    let (newer, older) = (at(page.previous), at(page.next));
    let rows = page
        .rows
        .into_iter()
        .map(|row| view! { <Row row has_mail_server retry/> })
        .collect_view();
    view! {
        <DataTable id="mails" caption=words::CAPTION busy=is_pending head=Head>
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

#[component]
fn Head() -> impl IntoView {
    view! {
        <th scope="col">{words::LETTER}</th>
        <th scope="col">{words::TO}</th>
        <th scope="col">{words::STATE}</th>
        <th scope="col">{words::TRIES}</th>
        <th scope="col">{words::QUEUED_AT}</th>
        <th scope="col">{words::SENT_AT}</th>
        <th scope="col"><span class="visually-hidden">{words::ACTIONS}</span></th>
    }
}

#[component]
fn Row(row: MailRow, has_mail_server: bool, retry: Callback<MailRow>) -> impl IntoView {
    let letter = format!("{PATH}/{}", row.id);
    let offers_retry = row.offers_retry(has_mail_server) && may(Action::MailRetry);
    let retry_form = offers_retry.then(|| view! { <RetryRow row=row.clone() retry/> });
    let read = words::read(&row);
    view! {
        <tr>
            <th scope="row" data-label=words::LETTER>
                <a class="address" href=letter.clone()>{row.subject}</a>
                <span class="badge-sub">{words::kind(row.kind)}</span>
            </th>
            <td data-label=words::TO><Address text=row.recipient/></td>
            <td data-label=words::STATE><DeliveryBadge delivery=row.delivery/></td>
            <td data-label=words::TRIES>
                {(row.attempts > 0).then(|| view! {
                    <span class="num">{row.attempts}</span>
                })}
                // Thanks of the mail server's are for the letter's own page.
                {(!row.words.is_empty() && row.delivery != Delivery::Sent).then(|| view! {
                    <span class="badge-sub breakable">{row.words}</span>
                })}
                {(row.unknown_attempts > 0).then(|| view! {
                    <span class="badge-sub">{words::MAY_HAVE_ARRIVED}</span>
                })}
            </td>
            <td data-label=words::QUEUED_AT><Time at=row.created_at/></td>
            <td data-label=words::SENT_AT>{row.sent_at.map(|at| view! { <Time at/> })}</td>
            <td data-label=words::ACTIONS class="cell-actions">
                <span class="actions">
                    {retry_form}
                    <LinkButton href=letter variant=Variant::Plain attr:aria-label=read>
                        {words::READ}
                    </LinkButton>
                </span>
            </td>
        </tr>
    }
}

/// Retry of one row: a plain form, so that it works without script too.
#[component]
fn RetryRow(row: MailRow, retry: Callback<MailRow>) -> impl IntoView {
    let name = words::retry(&row);
    let id = row.id.to_string();
    let is_busy = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        is_busy.set(true);
        retry.run(row.clone());
    };
    view! {
        <form method="post" action=from_here(RETRY) on:submit=submit>
            <input type="hidden" name="id" value=id/>
            <IconButton icon=Icon::Refresh name kind="submit" busy=is_busy/>
        </form>
    }
}

/// The address of a view.
fn address(listing: &MailListing) -> String {
    listing.fields().address(PATH)
}
