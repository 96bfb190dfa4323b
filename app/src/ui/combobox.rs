//! A field that searches while it is typed into and holds what was picked, as chips (the combobox pattern of the ARIA
//! Authoring Practices). Knows neither what is searched nor how.

use super::{Chip, Glyph, Icon, Text, Tone};
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html::Input;
use leptos::prelude::*;

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Tells it from the others; a picked one is a chip with this key.
    pub key: String,
    /// What it is called.
    pub text: String,
    /// What tells it from others of that name, or why it can't be picked.
    pub note: String,
    /// Can it be picked?
    pub is_offered: bool,
}

/// The field. Down and Up walk through what was found, Enter picks, Escape closes the list, Backspace in the empty field
/// takes the last picked one away.
#[component]
pub fn Combobox(
    /// The id of the input; hint and list derive theirs from it.
    id: &'static str,
    /// The label.
    #[prop(into)]
    label: Text,
    /// The name of the list of what was picked.
    #[prop(into)]
    picked_name: Text,
    /// The name of the list of what was found.
    #[prop(into)]
    found_name: Text,
    /// What stands in the field.
    typed: RwSignal<String>,
    /// What was found for it.
    found: RwSignal<Vec<Hit>>,
    /// What was picked, in order.
    #[prop(into)]
    picked: Signal<Vec<Chip>>,
    /// What helps, or what the search came to.
    #[prop(into)]
    hint: Signal<String>,
    /// Takes the key of what is picked.
    #[prop(into)]
    on_pick: Callback<String>,
    /// Takes the key of what is taken away.
    #[prop(into)]
    on_remove: Callback<String>,
    /// Names the remove button of a chip by the chip's text.
    #[prop(into)]
    remove_name: Callback<String, String>,
) -> impl IntoView {
    let node = NodeRef::<Input>::new();
    let is_open = RwSignal::new(false);
    let active = RwSignal::new(None::<usize>);
    let focus = move || {
        if let Some(input) = node.get_untracked() {
            // Focus is a courtesy; without it nothing is lost.
            let _ = input.focus();
        }
    };
    // Whatever is found comes with its first one at hand.
    Effect::new(move || {
        let first = found.with(|found| found.iter().position(|hit| hit.is_offered));
        active.set(first);
        is_open.set(found.with(|found| !found.is_empty()));
    });
    let pick = move |at: usize| {
        let key = found.with_untracked(|found| {
            let hit = found.get(at).filter(|hit| hit.is_offered);
            hit.map(|hit| hit.key.clone())
        });
        if let Some(key) = key {
            typed.set(String::new());
            found.set(Vec::new());
            on_pick.run(key);
            focus();
        }
    };
    let walk = move |forwards: bool| {
        let count = found.with_untracked(Vec::len);
        if count == 0 {
            return;
        }
        is_open.set(true);
        active.update(|active| {
            *active = Some(match (*active, forwards) {
                (None, true) => 0,
                (None, false) => count - 1,
                (Some(at), true) => (at + 1) % count,
                (Some(at), false) => (at + count - 1) % count,
            });
        });
    };
    let on_keydown = move |event: KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        let is_blank = typed.with_untracked(|text| text.trim().is_empty());
        match event.key().as_str() {
            "ArrowDown" => {
                event.prevent_default();
                walk(true);
            }
            "ArrowUp" => {
                event.prevent_default();
                walk(false);
            }
            // The form is sent from its button, not from the middle of a search.
            "Enter" if !is_blank => {
                event.prevent_default();
                if is_open.get_untracked() {
                    active.get_untracked().into_iter().for_each(pick);
                }
            }
            "Escape" if is_open.get_untracked() => {
                event.prevent_default();
                event.stop_propagation();
                is_open.set(false);
            }
            "Backspace" if typed.with_untracked(String::is_empty) => {
                let last = picked.with_untracked(|picked| picked.last().map(|one| one.key.clone()));
                last.into_iter().for_each(|key| on_remove.run(key));
            }
            _ => {}
        }
    };
    let chips = move || {
        let chips = picked.get().into_iter();
        chips
            .map(|chip| {
                let name = remove_name.run(chip.text.clone());
                let key = chip.key;
                view! {
                    <li class=format!("chip {}", chip.tone.class())>
                        <bdi class="breakable">{chip.text}</bdi>
                        {chip.note.map(|note| view! { <span class="chip-note">{note}</span> })}
                        <button
                            type="button"
                            class="icon-button"
                            title=name.clone()
                            aria-label=name
                            on:click=move |_| {
                                on_remove.run(key.clone());
                                focus();
                            }
                        >
                            <Glyph icon=Icon::Close/>
                        </button>
                    </li>
                }
            })
            .collect_view()
    };
    let option_id = move |at: usize| format!("{id}-option-{at}");
    let options = move || {
        let found = found.get().into_iter().enumerate();
        found
            .map(|(at, hit)| {
                let is_active = move || active.get() == Some(at);
                view! {
                    <li
                        role="option"
                        id=option_id(at)
                        class=format!("chip {}", Tone::Neutral.class())
                        aria-selected=move || is_active().to_string()
                        aria-disabled=(!hit.is_offered).then_some("true")
                        data-marked=move || is_active().then_some("")
                        on:mousedown=|event: MouseEvent| event.prevent_default()
                        on:click=move |_| pick(at)
                    >
                        <bdi class="breakable">{hit.text}</bdi>
                        <span class="chip-note">{hit.note}</span>
                    </li>
                }
            })
            .collect_view()
    };
    let list = format!("{id}-found");
    let list_id = list.clone();
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <div class="chips" on:click=move |event| {
                if event.target() == event.current_target() {
                    focus();
                }
            }>
                <ul aria-label=picked_name>{chips}</ul>
                <input
                    node_ref=node
                    id=id
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-autocomplete="list"
                    aria-expanded=move || is_open.get().to_string()
                    aria-controls=move || is_open.get().then(|| list.clone())
                    aria-activedescendant=move || {
                        active.get().filter(|_| is_open.get()).map(option_id)
                    }
                    aria-describedby=format!("{id}-hint")
                    prop:value=typed
                    on:input=move |event| typed.set(event_target_value(&event))
                    on:keydown=on_keydown
                    on:blur=move |_| is_open.set(false)
                />
            </div>
            <Show when=move || is_open.get()>
                <ul
                    role="listbox"
                    id=list_id.clone()
                    class="list-plain stack-tight"
                    aria-label=found_name.clone()
                >
                    {options}
                </ul>
            </Show>
            <p class="field-hint" id=format!("{id}-hint")>{hint}</p>
        </div>
    }
}
