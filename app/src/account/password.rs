//! My password: the change, and the rules in force ticked off while somebody types.

use super::api::{change_password, read_password_rules};
use crate::messages::{account as words, public};
use crate::outcome::{FaultNotice, fault_of, from_here, patiently};
use crate::state::{use_refused, use_viewing};
use crate::ui::{
    Button, Card, CheckItem, Checklist, PasswordField, Toast, Tone, Variant, use_toasts,
};
use js_sys::{Array, JsString, RegExp};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::password::{ChecklistGroup, ChecklistItem, ChecklistKind, PasswordRules};

/// The function that the form posts to.
const CHANGE: &str = "/api/account/change_password";
const FIELDS: [&str; 3] = ["current", "password", "confirmation"];

/// The card of the password.
#[component]
pub(super) fn PasswordCard(
    /// Told when the password is changed: the other sessions are gone.
    changed: Callback<()>,
) -> impl IntoView {
    let rules = Resource::new(|| (), |()| read_password_rules());
    let [current, new, again] = FIELDS.map(|_| RwSignal::new(String::new()));
    let error = RwSignal::new(use_refused(CHANGE).map(|form| form.error));
    let is_busy = RwSignal::new(false);
    let toasts = use_toasts();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        let typed = [current, new, again].map(|field| field.get_untracked());
        spawn_local(async move {
            let [old, password, confirmation] = typed;
            let outcome =
                patiently(|| change_password(old.clone(), password.clone(), confirmation.clone()))
                    .await;
            if outcome.is_ok() {
                toasts.push(Toast::new(Tone::Good, words::PASSWORD_CHANGED));
                for field in [current, new, again] {
                    // The page may be gone by now.
                    let _ = field.try_set(String::new());
                }
                changed.try_run(());
            }
            let _ = error.try_set(outcome.err());
            let _ = is_busy.try_set(false);
        });
    };
    let email = use_viewing().with_untracked(|viewing| viewing.email.clone());
    let is_of_a_field =
        |error: &crate::error::AppError| FIELDS.iter().any(|f| error.fault_of(f).is_some());
    let trouble = Signal::derive(move || error.get().filter(|error| !is_of_a_field(error)));
    view! {
        <Card title=words::PASSWORD lead=words::PASSWORD_LEAD>
            <FaultNotice error=trouble/>
            <form class="form" method="post" action=from_here(CHANGE) novalidate on:submit=submit>
                // So that password managers know whose password this is; it has no name and is not sent.
                <input class="visually-hidden" type="email" value=email autocomplete="username"
                    readonly tabindex="-1" aria-hidden="true"/>
                <PasswordField
                    id="current"
                    name="current"
                    label=words::CURRENT
                    autocomplete="current-password"
                    show_label=public::SHOW_PASSWORD
                    bind=current
                    error=fault_of(error, "current")
                />
                <PasswordField
                    id="password"
                    name="password"
                    label=words::NEW
                    autocomplete="new-password"
                    show_label=public::SHOW_PASSWORD
                    hint=words::NOT_GUESSABLE
                    bind=new
                    error=fault_of(error, "password")
                />
                <Transition>
                    {move || rules.get().and_then(Result::ok).map(|rules| view! {
                        <Rules rules new again/>
                    })}
                </Transition>
                <PasswordField
                    id="confirmation"
                    name="confirmation"
                    label=words::AGAIN
                    autocomplete="new-password"
                    show_label=public::SHOW_PASSWORD
                    bind=again
                    error=fault_of(error, "confirmation")
                />
                <div class="form-actions">
                    <Button variant=Variant::Primary kind="submit" busy=is_busy>
                        {words::CHANGE_PASSWORD}
                    </Button>
                </div>
            </form>
        </Card>
    }
}

/// What a new password needs. The rules print it, the browser counts by the same patterns, the server
/// decides (SECURITY PWD-1).
#[component]
fn Rules(rules: PasswordRules, new: RwSignal<String>, again: RwSignal<String>) -> impl IntoView {
    let items = rules.checklist();
    let has_two = items
        .iter()
        .any(|item| item.group == ChecklistGroup::Passphrase);
    let list = |group, title: &'static str| {
        let items: Vec<CheckItem> = items
            .iter()
            .filter(|item| item.group == group)
            .map(|item| check_item(item, new, again))
            .collect();
        (!items.is_empty()).then(|| {
            view! {
                <Checklist watch="password" items met_text=public::MET title/>
            }
        })
    };
    let last = if has_two {
        public::AND
    } else {
        public::PASSWORD_RULES
    };
    view! {
        {list(ChecklistGroup::Composed, public::EITHER)}
        {list(ChecklistGroup::Passphrase, public::OR)}
        {list(ChecklistGroup::All, last)}
    }
}

fn check_item(item: &ChecklistItem, new: RwSignal<String>, again: RwSignal<String>) -> CheckItem {
    let (kind, least) = (item.kind, u32::from(item.least));
    let most = item.most.map_or(u32::MAX, u32::from);
    let met = Signal::derive(move || match kind.pattern() {
        None => new.with(|new| !new.is_empty() && again.with(|again| again == new)),
        Some(pattern) => new.with(|new| (least..=most).contains(&count(pattern, new))),
    });
    let text = item.text.clone();
    match kind {
        ChecklistKind::Confirmation => CheckItem::same(text, "confirmation").met(met),
        ChecklistKind::Length => CheckItem::length(text, least, most).met(met),
        _ => CheckItem::pattern(text, kind.pattern().unwrap_or_default()).met(met),
    }
}

/// How often the pattern is found in the text's normal form C. Runs in the browser only: until somebody
/// types there is nothing to count.
fn count(pattern: &str, text: &str) -> u32 {
    if text.is_empty() {
        return 0;
    }
    let text = JsString::from(text).normalize("NFC");
    text.match_(&RegExp::new(pattern, "gsu"))
        .map_or(0, |found| Array::from(&found).length())
}
