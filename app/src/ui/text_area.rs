//! Several lines of text with a label and, if wanted, a counter.

use super::Text;
use super::bound::keep_equal;
use super::field::{HintAndError, described_by, invalid};
use super::raw_text::escape;
use leptos::html::Textarea;
use leptos::prelude::*;

/// A labelled text area.
#[component]
pub fn TextArea(
    /// The id; hint and error derive theirs from it.
    #[prop(into)]
    id: Text,
    /// The name in the form.
    #[prop(into)]
    name: Text,
    /// The label.
    #[prop(into)]
    label: Text,
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
    /// Lines shown.
    #[prop(default = 4)]
    rows: u32,
    /// Most characters; the counter counts code points against it.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// Shows how many characters of `maxlength` are used; needs `bind`.
    #[prop(optional)]
    counter: bool,
    /// Shown while empty.
    #[prop(optional, into)]
    placeholder: Option<Text>,
    /// A small word after the label.
    #[prop(optional, into)]
    optional: Option<Text>,
    /// Must be filled.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let node = NodeRef::<Textarea>::new();
    // As a child it would reach the first HTML unescaped, so it goes in escaped; the browser reads it back as text.
    let initial = bind
        .map(|model| model.get_untracked())
        .or(value)
        .map(|text| escape(&text))
        .unwrap_or_default();
    if let Some(model) = bind {
        keep_equal(
            model,
            move || node.get().map(|area| area.value()),
            move |text| {
                if let Some(area) = node.get_untracked() {
                    area.set_value(text);
                }
            },
        );
    }
    let described = described_by(&id, hint.is_some());
    let count = bind
        .zip(maxlength)
        .filter(|_| counter)
        .map(|(model, most)| {
            view! {
                <span class="field-count">
                    {move || model.with(|text| text.chars().count())} " / " {most}
                </span>
            }
        });
    view! {
        <div class="field">
            <label for=id.clone()>
                {label}
                {optional.map(|word| view! { " " <span class="field-optional">{word}</span> })}
            </label>
            <textarea
                class="input"
                node_ref=node
                id=id.clone()
                name=name
                rows=rows
                maxlength=maxlength
                placeholder=placeholder
                required=required
                aria-describedby=described
                aria-invalid=move || invalid(error)
                on:input=move |event| {
                    if let Some(model) = bind {
                        model.set(event_target_value(&event));
                    }
                }
                inner_html=initial
            ></textarea>
            {count}
            <HintAndError id hint error/>
        </div>
    }
}
