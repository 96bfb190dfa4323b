//! One of a few, from a drop-down.

use super::bound::keep_equal;
use super::field::{described_by, invalid};
use super::{Field, Glyph, Icon, Text};
use leptos::html::Select;
use leptos::prelude::*;

/// One line of a drop-down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectOption {
    value: Text,
    label: Text,
    is_selected: bool,
}

impl SelectOption {
    /// A line that sends `value` and shows `label`.
    pub fn new(value: impl Into<Text>, label: impl Into<Text>) -> Self {
        SelectOption {
            value: value.into(),
            label: label.into(),
            is_selected: false,
        }
    }

    /// Whether it is chosen at first; `bind` overrules it.
    pub fn selected(mut self, is_selected: bool) -> Self {
        self.is_selected = is_selected;
        self
    }
}

/// A labelled drop-down.
#[component]
pub fn SelectField(
    /// The id; hint and error derive theirs from it.
    #[prop(into)]
    id: Text,
    /// The name in the form.
    #[prop(into)]
    name: Text,
    /// The label.
    #[prop(into)]
    label: Text,
    /// The lines.
    options: Vec<SelectOption>,
    /// The signal it follows and fills.
    #[prop(optional)]
    bind: Option<RwSignal<String>>,
    /// What helps to choose.
    #[prop(optional, into)]
    hint: Option<Text>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The label is read aloud but not shown.
    #[prop(optional)]
    hide_label: bool,
) -> impl IntoView {
    let node = NodeRef::<Select>::new();
    let initial = bind.map(|model| model.get_untracked());
    if let Some(model) = bind {
        keep_equal(
            model,
            move || node.get().map(|select| select.value()),
            move |text| {
                if let Some(select) = node.get_untracked() {
                    select.set_value(text);
                }
            },
        );
    }
    let described = described_by(&id, hint.is_some());
    let lines = options
        .into_iter()
        .map(|line| {
            let is_selected = match &initial {
                Some(value) => line.value.as_str() == value,
                None => line.is_selected,
            };
            view! { <option value=line.value selected=is_selected>{line.label}</option> }
        })
        .collect_view();
    let select = view! {
        <select
            class="input"
            node_ref=node
            id=id.clone()
            name=name
            aria-describedby=described
            aria-invalid=move || invalid(error)
            on:change=move |event| {
                if let Some(model) = bind {
                    model.set(event_target_value(&event));
                }
            }
        >
            {lines}
        </select>
    };
    view! {
        <Field id label nostrip:hint=hint error hide_label>
            <div class="select">{select} <Glyph icon=Icon::ChevronDown/></div>
        </Field>
    }
}
