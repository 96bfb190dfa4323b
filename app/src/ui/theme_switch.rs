//! Light, dark, or as the system: a form that works without script, and at once with it (UX.md THM-01).

use super::{Icon, IconButton, Text};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// The theme a person chose; kept in the cookie `theme`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeChoice {
    /// Light, always.
    Light,
    /// Dark, always.
    Dark,
    /// As the system says.
    #[default]
    System,
}

impl ThemeChoice {
    /// The word in cookie, form and attribute.
    pub const fn word(self) -> &'static str {
        match self {
            ThemeChoice::Light => "light",
            ThemeChoice::Dark => "dark",
            ThemeChoice::System => "system",
        }
    }

    /// Reads the word; nothing for any other.
    pub fn parse(word: &str) -> Option<Self> {
        [ThemeChoice::Light, ThemeChoice::Dark, ThemeChoice::System]
            .into_iter()
            .find(|choice| choice.word() == word)
    }

    /// Reads the word of a cookie, which anybody may have written: the system's theme for any other.
    pub fn from_word(word: &str) -> Self {
        Self::parse(word).unwrap_or_default()
    }

    /// The value of `<html data-theme>`; no attribute for the system's.
    pub const fn attribute(self) -> Option<&'static str> {
        match self {
            ThemeChoice::System => None,
            chosen => Some(chosen.word()),
        }
    }
}

/// What the switch says.
#[derive(Clone, Debug)]
pub struct ThemeTexts {
    /// The name of the group.
    pub legend: Text,
    /// The name of each choice.
    pub light: Text,
    /// The name of each choice.
    pub dark: Text,
    /// The name of each choice.
    pub system: Text,
}

/// Three buttons in a form posted to `/theme`.
#[component]
pub fn ThemeSwitch(
    /// What is chosen at first.
    chosen: ThemeChoice,
    /// What it says.
    texts: ThemeTexts,
    /// The page to come back to without script: an own path.
    #[prop(into)]
    next: Signal<String>,
) -> impl IntoView {
    let chosen = RwSignal::new(chosen);
    let button = move |choice: ThemeChoice, icon: Icon, name: Text| {
        view! {
            <IconButton
                icon
                name
                kind="submit"
                attr:name="theme"
                attr:value=choice.word()
                attr:aria-pressed=move || if chosen.get() == choice { "true" } else { "false" }
                on:click=move |event| {
                    event.prevent_default();
                    chosen.set(choice);
                    apply(choice);
                }
            />
        }
    };
    view! {
        <form method="post" action="/theme">
            <input type="hidden" name="next" value=next/>
            <div class="theme" role="group" aria-label=texts.legend>
            {button(ThemeChoice::Light, Icon::Sun, texts.light)}
            {button(ThemeChoice::Dark, Icon::Moon, texts.dark)}
            {button(ThemeChoice::System, Icon::Monitor, texts.system)}
            </div>
        </form>
    }
}

/// Paints the theme and keeps it for the next page.
fn apply(choice: ThemeChoice) {
    if let Some(root) = document().document_element() {
        // An attribute that can't be set leaves the old theme until the next page.
        let _ = match choice.attribute() {
            Some(word) => root.set_attribute("data-theme", word),
            None => root.remove_attribute("data-theme"),
        };
    }
    let secure = match window().location().protocol().as_deref() {
        Ok("https:") => "; Secure",
        _ => "",
    };
    let cookie = format!(
        "theme={}; Path=/; Max-Age=31536000; SameSite=Lax{secure}",
        choice.word()
    );
    let _ = js_sys::Reflect::set(
        &document(),
        &JsValue::from_str("cookie"),
        &JsValue::from_str(&cookie),
    );
}

#[cfg(test)]
mod tests {
    use super::ThemeChoice;

    #[test]
    fn a_theme_is_read_back_from_its_word_and_nothing_else() {
        for choice in [ThemeChoice::Light, ThemeChoice::Dark, ThemeChoice::System] {
            assert_eq!(ThemeChoice::parse(choice.word()), Some(choice));
        }
        assert_eq!(ThemeChoice::parse("\"><script>"), None);
        assert_eq!(ThemeChoice::from_word("\"><script>"), ThemeChoice::System);
    }
}
