//! Settings > Appearance: the portal's name and the body colour, with the login screen as it will be.

use super::api::InForce;
use super::draft::Draft;
use super::fields::SettingField;
use super::page::{SettingsForm, SettingsPage};
use crate::messages::{public, settings as words};
use crate::ui::IntoWhole;
use crate::ui::{Card, Logo};
use leptos::html;
use leptos::prelude::*;
use rules::settings::{Colour, Key, Settings};

/// The custom property that the background takes its colour from.
const BODY_COLOUR: &str = "--body-colour";

/// Name and colour.
#[component]
pub fn AppearancePage() -> impl IntoView {
    view! {
        <SettingsPage path="/settings/appearance" content=|read| view! { <Appearance read/> }.whole()/>
    }
}

#[component]
fn Appearance(read: InForce) -> impl IntoView {
    let draft = Draft::new(read, &[Key::PortalName, Key::BodyColour]);
    view! {
        <SettingsForm draft>
            <Card title=words::APPEARANCE>
                <SettingField draft key=Key::PortalName/>
                <SettingField draft key=Key::BodyColour/>
                <ColourPicker draft/>
            </Card>
        </SettingsForm>
        <Card title=words::LOGIN_SCREEN><LoginPreview draft/></Card>
    }
}

/// The browser's own picker, tied to the field above; it has no name, so that a form has one colour.
#[component]
fn ColourPicker(draft: Draft) -> impl IntoView {
    let typed = draft.typed(Key::BodyColour)?;
    let colour = Memo::new(move |_| typed.with(|text| Colour::parse(text.trim())));
    // A colour input knows colours only: while none is typed it keeps the last one.
    let picked = Memo::new(move |before: Option<&String>| {
        let typed = colour.get().map(Colour::css);
        typed
            .or_else(|| before.cloned())
            .unwrap_or_else(|| Settings::default().body_colour.css())
    });
    let told = move || match colour.get() {
        Some(colour) => {
            let ink = colour.ink();
            words::contrast(ink.css() == "#ffffff", colour.contrast(ink))
        }
        None => words::NO_COLOUR.to_string(),
    };
    Some(view! {
        <div class="row">
            <input
                class="colour js-only"
                type="color"
                aria-label=words::PICK_COLOUR
                prop:value=picked
                on:input=move |event| typed.set(event_target_value(&event))
            />
            <p class="field-hint grow">{told}</p>
        </div>
    })
}

/// The login screen in small, as it looks with what is typed.
#[component]
fn LoginPreview(draft: Draft) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let colour = draft.typed(Key::BodyColour);
    Effect::new(move || {
        let typed = colour.map(|typed| typed.get());
        let colour = typed.and_then(|text| Colour::parse(text.trim()));
        if let (Some(screen), Some(colour)) = (node.get(), colour) {
            // Through the object model: the policy forbids style attributes. It can't fail for a colour.
            let style = leptos::web_sys::HtmlElement::style(&screen);
            let _ = style.set_property(BODY_COLOUR, &colour.css());
        }
    });
    let name = move || match draft.typed(Key::PortalName) {
        Some(typed) => typed.get(),
        None => draft.settings().portal_name,
    };
    view! {
        <div class="public public-small" node_ref=node aria-hidden="true">
            <div class="public-card">
                <p class="public-brand"><Logo/><span>{name}</span></p>
                <p class="public-tabs">
                    <a aria-current="page">{public::LOGIN_TAB}</a>
                    <a>{public::REGISTER_TAB}</a>
                </p>
                <p class="input">{public::EMAIL}</p>
                <p class="input">{public::PASSWORD}</p>
                <p class="button button-primary">{public::LOG_IN}</p>
            </div>
        </div>
    }
}
