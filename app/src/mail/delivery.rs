//! How far a mail has come, as a badge: words, an icon, a tone.

use crate::messages::mail as words;
use crate::ui::{Badge, Icon, Tone};
use leptos::prelude::*;
use rules::outbox::Delivery;

/// The badge of a delivery state (the words of PRODUCT.md section 6).
#[component]
pub fn DeliveryBadge(
    /// The state.
    delivery: Delivery,
) -> impl IntoView {
    let (tone, icon) = look(delivery);
    view! { <Badge text=words::state(delivery) tone icon/> }
}

const fn look(delivery: Delivery) -> (Tone, Icon) {
    match delivery {
        Delivery::Queued => (Tone::Neutral, Icon::Clock),
        Delivery::Held => (Tone::Accent, Icon::Inbox),
        Delivery::Sending => (Tone::Neutral, Icon::Send),
        Delivery::Sent => (Tone::Good, Icon::Check),
        Delivery::Retrying => (Tone::Warn, Icon::Refresh),
        Delivery::Failed => (Tone::Bad, Icon::Alert),
        Delivery::Skipped => (Tone::Neutral, Icon::Ban),
        Delivery::Parked => (Tone::Warn, Icon::Hourglass),
    }
}
