//! Radios, as segments or as a list; check boxes, as a list.

use super::Text;
use super::field::{HintAndError, described_by};
use leptos::html::Input;
use leptos::prelude::*;

/// How radios are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChoiceLook {
    /// Side by side, for a few short words.
    #[default]
    Segments,
    /// One under the other, with hints.
    List,
}

/// One radio.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    value: Text,
    label: Text,
    hint: Option<Text>,
    is_checked: bool,
}

impl Choice {
    /// A radio that sends `value` and shows `label`.
    pub fn new(value: impl Into<Text>, label: impl Into<Text>) -> Self {
        Choice {
            value: value.into(),
            label: label.into(),
            hint: None,
            is_checked: false,
        }
    }

    /// What choosing it means; shown in a list.
    pub fn hint(mut self, hint: impl Into<Text>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Whether it is chosen at first; `bind` overrules it.
    pub fn checked(mut self, is_checked: bool) -> Self {
        self.is_checked = is_checked;
        self
    }
}

/// A group of radios under one legend.
#[component]
pub fn Choices(
    /// What is asked.
    #[prop(into)]
    legend: Text,
    /// The name in the form; also the prefix of ids.
    #[prop(into)]
    name: Text,
    /// The radios.
    options: Vec<Choice>,
    /// The signal it follows and fills.
    #[prop(optional)]
    bind: Option<RwSignal<String>>,
    /// What helps to choose.
    #[prop(optional, into)]
    hint: Option<Text>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Side by side, or as a list.
    #[prop(optional)]
    look: ChoiceLook,
) -> impl IntoView {
    let described = described_by(&name, hint.is_some());
    let group = match look {
        ChoiceLook::Segments => "segments",
        ChoiceLook::List => "choice-list",
    };
    let radios = options
        .into_iter()
        .map(|choice| {
            let is_checked = match bind {
                Some(model) => model.with_untracked(|value| choice.value.as_str() == value),
                None => choice.is_checked,
            };
            view! { <Radio name=name.clone() choice is_checked bind=bind/> }
        })
        .collect_view();
    view! {
        <fieldset class="field" aria-describedby=described>
            <legend>{legend}</legend>
            <div class=group>{radios}</div>
            <HintAndError id=name hint error/>
        </fieldset>
    }
}

#[component]
fn Radio(
    name: Text,
    choice: Choice,
    is_checked: bool,
    #[prop(optional_no_strip)] bind: Option<RwSignal<String>>,
) -> impl IntoView {
    let node = NodeRef::<Input>::new();
    let value = StoredValue::new(choice.value.clone());
    if let Some(model) = bind {
        Effect::new(move |seen: Option<bool>| {
            let is_wanted = model.with(|wanted| value.with_value(|value| value.as_str() == wanted));
            let Some(input) = node.get() else {
                return false;
            };
            if seen == Some(true) {
                input.set_checked(is_wanted);
            } else if input.checked() && !is_wanted {
                model.set(value.get_value().to_string());
            }
            true
        });
    }
    view! {
        <label class="choice">
            <input
                node_ref=node
                type="radio"
                name=name
                value=choice.value
                checked=is_checked
                on:change=move |_| {
                    if let Some(model) = bind {
                        model.set(value.get_value().to_string());
                    }
                }
            />
            <span>{choice.label}</span>
            {choice.hint.map(|hint| view! { <span class="field-hint">{hint}</span> })}
        </label>
    }
}

/// A list of check boxes under one legend: none, one or several.
#[component]
pub fn Checks(
    /// What is asked.
    #[prop(into)]
    legend: Text,
    /// The name of every box in the form; also the prefix of ids.
    #[prop(into)]
    name: Text,
    /// The boxes.
    options: Vec<Choice>,
    /// The signal it follows and fills: the values that are ticked.
    bind: RwSignal<Vec<String>>,
    /// What helps to choose.
    #[prop(optional, into)]
    hint: Option<Text>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let described = described_by(&name, hint.is_some());
    let boxes = options
        .into_iter()
        .map(|choice| view! { <Check name=name.clone() choice bind/> })
        .collect_view();
    view! {
        <fieldset class="field" aria-describedby=described>
            <legend>{legend}</legend>
            <div class="choice-list choice-many">{boxes}</div>
            <HintAndError id=name hint error/>
        </fieldset>
    }
}

#[component]
fn Check(name: Text, choice: Choice, bind: RwSignal<Vec<String>>) -> impl IntoView {
    let node = NodeRef::<Input>::new();
    let value = StoredValue::new(choice.value.to_string());
    let is_in = move |ticked: &Vec<String>| value.with_value(|value| ticked.contains(value));
    let tick = move |is_ticked: bool| {
        bind.update(|ticked| {
            value.with_value(|value| {
                ticked.retain(|other| other != value);
                if is_ticked {
                    ticked.push(value.clone());
                }
            });
        });
    };
    Effect::new(move |seen: Option<bool>| {
        let is_wanted = bind.with(is_in);
        let Some(input) = node.get() else {
            return false;
        };
        if input.checked() != is_wanted {
            // What was ticked before the page was alive counts.
            if seen == Some(true) {
                input.set_checked(is_wanted);
            } else {
                tick(input.checked());
            }
        }
        true
    });
    view! {
        <label class="choice">
            <input
                node_ref=node
                type="checkbox"
                name=name
                value=choice.value
                checked=bind.with_untracked(is_in)
                on:change=move |event| tick(event_target_checked(&event))
            />
            <span>{choice.label}</span>
        </label>
    }
}
