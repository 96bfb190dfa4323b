//! How much of something limited is used.

use super::Text;
use leptos::prelude::*;

/// A bar with its numbers in words; turns to warning above four fifths.
#[component]
pub fn Meter(
    /// What is measured.
    #[prop(into)]
    label: Text,
    /// How much is used.
    value: f64,
    /// How much there is.
    max: f64,
    /// The same in words: "120 of 20,000 today".
    #[prop(into)]
    text: Text,
) -> impl IntoView {
    view! {
        <div class="meter">
            <div><span class="strong">{label.clone()}</span><span class="muted num">{text}</span></div>
            <meter aria-label=label min="0" max=max value=value low=max * 0.8 high=max * 0.95 optimum="0"></meter>
        </div>
    }
}
