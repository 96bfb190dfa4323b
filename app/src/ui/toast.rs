//! Short messages in the corner: said politely, never taking focus, waiting while pointed at (UX.md DST-01, A11Y-06).

use super::announcer::{Announcer, use_announcer};
use super::{Button, Glyph, Icon, IconButton, LinkButton, Text, Tone, Variant};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A short message, with at most one thing to do about it.
#[derive(Clone)]
pub struct Toast {
    tone: Tone,
    text: String,
    action: Option<(Text, Callback<()>)>,
    link: Option<(Text, Text)>,
}

impl Toast {
    /// A message without an action.
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Toast {
            tone,
            text: text.into(),
            action: None,
            link: None,
        }
    }

    /// With a button, as "Undo". Using it takes the toast away.
    pub fn with_action(mut self, label: impl Into<Text>, action: Callback<()>) -> Self {
        self.action = Some((label.into(), action));
        self
    }

    /// With a link to what it speaks of. Following it takes the toast away.
    pub fn with_link(mut self, label: impl Into<Text>, href: impl Into<Text>) -> Self {
        self.link = Some((label.into(), href.into()));
        self
    }

    /// How long it stays, in seconds; a failure stays until it is dismissed.
    const fn stays_for(&self) -> Option<u32> {
        match self.tone {
            Tone::Bad => None,
            _ if self.action.is_some() || self.link.is_some() => Some(10),
            _ => Some(6),
        }
    }
}

/// The toasts on the screen.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<(u32, Toast)>>,
    next: StoredValue<u32>,
    announcer: Announcer,
}

impl Toasts {
    pub(super) fn new() -> Self {
        Toasts {
            shown: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
            announcer: use_announcer(),
        }
    }

    /// Shows a toast and says its text.
    pub fn push(self, toast: Toast) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.announcer.say(toast.text.clone());
        self.shown.update(|shown| shown.push((id, toast)));
    }

    fn dismiss(self, id: u32) {
        // The page may be gone before the toast is.
        let _ = self
            .shown
            .try_update(|shown| shown.retain(|(shown_id, _)| *shown_id != id));
    }
}

/// The console's toasts; ones that nobody sees outside of it.
pub fn use_toasts() -> Toasts {
    use_context().unwrap_or_else(Toasts::new)
}

/// Where toasts appear; stands once in the frame.
#[component]
pub fn ToastArea(
    /// The name of the list.
    #[prop(into)]
    name: Text,
    /// The name of the cross on each.
    #[prop(into)]
    dismiss_name: Text,
) -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <section aria-label=name><ol class="toasts">
            <For each=move || toasts.shown.get() key=|(id, _)| *id let:entry>
                <ToastItem id=entry.0 toast=entry.1 toasts dismiss_name=dismiss_name.clone()/>
            </For>
        </ol></section>
    }
}

#[component]
fn ToastItem(id: u32, toast: Toast, toasts: Toasts, dismiss_name: Text) -> impl IntoView {
    let paused = RwSignal::new(false);
    if let Some(seconds) = toast.stays_for() {
        Effect::new(move || {
            spawn_local(async move {
                let mut left = seconds;
                while left > 0 {
                    TimeoutFuture::new(1000).await;
                    match paused.try_get_untracked() {
                        Some(true) => {}
                        Some(false) => left -= 1,
                        None => return,
                    }
                }
                toasts.dismiss(id);
            });
        });
    }
    let icon = match toast.tone {
        Tone::Good => Icon::Check,
        Tone::Warn | Tone::Bad => Icon::Alert,
        Tone::Neutral | Tone::Accent => Icon::About,
    };
    let action = toast.action.map(|(label, action)| {
        view! {
            <Button
                variant=Variant::Plain
                on:click=move |_| {
                    action.run(());
                    toasts.dismiss(id);
                }
            >
                {label}
            </Button>
        }
    });
    let link = toast.link.map(|(label, href)| {
        view! {
            <LinkButton href variant=Variant::Plain on:click=move |_| toasts.dismiss(id)>
                {label}
            </LinkButton>
        }
    });
    view! {
        <li
            class=format!("toast {}", toast.tone.class())
            on:mouseenter=move |_| paused.set(true)
            on:mouseleave=move |_| paused.set(false)
            on:focusin=move |_| paused.set(true)
            on:focusout=move |_| paused.set(false)
        >
            <Glyph icon/>
            <span class="toast-text">{toast.text}</span>
            <span>{action}{link}</span>
            <IconButton icon=Icon::Close name=dismiss_name on:click=move |_| toasts.dismiss(id)/>
        </li>
    }
}
