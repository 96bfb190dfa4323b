//! Asks once before something is lost: says what happens, the verb on the button, Cancel focused first (UX.md DST-02).

use super::whole::ViewFn;
use super::{Button, Dialog, DialogBody, DialogFoot, Notice, Text, Tone, Variant};
use leptos::prelude::*;

/// A dialog with two buttons. It stays open until the page closes it, so that a refusal can be shown in place.
#[component]
pub fn ConfirmDialog(
    /// Open or not.
    open: RwSignal<bool>,
    /// The id.
    id: &'static str,
    /// Names the object: "Delete the invitation of ada@example.org?".
    #[prop(into)]
    title: Signal<String>,
    /// The verb: "Delete invitation".
    #[prop(into)]
    confirm: Signal<String>,
    /// The other button, and the name of the cross.
    #[prop(into)]
    cancel: Text,
    /// The button is red.
    #[prop(optional)]
    danger: bool,
    /// The action is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Why it was refused.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Told when the person confirms.
    #[prop(into)]
    on_confirm: Callback<()>,
    /// What will happen.
    children: ViewFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    let cancel_word = StoredValue::new(cancel.clone());
    let variant = if danger {
        Variant::Danger
    } else {
        Variant::Primary
    };
    view! {
        <Dialog open id title close_label=cancel>
            <DialogBody>
                <div class="prose">{children.with_value(ViewFn::run)}</div>
                {move || {
                    error.get().map(|text| view! { <Notice tone=Tone::Bad alert=true>{text}</Notice> })
                }}
            </DialogBody>
            <DialogFoot>
                <Button attr:autofocus=true on:click=move |_| open.set(false)>
                    {cancel_word.get_value()}
                </Button>
                <Button variant busy on:click=move |_| on_confirm.run(())>
                    {move || confirm.get()}
                </Button>
            </DialogFoot>
        </Dialog>
    }
}
