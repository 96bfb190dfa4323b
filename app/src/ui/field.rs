//! What stands around a control: label above, hint and error below, tied by ids.

use super::whole::Children;
use super::{Glyph, Icon, Text};
use leptos::prelude::*;

/// Label, hint and error around one control. The control carries `id` and [`described_by`] of it.
#[component]
pub fn Field(
    /// The id of the control.
    #[prop(into)]
    id: Text,
    /// The label.
    #[prop(into)]
    label: Text,
    /// What helps to fill it.
    #[prop(optional, into)]
    hint: Option<Text>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// A small word after the label, as "optional".
    #[prop(optional, into)]
    optional: Option<Text>,
    /// The label is read aloud but not shown.
    #[prop(optional)]
    hide_label: bool,
    /// The control.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id.clone() class:visually-hidden=hide_label>
                {label}
                {optional.map(|word| view! { " " <span class="field-optional">{word}</span> })}
            </label>
            {children.run()}
            <HintAndError id hint error/>
        </div>
    }
}

/// The lines under a control.
#[component]
pub(super) fn HintAndError(
    /// The id of the control.
    #[prop(into)]
    id: Text,
    /// What helps.
    #[prop(optional_no_strip)]
    hint: Option<Text>,
    /// What is wrong.
    error: Signal<Option<String>>,
) -> impl IntoView {
    let error_id = format!("{id}-error");
    view! {
        {hint.map(|hint| view! { <p class="field-hint" id=format!("{id}-hint")>{hint}</p> })}
        <p class="field-error" id=error_id>
            {move || error.get().map(|text| view! { <Glyph icon=Icon::Alert/> <span>{text}</span> })}
        </p>
    }
}

/// The value of `aria-describedby` for the control of a field.
pub(super) fn described_by(id: &str, has_hint: bool) -> String {
    if has_hint {
        format!("{id}-hint {id}-error")
    } else {
        format!("{id}-error")
    }
}

/// The value of `aria-invalid`.
pub(super) fn invalid(error: Signal<Option<String>>) -> Option<&'static str> {
    error.with(Option::is_some).then_some("true")
}
