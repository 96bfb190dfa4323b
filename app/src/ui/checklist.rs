//! Rules of a password, ticked off while typing. On public pages `public.js` reads them from the attributes; in the
//! console each item follows a signal. Without script it is a plain list of what is asked.

use super::{Glyph, Icon, Text};
use leptos::prelude::*;

/// One rule, said in words and as something a few lines of script can check.
#[derive(Clone, Debug)]
pub struct CheckItem {
    text: Text,
    min: Option<u32>,
    max: Option<u32>,
    pattern: Option<Text>,
    same_as: Option<Text>,
    met: Signal<bool>,
}

impl CheckItem {
    fn new(text: impl Into<Text>) -> Self {
        CheckItem {
            text: text.into(),
            min: None,
            max: None,
            pattern: None,
            same_as: None,
            met: Signal::stored(false),
        }
    }

    /// Between `min` and `max` code points.
    pub fn length(text: impl Into<Text>, min: u32, max: u32) -> Self {
        CheckItem {
            min: Some(min),
            max: Some(max),
            ..Self::new(text)
        }
    }

    /// Contains what the pattern, a JavaScript regular expression with flag `u`, finds.
    pub fn pattern(text: impl Into<Text>, pattern: impl Into<Text>) -> Self {
        CheckItem {
            pattern: Some(pattern.into()),
            ..Self::new(text)
        }
    }

    /// Not empty and equal to the value of another input.
    pub fn same(text: impl Into<Text>, other_id: impl Into<Text>) -> Self {
        CheckItem {
            same_as: Some(other_id.into()),
            ..Self::new(text)
        }
    }

    /// In the console: whether it is met now.
    pub fn met(mut self, met: impl Into<Signal<bool>>) -> Self {
        self.met = met.into();
        self
    }
}

/// The list of rules under a password.
#[component]
pub fn Checklist(
    /// The id of the input that is checked.
    #[prop(into)]
    watch: Text,
    /// The rules.
    items: Vec<CheckItem>,
    /// Read aloud after a rule that is met.
    #[prop(into)]
    met_text: Text,
    /// A line above, where there is more than one list.
    #[prop(optional, into)]
    title: Option<Text>,
) -> impl IntoView {
    let lines = items
        .into_iter()
        .map(|item| {
            let met = item.met;
            view! {
                <li
                    data-min=item.min
                    data-max=item.max
                    data-pattern=item.pattern
                    data-same-as=item.same_as
                    data-met=move || met.get().then_some("")
                >
                    <span class="mark"><Glyph icon=Icon::Check/></span>
                    <span>{item.text}<span class="visually-hidden met">" " {met_text.clone()}</span></span>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="stack-tight">
            {title.map(|title| view! { <p class="small strong">{title}</p> })}
            <ul class="checklist" data-checklist=watch>{lines}</ul>
        </div>
    }
}
