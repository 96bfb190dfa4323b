//! One line of text with its label.

use super::bound::keep_equal;
use super::field::{described_by, invalid};
use super::{Field, Text};
use leptos::html::Input;
use leptos::prelude::*;

/// A labelled one-line input. With `bind` it follows a signal, without it the form alone knows the value.
#[component]
pub fn TextField(
    /// The id; hint and error derive theirs from it.
    #[prop(into)]
    id: Text,
    /// The name in the form.
    #[prop(into)]
    name: Text,
    /// The label.
    #[prop(into)]
    label: Text,
    /// The input's type.
    #[prop(default = "text")]
    kind: &'static str,
    /// What it holds at first.
    #[prop(optional, into)]
    value: Option<String>,
    /// The signal it follows and fills.
    #[prop(optional)]
    bind: Option<RwSignal<String>>,
    /// What helps to fill it.
    #[prop(optional, into)]
    hint: Option<Text>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The token of the HTML autofill list.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// The on-screen keyboard wanted.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    /// Shown while empty.
    #[prop(optional, into)]
    placeholder: Option<Text>,
    /// Must be filled.
    #[prop(optional)]
    required: bool,
    /// Is shown and sent but can't be changed.
    #[prop(optional)]
    readonly: bool,
    /// Most UTF-16 units.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// Fewest UTF-16 units.
    #[prop(optional)]
    minlength: Option<u32>,
    /// Least value of a number or date.
    #[prop(optional, into)]
    min: Option<Text>,
    /// Greatest value of a number or date.
    #[prop(optional, into)]
    max: Option<Text>,
    /// Step of a number or date.
    #[prop(optional, into)]
    step: Option<Text>,
    /// Has the first focus.
    #[prop(optional)]
    autofocus: bool,
    /// A small word after the label.
    #[prop(optional, into)]
    optional: Option<Text>,
    /// A unit after the input.
    #[prop(optional, into)]
    suffix: Option<Text>,
) -> impl IntoView {
    let node = NodeRef::<Input>::new();
    let initial = bind.map(|model| model.get_untracked()).or(value);
    if let Some(model) = bind {
        keep_equal(
            model,
            move || node.get().map(|input| input.value()),
            move |text| {
                if let Some(input) = node.get_untracked() {
                    input.set_value(text);
                }
            },
        );
    }
    let described = described_by(&id, hint.is_some());
    let input = view! {
        <input
            class="input"
            node_ref=node
            id=id.clone()
            name=name
            type=kind
            value=initial
            autocomplete=autocomplete
            inputmode=inputmode
            placeholder=placeholder
            required=required
            readonly=readonly
            maxlength=maxlength
            minlength=minlength
            min=min
            max=max
            step=step
            autofocus=autofocus
            aria-describedby=described
            aria-invalid=move || invalid(error)
            on:input=move |event| {
                if let Some(model) = bind {
                    model.set(event_target_value(&event));
                }
            }
        />
    };
    view! {
        <Field id label nostrip:hint=hint error nostrip:optional=optional>
            <div class="input-group">
                {input}
                {suffix.map(|unit| view! { <span class="muted">{unit}</span> })}
            </div>
        </Field>
    }
}
