//! Buttons and links that look like them.

use super::whole::Children;
use super::{Glyph, Icon, Text, Tone};
use leptos::prelude::*;

/// How loud a button is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Variant {
    /// Bordered: every other action.
    #[default]
    Quiet,
    /// Filled: the one main action of a page or dialog.
    Primary,
    /// Filled red: takes something away.
    Danger,
    /// Words alone.
    Plain,
}

impl Variant {
    const fn class(self) -> &'static str {
        match self {
            Variant::Quiet => "button",
            Variant::Primary => "button button-primary",
            Variant::Danger => "button button-danger",
            Variant::Plain => "button button-plain",
        }
    }
}

/// A button with words. While busy it keeps focus and size, and a click reaches neither form nor handler.
#[component]
pub fn Button(
    /// How loud.
    #[prop(optional)]
    variant: Variant,
    /// `button` or `submit`.
    #[prop(default = "button")]
    kind: &'static str,
    /// A drawing before the words.
    #[prop(optional)]
    icon: Option<Icon>,
    /// Its action is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// It can't be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type=kind
            class=variant.class()
            class:busy=busy
            disabled=disabled
            aria-disabled=move || busy.get().then_some("true")
            on:click:capture=move |event| refuse_when(busy, &event)
        >
            {icon.map(|icon| view! { <Glyph icon/> })}
            <span>{children.run()}</span>
        </button>
    }
}

/// A link that looks like a button.
#[component]
pub fn LinkButton(
    /// Where it leads.
    #[prop(into)]
    href: Text,
    /// How loud.
    #[prop(optional)]
    variant: Variant,
    /// A drawing before the words.
    #[prop(optional)]
    icon: Option<Icon>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <a href=href class=variant.class()>
            {icon.map(|icon| view! { <Glyph icon/> })}
            <span>{children.run()}</span>
        </a>
    }
}

/// A button that shows only a drawing; its name is read aloud and shown to the pointer.
#[component]
pub fn IconButton(
    /// What to draw.
    icon: Icon,
    /// The accessible name, with its object: "Delete, ada@example.org".
    #[prop(into)]
    name: Text,
    /// `Bad` turns red under the pointer, `Accent` is coloured always.
    #[prop(optional)]
    tone: Tone,
    /// `button` or `submit`.
    #[prop(default = "button")]
    kind: &'static str,
    /// Its action is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
) -> impl IntoView {
    view! {
        <button
            type=kind
            class=icon_class(tone)
            class:busy=busy
            title=name.clone()
            aria-label=name
            aria-disabled=move || busy.get().then_some("true")
            on:click:capture=move |event| refuse_when(busy, &event)
        >
            <Glyph icon/>
        </button>
    }
}

/// A link that shows only a drawing.
#[component]
pub fn IconLink(
    /// What to draw.
    icon: Icon,
    /// The accessible name, with its object.
    #[prop(into)]
    name: Text,
    /// Where it leads.
    #[prop(into)]
    href: Text,
    /// As in [`IconButton`].
    #[prop(optional)]
    tone: Tone,
) -> impl IntoView {
    view! {
        <a href=href class=icon_class(tone) title=name.clone() aria-label=name>
            <Glyph icon/>
        </a>
    }
}

const fn icon_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Bad => "icon-button tone-bad",
        Tone::Accent => "icon-button tone-accent",
        Tone::Neutral | Tone::Good | Tone::Warn => "icon-button",
    }
}

/// Stops a click on something busy before any other handler, or the form around it, sees it.
fn refuse_when(busy: Signal<bool>, event: &leptos::ev::MouseEvent) {
    if busy.get_untracked() {
        event.prevent_default();
        event.stop_immediate_propagation();
    }
}
