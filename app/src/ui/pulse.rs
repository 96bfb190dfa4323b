//! Something that a page does again and again while it is looked at. Knows not what.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Between two times, in milliseconds.
const EVERY_MS: u32 = 10_000;

/// Does it every ten seconds while the page is visible, until the component is gone or it answers `false`.
pub fn pulse<Beat: Future<Output = bool>>(act: impl Fn() -> Beat + Send + Sync + 'static) {
    let act = StoredValue::new(act);
    Effect::new(move || {
        spawn_local(async move {
            loop {
                TimeoutFuture::new(EVERY_MS).await;
                let beat = if document().hidden() {
                    act.try_with_value(|_| None)
                } else {
                    act.try_with_value(|act| Some(act()))
                };
                match beat {
                    None => return,
                    Some(None) => {}
                    Some(Some(beat)) => {
                        if !beat.await {
                            return;
                        }
                    }
                }
            }
        });
    });
}
