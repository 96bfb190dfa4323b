//! The page of people without an administrative role, with the content that only approved accounts see; and the page of
//! addresses that lead nowhere.

pub mod api;
pub mod prose;

use crate::messages::{console as words, errors};
use crate::state::use_viewing;
use crate::ui::IntoContent;
use crate::ui::{Card, EmptyState, Icon, LinkButton, Notice, PageHead, Tone};
use api::read_home_page;
use leptos::prelude::*;
use prose::HomeText;

/// The portal's own page for its people.
#[component]
pub fn HomePage() -> impl IntoView {
    let viewing = use_viewing();
    let (name, portal) = viewing.with_untracked(|v| (v.full_name.clone(), v.portal_name.clone()));
    let text = Resource::new(|| (), |()| read_home_page());
    view! {
        <div class="page page-narrow">
            <PageHead title=portal lead=words::welcome(&name)/>
            <Transition>
                {move || text.get().map(|text| match text {
                    Ok(html) if html.is_empty() => ().erased(),
                    Ok(html) => view! { <div class="card"><HomeText html/></div> }.erased(),
                    Err(error) => view! {
                        <Notice tone=Tone::Bad>{errors::sentence(&error)}</Notice>
                    }
                    .erased(),
                })}
            </Transition>
            <Card title=words::ACCOUNT>
                <p>{words::HOME_ACCOUNT}</p>
                <div class="row">
                    <LinkButton href="/account" icon=Icon::User>{words::HOME_ACCOUNT_LINK}</LinkButton>
                </div>
            </Card>
        </div>
    }
}

/// There is nothing at this address.
#[component]
pub fn NothingHere() -> impl IntoView {
    view! {
        <div class="page page-narrow">
            <PageHead title=words::NOT_FOUND/>
            <EmptyState icon=Icon::Search title=words::NOT_FOUND>{words::NOT_FOUND_HINT}</EmptyState>
        </div>
    }
}
