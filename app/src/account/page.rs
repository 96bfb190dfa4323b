//! The page of my account: its three cards.

use super::api::list_sessions;
use super::name::NameCard;
use super::password::PasswordCard;
use super::sessions::SessionsCard;
use crate::messages::account as words;
use crate::outcome::DoneNotice;
use crate::state::use_viewing;
use crate::ui::PageHead;
use leptos::prelude::*;

/// My account.
#[component]
pub fn AccountPage() -> impl IntoView {
    let sessions = Resource::new(|| (), |()| list_sessions());
    let viewing = use_viewing();
    let lead = viewing.with_untracked(|viewing| words::lead(&viewing.email, &viewing.role));
    view! {
        <div class="page page-narrow">
            <PageHead title=words::TITLE lead=lead/>
            <DoneNotice/>
            <NameCard/>
            <PasswordCard changed=Callback::new(move |()| sessions.refetch())/>
            <SessionsCard sessions/>
        </div>
    }
}
