//! A draft in the tab's storage: survives a reload, ends with the tab, and never stands in an address
//! (UX-INV-11). A browser that refuses storage keeps no drafts; nothing else depends on it.

use leptos::prelude::window;
use serde::{Deserialize, Serialize};
use web_sys::Storage;

const STORED_AS: &str = "portico.invite-draft";

/// Everything that is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Content {
    /// The addresses, one a line.
    pub(super) addresses: String,
    /// The role for all.
    pub(super) role: String,
    /// The groups, by their ids.
    #[serde(default)]
    pub(super) groups: Vec<String>,
    /// The domains, each with its role.
    #[serde(default)]
    pub(super) domains: Vec<String>,
    /// A preset, or `custom`.
    pub(super) validity_hours: String,
    /// Hours of one's own.
    pub(super) custom_hours: String,
    /// Words to go with it.
    pub(super) message: String,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    /// Whose it is: the next person at this browser does not find it.
    of: String,
    content: Content,
}

fn storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

/// What that person had written.
pub(super) fn of(email: &str) -> Option<Content> {
    let text = storage()?.get_item(STORED_AS).ok().flatten()?;
    let kept: Kept = serde_json::from_str(&text).ok()?;
    (kept.of == email).then_some(kept.content)
}

/// Keeps it.
pub(super) fn store(of: String, content: Content) {
    if let Some(storage) = storage()
        && let Ok(text) = serde_json::to_string(&Kept { of, content })
    {
        let _ = storage.set_item(STORED_AS, &text);
    }
}

/// Keeps nothing any more.
pub(super) fn forget() {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(STORED_AS);
    }
}
