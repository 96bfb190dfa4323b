//! The document around a public page: head, style, the few lines of script, the body colour.

use crate::messages::public as words;
use crate::ui::ThemeChoice;
use leptos::prelude::*;
use rules::settings::Colour;
use std::sync::Arc;

/// What every public page is drawn with.
#[derive(Clone, Debug)]
pub struct Look {
    /// The portal's name.
    pub portal: String,
    /// The background (PRODUCT.md section 7).
    pub body_colour: Colour,
    /// The theme chosen.
    pub theme: ThemeChoice,
    /// Of the content security policy; every `<script>` and `<style>` carries it.
    pub nonce: Arc<str>,
    /// The address of the style file.
    pub stylesheet: String,
    /// The address of the script.
    pub script: String,
}

/// The whole page as text. `retry` loads it anew after so many seconds, without script.
pub(super) fn document<V: IntoView>(
    look: &Look,
    title: &str,
    retry: Option<u64>,
    body: impl FnOnce() -> V,
) -> String {
    let title = words::title(title, &look.portal);
    let style = format!(":root{{--body-colour:{}}}", look.body_colour.css());
    let owner = Owner::new();
    owner.with(|| {
        view! {
            <!DOCTYPE html>
            <html lang="en" dir="ltr" data-theme=look.theme.attribute()>
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <meta name="color-scheme" content="light dark"/>
                    <meta name="robots" content="noindex"/>
                    {retry.map(|seconds| view! { <meta http-equiv="refresh" content=seconds.to_string()/> })}
                    <title>{title}</title>
                    <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                    <link rel="stylesheet" href=look.stylesheet.clone()/>
                    <style nonce=look.nonce.to_string()>{style}</style>
                    <script src=look.script.clone() defer nonce=look.nonce.to_string()></script>
                </head>
                <body>{body()}</body>
            </html>
        }
        .to_html()
    })
}
