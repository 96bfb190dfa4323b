//! A password with a button that shows it. On public pages the button is worked by `public.js`.

use super::bound::keep_equal;
use super::field::{described_by, invalid};
use super::{Field, Glyph, Icon, Text};
use leptos::html::Input;
use leptos::prelude::*;

/// A labelled password input; pasting is allowed, password managers find what they look for (UX.md UX-LOG-02).
#[component]
pub fn PasswordField(
    /// The id; hint and error derive theirs from it.
    #[prop(into)]
    id: Text,
    /// The name in the form.
    #[prop(into)]
    name: Text,
    /// The label.
    #[prop(into)]
    label: Text,
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
    /// The name of the button that shows the password.
    #[prop(into)]
    show_label: Text,
    /// What helps to fill it.
    #[prop(optional, into)]
    hint: Option<Text>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The signal it follows and fills.
    #[prop(optional)]
    bind: Option<RwSignal<String>>,
    /// Most UTF-16 units; leave it out where a longer password must be refused rather than cut.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// Has the first focus.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let node = NodeRef::<Input>::new();
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
    let shown = RwSignal::new(false);
    let described = described_by(&id, hint.is_some());
    let input = view! {
        <input
            class="input"
            node_ref=node
            id=id.clone()
            name=name
            type=move || if shown.get() { "text" } else { "password" }
            required=true
            maxlength=maxlength
            autocomplete=autocomplete
            autocapitalize="none"
            spellcheck="false"
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
        <Field id=id.clone() label nostrip:hint=hint error>
            <div class="input-with-button">
                {input}
                <button
                    type="button"
                    class="icon-button js-only"
                    data-show-password=id
                    title=show_label.clone()
                    aria-label=show_label
                    aria-pressed=move || if shown.get() { "true" } else { "false" }
                    on:click=move |_| shown.update(|is_shown| *is_shown = !*is_shown)
                >
                    <span class="when-off"><Glyph icon=Icon::Eye/></span>
                    <span class="when-on"><Glyph icon=Icon::EyeOff/></span>
                </button>
            </div>
        </Field>
    }
}
