//! The smallest hydrated app that is a whole one: a router, a title, a list that comes from a server function
//! and a form that calls another. `cargo xtask bench` compares the console's bytes with its, built by the same
//! tools from the same lock file. Knows nothing of ours.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{A, Route, Router, Routes};
use leptos_router::path;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::wasm_bindgen;

#[derive(Clone, Deserialize, Serialize)]
struct Note {
    id: u32,
    text: String,
}

#[server]
async fn notes() -> Result<Vec<Note>, ServerFnError> {
    Ok(Vec::new())
}

#[server]
async fn add_note(text: String) -> Result<u32, ServerFnError> {
    let _ = text;
    Ok(0)
}

#[component]
fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title text="Bare"/>
        <Router>
            <nav><A href="/">"Home"</A></nav>
            <main>
                <Routes fallback=|| "Nothing here.">
                    <Route path=path!("/") view=Notes/>
                    <Route path=path!("/counter") view=Counter/>
                </Routes>
            </main>
        </Router>
    }
}

#[component]
fn Notes() -> impl IntoView {
    let add = ServerAction::<AddNote>::new();
    let all = Resource::new(move || add.version().get(), |_| notes());
    view! {
        <ActionForm action=add>
            <input name="text"/>
            <button>"Add"</button>
        </ActionForm>
        <Suspense fallback=|| "Loading">
            <ul>
                {move || Suspend::new(async move {
                    let all = all.await.unwrap_or_default();
                    view! { <For each=move || all.clone() key=|note| note.id let(note)><li>{note.text}</li></For> }
                })}
            </ul>
        </Suspense>
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
