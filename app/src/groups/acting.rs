//! One function of a page at a time: under way, refused with the reason, or done with a word.

use crate::error::AppError;
use crate::state::use_refused;
use crate::ui::{Toast, Toasts, Tone, use_toasts};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What a form of a group has come to.
#[derive(Clone, Copy)]
pub struct Acting {
    /// It is under way.
    pub is_busy: RwSignal<bool>,
    /// Why it was refused.
    pub error: RwSignal<Option<AppError>>,
    toasts: Toasts,
}

impl Acting {
    /// Idle; or refused a moment ago, without JavaScript.
    pub fn new(function: &str) -> Self {
        Acting {
            is_busy: RwSignal::new(false),
            error: RwSignal::new(use_refused(function).map(|form| form.error)),
            toasts: use_toasts(),
        }
    }

    /// Calls it, unless it is under way; then says `done` and goes on.
    pub fn run<T: 'static>(
        self,
        call: impl Future<Output = Result<T, AppError>> + 'static,
        done: &'static str,
        then: impl FnOnce(T) + 'static,
    ) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        spawn_local(async move {
            let answer = call.await;
            // The page may be gone by now.
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(value) => {
                    self.error.set(None);
                    self.toasts.push(Toast::new(Tone::Good, done));
                    then(value);
                }
                Err(refused) => self.error.set(Some(refused)),
            }
        });
    }
}
