//! The wasm entry of the signed-in console; a page without the console never loads it.
//!
//! Must not know anything but the root component: what people see is the crate `app`.

use wasm_bindgen::prelude::wasm_bindgen;

/// Makes the console that the server rendered live. Called by the script leptos puts into the page.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::Console);
}
