//! A field that holds a list: what is typed or pasted goes to the page as text, the page answers with chips.

use super::field::{HintAndError, described_by, invalid};
use super::{Glyph, Icon, Text, Tone};
use leptos::ev::{ClipboardEvent, KeyboardEvent};
use leptos::html::Input;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

/// One entry of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// Tells this entry from the others.
    pub key: String,
    /// What it shows.
    pub text: String,
    /// `Bad` and `Warn` stand out and show their note.
    pub tone: Tone,
    /// Why it stands out.
    pub note: Option<String>,
}

/// A list typed or pasted into one field (UX.md UX-INV-02). Enter, comma, semicolon, leaving the field and pasting a
/// list hand the raw text to `on_commit`; Backspace in the empty field marks the last chip, a second one removes it.
#[component]
pub fn ChipsInput(
    /// The id of the input; hint and error derive theirs from it.
    #[prop(into)]
    id: Text,
    /// The label.
    #[prop(into)]
    label: Text,
    /// What helps to fill it.
    #[prop(optional, into)]
    hint: Option<Text>,
    /// What is wrong with the list as a whole.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Shown while there is nothing.
    #[prop(optional, into)]
    placeholder: Option<Text>,
    /// The chips, in order.
    #[prop(into)]
    chips: Signal<Vec<Chip>>,
    /// Takes the raw text; the field is empty afterwards.
    #[prop(into)]
    on_commit: Callback<String>,
    /// Takes the key of the chip to remove.
    #[prop(into)]
    on_remove: Callback<String>,
    /// Names the remove button of a chip by the chip's text.
    #[prop(into)]
    remove_name: Callback<String, String>,
    /// The name of the list.
    #[prop(into)]
    list_label: Text,
    /// What stands in the field and is not committed yet.
    #[prop(optional)]
    typed: Option<RwSignal<String>>,
    /// How many chips are drawn; more are counted by `more`.
    #[prop(default = 250)]
    limit: usize,
    /// Words for the chips beyond the limit.
    #[prop(optional, into)]
    more: Option<Callback<usize, String>>,
    /// Has the first focus.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let node = NodeRef::<Input>::new();
    let typed = typed.unwrap_or_default();
    let marked = RwSignal::new(None::<String>);
    let focus = move || {
        if let Some(input) = node.get_untracked() {
            // Focus is a courtesy; without it nothing is lost.
            let _ = input.focus();
        }
    };
    let remove = move |key: String| {
        marked.set(None);
        on_remove.run(key);
        focus();
    };
    let commit = move || {
        let text = typed.get_untracked();
        if !text.trim().is_empty() {
            typed.set(String::new());
            on_commit.run(text);
        }
    };
    let on_keydown = move |event: KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        let key = event.key();
        let text = typed.get_untracked();
        let is_blank = text.trim().is_empty();
        match key.as_str() {
            "Enter" if !is_blank => {
                event.prevent_default();
                commit();
            }
            "," | ";" if !is_inside_name(&text) => {
                event.prevent_default();
                commit();
            }
            "Backspace" if text.is_empty() => {
                let last = chips.with_untracked(|chips| chips.last().map(|chip| chip.key.clone()));
                if last.is_some() && marked.get_untracked() == last {
                    last.into_iter().for_each(remove);
                } else {
                    marked.set(last);
                }
                return;
            }
            _ => {}
        }
        marked.set(None);
    };
    let on_paste = move |event: ClipboardEvent| {
        let Some(pasted) = pasted_text(&event) else {
            return;
        };
        if pasted.contains(['\n', '\r', ',', ';']) || pasted.contains('@') && pasted.contains(' ') {
            event.prevent_default();
            typed.update(|text| text.push_str(&pasted));
            commit();
        }
    };
    let described = described_by(&id, hint.is_some());
    let list = move || {
        chips.with(|chips| {
            chips
                .iter()
                .take(limit)
                .map(|chip| {
                    let key = chip.key.clone();
                    let key_of_mark = chip.key.clone();
                    let name = remove_name.run(chip.text.clone());
                    view! {
                        <li
                            class=format!("chip {}", chip.tone.class())
                            data-marked=move || (marked.get().as_deref() == Some(&key_of_mark)).then_some("")
                        >
                            <bdi class="breakable">{chip.text.clone()}</bdi>
                            {chip.note.clone().map(|note| view! { <span class="chip-note">{note}</span> })}
                            <button
                                type="button"
                                class="icon-button"
                                title=name.clone()
                                aria-label=name
                                on:click=move |_| remove(key.clone())
                            >
                                <Glyph icon=Icon::Close/>
                            </button>
                        </li>
                    }
                })
                .collect_view()
        })
    };
    let rest = move || {
        let count = chips.with(Vec::len).saturating_sub(limit);
        more.filter(|_| count > 0)
            .map(|more| view! { <li class="chip">{more.run(count)}</li> })
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <div class="chips" on:click=move |event| {
                if event.target() == event.current_target() {
                    focus();
                }
            }>
                <ul aria-label=list_label>{list} {rest}</ul>
                <input
                    node_ref=node
                    id=id.clone()
                    type="text"
                    inputmode="email"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    autofocus=autofocus
                    placeholder=move || placeholder.clone().filter(|_| chips.with(Vec::is_empty))
                    aria-describedby=described
                    aria-invalid=move || invalid(error)
                    prop:value=typed
                    on:input=move |event| typed.set(event_target_value(&event))
                    on:keydown=on_keydown
                    on:paste=on_paste
                    on:blur=move |_| {
                        marked.set(None);
                        commit();
                    }
                />
            </div>
            <HintAndError id hint error/>
        </div>
    }
}

/// Whether a comma typed now would still belong to a name: `"Doe, Jane" <jane@..`.
fn is_inside_name(text: &str) -> bool {
    let quotes = text.matches('"').count();
    quotes % 2 == 1 || text.contains('<') && !text.contains('>')
}

/// The text of a paste. A one-line input would drop the line breaks of a pasted list, so it is read from the event.
fn pasted_text(event: &ClipboardEvent) -> Option<String> {
    let clipboard = js_sys::Reflect::get(event, &JsValue::from_str("clipboardData")).ok()?;
    let read = js_sys::Reflect::get(&clipboard, &JsValue::from_str("getData")).ok()?;
    read.dyn_ref::<js_sys::Function>()?
        .call1(&clipboard, &JsValue::from_str("text"))
        .ok()?
        .as_string()
}

#[cfg(test)]
mod tests {
    use super::is_inside_name;

    #[test]
    fn a_comma_inside_quotes_or_brackets_does_not_commit() {
        assert!(is_inside_name("\"Doe"));
        assert!(is_inside_name("Ada <ada@x.org"));
        assert!(!is_inside_name("\"Doe, Jane\" <jane@x.org>"));
        assert!(!is_inside_name("ada@x.org"));
    }
}
