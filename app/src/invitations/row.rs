//! One row of the table, and what it offers: exactly what the rules offer and the viewer may.

use super::acting::{Act, Asking, acts};
use super::listing::detail_href;
use super::status::{DeliveryCell, StatusBadge, ValidUntil};
use crate::groups::cell::GroupNames;
use crate::messages::groups;
use crate::messages::invitations as words;
use crate::messages::invitations::correcting;
use crate::state::use_viewing;
use crate::ui::{Address, Badge, Icon, IconButton, IconLink, Time, Tone, use_hydrated};
use leptos::either::Either;
use leptos::prelude::*;
use rules::invitation::InvitationRow;
use rules::time::Timestamp;

/// A row of Consumers > Invitations (PRODUCT.md 8.2).
#[component]
pub fn TableRow(
    /// The row.
    row: InvitationRow,
    /// When it was read.
    now: Timestamp,
    /// Takes what the buttons ask.
    asking: Asking,
    /// What somebody else did to it meanwhile.
    #[prop(into)]
    note: Signal<Option<String>>,
) -> impl IntoView {
    let standing = row.standing(now);
    let inviter = row.inviter.name.clone();
    view! {
        <tr data-changed=move || note.with(Option::is_some).then_some("")>
            <th scope="row" data-label=words::EMAIL>
                <Address text=row.email.clone() href=detail_href(row.id)/>
            </th>
            <td data-label=words::ROLE>{row.role.clone()}</td>
            <td data-label=groups::TITLE>
                <GroupNames groups=row.carried.groups.clone() deleted=row.carried.deleted.clone()/>
            </td>
            <td data-label=words::INVITED_BY>
                <span class="breakable"><bdi>{inviter}</bdi></span>
                {row.flagged.then(|| view! {
                    " " <Badge text=words::INVITER_LOST_RIGHT tone=Tone::Warn icon=Icon::Alert/>
                })}
            </td>
            <td data-label=words::INVITED_AT class="cell-tight"><Time at=row.invited_at/></td>
            <td data-label=words::VALID_UNTIL class="cell-tight"><ValidUntil at=row.valid_until/></td>
            <td data-label=words::STATUS>
                <div class="stack-tight">
                    <StatusBadge standing needs_approval=row.needs_approval/>
                    {move || note.get().map(|note| view! { <span class="small">{note}</span> })}
                </div>
            </td>
            <td data-label=words::DELIVERY><DeliveryCell row=row.clone()/></td>
            <td data-label=words::ACTIONS class="cell-actions">
                <RowActions row now asking/>
            </td>
        </tr>
    }
}

/// The icons of a row: links to its page before the console is alive, buttons after.
#[component]
fn RowActions(row: InvitationRow, now: Timestamp, asking: Asking) -> impl IntoView {
    let hydrated = use_hydrated();
    let actions = use_viewing().with_untracked(|viewing| viewing.usable());
    let acts = acts(row.standing(now), actions);
    if acts.is_empty() {
        return None;
    }
    let icons = move || {
        let is_alive = hydrated.get();
        acts.iter()
            .map(|act| {
                let act = *act;
                let (icon, name, tone) = match act {
                    Act::Review => (Icon::Clock, words::review(&row.email), Tone::Accent),
                    Act::Resend => (Icon::Send, words::resend(&row.email), Tone::Neutral),
                    Act::Correct => (Icon::Pencil, correcting::of(&row.email), Tone::Neutral),
                    Act::Delete => (Icon::Trash, words::delete(&row.email), Tone::Bad),
                };
                if is_alive && act != Act::Correct {
                    let row = row.clone();
                    Either::Left(view! {
                        <IconButton icon name tone on:click=move |_| asking.ask(act, row.clone())/>
                    })
                } else {
                    let href = format!("{}#{}", detail_href(row.id), act.anchor());
                    Either::Right(view! { <IconLink icon name tone href/> })
                }
            })
            .collect_view()
    };
    Some(view! { <span class="actions">{icons}</span> })
}
