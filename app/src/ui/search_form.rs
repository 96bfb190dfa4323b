//! The form above a list: a plain GET form, so that Enter and the button work without script (UX.md TBL-04, TBL-05).

use super::bound::keep_equal;
use super::whole::Children;
use super::{Glyph, Icon, Text};
use leptos::html::Input;
use leptos::prelude::*;

/// The form around [`SearchBox`], drop-downs and buttons.
#[component]
pub fn SearchForm(
    /// The name of this search.
    #[prop(into)]
    name: Text,
    /// The page it leads to.
    #[prop(into)]
    action: Text,
    /// Once alive: takes the submission instead of the browser.
    #[prop(optional, into)]
    on_submit: Option<Callback<()>>,
    /// The fields and buttons.
    children: Children,
) -> impl IntoView {
    view! {
        <form
            class="search-form"
            role="search"
            method="get"
            action=action
            aria-label=name
            on:submit=move |event| {
                if let Some(on_submit) = on_submit {
                    event.prevent_default();
                    on_submit.run(());
                }
            }
        >
            {children.run()}
        </form>
    }
}

/// The text that is searched for.
#[component]
pub fn SearchBox(
    /// The id.
    #[prop(into)]
    id: Text,
    /// The name in the query string.
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
    /// Shown while empty.
    #[prop(optional, into)]
    placeholder: Option<Text>,
    /// How the search is narrowed now, if it is.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// Told at every keystroke, after `bind` is set.
    #[prop(optional, into)]
    on_type: Option<Callback<String>>,
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
    view! {
        <div class="field search-box">
            <label for=id.clone()>{label}</label>
            <div class="with-icon">
                <Glyph icon=Icon::Search/>
                <input
                    class="input"
                    node_ref=node
                    type="search"
                    id=id.clone()
                    name=name
                    value=initial
                    placeholder=placeholder
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-describedby=format!("{id}-hint")
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        if let Some(model) = bind {
                            model.set(text.clone());
                        }
                        if let Some(on_type) = on_type {
                            on_type.run(text);
                        }
                    }
                />
            </div>
            <p class="field-hint" id=format!("{id}-hint")>{move || hint.get()}</p>
        </div>
    }
}
