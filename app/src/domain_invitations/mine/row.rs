//! One row of My invitations.

use super::bulk::Bulk;
use crate::domain_invitations::answering::{AnswerForms, IN_TABLE};
use crate::domain_invitations::status::{StatusBadge, ValidUntil};
use crate::messages::domain_invitations as words;
use crate::ui::{Badge, Time};
use leptos::prelude::*;
use rules::domain_invitation::{MyInvitation, Status, standing};
use rules::time::Timestamp;

/// The status as of then.
pub(super) fn standing_of(row: &MyInvitation, now: Timestamp) -> Status {
    standing(row.status, row.valid_until, now)
}

/// An invitation with what can be said to it.
#[component]
pub fn Row(
    /// The invitation.
    row: MyInvitation,
    /// When it was read.
    now: Timestamp,
    /// Takes whether it is chosen.
    bulk: Bulk,
) -> impl IntoView {
    let standing = standing_of(&row, now);
    let is_open = standing == Status::Pending;
    let choose = bulk.several.cell(row.id, &row.domain.title, is_open);
    let quiet = |text: String| {
        (!text.is_empty()).then(|| view! { <p class="muted small breakable"><bdi>{text}</bdi></p> })
    };
    let title = row.domain.title.clone();
    // A membership may have ended meanwhile: the domain itself says so.
    let answered = row.answered_at.map(|at| {
        view! { <p class="muted small">{words::ANSWERED} " " <Time at/></p> }
    });
    let actions = is_open.then(|| view! { <AnswerForms row=row.clone() place=IN_TABLE/> });
    view! {
        <tr>
            {choose}
            <th scope="row" data-label=words::DOMAIN>
                <bdi class="breakable">{title}</bdi>
                {quiet(row.domain.description.clone())}
                {quiet(row.message.clone())}
            </th>
            <td data-label=words::ROLE>
                <span title=row.role_description.clone()><Badge text=row.role.clone()/></span>
                <span class="visually-hidden">{row.role_description.clone()}</span>
            </td>
            <td data-label=words::INVITED_BY><bdi class="breakable">{row.inviter.name.clone()}</bdi></td>
            <td data-label=words::SENT class="cell-tight"><Time at=row.invited_at/></td>
            <td data-label=words::VALID_UNTIL class="cell-tight"><ValidUntil at=row.valid_until/></td>
            <td data-label=words::STATUS><StatusBadge standing/> {answered}</td>
            <td data-label=words::ACTIONS class="cell-actions">{actions}</td>
        </tr>
    }
}
