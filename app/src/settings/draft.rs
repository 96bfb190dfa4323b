//! What stands in a form of settings before it is saved, and what its saving came to.

use super::api::{InForce, Saved, change_settings, read_settings};
use crate::error::AppError;
use crate::messages::settings as words;
use crate::outcome::fault_of;
use crate::state::{may, use_refused, use_viewing};
use crate::ui::{Toast, Toasts, Tone, use_toasts};
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::policy::Action;
use rules::settings::{Key, Settings, Source, WaitingRows};
use std::collections::BTreeMap;

/// The function that the forms post to.
pub(super) const CHANGE: &str = "/api/settings/change";
/// The field of the answer to T20's question.
pub(super) const WAITING_ROWS: &str = "waiting_rows";

/// A form of settings. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Draft {
    in_force: RwSignal<InForce>,
    typed: StoredValue<BTreeMap<Key, RwSignal<String>>>,
    pub(super) error: RwSignal<Option<AppError>>,
    pub(super) is_busy: RwSignal<bool>,
    toasts: Toasts,
}

impl Draft {
    /// A form of these settings, as they are in force, or as they were typed when they were refused.
    /// Who may not manage settings, and what the environment fixes, has nothing to type.
    pub(super) fn new(in_force: InForce, keys: &[Key]) -> Self {
        let refused = use_refused(CHANGE);
        let may_manage = may(Action::SettingsManage);
        let typed = keys
            .iter()
            .filter(|key| may_manage && source(&in_force, **key) != Source::Environment)
            .map(|key| {
                let typed = refused.as_ref().and_then(|form| form.value(key.as_str()));
                let value = typed.unwrap_or_else(|| in_force.settings.text(*key));
                (*key, RwSignal::new(value))
            })
            .collect();
        Draft {
            in_force: RwSignal::new(in_force),
            typed: StoredValue::new(typed),
            error: RwSignal::new(refused.map(|form| form.error)),
            is_busy: RwSignal::new(false),
            toasts: use_toasts(),
        }
    }

    /// What stands in the field of that setting; `None` when it can't be changed here.
    pub(super) fn typed(self, key: Key) -> Option<RwSignal<String>> {
        self.typed.with_value(|typed| typed.get(&key).copied())
    }

    /// Can anything be saved?
    pub(super) fn can_be_saved(self) -> bool {
        self.typed.with_value(|typed| !typed.is_empty())
    }

    /// Every field with what stands in it.
    pub(super) fn fields(self) -> Vec<(Key, String)> {
        self.typed.with_value(|typed| {
            typed
                .iter()
                .map(|(key, value)| (*key, value.get_untracked()))
                .collect()
        })
    }

    /// Why that setting was refused.
    pub(super) fn fault(self, key: Key) -> Signal<Option<String>> {
        fault_of(self.error, key.as_str())
    }

    /// Must be said what happens to the Waiting rows first (T20)?
    pub(super) fn asks_about_waiting_rows(self) -> bool {
        self.error.with(|error| error.as_ref().is_some_and(asks))
    }

    /// What is wrong, but for T20's question.
    pub(super) fn trouble(self) -> Signal<Option<AppError>> {
        let error = self.error;
        Signal::derive(move || error.get().filter(|error| !asks(error)))
    }

    /// The value in force, as people read it, and where it comes from.
    pub(super) fn told(self, key: Key) -> (Signal<String>, Signal<String>) {
        let in_force = self.in_force;
        let value = Signal::derive(move || in_force.with(|now| words::shown(key, &now.settings)));
        let typed = self.typed(key);
        let from = Signal::derive(move || {
            in_force.with(|now| match typed {
                Some(typed) if typed.get().trim() != now.settings.text(key) => {
                    words::unsaved(key, &now.settings)
                }
                _ => words::source(key, source(now, key)),
            })
        });
        (value, from)
    }

    /// The settings in force.
    pub(super) fn settings(self) -> Settings {
        self.in_force.with(|now| now.settings.clone())
    }

    /// How many invitations wait.
    pub(super) fn waiting(self) -> u64 {
        self.in_force.with(|now| now.waiting)
    }

    /// Saves what is typed. `then` is told when it is saved.
    pub(super) fn save(self, waiting_rows: Option<WaitingRows>, then: Callback<Saved>) {
        if self.is_busy.get_untracked() {
            return;
        }
        let viewing = use_viewing();
        let changes = self.fields().into_iter().collect();
        self.is_busy.set(true);
        spawn_local(async move {
            let outcome = change_settings(waiting_rows, changes).await;
            if let Ok(saved) = &outcome {
                self.toasts.push(Toast::new(
                    Tone::Good,
                    words::saved(saved.approved, saved.kept),
                ));
                if let Ok(now) = read_settings().await {
                    viewing.update(|viewing| viewing.follow(&now.settings));
                    // The page may be gone by now.
                    let _ = self.in_force.try_set(now);
                }
            }
            let _ = self.is_busy.try_set(false);
            match outcome {
                Ok(saved) => {
                    let _ = self.error.try_set(None);
                    then.try_run(saved);
                }
                Err(error) => {
                    let _ = self.error.try_set(Some(error));
                }
            }
        });
    }
}

fn asks(error: &AppError) -> bool {
    error.fault_of(WAITING_ROWS).is_some()
}

fn source(in_force: &InForce, key: Key) -> Source {
    in_force
        .sources
        .get(&key)
        .copied()
        .unwrap_or(Source::Default)
}
