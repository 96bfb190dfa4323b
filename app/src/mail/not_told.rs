//! Mail > Not told yet: whom a switched-off or failed mail left uninformed, and telling them.

use super::api::{list_not_told, retry_mail, tell_now};
use crate::error::AppError;
use crate::messages::{console, errors, mail as mail_words, not_told as words, numbers};
use crate::outcome::{DoneNotice, FaultNotice, from_here};
use crate::state::{may, use_refused};
use crate::ui::{
    Address, Button, DataTable, EmptyState, Icon, LinkButton, LinkItem, Notice, PageHead, Pager,
    SkeletonRows, Time, Toast, Tone, Variant, in_browser, use_toasts,
};
use leptos::either::Either;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;
use rules::ids::{AccountId, MailId};
use rules::outbox::{Kind, NotTold, NotToldPage as Page, Untold, not_told_query};
use rules::policy::Action;

/// The page.
pub const PATH: &str = "/mail/not-told";
const RETRY: &str = "/api/mail/retry";
const TELL: &str = "/api/mail/tell";

/// What can be done about a row.
#[derive(Clone, Copy)]
enum Remedy {
    Retry(MailId),
    Tell(AccountId, Kind),
}

/// The list.
#[component]
pub fn NotToldPage() -> impl IntoView {
    let query = use_query_map();
    let place = Memo::new(move |_| query.with(|query| query.get("page").unwrap_or_default()));
    let page = Resource::new(move || place.get(), list_not_told);
    let is_pending = RwSignal::new(false);
    let refused = use_refused(RETRY).or_else(|| use_refused(TELL));
    let error = RwSignal::new(refused.map(|form| form.error));
    let toasts = use_toasts();
    let act = Callback::new(move |remedy: Remedy| {
        error.set(None);
        spawn_local(async move {
            let answer = match remedy {
                Remedy::Retry(id) => retry_mail(id).await.map(drop),
                Remedy::Tell(account, kind) => tell_now(account, kind).await,
            };
            match answer {
                Ok(()) => toasts.push(Toast::new(Tone::Good, words::ON_ITS_WAY)),
                Err(refused) => error.set(Some(refused)),
            }
            page.refetch();
        });
    });
    view! {
        <div class="page">
            <PageHead
                title=words::TITLE
                lead=words::LEAD
                back=LinkItem::new(console::MAIL, "/mail")
            />
            <DoneNotice/>
            <FaultNotice error/>
            <Transition fallback=Waiting nostrip:set_pending=in_browser(is_pending)>
                {move || page.get().map(|page| match page {
                    Ok(page) => Either::Left(view! { <Listed page is_pending act/> }),
                    Err(error) => Either::Right(view! { <NotLoaded error/> }),
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Waiting() -> impl IntoView {
    view! {
        <DataTable id="not-told" caption=words::TITLE busy=true head=Head>
            <SkeletonRows rows=5 columns=5/>
        </DataTable>
    }
}

#[component]
fn NotLoaded(error: AppError) -> impl IntoView {
    view! {
        <Notice tone=Tone::Bad title=words::NOT_LOADED>{errors::sentence(&error)}</Notice>
    }
}

#[component]
fn Listed(page: Page, is_pending: RwSignal<bool>, act: Callback<Remedy>) -> impl IntoView {
    if page.rows.is_empty() {
        return Either::Left(view! {
            <EmptyState icon=Icon::Check tone=Tone::Good title=words::NOBODY>
                {words::NOBODY_HINT}
            </EmptyState>
        });
    }
    let at = |cursor: Option<String>| {
        Signal::stored(cursor.map(|cursor| format!("{PATH}?{}", not_told_query(&cursor))))
    };
    let range = numbers::range_of(page.first, page.rows.len(), page.total);
    let (newer, older) = (at(page.previous), at(page.next));
    let rows = page.rows.into_iter();
    let rows = rows.map(|row| view! { <Row row act/> }).collect_view();
    Either::Right(view! {
        <DataTable id="not-told" caption=words::TITLE busy=is_pending head=Head>{rows}</DataTable>
        <Pager
            name=words::PAGES
            range=Signal::stored(range)
            prev=newer
            next=older
            prev_label=mail_words::NEWER
            next_label=mail_words::OLDER
            sizes_label=mail_words::A_PAGE
            sizes=Signal::stored(Vec::new())
        />
    })
}

#[component]
fn Head() -> impl IntoView {
    view! {
        <th scope="col">{words::PERSON}</th>
        <th scope="col">{words::NEWS}</th>
        <th scope="col">{words::WHY}</th>
        <th scope="col">{words::SINCE}</th>
        <th scope="col"><span class="visually-hidden">{mail_words::ACTIONS}</span></th>
    }
}

#[component]
fn Row(row: NotTold, act: Callback<Remedy>) -> impl IntoView {
    let about = match &row.untold {
        Untold::SwitchedOff { account, .. }
        | Untold::Failed {
            account: Some(account),
            ..
        } => Some(format!("/consumers/developers/{account}")),
        Untold::Failed { invitation, .. } => {
            invitation.map(|id| format!("/consumers/invitations/{id}"))
        }
    };
    let (why, remedy, letter) = match row.untold {
        Untold::SwitchedOff {
            account,
            may_be_told,
        } => {
            let remedy = may_be_told.then_some(Remedy::Tell(account, row.kind));
            (words::switched_off(may_be_told).to_string(), remedy, None)
        }
        Untold::Failed { mail, words, .. } => {
            let letter = Some(format!("/mail/{mail}"));
            (words, Some(Remedy::Retry(mail)), letter)
        }
    };
    let remedy = remedy.filter(|_| may(Action::MailRetry));
    let to = row.recipient.clone();
    // Who has no account yet is told by the address alone.
    let address = row
        .full_name
        .is_some()
        .then(|| view! { <span class="badge-sub"><Address text=row.recipient.clone()/></span> });
    let who = row.full_name.unwrap_or(row.recipient);
    let who = match about {
        Some(href) => Either::Left(view! { <a class="address" href=href><bdi>{who}</bdi></a> }),
        None => Either::Right(view! { <bdi>{who}</bdi> }),
    };
    view! {
        <tr>
            <th scope="row" data-label=words::PERSON>
                {who}
                {address}
            </th>
            <td data-label=words::NEWS>{mail_words::kind(row.kind)}</td>
            <td data-label=words::WHY class="breakable">{why}</td>
            <td data-label=words::SINCE><Time at=row.at/></td>
            <td data-label=mail_words::ACTIONS class="cell-actions">
                <span class="actions">
                    {letter.map(|href| view! {
                        <LinkButton href variant=Variant::Plain>{mail_words::READ}</LinkButton>
                    })}
                    {remedy.map(|remedy| view! { <RemedyForm remedy to act/> })}
                </span>
            </td>
        </tr>
    }
}

/// A plain form, so that it works without script too.
#[component]
fn RemedyForm(remedy: Remedy, to: String, act: Callback<Remedy>) -> impl IntoView {
    let is_busy = RwSignal::new(false);
    let (function, label, id, kind) = match remedy {
        Remedy::Retry(id) => (RETRY, mail_words::RETRY, id.to_string(), None),
        Remedy::Tell(account, kind) => (TELL, words::TELL, account.to_string(), Some(kind)),
    };
    let name = words::action(label, &to);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        is_busy.set(true);
        act.run(remedy);
    };
    view! {
        <form method="post" action=from_here(function) on:submit=submit>
            <input type="hidden" name="id" value=id/>
            {kind.map(|kind| view! {
                <input type="hidden" name="kind" value=kind.as_str()/>
            })}
            <Button kind="submit" variant=Variant::Plain busy=is_busy attr:aria-label=name>{label}</Button>
        </form>
    }
}
