//! /domains: the domains that I may enter, and the form for a new one.

use super::address::{CREATE, PATH, Tab};
use super::api;
use super::create::CreateForm;
use crate::domain_invitations;
use crate::messages::numbers::number;
use crate::messages::{console, domains as words, errors};
use crate::outcome::DoneNotice;
use crate::state::{may, use_viewing};
use crate::ui::{
    Badge, DataTable, EmptyState, Icon, LinkButton, PageHead, SkeletonRows, Tone, Variant,
};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use rules::domain::DomainRow;
use rules::policy::Action;

/// The page Domains (M; PRODUCT.md 8.5).
#[component]
pub fn DomainsPage() -> impl IntoView {
    let query = use_query_map();
    // Whoever accepts is in one more.
    let answered = domain_invitations::use_answered();
    let domains = Resource::new(move || answered.get(), |_| api::list_domains());
    let may_create = may(Action::DomainsCreate);
    let is_creating = Memo::new(move |_| query.with(|query| query.get_str("create").is_some()));
    view! {
        <div class="page">
            <PageHead title=words::TITLE lead=words::LEAD>
                {may_create.then(|| view! {
                    <LinkButton href=CREATE variant=Variant::Primary icon=Icon::Plus>
                        {words::CREATE}
                    </LinkButton>
                })}
            </PageHead>
            <DoneNotice/>
            <domain_invitations::PendingList/>
            <Show when=move || may_create && is_creating.get()><CreateForm/></Show>
            <Transition fallback=Waiting>
                {move || domains.get().map(|domains| match domains {
                    Ok(rows) if rows.is_empty() => EitherOf3::A(view! {
                        <EmptyState icon=Icon::Users title=words::NONE>
                            {if may_create { words::NONE_HINT_CREATE } else { words::NONE_HINT }}
                        </EmptyState>
                    }),
                    Ok(rows) => EitherOf3::B(view! { <Table rows/> }),
                    Err(error) => EitherOf3::C(view! {
                        <EmptyState
                            icon=Icon::Alert
                            tone=Tone::Bad
                            title=words::LIST_FAILED
                            actions=|| view! { <LinkButton href=PATH>{console::RETRY}</LinkButton> }
                        >
                            {errors::sentence(&error)}
                        </EmptyState>
                    }),
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Head() -> impl IntoView {
    [
        words::DOMAIN,
        words::MY_ROLE,
        words::MEMBERS,
        words::PENDING,
        words::STATUS,
    ]
    .map(|label| view! { <th scope="col">{label}</th> })
    .into_iter()
    .collect_view()
}

#[component]
fn Waiting() -> impl IntoView {
    view! {
        <DataTable id="domains-loading" caption=words::CAPTION busy=true head=Head>
            <SkeletonRows rows=4 columns=5/>
        </DataTable>
    }
}

#[component]
fn Table(rows: Vec<DomainRow>) -> impl IntoView {
    let rows = rows
        .into_iter()
        .map(|row| view! { <Row row/> })
        .collect_view();
    view! { <DataTable id="domains" caption=words::CAPTION head=Head>{rows}</DataTable> }
}

#[component]
fn Row(row: DomainRow) -> impl IntoView {
    let pending = row
        .pending
        .map_or_else(|| words::NOTHING.to_string(), number);
    view! {
        <tr>
            <th scope="row" data-label=words::DOMAIN>
                <a href=Tab::Members.href(&row.name) class="breakable">
                    <bdi>{row.title.clone()}</bdi>
                </a>
                " "
                <span class="mono muted small">{row.name.clone()}</span>
            </th>
            <td data-label=words::MY_ROLE><Role role=row.role.clone()/></td>
            <td data-label=words::MEMBERS>{number(row.members)}</td>
            <td data-label=words::PENDING>{pending}</td>
            <td data-label=words::STATUS><Standing row/></td>
        </tr>
    }
}

/// What I am in a domain.
#[component]
pub(super) fn Role(role: Option<String>) -> impl IntoView {
    match role {
        Some(role) => Either::Left(view! { <Badge text=role icon=Icon::Key/> }),
        None => Either::Right(view! { <span class="muted">{words::NO_MEMBER}</span> }),
    }
}

/// Whether a domain is in use, and to who looks after all of them whether anybody looks after this one.
#[component]
pub(super) fn Standing(row: DomainRow) -> impl IntoView {
    let sees_all =
        use_viewing().with_untracked(|viewing| viewing.actions.allows(Action::DomainsReadAll));
    let standing = if row.archived_at.is_some() {
        view! { <Badge text=words::ARCHIVED icon=Icon::Ban tone=Tone::Neutral/> }
    } else {
        view! { <Badge text=words::ACTIVE icon=Icon::Check tone=Tone::Good/> }
    };
    let warning = (sees_all && row.lacks_administrator)
        .then(|| view! { <Badge text=words::NO_ADMINISTRATOR icon=Icon::Alert tone=Tone::Warn/> });
    view! { <span class="row">{standing} {warning}</span> }
}
