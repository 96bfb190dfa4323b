//! How a status, a delivery and an end of life look in a cell: words fixed by PRODUCT.md, with drawing
//! and tone (TBL-16).

use crate::messages::invitations as words;
use crate::ui::{Badge, Icon, Text, Time, Tone};
use leptos::either::Either;
use leptos::prelude::*;
use rules::invitation::{InvitationRow, Status, delivery_words, status_sub_line};
use rules::outbox::Delivery;
use rules::time::Timestamp;

/// The status of a row as of `now`.
#[component]
pub fn StatusBadge(
    /// As of now.
    standing: Status,
    /// Is pre-approval off?
    #[prop(optional)]
    needs_approval: bool,
) -> impl IntoView {
    let (icon, tone) = look(standing);
    let sub: Option<Text> = match status_sub_line(standing, needs_approval) {
        "" => None,
        line => Some(line.into()),
    };
    view! { <Badge text=standing.label() icon tone nostrip:sub=sub/> }
}

/// The drawing and the mood of a status; a history uses them too.
pub(super) const fn look(standing: Status) -> (Icon, Tone) {
    match standing {
        Status::Pending => (Icon::Hourglass, Tone::Accent),
        Status::Waiting => (Icon::Clock, Tone::Warn),
        Status::Approved => (Icon::Check, Tone::Good),
        Status::Rejected | Status::Declined => (Icon::Ban, Tone::Bad),
        Status::Expired => (Icon::Alert, Tone::Neutral),
        Status::Inactivated => (Icon::Refresh, Tone::Neutral),
        Status::Invalid => (Icon::Trash, Tone::Neutral),
    }
}

/// How far the mail got, with the mail server's words when it was refused.
#[component]
pub fn DeliveryCell(
    /// The row.
    row: InvitationRow,
) -> impl IntoView {
    let problem = row.delivery_words;
    row.delivery.map(|delivery| {
        let text = delivery_words(delivery);
        match delivery {
            Delivery::Failed | Delivery::Parked => {
                let sub: Option<Text> = problem.map(Into::into);
                Either::Left(
                    view! { <Badge text tone=Tone::Bad icon=Icon::Alert nostrip:sub=sub/> },
                )
            }
            Delivery::Retrying => {
                let sub: Option<Text> = problem.map(Into::into);
                Either::Left(
                    view! { <Badge text tone=Tone::Warn icon=Icon::Refresh nostrip:sub=sub/> },
                )
            }
            Delivery::Queued
            | Delivery::Held
            | Delivery::Sending
            | Delivery::Sent
            | Delivery::Skipped => Either::Right(view! { <span class="muted small">{text}</span> }),
        }
    })
}

/// When it ends, or that no clock runs.
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
