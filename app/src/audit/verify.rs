//! "Verify": walks the sealed chain on the server, stretch by stretch, and tells what came of it. Without
//! JavaScript one stretch a press, told by the address as the server signed it.

use super::api::verify_audit;
use super::listing::PATH;
use crate::error::AppError;
use crate::messages::audit as words;
use crate::outcome::action;
use crate::state::use_refused;
use crate::ui::{Button, Icon, Notice, Tone, use_announcer};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::audit::{AuditListing, AuditVerification};

/// The function that the form posts to.
const VERIFY: &str = "/api/audit/verify";

/// How far it has come.
#[derive(Clone, Copy)]
pub struct Verifying {
    found: RwSignal<Option<AuditVerification>>,
    is_busy: RwSignal<bool>,
    /// Why it came to nothing.
    pub(super) error: RwSignal<Option<AppError>>,
}

impl Verifying {
    pub(super) fn new() -> Self {
        Verifying {
            found: RwSignal::new(None),
            is_busy: RwSignal::new(false),
            error: RwSignal::new(use_refused(VERIFY).map(|form| form.error)),
        }
    }

    /// From the beginning to the end of the chain, or to where it breaks.
    async fn walk(self) -> Result<(), AppError> {
        let mut token = String::new();
        loop {
            let found = verify_audit(token).await?;
            token = found.token.clone();
            let is_over = found.is_over;
            // The page may be gone by now.
            if self.found.try_set(Some(found)).is_some() || is_over {
                return Ok(());
            }
        }
    }
}

/// The button, as a form that works without JavaScript.
#[component]
pub fn VerifyButton(
    verifying: Verifying,
    /// The view that the address asks for, with what was verified.
    listing: Memo<AuditListing>,
) -> impl IntoView {
    let announcer = use_announcer();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if verifying.is_busy.get_untracked() {
            return;
        }
        verifying.is_busy.set(true);
        verifying.error.set(None);
        verifying.found.set(None);
        spawn_local(async move {
            if let Err(error) = verifying.walk().await {
                let _ = verifying.error.try_set(Some(error));
            }
            let _ = verifying.is_busy.try_set(false);
            if let Some(Some(found)) = verifying.found.try_get_untracked() {
                announcer.say(words::verified(&found));
            }
        });
    };
    // Without JavaScript it goes on where it stopped.
    let token = move || listing.with(|listing| listing.verified.clone());
    view! {
        <form method="post" action=action(VERIFY, PATH) on:submit=submit>
            <input type="hidden" name="token" value=token/>
            <Button icon=Icon::Shield kind="submit" busy=verifying.is_busy>
                {words::VERIFY}
            </Button>
        </form>
    }
}

/// What came of it.
#[component]
pub fn Verification(
    verifying: Verifying,
    /// What the address tells of it.
    told: Signal<Option<AuditVerification>>,
) -> impl IntoView {
    move || {
        verifying.found.get().or_else(|| told.get()).map(|found| {
            let (tone, title) = match (found.broken_at, found.is_over) {
                (Some(_), _) => (Tone::Bad, words::BROKEN),
                (None, true) => (Tone::Good, words::WHOLE),
                (None, false) => (Tone::Neutral, words::SO_FAR),
            };
            let is_broken = found.broken_at.is_some();
            view! {
                <Notice tone title=title alert=is_broken>{words::verified(&found)}</Notice>
            }
        })
    }
}
