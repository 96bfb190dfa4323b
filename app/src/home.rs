//! The page of people without an administrative role, and the page of addresses that lead nowhere.

use crate::messages::console as words;
use crate::state::use_viewing;
use crate::ui::{Card, EmptyState, Icon, LinkButton, PageHead};
use leptos::prelude::*;

/// A plain home of one's own.
#[component]
pub fn HomePage() -> impl IntoView {
    let viewing = use_viewing();
    let (name, portal) = viewing.with_untracked(|v| (v.full_name.clone(), v.portal_name.clone()));
    view! {
        <div class="page page-narrow">
            <PageHead title=words::welcome(&name) lead=words::welcome_lead(&portal)/>
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
