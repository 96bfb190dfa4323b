//! The text of the home page as it stands on a page. The only component that takes markup: what the server has sanitised
//! (SECURITY WEB-11).

use leptos::prelude::*;

/// HTML from `home::api`, and from nowhere else.
#[component]
pub fn HomeText(
    /// Sanitised on the server.
    html: String,
) -> impl IntoView {
    view! { <div class="prose" inner_html=html></div> }
}
