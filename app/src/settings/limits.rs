//! Settings > Limits: budgets, and how long sessions live.

use super::api::InForce;
use super::draft::Draft;
use super::fields::SettingField;
use super::page::{SettingsForm, SettingsPage};
use crate::messages::settings as words;
use crate::ui::Card;
use crate::ui::IntoContent;
use leptos::prelude::*;
use rules::settings::Key;
use rules::time::Span;

const BUDGETS: [Key; 3] = [Key::BudgetInviter, Key::BudgetDomain, Key::BudgetRecipient];
const SESSIONS: [Key; 3] = [
    Key::SessionIdle,
    Key::SessionIdleAdmin,
    Key::SessionAbsolute,
];

/// Budgets and sessions.
#[component]
pub fn LimitsPage() -> impl IntoView {
    view! {
        <SettingsPage path="/settings/limits" content=|read| view! { <Limits read/> }.erased()/>
    }
}

#[component]
fn Limits(read: InForce) -> impl IntoView {
    let keys: Vec<Key> = BUDGETS.into_iter().chain(SESSIONS).collect();
    let draft = Draft::new(read, &keys);
    let budgets = BUDGETS
        .map(|key| view! { <SettingField draft key/> })
        .collect_view();
    let sessions = SESSIONS
        .map(|key| view! { <SettingField draft key length=Span::minutes/> })
        .collect_view();
    view! {
        <SettingsForm draft>
            <Card title=words::BUDGETS lead=words::BUDGETS_LEAD>{budgets}</Card>
            <Card title=words::SESSIONS lead=words::SESSIONS_LEAD>{sessions}</Card>
        </SettingsForm>
    }
}
