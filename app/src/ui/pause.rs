//! Something that happens once nobody has typed for a while (UX.md TBL-05).

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A pause in typing, in milliseconds.
const PAUSE_MS: u32 = 250;

/// Waits for a pause. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Pause {
    turn: StoredValue<u32>,
}

impl Pause {
    /// Nothing is waited for yet.
    pub fn new() -> Self {
        Pause {
            turn: StoredValue::new(0),
        }
    }

    /// What was waited for does not happen any more.
    pub fn cancel(self) {
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
    }

    /// Does it after the pause, unless called again meanwhile, or the page is gone.
    pub fn then(self, act: impl Fn() + 'static) {
        self.cancel();
        let mine = self.turn.get_value();
        spawn_local(async move {
            TimeoutFuture::new(PAUSE_MS).await;
            if self.turn.try_get_value() == Some(mine) {
                act();
            }
        });
    }
}

impl Default for Pause {
    fn default() -> Self {
        Pause::new()
    }
}
