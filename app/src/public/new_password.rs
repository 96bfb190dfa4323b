//! The two entries of a new password, and the list that ticks its rules off: the rules print it, `public.js` counts,
//! and the server checks by the same rules (SECURITY PWD-1).

use super::Trouble;
use crate::messages::public as words;
use crate::ui::{CheckItem, Checklist, PasswordField};
use leptos::prelude::*;
use rules::password::{ChecklistGroup, ChecklistItem, ChecklistKind, PasswordRules};

/// The ids of the inputs; the same as their names, so that a fault of a field leads to it.
const PASSWORD: &str = "password";
const CONFIRMATION: &str = "confirmation";

/// Password, the same again, and the checklist of the rules in force.
#[component]
pub fn NewPassword(
    /// What a new password must look like.
    rules: PasswordRules,
    /// Why the form comes back.
    trouble: Trouble,
) -> impl IntoView {
    let items = rules.checklist();
    let of = |group| {
        items
            .iter()
            .filter(|item| item.group == group)
            .map(check_item)
            .collect()
    };
    let all: Vec<CheckItem> = of(ChecklistGroup::All);
    let composed: Vec<CheckItem> = of(ChecklistGroup::Composed);
    let passphrase: Vec<CheckItem> = of(ChecklistGroup::Passphrase);
    let lists = if passphrase.is_empty() {
        list(words::PASSWORD_RULES, all).into_any()
    } else {
        view! {
            {list(words::EITHER, composed)}
            {list(words::OR, passphrase)}
            {list(words::AND, all)}
        }
        .into_any()
    };
    view! {
        <PasswordField
            id=PASSWORD
            name=PASSWORD
            label=words::PASSWORD
            autocomplete="new-password"
            show_label=words::SHOW_PASSWORD
            error=trouble.of(PASSWORD)
        />
        {lists}
        <PasswordField
            id=CONFIRMATION
            name=CONFIRMATION
            label=words::CONFIRMATION
            autocomplete="new-password"
            show_label=words::SHOW_PASSWORD
            error=trouble.of(CONFIRMATION)
        />
    }
}

fn list(title: &'static str, items: Vec<CheckItem>) -> impl IntoView {
    view! { <Checklist watch=PASSWORD items met_text=words::MET title/> }
}

/// A rule as the page's script counts it.
fn check_item(item: &ChecklistItem) -> CheckItem {
    let text = item.text.clone();
    match item.kind.pattern() {
        None => CheckItem::same(text, CONFIRMATION),
        Some(_) if item.kind == ChecklistKind::Length => CheckItem::length(
            text,
            item.least.into(),
            item.most.unwrap_or(u16::MAX).into(),
        ),
        Some(pattern) => CheckItem::pattern(text, at_least(pattern, item.least)),
    }
}

/// A pattern that is found when the given one matches so many times.
fn at_least(pattern: &'static str, least: u16) -> String {
    match least {
        0 | 1 => pattern.to_string(),
        least => format!("(?:{pattern}[^]*?){{{least}}}"),
    }
}

#[cfg(test)]
mod tests {
    use super::at_least;

    #[test]
    fn a_rule_for_several_characters_becomes_one_pattern() {
        assert_eq!(at_least(r"\p{Nd}", 1), r"\p{Nd}");
        assert_eq!(at_least(r"\p{Nd}", 2), r"(?:\p{Nd}[^]*?){2}");
    }
}
