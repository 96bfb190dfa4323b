//! The idempotency key of a submission, of the browser's randomness.

use js_sys::{Function, Reflect, Uint8Array};
use rules::ids::SubmissionId;
use wasm_bindgen::{JsCast, JsValue};

/// A new idempotency key, of the browser's randomness. `crypto.randomUUID` is missing on plain http.
pub(super) fn new_key() -> SubmissionId {
    let bytes = Uint8Array::new_with_length(16);
    let crypto = Reflect::get(&js_sys::global(), &JsValue::from_str("crypto"));
    let drawn = crypto.and_then(|crypto| {
        Reflect::get(&crypto, &JsValue::from_str("getRandomValues"))?
            .dyn_into::<Function>()?
            .call1(&crypto, &bytes)
    });
    // Every browser that runs the console has it. Without it the clock makes the key: it need not be secret.
    if drawn.is_err() {
        bytes.copy_from(
            &(js_sys::Date::now() * 1e6)
                .to_bits()
                .to_be_bytes()
                .repeat(2),
        );
    }
    let mut random = [0; 16];
    bytes.copy_to(&mut random);
    SubmissionId(uuid::Builder::from_random_bytes(random).into_uuid())
}
