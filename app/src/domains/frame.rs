//! What the pages of one domain share: its title, the tabs, and what to say when there is no such domain.

use super::address::{PATH, Tab};
use super::api;
use super::list::{Role, Standing};
use crate::error::AppError;
use crate::messages::{domains as words, errors};
use crate::outcome::DoneNotice;
use crate::ui::dialog::focus_heading_if_lost;
use crate::ui::{Content, EmptyState, Icon, LinkItem, Notice, PageHead, Tabs, Tone};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use rules::domain::Domain;
use rules::role::DomainAction;

/// The domain of a page, as it is read.
pub type ReadDomain = Resource<Result<Domain, AppError>>;

/// The name in the address of this page.
pub fn use_name() -> Memo<String> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get_str("name").unwrap_or_default().to_string()))
}

/// The domain that the address of this page names.
pub fn use_domain() -> ReadDomain {
    let name = use_name();
    Resource::new(move || name.get(), api::read_domain)
}

/// A tab of a domain: head, tabs, and below them what `content` makes of the domain.
#[component]
pub fn DomainFrame(
    /// As it is read.
    domain: ReadDomain,
    /// The tab that is open.
    tab: Tab,
    /// What stands on the tab; made anew when the domain has changed.
    content: fn(Domain, ReadDomain) -> Content,
) -> impl IntoView {
    Effect::new(move |before: Option<()>| {
        domain.track();
        if before.is_some() {
            // What had the focus may have gone with the change (A11Y-06).
            focus_heading_if_lost();
        }
    });
    view! {
        <div class="page">
            <Transition>
                {move || domain.get().map(|read| match read {
                    Ok(read) => Either::Left(view! {
                        <Head domain=read.clone() tab/>
                        {content(read, domain)}
                    }),
                    Err(error) => Either::Right(view! { <NoDomain error/> }),
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Head(domain: Domain, tab: Tab) -> impl IntoView {
    let row = domain.row.clone();
    let is_archived = row.archived_at.is_some();
    view! {
        <PageHead title=row.title.clone() back=LinkItem::new(words::TITLE, PATH)>
            <Role role=row.role.clone()/>
            <Standing row=row.clone()/>
        </PageHead>
        <DoneNotice/>
        {is_archived.then(|| view! { <Notice icon=Icon::Eye>{words::READ_ONLY}</Notice> })}
        <DomainTabs domain tab/>
    }
}

/// The tabs that the viewer may open.
#[component]
pub fn DomainTabs(
    /// Whose.
    domain: Domain,
    /// The one that is open.
    tab: Tab,
) -> impl IntoView {
    let name = domain.row.name;
    let held = domain.held;
    let items: Vec<LinkItem> = Tab::ALL
        .into_iter()
        .filter(|tab| match tab {
            Tab::Members => held.allows(DomainAction::MembersRead),
            Tab::Invitations => held.allows(DomainAction::InvitationsRead),
            Tab::Settings => true,
        })
        .map(|shown| LinkItem::new(words::tab(shown), shown.href(&name)).current(shown == tab))
        .collect();
    view! { <Tabs name=words::TABS items=Signal::stored(items)/> }
}

/// There is none of that name, or none for this viewer.
#[component]
pub(super) fn NoDomain(error: AppError) -> impl IntoView {
    view! {
        <PageHead title=words::DOMAIN back=LinkItem::new(words::TITLE, PATH)/>
        <EmptyState icon=Icon::Alert tone=Tone::Bad title=words::FAILED>
            {errors::sentence(&error)}
        </EmptyState>
    }
}
