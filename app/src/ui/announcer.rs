//! One polite live region for results and counts (UX.md A11Y-06).

use leptos::prelude::*;

/// Says things to screen readers, politely. Copy it out of the context before going async.
#[derive(Clone, Copy)]
pub struct Announcer {
    said: RwSignal<(u32, String)>,
}

impl Announcer {
    pub(super) fn new() -> Self {
        Announcer {
            said: RwSignal::new((0, String::new())),
        }
    }

    /// Says a sentence; the same sentence twice is said twice.
    pub fn say(self, sentence: impl Into<String>) {
        self.said.update(|(turn, text)| {
            *turn = turn.wrapping_add(1);
            *text = sentence.into();
        });
    }
}

/// The console's announcer; one that nobody hears outside of it.
pub fn use_announcer() -> Announcer {
    use_context().unwrap_or_else(Announcer::new)
}

/// Says a sentence through the console's announcer. Needs a reactive owner: in async code take [`use_announcer`] first.
pub fn announce(sentence: impl Into<String>) {
    use_announcer().say(sentence);
}

/// The region itself; stands once in the frame.
#[component]
pub fn LiveRegion() -> impl IntoView {
    let announcer = use_announcer();
    // A screen reader stays silent when the text does not change: every other turn ends in a no-break space.
    let text = move || {
        let (turn, mut text) = announcer.said.get();
        if turn % 2 == 1 {
            text.push('\u{a0}');
        }
        text
    };
    view! { <div class="visually-hidden" role="status" aria-live="polite">{text}</div> }
}
