//! How a status and an end of life look in a cell: words fixed by PRODUCT.md, with drawing and tone (TBL-16).

use crate::messages::domain_invitations as words;
use crate::ui::{Badge, Icon, Text, Time, Tone};
use leptos::either::Either;
use leptos::prelude::*;
use rules::domain_invitation::Status;
use rules::time::Timestamp;

/// The status as of now, with a quiet line under it.
#[component]
pub fn StatusBadge(
    /// As of now.
    standing: Status,
    /// What else is to be known.
    #[prop(optional_no_strip)]
    sub: Option<Text>,
) -> impl IntoView {
    let (icon, tone) = look(standing);
    view! { <Badge text=standing.label() icon tone nostrip:sub=sub/> }
}

const fn look(standing: Status) -> (Icon, Tone) {
    match standing {
        Status::Pending => (Icon::Hourglass, Tone::Accent),
        Status::Approved => (Icon::Check, Tone::Good),
        Status::Declined => (Icon::Ban, Tone::Bad),
        Status::Expired => (Icon::Alert, Tone::Neutral),
        Status::Invalid => (Icon::Trash, Tone::Neutral),
    }
}

/// When it ends, or that no clock runs (T25).
#[component]
pub fn ValidUntil(
    /// The exclusive end.
    at: Timestamp,
) -> impl IntoView {
    if at == Timestamp::NEVER {
        Either::Left(view! { <span class="muted">{words::NO_CLOCK}</span> })
    } else {
        Either::Right(view! { <Time at/> })
    }
}
