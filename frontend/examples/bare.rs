//! The smallest hydrated app that is one: a router, a title, a page with a signal. `cargo xtask bench` compares the
//! console's bytes with its, built by the same tools from the same lock file. Knows nothing of ours.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{A, Route, Router, Routes};
use leptos_router::path;
use wasm_bindgen::prelude::wasm_bindgen;

#[component]
fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title text="Bare"/>
        <Router>
            <nav><A href="/">"Home"</A></nav>
            <main>
                <Routes fallback=|| "Nothing here.">
                    <Route path=path!("/") view=Counter/>
                </Routes>
            </main>
        </Router>
    }
}

#[component]
fn Counter() -> impl IntoView {
    let count = RwSignal::new(0);
    view! { <button on:click=move |_| count.update(|count| *count += 1)>{count}</button> }
}

/// As the console's own entry does.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(App);
}
